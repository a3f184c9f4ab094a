/* scenario_file.c - reads at most the limit, whatever the file says of its size: a device or a pipe
 * has none. */
#include "cli/scenario/scenario_file.h"
#include "cli/scenario/value.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES 65536u

static bool read_all(int descriptor, GByteArray *bytes, GError **error)
{
    guint8 chunk[CHUNK_BYTES];

    for (;;) {
        ssize_t count = read(descriptor, chunk, sizeof chunk);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return value_fail(error, "cannot be read: %s; name a text file", g_strerror(errno));
        if (count == 0)
            return true;
        if (memchr(chunk, 0, (size_t)count) != NULL)
            return value_fail(error, "holds NUL bytes: it is not UTF-8 text; save it as UTF-8");
        if (bytes->len + (size_t)count > SCENARIO_FILE_MAX_BYTES)
            return value_fail(error, "is larger than 64 MB; write a smaller file");
        g_byte_array_append(bytes, chunk, (guint)count);
    }
}

static bool check_text(const GByteArray *bytes, GError **error)
{
    const char *text = (const char *)bytes->data, *end;
    int line = 1;

    if (g_utf8_validate_len(text, bytes->len, &end))
        return true;
    for (const char *at = text; at < end; at++)
        line += *at == '\n';
    return value_fail(error, "is not UTF-8 text: line %d has a byte 0x%02x; save it as UTF-8", line,
                      (unsigned char)*end);
}

static char *read_descriptor(int descriptor, gsize *length, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct stat status;

    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        value_fail(error, "is a directory; name a text file");
        return NULL;
    }
    if (!read_all(descriptor, bytes, error))
        return NULL;
    if (bytes->len > 0 && !check_text(bytes, error))
        return NULL;
    if (length != NULL)
        *length = bytes->len;
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    return (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}

char *scenario_file_join(const char *directory, const char *path)
{
    return directory == NULL || strcmp(directory, ".") == 0 || g_path_is_absolute(path)
               ? g_strdup(path)
               : g_build_filename(directory, path, NULL);
}

char *scenario_file_read(const char *directory, const char *path, gsize *length, GError **error)
{
    g_autofree char *joined = NULL;
    char *text;
    int descriptor;

    if (directory == NULL && strcmp(path, "-") == 0)
        return read_descriptor(STDIN_FILENO, length, error);
    joined = scenario_file_join(directory, path);
    descriptor = open(joined, O_RDONLY);
    if (descriptor < 0) {
        value_fail(error, "cannot be opened: %s; name a file that can be read", g_strerror(errno));
        return NULL;
    }
    text = read_descriptor(descriptor, length, error);
    close(descriptor);
    return text;
}
