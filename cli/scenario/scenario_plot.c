/* scenario_plot.c - [plot:*]: what is drawn (y) over what (x), in which lines. */
#include "cli/scenario/scenario_plot.h"
#include "cli/nearest.h"
#include "cli/results/panels.h"
#include "cli/results/quantity.h"
#include "cli/scenario/scenario_settings.h"
#include "models/web/counters.h"
#include "sim/units.h"
#include <string.h>

typedef struct {
    ScenarioReader *reader;
    const ScenarioSection *section;
    ScenarioPlot *plot;
} Reading;

static void complain(const Reading *reading, const ScenarioLine *line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void complain(const Reading *reading, const ScenarioLine *line, const char *format, ...)
{
    g_autofree char *quoted = scenario_report_quote(line->value);
    g_autofree char *why = NULL;
    va_list arguments;

    va_start(arguments, format);
    why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    scenario_report_error(reading->reader->report, line->place, "%s = %s: %s", line->key, quoted,
                          why);
}

/* The index of the value among names; 0, after a problem, for one that is none of them. */
static int read_choice(const Reading *reading, const char *key, const char *const *names,
                       int otherwise)
{
    const ScenarioLine *line = scenario_section_find(reading->section, key);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    const char *near;

    if (line == NULL)
        return otherwise;
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], line->value) == 0)
            return i;
    near = cli_nearest(line->value, names);
    if (near != NULL)
        complain(reading, line, "is none of %s; did you mean %s?", all, near);
    else
        complain(reading, line, "is none of them; write %s", all);
    return otherwise;
}

/* ---- x ---- */

static const char *const axes[] = {"time", "variant", "metric",  "app",
                                   "page", "pool",    "clients", NULL};

/* Words and, after them, the swept settings: what x can be. */
static const char **list_axes(const Scenario *scenario)
{
    uint32_t keys = scenario->sweep != NULL ? scenario->sweep->key_count : 0;
    const char **names = g_new0(const char *, G_N_ELEMENTS(axes) + keys);
    guint count = 0;

    for (; axes[count] != NULL; count++)
        names[count] = axes[count];
    for (uint32_t i = 0; i < keys; i++)
        names[count++] = scenario->sweep->keys[i].path;
    return names;
}

/* A setting by its form: it may be stepped through by --sweep. */
static bool is_setting(const Reading *reading, const char *text)
{
    ScenarioOverride override;
    g_autofree char *kind = NULL;

    if (!scenario_override_split(reading->reader->source, text, &override))
        return false;
    kind = g_strndup(override.section, strcspn(override.section, ":"));
    return model_key_find(kind, override.key) != NULL;
}

static void read_x(const Reading *reading, const Scenario *scenario, bool has_own_sweep)
{
    const ScenarioLine *line = scenario_section_find(reading->section, "x");
    g_autofree const char **names = list_axes(scenario);
    const char *near;

    reading->plot->x = g_strdup(line != NULL ? line->value : "variant");
    reading->plot->axis = SCENARIO_PLOT_SETTING;
    for (int i = 0; axes[i] != NULL; i++)
        if (strcmp(axes[i], reading->plot->x) == 0)
            reading->plot->axis = (ScenarioPlotAxis)i;
    if (line == NULL || g_strv_contains(names, line->value) ||
        (!has_own_sweep && is_setting(reading, line->value)))
        return;
    near = cli_nearest(line->value, names);
    if (near != NULL)
        complain(reading, line, "is nothing to draw over; did you mean %s?", near);
    else if (is_setting(reading, line->value))
        complain(reading, line, "is not stepped through; give it a line in [sweep]");
    else
        complain(reading, line,
                 "is nothing to draw over; write time, variant, metric, app, page, "
                 "pool, clients, or a setting that [sweep] steps through");
}

/* ---- y ---- */

static const char *const series_names[] = {
    "throughput",   "failed",        "rate.ok",    "rate.error",      "rate.rejected",
    "rate.refused", "rate.reset",    "in_system",  "rate.abandoned",  "cpu.utilisation",
    "threads.busy", "threads.all",   "memory",     "processes.alive", "queue.cpu",
    "queue.clr",    "queue.backlog", "queue.pipe", "queue.frontend",  NULL};

static bool is_queue_of(const ScenarioReader *reader, const char *name)
{
    GHashTable *const names[] = {reader->apps, reader->pools, reader->backends};
    static const char *const prefixes[] = {"queue.app:", "queue.pool:", "queue.backend:"};

    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(name, prefixes[i]) &&
            scenario_index(names[i], name + strlen(prefixes[i])) != MODEL_NONE)
            return true;
    return false;
}

