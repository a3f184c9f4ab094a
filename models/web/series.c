/* series.c - time series: what each series accumulated in a piece of the window, from what it has
 * accumulated in all. */
#include "models/web/backend.h"
#include "models/web/counters.h"
#include "models/web/machine.h"
#include "models/web/measure_private.h"

typedef double (*Accumulated)(WebRun *run, guint index);

static double ended(WebRun *run, guint outcome)
{
    return (double)run->measure->ended[outcome];
}

static double area_of(const SimLevel *level, int64_t now_ns)
{
    return (double)sim_level_area(level, now_ns) / 1e9;
}

static double queue_area(WebRun *run, guint index)
{
    const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, index);

    return area_of(&queue->length, run->engine.now_ns);
}

static double backend_area(WebRun *run, guint index)
{
    const WebBackend *backend = &run->backends[index];

    return web_backend_queue_mean(backend, run->engine.now_ns) * sim_seconds(run->engine.now_ns);
}

static double machine_area(WebRun *run, guint index)
{
    int64_t now_ns = run->engine.now_ns;
    SimProcessorUse use = sim_processor_use(run->machine->processor);

    switch (index) {
    case 0:
        return area_of(&run->measure->at_server, now_ns);
    case 1:
        return area_of(sim_processor_jobs(run->machine->processor), now_ns);
    case 2:
        return (use.kernel_core_ns + use.user_core_ns) / 1e9 / (double)run->config->machine.cores;
    case 3:
        return area_of(&run->machine->threads_busy, now_ns);
    case 4:
        return area_of(&run->machine->threads, now_ns);
    default:
        return area_of(&run->machine->memory, now_ns) * 1024;
    }
}

static double alive_area(WebRun *run, guint index)
{
    const WebProcessStatistics *process = g_ptr_array_index(run->process_statistics, index);

    return process == run->kernel->statistics ? 0 : area_of(&process->alive, run->engine.now_ns);
}

static double all_alive_area(WebRun *run, guint index)
{
    double area = 0;

    for (guint i = index; i < run->process_statistics->len; i++)
        area += alive_area(run, i);
    return area;
}

/* Of the ok requests of the cohort; divided by their rate it is the mean of a piece. */
static double latency_sum(WebRun *run, guint index)
{
    int64_t sum_ns = 0;

    for (guint i = index; i < run->config->client_count; i++)
        sum_ns += run->measure->clients[i].latency_ns;
    return (double)sum_ns / 1e9;
}

static double counter_value(WebRun *run, guint index)
{
    return web_counter_series[index].value(run);
}

/* Calls visit for every series, in order; both naming and sampling go through here. */
static void each_series(WebMeasure *measure,
                        void (*visit)(WebMeasure *measure, guint slot, const char *name,
                                      Accumulated accumulated, guint index))
{
    static const char *const machine_names[] = {"in_system",    "queue.cpu",   "cpu.utilisation",
                                                "threads.busy", "threads.all", "memory"};
    WebRun *run = measure->run;
    guint slot = 0;

    for (guint i = 0; i < OUTCOME_IN_FLIGHT; i++)
        visit(measure, slot++, web_outcome_name((WebOutcome)i), ended, i);
    for (guint i = 0; i < G_N_ELEMENTS(machine_names); i++)
        visit(measure, slot++, machine_names[i], machine_area, i);
    visit(measure, slot++, "processes.alive", all_alive_area, 0);
    for (guint i = 0; i < run->queue_statistics->len; i++) {
        const WebQueueStatistics *queue = g_ptr_array_index(run->queue_statistics, i);

        visit(measure, slot++, queue->name, queue_area, i);
    }
    for (guint i = 0; i < run->config->backend_count; i++)
        visit(measure, slot++, run->config->backends[i].name, backend_area, i);
    for (guint i = 0; web_counter_series[i].name != NULL; i++)
        visit(measure, slot++, web_counter_series[i].name, counter_value, i);
    if (run->config->series_pieces > 0)
        visit(measure, slot++, "latency", latency_sum, 0);
}

static void name_series(WebMeasure *measure, guint slot, const char *name, Accumulated accumulated,
                        guint index)
{
    const char *prefix = "";
    g_autofree char *full = NULL;

    (void)slot;
    (void)index;
    if (accumulated == ended)
        prefix = "rate.";
    else if (accumulated == queue_area)
        prefix = "queue.";
    else if (accumulated == backend_area)
        prefix = "queue.backend:";
    full = g_strconcat(prefix, name, NULL);
    g_ptr_array_add(measure->series_names, (void *)web_run_string(measure->run, full));
}

static void begin_series(WebMeasure *measure, guint slot, const char *name, Accumulated accumulated,
                         guint index)
{
    (void)name;
    measure->series_before[slot] = accumulated(measure->run, index);
}

static void sample_series(WebMeasure *measure, guint slot, const char *name,
                          Accumulated accumulated, guint index)
{
    double now = accumulated(measure->run, index);
    int64_t begin_ns = measure->bucket * measure->bucket_ns;
    double length_s = sim_seconds(measure->run->engine.now_ns - begin_ns);

    bool is_last = accumulated == counter_value && web_counter_series[index].is_last;

    (void)name;
    measure->series[slot * measure->bucket_count + measure->bucket] =
        is_last ? now : (now - measure->series_before[slot]) / length_s;
    measure->series_before[slot] = now;
}

void web_measure_series_begin(WebMeasure *measure)
{
    guint count;

    each_series(measure, name_series);
    count = measure->series_names->len;
    measure->series = g_new0(double, count * measure->bucket_count);
    measure->series_before = g_new0(double, count);
    each_series(measure, begin_series);
}

void web_measure_series_sample(WebMeasure *measure)
{
    each_series(measure, sample_series);
}
