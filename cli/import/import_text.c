/* import_text.c - a workload written as a scenario. */
#include "cli/import/import_text.h"
#include "cli/import/urlkind.h"
#include "cli/version.h"
#include <string.h>

#define GROUP      "logged"
#define LINE_WIDTH 96u

/* A comment, broken at blanks. */
static void append_comment(GString *text, const char *comment)
{
    const char *indent = "# ";

    while (*comment) {
        size_t length = strlen(comment);

        if (length > LINE_WIDTH) {
            const char *blank = g_strrstr_len(comment, LINE_WIDTH, " ");

            length = blank && blank > comment ? (size_t)(blank - comment) : strcspn(comment, " ");
        }
        g_string_append(text, indent);
        g_string_append_len(text, comment, (gssize)length);
        g_string_append_c(text, '\n');
        comment += length + strspn(comment + length, " ");
        indent = "#   ";
    }
}

/* Four significant digits, in a unit that suits. */
static void append_time(GString *text, double seconds)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    const char *unit = seconds >= 1 ? "s" : seconds >= 1e-3 ? "ms" : "us";
    const double factor = seconds >= 1 ? 1 : seconds >= 1e-3 ? 1e3 : 1e6;

    g_string_append(text, g_ascii_formatd(number, sizeof number, "%.4g", seconds * factor));
    g_string_append(text, unit);
}

static void append_number(GString *text, const char *format, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append(text, g_ascii_formatd(number, sizeof number, format, value));
}

/* A spread below one in a thousand is none. */
static void append_wait(GString *text, FitPart part)
{
    g_string_append(text, text->len > 0 ? ", wait " : "wait ");
    if (part.cv < 0.001) {
        append_time(text, part.mean_s);
        return;
    }
    g_string_append(text, "lognormal(mean=");
    append_time(text, part.mean_s);
    g_string_append(text, ", cv=");
    append_number(text, "%.3g", part.cv);
    g_string_append_c(text, ')');
}

/* '' when nothing is left to do. The caller frees it. */
static char *work_text(const FitDemand *demand)
{
    GString *work = g_string_new(NULL);

    if (demand->cpu_s >= 1e-6) {
        g_string_append(work, "cpu ");
        append_time(work, demand->cpu_s);
    }
    if (demand->wait.mean_s >= 1e-6)
        append_wait(work, demand->wait);
    if (demand->slow.mean_s >= 1e-6 && demand->slow_fraction > 0) {
        append_wait(work, demand->slow);
        g_string_append(work, " with ");
        append_number(work, "%.4g", demand->slow_fraction * 100);
        g_string_append_c(work, '%');
    }
    return g_string_free(work, FALSE);
}

static void append_logged(GString *text, const char *what, const WorkloadTimes *times)
{
    g_string_append_printf(text, "#! logged %s n=%u", what, times->count);
    g_string_append(text, " mean=");
    append_number(text, "%.6g", times->mean_s);
    g_string_append(text, " p50=");
    append_number(text, "%.6g", times->p50_s);
    g_string_append(text, " p95=");
    append_number(text, "%.6g", times->p95_s);
    g_string_append_c(text, '\n');
}

static void append_all_logged(GString *text, const Workload *workload)
{
    if (workload->times.count == 0)
        return;
    append_logged(text, "all", &workload->times);
    for (uint32_t i = 0; i < workload->page_count; i++) {
        const WorkloadPage *page = &workload->pages[i];
        g_autofree char *what = g_strconcat("page=", page->name, NULL);

        if (page->times.count > 0)
            append_logged(text, what, &page->times);
    }
    g_string_append_c(text, '\n');
}

/* The extensions that the documented script map lacks, each once. */
static void append_scriptmap(GString *text, const Workload *workload)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (uint32_t i = 0; i < workload->page_count; i++) {
        const char *extension = urlkind_scriptmap(workload->pages[i].url);

        if (!extension || !g_hash_table_add(seen, (gpointer)extension))
            continue;
        if (g_hash_table_size(seen) == 1)
            g_string_append(text, "\n[scriptmap]\n");
        g_string_append_printf(text, "%s = %s\n", extension,
                               urlkind_handler_name(workload->pages[i].handler));
    }
}

static bool app_has_pages(const Workload *workload, uint32_t app)
{
    for (uint32_t i = 0; i < workload->page_count; i++)
        if (workload->pages[i].app == app)
            return true;
    return false;
}

