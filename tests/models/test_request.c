/* test_request.c - the life of a request as its client sees it: time-outs, patience, retries; and
 * that its demands are its own, whatever happens to others.
 */
#include "tests/models/support.h"

#include <string.h>

#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define GROUP "[clients:c]\npages = g\n"

/* ---- time-outs ---- */

static void a_client_that_times_out_has_abandoned_while_the_server_works_on(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD PAGE
                            "wait = 10s\n" GROUP "arrivals = at(0s x 3)\ntimeout = 15s\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 10), 1);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 15), 2);
        CU_ASSERT_EQUAL(support_count(records, "c", "abandoned"), 2);
        CU_ASSERT_EQUAL(support_find(records, "c", 1)->status, 0);
        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 30); /* all three, to the end */
        SUPPORT_NEAR(support_value(result, "late"), 2 / 3.0);
        SUPPORT_NEAR(support_value(result, "in_system") * 60, 10 + 20 + 30);
    }
}

static void an_answer_at_the_very_time_of_the_time_out_is_late_or_not_but_counted_once(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
                            "wait = 10s\n" GROUP "arrivals = every(1s)\ntimeout = 10s\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(
            support_count(records, "c", "ok") + support_count(records, "c", "abandoned"), 59);
    }
}

/* A user whose request timed out thinks and asks again, the old one still being worked on; with
 * session state the new one would wait for it. */
static void a_user_goes_on_after_a_time_out(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
            "wait = 10s\nsession = none\n" GROUP "arrivals = users(1, think=1s)\ntimeout = 2s\n",
            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(records->len, 20); /* at 1, 4, 7 .. 58 s */
        CU_ASSERT_EQUAL(support_count(records, "c", "abandoned"), 20);
        /* 10 s of work every 3 s, and a native thread */
        CU_ASSERT_EQUAL(support_value(result, "threads.max"), 4 + 1);
    }
}

/* ---- patience ---- */

/* Out of the queue at once, at no cost; not once its request executes. */
static void the_impatient_leave_the_queue_but_not_the_thread(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD PAGE
                            "wait = 10s\n" GROUP "arrivals = at(0s x 3, 7s)\npatience = 5s\n",
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), 2);
        SUPPORT_NEAR(support_start_s(records, "c", 3), 10);
        CU_ASSERT_EQUAL(support_count(records, "c", "abandoned"), 2);
        SUPPORT_NEAR(support_value(result, "threads.busy") * 60, 20);
        CU_ASSERT_EQUAL(support_value(result, "late"), 0);
        SUPPORT_NEAR(support_value(result, "in_system") * 60, 10 + 5 + 5 + 13);
    }
}

/* Whatever queue holds it: the application's (1.1 defaults), http.sys's, the backlog, a pipe. */
static void the_impatient_leave_every_kind_of_queue(void)
{
    static const struct {
        const char *model, *queue, *text;
    } cases[] = {
        {"iis6", "queue.app:a.max", SUPPORT_READY_THREADS "[pool:p]\n"},
        {"iis5", "queue.app:a.max", SUPPORT_READY_THREADS "[pool:p]\n"},
        {"iis6", "queue.clr.max", SUPPORT_ONE_THREAD "[pool:p]\n"},
        {"iis5", "queue.pipe.max", SUPPORT_ONE_THREAD "[pool:p]\n"},
        {"iis6", "queue.pool:p.max", "[pool:p]\nheld-requests = 1\n"},
        {"iis5", "queue.frontend.max",
         "[scriptmap]\n.aspx = isapi\n"
         "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n[pool:p]\n"},
        {"iis5", "queue.backlog.max",
         "[scriptmap]\n.aspx = isapi\n"
         "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
         "accepts-posted = 1\n[pool:p]\n"},
        {"i5m", "queue.backlog.max",
         "[scriptmap]\n.aspx = isapi\n"
         "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n[pool:p]\n"},
        {"iis6", "queue.frontend.max",
         "[scriptmap]\n.aspx = asp\n[pool:p]\nAspProcessorThreadMax = 1\n"},
        {"iis5", "queue.frontend.max",
         "[scriptmap]\n.aspx = asp\n[iis5]\nAspProcessorThreadMax = 1\n"
         "[pool:p]\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strconcat(SUPPORT_WINDOW SUPPORT_FREE, cases[i].text,
                        "[app:a]\npool = p\nstart = warm\nAppIsolated = 0\n[page:g]\napp = a\nwait "
                        "= 10s\n" GROUP "arrivals = at(0s x 60)\npatience = 5s\n",
                        NULL);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, cases[i].model, 1, &result);
        uint32_t abandoned = support_count(records, "c", "abandoned");

        CU_ASSERT(support_value(result, cases[i].queue) > 0);
        CU_ASSERT(abandoned > 10);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 5), abandoned);
        CU_ASSERT_EQUAL(abandoned + support_count(records, "c", "refused") +
                            support_count_ended(records, "c", 10),
                        60);
    }
}

