/* test_scenario.c - what a good scenario becomes: defaults, presets, overrides, copies, variants.
 */
#include "sim/units.h"
#include "tests/cli/scenario_support.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* ---- defaults ---- */

static void a_scenario_of_the_least_gets_the_stated_defaults(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good(SCENARIO_REST);
    const ModelConfig *config = loaded_config(loaded, "iis6");

    CU_ASSERT_EQUAL(loaded->scenario->variant_count, 2);
    CU_ASSERT_STRING_EQUAL(loaded->scenario->variants[0].name, "iis5");
    CU_ASSERT_EQUAL(loaded->scenario->replications_min, 10);
    CU_ASSERT_EQUAL(loaded->scenario->seed, 1);
    CU_ASSERT_EQUAL(config->seed, 1);
    CU_ASSERT_EQUAL(config->duration_ns, 10 * SIM_MIN);
    CU_ASSERT_EQUAL(config->warmup_ns, SIM_MIN);
    CU_ASSERT_EQUAL(config->drain_ns, 60 * SIM_S);
    CU_ASSERT_EQUAL(config->aspnet.version, ASPNET_1_1);
    CU_ASSERT_EQUAL(config->machine.memory_bytes, 1 << 30);
    CU_ASSERT_EQUAL(config->iis5.pool_thread_limit, 256);
    CU_ASSERT_EQUAL(config->iis5.accepts_posted, 40);
    CU_ASSERT_EQUAL(config->iis5.request_limit, SIM_NEVER);
    CU_ASSERT_EQUAL(config->pools[0].periodic_restart_time_ns, 29 * SIM_HOUR);
    CU_ASSERT_EQUAL(config->pools[0].periodic_restart_requests, SIM_NEVER);
    CU_ASSERT_EQUAL(config->clients[0].timeout_ns, SIM_NEVER);
    CU_ASSERT_FALSE(config->apps[0].is_warm);
    CU_ASSERT_STRING_EQUAL(config->apps[0].path, "/shop");
    CU_ASSERT_STRING_EQUAL(config->pages[0].url, "/shop/cart.aspx");
    CU_ASSERT_EQUAL(config->pages[0].work.count, 0);
    CU_ASSERT_EQUAL(config->pages[0].session, SESSION_READWRITE);
    CU_ASSERT_STRING_EQUAL(loaded->scenario->compare_metrics[3], "loss");
}

static void the_thread_limit_follows_the_memory(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[machine]\nmemory = 64MB\n" SCENARIO_REST);
    g_autoptr(Loaded) none = loaded_new_good("[iis5]\nMaxPoolThreads = none\n" SCENARIO_REST);

    CU_ASSERT_EQUAL(loaded_config(loaded, NULL)->iis5.pool_thread_limit, 128);
    CU_ASSERT_EQUAL(loaded_config(loaded, NULL)->pools[0].pool_thread_limit, 128);
    CU_ASSERT_EQUAL(loaded_config(none, NULL)->iis5.pool_thread_limit, 256);
}

static void a_version_brings_its_defaults(void)
{
    static const struct {
        const char *version;
        int64_t timeout_s, queue, worker_threads;
    } cases[] = {{"1.0", 90, 100, 25}, {"1.1", 90, 100, 20}, {"2.0", 110, 5000, 100}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *set = g_strconcat("aspnet.version=", cases[i].version, NULL);
        g_autoptr(Loaded) loaded = loaded_new_set(SCENARIO_REST, set);
        const AspnetConfig *aspnet = &loaded_config(loaded, NULL)->aspnet;

        CU_ASSERT_EQUAL(aspnet->http_runtime.execution_timeout_ns, cases[i].timeout_s * SIM_S);
        CU_ASSERT_EQUAL(aspnet->http_runtime.app_request_queue_limit, cases[i].queue);
        CU_ASSERT_EQUAL(aspnet->max_worker_threads, cases[i].worker_threads);
    }
}

