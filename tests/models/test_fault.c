/* test_fault.c - when faults strike, whom, and for how long: the whole grammar of [fault:NAME]. */
#include "tests/models/support.h"

#include <math.h>

#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define CRASH "[fault:f]\nkind = crash\napp = a\n"

/* So many requests that each finds threads. */
#define GROUP "[clients:c]\npages = g\n"

static ModelResult *run_crashes(const char *run, const char *timing, const char *model)
{
    g_autofree char *text =
        g_strdup_printf("[scenario]\n%s" SUPPORT_TEXTBOOK "process-start = wait 100ms\n" PAGE GROUP
                        "arrivals = every(1h)\n" CRASH "%s",
                        run, timing);

    return support_run(text, model, 1);
}

/* ---- when ---- */

static void a_fault_strikes_at_the_times_that_are_listed(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = run_crashes("duration = 100s\nwarmup = 10s\n",
                                                    "at = 0s, 10s, 30500ms\n", support_models[i]);

        CU_ASSERT_EQUAL(support_marks(result, MARK_FAULT), 3);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_FAULT, 0), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_CRASH, 10), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_CRASH, 30.5), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 30.6), 1);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 3);
    }
}

/* The first time from time 0, not from the warm-up. */
static void every_counts_from_the_occurrence_before(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            run_crashes("duration = 100s\nwarmup = 10s\n", "every = 7s\n", support_models[i]);

        CU_ASSERT_EQUAL(support_marks(result, MARK_FAULT), 14);
        for (int k = 1; k <= 14; k++)
            CU_ASSERT_EQUAL(support_marks_at(result, MARK_FAULT, 7 * k), 1);
    }
}

/* Their number is within four standard deviations, and their times are the same in every model:
 * draws are made whether or not there is anything to hit. */
static void random_times_do_not_depend_on_the_model(void)
{
    g_autoptr(ModelResult) first = run_crashes("duration = 5000s\n", "every = exp(10s)\n", "iis6");

    CU_ASSERT(fabs(support_marks(first, MARK_FAULT) - 500.0) <= 4 * sqrt(500));
    for (size_t i = 1; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) other =
            run_crashes("duration = 5000s\n", "every = exp(10s)\n", support_models[i]);
        g_autoptr(ModelResult) slower = run_crashes(
            "duration = 5000s\n", "every = exp(10s)\nrestart-on = request\n", support_models[i]);
        uint32_t next = 0;

        CU_ASSERT_EQUAL(support_marks(other, MARK_FAULT), support_marks(first, MARK_FAULT));
        CU_ASSERT_EQUAL(support_marks(slower, MARK_FAULT), support_marks(first, MARK_FAULT));
        for (uint32_t k = 0; k < first->mark_count; k++) {
            if (first->marks[k].kind != MARK_FAULT)
                continue;
            while (next < other->mark_count && other->marks[next].kind != MARK_FAULT)
                next++;
            CU_ASSERT_FATAL(next < other->mark_count);
            CU_ASSERT_EQUAL(other->marks[next++].time_ns, first->marks[k].time_ns);
        }
    }
}

/* Drawn when execution starts: whoever is hit dies before it has done anything. */
static void per_request_is_a_probability_drawn_when_execution_starts(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        const char *lost = i == 0 ? "reset" : "error";
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records("[scenario]\nduration = 4000s\nwarmup = 0s\n" SUPPORT_TEXTBOOK
                            "process-start = wait 100ms\n" PAGE "wait = 500ms\n" GROUP
                            "arrivals = every(1s)\n" CRASH "per-request = 10%\n",
                            support_models[i], 1, &result);
        double count = support_count(records, "c", lost);

        CU_ASSERT(fabs(count - 399.9) <= 4 * sqrt(3999 * 0.1 * 0.9));
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), count);
        for (guint k = 0; k < records->len; k++) {
            const RequestRecord *record = &g_array_index(records, RequestRecord, k);

            if (g_str_equal(record->outcome, lost))
                CU_ASSERT_EQUAL(record->ended_ns, record->started_ns);
        }
    }
}

