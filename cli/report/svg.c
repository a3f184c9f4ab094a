/* svg.c - reads the SVG by GMarkup, which refuses what is not well formed, and writes it anew. */
#include "cli/report/svg.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    GString *text;
    const char *prefix;
    const char *label;
    guint depth;         /* of elements that are kept */
    guint skipped_depth; /* above 0: inside an element that is left out */
    bool is_in_definitions;
    GArray *
        opened; /* gsize, two of each element that is open: where it begins, where its content does */
} Writer;

static const char *const elements[] = {"svg",  "g",       "path", "circle",  "rect",
                                       "text", "tspan",   "use",  "polygon", "polyline",
                                       "line", "ellipse", "defs", "pattern", NULL};

static const char *const attributes[] = {"viewBox",
                                         "d",
                                         "points",
                                         "x",
                                         "y",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "cx",
                                         "cy",
                                         "r",
                                         "rx",
                                         "ry",
                                         "dx",
                                         "dy",
                                         "width",
                                         "height",
                                         "transform",
                                         "stroke-width",
                                         "stroke-linecap",
                                         "stroke-linejoin",
                                         "stroke-opacity",
                                         "stroke-dasharray",
                                         "fill-opacity",
                                         "opacity",
                                         "text-anchor",
                                         "font-size",
                                         "font-weight",
                                         "font-style",
                                         "xml:space",
                                         "patternUnits",
                                         NULL};

/* ---- colours ---- */

static const struct {
    guint32 rgb;
    const char *name;
} colours[] = {
    {0x333333, "ink"},   {0x000000, "ink"}, {0x666666, "grey"}, {0xd8d8d8, "faint"},
    {0xffffff, "paper"}, {0x0072b2, "v1"},  {0xd55e00, "v2"},   {0x009e73, "v3"},
    {0xcc79a7, "v4"},    {0xe69f00, "v5"},  {0x56b4e9, "v6"},
};

/* 'rgb( 51,  51, 51)', '#333333', 'black' */
static bool read_colour(const char *text, guint32 *rgb)
{
    unsigned int red, green, blue;

    if (sscanf(text, "rgb(%u ,%u ,%u", &red, &green, &blue) == 3 ||
        (strlen(text) == 7 && sscanf(text, "#%2x%2x%2x", &red, &green, &blue) == 3)) {
        *rgb = (red & 255) << 16 | (green & 255) << 8 | (blue & 255);
        return true;
    }
    *rgb = g_str_equal(text, "white") ? 0xffffff : 0;
    return g_str_equal(text, "white") || g_str_equal(text, "black");
}

static const char *colour_name(guint32 rgb)
{
    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++)
        if (colours[i].rgb == rgb)
            return colours[i].name;
    return NULL;
}

/* ---- attributes ---- */

static void add_attribute(Writer *writer, const char *name, const char *value)
{
    g_autofree char *text = g_markup_printf_escaped(" %s=\"%s\"", name, value);

    g_string_append(writer->text, text);
}

/* A colour of ours goes into classes, another one stays as it is. */
static void add_colour(Writer *writer, GString *classes, const char *name, const char *value)
{
    char letter = g_str_equal(name, "fill") ? 'f' : g_str_equal(name, "stroke") ? 's' : 'k';
    guint32 rgb;

    if (g_str_equal(value, "none") || g_str_equal(value, "currentColor")) {
        add_attribute(writer, name, value);
    } else if (read_colour(value, &rgb)) {
        if (colour_name(rgb) != NULL) {
            g_string_append_printf(classes, "%s%c-%s", classes->len > 0 ? " " : "", letter,
                                   colour_name(rgb));
        } else {
            g_autofree char *number = g_strdup_printf("#%06x", rgb);

            add_attribute(writer, name, number);
        }
    }
}

static void add_attributes(Writer *writer, const char **names, const char **values)
{
    g_autoptr(GString) classes = g_string_new(NULL);

    for (; *names != NULL; names++, values++) {
        bool is_link = g_str_equal(*names, "xlink:href") || g_str_equal(*names, "href");
        g_autofree char *value = NULL;

        if (g_str_equal(*names, "fill") || g_str_equal(*names, "stroke") ||
            g_str_equal(*names, "color")) {
            add_colour(writer, classes, *names, *values);
        } else if (is_link && **values == '#') {
            value = g_strconcat("#", writer->prefix, *values + 1, NULL);
            add_attribute(writer, "href", value);
        } else if (g_str_equal(*names, "id") && writer->is_in_definitions) {
            value = g_strconcat(writer->prefix, *values, NULL);
            add_attribute(writer, "id", value);
        } else if (g_str_equal(*names, "id") && g_str_has_prefix(*values, "gnuplot_plot_")) {
            g_string_append(classes, classes->len > 0 ? " plot" : "plot");
        } else if (g_strv_contains(attributes, *names)) {
            add_attribute(writer, *names, *values);
        }
    }
    if (classes->len > 0)
        add_attribute(writer, "class", classes->str);
}

