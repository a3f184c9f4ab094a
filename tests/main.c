/* main.c - runs every suite, or those whose names have one of the arguments in them; exits 1 when an
 * assertion has failed. The last line has the totals. */
#include "tests/browser/fixture.h"
#include "tests/suites.h"
#include "tests/theory/coverage.h"

#include <CUnit/Basic.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A suite is named after the file that it tests. */
static CU_SuiteInfo suites[] = {
    {.pName = "sim/calendar", .pTests = calendar_tests},
    {.pName = "sim/engine", .pTests = engine_tests},
    {.pName = "sim/pool", .pTests = pool_tests},
    {.pName = "sim/deadline", .pTests = deadline_tests},
    {.pName = "sim/stream", .pTests = stream_tests},
    {.pName = "sim/elementary", .pTests = elementary_tests},
    {.pName = "sim/variate", .pTests = variate_tests},
    {.pName = "sim/tally", .pTests = tally_tests},
    {.pName = "sim/level", .pTests = level_tests},
    {.pName = "sim/histogram", .pTests = histogram_tests},
    {.pName = "sim/station", .pTests = station_tests},
    {.pName = "sim/processor", .pTests = processor_tests},
    {.pName = "sim/estimate", .pTests = estimate_tests},
    {.pName = "models/web/twin", .pTests = isolation_tests},
    {.pName = "models/web/availability", .pTests = availability_tests},
    {.pName = "models/web/counters", .pTests = counters_tests},
    {.pName = "models/reasons", .pTests = reasons_tests},
    {.pName = "models/keys", .pTests = keys_tests},
    {.pName = "models/aspnet", .pTests = aspnet_tests},
    {.pName = "models/aspnet/appdomain", .pTests = appdomain_tests},
    {.pName = "models/aspnet/compile", .pTests = compile_tests},
    {.pName = "models/iis5/inetinfo", .pTests = iis5_tests},
    {.pName = "models/iis5/aspnet_wp", .pTests = aspnet_wp_tests},
    {.pName = "models/aspnet/gate", .pTests = gate_tests},
    {.pName = "models, hosts of ASP.NET", .pTests = hosts_tests},
    {.pName = "models/iis5/pipe", .pTests = pipe_tests},
    {.pName = "models, processModel", .pTests = process_model_tests},
    {.pName = "models, documents", .pTests = documents_tests},
    {.pName = "models/iis6", .pTests = iis6_tests},
    {.pName = "models/iis6/was", .pTests = was_tests},
    {.pName = "models/iis6/pool", .pTests = pools_tests},
    {.pName = "models/iis6/cpu_limit", .pTests = cpu_limit_tests},
    {.pName = "models/iis5/dllhost", .pTests = dllhost_tests},
    {.pName = "models/web/native", .pTests = native_tests},
    {.pName = "models/web/file_cache", .pTests = file_cache_tests},
    {.pName = "models/iis5/in_inetinfo", .pTests = in_inetinfo_tests},
    {.pName = "models/iis5/front", .pTests = front_tests},
    {.pName = "models/aspnet/session", .pTests = session_tests},
    {.pName = "models/web/session", .pTests = session_state_tests},
    {.pName = "models, caches", .pTests = cache_tests},
    {.pName = "models/i5m", .pTests = i5m_tests},
    {.pName = "models/web/client", .pTests = client_tests},
    {.pName = "models/web/request", .pTests = request_tests},
    {.pName = "models/web/call", .pTests = calls_tests},
    {.pName = "models/web/machine", .pTests = memory_tests},
    {.pName = "models/web/fault, every kind", .pTests = fault_table_tests},
    {.pName = "models/web/fault", .pTests = fault_tests},
    {.pName = "models/web/fault_kinds", .pTests = fault_kinds_tests},
    {.pName = "models/iis6/http_sys", .pTests = http_sys_tests},
    {.pName = "models/web/site", .pTests = site_tests},
    {.pName = "models/web/network", .pTests = network_tests},
    {.pName = "models/web/measure", .pTests = measure_tests},
    {.pName = "whole scenarios", .pTests = scenario_run_tests},
    {.pName = "models/web/watch", .pTests = watch_tests},
    {.pName = "scenarios that come with the program", .pTests = shipped_tests},
    {.pName = "theory", .pTests = theory_tests},
    {.pName = "cli/verify/theory", .pTests = theory_formula_tests},
    {.pName = "cli/verify/suite", .pTests = verify_tests},
    {.pName = "cli/report", .pTests = report_tests},
    {.pName = "browser",
     .pInitFunc = fixture_begin,
     .pCleanupFunc = fixture_end,
     .pTests = browser_tests},
    {.pName = "browser: the running picture",
     .pInitFunc = fixture_begin,
     .pCleanupFunc = fixture_end,
     .pTests = replay_tests},
    {.pName = "browser: report",
     .pInitFunc = report_begin,
     .pCleanupFunc = report_end,
     .pTests = report_page_tests},
    {.pName = "theory: coverage of intervals", .pTests = coverage_tests},
    {.pName = "cli/scenario/value", .pTests = value_tests},
    {.pName = "cli/scenario/scenario", .pTests = scenario_tests},
    {.pName = "cli/scenario/scenario, strictly", .pTests = scenario_strict_tests},
    {.pName = "cli/scenario/scenario, resolved", .pTests = scenario_echo_tests},
    {.pName = "cli/scenario/sweep", .pTests = sweep_grammar_tests},
    {.pName = "cli/sweep", .pTests = sweep_tests},
    {.pName = "cli/sweep/textbook", .pTests = textbook_tests},
    {.pName = "cli/scenario/scenario, defaults", .pTests = defaults_tests},
    {.pName = "cli/scenario/check_load", .pTests = check_load_tests},
    {.pName = "cli/experiment/experiment", .pTests = experiment_tests},
    {.pName = "cli/experiment/laws", .pTests = laws_tests},
    {.pName = "cli/experiment/journal", .pTests = journal_tests},
    {.pName = "cli/experiment/stability", .pTests = stability_tests},
    {.pName = "cli/experiment/progress", .pTests = progress_tests},
    {.pName = "cli/experiment/warmup", .pTests = warmup_tests},
    {.pName = "cli/experiment/observe", .pTests = observe_tests},
    {.pName = "cli/capacity", .pTests = capacity_tests},
    {.pName = "cli/results/verdict", .pTests = verdict_tests},
    {.pName = "cli/results/sensitivity", .pTests = sensitivity_tests},
    {.pName = "cli/results/results", .pTests = results_tests},
    {.pName = "cli/results/json_text", .pTests = json_text_tests},
    {.pName = "cli/results/csv", .pTests = csv_tests},
    {.pName = "cli/results/table", .pTests = table_tests},
    {.pName = "cli/results/figures", .pTests = figures_tests},
    {.pName = "cli/results/spark", .pTests = spark_tests},
    {.pName = "cli/scenario/plot", .pTests = plot_tests},
    {.pName = "cli/results/outdir", .pTests = outdir_tests},
    {.pName = "cli/trace", .pTests = trace_tests},
    {.pName = "cli/nearest", .pTests = nearest_tests},
    {.pName = "cli/explain/journey", .pTests = journey_tests},
    {.pName = "cli/explain/explain", .pTests = explain_tests},
    {.pName = "cli/import/w3c", .pTests = w3c_tests},
    {.pName = "cli/import/fit", .pTests = fit_tests},
    {.pName = "cli/import/workload", .pTests = workload_tests},
    CU_SUITE_INFO_NULL,
};