static void the_same_executions_are_hit_in_every_model(void)
{
    static const char text[] =
        "[scenario]\nduration = 1000s\nwarmup = 0s\n" SUPPORT_TEXTBOOK PAGE "wait = 500ms\n" GROUP
        "arrivals = every(1s)\n" CRASH "per-request = 10%\n";
    g_autoptr(GArray) first = support_records(text, "iis6", 1, NULL);

    for (size_t i = 1; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) other = support_records(text, support_models[i], 1, NULL);

        for (uint64_t k = 0; k < first->len; k++)
            CU_ASSERT_EQUAL(support_find(first, "c", k)->ended_ns,
                            support_find(other, "c", k)->ended_ns);
    }
}

/* ---- whom ---- */

#define TWO_POOLS                                                                                  \
    SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS PAGE                                         \
        "wait = 3s\n[page:h]\napp = a\nwait = 3s\n"                                                \
        "[pool:q]\n[app:b]\npool = q\nstart = warm\n[page:i]\napp = b\nwait = 3s\n"                \
        "[clients:c]\npages = g\narrivals = at(4s)\n[clients:d]\npages = h\narrivals = at(4s)\n"   \
        "[clients:e]\npages = i\narrivals = at(4s)\n[fault:f]\nkind = crash\n"

/* An application, its pool or one of its pages name the same process; the machine names all. */
static void a_crash_kills_the_processes_of_the_applications_that_it_names(void)
{
    static const struct {
        const char *target;
        uint32_t reset; /* on IIS 6; on the others aspnet_wp is everybody's */
    } cases[] = {
        {"app = a\n", 2}, {"pool = p\n", 2},       {"page = h\n", 2},
        {"app = b\n", 1}, {"machine = true\n", 3},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(TWO_POOLS, cases[i].target, "at = 5s\n", NULL);
        g_autoptr(GArray) iis6 = support_records(text, "iis6", 1, NULL);
        g_autoptr(GArray) iis5 = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_count(iis6, NULL, "reset"), cases[i].reset);
        CU_ASSERT_EQUAL(support_count(iis6, NULL, "ok"), 3 - cases[i].reset);
        CU_ASSERT_EQUAL(support_count(iis5, NULL, "error"), 3);
    }
}

static void only_executions_of_the_named_page_are_hit(void)
{
    g_autoptr(GArray) records =
        support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK PAGE
                        "[page:h]\napp = a\n"
                        "[clients:g]\npages = g\narrivals = every(1s)\n"
                        "[clients:h]\npages = h\narrivals = every(1100ms)\n"
                        "[fault:f]\nkind = crash\npage = h\nper-request = 100%\n",
                        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "g", "ok"), 59);
    CU_ASSERT_EQUAL(support_count(records, "h", "reset"), 54);
}

/* ---- what then ---- */

/* A crash while no process is ready does nothing. */
static void a_crash_during_a_restart_does_nothing(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 5s\n" PAGE GROUP
                                        "arrivals = every(1s)\n" CRASH "at = 10s, 12s, 14s\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_FAULT), 3);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 15), 1);
    }
}

static void a_replacement_may_wait_for_the_next_request(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records =
            support_records(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 5s\n" PAGE GROUP
                                                        "arrivals = at(1s, 30s)\n" CRASH
                                                        "at = 10s\nrestart-on = request\n",
                            support_models[i], 1, NULL);
        g_autoptr(GArray) at_once =
            support_records(SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 5s\n" PAGE GROUP
                                                        "arrivals = at(1s, 30s)\n" CRASH
                                                        "at = 10s\nrestart-on = crash\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_start_s(records, "c", 1), 35);
        SUPPORT_NEAR(support_start_s(at_once, "c", 1), 30);
    }
}