/* A time series by its name in timeseries.csv, or one of the two that have names of their own. */
static bool check_series(ScenarioReader *reader, const char *name, GError **error)
{
    const char *near;

    if (g_strv_contains(series_names, name) || is_queue_of(reader, name))
        return true;
    for (const WebCounterSeries *series = web_counter_series; series->name != NULL; series++)
        if (strcmp(series->name, name) == 0)
            return true;
    near = cli_nearest(name, series_names);
    if (near != NULL)
        return value_fail(error, "'%.60s' is not kept over time; did you mean %s?", name, near);
    return value_fail(error,
                      "'%.60s' is not kept over time; write throughput, failed, memory, "
                      "threads.busy, queue.clr, queue.pool:NAME or another series of "
                      "timeseries.csv",
                      name);
}

static char *read_metric(const Reading *reading, const char *text, GArray *within_ns,
                         GError **error)
{
    ScenarioPlotAxis axis = reading->plot->axis;
    ScenarioMetric metric;
    char *reference = NULL;

    if (axis == SCENARIO_PLOT_TIME)
        return check_series(reading->reader, text, error) ? g_strdup(text) : NULL;
    if (!scenario_metric_read(reading->reader, text, &metric, error))
        return NULL;
    if (metric.scope != NULL && axis >= SCENARIO_PLOT_APP && axis <= SCENARIO_PLOT_CLIENTS)
        value_fail(error, "'%.60s' is of one %s, and x goes over all of a kind; write %s", text,
                   metric.scope, metric.metric);
    else
        reference = scenario_metric_write(metric.metric, metric.scope, metric.entity);
    if (reference != NULL)
        scenario_settings_note_within(within_ns, metric.within_ns);
    scenario_metric_clear(&metric);
    return reference;
}

