/* fields.c - beside cli/results/gnuplot_text.h, which has objects, texts and numbers. */
#include "cli/report/fields.h"

static JsonNode *member(JsonObject *object, const char *name)
{
    return object != NULL ? json_object_get_member(object, name) : NULL;
}

JsonArray *fields_array(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);

    return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

guint fields_length(JsonArray *array)
{
    return array != NULL ? json_array_get_length(array) : 0;
}

JsonObject *fields_at(JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);

    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static bool is_boolean(JsonObject *object, const char *name, gboolean value)
{
    JsonNode *node = member(object, name);

    return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node) == value;
}

bool fields_is_true(JsonObject *object, const char *name)
{
    return is_boolean(object, name, TRUE);
}

bool fields_is_false(JsonObject *object, const char *name)
{
    return is_boolean(object, name, FALSE);
}

GList *fields_names(JsonObject *object)
{
    return object != NULL ? json_object_get_members(object) : NULL;
}
