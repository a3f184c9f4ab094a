/* test_journey.c - a request's journey: hand-computed ones on textbook queues, and what holds for every
 * request of every scenario. */
#include "cli/explain/difference.h"
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "tests/cli/journey_support.h"
#include "tests/models/random.h"

#define SCENARIOS (SUPPORT_IS_SANITIZED ? 6 : 24)

/* ---- what holds for every request ---- */

static void check_sums(const Journey *journey)
{
    int64_t wait_ns = 0, service_ns = 0;

    for (guint i = 0; i < journey->stages->len; i++) {
        wait_ns += g_array_index(journey->stages, JourneyStage, i).wait_ns;
        service_ns += g_array_index(journey->stages, JourneyStage, i).service_ns;
    }
    CU_ASSERT_EQUAL(wait_ns, journey->stage_wait_ns);
    CU_ASSERT_EQUAL(service_ns, journey->stage_service_ns);
    if (journey_latency_ns(journey) >= 0)
        CU_ASSERT_EQUAL(wait_ns + service_ns, journey_latency_ns(journey));
}

static void check_counts(const GArray *counts)
{
    for (guint i = 0; counts != NULL && i + 1 < counts->len; i++)
        CU_ASSERT_TRUE(g_array_index(counts, JourneyCount, i).count >=
                       g_array_index(counts, JourneyCount, i + 1).count);
}

/* The stages of the steps are those of the breakdown, once each; steps are in order of time. */
static void check_steps(const Journey *journey)
{
    int64_t in_steps_ns = 0, time_ns = journey->issued_ns;

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);
        StepRule rule = step_rule(journey, step);
        g_autofree char *phrase = step_phrase(journey, i);

        CU_ASSERT_TRUE(step->time_ns >= time_ns);
        check_counts(step->ahead);
        time_ns = step->time_ns;
        CU_ASSERT_PTR_NOT_NULL(step_kind_name(step->kind));
        CU_ASSERT_TRUE(phrase == NULL || *phrase != '\0');
        if (step->kind == WATCH_RULE || step->kind == WATCH_STAGE || step->kind == WATCH_THREAD)
            CU_ASSERT_PTR_NOT_NULL(rule.source);
        if (step->kind == WATCH_STAGE && step->depth == 0)
            in_steps_ns += step->wait_ns + step->service_ns;
        step_rule_clear(&rule);
    }
    if (journey->gone_ns == journey->resolved_ns && journey->left_out == 0)
        CU_ASSERT_EQUAL(in_steps_ns, journey->stage_wait_ns + journey->stage_service_ns);
}

static const RequestRecord *record_of(const GArray *records, const Journey *journey)
{
    const char *group = journey->variant->config->clients[journey->group].name;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        if (record->user == journey->user && record->ordinal == journey->ordinal &&
            g_str_equal(record->group, group))
            return record;
    }
    return NULL;
}

static void check_against_record(const GArray *records, const Journey *journey)
{
    const RequestRecord *record = record_of(records, journey);

    CU_ASSERT_PTR_NOT_NULL(record);
    if (record == NULL)
        return;
    CU_ASSERT_EQUAL(record->issued_ns, journey->issued_ns);
    CU_ASSERT_STRING_EQUAL(record->outcome, journey->outcome);
    CU_ASSERT_EQUAL(record->attempts, journey->attempts);
    if (!g_str_equal(record->outcome, "in_flight"))
        CU_ASSERT_EQUAL(record->ended_ns, journey->resolved_ns);
    if (!g_str_equal(record->outcome, "in_flight") && !g_str_equal(record->outcome, "abandoned"))
        CU_ASSERT_EQUAL(record->status, journey->status);
}

