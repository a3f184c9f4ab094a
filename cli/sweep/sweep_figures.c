/* sweep_figures.c - points sorted into lines and matrices. */
#include "cli/sweep/sweep_figures.h"
#include "cli/results/figures.h"
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/number.h"
#include "cli/results/tsv.h"
#include "cli/sweep/sweep_knee.h"
#include "cli/sweep/sweep_plots.h"
#include "cli/sweep/sweep_table.h"
#include "cli/version.h"
#include <math.h>
#include <string.h>

static const SweepMetric shown[] = {SWEEP_LATENCY_MEAN, SWEEP_LATENCY_P95, SWEEP_THROUGHPUT};

/* '# axis<TAB>load<TAB>log<TAB>ms' and a tick for each value: '# x-tick<TAB>2<TAB>2'. */
static void add_axis(GString *text, const SweepAxis *axis, const char *which)
{
    const ScenarioSweepKey *key = &axis->sweep->keys[axis->key];

    g_string_append_printf(text, "# %s-axis", which);
    tsv_add_text(text, sweep_label(axis->sweep, axis->key));
    tsv_add_text(text, key->is_number ? (axis->is_log ? "log" : "linear") : "names");
    tsv_add_text(text, axis->unit);
    g_string_append_c(text, '\n');
    for (uint32_t i = 0; i < key->value_count; i++) {
        NumberText number;

        g_string_append_printf(text, "# %s-tick", which);
        tsv_add_number(text, key->is_number ? key->values[i].number * axis->factor : i + 1.0);
        tsv_add_text(text, key->is_number
                               ? number_text(&number, key->values[i].number * axis->factor)
                               : key->values[i].text);
        g_string_append_c(text, '\n');
    }
}

/* ---- the knee ---- */

typedef SweepKnee Knee;
typedef SweepPlace Place;

static void add_row(GString *text, const Place *place, uint32_t variant)
{
    const SimEstimate *values = &place->outcome->values[variant * SWEEP_METRICS];

    tsv_begin(text, place->place);
    for (size_t m = 0; m < G_N_ELEMENTS(shown); m++) {
        tsv_add_number(text, values[shown[m]].mean);
        tsv_add_number(text, values[shown[m]].low);
        tsv_add_number(text, values[shown[m]].high);
    }
    g_string_append_c(text, '\n');
}

/* A block of its own: gnuplot counts them. One without a point would be none, so it gets one that is
 * nowhere. */
static void add_line(Knee *knee, uint32_t variant, uint32_t combination)
{
    g_autoptr(GArray) places = sweep_knee_places(knee, combination);

    for (guint i = 0; i < places->len; i++)
        add_row(knee->text, &g_array_index(places, Place, i), variant);
    if (places->len == 0)
        g_string_append(knee->text, "NaN\tNaN\tNaN\tNaN\tNaN\tNaN\tNaN\tNaN\tNaN\tNaN\n");
    g_string_append(knee->text, "\n\n");
}

static void add_lines(Knee *knee, uint32_t combinations)
{
    const Scenario *scenario = knee->collection->scenario;

    for (uint32_t i = 0; i < combinations; i++) {
        for (uint32_t v = 0; v < scenario->variant_count; v++) {
            g_string_append_printf(knee->text, "# line\t%u\t%u", v + 1, i + 1);
            tsv_add_text(knee->text,
                         g_ptr_array_index(knee->names, sweep_knee_chosen(knee, i, combinations)));
            g_string_append_c(knee->text, '\n');
        }
    }
    g_string_append(knee->text, "# place\tmean_s\tlo\thi\tp95_s\tlo\thi\tok_per_s\tlo\thi\n");
    for (uint32_t i = 0; i < combinations; i++)
        for (uint32_t v = 0; v < scenario->variant_count; v++)
            add_line(knee, v, sweep_knee_chosen(knee, i, combinations));
}

/* ---- theory ---- */

#define THEORY_STEPS 50

/* Is a line a queue of the textbook at all of its points? */
static bool is_textbook(const GArray *places, uint32_t variant)
{
    for (guint i = 0; i < places->len; i++)
        if (g_array_index(places, Place, i).outcome->textbooks[variant].station.servers == 0)
            return false;
    return places->len > 0;
}

/* False, with nothing added: more comes than can be served. */
static bool add_exact(Knee *knee, double place, const Textbook *textbook)
{
    TextbookAnswer answer = textbook_answer(textbook);

    if (isnan(answer.mean_s))
        return false;
    tsv_begin(knee->text, place);
    tsv_add_number(knee->text, answer.mean_s);
    tsv_add_number(knee->text, answer.p95_s);
    tsv_add_number(knee->text, answer.served_per_s);
    g_string_append_c(knee->text, '\n');
    return true;
}

/* Nothing but the load is another at the points of a line. */
static bool is_load(const Knee *knee)
{
    const ScenarioSweep *sweep = knee->sweep;
    const char *path = sweep->keys[knee->axis.key].path;

    return (g_str_equal(path, "load") || g_str_equal(path, "scenario.load")) &&
           (!sweep->is_lockstep || sweep->key_count == 1);
}

