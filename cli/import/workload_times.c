/* workload_times.c - from stamps and times to arrivals and demands.
 *
 * A stamp is the whole second in which a request ended, and records of one second are in the order
 * in which they ended. So the ends are spread over their second in that order: as sorted draws from
 * a stream that the second names.
 */
#include "cli/import/workload_private.h"
#include "sim/stream.h"
#include <stdlib.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)
#define CLASSES   8u /* handler, and whether the status is a 2xx */
#define STATIC_CLASSES                                                                             \
    ((1u << (HANDLER_STATIC * 2)) | (1u << (HANDLER_STATIC * 2 + 1))) /* a set of classes */
#define ALL_CLASSES ((1u << CLASSES) - 1)

/* What a page takes when a log has no times at all: an assumption, and reported as one. */
static const FitDemand dynamic_without_times = {.cpu_s = 0.005, .wait = {.mean_s = 0.015, .cv = 1}};

/* Record indices page by page; starts[page] is where each begins, with one more at the end. */
typedef struct {
    uint32_t *order;
    uint32_t *starts;
} PageOrder;

static PageOrder order_by_page(const Workload *workload, const WorkloadSource *source)
{
    const uint32_t count = source->log->records->len;
    PageOrder by_page = {.order = g_new(uint32_t, count),
                         .starts = g_new0(uint32_t, workload->page_count + 2)};

    for (uint32_t i = 0; i < count; i++)
        by_page.starts[source->page_of[i] + 2]++;
    for (uint32_t page = 2; page < workload->page_count + 2; page++)
        by_page.starts[page] += by_page.starts[page - 1];
    for (uint32_t i = 0; i < count; i++)
        by_page.order[by_page.starts[source->page_of[i] + 1]++] = i;
    return by_page;
}

static int by_value(const void *first, const void *second)
{
    const double a = *(const double *)first;
    const double b = *(const double *)second;

    return a < b ? -1 : a > b;
}

static WorkloadTimes times_of(double *seconds, uint32_t count)
{
    WorkloadTimes times = {.count = count};

    if (count == 0)
        return times;
    qsort(seconds, count, sizeof *seconds, by_value);
    for (uint32_t i = 0; i < count; i++)
        times.mean_s += seconds[i];
    times.mean_s /= (double)count;
    times.p50_s = fit_quantile(seconds, count, 0.5);
    times.p95_s = fit_quantile(seconds, count, 0.95);
    return times;
}

static bool is_usual(const W3cRecord *record, const WorkloadPage *page)
{
    return record->status == 0 || record->status == page->status;
}

/* The usable times of a page's usual answers, s. */
static GArray *page_times(const WorkloadPage *page, const W3cRecord *records, const uint32_t *order,
                          uint32_t count)
{
    GArray *seconds = g_array_new(FALSE, FALSE, sizeof(double));

    for (uint32_t i = 0; i < count; i++) {
        const W3cRecord *record = &records[order[i]];
        const double time_s = (double)record->time_taken_ms / 1000;

        if (record->time_taken_ms >= 0 && is_usual(record, page))
            g_array_append_val(seconds, time_s);
    }
    return seconds;
}

static int64_t page_size(const WorkloadPage *page, const W3cRecord *records, const uint32_t *order,
                         uint32_t count)
{
    g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));

    for (uint32_t i = 0; i < count; i++) {
        const W3cRecord *record = &records[order[i]];
        const double size = (double)record->size_bytes;

        if (record->size_bytes >= 0 && is_usual(record, page))
            g_array_append_val(sizes, size);
    }
    if (sizes->len == 0)
        return 0;
    g_array_sort(sizes, by_value);
    return (int64_t)fit_quantile((double *)(void *)sizes->data, sizes->len, 0.5);
}

/* ---- demands ---- */

static uint32_t class_of(const WorkloadPage *page)
{
    return (uint32_t)page->handler * 2 + (page->status / 100 == 2 ? 1 : 0);
}

static FitRules rules_of(const Workload *workload, const WorkloadOptions *options,
                         WebHandler handler)
{
    return (FitRules){
        .tick_s = workload->tick_s,
        .own_s = handler == HANDLER_ASPNET ? options->dynamic_own_s : options->static_own_s,
        .is_static = handler == HANDLER_STATIC,
    };
}

