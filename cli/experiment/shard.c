/* shard.c - dealing out, as one deals cards. */
#include "cli/experiment/shard.h"
#include <string.h>

bool shard_parse(const char *text, Shard *shard, GError **error)
{
    const char *slash = strchr(text, '/');
    g_autofree char *first = slash != NULL ? g_strndup(text, (gsize)(slash - text)) : NULL;
    guint64 index, count;

    if (slash != NULL && g_ascii_string_to_unsigned(slash + 1, 10, 1, SHARDS_MAX, &count, NULL) &&
        g_ascii_string_to_unsigned(first, 10, 1, count, &index, NULL)) {
        *shard = (Shard){.index = (uint32_t)index, .count = (uint32_t)count};
        return true;
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--shard %s: is not the i-th of n shards, 1/n to n/n, n at most %d; write for "
                "example --shard 2/8",
                text, SHARDS_MAX);
    return false;
}

bool shard_owns(const Shard *shard, uint64_t number)
{
    return shard->count == 0 || number % shard->count == shard->index - 1;
}

uint32_t shard_count_owned(const Shard *shard, uint64_t first, uint32_t count)
{
    uint32_t owned = 0;

    for (uint32_t i = 0; i < count; i++)
        owned += shard_owns(shard, first + i);
    return owned;
}
