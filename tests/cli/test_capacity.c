/* test_capacity.c - the search finds what is put before it; the capacity of textbook queues is the
 * textbook's; the limit that is named is the one that was built in. */
#include "cli/capacity/capacity_data.h"
#include "cli/capacity/capacity_text.h"
#include "cli/scenario/check_load.h"
#include "cli/verify/theory.h"
#include "tests/cli/schema.h"
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

/* ---- the search, on functions of the load ---- */

typedef struct {
    double worse, mean, better; /* each end fails from here on */
    double too_low;             /* below, the load is too low to tell */
    double gap, gap_end;        /* all ends fail in between, too */
    double saturates;           /* the throughput stays there; 0: grows for ever */
    double miss;                /* of the bound, without any load; grows by as much for each load */
} Truthful;

static SearchAnswer answer_at(const Truthful *truthful, double load, double fails_from)
{
    if (load < truthful->too_low)
        return SEARCH_LOW;
    return load >= fails_from || (load > truthful->gap && load < truthful->gap_end) ? SEARCH_NOT
                                                                                    : SEARCH_MET;
}

static SearchLook look_at(const Truthful *truthful, double load)
{
    return (SearchLook){
        .load = load,
        .answers = {[SEARCH_MEAN] = answer_at(truthful, load, truthful->mean),
                    [SEARCH_WORSE] = answer_at(truthful, load, truthful->worse),
                    [SEARCH_BETTER] = answer_at(truthful, load, truthful->better)},
        .throughput = truthful->saturates > 0 ? fmin(load, truthful->saturates) : load,
        .miss = truthful->miss * (1 + load),
    };
}

/* Answers until nothing is asked any more; how many looks that took. */
static uint32_t answer_all(Search *search, const Truthful *truthful)
{
    double wanted[SEARCH_WANTED_MAX];
    uint32_t count;

    while ((count = search_next(search, wanted)) > 0) {
        for (uint32_t i = 0; i < count; i++) {
            SearchLook look = look_at(truthful, wanted[i]);

            CU_ASSERT_PTR_NULL(search_find(search, wanted[i]));
            search_add(search, &look);
        }
    }
    return search->looks->len;
}

static void assert_between(double value, double low, double high)
{
    CU_ASSERT_TRUE(value >= low && value <= high);
    if (!(value >= low && value <= high))
        fprintf(stderr, "%.10g is not within %.10g and %.10g\n", value, low, high);
}

static void all_three_ends_are_bracketed_to_the_tolerance(void)
{
    static const double capacities[] = {0.004, 0.7, 1, 1.0001, 7, 900};

    for (size_t i = 0; i < G_N_ELEMENTS(capacities); i++) {
        double at = capacities[i];
        Truthful truthful = {.worse = 0.93 * at, .mean = at, .better = 1.06 * at, .miss = NAN};
        g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
        uint32_t looks = answer_all(search, &truthful);
        SearchResult result = search_result(search);

        CU_ASSERT_EQUAL(result.kind, SEARCH_FOUND);
        assert_between(result.capacity, at / 1.01001, at);
        assert_between(result.first_above, at, at * 1.01001);
        assert_between(result.low, 0.93 * at / 1.01001, 0.93 * at);
        assert_between(result.high, 1.06 * at, 1.06 * at * 1.01001);
        CU_ASSERT_TRUE(isnan(result.island));
        CU_ASSERT_TRUE(looks < 45);
    }
}

static void a_finer_tolerance_is_kept(void)
{
    Truthful truthful = {.worse = 3, .mean = 3.1, .better = 3.2, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.001);

    answer_all(search, &truthful);
    assert_between(search_result(search).capacity, 3.1 / 1.001001, 3.1);
    assert_between(search_result(search).high, 3.2, 3.2 * 1.001001);
}

static void an_end_that_never_comes_leaves_the_interval_open(void)
{
    Truthful truthful = {.worse = 0, .mean = 3, .better = INFINITY, .saturates = 4, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);

    answer_all(search, &truthful);
    CU_ASSERT_EQUAL(search_result(search).kind, SEARCH_FOUND);
    CU_ASSERT_TRUE(isnan(search_result(search).low));
    CU_ASSERT_TRUE(isnan(search_result(search).high));
}

