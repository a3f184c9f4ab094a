/* scenario_sweep.c - from the lines of [sweep] to a table of points.
 *
 * A product is gone through like nested loops in the order of the lines, the last one innermost. What
 * 'where' does not let through is no point and has no number.
 */
#include "cli/scenario/scenario_sweep.h"
#include "cli/scenario/scenario_expand.h"
#include "cli/scenario/scenario_resolve.h"
#include "cli/scenario/sweep_list.h"
#include "cli/scenario/sweep_where.h"
#include <string.h>

#define KEYS_MAX         20
#define POINTS_MAX       100000u  /* that are run */
#define COMBINATIONS_MAX 5000000u /* that 'where' looks at */

typedef struct {
    ScenarioReader *reader;
    ScenarioSweep *sweep;
    const ScenarioSection *section;
    const ScenarioLine *combine, *where; /* NULL: not written */
    const ScenarioLine **lines;          /* by key of the sweep */
    bool has_problem;
} Reading;

static void complain(Reading *reading, const ScenarioLine *line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void complain(Reading *reading, const ScenarioLine *line, const char *format, ...)
{
    g_autofree char *quoted = scenario_report_quote(line->key);
    g_autofree char *why = NULL;
    va_list arguments;

    va_start(arguments, format);
    why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    scenario_report_error(reading->reader->report, line->place, "%s: %s", quoted, why);
    reading->has_problem = true;
}

/* ---- the settings ---- */

/* Of the sweep as a whole: at another point they would be another experiment. */
static bool is_fixed(const char *section, const char *key)
{
    static const char *const keys[] = {"title",        "models",    "seed",
                                       "replications", "precision", NULL};
    static const char *const sections[] = {"variant", "slo",    "compare", "plot",
                                           "sweep",   "replay", NULL};

    return g_strv_contains(sections, section) ||
           (strcmp(section, "scenario") == 0 && g_strv_contains(keys, key));
}

/* Why a line names nothing that can be stepped through, or NULL. *key: its row, which may be none. */
static const char *key_problem(Reading *reading, const ScenarioLine *line, const ModelKey **key)
{
    ScenarioReader *reader = reading->reader;
    ScenarioOverride override;
    g_autofree char *kind = NULL;
    const ModelSection *section;

    if (!scenario_override_split(reader->source, line->key, &override))
        return "is not a key; write SECTION.KEY = LIST, or load = LIST";
    kind = g_strndup(override.section, strcspn(override.section, ":"));
    section = model_section_find(kind);
    if (section == NULL)
        return "there is no such section; 'iissim keys' lists them";
    if (is_fixed(kind, override.key))
        return strcmp(kind, "scenario") == 0
                   ? "is of the whole sweep, the same at every point; write it in [scenario]"
                   : "is the same at every point; write it in a section of its own";
    if (section->is_named && scenario_document_find(reader->document, override.section) == NULL &&
        scenario_document_find(reader->source->document, override.section) == NULL)
        return "there is no section of that name; write the name of one of the scenario";
    *key = model_key_find(kind, override.key);
    if (*key == NULL && strcmp(kind, "scriptmap") != 0 &&
        (strcmp(override.key, "count") != 0 || !section->is_repeated))
        return strcmp(kind, "scenario") == 0
                   ? "no such key in [scenario]; write load, or SECTION.KEY, = LIST"
                   : "no such key in that section; 'iissim keys' lists them";
    return NULL;
}

/* A list of numbers in one unit can be an axis. */
static void find_kind(ScenarioSweepKey *key)
{
    key->is_number = true;
    for (uint32_t i = 0; i < key->value_count; i++)
        key->is_number = key->is_number && key->values[i].is_number &&
                         key->values[i].number - key->values[i].number == 0 && /* finite */
                         sweep_dimension_is(key->values[i].dimension, key->values[0].dimension);
}

static bool is_same(const SweepValue *a, const SweepValue *b)
{
    if (a->is_number && b->is_number)
        return a->number == b->number && sweep_dimension_is(a->dimension, b->dimension);
    return strcmp(a->text, b->text) == 0;
}

static bool take_values(ScenarioSweepKey *key, char **texts)
{
    key->value_count = g_strv_length(texts);
    key->values = g_new0(SweepValue, key->value_count);
    for (uint32_t i = 0; i < key->value_count; i++) {
        key->values[i] = sweep_value_of(key->key, texts[i]);
        key->values[i].text = g_strdup(texts[i]);
    }
    find_kind(key);
    return true;
}

static bool is_there_already(Reading *reading, const ScenarioLine *line)
{
    const char *name =
        g_str_has_prefix(line->key, "scenario.") ? line->key + strlen("scenario.") : line->key;

    for (uint32_t i = 0; i < reading->sweep->key_count; i++) {
        const char *other = reading->sweep->keys[i].path;

        if (strcmp(g_str_has_prefix(other, "scenario.") ? other + strlen("scenario.") : other,
                   name) == 0)
            return true;
    }
    return false;
}

static void add_key(Reading *reading, const ScenarioLine *line)
{
    ScenarioSweep *sweep = reading->sweep;
    const ModelKey *key = NULL;
    const char *problem = key_problem(reading, line, &key);
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) texts = NULL;

    if (problem == NULL && is_there_already(reading, line))
        problem = "is there already; keep one of the two";
    if (problem == NULL && sweep->key_count == KEYS_MAX)
        problem = "is one setting too many; step through fewer";
    if (problem != NULL) {
        complain(reading, line, "%s", problem);
        return;
    }
    texts = sweep_list_read(line->value, &error);
    if (texts == NULL) {
        complain(reading, line, "%s", error->message);
        return;
    }
    reading->lines[sweep->key_count] = line;
    sweep->keys[sweep->key_count] = (ScenarioSweepKey){
        .path = g_strdup(line->key),
        .place = scenario_report_place(reading->reader->report, line->place),
        .key = key,
    };
    take_values(&sweep->keys[sweep->key_count++], texts);
}

