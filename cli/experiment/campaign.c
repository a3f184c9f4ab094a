/* campaign.c - hands tasks out, takes what comes back in, in order.
 *
 * Finished runs wait in their point's table until all before them have been taken in. Nobody begins
 * a task while many wait there, so that the tables hold a bounded number of results, whatever the
 * luck of the tasks.
 *
 * Invariants, under the mutex: of a point's tasks those below 'handed' have been handed out, those
 * of replications that its experiment has are out of the table; waiting = results in all tables;
 * running = tasks handed out and not yet given back; open = points that are not over.
 */
#include "cli/experiment/campaign.h"
#include "cli/command.h"
#include "cli/experiment/campaign_internal.h"
#include "cli/experiment/pack.h"
#include "cli/experiment/progress.h"
#include "cli/interrupt.h"

#define WAITING_MAX   16 /* plus the number of workers */
#define LOOK_EVERY_US 50000

/* File scope because main() sets it once, for all campaigns. */
static const CampaignRemotes *remotes;

typedef struct {
    Experiment *experiment; /* NULL when it was taken out */
    char *const *metrics;
    ExperimentRun *finished; /* [(replication - 1) * variants + variant] */
    uint32_t asked;          /* replications, up to the next look */
    uint32_t handed;         /* tasks */
    bool is_over;
} Point;

struct Campaign {
    CampaignOptions options;
    uint32_t threads;  /* of this process */
    uint32_t workers;  /* threads and remotes */
    GPtrArray *points; /* Point */
    GMutex mutex;
    GCond changed;
    GArray *given_back; /* uint32_t: points with something new */
    uint32_t cursor;    /* no point below it has a task to hand out */
    uint32_t open;
    uint32_t waiting;
    uint32_t running;
    bool cancelled; /* what the models look at */
    bool is_interrupted;
    Progress progress;
    GError *error;
};

static bool is_cancelled(const Campaign *campaign)
{
    return __atomic_load_n(&campaign->cancelled, __ATOMIC_RELAXED);
}

void campaign_cancel(Campaign *campaign)
{
    __atomic_store_n(&campaign->cancelled, true, __ATOMIC_RELAXED);
    g_cond_broadcast(&campaign->changed);
}

static Point *point_at(const Campaign *campaign, uint32_t index)
{
    return g_ptr_array_index(campaign->points, index);
}

static uint32_t tasks_asked(const Point *point)
{
    return point->asked * point->experiment->variant_count;
}

static void clear_run(ExperimentRun *run)
{
    g_clear_pointer(&run->result, model_result_free);
    g_clear_pointer(&run->observation, observation_free);
}

/* ---- points ---- */

/* Asks for as many replications as the next look needs; 0 ends the point. */
static void ask(Campaign *campaign, uint32_t index)
{
    Point *point = point_at(campaign, index);
    uint32_t look = experiment_next_look(point->experiment);
    uint32_t before = tasks_asked(point);

    if (look == 0) {
        point->is_over = true;
        g_clear_pointer(&point->finished, g_free);
        campaign->open--;
        return;
    }
    point->asked = look;
    point->finished = g_renew(ExperimentRun, point->finished, tasks_asked(point));
    for (uint32_t task = before; task < tasks_asked(point); task++)
        point->finished[task] = (ExperimentRun){NULL, NULL};
    campaign->progress.known += tasks_asked(point) - before;
    campaign->cursor = MIN(campaign->cursor, index);
}

static void point_free(gpointer data)
{
    Point *point = data;

    if (point->experiment != NULL) {
        for (uint32_t task = 0; point->finished != NULL && task < tasks_asked(point); task++)
            clear_run(&point->finished[task]);
        experiment_free(point->experiment);
    }
    g_free(point->finished);
    g_free(point);
}

void campaign_use_remotes(const CampaignRemotes *whose)
{
    remotes = whose;
}

Campaign *campaign_new(const CampaignOptions *options)
{
    Campaign *campaign = g_new0(Campaign, 1);

    campaign->options = *options;
    campaign->threads = options->threads;
    if (campaign->threads == 0)
        campaign->threads = remotes != NULL ? 1 : g_get_num_processors();
    campaign->workers = campaign->threads + (remotes != NULL ? remotes->count : 0);
    campaign->points = g_ptr_array_new_with_free_func(point_free);
    campaign->given_back = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_mutex_init(&campaign->mutex);
    g_cond_init(&campaign->changed);
    interrupt_watch();
    return campaign;
}