static void what_is_met_everywhere_is_told_when_more_load_brings_no_more(void)
{
    Truthful truthful = {.worse = 1e9, .mean = 1e9, .better = 1e9, .saturates = 10, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    g_autoptr(Search) far = search_new(1, 1e-6, 1e6, 0.01);
    uint32_t looks = answer_all(search, &truthful);

    CU_ASSERT_EQUAL(search_result(search).kind, SEARCH_UNLIMITED);
    CU_ASSERT_TRUE(search_result(search).has_stalled);
    CU_ASSERT_EQUAL(looks, 7); /* 1, 2, 4, 8, 16, 32, 64 */
    truthful.saturates = 0;
    looks = answer_all(far, &truthful);
    CU_ASSERT_EQUAL(search_result(far).kind, SEARCH_UNLIMITED);
    CU_ASSERT_FALSE(search_result(far).has_stalled);
    CU_ASSERT_EQUAL(looks, 11); /* up to 1024 */
}

static void what_fails_without_any_load_is_never_met(void)
{
    Truthful truthful = {.miss = 0.1};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    g_autoptr(Search) deep = search_new(1, 1e-6, 1e6, 0.01);
    uint32_t looks = answer_all(search, &truthful);

    CU_ASSERT_EQUAL(search_result(search).kind, SEARCH_NEVER);
    CU_ASSERT_EQUAL(looks, 3);
    truthful.miss = NAN; /* no line can be drawn: down to a 1024th */
    looks = answer_all(deep, &truthful);
    CU_ASSERT_EQUAL(search_result(deep).kind, SEARCH_NEVER);
    CU_ASSERT_EQUAL(looks, 11);
}

static void loads_that_are_too_low_are_passed_by(void)
{
    Truthful truthful = {.worse = 10, .mean = 10, .better = 10, .too_low = 6, .miss = NAN};
    Truthful narrow = {.worse = 10, .mean = 10, .better = 10, .too_low = 10, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    g_autoptr(Search) none = search_new(1, 1e-6, 1e6, 0.01);

    answer_all(search, &truthful);
    CU_ASSERT_EQUAL(search_result(search).kind, SEARCH_FOUND);
    assert_between(search_result(search).capacity, 10 / 1.01001, 10);
    answer_all(none, &narrow);
    CU_ASSERT_EQUAL(search_result(none).kind, SEARCH_UNKNOWN);
    assert_between(search_result(none).first_above, 10, 10 * 1.0501);
}

static void a_load_that_meets_above_one_that_fails_is_told(void)
{
    Truthful truthful = {
        .worse = 10, .mean = 10, .better = 10, .gap = 4.5, .gap_end = 5.5, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    SearchResult result;

    answer_all(search, &truthful); /* a half of 10 is looked at once 10 is found */
    result = search_result(search);
    CU_ASSERT_EQUAL(result.kind, SEARCH_FOUND);
    assert_between(result.capacity, 4.5 / 1.01001, 4.5);
    assert_between(result.gap, 4.5, 5.5);
    CU_ASSERT_TRUE(result.island > result.gap);
}

/* Where nothing has a value any more, say as all is lost. */
static void what_cannot_be_told_above_a_load_that_meets_is_a_failure(void)
{
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    SearchLook look = {.load = 1, .answers = {SEARCH_MET, SEARCH_MET, SEARCH_MET}};
    SearchLook lost = {.load = 2, .answers = {SEARCH_LOW, SEARCH_LOW, SEARCH_LOW}};
    double wanted[SEARCH_WANTED_MAX];

    search_add(search, &look);
    search_add(search, &lost);
    CU_ASSERT_EQUAL(search_next(search, wanted), 1);
    assert_between(wanted[0], 1.4142, 1.4143);
}

static void a_load_that_nobody_can_look_at_ends_the_search(void)
{
    Truthful truthful = {.worse = 1e9, .mean = 1e9, .better = 1e9, .miss = NAN};
    g_autoptr(Search) search = search_new(1, 1e-6, 1e6, 0.01);
    SearchLook look = look_at(&truthful, 1);

    search_add(search, &look);
    search_forbid(search, 2);
    CU_ASSERT_EQUAL(answer_all(search, &truthful), 1);
    CU_ASSERT_EQUAL(search_result(search).kind, SEARCH_UNLIMITED);
}

/* ---- whole ---- */

typedef struct {
    Scenario *scenario;
    Capacity *capacity;
} Found;

static Found find(const char *text)
{
    ScenarioOverrides overrides = {.text = text};
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    g_autoptr(Campaign) campaign = campaign_new(&(CampaignOptions){.threads = 2});
    g_autoptr(GError) error = NULL;
    Found found = {.scenario = scenario_load("test.ini", &overrides, problems)};

    if (found.scenario == NULL)
        fprintf(stderr, "%s\n", ((ScenarioProblem *)problems->pdata[0])->text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found.scenario);
    found.capacity = capacity_find(found.scenario, &overrides, campaign, 0.01, &error);
    if (error != NULL)
        fprintf(stderr, "%s\n", error->message);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found.capacity);
    return found;
}

static void assert_valid(const Capacity *capacity)
{
    g_autofree char *schema = NULL;
    g_autofree char *json = capacity_json(capacity);
    g_autofree char *complaint = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents("docs/capacity.schema.json", &schema, NULL, NULL));
    complaint = schema_complaint(schema, json);
    if (complaint != NULL)
        fprintf(stderr, "%s\n", complaint);
    CU_ASSERT_PTR_NULL(complaint);
}

static void done_with(Found *found)
{
    assert_valid(found->capacity);
    capacity_free(found->capacity);
    scenario_free(found->scenario);
}

static const char *first_limit(const CapacityVariant *variant)
{
    return variant->limits_proven > 0 ? g_array_index(variant->limits, Limit, 0).name : "none";
}

#define WINDOW SUPPORT_IS_SANITIZED ? "1s" : "40s"

/* c servers of mean 10 ms behind a gate; rate is that at load 1. */
static char *queue_text(const char *which, const char *rate, const char *aspnet, const char *slo)
{
    return g_strdup_printf("[scenario]\nmodels = %s\nduration = %s\nwarmup = 5s\nseed = 11\n"
                           "replications = 10\n" SUPPORT_TEXTBOOK "[aspnet]\n%s"
                           "minFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"
                           "[app:a]\nstart = warm\n"
                           "[page:g]\napp = a\nsession = none\nwork = wait exp(10ms)\n"
                           "[clients:c]\npages = g\narrivals = poisson(%s)\n"
                           "[slo:s]\nrequire = %s\n",
                           which, WINDOW, aspnet, rate, slo);
}

#define THREADS(n)                                                                                 \
    "maxWorkerThreads = " n "\nmaxIoThreads = " n "\nminWorkerThreads = " n "\nminIoThreads = " n  \
    "\n"

static void assert_covers(const CapacityVariant *variant, double exact)
{
    CU_ASSERT_EQUAL(variant->result.kind, SEARCH_FOUND);
    assert_between(exact, variant->result.low, variant->result.high);
    assert_between(variant->result.high / variant->result.low, 1, 1.3);
    CU_ASSERT_TRUE(variant->result.low <= variant->result.capacity);
    CU_ASSERT_TRUE(variant->result.capacity <= variant->result.high);
}

/* In M/M/1 the mean response is 1 / (mu - lambda): 40 ms at lambda = 100 - 25. The interval covers
 * with at least 95%; the seed is fixed. */
static void the_capacity_of_mm1_is_the_textbooks(void)
{
    g_autofree char *text = queue_text(SUPPORT_IS_SANITIZED ? "iis6" : "iis6, iis5", "10/s",
                                       THREADS("1"), "latency.mean < 40ms");
    Found found = find(text);

    for (uint32_t v = 0; v < found.capacity->variant_count; v++) {
        const CapacityVariant *variant = &found.capacity->variants[v];

        if (!SUPPORT_IS_SANITIZED)
            assert_covers(variant, 7.5);
        if (SUPPORT_IS_SANITIZED)
            continue;
        CU_ASSERT_STRING_EQUAL(first_limit(variant), "threads");
        CU_ASSERT_PTR_EQUAL(variant->binding, &found.scenario->slos[0]);
    }
    done_with(&found);
}

/* The load at which M/M/4/12 loses that share, from a rate of 50 a second at load 1. */
G_GNUC_UNUSED static double load_that_loses(double share)
{
    double low = 0.1, high = 10;

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;

        TheoryStation station = {
            .rate = 50 * middle, .service_s = 0.010, .servers = 4, .capacity = 12};

        if (theory_station(&station).loss < share)
            low = middle;
        else
            high = middle;
    }
    return low;
}

