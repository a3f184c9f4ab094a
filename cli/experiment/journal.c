/* journal.c - an append-only file of records, and where each is.
 *
 * A record: 64 bytes that say whose it is and how long, the two parts, the SHA-256 of all of that.
 * Numbers are little-endian. Invariants, under the mutex: all before end is whole records; nothing
 * of ours is after it, unless a write is under way.
 */
#define _GNU_SOURCE
#include "cli/experiment/journal_internal.h"
#include "cli/results/outdir_files.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYNC_EVERY_US G_USEC_PER_SEC

/* ---- bytes ---- */

static bool write_at(const Journal *journal, const void *from, size_t length, int64_t at)
{
    const char *bytes = from;

    while (length > 0) {
        ssize_t count = pwrite(journal->descriptor, bytes, length, at);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes += count;
        at += count;
        length -= (size_t)count;
    }
    return true;
}

/* ---- head ---- */

static bool refuse(const Journal *journal, GError **error, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s: %s", journal->directory, why);
    return false;
}

/* Why a head is not the one that is wanted. */
static bool refuse_head(const Journal *journal, const char *there, const JournalIdentity *identity,
                        GError **error)
{
    g_auto(GStrv) lines = g_strsplit(there, "\n", 5);
    g_autofree char *version = g_strconcat("version ", identity->version, NULL);
    g_autofree char *scenario = g_strconcat("scenario ", identity->sha256, NULL);

    if (g_strv_length(lines) < 5 || !g_str_equal(lines[0], JOURNAL_FORMAT) ||
        !g_str_has_prefix(lines[3], "options "))
        return refuse(journal, error,
                      "holds a file 'journal' that is none of this program; name another "
                      "directory");
    if (!g_str_equal(lines[1], version)) {
        g_autofree char *why = g_strdup_printf("holds what %s of the program has finished; go on "
                                               "with that one, or name another directory",
                                               lines[1]);

        return refuse(journal, error, why);
    }
    if (!g_str_equal(lines[2], scenario))
        return refuse(journal, error,
                      "holds unfinished results of another scenario, or of other settings; name "
                      "another directory");
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                "%s: holds unfinished results of '%s', this is '%s'; go on as it was begun, or "
                "name another directory",
                journal->directory, lines[3] + strlen("options "), identity->options);
    return false;
}

static bool take_head(Journal *journal, const JournalIdentity *identity, int64_t file_size,
                      GError **error)
{
    g_autofree char *head = journal_head(identity);
    size_t length = strlen(head);
    size_t there_length = (size_t)MIN(file_size, 1024);
    g_autofree char *there = g_malloc0(there_length + 1);

    journal->end = (int64_t)length;
    if (there_length > 0 && !journal_read_at(journal->descriptor, there, there_length, 0))
        return files_fail(error, journal->path, "cannot read");
    if (there_length < length && strncmp(head, there, there_length) == 0) { /* new, or cut off */
        journal->is_dirty = true;
        return (write_at(journal, head, length, 0) &&
                ftruncate(journal->descriptor, (off_t)length) == 0) ||
               files_fail(error, journal->path, "cannot write");
    }
    return strncmp(head, there, length) == 0 || refuse_head(journal, there, identity, error);
}

/* ---- opening ---- */

static bool make_directory(Journal *journal, GError **error)
{
    journal->made_directory = g_mkdir(journal->directory, 0777) == 0;
    return journal->made_directory || errno == EEXIST ||
           files_fail(error, journal->directory, "cannot create");
}