/* Hashes the numbers of numbers, so that '1' and '1.0' meet. */
static guint hash_value(gconstpointer data)
{
    const SweepValue *value = data;

    return value->is_number ? g_double_hash(&value->number) : g_str_hash(value->text);
}

static gboolean equal_values(gconstpointer a, gconstpointer b)
{
    return is_same(a, b);
}

/* In a product a value that is there twice would make every point of it twice. */
static void check_twice(Reading *reading, uint32_t k)
{
    const ScenarioSweepKey *key = &reading->sweep->keys[k];
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_value, equal_values);

    for (uint32_t i = 0; i < key->value_count; i++) {
        if (g_hash_table_add(seen, &key->values[i]))
            continue;
        complain(reading, reading->lines[k], "has %.40s twice; keep one of the two",
                 key->values[i].text);
        return;
    }
}

/* The values of the sweep win over those of a variant, and somebody may not have meant that. */
static void warn_of_variants(Reading *reading, uint32_t k)
{
    const GPtrArray *sections = reading->reader->document->sections;
    const char *path = reading->sweep->keys[k].path;

    for (guint i = 0; i < sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(sections, i);

        if (strcmp(section->kind->name, "variant") == 0 &&
            scenario_section_find(section, path) != NULL)
            scenario_report_warning(reading->reader->report, reading->lines[k]->place,
                                    "%s: [%s] sets it, too; at every point the value of the sweep "
                                    "takes its place",
                                    path, section->title);
    }
}

/* ---- the points ---- */

static void read_combine(Reading *reading)
{
    const ScenarioLine *line = reading->combine;

    if (line == NULL || strcmp(line->value, "product") == 0)
        return;
    reading->sweep->is_lockstep = strcmp(line->value, "lockstep") == 0;
    if (!reading->sweep->is_lockstep)
        scenario_report_error(reading->reader->report, line->place,
                              "combine = %.40s: is not a way to combine; write product, every "
                              "value with every other, or lockstep, the first values, the second, "
                              "..",
                              line->value);
    reading->has_problem |= !reading->sweep->is_lockstep;
}