G_GNUC_UNUSED static void the_capacity_of_mmck_by_its_loss_is_the_textbooks(void)
{
    g_autofree char *text =
        queue_text("iis6", "50/s", THREADS("4") "requestQueueLimit = 12\n", "loss < 1%");
    Found found = find(text);

    if (!SUPPORT_IS_SANITIZED)
        assert_covers(&found.capacity->variants[0], load_that_loses(0.01));
    done_with(&found);
}

/* ---- limits ---- */

static char *limit_text(const char *more, const char *work, const char *arrivals, const char *slo)
{
    return g_strdup_printf("[scenario]\nmodels = iis6\nduration = 10s\nwarmup = 1s\nseed = 3\n"
                           "replications = 4\n" SUPPORT_TEXTBOOK "%s[app:a]\nstart = warm\n"
                           "[page:g]\napp = a\nsession = none\nwork = %s\n"
                           "[clients:c]\npages = g\narrivals = %s\n[slo:s]\nrequire = %s\n",
                           more, work, arrivals, slo);
}

static void assert_limit(const char *text, const char *expected)
{
    Found found = find(text);
    const CapacityVariant *variant = &found.capacity->variants[0];

    CU_ASSERT_EQUAL(variant->result.kind, SEARCH_FOUND);
    CU_ASSERT_STRING_EQUAL(first_limit(variant), expected);
    done_with(&found);
}