/* A native thread has them when their patience ends: the page does not begin. */
static void the_impatient_are_not_executed_once_they_have_left(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_TEXTBOOK
            "w3wp-native = wait 1s\ninetinfo-in = wait 1s\n"
            "i5m-native = wait 2s\n" SUPPORT_APP "[page:i]\napp = a\nurl = /a/x.gif\nwait = 20s\n"
            "[page:o]\napp = a\nurl = /a/x.asp\nwait = 20s\n"
            "[page:x]\napp = a\nurl = /a/x.aspx\nwait = 20s\n"
            "[clients:c]\npages = i\narrivals = at(0s)\npatience = 500ms\n"
            "[clients:d]\npages = o\narrivals = at(0s)\npatience = 500ms\n"
            "[clients:e]\npages = x\narrivals = at(0s)\npatience = 500ms\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "requests.abandoned"), 3);
        CU_ASSERT(support_value(result, "threads.busy") * 60 < 10);
        CU_ASSERT_EQUAL(support_value(result, "late"), 0);
    }
}

/* ---- retries ---- */

/* Two attempts more after a queue-full answer, 3 s apart; the third is served. */
static void a_rejected_request_is_tried_again_and_its_latency_counts_from_the_first_issue(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
                            "requestQueueLimit = 1\n" PAGE "wait = 5s\n" GROUP
                            "arrivals = at(0s x 2)\nretry = 3s x 2 on rejected\n",
                            support_models[i], 1, &result);
        const RequestRecord *again = support_find(records, "c", 1);

        CU_ASSERT_EQUAL(again->attempts, 3);
        CU_ASSERT_STRING_EQUAL(again->outcome, "ok");
        SUPPORT_NEAR(sim_seconds(again->issued_ns), 0);
        SUPPORT_NEAR(sim_seconds(again->started_ns), 6);
        SUPPORT_NEAR(sim_seconds(again->ended_ns), 11);
        SUPPORT_NEAR(support_value(result, "latency.mean"), (5 + 11) / 2.0);
        SUPPORT_NEAR(support_value(result, "wait(stage:client.retry)"), 6 / 2.0);
        CU_ASSERT_EQUAL(support_value(result, "requests.attempts"), 4);
        CU_ASSERT_EQUAL(support_value(result, "requests.offered"), 2);
    }
}

static void the_last_attempt_decides_the_outcome(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
                            "requestQueueLimit = 1\n" PAGE "wait = 50s\n" GROUP
                            "arrivals = at(0s x 2)\nretry = 3s x 4 on rejected, error\n",
                            support_models[i], 1, NULL);
        const RequestRecord *again = support_find(records, "c", 1);

        CU_ASSERT_EQUAL(again->attempts, 5);
        CU_ASSERT_STRING_EQUAL(again->outcome, "rejected");
        CU_ASSERT_EQUAL(again->status, 503);
        SUPPORT_NEAR(sim_seconds(again->ended_ns), 12);
    }
}

