/* outdir.h - a result directory that appears whole or not at all.
 *
 * Files are written into a new directory beside the one that is asked for and moved into its place
 * when all of them are on the disk; until then nothing that was there is touched. What may be
 * replaced: nothing, an empty directory, or an earlier result of the same scenario and version, if
 * it holds no file that its manifest does not list. The journal of a run is not asked about: it
 * knows itself whose it is.
 *
 * The current directory and a mount point cannot be moved away. There the files are moved into
 * place one by one, each whole, between a manifest of all that was or will be there and the true
 * one.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdio.h>

#define OUTDIR_MANIFEST "manifest.json"
#define OUTDIR_FORMAT   "iissim-manifest/1"

typedef struct {
    const char *version;
    const char *scenario_sha256;
    guint64 seed;
} OutdirIdentity;

typedef struct Outdir Outdir;

/* Can path be written, and may what is there be replaced? To be asked before a long run; it
 * leaves everything as it is. */
bool outdir_check(const char *path, const OutdirIdentity *identity, GError **error);

/* Away with what an outdir of that path left behind when its process was killed. Only for whoever
 * has the path's journal open, and so is alone. */
void outdir_clear_up(const char *path);

/* Opens the new directory. path as given by the user. */
Outdir *outdir_new(const char *path, const OutdirIdentity *identity, GError **error);

/* Where the files are until outdir_commit(). */
const char *outdir_staging(const Outdir *outdir);

/* name may have one folder before it ('figures/latency.gp'). The file is on the disk on return. */
bool outdir_write(Outdir *outdir, const char *name, const char *text, gssize length,
                  GError **error);

/* A file of the header and then all of rows, from its beginning. */
bool outdir_write_rows(Outdir *outdir, const char *name, const char *header, FILE *rows,
                       GError **error);

/* Writes the manifest and puts all in place. On failure everything is as it was before. A journal
 * (cli/experiment/journal.h) that lies there goes on lying there, or gives way. */
bool outdir_commit(Outdir *outdir, bool keeps_journal, GError **error);

/* Without a commit before it, leaves nothing behind. */
void outdir_free(Outdir *outdir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outdir, outdir_free)

/* After files were added to a result directory or changed in it: lists them in its manifest, whose
 * other entries stay. names ends with NULL. */
bool outdir_manifest_add(const char *path, const char *const *names, GError **error);
