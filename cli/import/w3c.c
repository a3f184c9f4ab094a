/* w3c.c - one pass over each file: '#' lines set the columns, any other line is a record.
 *
 * A header block is a run of '#' lines with a #Fields among them; columns may change at each. What
 * a block in the middle of a file means is decided when the next record comes: soon after the
 * record before it is a restart, long after it the log had only been closed because nobody asked.
 */
#include "cli/import/w3c.h"
#include "cli/import/lines.h"
#include "cli/import/logkind.h"
#include "cli/import/stamp.h"
#include <string.h>

#define SIZE_MAX_B ((int64_t)1 << 40)

typedef enum {
    COLUMN_DATE,
    COLUMN_TIME,
    COLUMN_CLIENT_IP,
    COLUMN_SERVER_IP,
    COLUMN_METHOD,
    COLUMN_STEM,
    COLUMN_URI,
    COLUMN_QUERY,
    COLUMN_AGENT,
    COLUMN_STATUS,
    COLUMN_SIZE,
    COLUMN_TIME_TAKEN,
    COLUMN_REASON, /* these two only HTTPERR logs have */
    COLUMN_QUEUE,
    COLUMNS
} Column;

static const char *const column_names[COLUMNS] = {
    [COLUMN_DATE] = "date",
    [COLUMN_TIME] = "time",
    [COLUMN_CLIENT_IP] = "c-ip",
    [COLUMN_SERVER_IP] = "s-ip",
    [COLUMN_METHOD] = "cs-method",
    [COLUMN_STEM] = "cs-uri-stem",
    [COLUMN_URI] = "cs-uri",
    [COLUMN_QUERY] = "cs-uri-query",
    [COLUMN_AGENT] = "cs(User-Agent)",
    [COLUMN_STATUS] = "sc-status",
    [COLUMN_SIZE] = "sc-bytes",
    [COLUMN_TIME_TAKEN] = "time-taken",
    [COLUMN_REASON] = "s-reason",
    [COLUMN_QUEUE] = "s-queuename",
};

typedef struct {
    W3cLog *log;
    const char *name;
    uint64_t line;
    int position[COLUMNS]; /* in the line, from 0; -1 when the log has no such column */
    int fields;            /* columns that #Fields names */
    char separator;
    bool has_fields;
    bool in_header;       /* the lines just read are '#' lines */
    bool has_new_fields;  /* and #Fields was among them */
    bool seen_record;     /* in this file */
    int64_t header_s;     /* #Date of the latest header block */
    int64_t day_s;        /* for records without a date column */
    int64_t last_s;       /* stamp of the record before */
    char *field[COLUMNS]; /* of the record in hand, NULL when absent or '-' */
} Reader;

static void note(Reader *reader, W3cNoteKind kind)
{
    W3cNote *entry = &reader->log->notes[kind];

    if (entry->count++ == 0)
        entry->where = g_strdup_printf("%s:%" G_GUINT64_FORMAT, reader->name, reader->line);
}

static bool fail(Reader *reader, GError **error, const char *why)
{
    g_set_error(error, W3C_ERROR, W3C_ERROR_INVALID, "%s:%" G_GUINT64_FORMAT ": %s", reader->name,
                reader->line, why);
    return false;
}

/* ---- header lines ---- */

static bool set_columns(Reader *reader, char *names, GError **error)
{
    reader->separator = strchr(g_strstrip(names), '\t') ? '\t' : ' ';
    reader->fields = 0;
    for (int i = 0; i < COLUMNS; i++)
        reader->position[i] = -1;
    for (char *name = names; *name; reader->fields++) {
        char *end = name + strcspn(name, " \t");
        char *next = end + strspn(end, " \t");

        *end = '\0';
        for (int i = 0; i < COLUMNS; i++)
            if (reader->position[i] < 0 && g_ascii_strcasecmp(name, column_names[i]) == 0)
                reader->position[i] = reader->fields;
        name = next;
    }
    if (reader->position[COLUMN_REASON] >= 0 || reader->position[COLUMN_QUEUE] >= 0)
        return fail(reader, error, logkind_httperr());
    if (reader->position[COLUMN_STEM] < 0 && reader->position[COLUMN_URI] < 0)
        return fail(reader, error,
                    "#Fields has no cs-uri-stem: what was asked for is unknown; switch 'URI Stem' "
                    "on in the site's logging properties");
    if (reader->position[COLUMN_DATE] < 0 && reader->position[COLUMN_TIME] < 0)
        return fail(reader, error,
                    "#Fields has neither date nor time: when requests came is unknown; switch "
                    "'Time' on in the site's logging properties");
    reader->has_fields = true;
    reader->has_new_fields = true;
    return true;
}