static void only_the_outcomes_that_are_named_are_tried_again(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
                            "requestQueueLimit = 1\n" PAGE "wait = 5s\n" GROUP
                            "arrivals = at(0s x 2)\nretry = 3s x 2 on error, refused, reset\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_find(records, "c", 1)->attempts, 1);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->outcome, "rejected");
    }
}

/* A crash answers differently by model; who tries again on both gets through on both. */
static void a_request_that_a_crash_lost_is_served_at_its_second_attempt(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 4s\n" PAGE "wait = 3s\n" GROUP
                                        "arrivals = at(0s)\nretry = 2s x 1 on reset, error\n"
                                        "[fault:f]\nkind = crash\napp = a\nat = 1s\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_find(records, "c", 0)->attempts, 2);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "ok");
        SUPPORT_NEAR(support_start_s(records, "c", 0), 0); /* first execution */
        SUPPORT_NEAR(support_end_s(records, "c", 0), 5 + 3);
    }
}

/* The time-out is for an answer: each attempt has it anew. */
static void each_attempt_has_its_own_time_out(void)
{
    static const char format[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_ONE_THREAD
        "requestQueueLimit = 1\n" PAGE "wait = 5s\n" GROUP
        "arrivals = at(0s x 2)\nretry = 3s x 2 on rejected\ntimeout = %s\n";
    g_autofree char *longer = g_strdup_printf(format, "5500ms");
    g_autofree char *shorter = g_strdup_printf(format, "4500ms");

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) patient = support_records(longer, support_models[i], 1, NULL);
        g_autoptr(GArray) hasty = support_records(shorter, support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(patient, "c", "ok"), 2); /* until 11 s */
        CU_ASSERT_EQUAL(support_count(hasty, "c", "abandoned"), 2);
        SUPPORT_NEAR(support_end_s(hasty, "c", 1), 6 + 4.5);
    }
}

/* ---- demands ---- */

#define MIXED                                                                                      \
    "[scenario]\nduration = 200s\nwarmup = 20s\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED SUPPORT_APP   \
    "[backend:db]\n[page:g]\napp = a\nwork = wait exp(100ms), db lognormal(mean=50ms, cv=2)\n"     \
    "[page:h]\napp = a\nwork = wait gamma(mean=80ms, shape=0.5), db exp(1s) with 20%%\n"           \
    "[clients:c]\npages = g:2, h\narrivals = poisson(20/s)\n"                                      \
    "[clients:u]\npages = g, h:2\narrivals = users(10, think=exp(1s))\n"

static void check_same_requests(GArray *left, GArray *right)
{
    support_sort(left);
    support_sort(right);
    CU_ASSERT_EQUAL_FATAL(left->len, right->len);
    for (guint i = 0; i < left->len; i++) {
        const RequestRecord *a = &g_array_index(left, RequestRecord, i);
        const RequestRecord *b = &g_array_index(right, RequestRecord, i);

        CU_ASSERT_FATAL(a->group == b->group && a->user == b->user && a->ordinal == b->ordinal &&
                        a->page == b->page && a->issued_ns == b->issued_ns &&
                        a->started_ns == b->started_ns && a->ended_ns == b->ended_ns);
    }
}

/* The same trace differs by pipe costs, caches and queues only: here by nothing. */
static void every_model_gives_the_same_request_the_same_demands(void)
{
    g_autofree char *text = g_strdup_printf(MIXED);
    g_autoptr(GArray) first = support_records(text, support_models[0], 3, NULL);

    CU_ASSERT(first->len > 4000);
    for (size_t i = 1; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) other = support_records(text, support_models[i], 3, NULL);

        check_same_requests(first, other);
    }
}