/* Only the suites that an argument names are kept; false: there is none. */
static bool select_suites(int argc, char **argv)
{
    size_t kept = 0;

    for (size_t i = 0; suites[i].pName != NULL; i++) {
        bool wanted = argc < 2;

        for (int j = 1; j < argc; j++)
            wanted |= strstr(suites[i].pName, argv[j]) != NULL;
        if (wanted)
            suites[kept++] = suites[i];
    }
    suites[kept] = (CU_SuiteInfo)CU_SUITE_INFO_NULL;
    return kept > 0;
}

int main(int argc, char **argv)
{
    unsigned int failures;

    setlocale(LC_CTYPE, "");
    if (argc == 2 && strcmp(argv[1], "--behaviours") == 0)
        return test_behaviours_print(suites);
    if (argc == 2 && strcmp(argv[1], "--coverage") == 0)
        return test_coverage();
    if (argc == 4 && strcmp(argv[1], "--soak") == 0)
        return test_soak(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    if (argc == 3 && strcmp(argv[1], "--random") == 0)
        return test_random_print(strtoull(argv[2], NULL, 10));
    if (!select_suites(argc, argv)) {
        fprintf(stderr, "no suite has a name like that\n");
        return 1;
    }
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) {
        fprintf(stderr, "the tests cannot be registered: %s\n", CU_get_error_msg());
        return 1;
    }
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    failures = CU_get_number_of_failure_records();
    printf("%u suites, %u tests, %u assertions, %u failed\n", CU_get_number_of_suites_run(),
           CU_get_number_of_tests_run(), CU_get_number_of_asserts(), failures);
    CU_cleanup_registry();
    return failures == 0 ? 0 : 1;
}