/* Is what the path names still what was opened? Somebody may have put results in its place. */
static bool is_current(const Journal *journal)
{
    struct stat opened, named;

    return fstat(journal->descriptor, &opened) == 0 && stat(journal->path, &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static bool open_and_lock(Journal *journal, GError **error)
{
    do {
        if (journal->descriptor >= 0)
            close(journal->descriptor);
        journal->descriptor = g_open(journal->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (journal->descriptor < 0)
            return files_fail(error, journal->path, "cannot create");
        if (flock(journal->descriptor, LOCK_EX | LOCK_NB) != 0)
            return errno == EWOULDBLOCK
                       ? refuse(journal, error,
                                "another iissim is at work on it; wait until it has ended, or name "
                                "another directory")
                       : files_fail(error, journal->path, "cannot be locked");
    } while (!is_current(journal));
    return true;
}

static bool take_all(Journal *journal, const JournalIdentity *identity, uint64_t *dropped,
                     GError **error)
{
    struct stat status;

    if (fstat(journal->descriptor, &status) != 0)
        return files_fail(error, journal->path, "cannot read");
    if (!take_head(journal, identity, status.st_size, error))
        return false;
    while (journal_take_record(journal, status.st_size))
        continue;
    *dropped = status.st_size > journal->end ? (uint64_t)(status.st_size - journal->end) : 0;
    return *dropped == 0 || ftruncate(journal->descriptor, (off_t)journal->end) == 0 ||
           files_fail(error, journal->path, "cannot write");
}

Journal *journal_open(const char *directory, const JournalIdentity *identity, uint64_t *dropped,
                      GError **error)
{
    Journal *journal = journal_new(directory);
    bool is_ours = make_directory(journal, error) && open_and_lock(journal, error);

    if (is_ours && take_all(journal, identity, dropped, error))
        return journal;
    if (journal->made_directory) {
        if (is_ours) /* somebody may have been quicker in a directory that was made here */
            g_unlink(journal->path);
        g_rmdir(journal->directory);
    }
    journal_free(journal);
    return NULL;
}

/* ---- writing ---- */

/* How much is in rows; its position is then at the beginning. */
static bool measure_rows(FILE *rows, uint64_t *length)
{
    off_t end;

    *length = 0;
    if (rows == NULL)
        return true;
    if (fflush(rows) != 0 || fseeko(rows, 0, SEEK_END) != 0 || (end = ftello(rows)) < 0)
        return false;
    *length = (uint64_t)end;
    rewind(rows);
    return true;
}

static bool append_rows(Journal *journal, GChecksum *checksum, FILE *rows, int64_t at)
{
    uint8_t block[JOURNAL_BLOCK_BYTES];
    size_t length;

    while ((length = fread(block, 1, sizeof block, rows)) > 0) {
        g_checksum_update(checksum, block, (gssize)length);
        if (!write_at(journal, block, length, at))
            return false;
        at += (int64_t)length;
    }
    return !ferror(rows);
}

static bool write_record(Journal *journal, const JournalRecord *head, GBytes *bytes, FILE *rows)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    int64_t at = journal->end;
    uint8_t sha256[JOURNAL_SHA256_BYTES];

    g_checksum_update(checksum, (const guchar *)head, sizeof *head);
    g_checksum_update(checksum, data, (gssize)length);
    if (!write_at(journal, head, sizeof *head, at) ||
        !write_at(journal, data, length, at + (int64_t)sizeof *head))
        return false;
    at += (int64_t)(sizeof *head + length);
    if (rows != NULL && !append_rows(journal, checksum, rows, at))
        return false;
    journal_digest(checksum, sha256);
    return write_at(journal, sha256, sizeof sha256,
                    at + (int64_t)GUINT64_FROM_LE(head->rows_length));
}

bool journal_append(Journal *journal, const JournalTask *task, GBytes *bytes, FILE *rows,
                    GError **error)
{
    JournalKey key = journal_key(task);
    uint64_t bytes_length = g_bytes_get_size(bytes), rows_length;
    JournalRecord head = {.magic = GUINT32_TO_LE(JOURNAL_MAGIC),
                          .variant = GUINT32_TO_LE(key.variant),
                          .replication = GUINT32_TO_LE(key.replication),
                          .bytes_length = GUINT64_TO_LE(bytes_length)};
    bool is_written;

    memcpy(head.sha256, key.sha256, sizeof head.sha256);
    if (!measure_rows(rows, &rows_length))
        return files_fail(error, "rows of requests", "cannot be read");
    head.rows_length = GUINT64_TO_LE(rows_length);
    if (journal->attached != NULL) { /* its parts have all, or something is wrong */
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "variant %u, replication %u of a point is in no shard", task->variant + 1,
                    task->replication);
        return false;
    }
    g_mutex_lock(&journal->mutex);
    is_written = write_record(journal, &head, bytes, rows);
    if (is_written) {
        int64_t data = journal->end + (int64_t)sizeof head;

        journal_index(journal, &key, data, bytes_length, rows_length);
        journal->end = data + (int64_t)(bytes_length + rows_length) + JOURNAL_SHA256_BYTES;
        journal->is_dirty = true;
    } else {
        files_fail(error, journal->path, "cannot write");
        if (ftruncate(journal->descriptor, (off_t)journal->end) != 0)
            g_prefix_error(error, "its end stays damaged, and is dropped next time: ");
    }
    g_mutex_unlock(&journal->mutex);
    return is_written;
}

bool journal_sync(Journal *journal, bool must, GError **error)
{
    gint64 now_us = g_get_monotonic_time();
    bool is_due;

    g_mutex_lock(&journal->mutex);
    is_due = journal->is_dirty && (must || now_us - journal->synced_us >= SYNC_EVERY_US);
    journal->is_dirty = journal->is_dirty && !is_due;
    g_mutex_unlock(&journal->mutex);
    if (!is_due)
        return true;
    journal->synced_us = now_us;
    return fdatasync(journal->descriptor) == 0 || files_fail(error, journal->path, "cannot write");
}

void journal_close(Journal *journal, bool is_over)
{
    if (journal == NULL)
        return;
    if ((is_over || journal_count(journal) == 0) && is_current(journal)) {
        g_unlink(journal->path);
        if (journal->made_directory)
            g_rmdir(journal->directory); /* unless it has results by now */
    }
    journal_free(journal);
}