static void another_replication_has_other_demands(void)
{
    g_autofree char *text = g_strdup_printf(MIXED);
    g_autoptr(GArray) first = support_records(text, "iis6", 1, NULL);
    g_autoptr(GArray) second = support_records(text, "iis6", 2, NULL);

    CU_ASSERT_NOT_EQUAL(support_find(first, "c", 1000)->issued_ns,
                        support_find(second, "c", 1000)->issued_ns);
    CU_ASSERT_NOT_EQUAL(support_end_s(first, "u", 100) - support_start_s(first, "u", 100),
                        support_end_s(second, "u", 100) - support_start_s(second, "u", 100));
}

static GArray *only_of(GArray *records, const char *const *groups)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(RequestRecord));

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        if (g_strv_contains(groups, record->group))
            g_array_append_vals(kept, record, 1);
    }
    return kept;
}

/* Put in front of the others, and with work of its own. */
static void a_new_group_of_clients_disturbs_no_draw_of_the_others(void)
{
    static const char *const old_groups[] = {"c", "u", NULL};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = g_strdup_printf(MIXED);
        g_autofree char *more = g_strconcat(
            "[page:x]\napp = a\nwork = wait exp(1s)\n[clients:a]\npages = x, g\n"
            "arrivals = batches(poisson(1/s), size=geometric(mean=5))\n",
            text, "[clients:z]\npages = x, h\narrivals = users(5, think=exp(500ms))\n", NULL);
        g_autoptr(GArray) before = support_records(text, support_models[i], 1, NULL);
        g_autoptr(GArray) after = support_records(more, support_models[i], 1, NULL);
        g_autoptr(GArray) same = only_of(after, old_groups);

        CU_ASSERT(after->len > before->len);
        check_same_requests(before, same);
    }
}

/* The order in which a queue lets them execute changes no demand. */
static void queueing_changes_no_demand(void)
{
    static const char format[] =
        "[scenario]\nduration = 100s\nwarmup = 0s\ndrain = 1h\n" SUPPORT_TEXTBOOK
        "[aspnet]\nmaxWorkerThreads = %d\nmaxIoThreads = %d\n"
        "minWorkerThreads = %d\n"
        "minIoThreads = %d\nminFreeThreads = 0\n"
        "minLocalRequestFreeThreads = 0\n" PAGE "work = wait lognormal(mean=50ms, cv=1)\n" GROUP
        "arrivals = poisson(30/s)\n";
    g_autofree char *few = g_strdup_printf(format, 1, 1, 1, 1);
    g_autofree char *many = g_strdup_printf(format, 500, 500, 500, 500);

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) left = support_records(few, support_models[i], 1, NULL);
        g_autoptr(GArray) right = support_records(many, support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(left->len, right->len);
        support_sort(left);
        support_sort(right);
        for (guint k = 0; k < left->len; k++) {
            const RequestRecord *a = &g_array_index(left, RequestRecord, k);
            const RequestRecord *b = &g_array_index(right, RequestRecord, k);

            CU_ASSERT_FATAL(a->ended_ns - a->started_ns == b->ended_ns - b->started_ns);
        }
    }
}

CU_TestInfo request_tests[] = {
    TEST(a_client_that_times_out_has_abandoned_while_the_server_works_on),
    TEST(an_answer_at_the_very_time_of_the_time_out_is_late_or_not_but_counted_once),
    TEST(a_user_goes_on_after_a_time_out),
    TEST(the_impatient_leave_the_queue_but_not_the_thread),
    TEST(the_impatient_leave_every_kind_of_queue),
    TEST(the_impatient_are_not_executed_once_they_have_left),
    TEST(a_rejected_request_is_tried_again_and_its_latency_counts_from_the_first_issue),
    TEST(the_last_attempt_decides_the_outcome),
    TEST(only_the_outcomes_that_are_named_are_tried_again),
    TEST(a_request_that_a_crash_lost_is_served_at_its_second_attempt),
    TEST(each_attempt_has_its_own_time_out),
    TEST(every_model_gives_the_same_request_the_same_demands),
    TEST(another_replication_has_other_demands),
    TEST(a_new_group_of_clients_disturbs_no_draw_of_the_others),
    TEST(queueing_changes_no_demand),
    CU_TEST_INFO_NULL,
};
