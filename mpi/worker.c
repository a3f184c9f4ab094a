/* worker.c - the main thread talks, another runs the task.
 *
 * A worker reads no file and writes none but the nameless one that rows of requests wait in. A signal
 * to end is noted; the task under way is given up, and rank 0 hears of it and ends everybody.
 */
#define _POSIX_C_SOURCE 200809L
#include "mpi/worker.h"
#include "cli/experiment/observe.h"
#include "cli/experiment/pack.h"
#include "cli/experiment/warmup.h"
#include "cli/interrupt.h"
#include "mpi/wire.h"
#include <string.h>

#define LOOK_EVERY_US 20000 /* for a word to stop, while a task runs */

typedef struct {
    Scenario *slots[WIRE_SLOTS];
    char *problems[WIRE_SLOTS]; /* why there is no scenario */
    WireHead task;
    GThread *thread; /* that runs it */
    Observation *observation;
    ModelResult *result;
    GMutex mutex;
    GCond ended;
    bool has_ended;
    bool cancelled;
} Worker;

static void answer_text(WireKind kind, const char *text)
{
    wire_send(0, &(WireHead){.kind = kind, .body_bytes = strlen(text)}, text);
}

/* ---- scenarios ---- */

/* NULL with *why set when it is not what rank 0 has. */
static Scenario *load(const char *sha256, const char *file, const char *text, char **why)
{
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    Scenario *scenario = scenario_load(file, &(ScenarioOverrides){.text = text}, problems);

    for (guint i = 0; scenario == NULL && *why == NULL && i < problems->len; i++) {
        const ScenarioProblem *problem = problems->pdata[i];

        if (problem->is_error)
            *why = g_strdup_printf("cannot read what rank 0 has resolved: %s; please report it",
                                   problem->text);
    }
    if (scenario != NULL && strcmp(scenario->sha256, sha256) != 0) {
        *why = g_strdup_printf("%s: reads otherwise here than on rank 0; are all ranks of one "
                               "build? If so, please report it",
                               file);
        g_clear_pointer(&scenario, scenario_free);
    }
    return scenario;
}

static void take_scenario(Worker *worker, const WireHead *head)
{
    g_autofree char *sha256 = wire_receive_body(0, head);
    const char *file = sha256 + strlen(sha256) + 1;
    Scenario **slot = &worker->slots[head->slot];
    char **why = &worker->problems[head->slot];

    g_clear_pointer(slot, scenario_free);
    g_clear_pointer(why, g_free);
    *slot = load(sha256, file, file + strlen(file) + 1, why);
}

/* NULL, or why the scenario in the slot is not what is to be run. */
static const char *why_not(const Worker *worker, const WireHead *task)
{
    const Scenario *scenario = worker->slots[task->slot];

    if (scenario == NULL)
        return worker->problems[task->slot] != NULL ? worker->problems[task->slot]
                                                    : "has no scenario";
    return task->variant < scenario->variant_count ? NULL : "has another scenario";
}

/* ---- tasks ---- */

static gpointer perform(gpointer data)
{
    Worker *worker = data;
    const WireHead *task = &worker->task;
    const ScenarioVariant *variant = &worker->slots[task->slot]->variants[task->variant];
    ModelConfig config = *variant->config; /* owns nothing */
    Scenario pilot = {.pilot_ns = task->pilot_ns};
    RunObserver observer = {.cancelled = &worker->cancelled,
                            .isolation = worker->task.wants_isolation != 0};

    if (worker->observation != NULL) {
        observer.request = observation_request;
        observer.self = worker->observation;
    }
    config.warmup_ns = task->warmup_ns;
    if (task->pilot_ns > 0)
        warmup_make_pilot(&config, task->pilot_ns);
    worker->result = model_run(variant->model, &config,
                               warmup_replication(&pilot, task->replication), &observer);
    g_mutex_lock(&worker->mutex);
    worker->has_ended = true;
    g_cond_signal(&worker->ended);
    g_mutex_unlock(&worker->mutex);
    return NULL;
}

/* While a task is under way rank 0 has nothing to say but to stop it. */
static void look_for_an_end(Worker *worker)
{
    int rank;
    WireHead head;

    if (wire_has_message(&rank)) {
        wire_receive(rank, &head);
        g_assert(head.kind == WIRE_CANCEL);
        __atomic_store_n(&worker->cancelled, true, __ATOMIC_RELAXED);
    }
    if (interrupt_came())
        __atomic_store_n(&worker->cancelled, true, __ATOMIC_RELAXED);
}

