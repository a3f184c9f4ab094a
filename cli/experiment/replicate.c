/* replicate.c - runs (variant, replication) tasks on threads and takes them in, in order.
 *
 * Tasks are numbered replication by replication, variant by variant, and begun in that order.
 * Finished ones wait in a table until all before them have been taken in. A thread that would run
 * far ahead of a slow task waits instead, so that the table holds a bounded number of results.
 *
 * Invariants, under the mutex: tasks below taken x variants are out of the table;
 * unfinished = tasks pushed and not yet given back.
 */
#include "cli/command.h"
#include "cli/experiment/experiment_internal.h"
#include "cli/interrupt.h"
#include <stdio.h>

#define REPLICATIONS_AHEAD_MAX 16 /* plus the number of threads */
#define LOOK_EVERY_US          50000

struct Replicator {
    Experiment *experiment;
    const ExperimentOptions *options;
    GThreadPool *pool;
    uint32_t threads;
    GMutex mutex;
    GCond changed;
    ExperimentRun *finished; /* [task]: as many as the largest number of replications needs */
    uint32_t pushed;         /* replications handed to the threads so far */
    uint32_t unfinished;     /* tasks */
    uint32_t taken;          /* replications that the experiment has */
    uint32_t shown;          /* 1 + what the line of progress says; 0: there is none */
    bool cancelled;          /* what the models look at; set by the main thread alone */
    GError *error;
};

static bool is_cancelled(const Replicator *replicator)
{
    return __atomic_load_n(&replicator->cancelled, __ATOMIC_RELAXED);
}

static void cancel(Replicator *replicator)
{
    __atomic_store_n(&replicator->cancelled, true, __ATOMIC_RELAXED);
}

static void clear_run(ExperimentRun *run)
{
    g_clear_pointer(&run->result, model_result_free);
    g_clear_pointer(&run->observation, observation_free);
}

static void run_task(Replicator *replicator, uint32_t variant, uint32_t replication,
                     ExperimentRun *run, GError **error)
{
    const Scenario *scenario = replicator->experiment->scenario;
    const ScenarioVariant *source = &scenario->variants[variant];
    RunObserver observer = {
        .cancelled = &replicator->cancelled,
        .isolation = replicator->options->wants_isolation,
    };

    if (replicator->options->wants_request_rows) {
        run->observation = observation_new(source, replication, error);
        if (run->observation == NULL)
            return;
        observer.request = observation_request;
        observer.self = run->observation;
    }
    run->result = model_run(source->model, source->config, replication, &observer);
}

/* On a thread of the pool. */
static void perform(gpointer data, gpointer user_data)
{
    Replicator *replicator = user_data;
    uint32_t variants = replicator->experiment->variant_count;
    uint32_t task = GPOINTER_TO_UINT(data) - 1;
    uint32_t replication = task / variants + 1;
    ExperimentRun run = {NULL, NULL};
    g_autoptr(GError) error = NULL;

    g_mutex_lock(&replicator->mutex);
    while (!is_cancelled(replicator) &&
           replication > replicator->taken + REPLICATIONS_AHEAD_MAX + replicator->threads)
        g_cond_wait(&replicator->changed, &replicator->mutex);
    g_mutex_unlock(&replicator->mutex);

    if (!is_cancelled(replicator))
        run_task(replicator, task % variants, replication, &run, &error);

    g_mutex_lock(&replicator->mutex);
    replicator->finished[task] = run;
    if (error != NULL && replicator->error == NULL)
        replicator->error = g_steal_pointer(&error);
    replicator->unfinished--;
    g_cond_broadcast(&replicator->changed);
    g_mutex_unlock(&replicator->mutex);
}

Replicator *replicator_new(Experiment *experiment, const ExperimentOptions *options)
{
    Replicator *replicator = g_new0(Replicator, 1);
    size_t tasks = (size_t)experiment->scenario->replications_max * experiment->variant_count;
    uint32_t threads = options->threads > 0 ? options->threads : g_get_num_processors();

    replicator->experiment = experiment;
    replicator->options = options;
    replicator->threads = (uint32_t)MIN(threads, tasks);
    replicator->finished = g_new0(ExperimentRun, tasks);
    g_mutex_init(&replicator->mutex);
    g_cond_init(&replicator->changed);
    replicator->pool = g_thread_pool_new(perform, replicator, (int)replicator->threads, TRUE, NULL);
    interrupt_watch();
    return replicator;
}

void replicator_free(Replicator *replicator)
{
    size_t tasks = (size_t)replicator->experiment->scenario->replications_max *
                   replicator->experiment->variant_count;

    g_thread_pool_free(replicator->pool, FALSE, TRUE);
    for (size_t task = 0; task < tasks; task++)
        clear_run(&replicator->finished[task]);
    g_free(replicator->finished);
    g_clear_error(&replicator->error);
    g_mutex_clear(&replicator->mutex);
    g_cond_clear(&replicator->changed);
    g_free(replicator);
}

/* Takes in what is next in order, as far as it is finished. With the mutex held. */
static void take_in_finished(Replicator *replicator)
{
    Experiment *experiment = replicator->experiment;
    uint32_t variants = experiment->variant_count;

    while (replicator->taken < replicator->pushed && replicator->error == NULL) {
        ExperimentRun *runs = &replicator->finished[(size_t)replicator->taken * variants];
        bool is_complete = true;

        for (uint32_t v = 0; v < variants; v++)
            is_complete &= runs[v].result != NULL;
        if (!is_complete)
            return;
        if (!experiment_take_in(experiment, runs, &replicator->error) ||
            (experiment->replications == 1 &&
             !experiment_check_references(experiment, replicator->options, &replicator->error)))
            return;
        for (uint32_t v = 0; v < variants; v++)
            clear_run(&runs[v]);
        replicator->taken++;
        g_cond_broadcast(&replicator->changed);
    }
}

static void show_progress(Replicator *replicator, uint32_t until)
{
    if (!replicator->options->shows_progress || replicator->shown == replicator->taken + 1)
        return;
    replicator->shown = replicator->taken + 1;
    fprintf(stderr, "\riissim: %u of %u replications of %u variants ", replicator->taken, until,
            replicator->experiment->variant_count);
}

static void hide_progress(Replicator *replicator)
{
    if (replicator->options->shows_progress)
        fprintf(stderr, "\r\033[K");
    replicator->shown = 0;
}

static void push(Replicator *replicator, uint32_t until)
{
    uint32_t variants = replicator->experiment->variant_count;

    for (uint32_t task = replicator->pushed * variants; task < until * variants; task++) {
        replicator->unfinished++;
        g_thread_pool_push(replicator->pool, GUINT_TO_POINTER(task + 1), NULL);
    }
    replicator->pushed = until;
}

bool replicator_run(Replicator *replicator, uint32_t until, GError **error)
{
    g_mutex_lock(&replicator->mutex);
    push(replicator, until);
    while (replicator->unfinished > 0) {
        gint64 wake_us = g_get_monotonic_time() + LOOK_EVERY_US;

        show_progress(replicator, until);
        g_cond_wait_until(&replicator->changed, &replicator->mutex, wake_us);
        take_in_finished(replicator);
        if (replicator->error != NULL || interrupt_came()) {
            cancel(replicator);
            g_cond_broadcast(&replicator->changed);
        }
    }
    take_in_finished(replicator);
    hide_progress(replicator);
    g_mutex_unlock(&replicator->mutex);

    if (replicator->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&replicator->error));
        return false;
    }
    replicator->experiment->is_partial = replicator->taken < until;
    return !replicator->experiment->is_partial;
}