static void the_stages_of_any_request_add_up_to_its_latency(void)
{
    uint32_t looked = 0;

    for (uint64_t s = 0; s < SCENARIOS; s++) {
        g_autofree char *text = random_scenario(s);
        const char *model = support_models[s % SUPPORT_MODELS];
        g_autoptr(Scenario) scenario = support_load(text, model);
        g_autoptr(GArray) records = support_records(text, model, 1, NULL);

        for (uint64_t n = 1; n <= records->len; n += 1 + records->len / 6) {
            g_autoptr(Journey) journey = journey_of(scenario, 0, n);

            CU_ASSERT_TRUE(journey->is_found);
            CU_ASSERT_EQUAL(journey->cohort_number, n);
            check_sums(journey);
            check_steps(journey);
            check_against_record(records, journey);
            looked++;
        }
    }
    CU_ASSERT_TRUE(looked > 3 * SCENARIOS);
}

/* ---- a textbook queue: one thread, ten at once, 10 ms each ---- */

/* Of the three at 1 s one executes; at 1.001 s the second of the others comes behind two long ones and a
 * short one, and waits until 1.031 s. The native thread that the first of all has is none of those that
 * it waits for. */
static void who_waits_sees_who_is_in_front_and_who_has_the_thread(void)
{
    static const char *const queues[] = {"clr", "pipe"}, *const threads[] = {"worker", "I/O"};
    static const char *const words[] = {
        "waits in queue clr, behind 3: 2 long, 1 short; next in "
        "front is short of second; busy: the "
        "only worker thread of w3wp:p #1, with 1 long in work.wait",
        "waits in queue pipe, behind 3: 2 long, 1 short; next in "
        "front is short of second; busy: the "
        "only I/O thread of aspnet_wp #1, with 1 long in work.wait"};
    static const char *const on[] = {"iis6", "iis5"};

    for (size_t i = 0; i < G_N_ELEMENTS(on); i++) {
        g_autoptr(Scenario) scenario = support_load(journey_ten_at_once, on[i]);
        g_autoptr(Journey) journey = journey_of(scenario, 0, 6);
        guint index = journey_find(journey, WATCH_QUEUED, queues[i]);
        const JourneyStep *queued = journey_step(journey, index);
        const JourneyStep *thread =
            journey_step(journey, journey_find(journey, WATCH_THREAD, threads[i]));
        g_autofree char *phrase = step_phrase(journey, index);

        CU_ASSERT_EQUAL(journey->issued_ns, 1001 * SIM_MS);
        CU_ASSERT_EQUAL(journey_latency_ns(journey), 31 * SIM_MS);
        CU_ASSERT_EQUAL(journey->stage_wait_ns, 30 * SIM_MS);
        CU_ASSERT_EQUAL(queued->number, 3);
        CU_ASSERT_EQUAL(queued->time_ns, 1001 * SIM_MS);
        CU_ASSERT_EQUAL(queued->until_ns, 1031 * SIM_MS);
        CU_ASSERT_TRUE(queued->pools != NULL && queued->pools->len == 1);
        CU_ASSERT_EQUAL(thread->thread, 1);
        CU_ASSERT_EQUAL(thread->time_ns, 1031 * SIM_MS);
        CU_ASSERT_STRING_EQUAL(phrase, words[i]);
    }
}

/* One thread at first, and one more each half second. */
static void threads_that_can_still_be_made_are_told(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
        "[page:x]\napp = a\nwork = wait 10s\n[clients:c]\npages = x\narrivals = at(1s x 4)\n",
        "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 4);
    g_autofree char *phrase = step_phrase(journey, journey_find(journey, WATCH_QUEUED, "clr"));

    CU_ASSERT_EQUAL(journey_latency_ns(journey), 11500 * SIM_MS);
    CU_ASSERT_STRING_EQUAL(
        phrase, "waits in queue clr, behind 2: 2 x; next in front is x of c; busy: every "
                "worker thread that w3wp:p #1 has yet, 1 of at most 20, with 1 x in "
                "work.wait");
}

