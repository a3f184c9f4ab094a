/* gnuplot_text.h - values as gnuplot text that cannot be anything else: every name quoted. */
#pragma once
#include <json-glib/json-glib.h>

/* 'NAME = VALUE' and 'ARRAY[INDEX] = VALUE', a line each. */
void gnuplot_add_string(GString *text, const char *name, const char *value);
void gnuplot_add_element(GString *text, const char *array, guint index, const char *value);
void gnuplot_add_number_element(GString *text, const char *array, guint index, double value);

void gnuplot_add_number(GString *text, double value); /* alone; NaN for what is not finite */

/* Members of an object, which may be NULL: NULL, "", NaN when there is none of that type. */
JsonObject *gnuplot_object(JsonObject *object, const char *name);
const char *gnuplot_string(JsonObject *object, const char *name);
double gnuplot_number(JsonObject *object, const char *name);
char *gnuplot_seed_text(JsonObject *root); /* the caller frees it */
