/* journal_attach.c - what other processes have finished, taken from their journals. */
#define _GNU_SOURCE
#include "cli/experiment/journal_internal.h"
#include "cli/results/outdir_files.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static bool is_damaged(GError **error, const Journal *part, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "%s: %s; begin the command of that directory again, it runs what is missing",
                part->path, why);
    return false;
}

static bool open_part(Journal *part, GError **error)
{
    part->descriptor = g_open(part->path, O_RDONLY | O_CLOEXEC, 0);
    if (part->descriptor < 0)
        return files_fail(error, part->path, "cannot be opened");
    if (flock(part->descriptor, LOCK_SH | LOCK_NB) == 0)
        return true;
    return errno == EWOULDBLOCK ? is_damaged(error, part, "another iissim is still at work on it")
                                : files_fail(error, part->path, "cannot be locked");
}

static gboolean move(gpointer key, gpointer entry, gpointer into)
{
    g_hash_table_replace(into, key, entry);
    return TRUE;
}

static bool take_part(Journal *journal, Journal *part, const JournalIdentity *identity,
                      uint32_t tasks, GError **error)
{
    g_autofree char *head = journal_head(identity);
    size_t length = strlen(head);
    g_autofree char *there = g_malloc0(length + 1);
    struct stat status;

    if (fstat(part->descriptor, &status) != 0)
        return files_fail(error, part->path, "cannot read");
    if (status.st_size < (off_t)length || !journal_read_at(part->descriptor, there, length, 0) ||
        strcmp(there, head) != 0)
        return is_damaged(error, part, "does not begin as the journal of this shard does");
    part->end = (int64_t)length;
    while (journal_take_record(part, status.st_size))
        continue;
    if (part->end != status.st_size)
        return is_damaged(error, part, "is damaged or cut off");
    if (journal_count(part) != tasks)
        return is_damaged(error, part, "does not hold as many runs as it should");
    g_hash_table_foreach_steal(part->entries, move, journal->entries);
    return true;
}

bool journal_attach(Journal *journal, const char *directory, const JournalIdentity *identity,
                    uint32_t tasks, GError **error)
{
    Journal *part = journal_new(directory);

    if (journal->attached == NULL)
        journal->attached = g_ptr_array_new_with_free_func(journal_free);
    g_ptr_array_add(journal->attached, part);
    return open_part(part, error) && take_part(journal, part, identity, tasks, error);
}