static void who_is_first_in_line_is_behind_nobody(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_ten_at_once, "iis6");
    g_autoptr(Journey) first = journey_of(scenario, 0, 2);
    g_autoptr(Journey) second = journey_of(scenario, 0, 3);
    const JourneyStep *passed = journey_step(first, journey_find(first, WATCH_QUEUED, "clr"));
    const JourneyStep *waited = journey_step(second, journey_find(second, WATCH_QUEUED, "clr"));
    g_autofree char *nothing = step_phrase(first, journey_find(first, WATCH_QUEUED, "clr"));

    CU_ASSERT_EQUAL(passed->until_ns, passed->time_ns);
    CU_ASSERT_PTR_NULL(passed->pools);
    CU_ASSERT_PTR_NULL(nothing);
    CU_ASSERT_EQUAL(waited->number, 0);
    CU_ASSERT_PTR_NULL(waited->ahead);
    CU_ASSERT_EQUAL(journey_latency_ns(second), 20 * SIM_MS);
}

/* Two connections, four at once: the fourth finds three others there, one of which waits. */
static void who_visits_a_backend_sees_who_is_there(void)
{
    g_autoptr(Scenario) scenario =
        support_load(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_UNLIMITED
                     "[backend:db]\nconnections = 2\n[page:x]\napp = a\nwork = db 10ms\n"
                     "[clients:c]\npages = x\narrivals = at(1s x 4)\n",
                     "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 4);
    guint index = journey_find(journey, WATCH_STAGE, "work.db");
    const JourneyStep *visit = journey_step(journey, index);
    g_autofree char *phrase = step_phrase(journey, index);
    StepRule rule = step_rule(journey, visit);

    CU_ASSERT_EQUAL(visit->number, 3);
    CU_ASSERT_EQUAL(visit->limit, 2);
    CU_ASSERT_EQUAL(visit->wait_ns, 10 * SIM_MS);
    CU_ASSERT_EQUAL(visit->service_ns, 10 * SIM_MS);
    CU_ASSERT_STRING_EQUAL(phrase, "all 2 connections are taken, and 1 wait before it: 3 x");
    CU_ASSERT_STRING_EQUAL(rule.setting, "backend:db.connections");
    step_rule_clear(&rule);
}

/* ---- refused ---- */

/* One is held by the process and ten wait: the twelfth is one too many [CC783070]. */
static void a_refused_request_shows_the_limit(void)
{
    g_autoptr(Scenario) scenario = support_load(journey_refused, "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 12);
    guint index = journey_find(journey, WATCH_RULE, "AppPoolQueueLength");
    const JourneyStep *limit = journey_step(journey, index);
    StepRule rule = step_rule(journey, limit);
    g_autofree char *reason = difference_reason(journey);

    CU_ASSERT_STRING_EQUAL(journey->outcome, "rejected");
    CU_ASSERT_EQUAL(journey->status, 503);
    CU_ASSERT_EQUAL(limit->number, 10);
    CU_ASSERT_EQUAL(limit->limit, 10);
    CU_ASSERT_STRING_EQUAL(rule.setting, "pool:p.AppPoolQueueLength");
    CU_ASSERT_STRING_EQUAL(rule.value, "10");
    CU_ASSERT_STRING_EQUAL(rule.source, "KB820729");
    CU_ASSERT_STRING_EQUAL(
        reason, "the queue in the kernel is full: 10 against pool:p.AppPoolQueueLength = 10");
    step_rule_clear(&rule);
}

/* The limit is the application's own where that differs from what [aspnet] says for all. */
static void a_setting_of_an_application_is_named_as_such(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
        "appRequestQueueLimit = 1\n[aspnet]\nmaxWorkerThreads = 10\nmaxIoThreads = 10\n"
        "minFreeThreads = 9\n"
        "[page:x]\napp = a\nwork = wait 1s\n[clients:c]\npages = x\narrivals = at(1s x 9)\n",
        "iis6");
    const Choice choice = {.by = CHOOSE_FIRST_FAILED, .page = MODEL_NONE, .app = MODEL_NONE};
    Chosen chosen = choose_request(&scenario->variants[0], 1, &choice);
    g_autoptr(Journey) journey = journey_new(&scenario->variants[0], 1, &chosen.key);
    const JourneyStep *limit =
        journey_step(journey, journey_find(journey, WATCH_RULE, "appRequestQueueLimit"));
    const JourneyStep *gate =
        journey_step(journey, journey_find(journey, WATCH_RULE, "minFreeThreads"));
    StepRule own = step_rule(journey, limit), of_all = step_rule(journey, gate);

    CU_ASSERT_TRUE(chosen.is_found);
    CU_ASSERT_STRING_EQUAL(own.setting, "app:a.appRequestQueueLimit");
    CU_ASSERT_STRING_EQUAL(of_all.setting, "aspnet.minFreeThreads");
    step_rule_clear(&own);
    step_rule_clear(&of_all);
}

/* ---- started for it ---- */

static char *made_in_order(const Journey *journey)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == WATCH_STARTS)
            g_string_append_printf(text, "%s%s, ", step->process.name, step->is_own ? "!" : "");
        else if (step->kind == WATCH_MADE)
            g_string_append_printf(text, "%s, ", step->name);
    }
    return g_string_free(text, FALSE);
}