static void the_limit_that_is_built_in_is_named(void)
{
    static const char few[] =
        "[aspnet]\nrequestQueueLimit = 40\n" THREADS("4") "minFreeThreads = 0\n"
                                                          "minLocalRequestFreeThreads = 0\n";
    g_autofree char *cpu =
        limit_text(SUPPORT_UNLIMITED, "cpu exp(10ms)", "poisson(40/s)", "latency.mean < 40ms");
    g_autofree char *backend = limit_text(SUPPORT_UNLIMITED "[backend:db]\nconnections = 1\n",
                                          "db exp(10ms)", "poisson(40/s)", "latency.mean < 40ms");
    g_autofree char *queue = limit_text(few, "wait 5ms", "at(1s x 30)", "loss < 0.1%");

    if (SUPPORT_IS_SANITIZED) {
        assert_limit(queue, "queue");
        return;
    }
    assert_limit(cpu, "cpu");
    assert_limit(backend, "backend:db");
    assert_limit(queue, "queue");
}

/* One callback at a time: threads wait for it, and behind them the pipe fills. A site that sells ten
 * connections. A leak that makes a worker be recycled at every hundredth request. */
static void the_pipe_connections_and_memory_are_named_where_they_limit(void)
{
    static const char head[] = "[scenario]\nduration = 10s\nwarmup = 1s\nseed = 3\n"
                               "replications = 3\n[limits]\npreset = none\n[costs]\n"
                               "preset = zero\n";
    g_autofree char *pipe = g_strconcat(
        head,
        "callback-work = wait 10ms\n[aspnet]\n" THREADS(
            "8") "minFreeThreads = 0\n"
                 "minLocalRequestFreeThreads = 0\n[iis5]\ncallbacks = 1\nSyncPipesPerCPU = 1\n"
                 "[app:a]\nstart = warm\n[page:g]\napp = a\nsession = none\nwork = wait 1ms\n"
                 "[variant:v]\nmodel = iis5\n[clients:c]\npages = g\narrivals = poisson(50/s)\n"
                 "[slo:s]\nrequire = latency.mean < 60ms\n",
        NULL);
    g_autofree char *connections = g_strconcat(
        head,
        "[site:s]\nMaxConnections = 10\n[app:a]\nstart = warm\nsite = s\n[page:g]\napp = a\n"
        "session = none\nwork = wait 50ms\n[variant:v]\nmodel = iis6\n[clients:c]\n"
        "pages = g\narrivals = at(1s x 4)\n[slo:s]\nrequire = loss < 0.1%\n",
        NULL);
    g_autofree char *memory = g_strconcat(
        head,
        "[pool:p]\nPeriodicRestartPrivateMemory = 100000\n[app:a]\npool = p\nstart = warm\n"
        "memory = 0B\n[page:g]\napp = a\nsession = none\nwork = wait 1ms\nleak = 1MB\n"
        "[variant:v]\nmodel = iis6\n[clients:c]\npages = g\narrivals = every(50ms)\n"
        "[slo:s]\nrequire = workers.recycled < 4.5\n",
        NULL);

    assert_limit(connections, "connections");
    if (SUPPORT_IS_SANITIZED)
        return;
    assert_limit(pipe, "pipe");
    assert_limit(memory, "memory");
}

