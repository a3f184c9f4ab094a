/* scenario_expand.c - overrides, then 'count'. Lines are shared with the source, never changed: a
 * document of a variant costs its arrays and the values that contain {i}. */
#include "cli/scenario/scenario_expand.h"
#include "cli/scenario/value.h"
#include <string.h>

#define LINE_BYTES       32 /* what a line costs besides its value */
#define COPIES_MAX_BYTES (INT64_C(128) << 20)

typedef struct {
    ScenarioSource *source;
    ScenarioDocument *document;
    const GArray *overrides;
    bool *is_used;          /* by index of overrides */
    int64_t bytes_left;     /* of lines that 'count' copies */
    GHashTable *by_section; /* 'pool:shop' -> GArray of indexes of overrides */
} Expansion;

/* Of each group one can be set: an override of one takes the place of the others. */
static const char *const exclusive[][6] = {
    {"page", "work", "cpu", "wait"},
    {"clients", "pages", "path"},
    {"iis5", "ServerListenBacklog", "ListenBackLog"},
    {"fault", "at", "every", "per-request"},
    {"fault", "app", "pool", "page", "backend", "machine"},
};

static bool excludes(const char *section, const char *key, const char *other)
{
    for (size_t i = 0; i < G_N_ELEMENTS(exclusive); i++) {
        bool has_key = false, has_other = false;

        for (size_t j = 1; j < G_N_ELEMENTS(exclusive[i]) && exclusive[i][j] != NULL; j++) {
            has_key = has_key || strcmp(exclusive[i][j], key) == 0;
            has_other = has_other || strcmp(exclusive[i][j], other) == 0;
        }
        if (strcmp(exclusive[i][0], section) == 0 && has_key && has_other)
            return true;
    }
    return strcmp(key, other) == 0;
}

bool scenario_override_split(ScenarioSource *source, const char *path, ScenarioOverride *override)
{
    const char *dot = strrchr(path, '.');

    if (g_str_has_prefix(path, "scriptmap.")) /* its keys begin with a dot */
        dot = path + strlen("scriptmap");
    if (dot == NULL) {
        override->section = "scenario";
        override->key = scenario_source_keep(source, g_strdup(path));
    } else {
        override->section =
            scenario_source_keep(source, g_strdup_printf("%.*s", (int)(dot - path), path));
        override->key = scenario_source_keep(source, g_strdup(dot + 1));
    }
    return *override->section != '\0' && *override->key != '\0' && strchr(path, ' ') == NULL;
}

static void set_line(ScenarioSection *section, const ScenarioOverride *override)
{
    ScenarioLine line = {override->key, override->value, override->place};

    for (guint i = section->lines->len; i-- > 0;)
        if (excludes(section->kind->name, override->key,
                     g_array_index(section->lines, ScenarioLine, i).key))
            g_array_remove_index(section->lines, i);
    g_array_append_val(section->lines, line);
}

/* Applies what the overrides say of a section of that title. */
static void apply(Expansion *expansion, ScenarioSection *section, const char *title)
{
    const GArray *indexes = g_hash_table_lookup(expansion->by_section, title);

    for (guint i = 0; indexes != NULL && i < indexes->len; i++) {
        guint index = g_array_index(indexes, guint, i);

        set_line(section, &g_array_index(expansion->overrides, ScenarioOverride, index));
        expansion->is_used[index] = true;
    }
}

/* One of the copies: every {i} of a value becomes its number. */
static void add_copy(Expansion *expansion, const ScenarioSection *pattern, int64_t number)
{
    ScenarioSource *source = expansion->source;
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
    const char *name = scenario_source_keep(source, g_strdup_printf("%s%s", pattern->name, digits));
    const char *title =
        scenario_source_keep(source, g_strdup_printf("%s:%s", pattern->kind->name, name));
    ScenarioSection *copy =
        scenario_document_add(expansion->document, pattern->kind, name, title, pattern->place);

    if (copy == NULL) {
        scenario_report_error(source->report, pattern->place,
                              "[%s]: count makes a [%s] that is there already; rename one of them",
                              pattern->title, title);
        return;
    }
    copy->origin = pattern->name;
    for (guint i = 0; i < pattern->lines->len; i++) {
        ScenarioLine line = g_array_index(pattern->lines, ScenarioLine, i);

        if (strcmp(line.key, "count") == 0)
            continue;
        expansion->bytes_left -= (int64_t)strlen(line.value) + LINE_BYTES;
        if (strstr(line.value, "{i}") != NULL && expansion->bytes_left >= 0) {
            g_auto(GStrv) parts = g_strsplit(line.value, "{i}", -1);

            line.value = scenario_source_keep(source, g_strjoinv(digits, parts));
        }
        g_array_append_val(copy->lines, line);
    }
    apply(expansion, copy, title);
}

