/* columns.c - lines are counted in characters; a table of widths is not worth its size here. */
#include "cli/explain/columns.h"
#include "cli/wrap.h"
#include <stdbool.h>

#define GAP 2

static int length_of(const char *text)
{
    return (int)g_utf8_strlen(text, -1);
}

void columns_pad(GString *out, const char *text, int width)
{
    g_string_append_printf(out, "%s%*s", text, MAX(width - length_of(text), 0), "");
}

typedef struct {
    GPtrArray *lines;
    GString *line;
    int indent, width;
    bool is_empty; /* the line has nothing behind its indent */
} Wrap;

static void end_line(Wrap *wrap)
{
    g_ptr_array_add(wrap->lines, g_strdup(wrap->line->str));
    g_string_printf(wrap->line, "%*s", wrap->indent, "");
    wrap->is_empty = true;
}

static void add_word(Wrap *wrap, const char *word)
{
    int room = wrap->width - wrap->indent;

    if (!wrap->is_empty && length_of(wrap->line->str) + 1 + length_of(word) > wrap->width)
        end_line(wrap);
    while (length_of(word) > room) {
        const char *rest = g_utf8_offset_to_pointer(word, room);

        g_string_append_len(wrap->line, word, rest - word);
        end_line(wrap);
        word = rest;
    }
    g_string_append_printf(wrap->line, "%s%s", wrap->is_empty ? "" : " ", word);
    wrap->is_empty = false;
}

void columns_wrap(GPtrArray *lines, const char *first, const char *text, int width)
{
    g_autofree char *valid = wrap_printable(text);
    g_auto(GStrv) words = g_strsplit(valid, " ", -1);
    Wrap wrap = {.lines = lines,
                 .line = g_string_new(first),
                 .indent = length_of(first),
                 .width = width,
                 .is_empty = true};

    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            add_word(&wrap, *word);
    if (!wrap.is_empty)
        end_line(&wrap);
    g_string_free(wrap.line, TRUE);
}

void columns_append(GString *out, const GPtrArray *left, const GPtrArray *right, int width)
{
    guint count = MAX(left->len, right != NULL ? right->len : 0);

    for (guint i = 0; i < count; i++) {
        const char *here = i < left->len ? g_ptr_array_index(left, i) : "";
        const char *there = right != NULL && i < right->len ? g_ptr_array_index(right, i) : "";

        if (*there != '\0') {
            columns_pad(out, here, width);
            g_string_append_printf(out, "%*s%s", GAP, "", there);
        } else {
            g_string_append(out, here);
        }
        g_string_append_c(out, '\n');
    }
}