static void auto_config_follows_the_recipe_for_the_cores(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[machine]\ncores = 4\n[aspnet]\nversion = 2.0\n" SCENARIO_REST);
    const ModelConfig *config = loaded_config(loaded, NULL);

    CU_ASSERT_TRUE(config->aspnet.auto_config);
    CU_ASSERT_EQUAL(config->aspnet.max_worker_threads, 100);
    CU_ASSERT_EQUAL(config->aspnet.max_io_threads, 100);
    CU_ASSERT_EQUAL(config->aspnet.http_runtime.min_free_threads, 352);
    CU_ASSERT_EQUAL(config->aspnet.http_runtime.min_local_request_free_threads, 304);
    CU_ASSERT_EQUAL(config->apps[0].http_runtime.min_free_threads, 352);
}

static void an_application_inherits_what_its_web_config_does_not_say(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[aspnet]\nexecutionTimeout = 45\n"
                                               "[app:shop]\nminFreeThreads = 5\n"
                                               "[page:cart]\napp = shop\n"
                                               "[clients:c]\npages = cart\n"
                                               "arrivals = poisson(1/s)\n");
    const WebAppConfig *app = &loaded_config(loaded, NULL)->apps[0];

    CU_ASSERT_EQUAL(app->http_runtime.execution_timeout_ns, 45 * SIM_S);
    CU_ASSERT_EQUAL(app->http_runtime.min_free_threads, 5);
    CU_ASSERT_EQUAL(app->http_runtime.min_local_request_free_threads, 4);
}

static void without_limits_only_what_is_written_limits(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[limits]\npreset = none\n"
                                               "[aspnet]\nrequestQueueLimit = 7\n"
                                               "[iis5]\nmonitor-period = 3s\n" SCENARIO_REST);
    const ModelConfig *config = loaded_config(loaded, NULL);

    CU_ASSERT_EQUAL(config->aspnet.request_queue_limit, 7);
    CU_ASSERT_EQUAL(config->aspnet.http_runtime.app_request_queue_limit, SIM_NEVER);
    CU_ASSERT_EQUAL(config->aspnet.http_runtime.execution_timeout_ns, SIM_NEVER);
    CU_ASSERT_EQUAL(config->aspnet.client_connected_check_ns, SIM_NEVER);
    CU_ASSERT_EQUAL(config->aspnet.execution_check_ns, 0);
    CU_ASSERT_EQUAL(config->iis5.monitor_ns, 3 * SIM_S);
    CU_ASSERT_EQUAL(config->iis5.server_listen_backlog, SIM_NEVER);
    CU_ASSERT_EQUAL(config->iis5.accepts_posted, SIM_NEVER);
    CU_ASSERT_EQUAL(config->iis5.pool_thread_limit, SIM_NEVER);
    CU_ASSERT_EQUAL(config->iis5.memory_limit_percent, SIM_NEVER);
    CU_ASSERT_EQUAL(config->pools[0].app_pool_queue_length, SIM_NEVER);
    CU_ASSERT_EQUAL(config->pools[0].periodic_restart_time_ns, SIM_NEVER);
    CU_ASSERT_EQUAL(config->pools[0].idle_timeout_ns, SIM_NEVER);
    CU_ASSERT_EQUAL(config->apps[0].http_runtime.app_request_queue_limit, SIM_NEVER);
    CU_ASSERT_EQUAL(config->limits.timer_phases, TIMER_PHASES_ARMED);
    /* these remain */
    CU_ASSERT_EQUAL(config->aspnet.thread_injection_ns, 500 * SIM_MS);
    CU_ASSERT_EQUAL(config->aspnet.max_worker_threads, 20);
    CU_ASSERT_EQUAL(config->backends[0].connections, 1);
}

