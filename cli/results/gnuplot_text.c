/* gnuplot_text.c - quoting, and reading JSON that anybody may have written. */
#include "cli/results/gnuplot_text.h"
#include <math.h>

/* In single quotes gnuplot takes everything as it is, but for the quote. */
static char *quoted(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *result = g_string_new("'");

    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);

        if (character == '\'')
            g_string_append(result, "''");
        else
            g_string_append_unichar(result, g_unichar_iscntrl(character) ? ' ' : character);
    }
    g_string_append_c(result, '\'');
    return g_string_free(result, FALSE);
}

void gnuplot_add_string(GString *text, const char *name, const char *value)
{
    g_autofree char *literal = quoted(value);

    g_string_append_printf(text, "%s = %s\n", name, literal);
}

static JsonNode *member(JsonObject *object, const char *name, JsonNodeType type)
{
    JsonNode *node = object != NULL ? json_object_get_member(object, name) : NULL;

    return node != NULL && json_node_get_node_type(node) == type ? node : NULL;
}

JsonObject *gnuplot_object(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name, JSON_NODE_OBJECT);

    return node != NULL ? json_node_get_object(node) : NULL;
}

const char *gnuplot_string(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name, JSON_NODE_VALUE);

    return node != NULL && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : "";
}

double gnuplot_number(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name, JSON_NODE_VALUE);

    if (node == NULL || json_node_get_value_type(node) == G_TYPE_STRING)
        return NAN;
    return json_node_get_double(node); /* a whole number, too */
}

void gnuplot_add_element(GString *text, const char *array, guint index, const char *value)
{
    g_autofree char *literal = quoted(value);

    g_string_append_printf(text, "%s[%u] = %s\n", array, index, literal);
}

void gnuplot_add_number(GString *text, double value)
{
    if (isfinite(value))
        g_string_append_printf(text, "%.10g\n", value);
    else
        g_string_append(text, "NaN\n");
}

void gnuplot_add_number_element(GString *text, const char *array, guint index, double value)
{
    g_string_append_printf(text, "%s[%u] = ", array, index);
    gnuplot_add_number(text, value);
}

char *gnuplot_seed_text(JsonObject *root)
{
    JsonNode *node = member(root, "seed", JSON_NODE_VALUE);

    return g_strdup_printf("%" G_GUINT64_FORMAT,
                           node != NULL ? (guint64)json_node_get_int(node) : 0);
}
