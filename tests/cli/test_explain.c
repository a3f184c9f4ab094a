/* test_explain.c - a request's journey: hand-computed ones on textbook queues, and what holds for every
 * request of every scenario. */
#include "cli/explain/choose.h"
#include "cli/explain/columns.h"
#include "cli/explain/difference.h"
#include "cli/explain/explain_text.h"
#include "cli/explain/phrase.h"
#include "cli/explain/rule.h"
#include "tests/cli/schema.h"
#include "tests/models/random.h"
#include "tests/models/support.h"
#include <string.h>

#define SCENARIOS (SUPPORT_IS_SANITIZED ? 6 : 24)

static Journey *journey_of(const Scenario *scenario, uint32_t variant, uint64_t number)
{
    const Choice choice = {
        .by = CHOOSE_NUMBER, .number = number, .page = MODEL_NONE, .app = MODEL_NONE};
    Chosen chosen = choose_request(&scenario->variants[variant], 1, &choice);

    CU_ASSERT_TRUE(chosen.is_found);
    return journey_new(&scenario->variants[variant], 1, &chosen.key);
}

/* The index of the first step of the kind, and of that name unless NULL; fails where there is none. */
static guint find(const Journey *journey, WatchKind kind, const char *name)
{
    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == kind && (name == NULL || g_strcmp0(step->name, name) == 0))
            return i;
    }
    CU_FAIL("no such step");
    return 0;
}

static bool has(const Journey *journey, WatchKind kind, const char *name)
{
    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == kind && (name == NULL || g_strcmp0(step->name, name) == 0))
            return true;
    }
    return false;
}

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

/* The stages of the steps are those of the breakdown, once each; steps are in order of time. */
static void check_steps(const Journey *journey)
{
    int64_t in_steps_ns = 0, time_ns = journey->issued_ns;

    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);
        StepRule rule = step_rule(journey, step);
        g_autofree char *phrase = step_phrase(journey, i);

        CU_ASSERT_TRUE(step->time_ns >= time_ns);
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

