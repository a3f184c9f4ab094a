/* schema.h - is a JSON text what a JSON Schema says? As much of the language as ours uses: type,
 * const, enum, anyOf, $ref into the schema itself or into results.schema.json, properties, patternProperties, additionalProperties,
 * required, minProperties, items, minimum, maximum, pattern. Another keyword aborts: a rule that is
 * not looked at would be worse than none. */
#pragma once
#include <glib.h>

/* NULL when it is; otherwise what is wrong and where. The caller frees it. */
char *schema_complaint(const char *schema_text, const char *json_text);
