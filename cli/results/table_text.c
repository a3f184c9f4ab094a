/* table_text.c - widths, padding, colour: what a table is made of. */
#include "cli/results/table_internal.h"
#include "cli/results/table_markdown.h"
#include "cli/wrap.h"
#include <limits.h>
#include <math.h>
#include <string.h>

static void add_style(Table *table, const char *sequence)
{
    if (table->has_colour && table->format == TABLE_PLAIN)
        g_string_append(table->text, sequence);
}

void table_begin_dim(Table *table)
{
    add_style(table, "\033[2m");
}

void table_begin_bold(Table *table)
{
    table->markdown.is_bold = true;
    add_style(table, "\033[1m");
}

void table_end_style(Table *table)
{
    table->markdown.is_bold = false;
    add_style(table, "\033[0m");
}

static bool is_markdown(const Table *table)
{
    return table->format == TABLE_MARKDOWN;
}

void table_add_title(Table *table, const char *title)
{
    if (is_markdown(table)) {
        markdown_add_title(table, title);
        return;
    }
    table_begin_bold(table);
    table_add_paragraph(table, title);
    table_end_style(table);
}

void table_add_heading(Table *table, const char *heading)
{
    if (is_markdown(table)) {
        markdown_add_heading(table, heading);
        return;
    }
    g_string_append_c(table->text, '\n');
    table_begin_bold(table);
    wrap_append(table->text, heading, 0, 2);
    table_end_style(table);
}

/* Names are ASCII; a title may be anything and is broken by characters. */
static int text_width(const char *text)
{
    return (int)g_utf8_strlen(text, -1);
}

/* A valid copy without control characters, no wider than width. */
static char *fit(const char *text, int width)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) fitted = g_string_new(NULL);
    bool is_cut = text_width(valid) > width;
    int used = 0;

    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);

        if (used++ == width - (is_cut ? 1 : 0))
            break;
        g_string_append_unichar(fitted, g_unichar_iscntrl(character) ? '?' : character);
    }
    if (is_cut)
        g_string_append(fitted, "…");
    return g_string_free(g_steal_pointer(&fitted), FALSE);
}

static void add_blanks(Table *table, int count)
{
    for (int i = 0; i < count; i++)
        g_string_append_c(table->text, ' ');
}

static void add_left(Table *table, const char *text, int width)
{
    g_autofree char *fitted = fit(text, width);

    g_string_append(table->text, fitted);
    add_blanks(table, width - text_width(fitted));
}

void table_begin_header(Table *table, bool is_bold)
{
    if (is_markdown(table))
        markdown_begin_header(table);
    else if (is_bold)
        table_begin_bold(table);
    else
        table_begin_dim(table);
}

void table_end_header(Table *table)
{
    table_end_style(table);
    table_end_line(table);
}

void table_add_gap(Table *table, int width)
{
    if (!is_markdown(table))
        add_blanks(table, width);
}

void table_add_rest(Table *table, const char *text)
{
    if (is_markdown(table))
        markdown_add_cell(table, text, false);
    else
        g_string_append(table->text, text);
}

void table_add_more(Table *table, guint count, const char *where)
{
    g_autofree char *text = g_strdup_printf("and %u more: %s", count, where);

    table_add_gap(table, 2);
    table_add_paragraph(table, text);
}

void table_add_empty_line(Table *table)
{
    if (is_markdown(table))
        markdown_end_grid(table);
    else
        g_string_append_c(table->text, '\n');
}

void table_add_left(Table *table, const char *text, int width)
{
    if (is_markdown(table)) {
        markdown_add_cell(table, text, false);
        return;
    }
    add_left(table, text, width);
}

static void add_right(Table *table, const char *text, int width)
{
    g_autofree char *fitted = fit(text, width);

    add_blanks(table, width - text_width(fitted));
    g_string_append(table->text, fitted);
}

void table_add_right(Table *table, const char *text, int width)
{
    if (is_markdown(table))
        markdown_add_cell(table, text, true);
    else
        add_right(table, text, width);
}

void table_add_name(Table *table, const char *name, int width)
{
    g_autofree char *clean = fit(name, TABLE_WIDTH - 2);

    if (is_markdown(table)) {
        markdown_add_cell(table, name, false);
        return;
    }
    g_string_append(table->text, "  ");
    if (text_width(clean) > width) {
        g_string_append(table->text, clean);
        table_end_line(table);
        g_string_append(table->text, "  ");
        table_add_left(table, "", width);
    } else {
        table_add_left(table, clean, width);
    }
}

void table_add_label(Table *table, const char *label, const char *unit)
{
    table_add_gap(table, 2);
    table_add_left(table, label, TABLE_LABEL_WIDTH - 2);
    if (is_markdown(table))
        markdown_add_cell(table, unit, false);
    else
        add_right(table, unit, TABLE_UNIT_WIDTH);
}

void table_add_cell(Table *table, const char *value, const char *sign, const char *second)
{
    if (is_markdown(table)) {
        g_autofree char *text = g_strdup_printf("%s %s %s", value, sign, second);

        markdown_add_cell(table, text, true);
        return;
    }
    table_add_right(table, value, 10);
    table_begin_dim(table);
    g_string_append_c(table->text, ' ');
    table_add_left(table, sign, 1);
    g_string_append_c(table->text, ' ');
    table_add_left(table, second, TABLE_CELL_WIDTH - 13);
    table_end_style(table);
}

void table_add_picture(Table *table, const char *picture)
{
    table_add_gap(table, 1);
    table_add_left(table, picture, TABLE_SPARK_WIDTH);
    table_add_gap(table, 1);
}

void table_add_estimate(Table *table, const QuantityFormat *format, SimEstimate estimate)
{
    g_autofree char *mean = quantity_text(format, estimate.mean);
    g_autofree char *half_width = quantity_text(format, (estimate.high - estimate.low) / 2);

    if (estimate.mean == 0 && !(estimate.high > estimate.low))
        table_add_cell(table, "0", "", "");
    else if (isnan(estimate.low))
        table_add_cell(table, mean, "", "");
    else
        table_add_cell(table, mean, "±", estimate.high > estimate.low ? half_width : "0");
}

void table_end_line(Table *table)
{
    if (is_markdown(table)) {
        markdown_end_row(table);
        return;
    }
    while (table->text->len > 0 && table->text->str[table->text->len - 1] == ' ')
        g_string_truncate(table->text, table->text->len - 1);
    g_string_append_c(table->text, '\n');
}

void table_add_paragraph(Table *table, const char *text)
{
    g_autofree char *clean = fit(text, INT_MAX);

    if (is_markdown(table)) {
        markdown_add_paragraph(table, text);
        return;
    }
    wrap_append(table->text, clean, 0, 0);
}