static void without_costs_only_what_is_written_costs(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[costs]\npreset = zero\nprocess-start = wait exp(3s)\n" SCENARIO_REST);
    const ModelCosts *costs = &loaded_config(loaded, NULL)->costs;

    CU_ASSERT_EQUAL(costs->pipeline.count, 0);
    CU_ASSERT_EQUAL(costs->page_fault.count, 0);
    CU_ASSERT_EQUAL(costs->memory_w3wp_bytes, 0);
    CU_ASSERT_EQUAL(costs->process_start.count, 1);
    CU_ASSERT_EQUAL(costs->process_start.steps[0].kind, STEP_WAIT);
}

static void a_bare_duration_among_the_costs_is_processor_time(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[costs]\npipe-oneway = 70us\n" SCENARIO_REST);
    const WebWork *work = &loaded_config(loaded, NULL)->costs.pipe_oneway;

    CU_ASSERT_EQUAL(work->count, 1);
    CU_ASSERT_EQUAL(work->steps[0].kind, STEP_CPU);
    CU_ASSERT_EQUAL(work->steps[0].demand.a, 70000);
}

/* ---- entities ---- */

static void the_disk_is_always_the_first_backend(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[backend:db]\n[backend:disk]\nconnections = 4\n" SCENARIO_REST);
    const ModelConfig *config = loaded_config(loaded, NULL);

    CU_ASSERT_EQUAL(config->backend_count, 2);
    CU_ASSERT_STRING_EQUAL(config->backends[0].name, "disk");
    CU_ASSERT_TRUE(config->backends[0].is_builtin);
    CU_ASSERT_EQUAL(config->backends[0].connections, 4);
    CU_ASSERT_EQUAL(config->backends[1].connections, SIM_NEVER);
}

static void default_app_pool_is_there_only_when_somebody_needs_it(void)
{
    g_autoptr(Loaded) needed = loaded_new_good("[pool:other]\n" SCENARIO_REST);
    g_autoptr(Loaded) unneeded =
        loaded_new_set("[pool:other]\n" SCENARIO_REST, "app:shop.pool=other");

    CU_ASSERT_EQUAL(loaded_config(needed, NULL)->pool_count, 2);
    CU_ASSERT_STRING_EQUAL(loaded_config(needed, NULL)->pools[0].name, "DefaultAppPool");
    CU_ASSERT_EQUAL(loaded_config(unneeded, NULL)->pool_count, 1);
    CU_ASSERT_STRING_EQUAL(loaded_config(unneeded, NULL)->pools[0].name, "other");
}

static void count_makes_numbered_copies(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good("[app:c]\ncount = 40\npath = /x{i}\n"
                                               "[page:p]\ncount = 40\napp = c{i}\n"
                                               "[clients:k]\ncount = 2\npages = p{i}\n"
                                               "arrivals = users(1{i})\n");
    const ModelConfig *config = loaded_config(loaded, NULL);

    CU_ASSERT_EQUAL(config->app_count, 40);
    CU_ASSERT_STRING_EQUAL(config->apps[0].name, "c1");
    CU_ASSERT_STRING_EQUAL(config->apps[39].name, "c40");
    CU_ASSERT_STRING_EQUAL(config->apps[39].path, "/x40");
    CU_ASSERT_EQUAL(config->pages[39].app, 39);
    CU_ASSERT_EQUAL(config->client_count, 2);
    CU_ASSERT_EQUAL(config->clients[1].arrivals.users, 12);
}

static void an_override_means_all_copies_or_one(void)
{
    static const char text[] = "[scenario]\nmodels = iis6\n[pool:p]\ncount = 3\n"
                               "[variant:v]\nmodel = iis6\npool:p.MaxProcesses = 1{i}\n"
                               "pool:p2.MaxProcesses = 7\n" SCENARIO_REST;
    g_autoptr(Loaded) loaded = loaded_new_good(text);
    const ModelConfig *config = loaded_config(loaded, "v");

    CU_ASSERT_EQUAL(loaded_config(loaded, "iis6")->pools[2].max_processes, 1);
    CU_ASSERT_EQUAL(config->pools[1].max_processes, 11); /* [0] is DefaultAppPool */
    CU_ASSERT_EQUAL(config->pools[2].max_processes, 7);
    CU_ASSERT_EQUAL(config->pools[3].max_processes, 13);
}

