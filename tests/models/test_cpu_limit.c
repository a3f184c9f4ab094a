/* test_cpu_limit.c - what a pool may use of the processors: CPULimit, CPUAction, CPUResetInterval. */
#include "tests/models/support.h"

#define WINDOW "[scenario]\nduration = 120s\nwarmup = 0s\ndrain = 1h\n"
#define APP    "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"

/* A thread of w3wp that runs without end from 10 s on, and half a minute in each minute. */
#define HALF         "CPULimit = 50000\nCPUResetInterval = 1\n"
#define EVERY_SECOND "[clients:c]\npages = g\narrivals = every(1s)\n"
#define SPIN         "[fault:f]\nkind = spin\napp = a\nat = 10s\nfor = 200s\n"

/* [CC783617] [MS525681] [CC759791] [CC781893]: the limit is used up at 40 s: the worker is ended, 503
 * AppShutdown until the interval ends at 60 s. It is no failure. */
static void a_pool_over_its_CPULimit_is_off_until_the_interval_ends(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(WINDOW SUPPORT_FREE "process-start = wait 500ms\n"
                                            "[pool:p]\n" HALF "CPUAction = 1\n"
                                            "RapidFailProtectionMaxCrashes = 1\n" APP
                                            "work = none\n" EVERY_SECOND SPIN,
                        "iis6", 1, &result);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, 40), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_DISABLED, 40), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 40), 1);
    CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 20); /* from 40 s to 59 s */
    CU_ASSERT_EQUAL(support_find(records, "c", 39)->status, 503);
    SUPPORT_NEAR(support_end_s(records, "c", 39), 40);
    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 99);
    SUPPORT_NEAR(support_end_s(records, "c", 59), 60.5);
    CU_ASSERT_EQUAL(support_marks(result, MARK_CPU), 1);
    SUPPORT_NEAR(support_value(result, "cpu.utilisation") * 120, 30);
}

/* What has been used is counted anew in each interval. */
static void CPUAction_says_what_happens_at_the_limit(void)
{
    static const struct {
        const char *pool;
        double first_s, second_s; /* 0: never */
    } cases[] = {
        {HALF, 40, 90},
        {HALF "CPUAction = 0\n", 40, 90},
        {HALF "CPUAction = 2\n", 34, 84}, /* at 80% */
        {"CPULimit = 50000\nCPUResetInterval = 2\n", 70, 0},
        {"CPULimit = 100000\nCPUResetInterval = 1\n", 0, 0},
        {"CPULimit = 50000\nCPUResetInterval = 0\n", 0, 0},
        {"CPULimit = 0\nCPUResetInterval = 1\n", 0, 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            WINDOW SUPPORT_FREE "[pool:p]\n%s" APP "work = none\n" EVERY_SECOND SPIN,
            cases[i].pool);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, cases[i].first_s), cases[i].first_s > 0);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, cases[i].second_s),
                        cases[i].second_s > 0);
        CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), 0);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 119);
    }
}

/* An assumption: a share of all processors. Two threads spin on two of them. */
static void CPULimit_is_a_share_of_all_processors(void)
{
    g_autoptr(ModelResult) result =
        support_run(WINDOW "[machine]\ncores = 2\n" SUPPORT_FREE "[pool:p]\n" HALF APP
                           "work = none\n" EVERY_SECOND SPIN "threads = 2\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, 40), 1);
}

/* Two pools share one core: the one with the limit has had 30 s of it at 65 s, in the middle of its
 * only request. */
static void only_what_the_pool_itself_has_had_counts(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records =
        support_records(WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                        "executionTimeout = Infinite\n"
                        "[pool:p]\nCPULimit = 10000\nCPUAction = 1\n" APP "work = cpu 100s\n"
                        "[pool:q]\n[app:b]\npool = q\nstart = warm\nmemory = 0B\n"
                        "[page:h]\napp = b\nwork = cpu 100s\n"
                        "[clients:a]\npages = g\narrivals = at(5s)\n"
                        "[clients:b]\npages = h\narrivals = at(5s)\n",
                        "iis6", 1, &result);

    CU_ASSERT_STRING_EQUAL(support_find(records, "a", 0)->outcome, "reset");
    CU_ASSERT_DOUBLE_EQUAL(support_end_s(records, "a", 0), 65, 0.0011);
    CU_ASSERT(support_end_s(records, "a", 0) >= 65);
    CU_ASSERT_STRING_EQUAL(support_find(records, "b", 0)->outcome, "ok");
    CU_ASSERT_DOUBLE_EQUAL(support_end_s(records, "b", 0), 65 + 70, 0.0011);
}

/* A starting process uses processors too, and what a dead one had stays counted. */
static void the_processor_time_of_dead_and_starting_workers_counts(void)
{
    g_autoptr(ModelResult) result =
        support_run(WINDOW SUPPORT_FREE
                    "process-start = cpu 4s\n[pool:p]\nCPULimit = 50000\n"
                    "CPUResetInterval = 40s\nRapidFailProtection = false\n" APP "work = none\n"
                    "[clients:c]\npages = g\narrivals = at(100s)\n"
                    "[fault:f]\nkind = crash\napp = a\nat = 1s, 6s, 11s, 16s, 21s, 26s\n",
                    "iis6", 1);

    /* starts from 1 s to 5 s, from 6 s to 10 s .., the fifth ends at 25 s: 20 s in all */
    CU_ASSERT_EQUAL(support_marks(result, MARK_CPU), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, 25), 1);
}

