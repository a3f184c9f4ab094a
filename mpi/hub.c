/* hub.c - who is free gets the next task; what comes back goes to the campaign.
 *
 * Invariants: a worker is either in idle[] or busy with tasks[worker]; slots[worker] is what the
 * worker has in its slots, as both sides replace the oldest.
 */
#include "mpi/hub.h"
#include "cli/experiment/campaign_internal.h"
#include "mpi/wire.h"
#include <string.h>

typedef struct {
    CampaignTask task; /* under way, unless it is idle */
    bool is_busy;
    char slots[WIRE_SLOTS][65]; /* SHA-256 of the scenario there; "" */
    uint32_t next_slot;
} Worker;

struct Hub {
    CampaignRemotes remotes;
    Worker *workers; /* [rank - 1] */
    uint32_t *idle;  /* ranks */
    uint32_t idle_count;
    bool has_cancelled;
};

/* ---- out ---- */

static uint32_t send_scenario(Worker *worker, int rank, const Scenario *scenario)
{
    g_autofree char *sha256 =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, scenario->resolved, -1);
    const char *const parts[] = {sha256, scenario->file, scenario->resolved};
    g_autoptr(GByteArray) body = g_byte_array_new();
    WireHead head = {.kind = WIRE_SCENARIO, .slot = worker->next_slot};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        g_byte_array_append(body, (const guint8 *)parts[i], (guint)strlen(parts[i]) + 1);
    head.body_bytes = body->len;
    wire_send(rank, &head, body->data);
    memcpy(worker->slots[head.slot], scenario->sha256, sizeof scenario->sha256);
    worker->next_slot = (worker->next_slot + 1) % WIRE_SLOTS;
    return head.slot;
}

static uint32_t slot_of(Worker *worker, int rank, const Scenario *scenario)
{
    for (uint32_t slot = 0; slot < WIRE_SLOTS; slot++)
        if (strcmp(worker->slots[slot], scenario->sha256) == 0)
            return slot;
    return send_scenario(worker, rank, scenario);
}

static void send_task(Hub *hub, Campaign *campaign, const CampaignTask *task)
{
    const CampaignOptions *options = campaign_options(campaign);
    int rank = (int)hub->idle[--hub->idle_count];
    Worker *worker = &hub->workers[rank - 1];
    const Scenario *scenario = campaign_scenario(campaign, task);
    WireHead head = {.kind = WIRE_TASK,
                     .slot = slot_of(worker, rank, scenario),
                     .warmup_ns = scenario->variants[task->variant].config->warmup_ns,
                     .pilot_ns = scenario->pilot_ns,
                     .variant = scenario->text_variant + task->variant,
                     .replication = task->replication,
                     .wants_isolation = options->wants_isolation,
                     .wants_rows = options->wants_request_rows};

    wire_send(rank, &head, NULL);
    worker->task = *task;
    worker->is_busy = true;
}

/* Gives tasks to all who are free, while there are any. */
static CampaignNext give_out(Hub *hub, Campaign *campaign, bool *has_moved)
{
    CampaignNext next = CAMPAIGN_WAIT;

    while (hub->idle_count > 0) {
        CampaignTask task;
        ExperimentRun run = {NULL, NULL};
        GError *error = NULL;

        next = campaign_next(campaign, &task);
        if (next != CAMPAIGN_TASK)
            return next;
        *has_moved = true;
        if (campaign_find(campaign, &task, &run, &error)) {
            campaign_give_back(campaign, &task, run, error);
            continue;
        }
        g_clear_pointer(&run.observation, observation_free); /* anew when the rows come */
        send_task(hub, campaign, &task);
    }
    return next;
}

/* ---- and back ---- */

/* rows: NULL when they cannot be kept. They are received all the same: the next message is behind. */
static bool receive_rows(int rank, uint64_t count, FILE *rows)
{
    g_autofree char *piece = g_malloc(WIRE_PIECE_BYTES);
    bool is_kept = rows != NULL;

    while (count > 0) {
        uint64_t length = MIN(count, WIRE_PIECE_BYTES);

        wire_receive_bytes(rank, piece, length);
        is_kept = is_kept && fwrite(piece, 1, (size_t)length, rows) == length;
        count -= length;
    }
    return is_kept;
}