/* ---- elements ---- */

#define MARGIN 12 /* empty at the left of every figure: text in the page begins further left */

/* '0 0 720 500' without the margin. */
static void add_view(Writer *writer, const char *view)
{
    double x, y, width, height;

    if (sscanf(view, "%lf %lf %lf %lf", &x, &y, &width, &height) == 4 && width > MARGIN)
        g_string_append_printf(writer->text, " viewBox=\"%g %g %g %g\"", x + MARGIN, y,
                               width - MARGIN, height);
}

static void open_root(Writer *writer, const char **names, const char **values)
{
    g_string_append(writer->text, "<svg role=\"img\"");
    add_attribute(writer, "aria-label", writer->label);
    for (; *names != NULL; names++, values++)
        if (g_str_equal(*names, "viewBox"))
            add_view(writer, *values);
    g_string_append(writer->text, ">");
}

static void start(GMarkupParseContext *context, const char *name, const char **names,
                  const char **values, gpointer self, GError **error)
{
    Writer *writer = self;

    (void)context;
    if (writer->depth == 0 && !g_str_equal(name, "svg")) {
        g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "%s: is no svg", name);
        return;
    }
    if (writer->skipped_depth > 0 || !g_strv_contains(elements, name)) {
        writer->skipped_depth++;
        return;
    }
    writer->is_in_definitions |= g_str_equal(name, "defs");
    g_array_append_val(writer->opened, writer->text->len);
    if (writer->depth++ == 0) {
        open_root(writer, names, values);
    } else {
        g_string_append_printf(writer->text, "<%s", name);
        add_attributes(writer, names, values);
        g_string_append_c(writer->text, '>');
    }
    g_array_append_val(writer->opened, writer->text->len);
}

/* gnuplot opens many groups for nothing. True when this was one, which is taken out again. */
static bool drop_empty(Writer *writer, const char *name)
{
    guint length = writer->opened->len;
    gsize begin = g_array_index(writer->opened, gsize, length - 2);
    const char *content = writer->text->str + g_array_index(writer->opened, gsize, length - 1);

    g_array_set_size(writer->opened, length - 2);
    if (!g_str_equal(name, "g") || content[strspn(content, " \n")] != '\0')
        return false;
    g_string_truncate(writer->text, begin);
    return true;
}

static void end(GMarkupParseContext *context, const char *name, gpointer self, GError **error)
{
    Writer *writer = self;

    (void)context;
    (void)error;
    if (writer->skipped_depth > 0) {
        writer->skipped_depth--;
        return;
    }
    writer->depth--;
    if (g_str_equal(name, "defs"))
        writer->is_in_definitions = false;
    if (!drop_empty(writer, name))
        g_string_append_printf(writer->text, "</%s>", name);
}

/* Between elements there is only white space; a line end now and then keeps lines short. */
static void take_text(GMarkupParseContext *context, const char *text, gsize length, gpointer self,
                      GError **error)
{
    Writer *writer = self;
    const char *element = g_markup_parse_context_get_element(context);
    g_autofree char *escaped = NULL;

    (void)error;
    if (writer->skipped_depth > 0)
        return;
    if (!g_str_equal(element, "text") && !g_str_equal(element, "tspan")) {
        if (memchr(text, '\n', length) != NULL)
            g_string_append_c(writer->text, '\n');
        return;
    }
    escaped = g_markup_escape_text(text, (gssize)length);
    g_string_append(writer->text, escaped);
}

char *svg_inline(const char *svg, const char *prefix, const char *label, GError **error)
{
    const GMarkupParser parser = {.start_element = start, .end_element = end, .text = take_text};
    Writer writer = {.text = g_string_new(NULL), .prefix = prefix, .label = label};
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &writer, NULL);
    bool is_read;

    writer.opened = g_array_new(FALSE, FALSE, sizeof(gsize));
    is_read = g_markup_parse_context_parse(context, svg, -1, error) &&
              g_markup_parse_context_end_parse(context, error);
    g_array_unref(writer.opened);
    if (is_read)
        return g_string_free(writer.text, FALSE);
    g_string_free(writer.text, TRUE);
    return NULL;
}
