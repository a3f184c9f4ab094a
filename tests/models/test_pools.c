/* test_pools.c - application pools: defaults, rapid-fail protection, web gardens; and the table of
 * what pools and their workers do, wherever it is tested. */
#include "tests/models/support.h"

#define WINDOW       "[scenario]\nduration = 10min\nwarmup = 0s\ndrain = 1h\n"
#define APP          "[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n"
#define EVERY_SECOND "[clients:c]\npages = g\narrivals = every(1s)\n"

/* What setup and the console give a new pool; where sources disagree see the key table. */
static void an_unconfigured_pool_has_the_documented_defaults(void)
{
    g_autoptr(Scenario) scenario =
        support_load("[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n" EVERY_SECOND, "iis6");
    const Iis6PoolConfig *pool = &scenario->variants[0].config->pools[0];

    CU_ASSERT_EQUAL(pool->app_pool_queue_length, 1000);
    CU_ASSERT_EQUAL(pool->max_processes, 1);
    CU_ASSERT_EQUAL(pool->periodic_restart_time_ns, 1740 * 60 * SIM_S);
    CU_ASSERT_EQUAL(pool->periodic_restart_requests, SIM_NEVER);
    CU_ASSERT_EQUAL(pool->periodic_restart_memory_bytes, SIM_NEVER);
    CU_ASSERT_EQUAL(pool->periodic_restart_private_memory_bytes, SIM_NEVER);
    CU_ASSERT_EQUAL(pool->periodic_restart_schedule_count, 0);
    CU_ASSERT_EQUAL(pool->idle_timeout_ns, 20 * 60 * SIM_S);
    CU_ASSERT_TRUE(pool->pinging_enabled);
    CU_ASSERT_EQUAL(pool->ping_interval_ns, 30 * SIM_S);
    CU_ASSERT_EQUAL(pool->ping_response_time_ns, 90 * SIM_S);
    CU_ASSERT_EQUAL(pool->startup_time_limit_ns, 90 * SIM_S);
    CU_ASSERT_EQUAL(pool->shutdown_time_limit_ns, 90 * SIM_S);
    CU_ASSERT_TRUE(pool->rapid_fail_protection);
    CU_ASSERT_EQUAL(pool->rapid_fail_interval_ns, 5 * 60 * SIM_S);
    CU_ASSERT_EQUAL(pool->rapid_fail_max_crashes, 5);
    CU_ASSERT_EQUAL(pool->load_balancer_capabilities, 2);
    CU_ASSERT_FALSE(pool->disallow_overlapping_rotation);
    CU_ASSERT_FALSE(pool->disallow_rotation_on_config_change);
    CU_ASSERT_FALSE(pool->orphan_worker_process);
    CU_ASSERT_EQUAL(pool->cpu_limit, SIM_NEVER);
    CU_ASSERT_EQUAL(pool->cpu_action, CPU_ACTION_EVENT);
    CU_ASSERT_EQUAL(pool->cpu_reset_interval_ns, 5 * 60 * SIM_S);
    CU_ASSERT_EQUAL(pool->asp_processor_thread_max, 25);
    CU_ASSERT_EQUAL(pool->asp_request_queue_max, 3000);
}

/* ---- rapid-fail protection ---- */

/* [MS525610] [MS525633]: five within less than five minutes, whatever was before. */
static void five_failures_within_five_minutes_switch_a_pool_off(void)
{
    static const struct {
        const char *crashes;
        double off_s; /* 0: never */
    } cases[] = {
        {"1s, 2s, 3s, 4s", 0},
        {"1s, 2s, 3s, 4s, 5s", 5},
        {"1s, 75s, 150s, 225s, 301s", 0},
        {"1s, 75s, 150s, 225s, 300999ms", 300.999},
        {"1s, 75s, 150s, 225s, 301s, 374s", 374},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf(WINDOW SUPPORT_FREE "[pool:p]\n" APP "work = none\n" EVERY_SECOND
                                                "[fault:f]\nkind = crash\napp = a\nat = %s\n",
                            cases[i].crashes);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), cases[i].off_s > 0);
        CU_ASSERT_EQUAL(support_marks_at(result, MARK_DISABLED, cases[i].off_s),
                        cases[i].off_s > 0);
        for (uint32_t k = 0; k < result->mark_count; k++) {
            if (result->marks[k].kind == MARK_DISABLED)
                CU_ASSERT_EQUAL(result->marks[k].event, 1002);
            if (result->marks[k].kind == MARK_CRASH)
                CU_ASSERT_EQUAL(result->marks[k].event, 1009);
        }
    }
}