static bool take_header_line(Reader *reader, char *text, GError **error)
{
    if (!reader->in_header) {
        reader->in_header = true;
        reader->has_new_fields = false;
        reader->header_s = STAMP_UNKNOWN;
    }
    if (g_ascii_strncasecmp(text, "#Fields:", 8) == 0)
        return set_columns(reader, text + 8, error);
    if (g_ascii_strncasecmp(text, "#Date:", 6) == 0) {
        if (stamp_parse(g_strstrip(text + 6), &reader->header_s))
            reader->day_s = reader->header_s - reader->header_s % STAMP_DAY_S;
    } else if (g_ascii_strncasecmp(text, "#Software:", 10) == 0) {
        const char *software = g_strstrip(text + 10);

        if (strstr(software, "HTTP API"))
            return fail(reader, error, logkind_httperr());
        if (!reader->log->software)
            reader->log->software = g_strndup(software, 80);
    }
    return true;
}

/* The first record after a header block says what the block meant. */
static void judge_header(Reader *reader, int64_t stamp_s)
{
    const int64_t header_s = reader->header_s == STAMP_UNKNOWN ? stamp_s : reader->header_s;
    const int64_t gap_s = header_s - reader->last_s;

    reader->in_header = false;
    if (reader->header_s != STAMP_UNKNOWN && stamp_s < reader->header_s)
        note(reader, W3C_BEFORE_DATE);
    if (!reader->has_new_fields)
        return;
    reader->log->headers++;
    if (!reader->seen_record)
        return;
    if (gap_s >= W3C_IDLE_CLOSE_S)
        reader->log->idles++;
    if (gap_s >= 0 && gap_s <= W3C_RESTART_S && reader->log->restarts++ == 0)
        reader->log->first_restart =
            g_strdup_printf("%s:%" G_GUINT64_FORMAT, reader->name, reader->line);
}

/* ---- records ---- */

/* Cuts the line into its fields and keeps those of known columns; returns how many it has. */
static int split(Reader *reader, char *text)
{
    char *wanted[COLUMNS] = {NULL};
    int count = 0;

    while (*text == reader->separator)
        text++;
    while (*text) {
        char *end = strchr(text, reader->separator);

        for (int i = 0; i < COLUMNS; i++)
            if (reader->position[i] == count)
                wanted[i] = text;
        count++;
        if (!end)
            break;
        while (*end == reader->separator)
            *end++ = '\0';
        text = end;
    }
    for (int i = 0; i < COLUMNS; i++)
        reader->field[i] = wanted[i] && strcmp(wanted[i], "-") != 0 ? wanted[i] : NULL;
    return count;
}

/* The second of the record's stamp, or STAMP_UNKNOWN. */
static int64_t stamp_of(Reader *reader, uint16_t *flags)
{
    int64_t day_s = reader->day_s;
    int second = 0;

    if (reader->position[COLUMN_TIME] >= 0) {
        second =
            reader->field[COLUMN_TIME] ? stamp_parse_time(reader->field[COLUMN_TIME], true) : -1;
        if (second < 0)
            return STAMP_UNKNOWN;
    } else {
        *flags |= W3C_NO_TIME;
        note(reader, W3C_DATE_ONLY);
    }
    if (reader->position[COLUMN_DATE] >= 0) {
        const char *date = reader->field[COLUMN_DATE];

        day_s = date && strlen(date) == 10 ? stamp_parse_date(date) : STAMP_UNKNOWN;
        return day_s == STAMP_UNKNOWN ? STAMP_UNKNOWN : day_s + second;
    }
    if (day_s == STAMP_UNKNOWN) {
        note(reader, W3C_NO_DATE);
        day_s = 0;
    }
    /* Without a date column midnight shows only as the clock going back. */
    if (reader->seen_record && !reader->in_header &&
        day_s + second < reader->last_s - STAMP_DAY_S / 2)
        day_s += STAMP_DAY_S;
    reader->day_s = day_s;
    return day_s + second;
}

