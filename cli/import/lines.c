/* lines.c - see lines.h. chunk[position..filled) is what has been read and not yet taken. */
#define _POSIX_C_SOURCE 200809L
#include "cli/import/lines.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Lines {
    char *path;
    int descriptor;
    bool at_end;
    bool peeked;
    uint64_t number; /* of the line taken last */
    size_t position;
    size_t filled;
    char chunk[LINES_MAX_BYTES];
    char line[LINES_MAX_BYTES + 1];
};

static void set_error(GError **error, const char *path, int code)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "%s: %s", path,
                g_strerror(code));
}

Lines *lines_open(const char *path, GError **error)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;

    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        set_error(error, is_stdin ? "stdin" : path, errno);
        if (descriptor > STDIN_FILENO)
            close(descriptor);
        return NULL;
    }
    if (S_ISDIR(status.st_mode)) {
        set_error(error, is_stdin ? "stdin" : path, EISDIR);
        if (!is_stdin)
            close(descriptor);
        return NULL;
    }

    Lines *lines = g_new0(Lines, 1);

    lines->path = g_strdup(is_stdin ? "stdin" : path);
    lines->descriptor = descriptor;
    return lines;
}

void lines_free(Lines *lines)
{
    if (!lines)
        return;
    if (lines->descriptor != STDIN_FILENO)
        close(lines->descriptor);
    g_free(lines->path);
    g_free(lines);
}

/* Adds to the chunk, which must not be full; false with *error set on failure. */
static bool fill(Lines *lines, GError **error)
{
    ssize_t length;

    do
        length = read(lines->descriptor, lines->chunk + lines->filled,
                      sizeof lines->chunk - lines->filled);
    while (length < 0 && errno == EINTR);
    if (length < 0) {
        set_error(error, lines->path, errno);
        return false;
    }
    lines->filled += (size_t)length;
    lines->at_end = length == 0;
    return true;
}

const char *lines_peek(Lines *lines, size_t *length, GError **error)
{
    while (!lines->at_end && lines->filled < LINES_PEEK_BYTES)
        if (!fill(lines, error))
            return NULL;
    *length = MIN(lines->filled, LINES_PEEK_BYTES);
    return lines->chunk;
}

static void drop_byte_order_mark(Lines *lines)
{
    if (lines->filled >= 3 && memcmp(lines->chunk, "\xEF\xBB\xBF", 3) == 0)
        lines->position = 3;
}

LinesKind lines_next(Lines *lines, LinesLine *line, GError **error)
{
    size_t length = 0;
    bool too_long = false;
    bool ended = false;

    if (!lines->peeked) {
        size_t peeked;

        if (!lines_peek(lines, &peeked, error))
            return LINES_FAILED;
        drop_byte_order_mark(lines);
        lines->peeked = true;
    }
    while (!ended) {
        if (lines->position == lines->filled) {
            lines->position = lines->filled = 0;
            if (!lines->at_end && !fill(lines, error))
                return LINES_FAILED;
            if (lines->filled == 0)
                break;
        }

        const char *from = lines->chunk + lines->position;
        const char *end = memchr(from, '\n', lines->filled - lines->position);
        size_t piece = end ? (size_t)(end - from) : lines->filled - lines->position;

        ended = end != NULL;
        lines->position += piece + (ended ? 1 : 0);
        too_long = too_long || piece > LINES_MAX_BYTES - length;
        if (!too_long) {
            memcpy(lines->line + length, from, piece);
            length += piece;
        }
    }
    if (!ended && length == 0 && !too_long)
        return LINES_END;
    if (length > 0 && lines->line[length - 1] == '\r')
        length--;
    lines->line[length] = '\0';
    lines->number++;
    *line = (LinesLine){.text = lines->line, .number = lines->number, .is_cut = !ended};
    if (too_long)
        return LINES_TOO_LONG;
    return memchr(lines->line, '\0', length) ? LINES_NUL : LINES_TEXT;
}
