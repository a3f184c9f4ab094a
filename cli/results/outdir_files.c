/* outdir_files.c - POSIX calls, each checked. */
#define _POSIX_C_SOURCE 200809L
#include "cli/results/outdir_files.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool files_fail(GError **error, const char *path, const char *what)
{
    int reason = errno;

    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(reason), "%s: %s: %s", path, what,
                g_strerror(reason));
    return false;
}

static bool write_all(int descriptor, const char *text, gsize length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (gsize)written;
        }
    }
    return true;
}

bool files_write(const char *path, const char *text, gsize length, GError **error)
{
    int descriptor = g_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool is_written;

    if (descriptor < 0)
        return files_fail(error, path, "cannot create");
    is_written = write_all(descriptor, text, length) && fsync(descriptor) == 0;
    if (!is_written)
        files_fail(error, path, "cannot write");
    if (close(descriptor) != 0 && is_written)
        is_written = files_fail(error, path, "cannot write");
    return is_written;
}

bool files_sync_directory(const char *path, GError **error)
{
    int descriptor = g_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    bool is_synced;

    if (descriptor < 0)
        return files_fail(error, path, "cannot open");
    is_synced =
        fsync(descriptor) == 0 || errno == EINVAL; /* some file systems have no such thing */
    if (!is_synced)
        files_fail(error, path, "cannot write");
    close(descriptor);
    return is_synced;
}

static bool is_directory(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool list_below(const char *root, const char *prefix, GPtrArray *names, GError **error)
{
    g_autofree char *path = g_build_filename(root, prefix, NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, error);
    const char *name;

    if (directory == NULL)
        return false;
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *relative = g_strconcat(prefix, name, NULL);
        g_autofree char *full = g_build_filename(root, relative, NULL);
        guint before = names->len;

        if (!is_directory(full)) {
            g_ptr_array_add(names, g_steal_pointer(&relative));
        } else {
            g_autofree char *inside = g_strconcat(relative, "/", NULL);

            if (!list_below(root, inside, names, error))
                return false;
            if (names->len == before)
                g_ptr_array_add(names, g_steal_pointer(&inside));
        }
    }
    return true;
}

static int by_name(const void *left, const void *right)
{
    return g_strcmp0(*(const char *const *)left, *(const char *const *)right);
}

GPtrArray *files_list(const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!list_below(path, "", names, error))
        return NULL;
    g_ptr_array_sort(names, by_name);
    return g_steal_pointer(&names);
}

void files_remove_tree(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;

    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *full = g_build_filename(path, name, NULL);

        if (is_directory(full))
            files_remove_tree(full);
        else
            g_unlink(full);
    }
    g_rmdir(path);
}

char *files_sha256(const char *path, GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    unsigned char block[1 << 16];
    FILE *file = g_fopen(path, "re");
    size_t length;
    bool has_failed;

    if (file == NULL) {
        files_fail(error, path, "cannot open");
        return NULL;
    }
    while ((length = fread(block, 1, sizeof block, file)) > 0)
        g_checksum_update(checksum, block, (gssize)length);
    has_failed = ferror(file) != 0;
    if (has_failed)
        files_fail(error, path, "cannot read");
    fclose(file);
    return has_failed ? NULL : g_strdup(g_checksum_get_string(checksum));
}
