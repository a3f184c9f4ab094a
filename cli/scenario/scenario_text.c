/* scenario_text.c - the scanner.
 *
 * A file is read whole and cut up in place: keys, values and bodies are pieces of the buffer. What
 * an include can do is bounded: its depth, the number of files, the bytes and lines of them all.
 */
#include "cli/scenario/scenario_text.h"
#include "cli/nearest.h"
#include "cli/scenario/scenario_file.h"
#include <string.h>

#define INCLUDE_DEPTH_MAX 16
#define FILES_MAX         1000
#define LINES_MAX         1000000
#define SECTION_LINES_MAX 1000
#define NAME_MAX_BYTES    100
#define COPIES_MAX_BYTES  (INT64_C(1) << 30)

typedef struct {
    ScenarioSource *source;
    ScenarioSection *section; /* NULL: none yet, or one that is not known */
    GHashTable *keys;         /* of the section: key -> line number */
    bool in_unknown;          /* lines of an unknown section are not looked at */
    uint64_t bytes, lines;
    const char *text;                     /* of the scenario, when somebody has read it already */
    const char *paths[INCLUDE_DEPTH_MAX]; /* of the files that are being read, canonical */
    int depth;
} Scanner;

static void scan_file(Scanner *scanner, const char *path, const char *canonical,
                      ScenarioPlace from);

static void section_free(gpointer data)
{
    ScenarioSection *section = data;

    g_array_free(section->lines, TRUE);
    g_free(section);
}

ScenarioDocument *scenario_document_new(void)
{
    ScenarioDocument *document = g_new0(ScenarioDocument, 1);

    document->sections = g_ptr_array_new_with_free_func(section_free);
    document->by_title = g_hash_table_new(g_str_hash, g_str_equal);
    return document;
}

void scenario_document_free(ScenarioDocument *document)
{
    if (document == NULL)
        return;
    g_hash_table_unref(document->by_title);
    g_ptr_array_unref(document->sections);
    g_free(document);
}

ScenarioSection *scenario_document_add(ScenarioDocument *document, const ModelSection *kind,
                                       const char *name, const char *title, ScenarioPlace place)
{
    ScenarioSection *section;

    if (g_hash_table_contains(document->by_title, title))
        return NULL;
    section = g_new0(ScenarioSection, 1);
    section->kind = kind;
    section->name = name;
    section->origin = name;
    section->title = title;
    section->place = place;
    section->lines = g_array_new(FALSE, FALSE, sizeof(ScenarioLine));
    g_ptr_array_add(document->sections, section);
    g_hash_table_insert(document->by_title, (gpointer)title, section);
    return section;
}

void scenario_document_remove(ScenarioDocument *document, ScenarioSection *section)
{
    g_hash_table_remove(document->by_title, section->title);
    g_ptr_array_remove(document->sections, section);
}

ScenarioSection *scenario_document_find(const ScenarioDocument *document, const char *title)
{
    return g_hash_table_lookup(document->by_title, title);
}

const ScenarioLine *scenario_section_find(const ScenarioSection *section, const char *key)
{
    if (section == NULL)
        return NULL;
    for (guint i = 0; i < section->lines->len; i++) {
        const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, i);

        if (strcmp(line->key, key) == 0)
            return line;
    }
    return NULL;
}

/* Cuts off '# ..' after a blank or '=': a '#' inside a word stays. */
static void cut_comment(char *text)
{
    for (char *at = text; *at != '\0'; at++)
        if (*at == '#' && (at == text || at[-1] == '=' || g_ascii_isspace(at[-1]))) {
            *at = '\0';
            return;
        }
}

static bool is_name(const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || length > NAME_MAX_BYTES)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && strchr("_-.", *at) == NULL)
            return false;
    return true;
}

