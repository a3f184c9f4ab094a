/* journal_internal.h - what journal.c (who writes), journal_read.c (who reads) and journal_attach.c
 * (the journals of others) share.
 */
#pragma once
#include "cli/experiment/journal.h"

#define JOURNAL_FORMAT       "iissim-journal/1"
#define JOURNAL_MAGIC        0x6b736174u /* 'task' */
#define JOURNAL_SHA256_BYTES 32
#define JOURNAL_BLOCK_BYTES  (1 << 16)

typedef struct {
    uint32_t magic;
    uint32_t variant;
    uint32_t replication;
    uint32_t unused;
    uint8_t sha256[JOURNAL_SHA256_BYTES];
    uint64_t bytes_length;
    uint64_t rows_length;
} JournalRecord;

_Static_assert(sizeof(JournalRecord) == 64, "no holes");

typedef struct {
    uint8_t sha256[JOURNAL_SHA256_BYTES];
    uint32_t variant;
    uint32_t replication;
} JournalKey;

typedef struct {
    JournalKey key;
    int descriptor; /* of the file that it is in */
    int64_t at;     /* of the first part */
    uint64_t bytes_length;
    uint64_t rows_length;
} JournalEntry;

struct Journal {
    char *directory;
    char *path;
    int descriptor;
    bool made_directory;
    GMutex mutex;
    GHashTable *entries; /* JournalKey at the beginning of a JournalEntry -> JournalEntry */
    GPtrArray *attached; /* NULL, or Journal, whose entries have moved here */
    int64_t end;
    bool is_dirty;
    gint64 synced_us; /* of the one thread that syncs */
};

JournalKey journal_key(const JournalTask *task);

/* The text that the file begins with. The caller frees it. */
char *journal_head(const JournalIdentity *identity);

/* Opens nothing. */
Journal *journal_new(const char *directory);
void journal_free(gpointer journal);

/* False when not all can be read. */
bool journal_read_at(int descriptor, void *into, size_t length, int64_t at);

void journal_digest(GChecksum *checksum, uint8_t *sha256);

/* Where the two parts of a task are, one after the other. */
void journal_index(Journal *journal, const JournalKey *key, int64_t at, uint64_t bytes_length,
                   uint64_t rows_length);

/* Takes the record at journal->end, if a whole one is there. */
bool journal_take_record(Journal *journal, int64_t file_size);
