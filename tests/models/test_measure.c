/* test_measure.c - what the numbers of a result mean, by scenarios whose numbers are known. */
#include "tests/models/support.h"

#include <math.h>
#include <string.h>

#define PAGE  SUPPORT_APP "[page:g]\napp = a\n"
#define GROUP "[clients:c]\npages = g\n"

/* A bit of everything, at documented limits and default costs. */
static const char busy[] = "[scenario]\nduration = 60s\nwarmup = 10s\nseed = 5\n"
                           "[machine]\ncores = 2\n"
                           "[backend:db]\nconnections = 3\n[pool:p]\n[pool:q]\nMaxProcesses = 2\n"
                           "[app:a]\npool = p\nstart = warm\n[app:b]\npool = q\n"
                           "[page:g]\napp = a\n"
                           "work = cpu lognormal(mean=5ms, cv=1), db exp(20ms), cpu 1ms\n"
                           "size = 40KB\n"
                           "[page:h]\napp = b\nwork = wait exp(50ms)\n"
                           "[page:i]\napp = b\nurl = /b/x.gif\nwork = disk 1ms\n"
                           "[clients:c]\npages = g:3, h, i:2\narrivals = poisson(60/s)\n"
                           "timeout = 2s\n"
                           "[clients:d]\npages = h, g\narrivals = users(10, think=exp(1s))\n"
                           "retry = 1s x 2 on reset, error\n"
                           "[fault:f]\nkind = crash\napp = a\nevery = exp(20s)\n";

/* ---- the window ---- */

static void only_requests_issued_in_the_window_are_of_the_cohort(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run("[scenario]\nduration = 60s\nwarmup = 30s\ndrain = 60s\n" SUPPORT_TEXTBOOK
                            SUPPORT_UNLIMITED PAGE "wait = 5s\n" GROUP "arrivals = every(1s)\n",
                        support_models[i], 1);

        /* at 0 s the warm-up is over, at 60 s the window is */
        CU_ASSERT_EQUAL(support_value(result, "requests.offered"), 60);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 60);
        SUPPORT_NEAR(support_value(result, "rate.offered"), 1);
        SUPPORT_NEAR(support_value(result, "latency.max"), 5);
    }
}

/* Throughput is over the window, whenever a request was issued: those of -5 s to
 * 54 s end in it. What happens at its end is not in it. */
static void throughput_counts_what_ends_in_the_window(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            "[scenario]\nduration = 60s\nwarmup = 30s\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
            "wait = 5s\n" GROUP "arrivals = every(1s)\n",
            support_models[i], 1);
        g_autoptr(ModelResult) cold = support_run(
            "[scenario]\nduration = 60s\nwarmup = 0s\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
            "wait = 5s\n" GROUP "arrivals = every(1s)\n",
            support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "throughput"), 1);
        SUPPORT_NEAR(support_value(cold, "throughput") * 60, 54); /* of 1 s to 54 s */
        CU_ASSERT_EQUAL(support_value(cold, "loss"), 0);
    }
}

static void what_the_drain_does_not_resolve_is_in_flight_and_lost(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            "[scenario]\nduration = 60s\nwarmup = 0s\ndrain = 2s\n" SUPPORT_TEXTBOOK
                SUPPORT_UNLIMITED PAGE "wait = 4500ms\n" GROUP "arrivals = every(1s)\n",
            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_value(result, "requests.in_flight"), 2); /* of 58 s and 59 s */
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 57);
        SUPPORT_NEAR(support_value(result, "loss"), 2 / 59.0);
        SUPPORT_NEAR(support_value(result, "availability.requests"), 57 / 59.0);
        CU_ASSERT_EQUAL(support_find(records, "c", 58)->ended_ns, INT64_MIN);
    }
}