static void unknown_section(Scanner *scanner, ScenarioPlace place, const char *kind)
{
    const char *names[64];
    size_t count = 0;
    const char *nearest;
    g_autofree char *quoted = scenario_report_quote(kind);

    for (const ModelSection *section = model_sections; section->name != NULL; section++)
        names[count++] = section->name;
    names[count] = NULL;
    nearest = cli_nearest(kind, names);
    if (nearest != NULL)
        scenario_report_error(scanner->source->report, place,
                              "[%s]: no such section; did you mean [%s%s]?", quoted, nearest,
                              model_section_find(nearest)->is_named ? ":NAME" : "");
    else
        scenario_report_error(scanner->source->report, place,
                              "[%s]: no such section; write one of [scenario], [machine], "
                              "[aspnet], [pool:NAME], [app:NAME], [page:NAME], [clients:NAME], ..",
                              quoted);
}

/* The kind of [kind:name] or [kind], with everything about it checked; NULL after a problem. */
static const ModelSection *check_header(Scanner *scanner, ScenarioPlace place, const char *kind,
                                        const char *name)
{
    ScenarioReport *report = scanner->source->report;
    const ModelSection *section = model_section_find(kind);

    if (section == NULL) {
        unknown_section(scanner, place, kind);
        return NULL;
    }
    if (section->is_named && name == NULL) {
        scenario_report_error(report, place, "[%s]: has no name; write [%s:NAME]", kind, kind);
        return NULL;
    }
    if (!section->is_named && name != NULL) {
        scenario_report_error(report, place, "[%s:..]: there is only one of it; write [%s]", kind,
                              kind);
        return NULL;
    }
    if (name != NULL && !is_name(name)) {
        g_autofree char *quoted = scenario_report_quote(name);

        scenario_report_error(report, place,
                              "[%s:%s]: is not a name; write up to %d letters, digits, '-', '_' "
                              "and '.'",
                              kind, quoted, NAME_MAX_BYTES);
        return NULL;
    }
    return section;
}

/* Where a section of that title is already, for the message. */
static void complain_of_duplicate(Scanner *scanner, ScenarioPlace place, const char *title)
{
    const ScenarioSection *first = scenario_document_find(scanner->source->document, title);
    g_autofree char *where = scenario_report_place(scanner->source->report, first->place);

    scenario_report_error(scanner->source->report, place,
                          "[%s]: already begun at %s; keep one of the two", title, where);
}

static void begin_section(Scanner *scanner, ScenarioPlace place, char *header)
{
    ScenarioSource *source = scanner->source;
    char *end = header + strlen(header) - 1, *name;
    const ModelSection *kind;
    const char *title;

    scanner->section = NULL;
    scanner->in_unknown = true;
    g_hash_table_remove_all(scanner->keys);
    if (strchr(header, ']') != end) {
        scenario_report_error(source->report, place,
                              "%.40s: is not a section; write [NAME] or [KIND:NAME] on a line",
                              header);
        return;
    }
    *end = '\0';
    header = g_strstrip(header + 1);
    name = strchr(header, ':');
    if (name != NULL) {
        *name = '\0';
        name = g_strstrip(name + 1);
        g_strchomp(header);
    }
    kind = check_header(scanner, place, header, name);
    if (kind == NULL)
        return;
    title = name == NULL ? kind->name
                         : scenario_source_keep(source, g_strdup_printf("%s:%s", kind->name, name));
    if (source->document->sections->len == SCENARIO_SECTIONS_MAX) {
        scenario_report_error(source->report, place,
                              "[%s]: is one section too many; write at most %d", title,
                              SCENARIO_SECTIONS_MAX);
        return;
    }
    scanner->section = scenario_document_add(source->document, kind, name, title, place);
    scanner->in_unknown = scanner->section == NULL;
    if (scanner->section == NULL)
        complain_of_duplicate(scanner, place, title);
}