/* The form of a class from the smallest set of classes around it that has enough times: itself,
 * its handler, static or dynamic. used is 0 when there are none. */
static FitDemand fit_class(const Workload *workload, const WorkloadOptions *options,
                           GArray *const times[CLASSES], uint32_t class)
{
    const bool is_static = class / 2 == HANDLER_STATIC;
    const uint32_t sets[] = {1u << class, 3u << (class & ~1u),
                             is_static ? STATIC_CLASSES : ALL_CLASSES & ~STATIC_CLASSES};
    const FitRules rules = rules_of(workload, options, (WebHandler)(class / 2));
    g_autoptr(GArray) pool = NULL;

    for (size_t set = 0; set < G_N_ELEMENTS(sets); set++) {
        g_clear_pointer(&pool, g_array_unref);
        pool = g_array_new(FALSE, FALSE, sizeof(double));
        for (uint32_t i = 0; i < CLASSES; i++)
            if (sets[set] >> i & 1 && times[i]->len > 0)
                g_array_append_vals(pool, times[i]->data, times[i]->len);
        if (pool->len >= FIT_ENOUGH)
            break;
    }
    return fit_demand((double *)(void *)pool->data, pool->len, &rules);
}

static void fit_page(Workload *workload, const WorkloadOptions *options, WorkloadPage *page,
                     GArray *times, FitDemand class_form)
{
    const FitRules rules = rules_of(workload, options, page->handler);
    double *seconds = (double *)(void *)times->data;

    page->times = times_of(seconds, times->len);
    for (uint32_t i = 0; i < times->len && !rules.is_static; i++)
        workload->slow_sends += seconds[i] > FIT_SLOW_SEND_S;
    if (times->len >= FIT_ENOUGH) {
        page->demand_kind = DEMAND_OWN;
        page->demand = fit_demand(seconds, times->len, &rules);
    } else if (class_form.used > 0) {
        page->demand_kind = DEMAND_SHARED;
        page->demand = fit_few(class_form, seconds, times->len, &rules);
    } else {
        page->demand_kind = DEMAND_ASSUMED;
        if (!rules.is_static)
            page->demand = dynamic_without_times;
    }
}

static void find_tick(Workload *workload, const W3cRecord *records, uint32_t count)
{
    g_autofree int32_t *times_ms = g_new(int32_t, count);

    for (uint32_t i = 0; i < count; i++) {
        times_ms[i] = records[i].time_taken_ms;
        workload->timed += times_ms[i] >= 0;
    }
    workload->tick_s = fit_tick_s(times_ms, count);
}

void workload_fit_pages(Workload *workload, const WorkloadSource *source)
{
    const W3cRecord *records = (const W3cRecord *)(const void *)source->log->records->data;
    PageOrder by_page = order_by_page(workload, source);
    g_autoptr(GPtrArray) times =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref); /* by page */
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
    GArray *class_times[CLASSES];
    FitDemand class_forms[CLASSES];

    find_tick(workload, records, source->log->records->len);
    for (uint32_t i = 0; i < CLASSES; i++)
        class_times[i] = g_array_new(FALSE, FALSE, sizeof(double));
    for (uint32_t i = 0; i < workload->page_count; i++) {
        WorkloadPage *page = &workload->pages[i];
        const uint32_t *order = by_page.order + by_page.starts[i];
        const uint32_t count = by_page.starts[i + 1] - by_page.starts[i];
        GArray *seconds = page_times(page, records, order, count);

        page->size_bytes = page_size(page, records, order, count);
        g_ptr_array_add(times, seconds);
        if (seconds->len > 0) {
            g_array_append_vals(all, seconds->data, seconds->len);
            g_array_append_vals(class_times[class_of(page)], seconds->data, seconds->len);
        }
    }
    workload->times = times_of((double *)(void *)all->data, all->len);
    for (uint32_t i = 0; i < CLASSES; i++)
        class_forms[i] = fit_class(workload, source->options, class_times, i);
    for (uint32_t i = 0; i < workload->page_count; i++)
        fit_page(workload, source->options, &workload->pages[i], g_ptr_array_index(times, i),
                 class_forms[class_of(&workload->pages[i])]);
    for (uint32_t i = 0; i < CLASSES; i++)
        g_array_unref(class_times[i]);
    g_free(by_page.order);
    g_free(by_page.starts);
}