/* The state of the server at time 0 is that of the warm-up, its statistics are not. */
static void levels_are_means_over_the_window_alone(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run("[scenario]\nduration = 40s\nwarmup = 20s\n" SUPPORT_TEXTBOOK
                        "[aspnet]\nmaxWorkerThreads = 2\nmaxIoThreads = 2\nminFreeThreads = 0\n"
                        "minWorkerThreads = 2\nminIoThreads = 2\n"
                        "minLocalRequestFreeThreads = 0\n" PAGE "wait = 10s\n" GROUP
                        "arrivals = batches(every(15s), size=6)\n",
                        support_models[i], 1);

        /* six from -5 s on: two until 5 s, two until 15 s, two until 25 s; six from 10 s on, to
         * begin at 15 and 25 (one thread each way is free), 35 s and later; six from 25 s on */
        SUPPORT_NEAR(support_value(result, "threads.busy"), 2);
        SUPPORT_NEAR(support_value(result, "in_system") * 40, (double)(6 * 5 + 4 * 5) + /* -5 s */
                                                                  (4 + 6) * 5 +         /* 10..15 */
                                                                  (2 + 6) * 10 +        /* 15..25 */
                                                                  (6 + 6) * 10 +        /* 25..35 */
                                                                  (4 + 6) * 5);
    }
}

/* Time before time 0 is time like any other: a process that is asked for then starts then. */
static void a_process_may_start_in_the_warm_up(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records("[scenario]\nduration = 10s\nwarmup = 20s\n" SUPPORT_FREE
                            "process-start = wait 25s\n[pool:p]\n[app:a]\npool = p\nmemory = 0B\n"
                            "[page:g]\napp = a\n" GROUP "arrivals = every(1s)\n",
                            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, -19 + 25), 1);
        CU_ASSERT_EQUAL(support_count_started(records, "c", 6), 7); /* of 0 to 6 s */
    }
}

/* ---- latencies ---- */

/* 1, 2 .. 100 ms: the quantiles are known; too few for the higher ones. */
static void quantiles_and_means_are_those_of_the_latencies(void)
{
    g_autoptr(GString) text = g_string_new(
        "[scenario]\nduration = 60s\nwarmup = 0s\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED SUPPORT_APP);

    for (int k = 1; k <= 100; k++)
        g_string_append_printf(text,
                               "[page:g%d]\napp = a\nwait = %dms\n[clients:c%d]\npages = g%d\n"
                               "arrivals = at(0s)\n",
                               k, k, k, k);
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(text->str, support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "latency.mean"), 0.0505);
        SUPPORT_NEAR(support_value(result, "latency.max"), 0.1);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "latency.p50"), 0.0505, 0.001);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "latency.p90"), 0.0905, 0.001);
        CU_ASSERT(isnan(support_value(result, "latency.p95")));
        CU_ASSERT(isnan(support_value(result, "latency.p999")));
        SUPPORT_NEAR(support_value(result, "latency.mean(page:g7)"), 0.007);
    }
}

/* Only ok requests have a latency. */
static void failed_requests_have_no_latency(void)
{
    g_autoptr(ModelResult) result = support_run(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED
                                                "executionTimeout = 5\n" PAGE "wait = 10s\n"
                                                "[page:h]\napp = a\nwait = 1s\n"
                                                "[clients:c]\npages = g\narrivals = at(0s x 3)\n"
                                                "[clients:d]\npages = h\narrivals = at(0s)\n",
                                                "iis6", 1);

    SUPPORT_NEAR(support_value(result, "latency.mean"), 1);
    SUPPORT_NEAR(support_value(result, "loss"), 0.75);
    CU_ASSERT(isnan(support_value(result, "latency.mean(clients:c)")));
    CU_ASSERT_EQUAL(support_value(result, "loss(clients:c)"), 1);
}

/* A page that is meant to answer 404 has done what it is meant to. */
static void a_page_that_is_meant_to_answer_404_is_ok(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(SUPPORT_WINDOW SUPPORT_FREE PAGE
                                                    "status = 404\n" GROUP "arrivals = at(0s)\n",
                                                    support_models[i], 1, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "ok");
        CU_ASSERT_EQUAL(support_find(records, "c", 0)->status, 404);
    }
}