static void add_line(Scanner *scanner, ScenarioPlace place, char *text)
{
    ScenarioReport *report = scanner->source->report;
    char *equals = strchr(text, '=');
    ScenarioLine line = {.key = text, .place = place};
    gpointer first;

    if (equals == NULL || equals == text) {
        g_autofree char *quoted = scenario_report_quote(text);

        scenario_report_error(report, place,
                              "%s: is not a setting; write KEY = VALUE, or # before "
                              "a comment",
                              quoted);
        return;
    }
    *equals = '\0';
    g_strchomp(text);
    line.value = g_strstrip(equals + 1);
    if (scanner->section == NULL) {
        if (!scanner->in_unknown) /* once for all that follow */
            scenario_report_error(report, place,
                                  "%.60s: is in no section; write a section such as "
                                  "[scenario] above it",
                                  text);
        scanner->in_unknown = true;
        return;
    }
    if (g_hash_table_lookup_extended(scanner->keys, text, NULL, &first)) {
        const ScenarioLine *other =
            &g_array_index(scanner->section->lines, ScenarioLine, GPOINTER_TO_UINT(first));
        g_autofree char *where = scenario_report_place(report, other->place);

        scenario_report_error(report, place, "%.60s: already set at %s; keep one of the two", text,
                              where);
        return;
    }
    if (scanner->section->lines->len == SECTION_LINES_MAX) {
        scenario_report_error(report, place,
                              "[%s]: has more than %d lines, and no section has so many keys; take "
                              "some out",
                              scanner->section->title, SECTION_LINES_MAX);
        scanner->section = NULL;
        scanner->in_unknown = true;
        return;
    }
    g_hash_table_insert(scanner->keys, text, GUINT_TO_POINTER(scanner->section->lines->len));
    g_array_append_val(scanner->section->lines, line);
}

static void include(Scanner *scanner, ScenarioPlace place, const char *directory, const char *path)
{
    g_autofree char *joined = scenario_file_join(directory, path);
    g_autofree char *canonical = g_canonicalize_filename(joined, NULL);

    for (int i = 0; i < scanner->depth; i++)
        if (strcmp(scanner->paths[i], canonical) == 0) {
            scenario_report_error(scanner->source->report, place,
                                  "include %s: includes itself; take the line out", path);
            return;
        }
    if (scanner->depth == INCLUDE_DEPTH_MAX) {
        scenario_report_error(scanner->source->report, place,
                              "include %s: is more than %d files deep; include it higher up", path,
                              INCLUDE_DEPTH_MAX);
        return;
    }
    scan_file(scanner, joined, canonical, place);
    /* what follows belongs to the section before the include again only if it says so */
    scanner->section = NULL;
    scanner->in_unknown = false;
    g_hash_table_remove_all(scanner->keys);
}

static void scan_line(Scanner *scanner, ScenarioPlace place, const char *directory, char *text)
{
    text = g_strstrip(text);
    cut_comment(text);
    g_strchomp(text);
    if (*text == '\0')
        return;
    if (++scanner->lines > LINES_MAX) {
        if (scanner->lines == LINES_MAX + 1)
            scenario_report_error(scanner->source->report, place,
                                  "the scenario has more than %d lines; write fewer", LINES_MAX);
        return;
    }
    if (*text == '[')
        begin_section(scanner, place, text);
    else if (g_str_has_prefix(text, "include") && g_ascii_isspace(text[7]) &&
             *g_strchug(text + 8) != '=')
        include(scanner, place, directory, text + 8);
    else
        add_line(scanner, place, text);
}

static void scan_text(Scanner *scanner, uint32_t file, const char *directory, char *text)
{
    ScenarioPlace place = {file, 0};

    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        text += 3;
    for (char *line = text, *next; line != NULL && *line != '\0'; line = next) {
        char *end = strchr(line, '\n');

        place.line++;
        next = end == NULL ? NULL : end + 1;
        if (scanner->section != NULL && strcmp(scanner->section->kind->name, "replay") == 0) {
            ScenarioSection *replay = scanner->section;

            if (line[strspn(line, " \t")] != '[') {
                if (replay->body == NULL)
                    replay->body = line;
                continue;
            }
            if (replay->body != NULL)
                line[-1] = '\0';
        }
        if (end != NULL)
            *end = '\0';
        scan_line(scanner, place, directory, line);
    }
}

