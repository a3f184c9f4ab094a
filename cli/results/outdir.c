/* outdir.c - staging, checking what may be replaced, moving into place. */
#define _GNU_SOURCE /* renameat2 */
#include "cli/results/outdir.h"
#include "cli/experiment/journal.h"
#include "cli/results/outdir_files.h"
#include "cli/results/outdir_manifest.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGING_PREFIX ".iissim-"
#define STAGING_SUFFIX "-XXXXXX"

typedef enum {
    TARGET_ABSENT,
    TARGET_EMPTY,
    TARGET_EARLIER, /* an earlier result, or a journal, that may be replaced */
} TargetKind;

struct Outdir {
    char *target; /* absolute, symbolic links resolved */
    char *parent;
    char *staging;
    bool is_in_place; /* the target itself stays, files are moved into it */
    OutdirIdentity identity;
    Manifest *manifest;
};

static bool refuse(GError **error, const char *path, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s: %s; name another directory", path, why);
    return false;
}

/* The path without links and trailing slashes; what does not exist yet, in its parent. */
static char *resolve(const char *path, GError **error)
{
    char *real = realpath(path, NULL);
    g_autofree char *absolute = NULL;
    g_autofree char *parent = NULL;
    g_autofree char *name = NULL;
    g_autofree char *real_parent = NULL;

    if (real != NULL) {
        char *copy = g_strdup(real);

        free(real);
        return copy;
    }
    if (errno != ENOENT || *path == '\0') {
        files_fail(error, path, "cannot be used as a directory");
        return NULL;
    }
    absolute = g_canonicalize_filename(path, NULL);
    parent = g_path_get_dirname(absolute);
    name = g_path_get_basename(absolute);
    real = realpath(parent, NULL);
    if (real == NULL) {
        files_fail(error, parent, "cannot be used as a directory");
        return NULL;
    }
    real_parent = g_strdup(real);
    free(real);
    return g_build_filename(real_parent, name, NULL);
}

static bool check_earlier(const char *path, GPtrArray *names, const OutdirIdentity *identity,
                          GError **error)
{
    g_autoptr(Manifest) manifest = manifest_load(path, NULL);

    if (manifest == NULL)
        return refuse(error, path, "exists and is not a result directory");
    if (g_strcmp0(manifest->version, identity->version) != 0)
        return refuse(error, path, "holds results of another version");
    if (g_strcmp0(manifest->scenario_sha256, identity->scenario_sha256) != 0)
        return refuse(error, path, "holds results of another scenario");
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];

        if (g_str_equal(name, OUTDIR_MANIFEST) || g_hash_table_contains(manifest->files, name))
            continue;
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                    "%s: holds '%s', which no run wrote and which would be lost; move it away or "
                    "name another directory",
                    path, name);
        return false;
    }
    return true;
}

/* The journal of a run, and where the files of one that was killed had waited. */
static bool is_of_a_run(const char *name)
{
    return g_str_equal(name, JOURNAL_NAME) || g_str_has_prefix(name, STAGING_PREFIX);
}

/* Looks no deeper than it must: the path may be the root of everything. */
static bool is_foreign(const char *path)
{
    g_autofree char *manifest = g_build_filename(path, OUTDIR_MANIFEST, NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;

    if (g_file_test(manifest, G_FILE_TEST_EXISTS))
        return false;
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL)
        if (!is_of_a_run(name))
            return true;
    return false;
}

static bool classify(const char *path, const OutdirIdentity *identity, TargetKind *kind,
                     GError **error)
{
    struct stat status;
    g_autoptr(GPtrArray) names = NULL;

    *kind = TARGET_ABSENT;
    if (stat(path, &status) != 0)
        return errno == ENOENT || files_fail(error, path, "cannot be used as a directory");
    if (!S_ISDIR(status.st_mode))
        return refuse(error, path, "exists and is not a directory");
    if (is_foreign(path))
        return refuse(error, path, "exists and is not a result directory");
    names = files_list(path, error);
    if (names == NULL)
        return false;
    *kind = names->len == 0 ? TARGET_EMPTY : TARGET_EARLIER;
    for (guint i = names->len; i-- > 0;)
        if (is_of_a_run(names->pdata[i]))
            g_ptr_array_remove_index(names, i);
    return names->len == 0 || check_earlier(path, names, identity, error);
}

/* Would moving the directory away fail, or pull the ground from under whoever stands in it? */
static bool must_stay(const char *path, const char *parent)
{
    struct stat own, above, current;

    if (stat(path, &own) != 0 || stat(parent, &above) != 0)
        return false;
    return own.st_dev != above.st_dev || g_str_equal(path, parent) ||
           (stat(".", &current) == 0 && current.st_dev == own.st_dev &&
            current.st_ino == own.st_ino);
}

/* A new, empty directory where the new files can wait; NULL with *error set. */
static char *make_staging(const char *target, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(target);
    g_autofree char *base = g_path_get_basename(target);
    g_autofree char *name = g_strconcat(STAGING_PREFIX, base, STAGING_SUFFIX, NULL);
    const char *where = must_stay(target, parent) ? target : parent;
    g_autofree char *staging = g_build_filename(where, name, NULL);

    if (g_mkdtemp_full(staging, 0777) != NULL)
        return g_steal_pointer(&staging);
    files_fail(error, where, "cannot write");
    return NULL;
}