static const char ten_at_once[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_ONE_THREAD
    "[page:long]\napp = a\nwork = wait 10ms\n[page:short]\napp = a\nwork = wait 1ms\n"
    "[clients:first]\npages = long\narrivals = at(1s x 3)\n"
    "[clients:second]\npages = short\narrivals = at(1.001s x 2)\n";

/* Of the three at 1 s one executes; at 1.001 s the second of the others comes behind two long ones and a
 * short one, and waits until 1.031 s. */
static void who_waits_sees_who_is_in_front_and_who_has_the_thread(void)
{
    g_autoptr(Scenario) scenario = support_load(ten_at_once, "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 5);
    const JourneyStep *queued = journey_step(journey, find(journey, WATCH_QUEUED, "clr"));
    const JourneyStep *thread = journey_step(journey, find(journey, WATCH_THREAD, "worker"));
    const JourneyPool *pool;
    g_autofree char *phrase = step_phrase(journey, find(journey, WATCH_QUEUED, "clr"));

    CU_ASSERT_EQUAL(journey->issued_ns, 1001 * SIM_MS);
    CU_ASSERT_EQUAL(journey_latency_ns(journey), 31 * SIM_MS);
    CU_ASSERT_EQUAL(journey->stage_wait_ns, 30 * SIM_MS);
    CU_ASSERT_EQUAL(queued->number, 3);
    CU_ASSERT_EQUAL(queued->time_ns, 1001 * SIM_MS);
    CU_ASSERT_EQUAL(queued->until_ns, 1031 * SIM_MS);
    CU_ASSERT_EQUAL(queued->ahead->len, 2);
    CU_ASSERT_EQUAL(g_array_index(queued->ahead, JourneyCount, 0).count, 2);
    CU_ASSERT_EQUAL(g_array_index(queued->ahead, JourneyCount, 0).page, 0);
    CU_ASSERT_EQUAL(queued->other_page, 1);
    CU_ASSERT_EQUAL(queued->pools->len, 1);
    pool = g_ptr_array_index(queued->pools, 0);
    CU_ASSERT_EQUAL(pool->busy, 1);
    CU_ASSERT_EQUAL(pool->max, 1);
    CU_ASSERT_STRING_EQUAL(g_array_index(pool->holders, JourneyCount, 0).stage, "work.wait");
    CU_ASSERT_EQUAL(thread->thread, 1);
    CU_ASSERT_EQUAL(thread->time_ns, 1031 * SIM_MS);
    CU_ASSERT_STRING_EQUAL(phrase,
                           "waits in queue clr, behind 3: 2 long, 1 short; next in front is "
                           "short of second; busy: all 1 worker thread of w3wp:p #1, with 1 "
                           "long in work.wait");
}

static void who_is_first_in_line_is_behind_nobody(void)
{
    g_autoptr(Scenario) scenario = support_load(ten_at_once, "iis6");
    g_autoptr(Journey) first = journey_of(scenario, 0, 1);
    g_autoptr(Journey) second = journey_of(scenario, 0, 2);
    const JourneyStep *passed = journey_step(first, find(first, WATCH_QUEUED, "clr"));
    const JourneyStep *waited = journey_step(second, find(second, WATCH_QUEUED, "clr"));
    g_autofree char *nothing = step_phrase(first, find(first, WATCH_QUEUED, "clr"));

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
    guint index = find(journey, WATCH_STAGE, "work.db");
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

static const char refused[] =
    SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\nAppPoolQueueLength = 10\nheld-requests = 1\n"
                                "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                                "[page:x]\napp = a\nwork = wait 1s\n"
                                "[clients:c]\npages = x\narrivals = at(1s x 12)\n";

/* One is held by the process and ten wait: the twelfth is one too many [CC783070]. */
static void a_refused_request_shows_the_limit(void)
{
    g_autoptr(Scenario) scenario = support_load(refused, "iis6");
    g_autoptr(Journey) journey = journey_of(scenario, 0, 12);
    guint index = find(journey, WATCH_RULE, "AppPoolQueueLength");
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
        reason, "the queue of its pool is full: 10 against pool:p.AppPoolQueueLength = 10");
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
        journey_step(journey, find(journey, WATCH_RULE, "appRequestQueueLimit"));
    const JourneyStep *gate = journey_step(journey, find(journey, WATCH_RULE, "minFreeThreads"));
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

static Scenario *cold(const char *version, const char *model)
{
    g_autofree char *text = g_strdup_printf(
        SUPPORT_WINDOW SUPPORT_FREE "process-start = cpu 1s\nappdomain-create = cpu 100ms\n"
                                    "application-instance = cpu 10ms\n[aspnet]\nversion = %s\n"
                                    "[pool:p]\n[app:a]\npool = p\nstart = cold\nmemory = 0B\n"
                                    "[page:x]\napp = a\nwork = cpu 5ms\n"
                                    "[clients:c]\npages = x\narrivals = at(1s x 1, 1.5s x 1)\n",
        version);

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
        g_autoptr(Scenario) scenario = cold(versions[i], "iis6");
        g_autoptr(Journey) journey = journey_of(scenario, 0, 1);
        g_autofree char *order = made_in_order(journey);

        CU_ASSERT_STRING_EQUAL(order, made[i]);
        CU_ASSERT_EQUAL(journey_latency_ns(journey), 1115 * SIM_MS);
    }
}

/* Half a second later the process has begun to start, for another; and that one makes what this one
 * waits for. */
static void who_comes_second_waits_for_what_the_first_has_made(void)
{
    static const char *const models_of_path[] = {"iis6", "iis5"};

    for (size_t i = 0; i < G_N_ELEMENTS(models_of_path); i++) {
        g_autoptr(Scenario) scenario = cold("1.1", models_of_path[i]);
        g_autoptr(Journey) journey = journey_of(scenario, 0, 2);
        const JourneyStep *ready = journey_step(journey, find(journey, WATCH_READY, NULL));

        CU_ASSERT_FALSE(has(journey, WATCH_STARTS, NULL));
        CU_ASSERT_EQUAL(ready->time_ns, 2 * SIM_S);
        CU_ASSERT_EQUAL(ready->since_ns, 1 * SIM_S);
    }
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
    CU_ASSERT_TRUE(has(journey, WATCH_RULE, "requestQueueLimit"));
    check_sums(journey);
}

/* ---- the choice ---- */

static void the_slowest_and_the_first_that_failed_are_found(void)
{
    g_autoptr(Scenario) scenario = support_load(refused, "iis6");
    Choice choice = {.by = CHOOSE_SLOWEST, .page = MODEL_NONE, .app = MODEL_NONE};
    Chosen slowest = choose_request(&scenario->variants[0], 1, &choice);
    Chosen failed, beyond;

    choice.by = CHOOSE_FIRST_FAILED;
    failed = choose_request(&scenario->variants[0], 1, &choice);
    choice.by = CHOOSE_NUMBER;
    choice.number = 13;
    beyond = choose_request(&scenario->variants[0], 1, &choice);
    CU_ASSERT_EQUAL(slowest.counted, 12);
    CU_ASSERT_EQUAL(slowest.key.ordinal, 10); /* from 0: the last of those that wait */
    CU_ASSERT_EQUAL(failed.key.ordinal, 11);
    CU_ASSERT_FALSE(beyond.is_found);
    CU_ASSERT_EQUAL(beyond.counted, 12);
}

static void a_choice_of_a_page_counts_only_its_requests(void)
{
    g_autoptr(Scenario) scenario = support_load(ten_at_once, "iis6");
    Choice choice = {.by = CHOOSE_NUMBER, .number = 2, .page = 1, .app = MODEL_NONE};
    Chosen chosen = choose_request(&scenario->variants[0], 1, &choice);

    CU_ASSERT_TRUE(chosen.is_found);
    CU_ASSERT_STRING_EQUAL(chosen.key.group, "second");
    CU_ASSERT_EQUAL(chosen.key.ordinal, 1);
    choice.number = 3;
    chosen = choose_request(&scenario->variants[0], 1, &choice);
    CU_ASSERT_FALSE(chosen.is_found);
    CU_ASSERT_EQUAL(chosen.counted, 2);
}

/* ---- the difference ---- */

static void the_difference_names_the_stages_that_made_it(void)
{
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_WINDOW "models = iis5, iis6\n" SUPPORT_TEXTBOOK
                       "pipe-oneway = cpu 3ms\n" SUPPORT_APP "[page:x]\napp = a\nwork = wait 10ms\n"
                       "[clients:c]\npages = x\narrivals = at(1s x 1)\n",
        NULL);
    g_autoptr(Journey) left = journey_of(scenario, 0, 1);
    g_autoptr(Journey) right = journey_of(scenario, 1, 1);
    g_autofree char *text = difference_text(left, right);
    int64_t saved_ns = journey_latency_ns(left) - journey_latency_ns(right);

    CU_ASSERT_EQUAL(journey_latency_ns(right), 10 * SIM_MS);
    CU_ASSERT_TRUE(saved_ns >= 6 * SIM_MS);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "iis6 answered it "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " sooner than iis5"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " less in pipe."));
}