static double sum_of_stages(const ModelResult *result, const char *metric)
{
    double sum = 0;

    for (uint32_t i = 0; i < result->value_count; i++) {
        const ResultValue *value = &result->values[i];

        if (value->scope == RESULT_STAGE && strcmp(value->metric, metric) == 0)
            sum += value->value;
    }
    return sum;
}

static void the_stages_add_up_to_the_mean_latency(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(busy, support_models[i], 1);
        double waiting = sum_of_stages(result, "wait");

        CU_ASSERT(support_value(result, "requests.ok") > 3000);
        SUPPORT_NEAR(waiting + sum_of_stages(result, "service"),
                     support_value(result, "latency.mean"));
        SUPPORT_NEAR(waiting - support_value(result, "wait(stage:client.retry)"),
                     support_value(result, "wait.mean"));
    }
}

/* A page's own steps go to stages of their own, by kind; what a step waits for, too. */
static void each_step_is_charged_to_its_stage(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                        "[backend:db]\nconnections = 1\n" PAGE
                        "work = cpu 1s, wait 2s, db 4s\n" GROUP "arrivals = at(0s x 2)\n",
                        support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "service(stage:work.cpu)"), 1);
        SUPPORT_NEAR(support_value(result, "wait(stage:work.cpu)"), 1); /* two on one core */
        SUPPORT_NEAR(support_value(result, "service(stage:work.wait)"), 2);
        SUPPORT_NEAR(support_value(result, "service(stage:work.db)"), 4);
        SUPPORT_NEAR(support_value(result, "wait(stage:work.db)"), 2); /* 0 and 4 s */
        SUPPORT_NEAR(support_value(result, "latency.mean"), 10);
        CU_ASSERT_EQUAL(support_value(result, "queue.backend:db.max"), 1);
        SUPPORT_NEAR(support_value(result, "queue.backend:db.mean") * 60, 4);
    }
}

/* ---- groupings ---- */

static void applications_pages_pools_and_clients_add_up_to_the_run(void)
{
    static const ResultScope scopes[] = {RESULT_APP, RESULT_PAGE, RESULT_POOL, RESULT_CLIENTS};
    static const char *const metrics[] = {"requests.offered",   "requests.ok",
                                          "requests.error",     "requests.reset",
                                          "requests.abandoned", "requests.attempts"};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(metrics); i++) {
        const char *metric = metrics[i / SUPPORT_MODELS];
        g_autoptr(ModelResult) result = support_run(busy, support_models[i % SUPPORT_MODELS], 1);

        for (size_t s = 0; s < G_N_ELEMENTS(scopes); s++) {
            double sum = 0;

            for (uint32_t k = 0; k < result->value_count; k++) {
                const ResultValue *value = &result->values[k];

                if (value->scope == scopes[s] && strcmp(value->metric, metric) == 0)
                    sum += value->value;
            }
            CU_ASSERT_EQUAL(sum, support_value(result, metric));
        }
        /* each pool has one application */
        CU_ASSERT_EQUAL(model_result_get(result, RESULT_POOL, "q", metric),
                        model_result_get(result, RESULT_APP, "b", metric));
    }
}

/* ---- the machine ---- */

/* 0.3 s of 1 s on each of two cores' worth; two thirds of it in the kernel. */
static void utilisation_is_the_share_of_all_cores(void)
{
    g_autoptr(ModelResult) result = support_run(
        "[scenario]\nduration = 100s\nwarmup = 2s\n[machine]\ncores = 2\n" SUPPORT_TEXTBOOK
            SUPPORT_UNLIMITED PAGE "work = kernel 200ms, cpu 100ms\n" GROUP
        "arrivals = every(500ms)\n",
        "iis6", 1);

    SUPPORT_NEAR(support_value(result, "cpu.utilisation"), 0.3);
    SUPPORT_NEAR(support_value(result, "cpu.kernel"), 0.2);
}