void campaign_free(Campaign *campaign)
{
    if (campaign == NULL)
        return;
    g_ptr_array_unref(campaign->points);
    g_array_unref(campaign->given_back);
    g_clear_error(&campaign->error);
    g_mutex_clear(&campaign->mutex);
    g_cond_clear(&campaign->changed);
    g_free(campaign);
}

Experiment *campaign_add(Campaign *campaign, const Scenario *scenario, char *const *metrics,
                         GError **error)
{
    g_autoptr(Experiment) experiment = experiment_new(scenario);
    Point *point;

    if (campaign->options.wants_request_rows) {
        experiment->request_rows = observation_spool_new(error);
        if (experiment->request_rows == NULL)
            return NULL;
    }
    point = g_new0(Point, 1);
    point->experiment = g_steal_pointer(&experiment);
    point->metrics = metrics;
    g_mutex_lock(&campaign->mutex);
    g_ptr_array_add(campaign->points, point);
    campaign->open++;
    ask(campaign, campaign->points->len - 1);
    g_mutex_unlock(&campaign->mutex);
    return point->experiment;
}

Experiment *campaign_steal(Campaign *campaign, uint32_t index)
{
    Point *point = point_at(campaign, index);

    for (uint32_t task = 0; point->finished != NULL && task < tasks_asked(point); task++)
        clear_run(&point->finished[task]);
    g_clear_pointer(&point->finished, g_free);
    return g_steal_pointer(&point->experiment);
}

bool campaign_is_interrupted(const Campaign *campaign)
{
    return campaign->is_interrupted;
}

bool campaign_is_cancelled(const Campaign *campaign)
{
    return is_cancelled(campaign);
}

const CampaignOptions *campaign_options(const Campaign *campaign)
{
    return &campaign->options;
}

const Scenario *campaign_scenario(const Campaign *campaign, const CampaignTask *task)
{
    return point_at(campaign, task->point)->experiment->scenario;
}

/* ---- tasks ---- */

static bool has_task(const Point *point)
{
    return !point->is_over && point->handed < tasks_asked(point);
}

/* With the mutex held. */
static CampaignNext hand_out(Campaign *campaign, CampaignTask *task)
{
    Point *point;
    uint32_t variants;

    if (is_cancelled(campaign) || campaign->open == 0)
        return CAMPAIGN_OVER;
    while (campaign->cursor < campaign->points->len &&
           !has_task(point_at(campaign, campaign->cursor)))
        campaign->cursor++;
    if (campaign->cursor == campaign->points->len)
        return CAMPAIGN_WAIT;
    if (campaign->running > 0 && campaign->waiting >= WAITING_MAX + campaign->workers)
        return CAMPAIGN_WAIT;
    point = point_at(campaign, campaign->cursor);
    variants = point->experiment->variant_count;
    *task = (CampaignTask){.point = campaign->cursor,
                           .variant = point->handed % variants,
                           .replication = point->handed / variants + 1};
    point->handed++;
    campaign->running++;
    return CAMPAIGN_TASK;
}

CampaignNext campaign_next(Campaign *campaign, CampaignTask *task)
{
    CampaignNext next;

    g_mutex_lock(&campaign->mutex);
    next = hand_out(campaign, task);
    g_mutex_unlock(&campaign->mutex);
    return next;
}

void campaign_give_back(Campaign *campaign, const CampaignTask *task, ExperimentRun run,
                        GError *error)
{
    Point *point = point_at(campaign, task->point);
    uint32_t index = (task->replication - 1) * point->experiment->variant_count + task->variant;

    g_mutex_lock(&campaign->mutex);
    campaign->running--;
    if (run.result != NULL) {
        point->finished[index] = run;
        campaign->waiting++;
        campaign->progress.done++;
        g_array_append_val(campaign->given_back, task->point);
    } else {
        clear_run(&run);
    }
    if (campaign->error == NULL)
        campaign->error = error;
    else
        g_clear_error(&error);
    g_cond_broadcast(&campaign->changed);
    g_mutex_unlock(&campaign->mutex);
}

static JournalTask journal_task(const Scenario *scenario, const CampaignTask *task)
{
    return (JournalTask){
        .sha256 = scenario->sha256, .variant = task->variant, .replication = task->replication};
}