static void the_command_line_has_the_last_word(void)
{
    static const char text[] = "[machine]\ncores = 2\n[variant:v]\nmodel = iis6\n"
                               "machine.cores = 3\n" SCENARIO_REST;
    g_autoptr(Loaded) file = loaded_new_good(text);
    g_autoptr(Loaded) set = loaded_new_set(text, "machine.cores=4");

    CU_ASSERT_EQUAL(loaded_config(file, "v")->machine.cores, 3);
    CU_ASSERT_EQUAL(loaded_config(set, "v")->machine.cores, 4);
}

static void an_override_takes_the_place_of_what_it_excludes(void)
{
    static const char text[] = "[app:shop]\n[page:cart]\napp = shop\nwork = cpu 1ms, wait 2ms\n"
                               "[clients:c]\npages = cart\narrivals = poisson(1/s)\n";
    g_autoptr(Loaded) cpu = loaded_new_set(text, "page:cart.cpu=5ms");
    g_autoptr(Loaded) path = loaded_new_set(text, "clients:c.path=cart*3");

    CU_ASSERT_EQUAL(cpu->errors, 0);
    CU_ASSERT_EQUAL(loaded_config(cpu, NULL)->pages[0].work.count, 1);
    CU_ASSERT_EQUAL(path->errors, 0);
    CU_ASSERT_TRUE(loaded_config(path, NULL)->clients[0].is_path);
    CU_ASSERT_EQUAL(loaded_config(path, NULL)->clients[0].pages[0].repeat, 3);
}

/* ---- variants ---- */

static void variants_stand_beside_the_models_that_are_written(void)
{
    g_autoptr(Loaded) alone = loaded_new_good("[variant:v]\nmodel = iis6\n" SCENARIO_REST);
    g_autoptr(Loaded) beside = loaded_new_good("[scenario]\nmodels = iis5\n[variant:v]\n"
                                               "model = iis6\n" SCENARIO_REST);

    CU_ASSERT_EQUAL(alone->scenario->variant_count, 1);
    CU_ASSERT_EQUAL(beside->scenario->variant_count, 2);
    CU_ASSERT_STRING_EQUAL(beside->scenario->variants[0].name, "iis5");
    CU_ASSERT_STRING_EQUAL(beside->scenario->variants[1].name, "v");
}

static void models_of_the_command_line_choose(void)
{
    char *i5m[] = {"i5m", NULL}, *iis6[] = {"iis6", NULL};
    const ScenarioOverrides only_i5m = {.models = i5m}, only_iis6 = {.models = iis6};
    static const char variants[] =
        "[variant:a]\nmodel = iis5\n[variant:b]\nmodel = iis6\n" SCENARIO_REST;
    static const char both[] =
        "[scenario]\nmodels = iis5\n[variant:b]\nmodel = iis6\n" SCENARIO_REST;
    g_autoptr(Loaded) plain = loaded_new(SCENARIO_REST, &only_i5m);
    g_autoptr(Loaded) chosen = loaded_new(variants, &only_iis6);
    g_autoptr(Loaded) none = loaded_new(variants, &only_i5m);
    g_autoptr(Loaded) beside = loaded_new(both, &only_iis6);

    CU_ASSERT_EQUAL(plain->scenario->variant_count, 1);
    CU_ASSERT_STRING_EQUAL(plain->scenario->variants[0].model->name, "i5m");
    CU_ASSERT_EQUAL(chosen->scenario->variant_count, 1);
    CU_ASSERT_STRING_EQUAL(chosen->scenario->variants[0].name, "b");
    CU_ASSERT_PTR_NULL(none->scenario);
    CU_ASSERT_EQUAL(beside->scenario->variant_count, 1);
}

