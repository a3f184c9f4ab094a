/* assets.h - finds the folders of files that the program reads when it runs: plots/, page/. */
#pragma once
#include <glib.h>

/* The folder 'name', which holds the file 'witness': where the environment variable says, beside the program
 * or where it was installed. NULL with *error set when there is none. The caller frees it. */
char *assets_folder(const char *name, const char *witness, const char *variable, GError **error);