/* Twice the cores bring nothing but cores, however a number per CPU may be divided. */
static void twice_the_cores_leave_the_number_of_threads(void)
{
    g_autofree char *text = queue_text("iis6", "10/s", THREADS("25"), "latency.mean < 40ms");
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    ScenarioVariant variant = scenario->variants[0];
    const ModelConfig *config = variant.config;
    RelievedConfig relieved;

    CU_ASSERT_EQUAL(check_load_ceiling(&variant), 25);
    relief_apply(&relieved, config, &(Relief){RELIEF_CPU, 0});
    variant.config = &relieved.config;
    CU_ASSERT_EQUAL(relieved.config.machine.cores, 2);
    CU_ASSERT_EQUAL(check_load_ceiling(&variant), 25);
    CU_ASSERT_EQUAL(config->machine.cores, 1);
    CU_ASSERT_EQUAL(config->machine.limits_cores, 0);
    relief_clear(&relieved);
}

/* The warm-up, and with it every request, is that of the load that is relieved, although with twice the
 * cores less would do. */
static void a_load_and_its_relief_have_one_warm_up(void)
{
    g_autofree char *text = g_strdup_printf(
        "[scenario]\nmodels = iis6\nduration = 4s\nwarmup = auto\nreplications = 2\n" //
        SUPPORT_TEXTBOOK SUPPORT_UNLIMITED "[app:a]\nstart = warm\n"
        "[page:g]\napp = a\nsession = none\nwork = cpu exp(10ms)\n"
        "[clients:c]\npages = g\narrivals = poisson(95/s)\n[slo:s]\nrequire = loss < 1%%\n");
    ScenarioOverrides overrides = {.text = text};
    g_autoptr(Scenario) scenario = support_load(text, NULL);
    g_autoptr(Campaign) campaign = campaign_new(&(CampaignOptions){.threads = 2});
    g_autoptr(Looks) looks = looks_new(scenario, &overrides, campaign);
    const Relief reliefs[] = {{RELIEF_NONE, 0}, {RELIEF_CPU, 0}};
    const Look *seen[2];

    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(looks_want(looks, 0, 1, &reliefs[i]));
        CU_ASSERT_TRUE(looks_run(looks, NULL));
        seen[i] = looks_find(looks, 0, 1, &reliefs[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(seen[i]);
    }
    CU_ASSERT_TRUE(look_scenario(seen[0])->variants[0].config->warmup_ns > SIM_S / 10);
    CU_ASSERT_EQUAL(look_scenario(seen[0])->variants[0].config->warmup_ns,
                    look_scenario(seen[1])->variants[0].config->warmup_ns);
    CU_ASSERT_EQUAL(look_mean(seen[0], "requests.offered"), look_mean(seen[1], "requests.offered"));
    CU_ASSERT_TRUE(look_mean(seen[1], "latency.mean") < look_mean(seen[0], "latency.mean"));
    g_clear_pointer(&campaign, campaign_free); /* it borrows the looks */
}

/* ---- what has no capacity ---- */

static void assert_kind(const char *slo, const char *arrivals, SearchKind kind, const char *said)
{
    g_autofree char *text = limit_text(SUPPORT_ONE_THREAD, "wait exp(10ms)", arrivals, slo);
    Found found = find(text);
    g_autofree char *sentence = capacity_sentence(found.capacity, &found.capacity->variants[0]);

    CU_ASSERT_EQUAL(found.capacity->variants[0].result.kind, kind);
    CU_ASSERT_PTR_NOT_NULL(strstr(sentence, said));
    if (strstr(sentence, said) == NULL)
        fprintf(stderr, "%s\n", sentence);
    done_with(&found);
}

static void what_has_no_capacity_says_why(void)
{
    assert_kind("latency.mean < 5ms", "poisson(20/s)", SEARCH_NEVER,
                "no load meets every slo: still at load 0.25 [slo:s] latency.mean < 5 ms");
    if (SUPPORT_IS_SANITIZED)
        return;
    assert_kind("loss < 50%", "users(4, think=exp(50ms))", SEARCH_UNLIMITED,
                "brought no more throughput");
    assert_kind("latency.p999 < 10ms", "poisson(20/s)", SEARCH_UNKNOWN, "too few requests");
    assert_kind("throughput > 200/s", "poisson(20/s)", SEARCH_UNKNOWN, "is not reached");
}

/* A queue that grows for ever fails, however long the window lets it take. */
G_GNUC_UNUSED static void more_than_can_be_done_for_ever_is_above_the_capacity(void)
{
    g_autofree char *text = queue_text("iis6", "60/s", THREADS("1"), "latency.mean < 1h");
    Found found = find(text);
    const CapacityVariant *variant = &found.capacity->variants[0];

    if (!SUPPORT_IS_SANITIZED) {
        CU_ASSERT_EQUAL(variant->result.kind, SEARCH_FOUND);
        CU_ASSERT_TRUE(variant->is_unstable);
        CU_ASSERT_PTR_NULL(variant->binding);
        assert_between(variant->result.capacity, 0.95 * 100 / 60, 1.1 * 100 / 60);
        CU_ASSERT_STRING_EQUAL(first_limit(variant), "threads");
    }
    done_with(&found);
}

/* Requests that are lost leave no latency behind: that is no latency that is met. */
G_GNUC_UNUSED static void a_latency_that_nobody_lived_to_see_is_not_met(void)
{
    g_autofree char *text = limit_text(SUPPORT_ONE_THREAD, "wait 30s",
                                       "poisson(20/s)\ntimeout = 1s", "latency.mean < 1min");
    Found found = find(text);

    CU_ASSERT_NOT_EQUAL(found.capacity->variants[0].result.kind, SEARCH_UNLIMITED);
    CU_ASSERT_NOT_EQUAL(found.capacity->variants[0].result.kind, SEARCH_FOUND);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found.capacity->variants[0].fails);
    CU_ASSERT_TRUE(found.capacity->variants[0].fails->values[0].is_lost);
    done_with(&found);
}

