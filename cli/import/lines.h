/* lines.h - a text file of any size and any content, line by line, in bounded memory.
 *
 * A line is at most LINES_MAX_BYTES long: what goes beyond is read over and reported as too long,
 * so that a file without line ends costs time but no memory. CR LF and LF both end a line; a UTF-8
 * byte order mark is dropped.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LINES_MAX_BYTES  65536u /* IIS itself refuses a request line or header beyond 16 KB */
#define LINES_PEEK_BYTES 4096u  /* what lines_peek() shows at most */

typedef enum {
    LINES_END,
    LINES_TEXT,
    LINES_TOO_LONG, /* the line is beyond LINES_MAX_BYTES: its text is not kept */
    LINES_NUL,      /* the line holds a NUL byte: not text */
    LINES_FAILED,   /* the file could not be read on: see *error */
} LinesKind;

typedef struct Lines Lines;

typedef struct {
    char *text;      /* NUL-terminated, without its line end; valid until the next call */
    uint64_t number; /* from 1 */
    bool is_cut;     /* the file ended before the line did */
} LinesLine;

/* path '-' is stdin. NULL with *error (domain G_FILE_ERROR) set when it cannot be opened; a
 * directory is G_FILE_ERROR_ISDIR. */
Lines *lines_open(const char *path, GError **error);
void lines_free(Lines *lines);

/* The first bytes of the file, byte order mark included; only before the first lines_next().
 * NULL with *error set when they cannot be read. */
const char *lines_peek(Lines *lines, size_t *length, GError **error);

LinesKind lines_next(Lines *lines, LinesLine *line, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lines, lines_free)
