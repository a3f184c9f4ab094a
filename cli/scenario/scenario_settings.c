/* scenario_settings.c - [scenario], [slo:*], [compare], [sweep]. */
#include "cli/scenario/scenario_settings.h"
#include "cli/nearest.h"
#include "cli/results/quantity.h"
#include "cli/scenario/scenario_plot.h"
#include "cli/scenario/scenario_sweep.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

#define REPLICATIONS_MAX 1000000
#define METRICS_DEFAULT  "latency.mean, latency.p95, throughput, loss"

void scenario_settings_note_within(GArray *within_ns, int64_t time_ns)
{
    guint i = 0;

    if (time_ns < 0)
        return;
    while (i < within_ns->len && g_array_index(within_ns, int64_t, i) < time_ns)
        i++;
    if (i == within_ns->len || g_array_index(within_ns, int64_t, i) != time_ns)
        g_array_insert_val(within_ns, i, time_ns);
}

/* A metric with an interval, as a text of its own; NULL after a problem. */
static char *read_reference(ScenarioReader *reader, const char *text, GArray *within_ns,
                            GError **error)
{
    ScenarioMetric metric;
    char *reference;

    if (!scenario_metric_read(reader, text, &metric, error))
        return NULL;
    if (strcmp(metric.metric, "latency.max") == 0) {
        scenario_metric_clear(&metric);
        value_fail(error, "latency.max is one extreme and has no interval; write latency.p999");
        return NULL;
    }
    scenario_settings_note_within(within_ns, metric.within_ns);
    reference = scenario_metric_write(metric.metric, metric.scope, metric.entity);
    scenario_metric_clear(&metric);
    return reference;
}

static bool read_replications(const char *text, Scenario *scenario, GError **error)
{
    const char *dots = strstr(text, "..");
    g_autofree char *low =
        dots == NULL ? g_strdup(text) : g_strstrip(g_strndup(text, (gsize)(dots - text)));
    g_autofree char *high = dots == NULL ? g_strdup(text) : g_strstrip(g_strdup(dots + 2));
    int64_t least, most;

    if (!value_read_whole(low, &least, error) || !value_read_whole(high, &most, error))
        return false;
    if (least < 1 || most > REPLICATIONS_MAX || least > most)
        return value_fail(error, "is not a number of runs; write 1 to %d, or 10..200",
                          REPLICATIONS_MAX);
    scenario->replications_min = (uint32_t)least;
    scenario->replications_max = (uint32_t)most;
    return true;
}

static bool read_precision(ScenarioReader *reader, const char *text, Scenario *scenario,
                           GArray *within_ns, GError **error)
{
    const char *of = strstr(text, " of ");
    g_autofree char *share = NULL;

    if (of == NULL)
        return value_fail(error, "does not say of what; write 5%% of latency.p95");
    share = g_strstrip(g_strndup(text, (gsize)(of - text)));
    if (!value_read_fraction(share, &scenario->precision, error))
        return false;
    if (scenario->precision <= 0)
        return value_fail(error, "no number of runs reaches that; write 5%% of latency.p95");
    of += strlen(" of ");
    scenario->precision_metric = read_reference(reader, of + strspn(of, " \t"), within_ns, error);
    return scenario->precision_metric != NULL;
}

static void read_run(ScenarioReader *reader, Scenario *scenario, GArray *within_ns)
{
    const ScenarioSection *section = scenario_document_find(reader->document, "scenario");
    const ScenarioLine *title = scenario_section_find(section, "title");
    const ScenarioLine *replications = scenario_section_find(section, "replications");
    const ScenarioLine *precision = scenario_section_find(section, "precision");
    const ScenarioLine *seed = scenario_section_find(section, "seed");
    GError *error = NULL;

    scenario->title = title == NULL || *title->value == '\0' ? NULL : g_strdup(title->value);
    scenario->replications_min = scenario->replications_max = 10;
    scenario->seed = 1;
    if (replications != NULL && !read_replications(replications->value, scenario, &error))
        scenario_bad_value(reader->report, replications, g_steal_pointer(&error));
    if (seed != NULL && !value_read_unsigned(seed->value, &scenario->seed, &error))
        scenario_bad_value(reader->report, seed, g_steal_pointer(&error));
    if (precision != NULL && !read_precision(reader, precision->value, scenario, within_ns, &error))
        scenario_bad_value(reader->report, precision, g_steal_pointer(&error));
    if (precision == NULL && scenario->replications_min < scenario->replications_max)
        scenario_report_error(reader->report, replications->place,
                              "replications = %s: a range needs to know when to stop; write "
                              "precision = 5%% of latency.p95 too",
                              replications->value);
}