/* How many combinations there are; 0 after a problem. */
static uint64_t count_combinations(Reading *reading)
{
    const ScenarioSweep *sweep = reading->sweep;
    uint64_t most = reading->where != NULL ? COMBINATIONS_MAX : POINTS_MAX, count = 1;

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        if (sweep->is_lockstep && sweep->keys[k].value_count != sweep->keys[0].value_count) {
            complain(reading, reading->lines[k],
                     "has %u value%s and %s has %u, and lockstep takes one of each; write as many, "
                     "or combine = product",
                     sweep->keys[k].value_count, sweep->keys[k].value_count == 1 ? "" : "s",
                     sweep->keys[0].path, sweep->keys[0].value_count);
            return 0;
        }
        count =
            sweep->is_lockstep ? sweep->keys[0].value_count : count * sweep->keys[k].value_count;
        if (count > most) {
            complain(reading, reading->lines[k],
                     "makes more than %" G_GUINT64_FORMAT " %s; write fewer values, larger "
                     "steps%s",
                     most, reading->where != NULL ? "combinations to choose from" : "points",
                     reading->where != NULL ? "" : ", or a constraint, where = ..");
            return 0;
        }
    }
    return count;
}

/* The values of a combination, by its number. */
static void choose(const ScenarioSweep *sweep, uint64_t number, uint32_t *chosen)
{
    for (uint32_t k = sweep->key_count; k-- > 0;) {
        chosen[k] = (uint32_t)(sweep->is_lockstep ? number : number % sweep->keys[k].value_count);
        if (!sweep->is_lockstep)
            number /= sweep->keys[k].value_count;
    }
}

static bool is_wanted(Reading *reading, const SweepWhere *where, const uint32_t *chosen)
{
    const ScenarioSweep *sweep = reading->sweep;
    const SweepValue *values[KEYS_MAX];
    g_autoptr(GError) error = NULL;
    bool holds = false;

    if (where == NULL)
        return true;
    for (uint32_t k = 0; k < sweep->key_count; k++)
        values[k] = &sweep->keys[k].values[chosen[k]];
    if (!sweep_where_holds(where, values, &holds, &error)) {
        g_autoptr(GString) at = g_string_new(NULL);

        for (uint32_t k = 0; k < sweep->key_count; k++)
            g_string_append_printf(at, "%s%s = %s", k > 0 ? ", " : "", sweep->keys[k].path,
                                   values[k]->text);
        complain(reading, reading->where, "%s (at %s)", error->message, at->str);
    }
    return holds;
}

static void add_points(Reading *reading, const SweepWhere *where, uint64_t combinations)
{
    ScenarioSweep *sweep = reading->sweep;
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t chosen[KEYS_MAX];

    for (uint64_t i = 0; i < combinations && !reading->has_problem; i++) {
        choose(sweep, i, chosen);
        if (!is_wanted(reading, where, chosen))
            continue;
        g_array_append_vals(points, chosen, sweep->key_count);
        if (++sweep->point_count > POINTS_MAX)
            complain(reading, reading->where,
                     "lets more than %u points through; write fewer values, or a tighter "
                     "constraint",
                     POINTS_MAX);
    }
    if (sweep->point_count == 0 && !reading->has_problem)
        complain(reading, reading->where,
                 "lets none of the %" G_GUINT64_FORMAT " combinations through; write a constraint "
                 "that some of them meet",
                 combinations);
    sweep->points = (uint32_t *)(void *)g_array_steal(points, NULL);
}

/* ---- lockstep ---- */

