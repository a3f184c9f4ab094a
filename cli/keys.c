/* keys.c - `iissim keys`: the key table for people, and as Markdown or TSV for documents. */
#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/scenario/scenario_reader.h"
#include "cli/wrap.h"
#include <stdio.h>
#include <string.h>

typedef enum { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_TSV } KeysFormat;

static const char *const version_names[ASPNET_VERSIONS] = {"1.0", "1.1", "2.0"};

/* 'pool.MaxProcesses', as --set and a variant would write it but for the name. */
static char *key_name(const ModelKey *key)
{
    return g_strconcat(key->section, ".", key->name, NULL);
}

/* By a part of its name, by its label (assumption, cited, ..) or by its source. */
static bool matches(const ModelKey *key, const char *pattern)
{
    g_autofree char *name = key_name(key);
    g_autofree char *lower_name = g_ascii_strdown(name, -1);
    g_autofree char *lower = g_ascii_strdown(pattern, -1);

    if (strpbrk(pattern, "*?") != NULL)
        return g_pattern_match_simple(lower, lower_name) ||
               g_pattern_match_simple(lower, lower_name + strlen(key->section) + 1);
    return strstr(lower_name, lower) != NULL || strcmp(key->label, lower) == 0 ||
           (strcmp(lower, "assumption") == 0 && strstr(key->meaning, lower) != NULL) ||
           g_ascii_strcasecmp(key->source, lower) == 0;
}

static const char *type_name(const ModelKey *key)
{
    static const char *const names[] = {
        [KEY_COUNT] = "whole number",
        [KEY_NUMBER] = "number",
        [KEY_DURATION] = "duration",
        [KEY_SIZE] = "size",
        [KEY_PERCENT] = "whole percent",
        [KEY_BOOL] = "true or false",
        [KEY_VARIATE] = "distribution of durations",
        [KEY_WORK] = "work",
        [KEY_CLOCK] = "time of day hh:mm",
    };

    return names[key->type];
}

/* What may be written: 'duration, bare in min; 1 s to 100 years, or none'. */
static char *key_values(const ModelKey *key)
{
    g_autofree char *range = scenario_key_range(key);
    g_autofree char *documented = scenario_key_documented_range(key);
    GString *text;

    if (key->type == KEY_SPECIAL)
        return documented == NULL ? g_strdup(key->form)
                                  : g_strdup_printf("%s; documented: %s", key->form, documented);
    if (key->type == KEY_CHOICE)
        return g_strjoinv(", ", (char **)key->choices);
    text = g_string_new(type_name(key));
    if (key->unit != NULL && strcmp(key->unit, "hh:mm:ss") == 0)
        g_string_append(text, ", also hh:mm:ss");
    else if (key->unit != NULL)
        g_string_append_printf(text, ", bare in %s", key->unit);
    if (range != NULL)
        g_string_append_printf(text, "; %s", range);
    if (key->never != NULL)
        g_string_append_printf(text, ", or %s%s", key->never,
                               (key->flags & KEY_ZERO_OFF) != 0 ? ", written 0 as well" : "");
    if (documented != NULL)
        g_string_append_printf(text, "; documented: %s", documented);
    return g_string_free(text, FALSE);
}

static char *with_unit(const ModelKey *key, const char *text)
{
    bool is_bare = strspn(text, "0123456789.") == strlen(text) && strcmp(text, "0") != 0;

    return is_bare && key->unit != NULL && (key->type == KEY_DURATION || key->type == KEY_SIZE)
               ? g_strdup_printf("%s %s", text, key->unit)
               : g_strdup(text);
}

/* '90 s (1.0, 1.1), 110 s (2.0)', or one value for all. */
static char *key_defaults(const ModelKey *key)
{
    GString *text = g_string_new(NULL);

    if (key->defaults[0] == NULL)
        g_string_append(text,
                        (key->flags & KEY_REQUIRED) != 0 ? "none: it must be written" : "none");
    for (int from = 0, to; key->defaults[0] != NULL && from < ASPNET_VERSIONS; from = to) {
        const char *value = model_key_default(key, (AspnetVersion)from);
        g_autofree char *shown = with_unit(key, value);

        for (to = from + 1; to < ASPNET_VERSIONS; to++)
            if (strcmp(model_key_default(key, (AspnetVersion)to), value) != 0)
                break;
        g_string_append_printf(text, "%s%s", from > 0 ? ", " : "", shown);
        if (from == 0 && to == ASPNET_VERSIONS)
            break;
        g_string_append_printf(text, " (%s", version_names[from]);
        for (int i = from + 1; i < to; i++)
            g_string_append_printf(text, ", %s", version_names[i]);
        g_string_append_c(text, ')');
    }
    return g_string_free(text, FALSE);
}

