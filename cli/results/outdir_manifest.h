/* outdir_manifest.h - manifest.json: which run a result directory comes from, and the SHA-256 of
 * every other file in it. */
#pragma once
#include "cli/results/outdir.h"

typedef struct {
    char *version;
    char *scenario_sha256;
    guint64 seed;
    GHashTable *files; /* name -> SHA-256, both owned */
} Manifest;

Manifest *manifest_new(const OutdirIdentity *identity);
void manifest_free(Manifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Manifest, manifest_free)

/* Of the directory path. NULL with *error set when there is none that can be understood. */
Manifest *manifest_load(const char *path, GError **error);

/* Enters the hash of a file of the directory as it is now. */
bool manifest_add_file(Manifest *manifest, const char *path, const char *name, GError **error);

/* The caller frees the text. Names are sorted: same files, same bytes. */
char *manifest_text(const Manifest *manifest);
