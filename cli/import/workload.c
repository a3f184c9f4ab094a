/* workload.c - from records to pages.
 *
 * Records are put into bins (one per frequent URL path, one per application and handler for the
 * rest), bins are cut by status into pages. order[] holds record indices bin by bin, so that each
 * bin's records are one stretch of it.
 */
#include "cli/import/workload.h"
#include "cli/import/urlkind.h"
#include "cli/import/workload_private.h"
#include <string.h>

#define HANDLERS 4u

typedef struct { /* a URL path */
    uint32_t index;
    uint32_t requests;
    uint32_t queries;
    uint32_t posts;
    uint32_t answered; /* 2xx or 5xx: something ran, or a file was there */
    uint32_t bin;
    uint32_t app;
    WebHandler handler;
    UrlKindCertainty certainty;
} Path;

typedef struct {
    uint32_t path; /* its path, or the most frequent one of many */
    uint32_t paths;
    uint32_t app;
    WebHandler handler;
    bool is_shared;
} Bin;

typedef struct {
    const W3cLog *log;
    const WorkloadOptions *options;
    const W3cRecord *records;
    uint32_t count;
    Workload *workload;
    Path *paths;
    GArray *bins;    /* of Bin */
    uint32_t *order; /* record indices */
    uint32_t *page_of;
    GArray *pages; /* of WorkloadPage */
    GHashTable *names;
} Builder;

/* ---- paths: handler and application ---- */

static void count_paths(Builder *builder)
{
    for (uint32_t i = 0; i < builder->log->stems->len; i++) {
        Path *path = &builder->paths[i];

        path->index = i;
        path->certainty = urlkind_of(g_ptr_array_index(builder->log->stems, i), &path->handler);
    }
    for (uint32_t i = 0; i < builder->count; i++) {
        const W3cRecord *record = &builder->records[i];
        Path *path = &builder->paths[record->stem];

        path->requests++;
        path->queries += (record->flags & W3C_HAS_QUERY) != 0;
        path->posts += (record->flags & W3C_IS_POST) != 0;
        path->answered += record->status / 100 == 2 || record->status / 100 == 5 ||
                          record->status == 304 || record->status == 0;
    }
}

/* Which handler the default documents have: that of most dynamic requests, if there are any. */
static WebHandler default_document(const Builder *builder)
{
    uint64_t requests[HANDLERS] = {0};

    for (uint32_t i = 0; i < builder->log->stems->len; i++)
        requests[builder->paths[i].handler] += builder->paths[i].requests;
    if (requests[HANDLER_ASPNET] == 0 && requests[HANDLER_ASP] == 0)
        return HANDLER_STATIC;
    return requests[HANDLER_ASPNET] >= requests[HANDLER_ASP] ? HANDLER_ASPNET : HANDLER_ASP;
}

/* IIS 6 and later serve no file without an extension (no MIME type), so whatever answers there is
 * code; what only redirects or is missing is a directory without its '/', or a wrong link. */
static void settle_handlers(Builder *builder)
{
    for (uint32_t i = 0; i < builder->log->stems->len; i++) {
        Path *path = &builder->paths[i];

        if (path->certainty == URLKIND_BARE && (path->answered > 0 || path->posts > 0))
            path->handler = HANDLER_ASPNET;
    }

    const WebHandler document = default_document(builder);

    for (uint32_t i = 0; i < builder->log->stems->len; i++)
        if (builder->paths[i].certainty == URLKIND_DIRECTORY)
            builder->paths[i].handler = document;
}