/* [CC787273] [CC785398]: HTTP.sys answers 503, AppOffline, to what comes and to what waits; with
 * LoadBalancerCapabilities = 1 it resets the connection. What the worker held is reset anyway. */
static void a_disabled_pool_refuses_what_comes_and_what_waits(void)
{
    static const char *const pools[] = {"", "LoadBalancerCapabilities = 1\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(pools); i++) {
        int32_t status = i == 0 ? 503 : 0;
        g_autofree char *text =
            g_strdup_printf(WINDOW SUPPORT_FREE
                            "[pool:p]\nheld-requests = 1\nRapidFailProtectionMaxCrashes = 1\n%s" APP
                            "work = wait 50s\n"
                            "[clients:c]\npages = g\narrivals = at(1s x 3, 10s x 2)\n"
                            "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
                            pools[i]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, "iis6", 1, &result);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "reset");
        for (uint64_t k = 1; k < 5; k++) {
            CU_ASSERT_STRING_EQUAL(support_find(records, "c", k)->outcome, "rejected");
            CU_ASSERT_EQUAL(support_find(records, "c", k)->status, status);
            SUPPORT_NEAR(support_end_s(records, "c", k), k < 3 ? 5 : 10);
        }
        SUPPORT_NEAR(model_result_get(result, RESULT_POOL, "p", "rapid-fail.trip_s"), 5);
    }
}

/* [CC787273]: recycling, by whatever limit, and ending an idle worker. */
static void recycling_and_idle_shutdown_are_no_failures(void)
{
    static const char *const pools[] = {
        "PeriodicRestartRequests = 2\n",
        "PeriodicRestartTime = 1\nIdleTimeout = 1\n",
        "PeriodicRestartSchedule = 00:01, 00:02, 00:03\n",
        "PeriodicRestartRequests = 2\nDisallowOverlappingRotation = true\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(pools); i++) {
        g_autofree char *text =
            g_strdup_printf(WINDOW SUPPORT_FREE
                            "process-start = wait 1s\n"
                            "[pool:p]\nRapidFailProtectionMaxCrashes = 1\n%s" APP "work = none\n"
                            "[clients:c]\npages = g\narrivals = every(100s)\n",
                            pools[i]);
        g_autoptr(ModelResult) result = support_run(text, "iis6", 1);

        CU_ASSERT(support_value(result, "workers.recycled") >= 2);
        CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), 0);
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 5);
    }
}

/* ---- web gardens ---- */

/* Each worker has its own count: served in turn, the first has its tenth request at 19 s, the second
 * at 20 s. Meanwhile the other goes on. */
static void limits_are_of_each_worker_of_a_web_garden(void)
{
    g_autoptr(ModelResult) result =
        support_run("[scenario]\nduration = 25s\nwarmup = 0s\n" SUPPORT_FREE
                    "process-start = wait 500ms\n[pool:p]\nMaxProcesses = 2\n"
                    "PeriodicRestartRequests = 10\nDisallowOverlappingRotation = true\n" APP
                    "work = none\n" EVERY_SECOND,
                    "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 19), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_RECYCLE, 20), 1);
    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 2);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 24);
    SUPPORT_NEAR(support_value(result, "latency.max"), 0);
}

/* Idle since 10 s and 11 s; the next requests bring one process after another. */
static void workers_of_a_web_garden_are_idle_one_by_one(void)
{
    g_autoptr(ModelResult) result = support_run(
        WINDOW SUPPORT_FREE "process-start = wait 1s\n[pool:p]\nMaxProcesses = 2\n"
                            "IdleTimeout = 1\n" APP "work = none\n"
                            "[clients:c]\npages = g\narrivals = at(10s, 11s, 100s, 110s)\n",
        "iis6", 1);

    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 70), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_STOP, 71), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 101), 1);
    CU_ASSERT_EQUAL(support_marks_at(result, MARK_START, 111), 1);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 4);
}

