/* table_text.c - widths, padding, colour: what a table is made of. */
#include "cli/results/table_internal.h"
#include "cli/wrap.h"
#include <limits.h>
#include <math.h>
#include <string.h>

static void add_style(Table *table, const char *sequence)
{
    if (table->has_colour)
        g_string_append(table->text, sequence);
}

void table_begin_dim(Table *table)
{
    add_style(table, "\033[2m");
}

void table_begin_bold(Table *table)
{
    add_style(table, "\033[1m");
}

void table_end_style(Table *table)
{
    add_style(table, "\033[0m");
}

void table_add_heading(Table *table, const char *heading)
{
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

void table_add_left(Table *table, const char *text, int width)
{
    g_autofree char *fitted = fit(text, width);

    g_string_append(table->text, fitted);
    add_blanks(table, width - text_width(fitted));
}

void table_add_right(Table *table, const char *text, int width)
{
    g_autofree char *fitted = fit(text, width);

    add_blanks(table, width - text_width(fitted));
    g_string_append(table->text, fitted);
}

void table_add_name(Table *table, const char *name, int width)
{
    g_autofree char *clean = fit(name, TABLE_WIDTH - 2);

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
    g_string_append(table->text, "  ");
    table_add_left(table, label, TABLE_LABEL_WIDTH - 2);
    table_add_right(table, unit, TABLE_UNIT_WIDTH);
}

void table_add_cell(Table *table, const char *value, const char *sign, const char *second)
{
    table_add_right(table, value, 10);
    table_begin_dim(table);
    g_string_append_c(table->text, ' ');
    table_add_left(table, sign, 1);
    g_string_append_c(table->text, ' ');
    table_add_left(table, second, TABLE_CELL_WIDTH - 13);
    table_end_style(table);
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
    while (table->text->len > 0 && table->text->str[table->text->len - 1] == ' ')
        g_string_truncate(table->text, table->text->len - 1);
    g_string_append_c(table->text, '\n');
}

void table_add_paragraph(Table *table, const char *text)
{
    g_autofree char *clean = fit(text, INT_MAX);

    wrap_append(table->text, clean, 0, 0);
}