static int64_t first_start_after(const ModelResult *result, int64_t time_ns)
{
    for (uint32_t i = 0; i < result->mark_count; i++) {
        if (result->marks[i].kind == MARK_START && result->marks[i].time_ns >= time_ns)
            return result->marks[i].time_ns - time_ns;
    }
    return -1;
}

/* Keyed by the generation of the process, not by its name. */
static void each_start_has_demands_of_its_own_and_the_same_in_every_model(void)
{
    int64_t starts_ns[SUPPORT_MODELS][2];

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait exp(1s)\n" PAGE GROUP
                                        "arrivals = every(1s)\n" CRASH "at = 10s, 40s\n",
            support_models[i], 1);

        starts_ns[i][0] = first_start_after(result, 10 * SIM_S);
        starts_ns[i][1] = first_start_after(result, 40 * SIM_S);
        CU_ASSERT(starts_ns[i][0] > 0 && starts_ns[i][1] > 0);
        CU_ASSERT_NOT_EQUAL(starts_ns[i][0], starts_ns[i][1]);
        CU_ASSERT_EQUAL(starts_ns[i][0], starts_ns[0][0]);
        CU_ASSERT_EQUAL(starts_ns[i][1], starts_ns[0][1]);
    }
}

/* 'for': the replacement starts when it is over. */
static void a_crash_may_keep_its_process_down_for_a_while(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 1s\n" PAGE GROUP
                                        "arrivals = at(1s, 8s, 30s)\n" CRASH "at = 5s\nfor = 10s\n",
            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 16), 1);
        SUPPORT_NEAR(support_start_s(records, "c", 1), 16);
        SUPPORT_NEAR(support_start_s(records, "c", 2), 30);
    }
}

/* ---- slow backends ---- */

#define DATABASE                                                                                   \
    SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS                                              \
        "[backend:db]\n" PAGE "work = db 1s\n[page:h]\napp = a\nwork = wait 1s\n" GROUP            \
        "arrivals = at(9s, 11s, 29s, 31s)\n[clients:d]\npages = h\narrivals = at(11s)\n"           \
        "[fault:f]\nkind = slow-backend\nbackend = db\n"

/* A visit that begins while it is slow takes longer, to its end. */
static void a_slow_backend_stretches_the_visits_that_begin_meanwhile(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(DATABASE "at = 10s\nfor = 20s\nfactor = 3\ndelay = 500ms\n",
                            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 9 + 1);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 11 + 3.5);
        SUPPORT_NEAR(support_end_s(records, "c", 2), 29 + 3.5);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 31 + 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 12);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_FAULT, 10), 1);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_FAULT_END, 30), 1);
    }
}

static void without_an_end_it_stays_slow(void)
{
    g_autoptr(GArray) records = support_records(DATABASE "at = 10s\nfactor = 2\n", "iis5", 1, NULL);

    SUPPORT_NEAR(support_end_s(records, "c", 0), 9 + 1);
    SUPPORT_NEAR(support_end_s(records, "c", 3), 31 + 2);
}

/* Two faults of one backend; one that overlaps with itself counts once. */
static void faults_of_one_backend_multiply_but_not_with_themselves(void)
{
    g_autoptr(GArray) two = support_records(
        DATABASE "at = 10s\nfor = 20s\nfactor = 3\n"
                 "[fault:g]\nkind = slow-backend\nbackend = db\nat = 10s\nfor = 1500ms\n"
                 "factor = 2\n",
        "iis6", 1, NULL);
    g_autoptr(GArray) itself =
        support_records(DATABASE "at = 10s, 15s\nfor = 20s\nfactor = 3\n", "iis6", 1, NULL);

    SUPPORT_NEAR(support_end_s(two, "c", 1), 11 + 6);
    SUPPORT_NEAR(support_end_s(two, "c", 2), 29 + 3);
    SUPPORT_NEAR(support_end_s(itself, "c", 2), 29 + 3);
    SUPPORT_NEAR(support_end_s(itself, "c", 3), 31 + 3); /* until 35 s */
}