static void a_client_that_did_not_come_so_far_is_said(void)
{
    g_autoptr(Scenario) scenario = support_load(ten_at_once, "iis6");
    const JourneyKey key = {.group = "second", .ordinal = 7};
    g_autoptr(Journey) journey = journey_new(&scenario->variants[0], 1, &key);
    g_autofree char *text = difference_text(journey, journey);

    CU_ASSERT_FALSE(journey->is_found);
    CU_ASSERT_EQUAL(journey->issued_by_client, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "has no such request: the same client issued 2 there"));
}

/* ---- text and JSON ---- */

static int widest(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int most = 0;

    for (char **line = lines; *line != NULL; line++)
        most = MAX(most, (int)g_utf8_strlen(*line, -1));
    return most;
}

static void check_output(const Explanation *explanation, const char *schema)
{
    g_autofree char *text = explain_text(explanation), *again = explain_text(explanation);
    g_autofree char *json = explain_json(explanation);
    g_autofree char *complaint = schema_complaint(schema, json);

    CU_ASSERT_TRUE(widest(text) <= 80);
    CU_ASSERT_STRING_EQUAL(text, again);
    CU_ASSERT_PTR_NULL(complaint);
    if (complaint != NULL)
        g_printerr("explain: %s\n", complaint);
}

static void what_is_printed_fits_the_terminal_and_its_schema(void)
{
    g_autofree char *schema = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents("docs/explain.schema.json", &schema, NULL, NULL));
    for (uint64_t s = 0; s < SCENARIOS / 2; s++) {
        g_autofree char *text = random_scenario(100 + s);
        g_autoptr(Scenario) scenario = support_load(text, support_models[s % SUPPORT_MODELS]);
        g_autoptr(Journey) first = journey_of(scenario, 0, 1);
        const JourneyKey missing = {.group = scenario->variants[0].config->clients[0].name,
                                    .ordinal = UINT64_MAX};
        g_autoptr(Journey) none = journey_new(&scenario->variants[0], 1, &missing);
        Journey *journeys[] = {first, none, first};
        Explanation explanation = {
            .scenario = scenario, .replication = 1, .journeys = journeys, .count = 1};

        check_output(&explanation, schema);
        explanation.count = G_N_ELEMENTS(journeys);
        check_output(&explanation, schema);
    }
}

static void a_long_word_is_cut_and_never_lost(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) joined = g_string_new(NULL);

    columns_wrap(lines, "12 ", "a \xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc-longer b", 8);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = g_ptr_array_index(lines, i);

        CU_ASSERT_TRUE(g_utf8_strlen(line, -1) <= 8);
        g_string_append(joined, line + 3);
    }
    CU_ASSERT_STRING_EQUAL(joined->str,
                           "a\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc-longer b");
}

CU_TestInfo explain_tests[] = {
    TEST(the_stages_of_any_request_add_up_to_its_latency),
    TEST(who_waits_sees_who_is_in_front_and_who_has_the_thread),
    TEST(who_is_first_in_line_is_behind_nobody),
    TEST(who_visits_a_backend_sees_who_is_there),
    TEST(a_refused_request_shows_the_limit),
    TEST(a_setting_of_an_application_is_named_as_such),
    TEST(a_cold_start_shows_what_is_made_and_in_which_order),
    TEST(who_comes_second_waits_for_what_the_first_has_made),
    TEST(a_call_is_part_of_the_journey),
    TEST(every_attempt_is_part_of_the_journey),
    TEST(the_slowest_and_the_first_that_failed_are_found),
    TEST(a_choice_of_a_page_counts_only_its_requests),
    TEST(the_difference_names_the_stages_that_made_it),
    TEST(a_client_that_did_not_come_so_far_is_said),
    TEST(what_is_printed_fits_the_terminal_and_its_schema),
    TEST(a_long_word_is_cut_and_never_lost),
    CU_TEST_INFO_NULL,
};