CU_TestInfo capacity_tests[] = {
    TEST(all_three_ends_are_bracketed_to_the_tolerance),
    TEST(a_finer_tolerance_is_kept),
    TEST(an_end_that_never_comes_leaves_the_interval_open),
    TEST(what_is_met_everywhere_is_told_when_more_load_brings_no_more),
    TEST(what_fails_without_any_load_is_never_met),
    TEST(loads_that_are_too_low_are_passed_by),
    TEST(a_load_that_meets_above_one_that_fails_is_told),
    TEST(what_cannot_be_told_above_a_load_that_meets_is_a_failure),
    TEST(a_load_that_nobody_can_look_at_ends_the_search),
    TEST(the_capacity_of_mm1_is_the_textbooks),
    TEST(the_limit_that_is_built_in_is_named),
    TEST(the_pipe_connections_and_memory_are_named_where_they_limit),
    TEST(twice_the_cores_leave_the_number_of_threads),
    TEST(a_load_and_its_relief_have_one_warm_up),
    TEST(what_has_no_capacity_says_why),
#if !SUPPORT_IS_SANITIZED /* more of the same paths */
    TEST(the_capacity_of_mmck_by_its_loss_is_the_textbooks),
    TEST(more_than_can_be_done_for_ever_is_above_the_capacity),
    TEST(a_latency_that_nobody_lived_to_see_is_not_met),
#endif
    CU_TEST_INFO_NULL,
};
