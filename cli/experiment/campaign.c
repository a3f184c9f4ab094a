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
#include "cli/experiment/campaign_internal.h"
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
    uint64_t first;          /* tasks of the points before it, as far as their number is given */
    uint32_t left;           /* of a divided point: of its tasks here, those not yet given back */
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
    uint64_t dealt;     /* tasks of all points whose number is given */
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

/* ---- shards ---- */

/* Are the tasks of the point dealt out one by one? How many a precision asks for is known to whoever
 * has them all. */
static bool is_divided(const Campaign *campaign, const Point *point)
{
    return campaign->options.shard.count > 0 &&
           point->experiment->scenario->precision_metric == NULL;
}

/* Of the task that would be handed out next. All replications of a variant are numbered in a row, as
 * they take about as long: every shard gets as many of each variant. */
static bool is_ours(const Campaign *campaign, const Point *point)
{
    uint32_t variants = point->experiment->variant_count;
    uint32_t place = point->handed % variants * point->asked + point->handed / variants;

    return !is_divided(campaign, point) ||
           shard_owns(&campaign->options.shard, point->first + place);
}

static void end_point(Campaign *campaign, Point *point)
{
    point->is_over = true;
    g_clear_pointer(&point->finished, g_free);
    campaign->open--;
}

/* What of a new point, that has been asked for tasks, is for others. */
static void deal(Campaign *campaign, uint32_t index)
{
    Point *point = point_at(campaign, index);
    uint32_t tasks = tasks_asked(point);

    if (is_divided(campaign, point)) {
        point->first = campaign->dealt;
        point->left = shard_count_owned(&campaign->options.shard, point->first, tasks);
        campaign->dealt += tasks;
    } else {
        point->left = shard_owns(&campaign->options.shard, index) ? tasks : 0;
    }
    campaign->progress.known -= tasks - point->left;
    if (point->left == 0)
        end_point(campaign, point);
}

/* ---- points ---- */

/* Asks for as many replications as the next look needs; 0 ends the point. */
static void ask(Campaign *campaign, uint32_t index)
{
    Point *point = point_at(campaign, index);
    uint32_t look = experiment_next_look(point->experiment);
    uint32_t before = tasks_asked(point);

    if (look == 0) {
        end_point(campaign, point);
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
            campaign_clear_run(&point->finished[task]);
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
    deal(campaign, campaign->points->len - 1);
    g_mutex_unlock(&campaign->mutex);
    return point->experiment;
}

Experiment *campaign_steal(Campaign *campaign, uint32_t index)
{
    Point *point = point_at(campaign, index);

    for (uint32_t task = 0; point->finished != NULL && task < tasks_asked(point); task++)
        campaign_clear_run(&point->finished[task]);
    g_clear_pointer(&point->finished, g_free);
    return g_steal_pointer(&point->experiment);
}

bool campaign_is_interrupted(const Campaign *campaign)
{
    return campaign->is_interrupted;
}

const bool *campaign_cancelled(const Campaign *campaign)
{
    return &campaign->cancelled;
}

bool campaign_is_cancelled(const Campaign *campaign)
{
    return is_cancelled(campaign);
}

void campaign_count_found(Campaign *campaign)
{
    g_mutex_lock(&campaign->mutex);
    campaign->progress.begun_with++;
    g_mutex_unlock(&campaign->mutex);
}

void campaign_count_simulated(Campaign *campaign, int64_t simulated_ns)
{
    g_mutex_lock(&campaign->mutex);
    campaign->progress.simulated_ns += simulated_ns;
    g_mutex_unlock(&campaign->mutex);
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

static bool has_task(const Campaign *campaign, Point *point)
{
    if (point->is_over)
        return false;
    while (point->handed < tasks_asked(point) && !is_ours(campaign, point))
        point->handed++;
    return point->handed < tasks_asked(point);
}

/* With the mutex held. */
static CampaignNext hand_out(Campaign *campaign, CampaignTask *task, bool is_for_remote)
{
    Point *point;
    uint32_t variants;

    if (is_cancelled(campaign) || campaign->open == 0)
        return CAMPAIGN_OVER;
    while (campaign->cursor < campaign->points->len &&
           !has_task(campaign, point_at(campaign, campaign->cursor)))
        campaign->cursor++;
    if (campaign->cursor == campaign->points->len)
        return CAMPAIGN_WAIT;
    if (campaign->running > 0 && campaign->waiting >= WAITING_MAX + campaign->workers)
        return CAMPAIGN_WAIT;
    point = point_at(campaign, campaign->cursor);
    if (is_for_remote && point->experiment->scenario->is_beyond_text)
        return CAMPAIGN_WAIT; /* one of the threads here takes it */
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
    next = hand_out(campaign, task, true);
    g_mutex_unlock(&campaign->mutex);
    return next;
}

/* It is in the journal, and needed nowhere else. */
static void finish_divided(Campaign *campaign, Point *point, ExperimentRun *run,
                           const CampaignTask *task)
{
    if (run->result->violation != NULL && campaign->error == NULL)
        experiment_set_violation(&campaign->error,
                                 &point->experiment->scenario->variants[task->variant],
                                 task->replication, run->result->violation);
    campaign_clear_run(run);
    campaign->progress.done++;
    if (--point->left == 0)
        end_point(campaign, point);
}

void campaign_give_back(Campaign *campaign, const CampaignTask *task, ExperimentRun run,
                        GError *error)
{
    Point *point = point_at(campaign, task->point);
    uint32_t index = (task->replication - 1) * point->experiment->variant_count + task->variant;

    g_mutex_lock(&campaign->mutex);
    campaign->running--;
    if (run.result != NULL && is_divided(campaign, point)) {
        finish_divided(campaign, point, &run, task);
    } else if (run.result != NULL) {
        point->finished[index] = run;
        campaign->waiting++;
        campaign->progress.done++;
        g_array_append_val(campaign->given_back, task->point);
    } else {
        campaign_clear_run(&run);
    }
    if (campaign->error == NULL)
        campaign->error = error;
    else
        g_clear_error(&error);
    g_cond_broadcast(&campaign->changed);
    g_mutex_unlock(&campaign->mutex);
}

/* On a thread of its own. */
static gpointer work(gpointer data)
{
    Campaign *campaign = data;
    CampaignTask task;

    g_mutex_lock(&campaign->mutex);
    for (;;) {
        CampaignNext next = hand_out(campaign, &task, false);
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
        campaign_clear_run(&runs[v]);
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