/* The path of the URL in lower case, as IIS tells no cases apart: without scheme and host (a proxy
 * may send them), without query. */
static bool find_stem(Reader *reader, W3cRecord *record)
{
    const char *url =
        reader->field[COLUMN_STEM] ? reader->field[COLUMN_STEM] : reader->field[COLUMN_URI];
    char stem[W3C_STEM_BYTES + 1];
    bool is_beyond;
    size_t length;

    if (!url)
        return false;

    const char *scheme = strstr(url, "://");

    if (scheme && scheme - url <= 5) {
        url = strchr(scheme + 3, '/');
        if (!url)
            url = "/";
    }
    if (!reader->field[COLUMN_STEM] && strchr(url, '?'))
        record->flags |= W3C_HAS_QUERY;
    length = reader->field[COLUMN_STEM] ? strlen(url) : strcspn(url, "?");
    if (length > W3C_STEM_BYTES - 1) {
        note(reader, W3C_LONG_URL);
        length = W3C_STEM_BYTES - 1;
    }
    stem[0] = '/';
    const size_t slash = url[0] == '/' ? 0 : 1;

    for (size_t i = 0; i < length; i++)
        stem[slash + i] = g_ascii_tolower(url[i]);
    stem[slash + length] = '\0';
    record->stem = w3c_log_stem(reader->log, stem, &is_beyond);
    if (is_beyond)
        note(reader, W3C_MANY_URLS);
    return true;
}

static void take_numbers(Reader *reader, W3cRecord *record)
{
    const char *taken = reader->field[COLUMN_TIME_TAKEN];
    const char *status = reader->field[COLUMN_STATUS];
    const char *size = reader->field[COLUMN_SIZE];

    record->time_taken_ms = -1;
    record->size_bytes = -1;
    if (taken) {
        const int64_t value = stamp_whole_number(taken);

        if (value < 0 || value > W3C_TIME_TAKEN_MS)
            note(reader, W3C_BAD_TIME_TAKEN);
        else
            record->time_taken_ms = (int32_t)value;
    }
    if (status) {
        const int64_t value = stamp_whole_number(status);

        if (value < 100 || value > 599)
            note(reader, W3C_BAD_STATUS);
        else
            record->status = (uint16_t)value;
    }
    if (size) {
        record->size_bytes = stamp_whole_number(size);
        if (record->size_bytes < 0 || record->size_bytes > SIZE_MAX_B) {
            note(reader, W3C_BAD_SIZE);
            record->size_bytes = -1;
        }
    }
}

static bool is_local(const Reader *reader)
{
    const char *client = reader->field[COLUMN_CLIENT_IP];
    const char *server = reader->field[COLUMN_SERVER_IP];

    return client && (strcmp(client, "127.0.0.1") == 0 || strcmp(client, "::1") == 0 ||
                      (server && strcmp(client, server) == 0));
}

static bool keep_record(Reader *reader, W3cRecord *record, GError **error)
{
    W3cLog *log = reader->log;
    const char *method = reader->field[COLUMN_METHOD];
    bool is_beyond;

    if (log->records->len >= W3C_REQUESTS_MAX)
        return fail(reader, error,
                    "more than 10000000 requests: import a piece of the log with --window "
                    "START..END");
    if (!find_stem(reader, record)) {
        note(reader, W3C_NO_URL);
        return true;
    }
    take_numbers(reader, record);
    record->client = w3c_log_client(log, reader->field[COLUMN_CLIENT_IP],
                                    reader->field[COLUMN_AGENT], &is_beyond);
    if (is_beyond)
        note(reader, W3C_MANY_CLIENTS);
    if (reader->field[COLUMN_QUERY])
        record->flags |= W3C_HAS_QUERY;
    if (method && g_ascii_strcasecmp(method, "POST") == 0)
        record->flags |= W3C_IS_POST;
    if (is_local(reader))
        record->flags |= W3C_IS_LOCAL;
    record->sequence = log->records->len;
    g_array_append_val(log->records, *record);
    return true;
}