void outdir_clear_up(const char *path)
{
    g_autofree char *target = resolve(path, NULL);
    g_autofree char *parent = target != NULL ? g_path_get_dirname(target) : NULL;
    g_autofree char *base = target != NULL ? g_path_get_basename(target) : NULL;
    g_autofree char *prefix = g_strconcat(STAGING_PREFIX, base, "-", NULL);
    const char *where = target != NULL && must_stay(target, parent) ? target : parent;
    g_autoptr(GDir) directory = where != NULL ? g_dir_open(where, 0, NULL) : NULL;
    const char *name;

    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *full = g_build_filename(where, name, NULL);

        if (g_str_has_prefix(name, prefix) &&
            strlen(name) == strlen(prefix) + strlen(STAGING_SUFFIX) - 1)
            files_remove_tree(full);
    }
}

bool outdir_check(const char *path, const OutdirIdentity *identity, GError **error)
{
    g_autofree char *target = resolve(path, error);
    g_autofree char *staging = NULL;
    TargetKind kind;

    if (target == NULL || !classify(target, identity, &kind, error))
        return false;
    staging = make_staging(target, error); /* permissions alone do not tell */
    if (staging == NULL)
        return false;
    g_rmdir(staging);
    return true;
}

Outdir *outdir_new(const char *path, const OutdirIdentity *identity, GError **error)
{
    g_autoptr(Outdir) outdir = g_new0(Outdir, 1);

    outdir->identity = *identity;
    outdir->manifest = manifest_new(identity);
    outdir->target = resolve(path, error);
    if (outdir->target == NULL)
        return NULL;
    outdir->parent = g_path_get_dirname(outdir->target);
    outdir->is_in_place = must_stay(outdir->target, outdir->parent);
    outdir->staging = make_staging(outdir->target, error);
    return outdir->staging != NULL ? g_steal_pointer(&outdir) : NULL;
}

const char *outdir_staging(const Outdir *outdir)
{
    return outdir->staging;
}

/* The path of a file to be, its folder made. */
static char *stage_file(const Outdir *outdir, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(outdir->staging, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);

    if (g_mkdir(folder, 0777) != 0 && errno != EEXIST) {
        files_fail(error, folder, "cannot create");
        return NULL;
    }
    return g_steal_pointer(&path);
}

bool outdir_write(Outdir *outdir, const char *name, const char *text, gssize length, GError **error)
{
    g_autofree char *path = stage_file(outdir, name, error);

    return path != NULL &&
           files_write(path, text, length < 0 ? strlen(text) : (gsize)length, error);
}

bool outdir_write_rows(Outdir *outdir, const char *name, const char *header, FILE *rows,
                       GError **error)
{
    g_autofree char *path = stage_file(outdir, name, error);
    char block[1 << 16];
    size_t length;
    FILE *file;
    bool is_written;

    if (path == NULL || !files_write(path, header, strlen(header), error))
        return false;
    file = g_fopen(path, "ae");
    if (file == NULL)
        return files_fail(error, path, "cannot write");
    rewind(rows);
    is_written = true;
    while (is_written && (length = fread(block, 1, sizeof block, rows)) > 0)
        is_written = fwrite(block, 1, length, file) == length;
    is_written = is_written && !ferror(rows) && fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (!is_written)
        files_fail(error, path, "cannot write");
    if (fclose(file) != 0 && is_written)
        is_written = files_fail(error, path, "cannot write");
    return is_written;
}

/* ---- into place ---- */

static bool write_manifest(Outdir *outdir, GPtrArray *names, GError **error)
{
    g_autofree char *text = NULL;

    for (guint i = 0; i < names->len; i++)
        if (!manifest_add_file(outdir->manifest, outdir->staging, names->pdata[i], error))
            return false;
    text = manifest_text(outdir->manifest);
    return outdir_write(outdir, OUTDIR_MANIFEST, text, -1, error) &&
           files_sync_directory(outdir->staging, error);
}

/* Swaps the new directory with the old one, or does it in two steps where the file system cannot;
 * what is then in staging is the old one. */