/* Three requests of 1 s: three times as long on one core, at once on three, kernel work first. */
static void cores_are_shared_evenly_and_kernel_work_goes_first(void)
{
    g_autoptr(GArray) one = support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
                                            "cpu = 1s\n" GROUP "arrivals = at(0s x 3)\n",
                                            "iis6", 1, NULL);
    g_autoptr(GArray) three = support_records(
        SUPPORT_WINDOW "[machine]\ncores = 3\n" SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
                       "cpu = 1s\n" GROUP "arrivals = at(0s x 3)\n",
        "iis6", 1, NULL);
    g_autoptr(GArray) kernel =
        support_records(SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_UNLIMITED PAGE
                        "cpu = 2s\n[page:h]\napp = a\nwork = kernel 1s\n"
                        "[clients:d]\npages = h\n"
                        "arrivals = at(1s)\n" GROUP "arrivals = at(0s)\n",
                        "iis6", 1, NULL);

    CU_ASSERT_EQUAL(support_count_ended(one, "c", 3), 3);
    CU_ASSERT_EQUAL(support_count_ended(three, "c", 1), 3);
    SUPPORT_NEAR(support_end_s(kernel, "d", 0), 2);
    SUPPORT_NEAR(support_end_s(kernel, "c", 0), 3);
}

/* Twice the physical memory in use: every second execution, by chance, waits for a page. */
static void memory_beyond_the_machine_makes_requests_fault(void)
{
    g_autoptr(ModelResult) result = NULL;
    g_autoptr(GArray) records = support_records(
        "[scenario]\nduration = 4000s\nwarmup = 0s\n[machine]\nmemory = 64MB\n" SUPPORT_FREE
        "page-fault = wait 100ms\n[pool:p]\n"
        "[app:a]\npool = p\nstart = warm\nmemory = 128MB\n"
        "[page:g]\napp = a\n" GROUP "arrivals = every(1s)\n",
        "iis6", 1, &result);
    double faults = 0;

    for (guint i = 0; i < records->len; i++) {
        const RequestRecord *record = &g_array_index(records, RequestRecord, i);

        faults += record->ended_ns - record->started_ns == SIM_S / 10;
    }
    CU_ASSERT_EQUAL(support_value(result, "memory.mean"), 128.0 * 1024 * 1024);
    CU_ASSERT(fabs(faults - 1999.5) <= 4 * sqrt(3999 * 0.25));
}

/* ---- series and marks ---- */

static double series_mean(const ModelResult *result, const char *name)
{
    const ResultSeries *series = &result->series;
    double sum = 0;

    for (uint32_t i = 0; i < series->name_count; i++) {
        if (strcmp(series->names[i], name) != 0)
            continue;
        for (uint32_t k = 0; k < series->bucket_count; k++)
            sum += series->values[i * series->bucket_count + k];
        return sum / series->bucket_count;
    }
    return NAN;
}