static bool take_record(Reader *reader, LinesLine *line, GError **error)
{
    W3cLog *log = reader->log;
    W3cRecord record = {0};

    if (!reader->has_fields)
        return fail(reader, error,
                    "a record, but no '#Fields:' line above it: what its columns mean is unknown; "
                    "IIS writes one at the top of every W3C extended log: put the one of the same "
                    "site there");

    const int fields = split(reader, line->text);

    if (fields == 0)
        return true;
    if (fields != reader->fields) {
        note(reader, fields > reader->fields ? W3C_MANY_FIELDS
                     : line->is_cut          ? W3C_TRUNCATED
                                             : W3C_FEW_FIELDS);
        return true;
    }
    record.stamp_s = stamp_of(reader, &record.flags);
    if (record.stamp_s == STAMP_UNKNOWN) {
        note(reader, W3C_BAD_TIME);
        return true;
    }
    if (line->is_cut)
        note(reader, W3C_NO_LINE_END);
    if (reader->in_header)
        judge_header(reader, record.stamp_s);
    if (reader->seen_record && record.stamp_s < reader->last_s - 1)
        note(reader, W3C_BACKWARDS);
    reader->seen_record = true;
    reader->last_s = record.stamp_s;
    if (record.stamp_s < log->window.from_s || record.stamp_s >= log->window.to_s) {
        log->outside++;
        return true;
    }
    return keep_record(reader, &record, error);
}

/* ---- files ---- */

/* A file that cannot be opened is wrong input; one that cannot be read to its end is a failure. */
static bool open_error(GError *cause, GError **error)
{
    const bool is_directory = g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_ISDIR);

    g_set_error(error, W3C_ERROR, W3C_ERROR_INVALID, "%s; name %s", cause->message,
                is_directory ? "the log files in it, for instance as DIR/*.log"
                             : "a log file that can be read");
    g_error_free(cause);
    return false;
}

static bool read_error(GError *cause, GError **error)
{
    g_set_error(error, W3C_ERROR, W3C_ERROR_IO, "%s", cause->message);
    g_error_free(cause);
    return false;
}

/* Refuses by the first bytes what is not such a log. */
static bool check_kind(Reader *reader, Lines *lines, GError **error)
{
    GError *cause = NULL;
    size_t length = 0;
    const char *head = lines_peek(lines, &length, &cause);

    if (!head)
        return read_error(cause, error);

    const char *refusal = length > 0 ? logkind_refusal(head, length) : NULL;

    if (refusal) {
        g_set_error(error, W3C_ERROR, W3C_ERROR_INVALID, "%s: %s", reader->name, refusal);
        return false;
    }
    return true;
}

static bool read_lines(Reader *reader, Lines *lines, GError **error)
{
    GError *cause = NULL;
    LinesLine line = {0};

    for (;;) {
        const LinesKind kind = lines_next(lines, &line, &cause);

        if (kind == LINES_FAILED)
            return read_error(cause, error);
        if (kind == LINES_END)
            return true;
        reader->line = line.number;
        reader->log->lines++;
        if (kind == LINES_TOO_LONG)
            note(reader, W3C_TOO_LONG);
        else if (kind == LINES_NUL)
            note(reader, W3C_NUL_BYTES);
        else if (line.text[0] == '#' ? !take_header_line(reader, line.text, error)
                                     : !take_record(reader, &line, error))
            return false;
    }
}

bool w3c_log_read(W3cLog *log, const char *path, GError **error)
{
    Reader reader = {
        .log = log,
        .name = strcmp(path, "-") == 0 ? "stdin" : path,
        .header_s = STAMP_UNKNOWN,
        .day_s = STAMP_UNKNOWN,
    };
    GError *cause = NULL;
    g_autoptr(Lines) lines = lines_open(path, &cause);

    if (!lines)
        return open_error(cause, error);
    g_ptr_array_add(log->files, g_strdup(reader.name));
    if (!check_kind(&reader, lines, error) || !read_lines(&reader, lines, error))
        return false;
    if (reader.line == 0)
        note(&reader, W3C_EMPTY_FILE);
    else if (!reader.has_fields) {
        g_set_error(error, W3C_ERROR, W3C_ERROR_INVALID,
                    "%s: no '#Fields:' line: what its columns mean is unknown; give a W3C extended "
                    "log as IIS writes it",
                    reader.name);
        return false;
    }
    return true;
}