/* ---- idle stretches ---- */

/* Did the logged server end idle workers? The first request after a long pause would have waited
 * for a new process. */
static void judge_idleness(Workload *workload, const W3cRecord *records, uint32_t count)
{
    g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(double));

    for (uint32_t i = 1; i < count; i++) {
        const double time_s = (double)records[i].time_taken_ms / 1000;

        if (records[i].stamp_s - records[i - 1].stamp_s >= WORKLOAD_IDLE_S && time_s >= 0)
            g_array_append_val(firsts, time_s);
    }
    workload->idle_gaps = firsts->len;
    if (firsts->len < WORKLOAD_IDLE_GAPS)
        return;
    g_array_sort(firsts, by_value);
    workload->stays_warm =
        fit_quantile((double *)(void *)firsts->data, firsts->len, 0.5) < WORKLOAD_COLD_S;
}

/* ---- arrivals ---- */

/* ends_us[i]: when record i ended, since 1970. */
static int64_t *spread_ends(const W3cRecord *records, uint32_t count, uint64_t seed)
{
    int64_t *ends_us = g_new(int64_t, count);
    g_autoptr(GArray) draws = g_array_new(FALSE, FALSE, sizeof(double));

    for (uint32_t from = 0, to; from < count; from = to) {
        const int64_t stamp_s = records[from].stamp_s;
        SimStream stream =
            sim_stream((SimSeed){.seed = seed}, sim_stream_source("import"), (uint64_t)stamp_s, 0);

        g_array_set_size(draws, 0);
        for (to = from; to < count && records[to].stamp_s == stamp_s; to++) {
            const double draw = sim_stream_uniform(&stream);

            g_array_append_val(draws, draw);
        }
        g_array_sort(draws, by_value);
        for (uint32_t i = from; i < to; i++)
            ends_us[i] = stamp_s * SECOND_US +
                         (int64_t)(g_array_index(draws, double, i - from) * (double)SECOND_US);
    }
    return ends_us;
}

/* A total order, so that it does not matter how the sort treats equals. */
static int by_arrival(const void *first, const void *second)
{
    const WorkloadArrival *a = first;
    const WorkloadArrival *b = second;

    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    if (a->page != b->page)
        return a->page < b->page ? -1 : 1;
    return a->client < b->client ? -1 : a->client > b->client;
}

void workload_time_arrivals(Workload *workload, const WorkloadSource *source)
{
    const W3cRecord *records = (const W3cRecord *)(const void *)source->log->records->data;
    const uint32_t count = source->log->records->len;
    g_autofree int64_t *ends_us = spread_ends(records, count, source->options->seed);
    int64_t first_us = INT64_MAX;
    double busy_s = 0;

    workload->arrivals = g_new(WorkloadArrival, count);
    workload->arrival_count = count;
    for (uint32_t i = 0; i < count; i++) {
        const int64_t taken_us = MAX(records[i].time_taken_ms, 0) * INT64_C(1000);

        workload->arrivals[i] = (WorkloadArrival){.time_us = ends_us[i] - taken_us,
                                                  .page = source->page_of[i],
                                                  .client = records[i].client};
        first_us = MIN(first_us, workload->arrivals[i].time_us);
        busy_s += (double)taken_us / (double)SECOND_US;
        workload->client_count = MAX(workload->client_count, records[i].client);
    }
    /* towards the past, also before 1970 */
    workload->origin_s = (first_us - (first_us < 0 ? SECOND_US - 1 : 0)) / SECOND_US;
    workload->duration_s = records[count - 1].stamp_s + 1 - workload->origin_s;
    workload->in_flight = busy_s / (double)workload->duration_s;
    for (uint32_t i = 0; i < count; i++)
        workload->arrivals[i].time_us -= workload->origin_s * SECOND_US;
    qsort(workload->arrivals, count, sizeof *workload->arrivals, by_arrival);
    judge_idleness(workload, records, count);
}