/* ---- IIS 5.0 isolation mode has no pools ---- */

/* [DOM2] [B6FC78]: no health monitoring, no recycling, no protection by the WWW service. */
static void in_isolation_mode_the_WWW_service_watches_nothing(void)
{
    g_autoptr(ModelResult) result = support_run(
        SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\nPeriodicRestartRequests = 2\nIdleTimeout = 5s\n"
                                    "PeriodicRestartTime = 5s\nPingInterval = 1\n"
                                    "RapidFailProtectionMaxCrashes = 1\nCPULimit = 1\n" APP
                                    "work = none\n" EVERY_SECOND
                                    "[fault:f]\nkind = crash\napp = a\nat = 20s, 40s\n",
        "i5m", 1);

    CU_ASSERT_EQUAL(support_marks(result, MARK_RECYCLE), 0);
    CU_ASSERT_EQUAL(support_marks(result, MARK_DISABLED), 0);
    CU_ASSERT_EQUAL(support_marks(result, MARK_STOP), 0);
    CU_ASSERT_EQUAL(support_marks(result, MARK_CPU), 0);
    CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 2);
    CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 59);
}

CU_TestInfo pools_tests[] = {
    TEST(an_unconfigured_pool_has_the_documented_defaults),
    TEST(five_failures_within_five_minutes_switch_a_pool_off),
    TEST(a_disabled_pool_refuses_what_comes_and_what_waits),
    TEST(recycling_and_idle_shutdown_are_no_failures),
    TEST(limits_are_of_each_worker_of_a_web_garden),
    TEST(workers_of_a_web_garden_are_idle_one_by_one),
    TEST(in_isolation_mode_the_WWW_service_watches_nothing),
    CU_TEST_INFO_NULL,
};