/* Between two points, where a number of users is a whole one. */
static uint32_t add_between(Knee *knee, const Place *first, const Place *last, uint32_t variant)
{
    const Textbook *textbook = &first->outcome->textbooks[variant];
    double before = NAN;
    uint32_t rows = 0;

    for (int i = 0; i <= THEORY_STEPS; i++) {
        double place = first->place + (last->place - first->place) * i / THEORY_STEPS;
        Textbook at = textbook_at_load(textbook, place);

        if (at.station.users > 0)
            place = (double)at.station.users / (double)at.users;
        if (place != before && textbook_is_solved(&at))
            rows += add_exact(knee, place, &at);
        before = place;
    }
    return rows;
}

/* Over the load a curve, over other settings the points. How many rows that are. */
static uint32_t add_curve(Knee *knee, const GArray *places, uint32_t variant)
{
    uint32_t rows = 0;

    if (is_load(knee))
        return add_between(knee, &g_array_index(places, Place, 0),
                           &g_array_index(places, Place, places->len - 1), variant);
    for (guint i = 0; i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);

        rows += add_exact(knee, place->place, &place->outcome->textbooks[variant]);
    }
    return rows;
}

/* The name that all curves have: *name is NULL at first. */
static void take_name(char **name, const GArray *places, uint32_t variant)
{
    for (guint i = 0; i < places->len; i++) {
        char *own = textbook_name(&g_array_index(places, Place, i).outcome->textbooks[variant]);

        if (*name != NULL && !g_str_equal(*name, own)) {
            g_free(own);
            own = g_strdup("by queueing theory");
        }
        g_free(*name);
        *name = own;
    }
}

/* The same as one of the variants before: its curve is there. */
static bool is_there_already(const GArray *places, uint32_t variant)
{
    for (uint32_t v = 0; v < variant; v++) {
        bool is_same = true;

        for (guint i = 0; i < places->len; i++) {
            const Textbook *textbooks = g_array_index(places, Place, i).outcome->textbooks;

            is_same &= textbook_is_same(&textbooks[v], &textbooks[variant]);
        }
        if (is_same)
            return true;
    }
    return false;
}

static void add_theory(Knee *knee, uint32_t combinations, GString *head)
{
    const Scenario *scenario = knee->collection->scenario;
    g_autofree char *name = NULL;
    uint32_t curves = 0;

    for (uint32_t i = 0; i < combinations && knee->sweep->keys[knee->axis.key].is_number; i++) {
        g_autoptr(GArray) places =
            sweep_knee_places(knee, sweep_knee_chosen(knee, i, combinations));

        for (uint32_t v = 0; v < scenario->variant_count; v++) {
            if (!is_textbook(places, v) || is_there_already(places, v) ||
                add_curve(knee, places, v) == 0)
                continue;
            g_string_append(knee->text, "\n\n");
            take_name(&name, places, v);
            curves++;
        }
    }
    for (uint32_t i = 0; i < curves; i++)
        g_string_append_printf(head, "# theory\texact: %s\n", name);
}

static char *knee_data(const SweepCollection *collection, uint32_t key)
{
    Knee knee = sweep_knee_new(collection, key);
    g_autoptr(GString) head = g_string_new(NULL);
    uint32_t most = MAX(SWEEP_LINES_MAX / collection->scenario->variant_count, 1);

    add_axis(knee.text, &knee.axis, "x");
    if (knee.names->len > most)
        g_string_append_printf(knee.text, "# note\t%u of %u combinations\n", most, knee.names->len);
    add_lines(&knee, MIN(most, knee.names->len));
    add_theory(&knee, MIN(most, knee.names->len), head);
    g_string_prepend(knee.text, head->str);
    sweep_knee_clear(&knee);
    return g_string_free(knee.text, FALSE);
}

/* 'knee-pool-shop.MaxProcesses': a name that every file system takes. */
static char *knee_name(const ScenarioSweep *sweep, uint32_t key)
{
    g_autofree char *path = g_strdup(sweep->keys[key].path);

    return g_strdup_printf("knee-%s", g_strdelimit(path, ":/\\", '-'));
}

/* In lockstep all settings go along with one: the first whose values are all different. */
static bool has_knee(const ScenarioSweep *sweep, uint32_t key)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    if (sweep->keys[key].value_count < 2)
        return sweep->point_count == 1 && key == 0; /* of one point there is a figure, too */
    for (uint32_t i = 0; i < sweep->keys[key].value_count && sweep->is_lockstep; i++)
        if (!g_hash_table_add(seen, sweep->keys[key].values[i].text))
            return false;
    return true;
}

static bool write_knees(Outdir *outdir, const SweepCollection *collection, GString *all,
                        GError **error)
{
    const ScenarioSweep *sweep = collection->scenario->sweep;

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        g_autofree char *name = NULL;
        g_autofree char *file = NULL;
        g_autofree char *text = NULL;

        if (!has_knee(sweep, k))
            continue;
        name = knee_name(sweep, k);
        g_string_append_printf(all, "# figure\t%s\n", name);
        file = g_strdup_printf(FIGURES_FOLDER "/%s.tsv", name);
        text = knee_data(collection, k);
        if (!outdir_write(outdir, file, text, -1, error))
            return false;
        if (sweep->is_lockstep)
            return true;
    }
    return true;
}

