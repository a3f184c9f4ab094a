/* w3c.h - reads W3C extended log files as IIS 4 to 10 write them.
 *
 * A log is a list of requests, by time, and a list of notes on all that was not as it should be:
 * nothing is dropped without being counted. Files may be given in any order and are merged. Other
 * kinds of file (native IIS format, HTTPERR, performance counters, configuration, binary) are
 * recognised and refused.
 *
 * Memory: 40 bytes a request and one copy of each URL, both limited; a hostile file costs time.
 * Elsewhere: what the requests mean as a workload (workload.h).
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define W3C_REQUESTS_MAX  10000000u
#define W3C_STEMS_MAX     100000u  /* beyond it a new URL counts as 'rare' with its extension */
#define W3C_STEM_BYTES    1024u    /* a longer one is cut */
#define W3C_CLIENTS_MAX   1000000u /* beyond it clients share numbers */
#define W3C_RESTART_S     120      /* a header this soon after a record is a restart or a change */
#define W3C_IDLE_CLOSE_S  900      /* http.sys closes a log after 15 minutes without a request */
#define W3C_TIME_TAKEN_MS 86400000 /* nothing true is longer than a day: known overflows are */

enum { /* bits of W3cRecord.flags */
       W3C_HAS_QUERY = 1 << 0,
       W3C_IS_POST = 1 << 1,
       W3C_IS_LOCAL = 1 << 2, /* the client is the server itself */
       W3C_NO_TIME = 1 << 3,  /* the log has a date only */
};

typedef struct {
    int64_t stamp_s;       /* since 1970, UTC: the whole second in which the request ended */
    int64_t size_bytes;    /* sent; -1 unknown */
    int32_t time_taken_ms; /* -1 unknown */
    uint32_t sequence;     /* reading order */
    uint32_t stem;         /* index into W3cLog.stems */
    uint32_t client;       /* from 1, one per address and user agent; 0 unknown */
    uint16_t status;       /* 0 unknown */
    uint16_t flags;
} W3cRecord;

/* What is noted. The first ones drop a line; from W3C_DOUBTS on the request is kept. */
typedef enum {
    W3C_TOO_LONG,
    W3C_NUL_BYTES,
    W3C_TRUNCATED,
    W3C_FEW_FIELDS,
    W3C_MANY_FIELDS,
    W3C_BAD_TIME,
    W3C_NO_URL,
    W3C_DOUBTS,
    W3C_BAD_TIME_TAKEN = W3C_DOUBTS,
    W3C_BAD_STATUS,
    W3C_BAD_SIZE,
    W3C_LONG_URL,
    W3C_MANY_URLS,
    W3C_MANY_CLIENTS,
    W3C_BACKWARDS,
    W3C_BEFORE_DATE,
    W3C_NO_LINE_END,
    W3C_NO_DATE,
    W3C_DATE_ONLY,
    W3C_EMPTY_FILE,
    W3C_NOTES
} W3cNoteKind;

typedef struct {
    uint64_t count;
    char *where; /* 'FILE:LINE' of the first, owned */
} W3cNote;

typedef struct {
    int64_t from_s; /* only requests stamped from_s <= stamp < to_s are kept */
    int64_t to_s;
} W3cWindow;

typedef struct {
    W3cWindow window;
    GArray *records;  /* of W3cRecord */
    GPtrArray *stems; /* lower-case URL paths, as logged otherwise */
    GPtrArray *files; /* names, as given */
    char *software;   /* of the first #Software line, or NULL */
    W3cNote notes[W3C_NOTES];
    uint64_t lines;
    uint64_t outside;    /* requests outside the window */
    uint64_t headers;    /* header blocks, one at the top of each file included */
    uint64_t restarts;   /* mid-file headers within W3C_RESTART_S of the record before */
    uint64_t idles;      /* mid-file headers W3C_IDLE_CLOSE_S or more after it */
    char *first_restart; /* 'FILE:LINE', or NULL */
    GHashTable *stem_index;
    GHashTable *client_index;
} W3cLog;

typedef enum {
    W3C_ERROR_IO,      /* could not be read: nothing is said about its content */
    W3C_ERROR_INVALID, /* not such a log, or a broken one */
} W3cError;
#define W3C_ERROR w3c_error_quark()
GQuark w3c_error_quark(void);

W3cLog *w3c_log_new(W3cWindow window);
void w3c_log_free(W3cLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(W3cLog, w3c_log_free)

/* Adds one file; '-' is stdin. After false the log is of no use. */
bool w3c_log_read(W3cLog *log, const char *path, GError **error);

/* After the last file: puts the records in order of time. */
void w3c_log_finish(W3cLog *log);

/* What a note is about, for a person: 'fewer fields than #Fields names'. */
const char *w3c_note_text(W3cNoteKind kind);

/* For the reader. Each finds or adds; stem has room for W3C_STEM_BYTES and is changed when it is
 * beyond the limit. */
uint32_t w3c_log_stem(W3cLog *log, char *stem, bool *is_beyond);
uint32_t w3c_log_client(W3cLog *log, const char *address, const char *agent, bool *is_beyond);
