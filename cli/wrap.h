/* wrap.h - running text for a terminal. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#define WRAP_COLUMNS 80

/* A valid copy with '?' for each control character but line ends: what a scenario says is text, no command to
 * the terminal. The caller frees it. */
char *wrap_printable(const char *text);

/* Appends text with every line but the first indented; column is where the first begins. A word
 * that is longer than a line stays whole. Ends with a line end. */
void wrap_append(GString *out, const char *text, int column, int indent);