static void receive_result(Campaign *campaign, const CampaignTask *task, int rank,
                           const WireHead *head, ExperimentRun *run, GError **error)
{
    g_autoptr(GBytes) packed =
        g_bytes_new_take(wire_receive_body(rank, head), (gsize)head->body_bytes);

    if (campaign_options(campaign)->wants_request_rows) {
        bool is_open = campaign_observe(campaign, task, run, error);

        if (!receive_rows(rank, head->rows_bytes, is_open ? run->observation->rows : NULL)) {
            if (is_open)
                g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                                    "rows of requests: cannot be kept");
            return;
        }
    }
    campaign_accept(campaign, task, packed, run, error);
}

/* The run broke an invariant: what it broke is reported as if it had been run here. */
static ModelResult *broken_result(char *violation)
{
    ModelResult *result = g_new0(ModelResult, 1);

    result->latency = sim_histogram_new();
    result->strings = g_string_chunk_new(64);
    result->violation = violation;
    return result;
}

static void take_answer(Hub *hub, Campaign *campaign, int rank)
{
    Worker *worker = &hub->workers[rank - 1];
    ExperimentRun run = {NULL, NULL};
    GError *error = NULL;
    WireHead head;

    wire_receive(rank, &head);
    if (head.kind == WIRE_RESULT) {
        receive_result(campaign, &worker->task, rank, &head, &run, &error);
    } else {
        g_autofree char *text = wire_receive_body(rank, &head);

        if (head.kind == WIRE_VIOLATION)
            run.result = broken_result(g_steal_pointer(&text));
        else if (head.kind == WIRE_FAILURE)
            g_set_error(&error, G_IO_ERROR, G_IO_ERROR_FAILED, "rank %d: %s", rank, text);
        else
            campaign_cancel(campaign); /* already, or somebody has sent the worker a signal */
    }
    worker->is_busy = false;
    hub->idle[hub->idle_count++] = (uint32_t)rank;
    campaign_give_back(campaign, &worker->task, run, error);
}

static void cancel_all(Hub *hub)
{
    for (uint32_t i = 0; i < hub->remotes.count; i++)
        if (hub->workers[i].is_busy)
            wire_send((int)i + 1, &(WireHead){.kind = WIRE_CANCEL}, NULL);
    hub->has_cancelled = true;
}

static void serve(Campaign *campaign, void *self)
{
    Hub *hub = self;
    CampaignNext next = CAMPAIGN_WAIT;
    uint32_t pause_us = 0;

    hub->has_cancelled = false;
    while (next != CAMPAIGN_OVER || hub->idle_count < hub->remotes.count) {
        bool has_moved = false;
        int rank;

        if (wire_has_message(&rank)) {
            take_answer(hub, campaign, rank);
            has_moved = true;
        }
        next = give_out(hub, campaign, &has_moved);
        if (campaign_is_cancelled(campaign) && !hub->has_cancelled)
            cancel_all(hub);
        if (has_moved)
            pause_us = 0;
        else
            wire_pause(&pause_us);
    }
}

Hub *hub_new(uint32_t workers)
{
    Hub *hub = g_new0(Hub, 1);

    hub->remotes = (CampaignRemotes){.count = workers, .serve = serve, .self = hub};
    hub->workers = g_new0(Worker, workers);
    hub->idle = g_new0(uint32_t, workers);
    for (uint32_t i = 0; i < workers; i++)
        hub->idle[hub->idle_count++] = workers - i; /* rank 1 first */
    campaign_use_remotes(&hub->remotes);
    return hub;
}

void hub_free(Hub *hub)
{
    for (uint32_t i = 0; i < hub->remotes.count; i++)
        wire_send((int)i + 1, &(WireHead){.kind = WIRE_END}, NULL);
    campaign_use_remotes(NULL);
    g_free(hub->workers);
    g_free(hub->idle);
    g_free(hub);
}
