/* table_markdown.c - tables as GitHub's Markdown has them. */
#include "cli/results/table_markdown.h"
#include <string.h>

/* '\' before what Markdown or HTML would take for itself; no line ends. */
static void append_escaped(GString *text, const char *plain)
{
    g_autofree char *valid = g_utf8_make_valid(plain, -1);

    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);

        if (character < 128 && strchr("\\`*_{}[]<>#|~$&", (int)character) != NULL)
            g_string_append_c(text, '\\');
        g_string_append_unichar(text, g_unichar_iscntrl(character) ? ' ' : character);
    }
}

static void append_bold(Table *table, const char *plain)
{
    bool is_bold = table->markdown.is_bold && !table->markdown.is_header && *plain != '\0';

    g_string_append(table->text, is_bold ? "**" : "");
    append_escaped(table->text, plain);
    g_string_append(table->text, is_bold ? "**" : "");
}

void markdown_end_grid(Table *table)
{
    if (table->markdown.is_in_grid)
        g_string_append_c(table->text, '\n');
    table->markdown.is_in_grid = false;
}

void markdown_begin_header(Table *table)
{
    markdown_end_grid(table);
    table->markdown.is_header = true;
    table->markdown.header_start = table->text->len;
    table->markdown.is_right = 0;
}

/* '| --- | ---: |' */
static void append_separator(Table *table)
{
    g_string_append_c(table->text, '|');
    for (uint32_t i = 0; i < table->markdown.columns; i++)
        g_string_append(table->text,
                        i < 32 && (table->markdown.is_right & 1u << i) != 0 ? " ---: |" : " --- |");
    g_string_append_c(table->text, '\n');
}

static void begin_row(Table *table)
{
    if (!table->markdown.is_in_grid && !table->markdown.is_header) {
        g_autofree char *again = g_strndup(table->text->str + table->markdown.header_start,
                                           table->markdown.header_length);

        g_string_append(table->text, again);
    }
    table->markdown.is_in_grid = true;
    g_string_append_c(table->text, '|');
}

void markdown_add_cell(Table *table, const char *text, bool is_right)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));

    if (table->markdown.cells == 0)
        begin_row(table);
    if (table->markdown.is_header && is_right && table->markdown.cells < 32)
        table->markdown.is_right |= 1u << table->markdown.cells;
    table->markdown.cells++;
    g_string_append_c(table->text, ' ');
    append_bold(table, trimmed);
    g_string_append(table->text, *trimmed != '\0' ? " |" : "|");
}

void markdown_end_row(Table *table)
{
    TableMarkdown *markdown = &table->markdown;

    if (markdown->cells == 0)
        return;
    if (markdown->is_header)
        markdown->columns = markdown->cells;
    g_assert(markdown->cells <= markdown->columns); /* GitHub would not show it */
    for (uint32_t i = markdown->cells; i < markdown->columns; i++)
        g_string_append(table->text, " |");
    g_string_append_c(table->text, '\n');
    if (markdown->is_header) {
        append_separator(table);
        markdown->header_length = table->text->len - markdown->header_start;
    }
    markdown->cells = 0;
    markdown->is_header = false;
}

static void add_line(Table *table, const char *before, const char *text)
{
    markdown_end_grid(table);
    g_string_append(table->text, before);
    append_escaped(table->text, text);
    g_string_append(table->text, "\n\n");
}

void markdown_add_title(Table *table, const char *text)
{
    add_line(table, "## ", text);
}

void markdown_add_heading(Table *table, const char *text)
{
    add_line(table, "### ", text);
}

/* At the begin of a line '-', '+' and '1.' would begin a list, '=' underline what is above. */
void markdown_add_paragraph(Table *table, const char *text)
{
    const char *digits = text + strspn(text, "0123456789");

    markdown_end_grid(table);
    if (*text != '\0' && strchr("-+=", *text) != NULL)
        g_string_append_c(table->text, '\\');
    if (digits > text && (*digits == '.' || *digits == ')')) {
        g_string_append_len(table->text, text, digits - text);
        g_string_append_c(table->text, '\\');
        text = digits;
    }
    append_bold(table, text);
    g_string_append(table->text, "\n\n");
}