static void attend(Worker *worker)
{
    g_mutex_lock(&worker->mutex);
    while (!worker->has_ended) {
        g_cond_wait_until(&worker->ended, &worker->mutex, g_get_monotonic_time() + LOOK_EVERY_US);
        g_mutex_unlock(&worker->mutex);
        look_for_an_end(worker);
        g_mutex_lock(&worker->mutex);
    }
    g_mutex_unlock(&worker->mutex);
}

/* ---- answers ---- */

/* How much is in rows, their position then at the beginning; -1: they could not be kept. */
static int64_t measure_rows(FILE *rows)
{
    off_t end;

    if (fflush(rows) != 0 || ferror(rows) || fseeko(rows, 0, SEEK_END) != 0 ||
        (end = ftello(rows)) < 0)
        return -1;
    rewind(rows);
    return end;
}

/* What was announced is sent, whatever can be read. */
static void send_rows(FILE *rows, uint64_t count)
{
    g_autofree char *piece = g_malloc0(WIRE_PIECE_BYTES);

    while (count > 0) {
        size_t length = (size_t)MIN(count, WIRE_PIECE_BYTES);

        if (fread(piece, 1, length, rows) != length)
            g_error("rows of requests: cannot be read again"); /* and with it the job */
        wire_send_bytes(0, piece, length);
        count -= length;
    }
}

static void answer_result(Worker *worker)
{
    g_autoptr(GBytes) packed = pack_result(worker->result);
    FILE *rows = worker->observation != NULL ? worker->observation->rows : NULL;
    int64_t rows_bytes = rows != NULL ? measure_rows(rows) : 0;
    WireHead head = {.kind = WIRE_RESULT, .body_bytes = g_bytes_get_size(packed)};

    if (rows_bytes < 0) {
        answer_text(WIRE_FAILURE, "rows of requests: cannot be kept");
        return;
    }
    head.rows_bytes = (uint64_t)rows_bytes;
    wire_send(0, &head, g_bytes_get_data(packed, NULL));
    if (rows != NULL)
        send_rows(rows, head.rows_bytes);
}

static void answer(Worker *worker)
{
    if (worker->result == NULL)
        answer_text(WIRE_CANCELLED, "");
    else if (worker->result->violation != NULL)
        answer_text(WIRE_VIOLATION, worker->result->violation);
    else
        answer_result(worker);
}

static void take_task(Worker *worker, const WireHead *head)
{
    const char *why = why_not(worker, head);
    g_autoptr(GError) error = NULL;

    if (why != NULL) {
        answer_text(WIRE_FAILURE, why);
        return;
    }
    if (head->wants_rows) {
        worker->observation = observation_new(&worker->slots[head->slot]->variants[head->variant],
                                              head->replication, &error);
        if (worker->observation == NULL) {
            answer_text(WIRE_FAILURE, error->message);
            return;
        }
    }
    worker->task = *head;
    worker->has_ended = false;
    worker->cancelled = interrupt_came();
    worker->thread = g_thread_new("task", perform, worker);
    attend(worker);
    g_thread_join(worker->thread);
    answer(worker);
    g_clear_pointer(&worker->result, model_result_free);
    g_clear_pointer(&worker->observation, observation_free);
}

/* False: it is the end. */
static bool obey(Worker *worker)
{
    WireHead head;

    wire_receive(0, &head);
    switch (head.kind) {
    case WIRE_SCENARIO:
        take_scenario(worker, &head);
        return true;
    case WIRE_TASK:
        take_task(worker, &head);
        return true;
    case WIRE_CANCEL: /* of a task that was answered meanwhile */
        return true;
    default:
        return false;
    }
}

void worker_run(void)
{
    Worker worker = {.task = {0}};
    uint32_t pause_us = 0;
    bool goes_on = true;

    interrupt_watch();
    g_mutex_init(&worker.mutex);
    g_cond_init(&worker.ended);
    while (goes_on) {
        int rank;

        if (wire_has_message(&rank)) {
            goes_on = obey(&worker);
            pause_us = 0;
        } else {
            wire_pause(&pause_us);
        }
    }
    for (uint32_t slot = 0; slot < WIRE_SLOTS; slot++) {
        g_clear_pointer(&worker.slots[slot], scenario_free);
        g_free(worker.problems[slot]);
    }
    g_mutex_clear(&worker.mutex);
    g_cond_clear(&worker.ended);
}