static bool is_below(const char *path, const char *prefix)
{
    const size_t length = strlen(prefix);

    return strcmp(prefix, "/") == 0 ||
           (strncmp(path, prefix, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

static void settle_apps(Builder *builder)
{
    const Workload *workload = builder->workload;

    for (uint32_t i = 0; i < builder->log->stems->len; i++) {
        size_t longest = 0;

        for (uint32_t app = 0; app < workload->app_count; app++) {
            const char *prefix = workload->apps[app].prefix;

            if (strlen(prefix) > longest &&
                is_below(g_ptr_array_index(builder->log->stems, i), prefix)) {
                longest = strlen(prefix);
                builder->paths[i].app = app;
            }
        }
    }
}

static void set_apps(Workload *workload, const WorkloadOptions *options)
{
    bool has_root = false;

    workload->apps = g_new0(WorkloadApp, options->app_count + 1);
    for (uint32_t i = 0; i < options->app_count; i++) {
        has_root = has_root || strcmp(options->apps[i].prefix, "/") == 0;
        workload->apps[workload->app_count++] = (WorkloadApp){
            .prefix = g_strdup(options->apps[i].prefix), .name = g_strdup(options->apps[i].name)};
    }
    if (!has_root)
        workload->apps[workload->app_count++] =
            (WorkloadApp){.prefix = g_strdup("/"), .name = g_strdup("site")};
}

/* ---- bins ---- */

static int by_requests(const void *first, const void *second, void *data)
{
    const Path *a = first;
    const Path *b = second;
    const Builder *builder = data;

    if (a->requests != b->requests)
        return a->requests > b->requests ? -1 : 1;
    return strcmp(g_ptr_array_index(builder->log->stems, a->index),
                  g_ptr_array_index(builder->log->stems, b->index));
}

static void fill_bins(Builder *builder)
{
    const uint32_t path_count = builder->log->stems->len;
    g_autofree Path *ranked = g_memdup2(builder->paths, path_count * sizeof *ranked);
    g_autofree uint32_t *shared = g_new0(uint32_t, builder->workload->app_count * HANDLERS);

    g_qsort_with_data(ranked, (int)path_count, sizeof *ranked, by_requests, builder);
    for (uint32_t rank = 0; rank < path_count; rank++) {
        Path *path = &builder->paths[ranked[rank].index];
        Bin bin = {.path = path->index, .app = path->app, .handler = path->handler};
        uint32_t *share = &shared[path->app * HANDLERS + path->handler];

        bin.is_shared = rank >= builder->options->pages_max;
        if (!bin.is_shared || *share == 0)
            g_array_append_val(builder->bins, bin);
        path->bin = builder->bins->len - 1;
        if (bin.is_shared && *share == 0)
            *share = builder->bins->len;
        if (bin.is_shared)
            path->bin = *share - 1;
        g_array_index(builder->bins, Bin, path->bin).paths++;
    }
}

/* Record indices bin by bin, by counting; starts[bin] is where each begins, with one more. */
static uint32_t *order_by_bin(Builder *builder)
{
    uint32_t *starts = g_new0(uint32_t, builder->bins->len + 2);

    for (uint32_t i = 0; i < builder->count; i++)
        starts[builder->paths[builder->records[i].stem].bin + 2]++;
    for (uint32_t bin = 2; bin < builder->bins->len + 2; bin++)
        starts[bin] += starts[bin - 1];
    for (uint32_t i = 0; i < builder->count; i++)
        builder->order[starts[builder->paths[builder->records[i].stem].bin + 1]++] = i;
    return starts;
}

/* ---- pages ---- */

/* A name that no page has yet. */
static char *unique_name(Builder *builder, const char *wanted)
{
    char *name = g_strdup(wanted);

    for (uint32_t i = 2; g_hash_table_contains(builder->names, name); i++) {
        g_free(name);
        name = g_strdup_printf("%s-%u", wanted, i);
    }
    g_hash_table_add(builder->names, g_strdup(name));
    return name;
}

static char *bin_name(const Builder *builder, const Bin *bin)
{
    static const char *const shared[HANDLERS] = {
        [HANDLER_ASPNET] = "other-dynamic",
        [HANDLER_STATIC] = "other-static",
        [HANDLER_ASP] = "other-asp",
        [HANDLER_ISAPI] = "other-isapi",
    };
    const Workload *workload = builder->workload;

    if (!bin->is_shared)
        return urlkind_page_name(g_ptr_array_index(builder->log->stems, bin->path));
    return workload->app_count == 1
               ? g_strdup(shared[bin->handler])
               : g_strdup_printf("%s-%s", workload->apps[bin->app].name, shared[bin->handler]);
}

static void add_page(Builder *builder, const Bin *bin, uint16_t status, const char *name)
{
    const Path *path = &builder->paths[bin->path];
    const char *stem = g_ptr_array_index(builder->log->stems, bin->path);
    WorkloadPage page = {
        .name = unique_name(builder, name),
        .url = urlkind_url(stem, bin->handler),
        .app = bin->app,
        .handler = bin->handler,
        .is_guessed = path->certainty != URLKIND_BY_EXTENSION,
        .paths = bin->paths,
        .status = status,
    };

    g_array_append_val(builder->pages, page);
}

/* Makes the pages of one bin, of which order[from..to) are the records: the most frequent status
 * first, then the others that are frequent enough. Rare ones go to the first. */
static void cut_bin(Builder *builder, const Bin *bin, uint32_t from, uint32_t to)
{
    uint32_t counts[600] = {0};
    uint32_t page_by_status[600];
    uint32_t known = 0;
    uint16_t usual = 200;
    g_autofree char *name = bin_name(builder, bin);
    const uint32_t first = builder->pages->len;

    for (uint32_t i = from; i < to; i++)
        counts[builder->records[builder->order[i]].status]++;
    for (uint16_t status = 100; status < 600; status++) {
        known += counts[status];
        if (counts[status] > counts[usual])
            usual = status;
    }
    for (uint32_t status = 0; status < 600; status++)
        page_by_status[status] = first;
    add_page(builder, bin, usual, name);
    for (uint16_t status = 100; status < 600; status++) {
        if (status == usual || counts[status] < WORKLOAD_VARIANT_REQUESTS ||
            (uint64_t)counts[status] * 100 < (uint64_t)known * WORKLOAD_VARIANT_PERCENT)
            continue;

        g_autofree char *other = g_strdup_printf("%s-%u", name, status);

        page_by_status[status] = builder->pages->len;
        add_page(builder, bin, status, other);
    }
    for (uint32_t i = from; i < to; i++) {
        const W3cRecord *record = &builder->records[builder->order[i]];
        const uint32_t page = page_by_status[record->status];
        WorkloadPage *entry = &g_array_index(builder->pages, WorkloadPage, page);

        builder->page_of[builder->order[i]] = page;
        entry->requests++;
        entry->usual += record->status == 0 || record->status == entry->status;
    }
}

static int by_rank(const void *first, const void *second, void *data)
{
    const WorkloadPage *pages = data;
    const WorkloadPage *a = &pages[*(const uint32_t *)first];
    const WorkloadPage *b = &pages[*(const uint32_t *)second];

    if (a->requests != b->requests)
        return a->requests > b->requests ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Hands the pages over to the workload in their final order. */
static void rank_pages(Builder *builder)
{
    const uint32_t page_count = builder->pages->len;
    WorkloadPage *made = (WorkloadPage *)(void *)builder->pages->data;
    g_autofree uint32_t *ranked = g_new(uint32_t, page_count);
    g_autofree uint32_t *rank_of = g_new(uint32_t, page_count);
    Workload *workload = builder->workload;

    for (uint32_t i = 0; i < page_count; i++)
        ranked[i] = i;
    g_qsort_with_data(ranked, (int)page_count, sizeof *ranked, by_rank, made);
    workload->pages = g_new(WorkloadPage, page_count);
    workload->page_count = page_count;
    for (uint32_t rank = 0; rank < page_count; rank++) {
        workload->pages[rank] = made[ranked[rank]];
        rank_of[ranked[rank]] = rank;
    }
    for (uint32_t i = 0; i < builder->count; i++)
        builder->page_of[i] = rank_of[builder->page_of[i]];
}

static void make_pages(Builder *builder)
{
    g_autofree uint32_t *starts = NULL;

    fill_bins(builder);
    starts = order_by_bin(builder);
    for (uint32_t bin = 0; bin < builder->bins->len; bin++)
        cut_bin(builder, &g_array_index(builder->bins, Bin, bin), starts[bin], starts[bin + 1]);
    rank_pages(builder);
}

/* ---- the whole ---- */

static void count_answers(Builder *builder)
{
    Workload *workload = builder->workload;

    workload->is_local = true;
    for (uint32_t i = 0; i < builder->count; i++) {
        const W3cRecord *record = &builder->records[i];

        workload->statuses[record->status]++;
        workload->handlers[builder->paths[record->stem].handler]++;
        workload->is_local = workload->is_local && record->flags & W3C_IS_LOCAL;
    }
    for (uint32_t i = 0; i < workload->page_count; i++)
        workload->odd += workload->pages[i].requests - workload->pages[i].usual;
}

Workload *workload_new(const W3cLog *log, const WorkloadOptions *options)
{
    Builder builder = {
        .log = log,
        .options = options,
        .records = (const W3cRecord *)(const void *)log->records->data,
        .count = log->records->len,
        .workload = g_new0(Workload, 1),
        .paths = g_new0(Path, log->stems->len),
        .bins = g_array_new(FALSE, FALSE, sizeof(Bin)),
        .order = g_new(uint32_t, log->records->len),
        .page_of = g_new(uint32_t, log->records->len),
        .pages = g_array_new(FALSE, FALSE, sizeof(WorkloadPage)),
        .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };

    g_assert(builder.count > 0);
    set_apps(builder.workload, options);
    count_paths(&builder);
    settle_handlers(&builder);
    settle_apps(&builder);
    make_pages(&builder);
    count_answers(&builder);

    const WorkloadSource source = {.log = log, .options = options, .page_of = builder.page_of};

    workload_fit_pages(builder.workload, &source);
    workload_time_arrivals(builder.workload, &source);
    g_free(builder.paths);
    g_free(builder.order);
    g_free(builder.page_of);
    g_array_unref(builder.bins);
    g_array_unref(builder.pages);
    g_hash_table_unref(builder.names);
    return builder.workload;
}

void workload_free(Workload *workload)
{
    if (!workload)
        return;
    for (uint32_t i = 0; i < workload->app_count; i++) {
        g_free(workload->apps[i].prefix);
        g_free(workload->apps[i].name);
    }
    for (uint32_t i = 0; i < workload->page_count; i++) {
        g_free(workload->pages[i].name);
        g_free(workload->pages[i].url);
    }
    g_free(workload->apps);
    g_free(workload->pages);
    g_free(workload->arrivals);
    g_free(workload);
}