/* [S0]: on IIS 5 the threads are everybody's; on IIS 6 the pool's. 12 requests hold the
 * ceiling from 1 s on. */
static void a_slow_backend_starves_those_who_share_its_users_threads(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
        "[backend:db]\n" PAGE "work = db 100ms\n[pool:q]\n[app:b]\npool = q\nstart = warm\n"
        "[page:h]\napp = b\nwait = 10ms\n" GROUP "arrivals = at(1s x 12)\n"
        "[clients:d]\npages = h\narrivals = at(2s)\n"
        "[fault:f]\nkind = slow-backend\nbackend = db\nat = 0s\nfactor = 100\n";
    g_autoptr(GArray) iis5 = support_records(text, "iis5", 1, NULL);
    g_autoptr(GArray) iis6 = support_records(text, "iis6", 1, NULL);

    SUPPORT_NEAR(support_start_s(iis5, "d", 0), 12); /* its gate's timer; the hogs end at 11 s */
    SUPPORT_NEAR(support_start_s(iis6, "d", 0), 2);
}

/* A fault that kills draws nothing that belongs to a request. */
static void a_fault_changes_no_demand(void)
{
    static const char format[] =
        "[scenario]\nduration = 300s\nwarmup = 0s\n" SUPPORT_TEXTBOOK SUPPORT_READY_THREADS
        "[backend:db]\n" PAGE "work = wait exp(50ms), db exp(10ms)\n" GROUP
        "arrivals = poisson(10/s)\n%s";
    g_autofree char *plain = g_strdup_printf(format, "");
    g_autofree char *faulty = g_strdup_printf(format, CRASH "every = exp(5s)\n");

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) left = support_records(plain, support_models[i], 1, NULL);
        g_autoptr(GArray) right = support_records(faulty, support_models[i], 1, NULL);
        uint32_t lost = 0;

        CU_ASSERT_EQUAL_FATAL(left->len, right->len);
        support_sort(left);
        support_sort(right);
        for (guint k = 0; k < left->len; k++) {
            const RequestRecord *a = &g_array_index(left, RequestRecord, k);
            const RequestRecord *b = &g_array_index(right, RequestRecord, k);

            CU_ASSERT_EQUAL_FATAL(a->issued_ns, b->issued_ns);
            if (!g_str_equal(b->outcome, "ok"))
                lost++;
            else
                CU_ASSERT_EQUAL_FATAL(a->ended_ns - a->started_ns, b->ended_ns - b->started_ns);
        }
        CU_ASSERT(lost > 0);
    }
}

CU_TestInfo fault_tests[] = {
    TEST(a_fault_strikes_at_the_times_that_are_listed),
    TEST(every_counts_from_the_occurrence_before),
    TEST(random_times_do_not_depend_on_the_model),
    TEST(per_request_is_a_probability_drawn_when_execution_starts),
    TEST(the_same_executions_are_hit_in_every_model),
    TEST(a_crash_kills_the_processes_of_the_applications_that_it_names),
    TEST(only_executions_of_the_named_page_are_hit),
    TEST(a_crash_during_a_restart_does_nothing),
    TEST(a_replacement_may_wait_for_the_next_request),
    TEST(each_start_has_demands_of_its_own_and_the_same_in_every_model),
    TEST(a_crash_may_keep_its_process_down_for_a_while),
    TEST(a_slow_backend_stretches_the_visits_that_begin_meanwhile),
    TEST(without_an_end_it_stays_slow),
    TEST(faults_of_one_backend_multiply_but_not_with_themselves),
    TEST(a_slow_backend_starves_those_who_share_its_users_threads),
    TEST(a_fault_changes_no_demand),
    CU_TEST_INFO_NULL,
};
