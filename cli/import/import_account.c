/* import_account.c - what the user must know to trust an imported scenario. */
#include "cli/import/import_text.h"
#include "cli/import/urlkind.h"
#include <string.h>

#define STAMP_BYTES 20 /* 'YYYY-MM-DD HH:MM:SS' */
#define FILES_SHOWN 3u
#define DAY_S       86400

static void add(GPtrArray *account, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *account, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);

    g_autofree char *text = g_strdup_vprintf(format, arguments);
    char *line = g_utf8_make_valid(text, -1);

    va_end(arguments);
    for (char *c = line; *c; c++)
        if (g_ascii_iscntrl(*c))
            *c = '?'; /* names of files and software are not ours */
    g_ptr_array_add(account, line);
}

/* 'YYYY-MM-DD HH:MM:SS'. The caller frees it. */
static char *stamp_text(int64_t stamp_s)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(stamp_s);

    return g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
}

/* '12.3 ms' or '4.56 s'. The caller frees it. */
static char *time_text(double seconds)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    const bool is_short = seconds < 1;

    g_ascii_formatd(number, sizeof number, "%.3g", is_short ? seconds * 1000 : seconds);
    return g_strdup_printf("%s %s", number, is_short ? "ms" : "s");
}

static char *span_text(int64_t seconds)
{
    if (seconds >= 2 * DAY_S)
        return g_strdup_printf("%" G_GINT64_FORMAT " days", (seconds + DAY_S / 2) / DAY_S);
    if (seconds >= 7200)
        return g_strdup_printf("%.1f h", (double)seconds / 3600);
    if (seconds >= 120)
        return g_strdup_printf("%.1f min", (double)seconds / 60);
    return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
}

/* ---- read ---- */

static void add_files(GPtrArray *account, const W3cLog *log)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (uint32_t i = 0; i < log->files->len && i < FILES_SHOWN; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               (char *)g_ptr_array_index(log->files, i));
    if (log->files->len > FILES_SHOWN)
        g_string_append_printf(names, " and %u more", log->files->len - FILES_SHOWN);
    add(account, "read: %s: %" G_GUINT64_FORMAT " lines, %" G_GUINT64_FORMAT " header block%s%s%s",
        names->str, log->lines, log->headers, log->headers == 1 ? "" : "s",
        log->software ? ", written by " : "", log->software ? log->software : "");
}

static void add_requests(GPtrArray *account, const ImportSource *source)
{
    const W3cLog *log = source->log;
    const Workload *workload = source->workload;
    const W3cRecord *records = (const W3cRecord *)(const void *)log->records->data;
    g_autofree char *first = stamp_text(records[0].stamp_s);
    g_autofree char *last = stamp_text(records[log->records->len - 1].stamp_s);
    g_autofree char *span = span_text(workload->duration_s);

    add(account, "requests: %u from %u client%s (address and user agent), stamped %s to %s UTC, %s",
        workload->arrival_count, workload->client_count, workload->client_count == 1 ? "" : "s",
        first, last, span);
    if (log->outside > 0)
        add(account, "outside the window asked for: %" G_GUINT64_FORMAT " requests", log->outside);
}

static void add_answers(GPtrArray *account, const Workload *workload)
{
    g_autoptr(GString) text = g_string_new("answers:");
    g_autoptr(GString) handlers = g_string_new("handlers:");
    const char *comma = "";

    for (uint32_t status = 100; status < 600; status++)
        if (workload->statuses[status] > 0)
            g_string_append_printf(text, " %u: %u,", status, workload->statuses[status]);
    if (workload->statuses[0] > 0)
        g_string_append_printf(text, " unknown: %u,", workload->statuses[0]);
    g_string_truncate(text, text->len - 1);
    add(account, "%s", text->str);
    for (uint32_t handler = 0; handler < G_N_ELEMENTS(workload->handlers); handler++)
        if (workload->handlers[handler] > 0) {
            g_string_append_printf(handlers, "%s %s: %u", comma,
                                   urlkind_handler_name((WebHandler)handler),
                                   workload->handlers[handler]);
            comma = ",";
        }
    add(account, "%s", handlers->str);
}

static void add_times(GPtrArray *account, const Workload *workload)
{
    if (workload->times.count == 0)
        return;

    g_autofree char *mean = time_text(workload->times.mean_s);
    g_autofree char *middle = time_text(workload->times.p50_s);
    g_autofree char *high = time_text(workload->times.p95_s);

    add(account,
        "time-taken: mean %s, p50 %s, p95 %s; on average %.2g requests in flight; clock tick %.5g "
        "ms",
        mean, middle, high, workload->in_flight, workload->tick_s * 1000);
}

static void add_headers(GPtrArray *account, const W3cLog *log)
{
    const uint64_t files = log->files->len;

    if (log->headers <= files)
        return;
    add(account,
        "header blocks inside files: %" G_GUINT64_FORMAT "; %" G_GUINT64_FORMAT
        " after %d min or more without a request (the log had been closed: no restart), "
        "%" G_GUINT64_FORMAT " within %d s of a record (restart or change of settings)%s%s",
        log->headers - files, log->idles, W3C_IDLE_CLOSE_S / 60, log->restarts, W3C_RESTART_S,
        log->first_restart ? ", first at " : "", log->first_restart ? log->first_restart : "");
}