/* 10 s until the crash, and from 12 s on: 20 s are used up at 22 s. */
static void the_processor_time_of_a_request_that_was_lost_counts(void)
{
    g_autoptr(ModelResult) result =
        support_run(WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                    "executionTimeout = Infinite\n[pool:p]\nCPULimit = 50000\n"
                    "CPUResetInterval = 40s\n" APP "work = cpu 100s\n"
                    "[clients:c]\npages = g\narrivals = at(0s, 12s)\n"
                    "[fault:f]\nkind = crash\napp = a\nat = 10s\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_CPU, 22), 1);
}

static void the_end_of_an_interval_does_not_start_a_pool_that_was_stopped(void)
{
    g_autoptr(ModelResult) result =
        support_run(WINDOW SUPPORT_FREE "[pool:p]\n" HALF "CPUAction = 1\n" APP
                                        "work = none\n" EVERY_SECOND SPIN
                                        "[fault:stop]\nkind = pool-stop\npool = p\nat = 45s\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 39);
    CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 80);
}

CU_TestInfo cpu_limit_tests[] = {
    TEST(a_pool_over_its_CPULimit_is_off_until_the_interval_ends),
    TEST(CPUAction_says_what_happens_at_the_limit),
    TEST(CPULimit_is_a_share_of_all_processors),
    TEST(only_what_the_pool_itself_has_had_counts),
    TEST(the_processor_time_of_dead_and_starting_workers_counts),
    TEST(the_processor_time_of_a_request_that_was_lost_counts),
    TEST(the_end_of_an_interval_does_not_start_a_pool_that_was_stopped),
    CU_TEST_INFO_NULL,
};

const TestBehaviour cpu_limit_behaviours[] = {
    {AREA_HEALTH, "CPU limit of a pool, workers killed", "iis6",
     "with CPUAction 1 the workers are ended with what they hold, 503 AppShutdown until "
     "CPUResetInterval ends; no failure for rapid-fail protection (assumption)",
     "CC783617 CC778532 MS525681 CC759791 CC781893",
     "pool.CPULimit pool.CPUAction pool.CPUResetInterval",
     "a_pool_over_its_CPULimit_is_off_until_the_interval_ends"},
    {AREA_HEALTH, "CPU limit of a pool, an event only", "iis6",
     "CPUAction 0: a mark at the limit, 2: a mark at 80% of it; counted anew in each interval",
     "CC786288 MS525330 CC783617", "pool.CPULimit pool.CPUAction pool.CPUResetInterval",
     "CPUAction_says_what_happens_at_the_limit"},
    {AREA_HEALTH, "what the CPU limit is a share of", "iis6",
     "all processors together, user and kernel time (assumption)", "CC783617", "pool.CPULimit",
     "CPULimit_is_a_share_of_all_processors"},
    {AREA_HEALTH, "whose processor time counts", "iis6",
     "that of the pool's workers, whatever they do, in the middle of a request too", "MS525681",
     "pool.CPULimit", "only_what_the_pool_itself_has_had_counts"},
    {AREA_HEALTH, "one job object for a pool", "iis6",
     "starting workers count, and what dead ones have had", "MS525681", "pool.CPULimit",
     "the_processor_time_of_dead_and_starting_workers_counts"},
    {AREA_HEALTH, "processor time of requests that are lost", "iis6", "counts as far as they came",
     "MS525681", "pool.CPULimit", "the_processor_time_of_a_request_that_was_lost_counts"},
    {AREA_HEALTH, "a pool that is off for its CPU limit starts again when the interval ends",
     "iis6", "unless an administrator has stopped it meanwhile", "CC759791",
     "pool.CPUResetInterval", "the_end_of_an_interval_does_not_start_a_pool_that_was_stopped"},
    {AREA_HEALTH, "SMPAffinitized, SMPProcessorAffinityMask: workers bound to processors", "iis6",
     "the processor model shares all cores alike", "CC783617", NULL, NULL},
    {.what = NULL},
};
