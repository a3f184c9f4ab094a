/* fields.h - members of JSON that anybody may have written: what is of another type is not there. */
#pragma once
#include <json-glib/json-glib.h>
#include <stdbool.h>

JsonArray *fields_array(JsonObject *object, const char *name); /* NULL: none */
guint fields_length(JsonArray *array);                         /* 0 of NULL */
JsonObject *fields_at(JsonArray *array, guint index);          /* NULL: no object there */
bool fields_is_true(JsonObject *object, const char *name);
bool fields_is_false(JsonObject *object, const char *name);
GList *fields_names(JsonObject *object); /* of its members, NULL of NULL; g_list_free() */