static bool exchange(Outdir *outdir, GError **error)
{
    g_autofree char *aside = g_strconcat(outdir->staging, ".old", NULL);
    g_autofree char *staging = NULL;

    if (renameat2(AT_FDCWD, outdir->staging, AT_FDCWD, outdir->target, RENAME_EXCHANGE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return files_fail(error, outdir->target, "cannot be replaced");
    if (g_rename(outdir->target, aside) != 0)
        return files_fail(error, outdir->target, "cannot be replaced");
    if (g_rename(outdir->staging, outdir->target) != 0) {
        files_fail(error, outdir->target, "cannot be replaced");
        g_rename(aside, outdir->target);
        return false;
    }
    staging = g_steal_pointer(&outdir->staging);
    outdir->staging = g_steal_pointer(&aside);
    return true;
}

static bool move_file_as(const Outdir *outdir, const char *name, const char *as, GError **error)
{
    g_autofree char *from = g_build_filename(outdir->staging, name, NULL);
    g_autofree char *to = g_build_filename(outdir->target, as, NULL);
    g_autofree char *folder = g_path_get_dirname(to);

    if (g_mkdir(folder, 0777) != 0 && errno != EEXIST)
        return files_fail(error, folder, "cannot create");
    return g_rename(from, to) == 0 || files_fail(error, to, "cannot be replaced");
}

/* First a manifest of all that is or will be there, so that whoever finds the directory half done
 * knows it for ours. */
static bool announce(Outdir *outdir, const Manifest *old, GError **error)
{
    g_autoptr(Manifest) both = manifest_new(&outdir->identity);
    g_autofree char *text = NULL;
    const Manifest *parts[] = {old, outdir->manifest};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        GHashTableIter iter;
        gpointer name, sha256;

        if (parts[i] == NULL)
            continue;
        g_hash_table_iter_init(&iter, parts[i]->files);
        while (g_hash_table_iter_next(&iter, &name, &sha256))
            g_hash_table_insert(both->files, g_strdup(name), g_strdup(sha256));
    }
    text = manifest_text(both);
    return outdir_write(outdir, "announced", text, -1, error) &&
           move_file_as(outdir, "announced", OUTDIR_MANIFEST, error) &&
           files_sync_directory(outdir->target, error);
}

/* The new files over the old ones, then away with those that only the old result had, and the
 * manifest last. */
static bool move_files(Outdir *outdir, GPtrArray *names, GError **error)
{
    g_autoptr(Manifest) old = manifest_load(outdir->target, NULL);
    GHashTableIter iter;
    gpointer name;

    if (!announce(outdir, old, error))
        return false;
    for (guint i = 0; i < names->len; i++)
        if (!move_file_as(outdir, names->pdata[i], names->pdata[i], error))
            return false;
    if (old != NULL) {
        g_hash_table_iter_init(&iter, old->files);
        while (g_hash_table_iter_next(&iter, &name, NULL)) {
            g_autofree char *path = g_build_filename(outdir->target, name, NULL);

            if (!g_hash_table_contains(outdir->manifest->files, name))
                g_unlink(path);
        }
    }
    return move_file_as(outdir, OUTDIR_MANIFEST, OUTDIR_MANIFEST, error);
}

/* The journal goes on in the new directory. */
static bool take_journal_along(const Outdir *outdir, GError **error)
{
    g_autofree char *from = g_build_filename(outdir->target, JOURNAL_NAME, NULL);
    g_autofree char *to = g_build_filename(outdir->staging, JOURNAL_NAME, NULL);

    return link(from, to) == 0 || errno == ENOENT || files_fail(error, from, "cannot be kept");
}

bool outdir_commit(Outdir *outdir, bool keeps_journal, GError **error)
{
    g_autoptr(GPtrArray) names = files_list(outdir->staging, error);
    TargetKind kind;
    bool is_placed;

    if (names == NULL || !write_manifest(outdir, names, error))
        return false;
    if (outdir->is_in_place) {
        is_placed = move_files(outdir, names, error);
        return is_placed && files_sync_directory(outdir->target, error);
    }
    /* Once more: a long run leaves time for others to put something there. */
    if (!classify(outdir->target, &outdir->identity, &kind, error) ||
        (keeps_journal && !take_journal_along(outdir, error)))
        return false;
    if (kind == TARGET_EARLIER) {
        is_placed = exchange(outdir, error);
    } else {
        is_placed = g_rename(outdir->staging, outdir->target) == 0 ||
                    files_fail(error, outdir->target, "cannot be replaced");
        if (is_placed)
            g_clear_pointer(&outdir->staging, g_free);
    }
    return is_placed && files_sync_directory(outdir->parent, error);
}

void outdir_free(Outdir *outdir)
{
    if (outdir == NULL)
        return;
    if (outdir->staging != NULL)
        files_remove_tree(outdir->staging);
    g_free(outdir->staging);
    g_free(outdir->target);
    g_free(outdir->parent);
    g_clear_pointer(&outdir->manifest, manifest_free);
    g_free(outdir);
}

bool outdir_manifest_add(const char *path, const char *const *names, GError **error)
{
    g_autoptr(Manifest) manifest = manifest_load(path, error);
    g_autofree char *file = g_build_filename(path, OUTDIR_MANIFEST, NULL);
    g_autofree char *fresh = g_strconcat(file, ".new", NULL);
    g_autofree char *text = NULL;

    if (manifest == NULL)
        return false;
    for (const char *const *name = names; *name != NULL; name++)
        if (!manifest_add_file(manifest, path, *name, error))
            return false;
    text = manifest_text(manifest);
    g_unlink(fresh); /* of an attempt that was cut short */
    if (!files_write(fresh, text, strlen(text), error)) {
        g_unlink(fresh);
        return false;
    }
    if (g_rename(fresh, file) == 0)
        return true;
    files_fail(error, file, "cannot be replaced");
    g_unlink(fresh);
    return false;
}
