/* twin.c - matching two runs request by request.
 *
 * Invariant: a request is in the table exactly while one side has resolved it and the other has
 * not.
 */
#include "models/web/twin.h"
#include "models/web/client.h"
#include "sim/pool.h"

#include <math.h>

typedef struct { /* a request that one side has resolved */
    uint32_t group;
    uint32_t user;
    uint64_t ordinal;
    uint32_t app;
    int64_t issued_ns; /* on the side that resolved it first */
    int64_t latency_ns;
    WebOutcome outcome;
    WebTwinSide side;
} Half;

typedef struct {       /* of one application, or of all */
    uint64_t requests; /* matched or not, counted on the actual side */
    uint64_t failed, rescued, delayed;
    uint64_t matched, unmatched;
    uint64_t ok_in_both;
    int64_t extra_ns; /* summed over those */
} Harm;

typedef struct {
    int64_t at_ns;
    int64_t last_hurt_ns; /* issue time of the last failed or delayed request; at_ns if none */
} Occurrence;

struct WebTwin {
    const ModelConfig *config;
    const WebFaultConfig *fault;
    const bool *named;
    GHashTable *halves; /* Half -> itself */
    SimPool *pool;
    Harm all;
    Harm *apps;
    GArray *occurrences;
    bool has_closed_users;
};

static guint half_hash(gconstpointer key)
{
    const Half *half = key;
    uint64_t mixed = (half->ordinal * UINT64_C(0x9E3779B97F4A7C15)) ^
                     ((uint64_t)half->user << 32 | half->group) * UINT64_C(0xC2B2AE3D27D4EB4F);

    return (guint)(mixed >> 32 ^ mixed);
}

static gboolean half_equal(gconstpointer a, gconstpointer b)
{
    const Half *left = a;
    const Half *right = b;

    return left->ordinal == right->ordinal && left->user == right->user &&
           left->group == right->group;
}

WebTwin *web_twin_new(const ModelConfig *config, uint32_t fault, const bool *named)
{
    WebTwin *twin = g_new0(WebTwin, 1);

    twin->config = config;
    twin->fault = &config->faults[fault];
    twin->named = named;
    twin->halves = g_hash_table_new(half_hash, half_equal);
    twin->pool = sim_pool_new(sizeof(Half));
    twin->apps = g_new0(Harm, config->app_count);
    twin->occurrences = g_array_new(FALSE, FALSE, sizeof(Occurrence));
    for (uint32_t i = 0; i < config->client_count; i++)
        twin->has_closed_users |= config->clients[i].arrivals.kind == ARRIVALS_USERS;
    return twin;
}

void web_twin_free(WebTwin *twin)
{
    if (twin == NULL)
        return;
    g_hash_table_unref(twin->halves);
    sim_pool_free(twin->pool);
    g_free(twin->apps);
    g_array_unref(twin->occurrences);
    g_free(twin);
}

void web_twin_occurred(WebTwin *twin, int64_t now_ns)
{
    Occurrence occurrence = {.at_ns = now_ns, .last_hurt_ns = now_ns};

    g_array_append_val(twin->occurrences, occurrence);
}

/* The occurrence that a request issued then comes after; NULL: none yet. Occurrences are few, and
 * nearly always it is the last one. */
static Occurrence *occurrence_before(WebTwin *twin, int64_t issued_ns)
{
    for (guint i = twin->occurrences->len; i > 0; i--) {
        Occurrence *occurrence = &g_array_index(twin->occurrences, Occurrence, i - 1);

        if (occurrence->at_ns <= issued_ns)
            return occurrence;
    }
    return NULL;
}

static bool is_delayed(const ModelConfig *config, int64_t actual_ns, int64_t without_ns)
{
    double slack_ns =
        MAX((double)config->delayed_by_ns, (double)without_ns * config->delayed_by_share);

    return (double)(actual_ns - without_ns) > slack_ns;
}

static void count_pair(WebTwin *twin, const Half *actual, const Half *without)
{
    Occurrence *occurrence = occurrence_before(twin, actual->issued_ns);
    Harm *harms[] = {&twin->all, &twin->apps[actual->app]};
    bool ok = actual->outcome == OUTCOME_OK;
    bool ok_without = without->outcome == OUTCOME_OK;
    bool delayed =
        ok && ok_without && is_delayed(twin->config, actual->latency_ns, without->latency_ns);

    if (occurrence == NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(harms); i++) {
        Harm *harm = harms[i];

        harm->requests++;
        harm->matched++;
        harm->failed += ok_without && !ok;
        harm->rescued += ok && !ok_without;
        harm->delayed += delayed;
        if (ok && ok_without) {
            harm->ok_in_both++;
            harm->extra_ns += actual->latency_ns - without->latency_ns;
        }
    }
    if ((ok_without && !ok) || delayed)
        occurrence->last_hurt_ns = MAX(occurrence->last_hurt_ns, actual->issued_ns);
}