#define OPENING_MAX_BYTES 4096

/* The comment before everything else: the text without '#', its empty lines kept. NULL: none. */
static char *opening_comment(const char *text)
{
    GString *opening = g_string_new(NULL);

    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        text += 3;
    while (*text == '#' && opening->len < OPENING_MAX_BYTES) {
        g_autofree char *line = g_strndup(text + 1, strcspn(text + 1, "\n"));

        text += strcspn(text, "\n");
        text += *text == '\n';
        g_string_append_printf(opening, "%s\n", g_strstrip(line));
    }
    g_strstrip(opening->str);
    return g_string_free(opening, *opening->str == '\0');
}

/* path is how messages name the file, canonical how cycles are told; from: the include. */
static void scan_file(Scanner *scanner, const char *path, const char *canonical, ScenarioPlace from)
{
    ScenarioSource *source = scanner->source;
    g_autoptr(GError) error = NULL;
    g_autofree char *directory = NULL;
    gsize length;
    char *text;

    if (source->buffers->len == FILES_MAX) {
        scenario_report_error(source->report, from,
                              "include %s: is one file too many; include at "
                              "most %d",
                              path, FILES_MAX);
        return;
    }
    text = scanner->depth == 0 && scanner->text != NULL
               ? g_strdup(scanner->text)
               : scenario_file_read(NULL, path, &length, &error);
    if (scanner->depth == 0 && scanner->text != NULL)
        length = strlen(text);
    scanner->bytes += text == NULL ? 0 : length;
    if (text == NULL || scanner->bytes > SCENARIO_FILE_MAX_BYTES) {
        if (scanner->depth == 0)
            scenario_report_error(source->report, from, "%s", error->message);
        else
            scenario_report_error(source->report, from, "include %s: %s", path,
                                  error != NULL ? error->message
                                                : "makes the scenario larger than "
                                                  "64 MB; write less");
        g_free(text);
        return;
    }
    g_ptr_array_add(source->buffers, text);
    if (scanner->depth == 0)
        source->opening = opening_comment(text);
    directory = strcmp(path, "-") == 0 ? g_strdup(".") : g_path_get_dirname(path);
    scanner->section = NULL;
    scanner->in_unknown = false;
    scanner->paths[scanner->depth++] = canonical;
    scan_text(scanner,
              scanner->depth == 1 ? source->main_file : scenario_report_file(source->report, path),
              directory, text);
    scanner->depth--;
}

ScenarioSource *scenario_source_read(const char *path, const char *text, ScenarioReport *report)
{
    ScenarioSource *source = g_new0(ScenarioSource, 1);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    Scanner scanner = {
        .source = source, .keys = g_hash_table_new(g_str_hash, g_str_equal), .text = text};

    source->report = report;
    source->document = scenario_document_new();
    source->buffers = g_ptr_array_new_with_free_func(g_free);
    source->chunk = g_string_chunk_new(4096);
    source->bytes_left = COPIES_MAX_BYTES;
    source->main_file = scenario_report_file(report, strcmp(path, "-") == 0 ? "(stdin)" : path);
    source->directory = strcmp(path, "-") == 0 ? g_strdup(".") : g_path_get_dirname(path);
    scan_file(&scanner, path, canonical, (ScenarioPlace){source->main_file, 0});
    g_hash_table_unref(scanner.keys);
    return source;
}

void scenario_source_free(ScenarioSource *source)
{
    if (source == NULL)
        return;
    scenario_document_free(source->document);
    g_ptr_array_unref(source->buffers);
    g_string_chunk_free(source->chunk);
    g_free(source->directory);
    g_free(source->opening);
    g_free(source);
}

const char *scenario_source_keep(ScenarioSource *source, char *text)
{
    const char *kept = g_string_chunk_insert(source->chunk, text);

    g_free(text);
    return kept;
}
