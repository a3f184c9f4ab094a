/* json_text.h - writes JSON as text, indented, with the names in the order they are given.
 *
 * The caller opens and closes objects and arrays; commas, quotes and indentation are looked after
 * here. A number that is not finite becomes null: JSON has no word for it. Text that is not UTF-8
 * is made so.
 */
#pragma once
#include <json-glib/json-glib.h>
#include <stdbool.h>

#define JSON_TEXT_DEPTH_MAX 16

typedef struct {
    GString *text;
    char closers[JSON_TEXT_DEPTH_MAX]; /* of what is open, innermost last */
    unsigned int depth;
    unsigned int inline_depth; /* above 0: what is open from this depth on is kept on one line */
    bool has_item;             /* what is open innermost has an item already */
} JsonText;

/* A string of JSON, in quotes, for who writes the rest himself. */
void json_text_append_quoted(GString *text, const char *value);

void json_text_init(JsonText *json);
void json_text_clear(JsonText *json);

/* name is NULL inside an array and at the top. */
void json_text_open(JsonText *json, const char *name, char bracket);        /* '{' or '[' */
void json_text_open_inline(JsonText *json, const char *name, char bracket); /* on one line */
void json_text_close(JsonText *json);
void json_text_string(JsonText *json, const char *name, const char *value); /* NULL: null */
void json_text_number(JsonText *json, const char *name, double value);
void json_text_integer(JsonText *json, const char *name, guint64 value);
/* An array of them, as short as it can be written. */
void json_text_integers(JsonText *json, const char *name, const gint64 *values, gsize count);
void json_text_seconds(JsonText *json, const char *name, gint64 time_ns); /* to the nanosecond */
void json_text_boolean(JsonText *json, const char *name, bool value);

/* The whole text, ended by a line end; everything must be closed. The caller frees it. */
char *json_text_finish(JsonText *json);

/* Far more than anything that iissim writes has; json-glib uses the stack for each level. */
#define JSON_TEXT_DEPTH_READ 100

/* Reads a file of JSON. A file that cannot be read is a G_FILE_ERROR. */
bool json_text_load(JsonParser *parser, const char *path, GError **error);
