/* number.h - how a number is written where programs read it: ten significant digits, a point, the
 * same bytes in every locale. What is not a number is said by the caller. */
#pragma once
#include <glib.h>

typedef struct {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
} NumberText;

/* value must be finite. Returns buffer->text. */
const char *number_text(NumberText *buffer, double value);
