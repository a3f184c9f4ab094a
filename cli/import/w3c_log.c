/* w3c_log.c - the log as a container: notes, the lists of URLs and clients, the order of time. */
#include "cli/import/stamp.h"
#include "cli/import/w3c.h"
#include "sim/stream.h"
#include <string.h>

G_DEFINE_QUARK(w3c_error, w3c_error)

static const char *const note_texts[W3C_NOTES] = {
    [W3C_TOO_LONG] = "longer than 64 KB",
    [W3C_NUL_BYTES] = "with NUL bytes (seen where a server lost power)",
    [W3C_TRUNCATED] = "cut off at the end of the file",
    [W3C_FEW_FIELDS] = "with fewer fields than #Fields names",
    [W3C_MANY_FIELDS] = "with more fields than #Fields names",
    [W3C_BAD_TIME] = "whose date or time is not one",
    [W3C_NO_URL] = "without a URL",
    [W3C_BAD_TIME_TAKEN] = "time-taken negative, above a day or no number: taken as unknown",
    [W3C_BAD_STATUS] = "sc-status is none: taken as the page's usual one",
    [W3C_BAD_SIZE] = "sc-bytes is no size: taken as unknown",
    [W3C_LONG_URL] = "URL path longer than 1024 bytes: cut there",
    [W3C_MANY_URLS] = "more than 100000 different URL paths: later ones go by their extension",
    [W3C_MANY_CLIENTS] = "more than 1000000 different clients: later ones share numbers",
    [W3C_BACKWARDS] = "time goes back by more than 1 s: put in order",
    [W3C_BEFORE_DATE] = "first record of a header block is earlier than its #Date: taken as it is",
    [W3C_NO_LINE_END] = "last line has no line end, its last field may be cut: taken as it is",
    [W3C_NO_DATE] = "neither a date column nor a #Date line: taken as 1970-01-01",
    [W3C_DATE_ONLY] = "no time column: the requests of a day are spread evenly over it",
    [W3C_EMPTY_FILE] = "file is empty",
};

const char *w3c_note_text(W3cNoteKind kind)
{
    return note_texts[kind];
}

/* Beyond the limit of different URLs a new one keeps only its extension. */
static void make_rare(char *stem)
{
    const char *dot = strrchr(stem, '.');
    char extension[10] = "";

    if (dot && strlen(dot) <= 8 && !strchr(dot, '/'))
        g_strlcpy(extension, dot, sizeof extension);
    g_snprintf(stem, W3C_STEM_BYTES, "/rare%s", extension);
}

uint32_t w3c_log_stem(W3cLog *log, char *stem, bool *is_beyond)
{
    gpointer index;

    *is_beyond = false;
    if (g_hash_table_lookup_extended(log->stem_index, stem, NULL, &index))
        return GPOINTER_TO_UINT(index);
    if (log->stems->len >= W3C_STEMS_MAX) {
        *is_beyond = true;
        if (log->stems->len >= W3C_STEMS_MAX + 1000)
            g_strlcpy(stem, "/", 2);
        else
            make_rare(stem);
        if (g_hash_table_lookup_extended(log->stem_index, stem, NULL, &index))
            return GPOINTER_TO_UINT(index);
    }

    char *kept = g_strdup(stem);

    g_hash_table_insert(log->stem_index, kept, GUINT_TO_POINTER(log->stems->len));
    g_ptr_array_add(log->stems, kept);
    return log->stems->len - 1;
}

uint32_t w3c_log_client(W3cLog *log, const char *address, const char *agent, bool *is_beyond)
{
    *is_beyond = false;
    if (!address && !agent)
        return 0;

    const uint64_t high = sim_stream_source(address ? address : "");
    const uint64_t low = sim_stream_source(agent ? agent : "");
    int64_t key = (int64_t)(high ^ (low << 23 | low >> 41));
    const uint32_t known = GPOINTER_TO_UINT(g_hash_table_lookup(log->client_index, &key));

    if (known)
        return known;
    if (g_hash_table_size(log->client_index) >= W3C_CLIENTS_MAX) {
        *is_beyond = true;
        return 1 + (uint32_t)((uint64_t)key % W3C_CLIENTS_MAX);
    }

    const uint32_t client = g_hash_table_size(log->client_index) + 1;

    g_hash_table_insert(log->client_index, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(client));
    return client;
}

W3cLog *w3c_log_new(W3cWindow window)
{
    W3cLog *log = g_new0(W3cLog, 1);

    log->window = window;
    log->records = g_array_new(FALSE, FALSE, sizeof(W3cRecord));
    log->stems = g_ptr_array_new_with_free_func(g_free);
    log->files = g_ptr_array_new_with_free_func(g_free);
    log->stem_index = g_hash_table_new(g_str_hash, g_str_equal);
    log->client_index = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return log;
}

void w3c_log_free(W3cLog *log)
{
    if (!log)
        return;
    for (int i = 0; i < W3C_NOTES; i++)
        g_free(log->notes[i].where);
    g_free(log->software);
    g_free(log->first_restart);
    g_array_unref(log->records);
    g_hash_table_unref(log->stem_index);
    g_hash_table_unref(log->client_index);
    g_ptr_array_unref(log->stems);
    g_ptr_array_unref(log->files);
    g_free(log);
}

static int by_time(const void *first, const void *second)
{
    const W3cRecord *a = first;
    const W3cRecord *b = second;

    if (a->stamp_s != b->stamp_s)
        return a->stamp_s < b->stamp_s ? -1 : 1;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

void w3c_log_finish(W3cLog *log)
{
    W3cRecord *records = (W3cRecord *)(void *)log->records->data;
    const uint32_t count = log->records->len;

    g_array_sort(log->records, by_time);
    for (uint32_t from = 0, to; from < count; from = to) {
        const int64_t day_s = records[from].stamp_s;

        to = from + 1;
        if (!(records[from].flags & W3C_NO_TIME))
            continue;
        while (to < count && records[to].stamp_s == day_s && records[to].flags & W3C_NO_TIME)
            to++;
        for (uint32_t i = from; i < to; i++)
            records[i].stamp_s = day_s + (int64_t)(i - from) * STAMP_DAY_S / (to - from);
    }
    g_array_sort(log->records, by_time);
}
