/* data.c - splits lines into cells. */
#include "cli/report/data.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define ROWS_MAX 100000 /* of which a page shows few */

static ReportData *new_data(void)
{
    ReportData *data = g_new0(ReportData, 1);

    data->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    return data;
}

void report_data_free(ReportData *data)
{
    if (data == NULL)
        return;
    g_ptr_array_unref(data->rows);
    g_free(data);
}

static char *read_text(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? g_utf8_make_valid(text, -1) : NULL;
}

/* Takes data over; NULL where there is only a head. */
static ReportData *finish(ReportData *data)
{
    if (data->rows->len > 0)
        data->columns = g_strv_length(data->rows->pdata[0]);
    if (data->rows->len > 1)
        return data;
    report_data_free(data);
    return NULL;
}

/* The head is a comment; other comments are about the figure. */
ReportData *report_data_tsv(const char *directory, const char *name)
{
    g_autofree char *text = read_text(directory, name);
    g_auto(GStrv) lines = text != NULL ? g_strsplit(text, "\n", ROWS_MAX) : NULL;
    ReportData *data;

    if (lines == NULL)
        return NULL;
    data = new_data();
    for (char **line = lines; *line != NULL; line++) {
        bool is_head = data->rows->len == 0;

        if (**line == '\0' || (**line == '#' && !is_head))
            continue;
        g_ptr_array_add(data->rows,
                        g_strsplit(is_head ? *line + strspn(*line, "# ") : *line, "\t", -1));
    }
    return finish(data);
}

/* Cuts the first field off; a quote in a quoted one is written twice. */
static char *next_field(const char **at)
{
    GString *field = g_string_new(NULL);
    const char *c = *at;
    bool is_quoted = *c == '"';

    for (c += is_quoted; *c != '\0'; c++) {
        if (is_quoted && *c == '"' && c[1] != '"') {
            c++;
            break;
        }
        if (!is_quoted && (*c == ',' || *c == '\n' || *c == '\r'))
            break;
        c += is_quoted && *c == '"';
        g_string_append_c(field, *c);
    }
    *at = c;
    return g_string_free(field, FALSE);
}

ReportData *report_data_csv(const char *directory, const char *name)
{
    g_autofree char *text = read_text(directory, name);
    ReportData *data;

    if (text == NULL)
        return NULL;
    data = new_data();
    for (const char *at = text; *at != '\0' && data->rows->len < ROWS_MAX;) {
        GPtrArray *row = g_ptr_array_new();

        g_ptr_array_add(row, next_field(&at));
        while (*at == ',') {
            at++;
            g_ptr_array_add(row, next_field(&at));
        }
        at += strcspn(at, "\n");
        at += *at == '\n';
        g_ptr_array_add(row, NULL);
        g_ptr_array_add(data->rows, g_ptr_array_free(row, FALSE));
    }
    return finish(data);
}

const char *report_data_cell(const ReportData *data, guint row, guint column)
{
    char **cells = data->rows->pdata[row];

    return column < g_strv_length(cells) ? cells[column] : "";
}

double report_data_number(const ReportData *data, guint row, guint column)
{
    const char *text = report_data_cell(data, row, column);
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);

    return end != text && *end == '\0' ? value : NAN;
}