static Scenario *cold(const char *version, const char *model, const char *arrivals)
{
    g_autofree char *text = g_strdup_printf(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = cpu 1s\nappdomain-create = cpu 100ms\n"
                                    "application-instance = cpu 10ms\n[aspnet]\nversion = %s\n"
                                    "minWorkerThreads = 2\nminIoThreads = 2\n"
                                    "[pool:p]\n[app:a]\npool = p\nstart = cold\nmemory = 0B\n"
                                    "[page:x]\napp = a\nwork = cpu 5ms\n"
                                    "[clients:c]\npages = x\narrivals = %s\n",
        version, arrivals);

    return support_load(text, model);
}

static void a_cold_start_shows_what_is_made_and_in_which_order(void)
{
    static const char *const versions[] = {"1.1", "2.0"};
    static const char *const made[] = {
        "w3wp:p!, CLR, AppDomain, HttpApplication, compiled pages, JIT code of the page, ",
        "w3wp:p!, CLR, Application Manager, AppDomain, Hosting Environment, HttpApplication, "
        "compiled pages, JIT code of the page, ",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        g_autoptr(Scenario) scenario = cold(versions[i], "iis6", "at(1s x 1)");
        g_autoptr(Journey) journey = journey_of(scenario, 0, 1);
        g_autofree char *order = made_in_order(journey);

        CU_ASSERT_STRING_EQUAL(order, made[i]);
        CU_ASSERT_EQUAL(journey_latency_ns(journey), 1115 * SIM_MS);
    }
}

/* Half a second later the process has begun to start, for another; that one makes what this one waits
 * for. */
static void who_comes_second_waits_for_what_the_first_has_begun(void)
{
    static const char *const paths[] = {"iis6", "iis5"};

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(Scenario) scenario = cold("1.1", paths[i], "at(1s x 1, 1.5s x 1)");
        g_autoptr(Journey) journey = journey_of(scenario, 0, 2);
        const JourneyStep *ready = journey_step(journey, journey_find(journey, WATCH_READY, NULL));
        guint index = journey_find(journey, WATCH_WAITS_FOR, "AppDomain");
        g_autofree char *phrase = step_phrase(journey, index);

        CU_ASSERT_FALSE(journey_has(journey, WATCH_STARTS, NULL));
        CU_ASSERT_EQUAL(ready->time_ns, 2 * SIM_S);
        CU_ASSERT_EQUAL(ready->since_ns, 1 * SIM_S);
        CU_ASSERT_EQUAL(journey_step(journey, index)->other, 1);
        CU_ASSERT_STRING_EQUAL(phrase, "waits for the AppDomain, which x of c is making");
    }
}

