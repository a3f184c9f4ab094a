/* shards.h - the directory that a job of a job array leaves, and how merge finds the parts of a whole.
 *
 * DIR/shard.json says which part of what it is, and with which arguments it was begun; DIR/journal has
 * the finished runs. While a shard is unfinished there is no shard.json.
 */
#pragma once
#include "cli/directory.h"
#include "cli/experiment/shard.h"

#define SHARDS_FORMAT "iissim-shard/1"
#define SHARDS_FILE   "shard.json"

typedef struct {
    char *directory; /* as the user gave it */
    char *version;
    char *sha256;     /* of the resolved scenario */
    char *options;    /* of the journal, without the shard */
    char **arguments; /* of the command line, from the verb on */
    Shard shard;
    uint32_t tasks; /* in its journal */
} ShardManifest;

void shard_manifest_free(ShardManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShardManifest, shard_manifest_free)

/* NULL with *error set (EXPERIMENT_ERROR, a CliExit) when it is no finished shard. */
ShardManifest *shard_manifest_load(const char *directory, GError **error);

/* ShardManifest of all directories, NULL-terminated list. NULL with *error set, as above, unless they
 * are all the parts of one whole, each once. */
GPtrArray *shards_load(char *const *directories, GError **error);

/* Attaches the journals of claim->merged, which must be the shards of exactly what claim is about. False
 * with *error set, as above. */
bool shards_attach(Journal *journal, const DirectoryClaim *claim, GError **error);

/* The end of a verb that ran a shard: writes the directory, or says that it was interrupted. Returns a
 * CliExit. arguments from the verb on; resolved is the scenario's text. */
int shards_finish(const DirectoryClaim *claim, const Journal *journal, char *const *arguments,
                  const char *resolved, bool is_interrupted);