/* What cannot be read again is run again. */
static bool find_in_journal(Campaign *campaign, const JournalTask *task, ExperimentRun *run)
{
    Journal *journal = campaign->options.journal;
    g_autoptr(GBytes) bytes = NULL;

    if (journal == NULL || !journal_has(journal, task))
        return false;
    bytes =
        journal_read(journal, task, run->observation != NULL ? run->observation->rows : NULL, NULL);
    run->result = bytes != NULL ? pack_result_again(bytes, NULL) : NULL;
    if (run->result == NULL)
        return false;
    g_mutex_lock(&campaign->mutex);
    campaign->progress.begun_with++;
    g_mutex_unlock(&campaign->mutex);
    return true;
}

/* packed: NULL when it is to be made here. */
static void keep_in_journal(Campaign *campaign, const JournalTask *task, GBytes *packed,
                            ExperimentRun *run, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;

    if (campaign->options.journal == NULL || run->result->violation != NULL)
        return;
    bytes = packed != NULL ? g_bytes_ref(packed) : pack_result(run->result);
    if (!journal_append(campaign->options.journal, task, bytes,
                        run->observation != NULL ? run->observation->rows : NULL, error))
        clear_run(run);
}

static const ScenarioVariant *variant_of(const Campaign *campaign, const CampaignTask *task)
{
    return &campaign_scenario(campaign, task)->variants[task->variant];
}

bool campaign_observe(const Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error)
{
    g_clear_pointer(&run->observation, observation_free);
    if (campaign->options.wants_request_rows)
        run->observation = observation_new(variant_of(campaign, task), task->replication, error);
    return !campaign->options.wants_request_rows || run->observation != NULL;
}

bool campaign_find(Campaign *campaign, const CampaignTask *task, ExperimentRun *run, GError **error)
{
    JournalTask kept = journal_task(campaign_scenario(campaign, task), task);

    return !campaign_observe(campaign, task, run, error) || find_in_journal(campaign, &kept, run) ||
           !campaign_observe(campaign, task, run, error);
}

/* packed as in keep_in_journal(). */
static void take_new(Campaign *campaign, const CampaignTask *task, GBytes *packed,
                     ExperimentRun *run, GError **error)
{
    const ModelConfig *config = variant_of(campaign, task)->config;
    JournalTask kept = journal_task(campaign_scenario(campaign, task), task);

    g_mutex_lock(&campaign->mutex);
    campaign->progress.simulated_ns += config->warmup_ns + config->duration_ns;
    g_mutex_unlock(&campaign->mutex);
    keep_in_journal(campaign, &kept, packed, run, error);
}

void campaign_accept(Campaign *campaign, const CampaignTask *task, GBytes *packed,
                     ExperimentRun *run, GError **error)
{
    run->result = pack_result_again(packed, error);
    if (run->result != NULL)
        take_new(campaign, task, packed, run, error);
}

void campaign_perform(Campaign *campaign, const CampaignTask *task, ExperimentRun *run,
                      GError **error)
{
    const ScenarioVariant *variant = variant_of(campaign, task);
    RunObserver observer = {.cancelled = &campaign->cancelled,
                            .isolation = campaign->options.wants_isolation};

    if (campaign_find(campaign, task, run, error))
        return;
    if (run->observation != NULL) {
        observer.request = observation_request;
        observer.self = run->observation;
    }
    run->result = model_run(variant->model, variant->config, task->replication, &observer);
    if (run->result != NULL)
        take_new(campaign, task, NULL, run, error);
}

void campaign_wait(Campaign *campaign)
{
    g_mutex_lock(&campaign->mutex);
    g_cond_wait_until(&campaign->changed, &campaign->mutex, g_get_monotonic_time() + LOOK_EVERY_US);
    g_mutex_unlock(&campaign->mutex);
}

/* On a thread of its own. */
static gpointer work(gpointer data)
{
    Campaign *campaign = data;
    CampaignTask task;

    g_mutex_lock(&campaign->mutex);
    for (;;) {
        CampaignNext next = hand_out(campaign, &task);
        ExperimentRun run = {NULL, NULL};
        GError *error = NULL;

        if (next == CAMPAIGN_OVER)
            break;
        if (next == CAMPAIGN_WAIT) {
            g_cond_wait(&campaign->changed, &campaign->mutex);
            continue;
        }
        g_mutex_unlock(&campaign->mutex);
        campaign_perform(campaign, &task, &run, &error);
        campaign_give_back(campaign, &task, run, error);
        g_mutex_lock(&campaign->mutex);
    }
    g_mutex_unlock(&campaign->mutex);
    return NULL;
}