static char *key_readers(const ModelKey *key)
{
    static const char *const models_by_bit[] = {"iis5", "iis6", "i5m"};
    GString *text = g_string_new(NULL);

    for (unsigned int i = 0; i < G_N_ELEMENTS(models_by_bit); i++)
        if ((key->reads & (1u << i)) != 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", models_by_bit[i]);
    if (text->len == 0)
        g_string_append(text, "nothing yet");
    return g_string_free(text, FALSE);
}

static const char *key_note(const ModelKey *key)
{
    return (key->flags & KEY_LIMIT) != 0  ? "off under [limits] preset = none unless written"
           : (key->flags & KEY_POLL) != 0 ? "0 under [limits] preset = none unless written"
           : (key->flags & KEY_COST) != 0 ? "nothing under [costs] preset = zero unless written"
                                          : NULL;
}

static void append_field(GString *out, const char *name, const char *text)
{
    int column = (int)strlen(name) + 5;

    g_string_append_printf(out, "    %s ", name);
    wrap_append(out, text, column, 6);
}

static void append_text(GString *out, const ModelKey *key)
{
    g_autofree char *name = key_name(key);
    g_autofree char *values = key_values(key), *defaults = key_defaults(key);
    g_autofree char *readers = key_readers(key);
    g_autofree char *source = strcmp(key->label, "simulator") == 0
                                  ? g_strdup(key->label)
                                  : g_strdup_printf("%s: %s", key->label, key->source);
    const char *note = key_note(key);

    g_string_append_printf(out, "%s\n    ", name);
    wrap_append(out, key->meaning, 4, 4);
    append_field(out, "values: ", values);
    append_field(out, "default:", defaults);
    append_field(out, "source: ", source);
    if (key->reads != READS_ALL)
        append_field(out, "read by:", readers);
    if (note != NULL)
        append_field(out, "preset: ", note);
}

/* One row of a table; the separator cannot be in a cell. */
static void append_row(GString *out, KeysFormat format, const char *const cells[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_auto(GStrv) parts = g_strsplit(cells[i], "|", -1);
        g_autofree char *cell = g_strjoinv("\\|", parts);

        g_string_append(out,
                        format == FORMAT_MARKDOWN ? (i == 0 ? "| " : " | ") : (i == 0 ? "" : "\t"));
        g_string_append(out, format == FORMAT_MARKDOWN ? cell : cells[i]);
    }
    g_string_append(out, format == FORMAT_MARKDOWN ? " |\n" : "\n");
}

static void append_head(GString *out, KeysFormat format)
{
    static const char *const heads[] = {"key",   "meaning", "values", "default",
                                        "label", "source",  "read by"};
    static const char *const rules[] = {"---", "---", "---", "---", "---", "---", "---"};

    append_row(out, format, heads, G_N_ELEMENTS(heads));
    if (format == FORMAT_MARKDOWN)
        append_row(out, format, rules, G_N_ELEMENTS(rules));
}

static void append_cells(GString *out, KeysFormat format, const ModelKey *key)
{
    g_autofree char *name = key_name(key), *values = key_values(key);
    g_autofree char *defaults = key_defaults(key), *readers = key_readers(key);
    const char *const cells[] = {name,       key->meaning, values, defaults,
                                 key->label, key->source,  readers};

    append_row(out, format, cells, G_N_ELEMENTS(cells));
}

static int complain_of_pattern(const char *pattern)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *nearest;

    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        g_ptr_array_add(names, g_strdup(key->name));
        g_ptr_array_add(names, key_name(key));
    }
    g_ptr_array_add(names, NULL);
    nearest = cli_nearest(pattern, (const char *const *)names->pdata);
    if (nearest != NULL)
        cli_error("keys: %s: no key is called that; did you mean %s?", pattern, nearest);
    else
        cli_error("keys: %s: no key is called that; 'iissim keys' lists them all", pattern);
    return EXIT_USAGE;
}

static int print_keys(const char *pattern, KeysFormat format)
{
    g_autoptr(GString) out = g_string_new(NULL);
    int count = 0;

    if (format != FORMAT_TEXT)
        append_head(out, format);
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        if (pattern != NULL && !matches(key, pattern))
            continue;
        if (format == FORMAT_TEXT) {
            g_string_append(out, count > 0 ? "\n" : "");
            append_text(out, key);
        } else {
            append_cells(out, format, key);
        }
        count++;
    }
    if (count == 0)
        return complain_of_pattern(pattern);
    fputs(out->str, stdout);
    return EXIT_DONE;
}

static int run(int argc, char **argv)
{
    g_autofree char *format_name = NULL;
    g_auto(GStrv) patterns = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_STRING, &format_name, "text, md or tsv", "FORMAT"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &patterns, NULL, "[PATTERN]"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    static const char *const formats[] = {"text", "md", "tsv"};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    size_t format = 0;

    (void)argc;
    g_option_context_set_summary(context, "Lists what a scenario can set: PATTERN is a part of "
                                          "SECTION.KEY, or a pattern with * and ?.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &arguments, &error)) {
        cli_error("keys: %s; 'iissim keys --help' lists the options", error->message);
        return EXIT_USAGE;
    }
    while (format_name != NULL && format < G_N_ELEMENTS(formats) &&
           strcmp(formats[format], format_name) != 0)
        format++;
    if (format == G_N_ELEMENTS(formats)) {
        cli_error("keys: --format %s: no such format; write text, md or tsv", format_name);
        return EXIT_USAGE;
    }
    if (patterns != NULL && patterns[0] != NULL && patterns[1] != NULL) {
        cli_error("keys: more than one pattern; write one, such as 'pool.*'");
        return EXIT_USAGE;
    }
    return print_keys(patterns != NULL ? patterns[0] : NULL, (KeysFormat)format);
}

const CliCommand cli_keys = {
    .name = "keys",
    .synopsis = "keys [PATTERN]",
    .summary = "what a scenario can set: meaning, unit, range, default, source",
    .run = run,
};