/* The bound of a requirement, in the unit of its metric. */
static bool read_bound(const char *metric, const char *text, double *bound, GError **error)
{
    int64_t whole;

    switch (quantity_kind(metric)) {
    case QUANTITY_SECONDS:
        if (!value_read_time(text, NULL, &whole, error))
            return false;
        *bound = sim_seconds(whole);
        return true;
    case QUANTITY_PER_SECOND:
        return value_read_rate(text, bound, error);
    case QUANTITY_FRACTION:
        return value_read_fraction(text, bound, error);
    case QUANTITY_BYTES:
        if (!value_read_size(text, NULL, &whole, error))
            return false;
        *bound = (double)whole;
        return true;
    default:
        return value_read_number(text, bound, error);
    }
}

static char *write_bound(const ScenarioSlo *slo)
{
    switch (quantity_kind(slo->metric)) {
    case QUANTITY_SECONDS:
        return value_write_time((int64_t)llrint(slo->bound * 1e9));
    case QUANTITY_PER_SECOND:
        return value_write_rate(slo->bound);
    case QUANTITY_FRACTION:
        return value_write_fraction(slo->bound);
    case QUANTITY_BYTES:
        return value_write_size((int64_t)slo->bound);
    default:
        return value_write_number(slo->bound);
    }
}

static bool read_slo(ScenarioReader *reader, const char *text, ScenarioSlo *slo, GArray *within_ns,
                     GError **error)
{
    size_t length = strcspn(text, "<>");
    g_autofree char *left = g_strstrip(g_strndup(text, length));
    const char *at = text + length;
    ScenarioMetric metric;

    if (*at == '\0')
        return value_fail(error, "compares nothing; write METRIC < BOUND, such as "
                                 "latency.p95 < 300ms");
    slo->at_most = *at == '<';
    slo->strict = at[1] != '=';
    at += slo->strict ? 1 : 2;
    if (!scenario_metric_read(reader, left, &metric, error))
        return false;
    scenario_settings_note_within(within_ns, metric.within_ns);
    slo->metric = metric.metric;
    slo->scope = metric.scope;
    slo->entity = metric.entity;
    return read_bound(slo->metric, at + strspn(at, " \t"), &slo->bound, error);
}

static void read_slos(ScenarioReader *reader, Scenario *scenario, GArray *within_ns)
{
    const GPtrArray *sections = reader->document->sections;

    scenario->slos = g_new0(ScenarioSlo, sections->len + 1);
    for (guint i = 0; i < sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(sections, i);
        const ScenarioLine *line = scenario_section_find(section, "require");
        ScenarioSlo *slo = &scenario->slos[scenario->slo_count];
        GError *error = NULL;

        if (strcmp(section->kind->name, "slo") != 0)
            continue;
        scenario->slo_count++;
        scenario_check_known(reader->report, section);
        slo->name = g_strdup(section->name);
        if (line == NULL)
            scenario_report_error(reader->report, section->place,
                                  "[%s]: requires nothing; write require = latency.p95 < 300ms",
                                  section->title);
        else if (!read_slo(reader, line->value, slo, within_ns, &error))
            scenario_bad_value(reader->report, line, error);
    }
}

static void read_compare(ScenarioReader *reader, Scenario *scenario, GArray *within_ns)
{
    const ScenarioSection *section = scenario_document_find(reader->document, "compare");
    const ScenarioLine *metrics = scenario_section_find(section, "metrics");
    const ScenarioLine *margin = scenario_section_find(section, "margin");
    const ScenarioLine *baseline = scenario_section_find(section, "baseline");
    g_auto(GStrv) parts = value_split(metrics != NULL ? metrics->value : METRICS_DEFAULT, ',');
    GError *error = NULL;
    guint count = 0;

    if (section != NULL)
        scenario_check_known(reader->report, section);
    scenario->compare_metrics = g_new0(char *, g_strv_length(parts) + 1);
    for (guint i = 0; parts[i] != NULL; i++) {
        char *reference = read_reference(reader, parts[i], within_ns, &error);

        if (reference == NULL)
            scenario_bad_value(reader->report, metrics, g_steal_pointer(&error));
        else if (g_strv_contains((const char *const *)scenario->compare_metrics, reference))
            g_free(reference);
        else
            scenario->compare_metrics[count++] = reference;
    }
    if (metrics != NULL && parts[0] == NULL)
        scenario_report_error(reader->report, metrics->place,
                              "metrics: names none; write " METRICS_DEFAULT);
    if (margin != NULL && !value_read_fraction(margin->value, &scenario->margin, &error))
        scenario_bad_value(reader->report, margin, error);
    if (baseline != NULL)
        scenario->baseline = g_strdup(baseline->value);
}