static gpointer serve_remotes(gpointer data)
{
    remotes->serve(data, remotes->self);
    return NULL;
}

/* ---- taking in ---- */

/* The next replication of a point, if all its runs are there. */
static bool take_next(Campaign *campaign, Point *point, GError **error)
{
    Experiment *experiment = point->experiment;
    uint32_t variants = experiment->variant_count;
    ExperimentRun *runs;

    if (point->is_over || experiment->replications == point->asked)
        return false;
    runs = &point->finished[(size_t)experiment->replications * variants];
    for (uint32_t v = 0; v < variants; v++)
        if (runs[v].result == NULL)
            return false;
    if (!experiment_take_in(experiment, runs, error) ||
        (experiment->replications == 1 &&
         !experiment_check_references(experiment, point->metrics, error)))
        return false;
    for (uint32_t v = 0; v < variants; v++)
        clear_run(&runs[v]);
    campaign->waiting -= variants;
    return true;
}

/* With the mutex held. */
static void take_in_finished(Campaign *campaign)
{
    for (guint i = 0; i < campaign->given_back->len && campaign->error == NULL; i++) {
        uint32_t index = g_array_index(campaign->given_back, uint32_t, i);
        Point *point = point_at(campaign, index);
        bool has_taken = false;

        while (take_next(campaign, point, &campaign->error))
            has_taken = true;
        if (campaign->error == NULL && has_taken && point->experiment->replications == point->asked)
            ask(campaign, index);
        if (has_taken)
            g_cond_broadcast(&campaign->changed);
    }
    g_array_set_size(campaign->given_back, 0);
}

/* The first that is under way. */
static const Experiment *experiment_under_way(const Campaign *campaign)
{
    uint32_t last = MIN(campaign->cursor, campaign->points->len - 1);

    return point_at(campaign, last)->is_over ? NULL : point_at(campaign, last)->experiment;
}

/* Until all is finished, or something is wrong, or somebody wants it to stop. */
static void attend(Campaign *campaign)
{
    while (campaign->open > 0 && !is_cancelled(campaign)) {
        GError *error = NULL;

        take_in_finished(campaign);
        progress_draw(&campaign->progress, experiment_under_way(campaign));
        if (campaign->options.journal != NULL) {
            g_mutex_unlock(&campaign->mutex);
            journal_sync(campaign->options.journal, false, &error);
            g_mutex_lock(&campaign->mutex);
        }
        if (error != NULL && campaign->error == NULL)
            campaign->error = g_steal_pointer(&error);
        g_clear_error(&error);
        if (campaign->error != NULL || interrupt_came())
            campaign_cancel(campaign);
        else if (campaign->open > 0 && campaign->given_back->len == 0)
            g_cond_wait_until(&campaign->changed, &campaign->mutex,
                              g_get_monotonic_time() + LOOK_EVERY_US);
    }
}

static void mark_partial(Campaign *campaign)
{
    for (guint i = 0; i < campaign->points->len; i++) {
        const Point *point = point_at(campaign, i);

        if (point->experiment != NULL)
            point->experiment->is_partial = !point->is_over;
    }
}

bool campaign_run(Campaign *campaign, GError **error)
{
    uint32_t count = MIN(campaign->threads, MAX(campaign->progress.known, 1));
    g_autofree GThread **threads = g_new0(GThread *, count + 1);

    progress_begin(&campaign->progress, campaign->options.shows_progress);
    for (uint32_t i = 0; i < count; i++)
        threads[i] = g_thread_new("task", work, campaign);
    if (remotes != NULL)
        threads[count++] = g_thread_new("remotes", serve_remotes, campaign);
    g_mutex_lock(&campaign->mutex);
    attend(campaign);
    g_mutex_unlock(&campaign->mutex);
    for (uint32_t i = 0; i < count; i++)
        g_thread_join(threads[i]);
    take_in_finished(campaign);
    progress_end(&campaign->progress);
    if (campaign->options.journal != NULL && campaign->error == NULL)
        journal_sync(campaign->options.journal, true, &campaign->error);
    if (campaign->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&campaign->error));
        return false;
    }
    campaign->is_interrupted = campaign->open > 0;
    mark_partial(campaign);
    return !campaign->is_interrupted;
}
