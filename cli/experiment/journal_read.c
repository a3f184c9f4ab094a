/* journal_read.c - records found and read, whichever file they are in. */
#define _GNU_SOURCE
#include "cli/experiment/journal_internal.h"
#include "cli/results/outdir_files.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static guint key_hash(gconstpointer data)
{
    const JournalKey *key = data;
    guint hash;

    memcpy(&hash, key->sha256, sizeof hash);
    return hash ^ (key->variant * 2654435761u) ^ (key->replication * 2246822519u);
}

static gboolean key_equal(gconstpointer left, gconstpointer right)
{
    return memcmp(left, right, sizeof(JournalKey)) == 0;
}

JournalKey journal_key(const JournalTask *task)
{
    JournalKey key = {.variant = task->variant, .replication = task->replication};

    for (int i = 0; i < JOURNAL_SHA256_BYTES; i++)
        key.sha256[i] = (uint8_t)(g_ascii_xdigit_value(task->sha256[2 * i]) << 4 |
                                  g_ascii_xdigit_value(task->sha256[2 * i + 1]));
    return key;
}

char *journal_head(const JournalIdentity *identity)
{
    return g_strdup_printf(JOURNAL_FORMAT "\nversion %s\nscenario %s\noptions %s\n\n",
                           identity->version, identity->sha256, identity->options);
}

void journal_free(gpointer data)
{
    Journal *journal = data;

    if (journal->descriptor >= 0)
        close(journal->descriptor); /* which unlocks it */
    if (journal->attached != NULL)
        g_ptr_array_unref(journal->attached);
    g_hash_table_unref(journal->entries);
    g_mutex_clear(&journal->mutex);
    g_free(journal->path);
    g_free(journal->directory);
    g_free(journal);
}

Journal *journal_new(const char *directory)
{
    Journal *journal = g_new0(Journal, 1);

    journal->directory = g_strdup(directory);
    journal->path = g_build_filename(directory, JOURNAL_NAME, NULL);
    journal->descriptor = -1;
    journal->entries = g_hash_table_new_full(key_hash, key_equal, NULL, g_free);
    g_mutex_init(&journal->mutex);
    return journal;
}

const char *journal_path(const Journal *journal)
{
    return journal->path;
}

uint32_t journal_count(const Journal *journal)
{
    return g_hash_table_size(journal->entries);
}

/* ---- records ---- */

bool journal_read_at(int descriptor, void *into, size_t length, int64_t at)
{
    char *bytes = into;

    while (length > 0) {
        ssize_t count = pread(descriptor, bytes, length, at);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        at += count;
        length -= (size_t)count;
    }
    return true;
}

void journal_digest(GChecksum *checksum, uint8_t *sha256)
{
    gsize length = JOURNAL_SHA256_BYTES;

    g_checksum_get_digest(checksum, sha256, &length);
}

void journal_index(Journal *journal, const JournalKey *key, int64_t at, uint64_t bytes_length,
                   uint64_t rows_length)
{
    JournalEntry *entry = g_new0(JournalEntry, 1);

    *entry = (JournalEntry){.key = *key,
                            .descriptor = journal->descriptor,
                            .at = at,
                            .bytes_length = bytes_length,
                            .rows_length = rows_length};
    g_hash_table_replace(journal->entries, entry, entry);
}

static bool digest_file(const Journal *journal, GChecksum *checksum, int64_t at, uint64_t length)
{
    uint8_t block[JOURNAL_BLOCK_BYTES];

    while (length > 0) {
        size_t part = (size_t)MIN(length, sizeof block);

        if (!journal_read_at(journal->descriptor, block, part, at))
            return false;
        g_checksum_update(checksum, block, (gssize)part);
        at += (int64_t)part;
        length -= part;
    }
    return true;
}

bool journal_take_record(Journal *journal, int64_t file_size)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    int64_t at = journal->end;
    int64_t data = at + (int64_t)sizeof(JournalRecord);
    uint8_t found[JOURNAL_SHA256_BYTES], expected[JOURNAL_SHA256_BYTES];
    JournalRecord head;
    uint64_t bytes_length, rows_length, room;
    JournalKey key;

    if (file_size - at < (int64_t)(sizeof head + JOURNAL_SHA256_BYTES) ||
        !journal_read_at(journal->descriptor, &head, sizeof head, at))
        return false;
    room = (uint64_t)(file_size - at) - sizeof head - JOURNAL_SHA256_BYTES;
    bytes_length = GUINT64_FROM_LE(head.bytes_length);
    rows_length = GUINT64_FROM_LE(head.rows_length);
    if (head.magic != GUINT32_TO_LE(JOURNAL_MAGIC) || bytes_length > room ||
        rows_length > room - bytes_length)
        return false;
    g_checksum_update(checksum, (const guchar *)&head, sizeof head);
    if (!digest_file(journal, checksum, data, bytes_length + rows_length) ||
        !journal_read_at(journal->descriptor, found, sizeof found,
                         data + (int64_t)(bytes_length + rows_length)))
        return false;
    journal_digest(checksum, expected);
    if (memcmp(found, expected, sizeof found) != 0)
        return false;
    key = (JournalKey){.variant = GUINT32_FROM_LE(head.variant),
                       .replication = GUINT32_FROM_LE(head.replication)};
    memcpy(key.sha256, head.sha256, sizeof key.sha256);
    journal_index(journal, &key, data, bytes_length, rows_length);
    journal->end = data + (int64_t)(bytes_length + rows_length) + JOURNAL_SHA256_BYTES;
    return true;
}

/* ---- tasks ---- */

static bool find(Journal *journal, const JournalTask *task, JournalEntry *entry)
{
    JournalKey key = journal_key(task);
    const JournalEntry *found;

    g_mutex_lock(&journal->mutex);
    found = g_hash_table_lookup(journal->entries, &key);
    if (found != NULL)
        *entry = *found;
    g_mutex_unlock(&journal->mutex);
    return found != NULL;
}

bool journal_has(Journal *journal, const JournalTask *task)
{
    JournalEntry entry;

    return find(journal, task, &entry);
}

static bool copy_rows(const Journal *journal, const JournalEntry *entry, FILE *rows, GError **error)
{
    int64_t at = entry->at + (int64_t)entry->bytes_length;
    uint64_t length = entry->rows_length;
    char block[JOURNAL_BLOCK_BYTES];

    while (length > 0) {
        size_t part = (size_t)MIN(length, sizeof block);

        if (!journal_read_at(entry->descriptor, block, part, at))
            return files_fail(error, journal->path, "cannot read");
        if (fwrite(block, 1, part, rows) != part)
            return files_fail(error, "rows of requests", "cannot be kept");
        at += (int64_t)part;
        length -= part;
    }
    return true;
}

GBytes *journal_read(Journal *journal, const JournalTask *task, FILE *rows, GError **error)
{
    JournalEntry entry;
    g_autofree void *bytes = NULL;

    if (!find(journal, task, &entry)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: has no such task", journal->path);
        return NULL;
    }
    bytes = g_try_malloc((gsize)entry.bytes_length + 1);
    if (bytes == NULL ||
        !journal_read_at(entry.descriptor, bytes, (size_t)entry.bytes_length, entry.at)) {
        files_fail(error, journal->path, "cannot read");
        return NULL;
    }
    if (rows != NULL && !copy_rows(journal, &entry, rows, error))
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)entry.bytes_length);
}