/* ---- assumed ---- */

static void add_time_assumptions(GPtrArray *account, const ImportSource *source)
{
    const Workload *workload = source->workload;

    if (workload->timed < workload->arrival_count)
        add(account,
            "assumed: %u requests have no time-taken: they arrive in the second of their stamp",
            workload->arrival_count - workload->timed);
    if (workload->times.count == 0) {
        add(account, "assumed: no time-taken in the log, so demands are invented: cpu 5 ms and "
                     "wait 15 ms for a dynamic page, nothing for a static file");
        return;
    }
    add(account, "assumed: demands are fitted to time-taken, which includes waiting in the logged "
                 "server's queues and sending to the client: more than an empty server needs");
    add(account,
        "assumed: cpu is the fastest tenth of a page's times (at most 100 ms), wait the rest: a "
        "log cannot tell them apart; static files only wait, without the tail of slow clients");
    add(account,
        "assumed: %.3g ms (ASP.NET) and %.3g ms (others) are taken off each time: the simulator "
        "adds them by its [costs]",
        source->options->dynamic_own_s * 1000, source->options->static_own_s * 1000);
    add(account,
        "assumed: a page with fewer than %u times has the distribution of its class, "
        "scaled towards its own level",
        FIT_ENOUGH);
    if (workload->tick_s > 0.001)
        add(account, "assumed: time-taken counts clock ticks of %.5g ms: a 0 is anything below",
            workload->tick_s * 1000);
    if (workload->slow_sends > 0)
        add(account,
            "assumed: %u times above %g s on dynamic pages are slow clients: left out of the fits",
            workload->slow_sends, FIT_SLOW_SEND_S);
}

static void add_page_assumptions(GPtrArray *account, const Workload *workload)
{
    uint32_t guessed = 0;
    uint32_t guessed_dynamic = 0;
    uint32_t shared_paths = 0;
    uint32_t shared_requests = 0;

    for (uint32_t i = 0; i < workload->page_count; i++) {
        const WorkloadPage *page = &workload->pages[i];

        guessed += page->is_guessed ? page->requests : 0;
        guessed_dynamic += page->is_guessed && page->handler != HANDLER_STATIC ? page->requests : 0;
        shared_paths += page->paths > 1 ? page->paths : 0;
        shared_requests += page->paths > 1 ? page->requests : 0;
    }
    if (workload->odd > 0)
        add(account,
            "assumed: %u requests got another answer than their page's usual one: they "
            "are replayed with the usual one",
            workload->odd);
    if (guessed > 0)
        add(account,
            "assumed: %u requests for paths without an extension: %u code or default documents "
            "(those that answered, or by the site's other pages), %u static or missing",
            guessed, guessed_dynamic, guessed - guessed_dynamic);
    if (shared_requests > 0)
        add(account,
            "assumed: %u requests for %u rare paths share pages named other-.. "
            "(see --max-pages)",
            shared_requests, shared_paths);
}

static void add_assumptions(GPtrArray *account, const ImportSource *source)
{
    const Workload *workload = source->workload;

    add(account,
        "assumed: arrival = stamp - time-taken; stamps are whole seconds, the ends are spread "
        "within them in the order of the log (seed %" G_GUINT64_FORMAT ")",
        source->options->seed);
    add_time_assumptions(account, source);
    add_page_assumptions(account, workload);
    add(account,
        "assumed: %s; started warm, in pools of their own, on one core: a log does not "
        "tell; no session locks and no time-outs of clients",
        workload->app_count > 1 ? "applications as --app says" : "one application for all paths");
    if (workload->stays_warm)
        add(account,
            "assumed: after %u stretches of %d min or more without a request the next one shows no "
            "start of a process: IdleTimeout = 0",
            workload->idle_gaps, WORKLOAD_IDLE_S / 60);
    if (workload->is_local)
        add(account, "assumed: every request came from the server itself: local = true");
    if (workload->duration_s >= 2 * DAY_S)
        add(account,
            "note: the log spans %" G_GINT64_FORMAT " days; --window START..END cuts a piece",
            workload->duration_s / DAY_S);
}

static void add_notes(GPtrArray *account, const W3cLog *log)
{
    for (W3cNoteKind kind = 0; kind < W3C_NOTES; kind++) {
        const W3cNote *note = &log->notes[kind];

        if (note->count > 0)
            add(account, "%s: %" G_GUINT64_FORMAT " %s%s (first: %s)",
                kind < W3C_DOUBTS ? "skipped" : "noted", note->count,
                kind < W3C_DOUBTS ? note->count == 1 ? "line " : "lines " : "x ",
                w3c_note_text(kind), note->where);
    }
}

GPtrArray *import_account(const ImportSource *source)
{
    GPtrArray *account = g_ptr_array_new_with_free_func(g_free);

    add_files(account, source->log);
    add_requests(account, source);
    add_answers(account, source->workload);
    add_times(account, source->workload);
    add_headers(account, source->log);
    add_notes(account, source->log);
    add_assumptions(account, source);
    return account;
}
