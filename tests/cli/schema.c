/* schema.c - walks schema and value together. */
#include "tests/cli/schema.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define RESULTS_SCHEMA "results.schema.json"

typedef struct {
    JsonObject *root;    /* of the schema that is being looked at */
    JsonObject *results; /* of docs/results.schema.json, which others refer to */
    GString *complaint;  /* the first one */
} Walk;

static bool is_valid(Walk *walk, JsonObject *schema, JsonNode *value, const char *path);

static bool complain(Walk *walk, const char *path, const char *what)
{
    if (walk->complaint->len == 0)
        g_string_printf(walk->complaint, "%s: %s", *path != '\0' ? path : "/", what);
    return false;
}

static bool is_number(JsonNode *value)
{
    GType type = JSON_NODE_HOLDS_VALUE(value) ? json_node_get_value_type(value) : G_TYPE_INVALID;

    return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static bool has_type(JsonNode *value, const char *type)
{
    if (g_str_equal(type, "object"))
        return JSON_NODE_HOLDS_OBJECT(value);
    if (g_str_equal(type, "array"))
        return JSON_NODE_HOLDS_ARRAY(value);
    if (g_str_equal(type, "null"))
        return JSON_NODE_HOLDS_NULL(value);
    if (g_str_equal(type, "number"))
        return is_number(value);
    if (g_str_equal(type, "integer"))
        return is_number(value) &&
               json_node_get_double(value) == floor(json_node_get_double(value));
    if (!JSON_NODE_HOLDS_VALUE(value))
        return false;
    return json_node_get_value_type(value) ==
           (g_str_equal(type, "string") ? G_TYPE_STRING : G_TYPE_BOOLEAN);
}

static bool check_type(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    bool matches = false;

    if (JSON_NODE_HOLDS_VALUE(rule))
        matches = has_type(value, json_node_get_string(rule));
    for (guint i = 0;
         JSON_NODE_HOLDS_ARRAY(rule) && i < json_array_get_length(json_node_get_array(rule)); i++)
        matches |= has_type(value, json_array_get_string_element(json_node_get_array(rule), i));
    return matches || complain(walk, path, "is of another type");
}

static bool check_any_of(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    JsonArray *choices = json_node_get_array(rule);
    bool matches = false;

    for (guint i = 0; i < json_array_get_length(choices) && !matches; i++) {
        Walk attempt = {walk->root, walk->results, g_string_new(NULL)};

        matches = is_valid(&attempt, json_array_get_object_element(choices, i), value, path);
        g_string_free(attempt.complaint, TRUE);
    }
    return matches || complain(walk, path, "is none of what it may be");
}

static bool check_enum(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    JsonArray *choices = json_node_get_array(rule);

    for (guint i = 0; i < json_array_get_length(choices); i++)
        if (json_node_equal(json_array_get_element(choices, i), value))
            return true;
    return complain(walk, path, "is not in the list");
}

static bool check_const(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    bool is_equal = is_number(rule) ? is_number(value) &&
                                          json_node_get_double(rule) == json_node_get_double(value)
                                    : json_node_equal(rule, value);

    return is_equal || complain(walk, path, "is another constant");
}

static bool check_required(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    JsonArray *names = json_node_get_array(rule);

    for (guint i = 0; i < json_array_get_length(names); i++) {
        const char *name = json_array_get_string_element(names, i);

        if (!json_object_has_member(json_node_get_object(value), name)) {
            g_autofree char *what = g_strdup_printf("lacks '%s'", name);

            return complain(walk, path, what);
        }
    }
    return true;
}

static JsonObject *schema_by_pattern(JsonObject *schema, const char *name)
{
    JsonObject *patterns = json_object_has_member(schema, "patternProperties")
                               ? json_object_get_object_member(schema, "patternProperties")
                               : NULL;
    g_autoptr(GList) members = patterns != NULL ? json_object_get_members(patterns) : NULL;

    for (GList *member = members; member != NULL; member = member->next)
        if (g_regex_match_simple(member->data, name, 0, 0))
            return json_object_get_object_member(patterns, member->data);
    return NULL;
}

static bool check_member(Walk *walk, JsonObject *schema, const char *name, JsonNode *value,
                         const char *path)
{
    JsonObject *properties = json_object_has_member(schema, "properties")
                                 ? json_object_get_object_member(schema, "properties")
                                 : NULL;
    JsonNode *others = json_object_get_member(schema, "additionalProperties");
    JsonObject *rule = NULL;

    if (properties != NULL && json_object_has_member(properties, name))
        rule = json_object_get_object_member(properties, name);
    else
        rule = schema_by_pattern(schema, name);
    if (rule == NULL && others != NULL && JSON_NODE_HOLDS_OBJECT(others))
        rule = json_node_get_object(others);
    if (rule != NULL)
        return is_valid(walk, rule, value, path);
    return others == NULL || json_node_get_boolean(others) ||
           complain(walk, path, "is a name that is not in the list");
}

static bool check_members(Walk *walk, JsonObject *schema, JsonNode *value, const char *path)
{
    JsonObject *object = json_node_get_object(value);
    g_autoptr(GList) members = json_object_get_members(object);

    for (GList *member = members; member != NULL; member = member->next) {
        g_autofree char *below = g_strdup_printf("%s/%s", path, (const char *)member->data);

        if (!check_member(walk, schema, member->data, json_object_get_member(object, member->data),
                          below))
            return false;
    }
    return true;
}

static bool check_items(Walk *walk, JsonNode *rule, JsonNode *value, const char *path)
{
    JsonArray *array = json_node_get_array(value);

    for (guint i = 0; i < json_array_get_length(array); i++) {
        g_autofree char *below = g_strdup_printf("%s/%u", path, i);

        if (!is_valid(walk, json_node_get_object(rule), json_array_get_element(array, i), below))
            return false;
    }
    return true;
}

/* Rules on one kind of value only hold for that kind. */
/* '#/$defs/variant', 'results.schema.json#/properties/slo'. */
static bool check_reference(Walk *walk, const char *reference, JsonNode *value, const char *path)
{
    JsonObject *root = walk->root;
    bool is_elsewhere = g_str_has_prefix(reference, RESULTS_SCHEMA);
    JsonObject *target = is_elsewhere ? walk->results : root;
    g_auto(GStrv) steps = g_strsplit(strchr(reference, '#') + 2, "/", -1);
    bool valid;

    g_assert(is_elsewhere || *reference == '#');
    walk->root = target;
    for (char **step = steps; *step != NULL; step++)
        target = json_object_get_object_member(target, *step);
    valid = is_valid(walk, target, value, path);
    walk->root = root;
    return valid;
}

static bool check_keyword(Walk *walk, JsonObject *schema, const char *keyword, JsonNode *value,
                          const char *path)
{
    static const char *const remarks[] = {"$schema",
                                          "$id",
                                          "$defs",
                                          "title",
                                          "description",
                                          "properties",
                                          "patternProperties",
                                          "additionalProperties",
                                          NULL};
    JsonNode *rule = json_object_get_member(schema, keyword);

    if (g_strv_contains(remarks, keyword))
        return true; /* the last three are looked at together */
    if (g_str_equal(keyword, "$ref"))
        return check_reference(walk, json_node_get_string(rule), value, path);
    if (g_str_equal(keyword, "type"))
        return check_type(walk, rule, value, path);
    if (g_str_equal(keyword, "anyOf"))
        return check_any_of(walk, rule, value, path);
    if (g_str_equal(keyword, "enum"))
        return check_enum(walk, rule, value, path);
    if (g_str_equal(keyword, "const"))
        return check_const(walk, rule, value, path);
    if (g_str_equal(keyword, "required"))
        return !JSON_NODE_HOLDS_OBJECT(value) || check_required(walk, rule, value, path);
    if (g_str_equal(keyword, "minProperties"))
        return !JSON_NODE_HOLDS_OBJECT(value) ||
               json_object_get_size(json_node_get_object(value)) >=
                   (guint)json_node_get_int(rule) ||
               complain(walk, path, "has too few members");
    if (g_str_equal(keyword, "items"))
        return !JSON_NODE_HOLDS_ARRAY(value) || check_items(walk, rule, value, path);
    if (g_str_equal(keyword, "minimum"))
        return !is_number(value) || json_node_get_double(value) >= json_node_get_double(rule) ||
               complain(walk, path, "is too small");
    if (g_str_equal(keyword, "maximum"))
        return !is_number(value) || json_node_get_double(value) <= json_node_get_double(rule) ||
               complain(walk, path, "is too large");
    if (g_str_equal(keyword, "pattern"))
        return !has_type(value, "string") ||
               g_regex_match_simple(json_node_get_string(rule), json_node_get_string(value), 0,
                                    0) ||
               complain(walk, path, "does not match its pattern");
    g_error("schema.c does not know the keyword %s", keyword);
}

static bool is_valid(Walk *walk, JsonObject *schema, JsonNode *value, const char *path)
{
    g_autoptr(GList) keywords = json_object_get_members(schema);

    for (GList *keyword = keywords; keyword != NULL; keyword = keyword->next)
        if (!check_keyword(walk, schema, keyword->data, value, path))
            return false;
    return !JSON_NODE_HOLDS_OBJECT(value) || check_members(walk, schema, value, path);
}

char *schema_complaint(const char *schema_text, const char *json_text)
{
    g_autoptr(JsonParser) schema_parser = json_parser_new();
    g_autoptr(JsonParser) results_parser = json_parser_new();
    g_autoptr(JsonParser) json_parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    Walk walk = {NULL, NULL, NULL};
    bool valid;

    if (!json_parser_load_from_data(schema_parser, schema_text, -1, &error) ||
        !json_parser_load_from_file(results_parser, "docs/" RESULTS_SCHEMA, &error) ||
        !json_parser_load_from_data(json_parser, json_text, -1, &error))
        return g_strdup(error->message);
    walk.root = json_node_get_object(json_parser_get_root(schema_parser));
    walk.results = json_node_get_object(json_parser_get_root(results_parser));
    walk.complaint = g_string_new(NULL);
    valid = is_valid(&walk, walk.root, json_parser_get_root(json_parser), "");
    return g_string_free(walk.complaint, valid);
}