/* ---- the heat map ---- */

#define HEAT_VALUES_MAX 60 /* along a side */

/* Two settings with several values, each combined with each, and no third: false otherwise. */
static bool find_two(const ScenarioSweep *sweep, uint32_t keys[2])
{
    uint32_t found = 0;

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        if (sweep->keys[k].value_count < 2)
            continue;
        if (found < 2)
            keys[found] = k;
        found++;
    }
    return found == 2 && !sweep->is_lockstep &&
           sweep->keys[keys[0]].value_count <= HEAT_VALUES_MAX &&
           sweep->keys[keys[1]].value_count <= HEAT_VALUES_MAX;
}

/* The columns: x, y, then p95 and throughput of each variant; places are those of the lists. */
static char *heat_data(const SweepCollection *collection, const uint32_t keys[2])
{
    const Scenario *scenario = collection->scenario;
    const ScenarioSweep *sweep = scenario->sweep;
    GString *text = g_string_new(NULL);
    SweepAxis x = sweep_axis_of(sweep, keys[0]), y = sweep_axis_of(sweep, keys[1]);

    add_axis(text, &x, "x");
    add_axis(text, &y, "y");
    g_string_append(text, "# x\ty");
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        tsv_add_text(text, scenario->variants[v].name);
        g_string_append(text, "_p95_s\tok_per_s");
    }
    g_string_append_c(text, '\n');
    for (guint i = 0; i < collection->outcomes->len; i++) {
        const SweepOutcome *outcome = collection->outcomes->pdata[i];
        const uint32_t *indexes = &sweep->points[(size_t)outcome->point * sweep->key_count];

        g_string_append_printf(text, "%u\t%u", indexes[keys[0]] + 1, indexes[keys[1]] + 1);
        for (uint32_t v = 0; v < scenario->variant_count; v++) {
            tsv_add_number(text, outcome->values[v * SWEEP_METRICS + SWEEP_LATENCY_P95].mean);
            tsv_add_number(text, outcome->values[v * SWEEP_METRICS + SWEEP_THROUGHPUT].mean);
        }
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static bool write_heat(Outdir *outdir, const SweepCollection *collection, GString *all,
                       GError **error)
{
    g_autofree char *text = NULL;
    uint32_t keys[2];

    if (!find_two(collection->scenario->sweep, keys))
        return true;
    g_string_append(all, "# figure\theat\n");
    text = heat_data(collection, keys);
    return outdir_write(outdir, FIGURES_FOLDER "/heat.tsv", text, -1, error);
}

/* ---- what they share ---- */

/* 'n = 10 replications of 30 s at each point, seed 1, iissim 0.1.0' */
static char *caption_of(const SweepCollection *collection)
{
    const Scenario *scenario = collection->scenario;
    uint32_t least = UINT32_MAX, most = 0;
    g_autofree char *times = NULL;
    g_autofree char *length = sweep_length_text(scenario);

    for (guint i = 0; i < collection->outcomes->len; i++) {
        const SweepOutcome *outcome = collection->outcomes->pdata[i];

        least = MIN(least, outcome->replications);
        most = MAX(most, outcome->replications);
    }
    times = least < most ? g_strdup_printf("%u to %u", least, most) : g_strdup_printf("%u", most);
    return g_strdup_printf("n = %s replication%s%s at each point, seed %" G_GUINT64_FORMAT
                           ", iissim %s%s",
                           times, most == 1 ? "" : "s", length, scenario->seed, IISSIM_VERSION,
                           sweep_is_partial(collection) ? ", interrupted" : "");
}

static GString *shared_data(const SweepCollection *collection)
{
    const Scenario *scenario = collection->scenario;
    GString *text = g_string_new("# title");
    g_autofree char *file = g_path_get_basename(scenario->file);
    g_autofree char *caption = caption_of(collection);

    tsv_add_text(text, scenario->title != NULL ? scenario->title : file);
    g_string_append(text, "\n# caption");
    tsv_add_text(text, caption);
    g_string_append_c(text, '\n');
    for (uint32_t v = 0; v < scenario->variant_count; v++) {
        g_string_append(text, "# variant");
        tsv_add_text(text, scenario->variants[v].name);
        g_string_append_c(text, '\n');
    }
    return text;
}

bool sweep_figures_write(Outdir *outdir, const SweepCollection *collection, GError **error)
{
    g_autoptr(GString) all = shared_data(collection);

    return write_knees(outdir, collection, all, error) &&
           write_heat(outdir, collection, all, error) &&
           sweep_plots_write(outdir, collection, all, error) &&
           outdir_write(outdir, FIGURES_FOLDER "/" GNUPLOT_SWEEP, all->str, -1, error);
}