static void a_variant_knows_what_its_model_ignores(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[pool:p]\ndispatch = pull\n[iis5]\ncallbacks = 2\n" SCENARIO_REST);

    CU_ASSERT_STRING_EQUAL(loaded->scenario->variants[0].ignored[0], "pool:p.dispatch");
    CU_ASSERT_PTR_NULL(loaded->scenario->variants[0].ignored[1]);
    CU_ASSERT_STRING_EQUAL(loaded->scenario->variants[1].ignored[0], "iis5.callbacks");
}

/* ---- files ---- */

static void an_include_is_as_if_it_were_written_there(void)
{
    char *directory = loaded_directory("common.ini", "[machine]\r\ncores = 6 # six\r\n");
    g_autoptr(Loaded) loaded = loaded_new_in(directory, "\xef\xbb\xbf"
                                                        "include common.ini\n" SCENARIO_REST);

    CU_ASSERT_EQUAL(loaded->errors, 0);
    CU_ASSERT_EQUAL(loaded_config(loaded, NULL)->machine.cores, 6);
}

static void a_problem_of_an_include_names_its_file(void)
{
    char *directory = loaded_directory("common.ini", "[machine]\ncoors = 6\n");
    g_autoptr(Loaded) loaded = loaded_new_in(directory, "include common.ini\n" SCENARIO_REST);

    CU_ASSERT_TRUE(loaded_has(loaded, true, "common.ini:2: coors: "));
}

static void an_include_that_includes_itself_is_found(void)
{
    char *directory = loaded_directory("loop.ini", "include s.ini\n");
    g_autoptr(Loaded) loaded = loaded_new_in(directory, "include loop.ini\n" SCENARIO_REST);

    CU_ASSERT_TRUE(loaded_has(loaded, true, "loop.ini:1: include s.ini: includes itself"));
}

static void a_replay_is_sorted_and_exact_to_the_nanosecond(void)
{
    char *directory = loaded_directory("r.csv", "time_s,page,client\r\n12345.678901234,cart\r\n"
                                                "0.25,cart,3\r\n0.25,home\r\n");
    g_autoptr(Loaded) loaded = loaded_new_in(directory, "[app:shop]\n[page:cart]\napp = shop\n"
                                                        "[page:home]\napp = shop\n"
                                                        "[clients:c]\narrivals = replay(r.csv)\n");
    const ClientArrivals *arrivals = NULL;

    CU_ASSERT_EQUAL(loaded->errors, 0);
    if (loaded->scenario == NULL)
        return;
    arrivals = &loaded_config(loaded, NULL)->clients[0].arrivals;
    CU_ASSERT_EQUAL(arrivals->replay_count, 3);
    CU_ASSERT_EQUAL(arrivals->replay[0].time_ns, 250 * SIM_MS);
    CU_ASSERT_EQUAL(arrivals->replay[0].client, 3);
    CU_ASSERT_EQUAL(arrivals->replay[1].page, 1);
    CU_ASSERT_EQUAL(arrivals->replay[2].time_ns, INT64_C(12345678901234));
    /* the resolved text needs no other file */
    CU_ASSERT_PTR_NOT_NULL(strstr(loaded->scenario->resolved, "\n[replay:c]\n0.25,cart,3\n"));
    loaded_check_reads_back(loaded);
}

static void values_of_a_file_are_written_out_in_the_resolved_text(void)
{
    char *directory = loaded_directory("v.txt", "1 ms\n2.25ms\n\n17us\n");
    g_autoptr(Loaded) loaded =
        loaded_new_in(directory, "[app:shop]\n[page:cart]\napp = shop\ncpu = empirical(v.txt)\n"
                                 "[clients:c]\npages = cart\narrivals = poisson(1/s)\n");

    CU_ASSERT_EQUAL(loaded->errors, 0);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(loaded->scenario->resolved, "work = cpu empirical(1 ms, 2.25 ms, 17 us)\n"));
    loaded_check_reads_back(loaded);
}

/* ---- requirements ---- */