static void append_apps(GString *text, const Workload *workload)
{
    for (uint32_t i = 0; i < workload->app_count; i++) {
        const WorkloadApp *app = &workload->apps[i];

        if (!app_has_pages(workload, i))
            continue;
        g_string_append_printf(text, "\n[pool:%s]\n", app->name);
        if (workload->stays_warm)
            g_string_append(text, "IdleTimeout = 0\n");
        g_string_append_printf(text, "\n[app:%s]\npath = %s\npool = %s\nstart = warm\n", app->name,
                               app->prefix, app->name);
    }
}

static void append_page_comment(GString *text, const WorkloadPage *page)
{
    static const char *const kinds[] = {
        [DEMAND_OWN] = "fitted",
        [DEMAND_SHARED] = "too few times: as its class",
        [DEMAND_ASSUMED] = "demand assumed",
    };

    g_string_append_printf(text, "\n# %u requests", page->requests);
    if (page->paths > 1)
        g_string_append_printf(text, " for %u paths", page->paths);
    if (page->usual < page->requests)
        g_string_append_printf(text, ", %u with another answer", page->requests - page->usual);
    g_string_append_printf(text, "; %s", kinds[page->demand_kind]);
    if (page->is_guessed)
        g_string_append_printf(text, "; no extension, taken as %s",
                               urlkind_handler_name(page->handler));
    g_string_append_c(text, '\n');
}

static void append_page(GString *text, const Workload *workload, const WorkloadPage *page)
{
    g_autofree char *work = work_text(&page->demand);

    append_page_comment(text, page);
    g_string_append_printf(text, "[page:%s]\napp = %s\nurl = %s\n", page->name,
                           workload->apps[page->app].name, page->url);
    if (page->status != 200)
        g_string_append_printf(text, "status = %u\n", page->status);
    if (*work)
        g_string_append_printf(text, "work = %s\n", work);
    if (page->size_bytes > 0)
        g_string_append_printf(text, "size = %" G_GINT64_FORMAT "B\n", page->size_bytes);
    if (page->handler == HANDLER_ASPNET)
        g_string_append(text, "session = none\n");
}

static void append_head(GString *text, const ImportSource *source)
{
    const int64_t second = ((source->workload->origin_s % 86400) + 86400) % 86400;

    g_string_append_printf(text,
                           "[scenario]\ntitle = %s\nmodels = iis5, iis6\n"
                           "duration = %" G_GINT64_FORMAT "s\nwarmup = 0s\nreplications = 10\n"
                           "seed = %" G_GUINT64_FORMAT "\n"
                           "clock = %02d:%02d:%02d # UTC, as the log\n"
                           "\n[aspnet]\nversion = %s\n",
                           source->title, source->workload->duration_s, source->options->seed,
                           (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
                           source->version);
}

void import_append_scenario(GString *text, const ImportSource *source, const GPtrArray *account,
                            const char *replay)
{
    const Workload *workload = source->workload;

    g_string_append(text, "# The requests of a real log, replayed. Made by iissim " IISSIM_VERSION
                          " import.\n#\n");
    for (uint32_t i = 0; i < account->len; i++)
        append_comment(text, g_ptr_array_index(account, i));
    g_string_append_c(text, '\n');
    append_all_logged(text, workload);
    append_head(text, source);
    append_scriptmap(text, workload);
    append_apps(text, workload);
    for (uint32_t i = 0; i < workload->page_count; i++)
        append_page(text, workload, &workload->pages[i]);
    g_string_append(text, "\n[clients:" GROUP "]\n");
    if (workload->is_local)
        g_string_append(text, "local = true\n");
    g_string_append_printf(text, "arrivals = replay(%s)\n", replay);
    if (strcmp(replay, "inline") == 0)
        g_string_append(text, "\n[replay:" GROUP "]\n");
}

void import_append_replay(GString *text, const Workload *workload)
{
    g_string_append(text, workload->client_count > 0 ? "time_s,page,client\n" : "time_s,page\n");
    for (uint32_t i = 0; i < workload->arrival_count; i++) {
        const WorkloadArrival *arrival = &workload->arrivals[i];

        g_string_append_printf(text, "%" G_GINT64_FORMAT ".%06d,%s", arrival->time_us / 1000000,
                               (int)(arrival->time_us % 1000000),
                               workload->pages[arrival->page].name);
        if (workload->client_count > 0)
            g_string_append_printf(text, ",%u", arrival->client);
        g_string_append_c(text, '\n');
    }
}