const TestBehaviour pools_behaviours[] = {
    /* workers */
    {AREA_POOLS, "settings of a pool that nobody has touched", "iis6",
     "as setup and the console leave it, where schema and service differ; where sources disagree "
     "the setting says so",
     "CC783070 MS525914 KB893660 MS525537 MS525074 CC782739 MS525149 MS525499 MS524792 MS525974 "
     "MS525133 MS525610 MS525633 MS525272 MS525069 MS525764 MS525700 CC783617 MS525330",
     "pool.AppPoolQueueLength pool.MaxProcesses pool.PeriodicRestartTime "
     "pool.PeriodicRestartRequests pool.PeriodicRestartMemory pool.PeriodicRestartPrivateMemory "
     "pool.PeriodicRestartSchedule pool.IdleTimeout pool.PingingEnabled pool.PingInterval "
     "pool.PingResponseTime pool.StartupTimeLimit pool.ShutdownTimeLimit pool.RapidFailProtection "
     "pool.RapidFailProtectionInterval pool.RapidFailProtectionMaxCrashes "
     "pool.LoadBalancerCapabilities pool.DisallowOverlappingRotation "
     "pool.DisallowRotationOnConfigChange pool.OrphanWorkerProcess pool.CPULimit pool.CPUAction "
     "pool.CPUResetInterval pool.AspProcessorThreadMax pool.AspRequestQueueMax",
     "an_unconfigured_pool_has_the_documented_defaults"},
    {AREA_POOLS, "demand start: no process listens", "iis6",
     "the first request has one started and waits in the kernel with all that come",
     "DOM1 IIS-ARCH", NULL, "the_first_request_starts_a_worker_and_the_kernel_queue_keeps_it"},
    {AREA_POOLS, "w3wp runs any content", "iis6",
     "static files, ASP and ISAPI in the pool's process, no dllhost", "S0 TBL24 CC775512", NULL,
     "static_files_and_classic_asp_run_in_the_w3wp_of_their_pool"},
    {AREA_POOLS, "static files of a pool die with its worker", "iis6",
     "in flight: reset; waiting: served by the next worker", "S0", NULL,
     "static_content_goes_down_with_its_pool"},
    {AREA_POOLS, "the metabase is in inetinfo, no user code in the WWW service", "iis6",
     "neither is on the path of a request: nothing of it would show", "TBL24 CC775512", NULL, NULL},
    /* recycling */
    {AREA_POOLS, "recycling by age", "iis6", "a timer for each worker; event 1074",
     "MS525914 KB893660", "pool.PeriodicRestartTime", "PeriodicRestartTime_is_the_age_of_a_worker"},
    {AREA_POOLS, "recycling by requests", "iis6", "completions of each worker; event 1075",
     "MS525851", "pool.PeriodicRestartRequests", "PeriodicRestartRequests_counts_completions"},
    {AREA_POOLS, "recycling by virtual or private memory", "iis6",
     "looked at when a request ends (assumption: no period is published); events 1077, 1117",
     "MS525539 MS525009 CC778358", "pool.PeriodicRestartMemory pool.PeriodicRestartPrivateMemory",
     "a_leak_up_to_a_memory_limit_recycles_the_worker"},
    {AREA_POOLS, "virtual memory apart from private memory", "iis6",
     "the model has one number for the memory of a process", "MS525539", NULL, NULL},
    {AREA_POOLS, "recycling at times of day", "iis6", "local time is 'clock'; event 1076",
     "MS525145", "pool.PeriodicRestartSchedule",
     "PeriodicRestartSchedule_recycles_at_times_of_day"},
    {AREA_POOLS, "recycling at times of day, each worker once", "iis6", "those of that time alone",
     "MS525145", "pool.PeriodicRestartSchedule",
     "a_schedule_recycles_only_the_workers_of_that_time"},
    {AREA_POOLS, "overlapped recycling", "iis6",
     "the new process first; when it is ready it gets new requests, the old one finishes its own",
     "S0 IIS-WAS", "pool.PeriodicRestartRequests",
     "overlapped_recycling_costs_no_request_anything"},
    {AREA_POOLS, "recycling without overlap", "iis6",
     "the old one ends first, requests wait in the kernel queue", "CC757757 MS525069",
     "pool.DisallowOverlappingRotation",
     "without_overlap_requests_wait_in_the_kernel_and_none_is_lost"},
    {AREA_POOLS, "ShutdownTimeLimit", "iis6", "what it still holds then is reset; event 1013",
     "IIS-WAS KB821268b MS525974 CC787702", "pool.ShutdownTimeLimit",
     "a_draining_worker_is_killed_after_ShutdownTimeLimit"},
    {AREA_POOLS, "idle shutdown", "iis6",
     "IdleTimeout without a request; executing ones are not idle", "MS525537", "pool.IdleTimeout",
     "an_idle_worker_ends_and_the_next_request_starts_one"},
    /* web gardens */
    {AREA_POOLS, "a web garden grows by one process at a time", "iis6",
     "one demand start is outstanding for a queue, up to MaxProcesses", "WIN32-DEMAND MS525074",
     "pool.MaxProcesses", "a_web_garden_grows_by_one_process_at_a_time"},
    {AREA_POOLS, "requests in a web garden", "iis6",
     "go round in turn (assumption), or as 'dispatch' says", "AA720391 IIS-WAS",
     "pool.MaxProcesses", "a_web_garden_serves_in_turn"},
    {AREA_POOLS, "limits of the workers of a web garden", "iis6", "each has its own",
     "MS525074 CC757137", "pool.MaxProcesses pool.PeriodicRestartRequests",
     "limits_are_of_each_worker_of_a_web_garden"},
    {AREA_POOLS, "idle workers of a web garden", "iis6", "end one by one, and come back one by one",
     "MS525537 CC757137", "pool.MaxProcesses pool.IdleTimeout",
     "workers_of_a_web_garden_are_idle_one_by_one"},
    {AREA_POOLS, "a crash in a web garden", "iis6", "takes one process of it", "CC757137 CC738944",
     "pool.MaxProcesses", "a_crash_in_a_web_garden_takes_one_process_of_it"},
    {AREA_POOLS, "a web garden is independent of the number of processors", "iis6",
     "MaxProcesses is a number of its own", "CC757137 CC738944", "pool.MaxProcesses",
     "a_web_garden_grows_by_one_process_at_a_time"},
    /* rapid-fail protection */
    {AREA_HEALTH, "rapid-fail protection: five failures within five minutes", "iis6",
     "the window slides over failures; events 1009, 1002", "CC787273 MS525610 MS525633 CC759399",
     "pool.RapidFailProtection pool.RapidFailProtectionInterval pool.RapidFailProtectionMaxCrashes",
     "five_failures_within_five_minutes_switch_a_pool_off"},
    {AREA_HEALTH, "failures further apart", "iis6", "do not switch the pool off", "CC787273",
     "pool.RapidFailProtectionInterval",
     "crashes_further_apart_than_the_interval_do_not_switch_the_pool_off"},
    {AREA_HEALTH, "without rapid-fail protection", "iis6", "there is no brake", "MS525133",
     "pool.RapidFailProtection", "without_protection_a_pool_crashes_for_ever"},
    {AREA_HEALTH, "starts that fail count", "iis6", "as crashes do", "CC787273", NULL,
     "failed_starts_count_for_rapid_fail_protection"},
    {AREA_HEALTH, "what does not count", "iis6", "recycling, by whatever limit, and idle shutdown",
     "CC787273", "pool.RapidFailProtection", "recycling_and_idle_shutdown_are_no_failures"},
    {AREA_HEALTH, "non-standard communication of a worker counts", "iis6",
     "workers of the model speak no protocol with the WWW service: event 1011 never comes",
     "CC787273", NULL, NULL},
    {AREA_HEALTH, "a disabled pool", "iis6",
     "503 AppOffline to what comes and to what waits, or with LoadBalancerCapabilities 1 a reset",
     "CC787273 CC785398 MS525272", "pool.LoadBalancerCapabilities",
     "a_disabled_pool_refuses_what_comes_and_what_waits"},
    {AREA_HEALTH, "a disabled pool stays off until an operator starts it", "iis6",
     "fault operator-restart", "CC787273", NULL, "an_operator_starts_a_pool_again"},
    {AREA_HEALTH, "AutoShutdownExe is run when a pool is disabled", "iis6",
     "its effect, a restart, is the fault operator-restart", "CC787273", NULL, NULL},
    /* what happens to requests */
    {AREA_FAULTS, "w3wp dies", "iis6",
     "what it held is reset, Connection_Abandoned_By_AppPool; what waits in the kernel is served "
     "by "
     "the next one (that connections of requests in flight close is an assumption, RAHULSO "
     "differs)",
     "KB820729 S0 DOM1", NULL, "a_crash_resets_what_the_worker_held_and_the_kernel_queue_survives"},
    {AREA_FAULTS, "whom the death of a w3wp concerns", "iis6",
     "all applications of its pool, no other", "S0 DOM1", NULL, "a_crash_stays_within_its_pool"},
    {AREA_FAULTS, "crash loop", "iis6", "rapid-fail protection is the brake", "CC787273",
     "pool.RapidFailProtectionMaxCrashes", "five_failures_within_five_minutes_switch_a_pool_off"},
    {AREA_FAULTS, "a worker that spins", "iis6",
     "takes its share of the cores; CPULimit is off by default", "CC783617", "pool.CPULimit",
     "threads_that_spin_take_the_cores_until_they_end_or_their_process_does"},
    {AREA_CLIENT, "pool stopped by an administrator", "iis6",
     "503, Disabled; its workers end what they hold", "CC781893", NULL,
     "a_stopped_pool_refuses_and_its_workers_drain"},
    {AREA_CLIENT, "pool off by rapid-fail protection", "iis6", "503 AppOffline, or a reset",
     "CC787273 CC785398", "pool.LoadBalancerCapabilities",
     "a_disabled_pool_refuses_what_comes_and_what_waits"},
    {AREA_CLIENT, "pool off by its CPU limit", "iis6", "503 AppShutdown", "CC781893",
     "pool.CPUAction", "a_pool_over_its_CPULimit_is_off_until_the_interval_ends"},
    {AREA_MODELS, "health, recycling and protection of processes", "all",
     "the WWW service's for pools alone; in IIS 5.0 isolation mode it watches nothing, "
     "aspnet_isapi "
     "does as on IIS 5",
     "DOM2 B6FC78", NULL, "in_isolation_mode_the_WWW_service_watches_nothing"},
    {.what = NULL},
};
