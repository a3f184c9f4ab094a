/* json_text.c - one string that grows, and a stack of what is open. */
#include "cli/results/json_text.h"
#include "cli/results/number.h"
#include "cli/scenario/value.h"
#include <math.h>

void json_text_init(JsonText *json)
{
    *json = (JsonText){.text = g_string_new(NULL)};
}

void json_text_clear(JsonText *json)
{
    if (json->text != NULL)
        g_string_free(json->text, TRUE);
    json->text = NULL;
}

void json_text_append_quoted(GString *text, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);

    g_string_append_c(text, '"');
    for (const char *c = valid; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_printf(text, "\\%c", *c);
        else if (*c == '\n')
            g_string_append(text, "\\n");
        else if (*c == '\t')
            g_string_append(text, "\\t");
        else if ((unsigned char)*c < 0x20 || *c == 0x7f)
            g_string_append_printf(text, "\\u%04x", (unsigned int)*c);
        else
            g_string_append_c(text, *c);
    }
    g_string_append_c(text, '"');
}

static void new_line(JsonText *json)
{
    g_string_append_c(json->text, '\n');
    for (unsigned int i = 0; i < json->depth; i++)
        g_string_append(json->text, "  ");
}

static void begin_item(JsonText *json, const char *name)
{
    if (json->has_item)
        g_string_append_c(json->text, ',');
    if (json->inline_depth > 0 && json->has_item)
        g_string_append_c(json->text, ' ');
    else if (json->inline_depth == 0 && json->depth > 0)
        new_line(json);
    json->has_item = true;
    if (name != NULL) {
        json_text_append_quoted(json->text, name);
        g_string_append(json->text, ": ");
    }
}

void json_text_open(JsonText *json, const char *name, char bracket)
{
    g_assert(bracket == '{' || bracket == '[');
    g_assert_cmpuint(json->depth, <, JSON_TEXT_DEPTH_MAX);
    begin_item(json, name);
    g_string_append_c(json->text, bracket);
    json->closers[json->depth++] = bracket == '{' ? '}' : ']';
    json->has_item = false;
}

void json_text_open_inline(JsonText *json, const char *name, char bracket)
{
    json_text_open(json, name, bracket);
    if (json->inline_depth == 0)
        json->inline_depth = json->depth;
}

void json_text_close(JsonText *json)
{
    g_assert_cmpuint(json->depth, >, 0);
    json->depth--;
    if (json->has_item && json->inline_depth == 0)
        new_line(json);
    if (json->inline_depth > json->depth)
        json->inline_depth = 0;
    g_string_append_c(json->text, json->closers[json->depth]);
    json->has_item = true;
}

void json_text_string(JsonText *json, const char *name, const char *value)
{
    begin_item(json, name);
    if (value != NULL)
        json_text_append_quoted(json->text, value);
    else
        g_string_append(json->text, "null");
}

void json_text_number(JsonText *json, const char *name, double value)
{
    NumberText number;

    begin_item(json, name);
    g_string_append(json->text, isfinite(value) ? number_text(&number, value) : "null");
}

void json_text_integer(JsonText *json, const char *name, guint64 value)
{
    begin_item(json, name);
    g_string_append_printf(json->text, "%" G_GUINT64_FORMAT, value);
}

void json_text_integers(JsonText *json, const char *name, const gint64 *values, gsize count)
{
    begin_item(json, name);
    g_string_append_c(json->text, '[');
    for (gsize i = 0; i < count; i++)
        g_string_append_printf(json->text, i == 0 ? "%" G_GINT64_FORMAT : ",%" G_GINT64_FORMAT,
                               values[i]);
    g_string_append_c(json->text, ']');
}

void json_text_seconds(JsonText *json, const char *name, gint64 time_ns)
{
    g_autofree char *text = value_write_seconds(time_ns);

    begin_item(json, name);
    g_string_append(json->text, text);
}

void json_text_boolean(JsonText *json, const char *name, bool value)
{
    begin_item(json, name);
    g_string_append(json->text, value ? "true" : "false");
}

char *json_text_finish(JsonText *json)
{
    g_assert_cmpuint(json->depth, ==, 0);
    g_string_append_c(json->text, '\n');
    return g_string_free(g_steal_pointer(&json->text), FALSE);
}

/* The deepest nesting of a text, whether it is JSON or not. */
static uint32_t depth_of(const char *text, gsize length)
{
    uint32_t depth = 0, deepest = 0;
    bool is_string = false;

    for (gsize i = 0; i < length; i++) {
        if (is_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            is_string = !is_string;
        else if (!is_string && (text[i] == '[' || text[i] == '{'))
            depth++;
        else if (!is_string && (text[i] == ']' || text[i] == '}') && depth > 0)
            depth--;
        deepest = MAX(deepest, depth);
    }
    return deepest;
}

bool json_text_load(JsonParser *parser, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, error))
        return false;
    if (depth_of(text, length) > JSON_TEXT_DEPTH_READ) {
        g_set_error(error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE,
                    "%s: it is nested deeper than anything that iissim writes", path);
        return false;
    }
    return json_parser_load_from_data(parser, text, (gssize)length, error);
}