/* 60 s in 240 equal pieces. */
static void the_time_series_has_the_means_of_the_window(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(busy, support_models[i], 1);

        CU_ASSERT_EQUAL((int64_t)result->series.bucket_count * result->series.bucket_ns,
                        60 * SIM_S);
        CU_ASSERT_DOUBLE_EQUAL(series_mean(result, "rate.ok"), support_value(result, "throughput"),
                               1e-6);
        CU_ASSERT_DOUBLE_EQUAL(series_mean(result, "in_system"), support_value(result, "in_system"),
                               1e-6);
        CU_ASSERT_DOUBLE_EQUAL(series_mean(result, "cpu.utilisation"),
                               support_value(result, "cpu.utilisation"), 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(series_mean(result, "queue.backend:db"),
                               support_value(result, "queue.backend:db.mean"), 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(series_mean(result, "processes.alive"),
                               support_value(result, "processes.alive"), 1e-6);
    }
}

static void marks_are_in_order_of_time_and_those_beyond_the_limit_are_counted(void)
{
    g_autoptr(ModelResult) result =
        support_run("[scenario]\nduration = 1000s\nwarmup = 0s\n" SUPPORT_TEXTBOOK PAGE GROUP
                    "arrivals = every(1s)\n[fault:f]\nkind = crash\napp = a\nevery = 1s\n",
                    "iis6", 1);

    CU_ASSERT_EQUAL(result->mark_count, RESULT_MARKS_MAX);
    CU_ASSERT_EQUAL(result->mark_count + result->marks_dropped, 3 * 999);
    for (uint32_t i = 1; i < result->mark_count; i++)
        CU_ASSERT_FATAL(result->marks[i].time_ns >= result->marks[i - 1].time_ns);
}

/* ---- the same again ---- */

static void the_same_run_gives_the_same_bytes_and_another_replication_does_not(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) first = support_run(busy, support_models[i], 7);
        g_autoptr(ModelResult) again = support_run(busy, support_models[i], 7);
        g_autoptr(ModelResult) other = support_run(busy, support_models[i], 8);

        CU_ASSERT(support_same(first, again));
        CU_ASSERT(!support_same(first, other));
    }
}

/* support_replicate() runs two at a time. */
static void runs_in_two_threads_at_once_give_the_same_bytes(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(Scenario) scenario = support_load(busy, support_models[i]);
        const ScenarioVariant *variant = &scenario->variants[0];
        ModelResult **results = support_replicate(variant->model, variant->config, 6);

        for (uint64_t k = 0; k < 6; k++) {
            g_autoptr(ModelResult) alone = model_run(variant->model, variant->config, k + 1, NULL);

            CU_ASSERT(support_same(alone, results[k]));
        }
        support_results_free(results, 6);
    }
}

static void watching_a_run_changes_nothing_in_it(void)
{
    g_autoptr(ModelResult) alone = support_run(busy, "iis5", 1);
    g_autoptr(ModelResult) watched = NULL;
    g_autoptr(GArray) records = support_records(busy, "iis5", 1, &watched);

    CU_ASSERT(records->len > 0);
    CU_ASSERT(support_same(alone, watched));
}

static void a_cancelled_run_has_no_result(void)
{
    g_autoptr(Scenario) scenario = support_load(busy, "iis6");
    bool cancelled = true;
    RunObserver observer = {.cancelled = &cancelled};

    CU_ASSERT_PTR_NULL(
        model_run(scenario->variants[0].model, scenario->variants[0].config, 1, &observer));
}

CU_TestInfo measure_tests[] = {
    TEST(only_requests_issued_in_the_window_are_of_the_cohort),
    TEST(throughput_counts_what_ends_in_the_window),
    TEST(what_the_drain_does_not_resolve_is_in_flight_and_lost),
    TEST(levels_are_means_over_the_window_alone),
    TEST(a_process_may_start_in_the_warm_up),
    TEST(quantiles_and_means_are_those_of_the_latencies),
    TEST(failed_requests_have_no_latency),
    TEST(a_page_that_is_meant_to_answer_404_is_ok),
    TEST(the_stages_add_up_to_the_mean_latency),
    TEST(each_step_is_charged_to_its_stage),
    TEST(applications_pages_pools_and_clients_add_up_to_the_run),
    TEST(utilisation_is_the_share_of_all_cores),
    TEST(cores_are_shared_evenly_and_kernel_work_goes_first),
    TEST(memory_beyond_the_machine_makes_requests_fault),
    TEST(the_time_series_has_the_means_of_the_window),
    TEST(marks_are_in_order_of_time_and_those_beyond_the_limit_are_counted),
    TEST(the_same_run_gives_the_same_bytes_and_another_replication_does_not),
    TEST(runs_in_two_threads_at_once_give_the_same_bytes),
    TEST(watching_a_run_changes_nothing_in_it),
    TEST(a_cancelled_run_has_no_result),
    CU_TEST_INFO_NULL,
};
