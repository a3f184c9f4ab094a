/* journal.h - the finished tasks of a campaign, kept on the disk as they come.
 *
 * One file, DIR/journal, that is only appended to. Its head says which version, scenario and
 * options it is of; then a record for each finished task, closed by a check sum. A process that is
 * killed leaves whole records and at most one that is cut off, which the next one drops. While it is
 * open nobody else can open it: two processes on one directory exclude each other.
 *
 * A record is handed to the operating system when its task is finished, so that the end of the
 * process loses nothing; journal_sync(), at most once a second, is for the end of the machine.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JOURNAL_NAME "journal"

typedef struct {
    const char *version; /* of the program */
    const char *sha256;  /* of the resolved scenario, 64 hexadecimal digits */
    const char *options; /* what else decides the results, on one line: 'sweep isolation' */
} JournalIdentity;

typedef struct {
    const char *sha256; /* of the resolved scenario of this very point */
    uint32_t variant;
    uint32_t replication;
} JournalTask;

typedef struct Journal Journal;

/* Opens or begins directory/journal; the directory is made when it is missing. NULL with *error set
 * when another process has it open, when it is of another version, scenario or other options, or
 * when it cannot be written. *dropped: how many bytes at its end were damaged and are gone. */
Journal *journal_open(const char *directory, const JournalIdentity *identity, uint64_t *dropped,
                      GError **error);

/* Adds the tasks of another directory's journal, which stays as it is and can be used by nobody else
 * meanwhile. It must be whole and hold that many tasks: otherwise false, with *error set
 * (G_IO_ERROR_INVALID_DATA; another code or domain when it cannot be read). From then on nothing can
 * be appended. */
bool journal_attach(Journal *journal, const char *directory, const JournalIdentity *identity,
                    uint32_t tasks, GError **error);

const char *journal_path(const Journal *journal);

/* How many different tasks it holds. */
uint32_t journal_count(const Journal *journal);

bool journal_has(Journal *journal, const JournalTask *task);

/* The bytes of a task and, into rows when that is not NULL, its other part. NULL when there is no
 * such task or it cannot be read. May be called from any thread. */
GBytes *journal_read(Journal *journal, const JournalTask *task, FILE *rows, GError **error);

/* Appends a record. rows may be NULL. On failure (a full disk) the journal is as it was before. May
 * be called from any thread. */
bool journal_append(Journal *journal, const JournalTask *task, GBytes *bytes, FILE *rows,
                    GError **error);

/* All that was appended is on the disk when it returns. A no-op less than a second after the last,
 * unless it must be. From one thread alone. */
bool journal_sync(Journal *journal, bool must, GError **error);

/* Closes it; is_over: the results are complete, and the file goes. A directory that was made for it
 * and is empty goes, too. */
void journal_close(Journal *journal, bool is_over);