/* What is put there by a crash is not started for the one whose process has died. */
static void a_replacement_is_not_started_for_the_one_that_was_lost(void)
{
    g_autoptr(Scenario) scenario =
        support_load(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" SUPPORT_APP
                                                 "[page:x]\napp = a\nwork = wait 10s\n"
                                                 "[fault:f]\nkind = crash\napp = a\nat = 5s\n"
                                                 "[clients:c]\npages = x\narrivals = at(1s x 1)\n",
                     "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 1);
    const JourneyStep *starts = journey_step(journey, journey_find(journey, WATCH_STARTS, NULL));
    g_autofree char *reason = difference_reason(journey);

    CU_ASSERT_STRING_EQUAL(journey->outcome, "reset");
    CU_ASSERT_FALSE(starts->is_own);
    CU_ASSERT_TRUE(journey_has(journey, WATCH_MARK, "f"));
    CU_ASSERT_STRING_EQUAL(reason, "fault f: the process that it was in has ended");
}

/* ---- calls, retries, sessions ---- */

static void a_call_is_part_of_the_journey(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_UNLIMITED
        "[page:x]\napp = a\nwork = wait 10ms, call page:y, wait 1ms\n"
        "[page:y]\napp = a\nwork = wait 5ms\n[clients:c]\npages = x\narrivals = at(1s x 1)\n",
        "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 1);
    const JourneyStep *call = NULL;
    int64_t of_call_ns = 0;

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == WATCH_ISSUED && step->depth == 1)
            call = step;
        if (step->kind == WATCH_STAGE && step->depth == 1)
            of_call_ns += step->wait_ns + step->service_ns;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(call);
    CU_ASSERT_EQUAL(call->time_ns - journey->issued_ns, 10 * SIM_MS);
    CU_ASSERT_EQUAL(call->page, 1);
    CU_ASSERT_EQUAL(of_call_ns, 5 * SIM_MS);
    CU_ASSERT_EQUAL(journey_latency_ns(journey), 16 * SIM_MS);
    check_sums(journey);
}

/* One connection for calls, two callers: the second waits for it [KB821268]. */
static void who_cannot_call_yet_says_what_is_in_use(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_UNLIMITED
        "maxconnection = 1\n[page:x]\napp = a\nwork = call page:y\n"
        "[page:y]\napp = a\nwork = wait 5ms\n[clients:c]\npages = x\narrivals = at(1s x 2)\n",
        "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 2);
    g_autofree char *phrase =
        step_phrase(journey, journey_find(journey, WATCH_RULE, "maxconnection"));

    CU_ASSERT_EQUAL(journey_latency_ns(journey), 10 * SIM_MS);
    CU_ASSERT_STRING_EQUAL(
        phrase, "all connections for calls are taken: 1 against aspnet.maxconnection = 1");
}