static void requirements_are_in_si_units(void)
{
    g_autoptr(Loaded) loaded = loaded_new_good(scenario_everything);
    const Scenario *scenario = loaded->scenario;

    CU_ASSERT_EQUAL(scenario->slo_count, 3);
    CU_ASSERT_STRING_EQUAL(scenario->slos[0].metric, "within(0.25)");
    CU_ASSERT_EQUAL(scenario->slos[0].bound, 0.999);
    CU_ASSERT_FALSE(scenario->slos[0].at_most);
    CU_ASSERT_FALSE(scenario->slos[0].strict);
    CU_ASSERT_STRING_EQUAL(scenario->slos[1].scope, "clients");
    CU_ASSERT_STRING_EQUAL(scenario->slos[1].entity, "users");
    CU_ASSERT_EQUAL(scenario->slos[1].bound, 0.5);
    CU_ASSERT_TRUE(scenario->slos[1].strict);
    CU_ASSERT_EQUAL(scenario->slos[2].bound, 500 << 20);
    CU_ASSERT_TRUE(scenario->slos[2].at_most);
    CU_ASSERT_STRING_EQUAL(scenario->precision_metric, "within(0.3)");
    CU_ASSERT_EQUAL(scenario->precision, 0.025);
    CU_ASSERT_STRING_EQUAL(scenario->compare_metrics[0], "latency.p99(app:customer1)");
    CU_ASSERT_EQUAL(scenario->margin, 0.02);
}

static void every_share_that_is_asked_for_is_counted_once(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new_good("[slo:a]\nrequire = within(300ms) > 90%\n"
                        "[slo:b]\nrequire = within(0.25s) > 80%\n"
                        "[slo:c]\nrequire = within(300ms)(app:shop) > 80%\n" SCENARIO_REST);
    const ModelConfig *config = loaded_config(loaded, NULL);

    CU_ASSERT_EQUAL(config->within_count, 2);
    CU_ASSERT_EQUAL(config->within_ns[0], 250 * SIM_MS);
    CU_ASSERT_EQUAL(config->within_ns[1], 300 * SIM_MS);
}

static void the_root_belongs_to_the_application_that_is_there(void)
{
    loaded_free(loaded_new_good("[app:site]\npath = /\n[page:root]\napp = site\nurl = /\n"
                                "[clients:c]\npages = root\narrivals = at(1s)\n"));
}

CU_TestInfo scenario_tests[] = {
    TEST(the_root_belongs_to_the_application_that_is_there),
    TEST(the_thread_limit_follows_the_memory),
    TEST(a_scenario_of_the_least_gets_the_stated_defaults),
    TEST(a_version_brings_its_defaults),
    TEST(auto_config_follows_the_recipe_for_the_cores),
    TEST(an_application_inherits_what_its_web_config_does_not_say),
    TEST(without_limits_only_what_is_written_limits),
    TEST(without_costs_only_what_is_written_costs),
    TEST(a_bare_duration_among_the_costs_is_processor_time),
    TEST(the_disk_is_always_the_first_backend),
    TEST(default_app_pool_is_there_only_when_somebody_needs_it),
    TEST(count_makes_numbered_copies),
    TEST(an_override_means_all_copies_or_one),
    TEST(the_command_line_has_the_last_word),
    TEST(an_override_takes_the_place_of_what_it_excludes),
    TEST(variants_stand_beside_the_models_that_are_written),
    TEST(models_of_the_command_line_choose),
    TEST(a_variant_knows_what_its_model_ignores),
    TEST(an_include_is_as_if_it_were_written_there),
    TEST(a_problem_of_an_include_names_its_file),
    TEST(an_include_that_includes_itself_is_found),
    TEST(a_replay_is_sorted_and_exact_to_the_nanosecond),
    TEST(values_of_a_file_are_written_out_in_the_resolved_text),
    TEST(requirements_are_in_si_units),
    TEST(every_share_that_is_asked_for_is_counted_once),
    CU_TEST_INFO_NULL,
};