static char *point_id(const ScenarioSweep *sweep, uint32_t point)
{
    GString *id = g_string_new(NULL);

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        const SweepValue *value = scenario_sweep_value(sweep, point, k);

        if (value->is_number)
            g_string_append_printf(id, "%.17g\n", value->number);
        else
            g_string_append_printf(id, "%s\n", value->text);
    }
    return g_string_free(id, FALSE);
}

static void check_points_twice(Reading *reading)
{
    const ScenarioSweep *sweep = reading->sweep;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (uint32_t i = 0; i < sweep->point_count && !reading->has_problem; i++) {
        if (!g_hash_table_add(seen, point_id(sweep, i))) {
            g_autofree char *name = scenario_sweep_describe(sweep, i);

            complain(reading, reading->lines[0], "makes the point %s twice; keep one of the two",
                     name);
        }
    }
}

/* ---- the whole ---- */

static SweepWhere *read_where(Reading *reading)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    SweepWhere *where;

    for (uint32_t k = 0; k < reading->sweep->key_count; k++)
        g_ptr_array_add(names, reading->sweep->keys[k].path);
    g_ptr_array_add(names, NULL);
    where = sweep_where_read(reading->where->value, (const char *const *)names->pdata, &error);
    if (where == NULL)
        complain(reading, reading->where, "%s", error->message);
    else
        reading->sweep->where = g_strdup(reading->where->value);
    return where;
}

static void make_points(Reading *reading)
{
    g_autoptr(SweepWhere) where = NULL;
    uint64_t combinations;

    for (uint32_t k = 0; k < reading->sweep->key_count && !reading->sweep->is_lockstep; k++)
        check_twice(reading, k);
    if (reading->where != NULL)
        where = read_where(reading);
    combinations = reading->has_problem ? 0 : count_combinations(reading);
    if (combinations == 0)
        return;
    add_points(reading, where, combinations);
    if (reading->sweep->is_lockstep)
        check_points_twice(reading);
}

static void read_lines(Reading *reading)
{
    const GArray *lines = reading->section->lines;

    for (guint i = 0; i < lines->len; i++) {
        const ScenarioLine *line = &g_array_index(lines, ScenarioLine, i);

        if (strcmp(line->key, "combine") == 0)
            reading->combine = line;
        else if (strcmp(line->key, "where") == 0)
            reading->where = line;
        else
            add_key(reading, line);
    }
    if (reading->sweep->key_count == 0 && !reading->has_problem) {
        scenario_report_error(reading->reader->report, reading->section->place,
                              "[sweep]: steps through nothing; write a setting and its values, "
                              "such as load = 0.5, 1, 2..6 step 1");
        reading->has_problem = true;
    }
}

ScenarioSweep *scenario_sweep_read(ScenarioReader *reader)
{
    g_autoptr(ScenarioSweep) sweep = g_new0(ScenarioSweep, 1);
    const ScenarioLine *lines[KEYS_MAX] = {NULL};
    Reading reading = {
        .reader = reader,
        .sweep = sweep,
        .section = scenario_document_find(reader->document, "sweep"),
        .lines = lines,
    };

    if (reading.section == NULL)
        return NULL;
    sweep->keys = g_new0(ScenarioSweepKey, KEYS_MAX);
    read_lines(&reading);
    read_combine(&reading);
    if (!reading.has_problem)
        make_points(&reading);
    for (uint32_t k = 0; k < sweep->key_count; k++)
        warn_of_variants(&reading, k);
    return reading.has_problem ? NULL : g_steal_pointer(&sweep);
}

/* ---- --sweep ---- */

static bool is_of_the_whole(const char *key)
{
    return strcmp(key, "combine") == 0 || strcmp(key, "where") == 0;
}

static const ScenarioLine *find_line(const GArray *lines, const char *key)
{
    for (guint i = 0; i < lines->len; i++)
        if (strcmp(g_array_index(lines, ScenarioLine, i).key, key) == 0)
            return &g_array_index(lines, ScenarioLine, i);
    return NULL;
}

