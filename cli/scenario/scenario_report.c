/* scenario_report.c - problems are kept in the order found and sorted by place at the end; the sort
 * keeps the order of one line's. */
#include "cli/scenario/scenario_report.h"
#include <stdarg.h>
#include <string.h>

#define QUOTE_MAX_CHARACTERS 60

typedef struct {
    ScenarioPlace place;
    uint32_t order;
    bool is_error;
    char *text;
} Problem;

struct ScenarioReport {
    GPtrArray *files;
    GArray *problems;
    GHashTable *seen; /* texts of problems */
    uint32_t dropped;
    bool has_error;
};

ScenarioReport *scenario_report_new(void)
{
    ScenarioReport *report = g_new0(ScenarioReport, 1);

    report->files = g_ptr_array_new_with_free_func(g_free);
    report->problems = g_array_new(FALSE, FALSE, sizeof(Problem));
    report->seen = g_hash_table_new(g_str_hash, g_str_equal);
    return report;
}

void scenario_report_free(ScenarioReport *report)
{
    if (report == NULL)
        return;
    for (guint i = 0; i < report->problems->len; i++)
        g_free(g_array_index(report->problems, Problem, i).text);
    g_hash_table_unref(report->seen);
    g_array_free(report->problems, TRUE);
    g_ptr_array_unref(report->files);
    g_free(report);
}

uint32_t scenario_report_file(ScenarioReport *report, const char *name)
{
    g_ptr_array_add(report->files, g_strdup(name));
    return report->files->len - 1;
}

char *scenario_report_place(const ScenarioReport *report, ScenarioPlace place)
{
    const char *file = g_ptr_array_index(report->files, place.file);

    return place.line == 0 ? g_strdup(file) : g_strdup_printf("%s:%u", file, place.line);
}

/* Takes text over. What the file holds must not steer the terminal; a cut character is no text. */
static char *printable(char *text)
{
    char *valid = g_utf8_make_valid(text, -1);

    g_free(text);
    for (char *at = valid; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = '?';
    return valid;
}

static void add(ScenarioReport *report, bool is_error, ScenarioPlace place, const char *format,
                va_list arguments) G_GNUC_PRINTF(4, 0);

static void add(ScenarioReport *report, bool is_error, ScenarioPlace place, const char *format,
                va_list arguments)
{
    g_autofree char *message = NULL, *where = NULL, *text = NULL;
    Problem problem;

    report->has_error = report->has_error || is_error;
    if (report->problems->len == REPORT_PROBLEMS_MAX) {
        report->dropped++;
        return;
    }
    message = printable(g_strdup_vprintf(format, arguments));
    where = scenario_report_place(report, place);
    text = g_strdup_printf("%s: %s", where, message);
    if (g_hash_table_contains(report->seen, text))
        return;
    problem = (Problem){place, report->problems->len, is_error, g_steal_pointer(&text)};
    g_hash_table_add(report->seen, problem.text);
    g_array_append_val(report->problems, problem);
}

void scenario_report_error(ScenarioReport *report, ScenarioPlace place, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(report, true, place, format, arguments);
    va_end(arguments);
}

void scenario_report_warning(ScenarioReport *report, ScenarioPlace place, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(report, false, place, format, arguments);
    va_end(arguments);
}

bool scenario_report_has_error(const ScenarioReport *report)
{
    return report->has_error;
}

static int compare_places(const void *left, const void *right)
{
    const Problem *a = left, *b = right;

    if (a->place.file != b->place.file)
        return a->place.file < b->place.file ? -1 : 1;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void append(GPtrArray *problems, const char *text, bool is_error)
{
    ScenarioProblem *problem = g_new(ScenarioProblem, 1);

    problem->text = g_strdup(text);
    problem->is_error = is_error;
    g_ptr_array_add(problems, problem);
}

void scenario_report_finish(ScenarioReport *report, GPtrArray *problems)
{
    g_array_sort(report->problems, compare_places);
    for (guint i = 0; i < report->problems->len; i++) {
        const Problem *problem = &g_array_index(report->problems, Problem, i);

        append(problems, problem->text, problem->is_error);
    }
    if (report->dropped > 0) {
        g_autofree char *text =
            g_strdup_printf("%s: %u more problems are not shown",
                            (char *)g_ptr_array_index(report->files, 0), report->dropped);

        append(problems, text, report->has_error);
    }
}

char *scenario_report_quote(const char *text)
{
    GString *quoted = g_string_new(NULL);
    int characters = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        if (++characters > QUOTE_MAX_CHARACTERS) {
            g_string_append(quoted, "...");
            break;
        }
        g_string_append_unichar(quoted, g_unichar_isprint(character) ? character : '?');
    }
    return g_string_free(quoted, FALSE);
}

static void problem_free(gpointer data)
{
    ScenarioProblem *problem = data;

    g_free(problem->text);
    g_free(problem);
}

GPtrArray *scenario_problems_new(void)
{
    return g_ptr_array_new_with_free_func(problem_free);
}
