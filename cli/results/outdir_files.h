/* outdir_files.h - the few things that are done to files and directories, with every failure told.
 *
 * Nothing here follows a symbolic link inside a directory that it lists or removes.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

/* Sets *error to 'PATH: WHAT: the system's reason' and returns false. */
bool files_fail(GError **error, const char *path, const char *what);

/* Creates the file, which must not exist, writes all and waits until it is on the disk. */
bool files_write(const char *path, const char *text, gsize length, GError **error);

/* Waits until a directory's entries are on the disk. */
bool files_sync_directory(const char *path, GError **error);

/* The names of all files below, relative to path ('figures/a.svg'), sorted; a directory without
 * any is listed as 'name/'. NULL with *error set when it cannot be read. The caller owns it. */
GPtrArray *files_list(const char *path, GError **error);

/* Removes a directory and all below; what cannot be removed stays. */
void files_remove_tree(const char *path);

/* The SHA-256 of a file in hexadecimal. NULL with *error set. The caller frees it. */
char *files_sha256(const char *path, GError **error);