static void read_y(const Reading *reading, GArray *within_ns)
{
    const ScenarioLine *line = scenario_section_find(reading->section, "y");
    g_auto(GStrv) parts = value_split(line != NULL ? line->value : "", ',');
    ScenarioPlot *plot = reading->plot;
    guint count = 0;

    plot->y = g_new0(char *, g_strv_length(parts) + 1);
    if (parts[0] == NULL)
        scenario_report_error(reading->reader->report,
                              line != NULL ? line->place : reading->section->place,
                              "[%s]: draws nothing; write y = latency.p95, or another metric",
                              reading->section->title);
    if (g_strv_length(parts) > PANELS_MAX)
        complain(reading, line,
                 "%u at once cannot be told apart; write at most %d, and another "
                 "[plot:*] for the rest",
                 g_strv_length(parts), PANELS_MAX);
    for (guint i = 0; parts[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        char *reference = read_metric(reading, parts[i], within_ns, &error);

        if (reference == NULL)
            complain(reading, line, "%s", error->message);
        else if (g_strv_contains((const char *const *)plot->y, reference))
            g_free(reference);
        else
            plot->y[count++] = reference;
    }
}

QuantityKind scenario_plot_kind(const ScenarioPlot *plot, uint32_t index)
{
    const char *name = plot->y[index];

    if (plot->axis == SCENARIO_PLOT_TIME && strcmp(name, "memory") == 0)
        return QUANTITY_BYTES;
    if (plot->axis == SCENARIO_PLOT_TIME && strcmp(name, "failed") == 0)
        return QUANTITY_PER_SECOND;
    return quantity_kind(name);
}

/* ---- the rest ---- */

static void read_lines(const Reading *reading)
{
    static const char *const names[] = {"variant", "metric", NULL};
    const ScenarioLine *line = scenario_section_find(reading->section, "lines");
    ScenarioPlot *plot = reading->plot;

    plot->has_metric_lines = read_choice(reading, "lines", names, 0) == 1;
    if (line != NULL && ((plot->axis == SCENARIO_PLOT_METRIC && plot->has_metric_lines) ||
                         (plot->axis == SCENARIO_PLOT_VARIANT && !plot->has_metric_lines)))
        complain(reading, line, "that is what x goes over already; write the other one");
    if (plot->axis != SCENARIO_PLOT_METRIC && !plot->has_metric_lines)
        return;
    for (uint32_t i = 1; plot->y[0] != NULL && plot->y[i] != NULL; i++)
        if (scenario_plot_kind(plot, i) != scenario_plot_kind(plot, 0)) {
            complain(reading, scenario_section_find(reading->section, "y"),
                     "%s and %s have different units and cannot share an axis; give each a "
                     "[plot:*] of its own, or a panel%s",
                     plot->y[0], plot->y[i],
                     plot->has_metric_lines ? ": leave lines out" : ": x = variant");
            return;
        }
}

static bool is_over_names(const ScenarioPlot *plot)
{
    return plot->axis != SCENARIO_PLOT_TIME && plot->axis != SCENARIO_PLOT_SETTING;
}

static void read_kind(const Reading *reading)
{
    static const char *const kinds[] = {"lines", "points", "steps", "bars", NULL};
    static const char *const scales[] = {"linear", "log", NULL};
    const ScenarioLine *kind = scenario_section_find(reading->section, "kind");
    const ScenarioLine *values = scenario_section_find(reading->section, "values");
    ScenarioPlot *plot = reading->plot;
    bool over_names = is_over_names(plot);

    plot->kind = read_choice(reading, "kind", kinds, over_names ? 3 : 0);
    plot->is_log = read_choice(reading, "values", scales, 0) == 1;
    if (kind != NULL && over_names && plot->kind != 1 && plot->kind != 3)
        complain(reading, kind, "there is no line from one name to the next; write bars or points");
    if (kind != NULL && !over_names && plot->kind == 3)
        complain(reading, kind, "bars stand over names; write lines, points or steps");
    if (values != NULL && over_names && plot->is_log)
        complain(reading, values, "over names the values begin at 0; leave the line out");
}

static void read_time(const Reading *reading, const char *key, int64_t *time_ns)
{
    const ScenarioLine *line = scenario_section_find(reading->section, key);
    GError *error = NULL;

    if (line == NULL)
        return;
    if (reading->plot->axis != SCENARIO_PLOT_TIME)
        complain(reading, line, "is a time, and x is %s; leave the line out, or write x = time",
                 reading->plot->x);
    else if (!value_read_time(line->value, NULL, time_ns, &error))
        scenario_bad_value(reading->reader->report, line, error);
}

static void read_range(const Reading *reading)
{
    ScenarioPlot *plot = reading->plot;
    const ScenarioLine *to = scenario_section_find(reading->section, "to");

    plot->from_ns = 0;
    plot->to_ns = SIM_NEVER;
    read_time(reading, "from", &plot->from_ns);
    read_time(reading, "to", &plot->to_ns);
    if (to != NULL && plot->axis == SCENARIO_PLOT_TIME && plot->to_ns <= plot->from_ns)
        complain(reading, to, "is not after from; write a later time");
}

void scenario_plots_read(ScenarioReader *reader, Scenario *scenario,
                         const ScenarioOverrides *overrides, GArray *within_ns)
{
    bool has_own_sweep =
        overrides == NULL || (overrides->sweeps == NULL && overrides->point == NULL);
    const GPtrArray *sections = reader->document->sections;

    scenario->plots = g_new0(ScenarioPlot, sections->len + 1);
    for (guint i = 0; i < sections->len; i++) {
        Reading reading = {.reader = reader,
                           .section = g_ptr_array_index(sections, i),
                           .plot = &scenario->plots[scenario->plot_count]};
        const ScenarioLine *title;

        if (strcmp(reading.section->kind->name, "plot") != 0)
            continue;
        scenario->plot_count++;
        scenario_check_known(reader->report, reading.section);
        title = scenario_section_find(reading.section, "title");
        reading.plot->name = g_strdup(reading.section->name);
        reading.plot->title =
            title != NULL && *title->value != '\0' ? g_strdup(title->value) : NULL;
        read_x(&reading, scenario, has_own_sweep);
        read_y(&reading, within_ns);
        read_lines(&reading);
        read_kind(&reading);
        read_range(&reading);
    }
}

void scenario_plots_free(Scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->plot_count; i++) {
        g_free(scenario->plots[i].name);
        g_free(scenario->plots[i].title);
        g_free(scenario->plots[i].x);
        g_strfreev(scenario->plots[i].y);
    }
    g_free(scenario->plots);
}

/* A point of a sweep has no [sweep], and what is drawn over one is no concern of it. */
static bool is_stepped(const Scenario *scenario, const ScenarioPlot *plot)
{
    g_autofree const char **names = list_axes(scenario);

    return g_strv_contains(names, plot->x);
}

void scenario_plots_write(const Scenario *scenario, const ScenarioDocument *document, GString *text)
{
    const ScenarioPlot *plot = scenario->plots;

    for (guint i = 0; i < document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(document->sections, i);

        if (strcmp(section->kind->name, "plot") != 0 || !is_stepped(scenario, plot++))
            continue;
        g_string_append_printf(text, "\n[%s]\n", section->title);
        for (guint k = 0; k < section->lines->len; k++) {
            const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, k);

            g_string_append_printf(text, "%s = %s\n", line->key, line->value);
        }
    }
}