void web_twin_resolved(WebTwin *twin, WebTwinSide side, const WebRequest *request,
                       WebOutcome outcome)
{
    Half half = {
        .group = request->group->index,
        .user = request->user_number,
        .ordinal = request->ordinal,
        .app = request->app,
        .issued_ns = request->issued_ns,
        .latency_ns = request->run->engine.now_ns - request->issued_ns,
        .outcome = outcome,
        .side = side,
    };
    Half *other = g_hash_table_lookup(twin->halves, &half);

    if (other == NULL) {
        other = sim_pool_take(twin->pool);
        *other = half;
        g_hash_table_add(twin->halves, other);
        return;
    }
    g_hash_table_remove(twin->halves, other);
    if (side == TWIN_ACTUAL)
        count_pair(twin, &half, other);
    else
        count_pair(twin, other, &half);
    sim_pool_give(twin->pool, other);
}

/* ---- the report ---- */

typedef struct {
    WebRun *run;
    GArray *values;
    const char *fault;
} Report;

static void put(const Report *report, const char *app, const char *metric, double value)
{
    g_autofree char *name = app == NULL ? g_strdup(metric) : g_strdup_printf("%s/%s", app, metric);
    ResultValue row = {
        .scope = RESULT_ISOLATION,
        .entity = report->fault,
        .metric = web_run_string(report->run, name),
        .value = value,
    };

    g_array_append_val(report->values, row);
}

/* What could be matched with nothing: issued, after the fault, on one side only. */
static void count_unmatched(WebTwin *twin)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, twin->halves);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const Half *half = key;

        if (occurrence_before(twin, half->issued_ns) == NULL)
            continue;
        twin->all.unmatched++;
        twin->apps[half->app].unmatched++;
    }
}

static void put_harm(const Report *report, const char *app, const Harm *harm, bool closed)
{
    double seen = (double)(harm->matched + harm->unmatched);
    double unmatched = seen > 0 ? (double)harm->unmatched / seen : NAN;
    double extra_s =
        harm->ok_in_both > 0 ? (double)harm->extra_ns / 1e9 / (double)harm->ok_in_both : NAN;

    put(report, app, "failed", (double)harm->failed);
    put(report, app, "rescued", (double)harm->rescued);
    put(report, app, "net", (double)harm->failed - (double)harm->rescued);
    put(report, app, "delayed", (double)harm->delayed);
    put(report, app, "unmatched", unmatched);
    put(report, app, "extra_latency", closed && unmatched > 0.05 ? NAN : extra_s);
}

/* A cell of the isolation matrix: of every application, the ones that the fault names included. */
static void put_hurt(const Report *report, const char *app, const Harm *harm)
{
    double hurt = (double)(harm->failed + harm->delayed);

    put(report, app, "hurt", harm->requests > 0 ? hurt / (double)harm->requests : NAN);
}

static void put_blast(const Report *report, const WebTwin *twin)
{
    uint32_t bystanders = 0;
    uint32_t hurt = 0;
    double net = 0;

    for (uint32_t i = 0; i < twin->config->app_count; i++) {
        const Harm *harm = &twin->apps[i];
        double least = MAX(1, 0.001 * (double)harm->requests);

        if (twin->named[i])
            continue;
        bystanders++;
        hurt += (double)(harm->failed + harm->delayed) >= least;
        net += (double)harm->failed - (double)harm->rescued;
    }
    put(report, NULL, "blast_radius", bystanders > 0 ? (double)hurt / bystanders : NAN);
    put(report, NULL, "blast_requests", bystanders > 0 ? net : NAN);
}

/* An occurrence whose harm reaches to within a minute of the next one, or of the end, is censored:
 * nobody knows when it would have been over. */
static void put_recovery(const Report *report, const WebTwin *twin)
{
    double sum_s = 0;
    uint32_t counted = 0;
    uint32_t censored = 0;

    for (guint i = 0; i < twin->occurrences->len; i++) {
        const Occurrence *occurrence = &g_array_index(twin->occurrences, Occurrence, i);
        int64_t next_ns = twin->config->duration_ns;

        if (occurrence->at_ns >= twin->config->duration_ns)
            break;
        if (i + 1 < twin->occurrences->len)
            next_ns = MIN(next_ns, occurrence[1].at_ns);
        if (occurrence->last_hurt_ns > occurrence->at_ns &&
            next_ns - occurrence->last_hurt_ns < 60 * SIM_S) {
            censored++;
            continue;
        }
        counted++;
        sum_s += sim_seconds(occurrence->last_hurt_ns - occurrence->at_ns);
    }
    put(report, NULL, "recovery_s", counted > 0 ? sum_s / counted : NAN);
    put(report, NULL, "recovery_censored", censored);
}

void web_twin_report(WebTwin *twin, WebRun *run, GArray *values)
{
    Report report = {
        .run = run,
        .values = values,
        .fault = web_run_string(run, twin->fault->name),
    };

    count_unmatched(twin);
    put_harm(&report, NULL, &twin->all, twin->has_closed_users);
    put_blast(&report, twin);
    put_recovery(&report, twin);
    for (uint32_t i = 0; i < twin->config->app_count; i++) {
        if (!twin->named[i])
            put_harm(&report, twin->config->apps[i].name, &twin->apps[i], twin->has_closed_users);
    }
    for (uint32_t i = 0; i < twin->config->app_count; i++)
        put_hurt(&report, twin->config->apps[i].name, &twin->apps[i]);
}