/* [RS:SessionStateModule.cs] */
static void who_waits_for_a_session_sees_who_has_it(void)
{
    g_autoptr(Scenario) scenario =
        support_load(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SUPPORT_APP
                     "[page:g]\napp = a\nwait = 10s\n[page:h]\napp = a\nwait = 1s\n"
                     "[clients:c]\narrivals = replay(inline)\n[replay:c]\n0,g,1\n0.6,h,1\n",
                     "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 2);
    guint index = journey_find(journey, WATCH_WAITS_FOR, NULL);
    g_autofree char *phrase = step_phrase(journey, index);

    CU_ASSERT_EQUAL(journey_latency_ns(journey), 10500 * SIM_MS);
    CU_ASSERT_EQUAL(journey_step(journey, index)->other, 1);
    CU_ASSERT_STRING_EQUAL(phrase, "waits for the lock of its session, which g of c has");
}

/* Its client gives up after a second; the server has it until executionTimeout. */
static void what_hangs_says_so_and_the_server_works_on(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
        "[page:x]\napp = a\nwork = wait 10ms\n[fault:f]\nkind = hang\napp = a\nper-request = 1\n"
        "[clients:c]\npages = x\narrivals = at(1s x 1)\ntimeout = 1s\n",
        "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 1);

    CU_ASSERT_STRING_EQUAL(journey->outcome, "abandoned");
    CU_ASSERT_EQUAL(journey_latency_ns(journey), SIM_S);
    CU_ASSERT_EQUAL(journey->status, 0);
    CU_ASSERT_TRUE(journey_has(journey, WATCH_RULE, "hangs"));
    CU_ASSERT_TRUE(journey->gone_ns - journey->issued_ns > 90 * SIM_S);
    CU_ASSERT_EQUAL(journey->stage_wait_ns + journey->stage_service_ns, SIM_S);
}

static void every_attempt_is_part_of_the_journey(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_ONE_THREAD
        "requestQueueLimit = 1\n[page:x]\napp = a\nwork = wait 1s\n[clients:c]\npages = x\n"
        "arrivals = at(1s x 2)\nretry = 400ms x 5 on rejected\n",
        "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 2);

    CU_ASSERT_EQUAL(journey->attempts, 4);
    CU_ASSERT_STRING_EQUAL(journey->outcome, "ok");
    CU_ASSERT_EQUAL(journey_latency_ns(journey), 2200 * SIM_MS);
    CU_ASSERT_TRUE(journey_has(journey, WATCH_RULE, "requestQueueLimit"));
    check_sums(journey);
}

/* A page calls another 60 times, which calls a third as often: 3,600 times 1 ms. Whenever something is left
 * out two calls are under way. */
static void of_very_many_steps_the_first_and_the_last_are_kept(void)
{
    g_autofree char *sixty = g_strnfill(60, ',');
    g_auto(GStrv) gaps = g_strsplit(sixty, ",", -1);
    g_autofree char *to_y = g_strjoinv(", call page:y", gaps);
    g_autofree char *to_z = g_strjoinv(", call page:z", gaps);
    g_autofree char *text = g_strdup_printf(
        SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_UNLIMITED
        "[page:x]\napp = a\nwork = wait 1ms%s\n[page:y]\napp = a\nwork = wait 0ms%s\n"
        "[page:z]\napp = a\nwork = wait 1ms\n[clients:c]\npages = x\narrivals = at(1s x 1)\n",
        to_y, to_z);
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 1);

    CU_ASSERT_TRUE(journey->left_out > 0);
    CU_ASSERT_TRUE(journey->steps->len <= JOURNEY_STEPS_MAX);
    CU_ASSERT_EQUAL(journey_step(journey, 0)->kind, WATCH_ISSUED);
    CU_ASSERT_EQUAL(journey_step(journey, journey->steps->len - 1)->kind, WATCH_GONE);
    CU_ASSERT_EQUAL(journey_latency_ns(journey), 3601 * SIM_MS);
    check_sums(journey);
    check_steps(journey);
    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == WATCH_STAGE && g_str_equal(step->name, "work.call"))
            CU_ASSERT_EQUAL(step->until_ns - step->time_ns,
                            (step->depth == 0 ? 3600 : 60) * SIM_MS);
    }
}

CU_TestInfo journey_tests[] = {
    TEST(the_stages_of_any_request_add_up_to_its_latency),
    TEST(who_waits_sees_who_is_in_front_and_who_has_the_thread),
    TEST(threads_that_can_still_be_made_are_told),
    TEST(who_is_first_in_line_is_behind_nobody),
    TEST(who_visits_a_backend_sees_who_is_there),
    TEST(a_refused_request_shows_the_limit),
    TEST(a_setting_of_an_application_is_named_as_such),
    TEST(a_cold_start_shows_what_is_made_and_in_which_order),
    TEST(who_comes_second_waits_for_what_the_first_has_begun),
    TEST(a_replacement_is_not_started_for_the_one_that_was_lost),
    TEST(a_call_is_part_of_the_journey),
    TEST(who_cannot_call_yet_says_what_is_in_use),
    TEST(who_waits_for_a_session_sees_who_has_it),
    TEST(what_hangs_says_so_and_the_server_works_on),
    TEST(every_attempt_is_part_of_the_journey),
    TEST(of_very_many_steps_the_first_and_the_last_are_kept),
    CU_TEST_INFO_NULL,
};