static const char **variant_names(const Scenario *scenario)
{
    const char **names = g_new0(const char *, scenario->variant_count + 1);

    for (uint32_t i = 0; i < scenario->variant_count; i++)
        names[i] = scenario->variants[i].name;
    return names;
}

static bool is_left_out(const ScenarioReader *reader, const char *name)
{
    g_autofree char *title = g_strconcat("variant:", name, NULL);

    return model_find(name) != NULL || scenario_document_find(reader->document, title) != NULL;
}

void scenario_settings_find_baseline(ScenarioReader *reader, Scenario *scenario, bool has_choice)
{
    const ScenarioSection *section = scenario_document_find(reader->document, "compare");
    const ScenarioLine *line = scenario_section_find(section, "baseline");
    g_autofree const char **names = variant_names(scenario);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    g_autofree char *quoted = NULL;
    const char *nearest;

    if (line == NULL)
        return;
    scenario->baseline_index = MODEL_NONE;
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        if (strcmp(names[i], line->value) == 0)
            scenario->baseline_index = i;
    if (scenario->baseline_index != MODEL_NONE || (has_choice && is_left_out(reader, line->value)))
        return;
    nearest = cli_nearest(line->value, names);
    quoted = scenario_report_quote(line->value);
    scenario_report_error(reader->report, line->place,
                          "baseline = %s: there is no such variant; %s%s%s", quoted,
                          nearest != NULL ? "did you mean " : "write one of ",
                          nearest != NULL ? nearest : all, nearest != NULL ? "?" : "");
}

void scenario_settings_read(ScenarioReader *reader, Scenario *scenario, GArray *within_ns)
{
    read_run(reader, scenario, within_ns);
    read_slos(reader, scenario, within_ns);
    read_compare(reader, scenario, within_ns);
    scenario->sweep = scenario_sweep_read(reader);
}

void scenario_settings_write_head(const Scenario *scenario, const char *plain_models, GString *text)
{
    if (scenario->title != NULL)
        g_string_append_printf(text, "title = %s\n", scenario->title);
    if (plain_models != NULL)
        g_string_append_printf(text, "models = %s\n", plain_models);
    if (scenario->replications_min == scenario->replications_max)
        g_string_append_printf(text, "replications = %u\n", scenario->replications_min);
    else
        g_string_append_printf(text, "replications = %u..%u\n", scenario->replications_min,
                               scenario->replications_max);
    if (scenario->precision_metric != NULL) {
        g_autofree char *precision = value_write_fraction(scenario->precision);

        g_string_append_printf(text, "precision = %s of %s\n", precision,
                               scenario->precision_metric);
    }
    g_string_append_printf(text, "seed = %" G_GUINT64_FORMAT "\n", scenario->seed);
}

void scenario_settings_write(const Scenario *scenario, const ScenarioDocument *document,
                             GString *text)
{
    const ScenarioSection *sweep = scenario_document_find(document, "sweep");
    g_autofree char *metrics = g_strjoinv(", ", scenario->compare_metrics);
    g_autofree char *margin = value_write_fraction(scenario->margin);

    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        const ScenarioSlo *slo = &scenario->slos[i];
        g_autofree char *metric = scenario_metric_write(slo->metric, slo->scope, slo->entity);
        g_autofree char *bound = write_bound(slo);

        g_string_append_printf(text, "\n[slo:%s]\nrequire = %s %s%s %s\n", slo->name, metric,
                               slo->at_most ? "<" : ">", slo->strict ? "" : "=", bound);
    }
    g_string_append_printf(text, "\n[compare]\nmetrics = %s\nmargin = %s\n", metrics, margin);
    if (scenario->baseline != NULL && scenario->baseline_index != MODEL_NONE)
        g_string_append_printf(text, "baseline = %s\n", scenario->baseline);
    scenario_plots_write(scenario, document, text);
    if (sweep != NULL && sweep->lines->len > 0)
        g_string_append(text, "\n[sweep]\n");
    for (guint i = 0; sweep != NULL && i < sweep->lines->len; i++) {
        const ScenarioLine *line = &g_array_index(sweep->lines, ScenarioLine, i);

        g_string_append_printf(text, "%s = %s\n", line->key, line->value);
    }
}