static void add_option(ScenarioSource *source, GArray *lines, const char *text)
{
    const char *equals = strchr(text, '=');
    g_autofree char *option = g_strconcat("--sweep ", text, NULL);
    g_autofree char *quoted = scenario_report_quote(option);
    ScenarioLine line = {
        .place = {.file = scenario_report_file(source->report, quoted), .line = 0}};

    if (equals == NULL || equals == text || strpbrk(text, "\r\n") != NULL ||
        !g_utf8_validate(text, -1, NULL)) {
        scenario_report_error(source->report, line.place,
                              "is not KEY=LIST on one line; write for example --sweep "
                              "load=0.5,1,2..6 step 1");
        return;
    }
    line.key = scenario_source_keep(source, g_strstrip(g_strndup(text, (gsize)(equals - text))));
    line.value = scenario_source_keep(source, g_strstrip(g_strdup(equals + 1)));
    if (find_line(lines, line.key) == NULL)
        g_array_append_val(lines, line);
    else
        scenario_report_error(source->report, line.place, "is there already; give it once");
}

/* Settings take the place of the section; 'where' and 'combine' alone are of the settings in it. */
static void replace_section(ScenarioDocument *document, const GArray *options)
{
    ScenarioSection *section = scenario_document_find(document, "sweep");
    bool replaces = false;

    for (guint i = 0; i < options->len; i++)
        replaces |= !is_of_the_whole(g_array_index(options, ScenarioLine, i).key);
    if (section != NULL && replaces) {
        scenario_document_remove(document, section);
        section = NULL;
    }
    if (section == NULL && options->len > 0)
        section = scenario_document_add(document, model_section_find("sweep"), NULL, "sweep",
                                        g_array_index(options, ScenarioLine, 0).place);
    for (guint i = section != NULL ? section->lines->len : 0; i-- > 0;)
        if (find_line(options, g_array_index(section->lines, ScenarioLine, i).key) != NULL)
            g_array_remove_index(section->lines, i);
    for (guint i = 0; i < options->len; i++)
        g_array_append_val(section->lines, g_array_index(options, ScenarioLine, i));
}

void scenario_sweep_replace(ScenarioSource *source, ScenarioDocument *document, char *const *sweeps)
{
    ScenarioSection *section = scenario_document_find(document, "sweep");
    g_autoptr(GArray) options = g_array_new(FALSE, FALSE, sizeof(ScenarioLine));

    if (sweeps == NULL && section != NULL)
        scenario_document_remove(document, section);
    for (; sweeps != NULL && *sweeps != NULL; sweeps++)
        add_option(source, options, *sweeps);
    if (options->len > 0)
        replace_section(document, options);
}

/* ---- looking at it ---- */

const SweepValue *scenario_sweep_value(const ScenarioSweep *sweep, uint32_t point, uint32_t key)
{
    return &sweep->keys[key].values[sweep->points[(size_t)point * sweep->key_count + key]];
}

char *scenario_sweep_describe(const ScenarioSweep *sweep, uint32_t point)
{
    GString *text = g_string_new(NULL);

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        const char *value = scenario_sweep_value(sweep, point, k)->text;
        const char *quote = strchr(value, ',') != NULL ? "\"" : "";

        g_string_append_printf(text, "%s%s = %s%s%s", k > 0 ? ", " : "", sweep->keys[k].path, quote,
                               value, quote);
    }
    return g_string_free(text, FALSE);
}

void scenario_sweep_free(ScenarioSweep *sweep)
{
    if (sweep == NULL)
        return;
    for (uint32_t k = 0; k < sweep->key_count; k++) {
        for (uint32_t i = 0; i < sweep->keys[k].value_count; i++)
            g_free(sweep->keys[k].values[i].text);
        g_free(sweep->keys[k].values);
        g_free(sweep->keys[k].path);
        g_free(sweep->keys[k].place);
    }
    g_free(sweep->keys);
    g_free(sweep->where);
    g_free(sweep->points);
    g_free(sweep);
}