/* How many the section stands for; 0: there is no 'count'. */
static int64_t read_count(Expansion *expansion, const ScenarioSection *section)
{
    const ScenarioLine *line = scenario_section_find(section, "count");
    int64_t left = SCENARIO_SECTIONS_MAX - (int64_t)expansion->document->sections->len;
    g_autofree char *quoted = NULL;
    int64_t count;

    if (line == NULL || !section->kind->is_repeated)
        return 0;
    if (value_read_whole(line->value, &count, NULL) && count >= 1 && count <= left)
        return count;
    quoted = scenario_report_quote(line->value);
    scenario_report_error(
        expansion->source->report, line->place,
        "count = %s: a section stands for a whole number of 1 to %" G_GINT64_FORMAT
        " (%d sections in all); write such a number",
        quoted, left, SCENARIO_SECTIONS_MAX);
    return 1;
}

static void expand_section(Expansion *expansion, const ScenarioSection *original)
{
    g_autoptr(GArray) lines = g_array_copy(original->lines);
    ScenarioSection pattern = *original;
    int64_t count;
    ScenarioSection *single;

    pattern.lines = lines;
    apply(expansion, &pattern, original->title);
    count = read_count(expansion, &pattern);
    if (count > 0) {
        for (int64_t i = 1; i <= count && expansion->bytes_left >= 0; i++)
            add_copy(expansion, &pattern, i);
        return;
    }
    single = scenario_document_add(expansion->document, pattern.kind, pattern.name, pattern.title,
                                   pattern.place);
    if (single == NULL) {
        scenario_report_error(expansion->source->report, pattern.place,
                              "[%s]: count of another section makes it too; rename one of them",
                              pattern.title);
        return;
    }
    single->body = pattern.body;
    g_array_append_vals(single->lines, lines->data, lines->len);
}

/* An override of a section that is not there: one that is always there is begun with it. */
static void apply_elsewhere(Expansion *expansion, guint index)
{
    const ScenarioOverride *override =
        &g_array_index(expansion->overrides, ScenarioOverride, index);
    const ModelSection *kind = model_section_find(override->section);
    ScenarioSection *section;

    if (kind == NULL || kind->is_named) {
        g_autofree char *quoted = scenario_report_quote(override->section);

        scenario_report_error(expansion->source->report, override->place,
                              "%s.%s: there is no [%s]; write the name of a section of the "
                              "scenario",
                              quoted, override->key, quoted);
        return;
    }
    section = scenario_document_find(expansion->document, kind->name);
    if (section == NULL)
        section =
            scenario_document_add(expansion->document, kind, NULL, kind->name, override->place);
    set_line(section, override);
}

static GHashTable *index_overrides(const GArray *overrides)
{
    GHashTable *by_section =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

    for (guint i = 0; i < overrides->len; i++) {
        const char *section = g_array_index(overrides, ScenarioOverride, i).section;
        GArray *indexes = g_hash_table_lookup(by_section, section);

        if (indexes == NULL) {
            indexes = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(by_section, (gpointer)section, indexes);
        }
        g_array_append_val(indexes, i);
    }
    return by_section;
}

ScenarioDocument *scenario_expand(ScenarioSource *source, const GArray *overrides)
{
    const GPtrArray *sections = source->document->sections;
    g_autofree bool *is_used = g_new0(bool, overrides->len + 1);
    int64_t bytes_allowed = MIN(COPIES_MAX_BYTES, source->bytes_left);
    Expansion expansion = {
        .source = source,
        .document = scenario_document_new(),
        .overrides = overrides,
        .is_used = is_used,
        .bytes_left = bytes_allowed,
        .by_section = index_overrides(overrides),
    };

    for (guint i = 0; i < sections->len && expansion.bytes_left >= 0; i++)
        expand_section(&expansion, g_ptr_array_index(sections, i));
    for (guint i = 0; i < overrides->len && expansion.bytes_left >= 0; i++)
        if (!is_used[i])
            apply_elsewhere(&expansion, i);
    source->bytes_left -= bytes_allowed - expansion.bytes_left;
    if (expansion.bytes_left < 0)
        scenario_report_error(source->report, (ScenarioPlace){source->main_file, 0},
                              "the sections repeated by count hold too much text; write a "
                              "smaller count");
    g_hash_table_unref(expansion.by_section);
    return expansion.document;
}
