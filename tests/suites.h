/* suites.h - every array of tests; tests/main.c lists them under the path that they mirror. */
#pragma once
#include "tests/behaviours.h"
#include <CUnit/CUnit.h>
#include <stdint.h>

/* The name of a test is a sentence that is true. */
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

extern CU_TestInfo calendar_tests[], engine_tests[], pool_tests[], deadline_tests[];
extern CU_TestInfo stream_tests[], elementary_tests[], variate_tests[];
extern CU_TestInfo tally_tests[], level_tests[], histogram_tests[];
extern CU_TestInfo station_tests[], processor_tests[], estimate_tests[];
extern CU_TestInfo keys_tests[], value_tests[], scenario_tests[], scenario_strict_tests[];
extern CU_TestInfo scenario_echo_tests[];
extern CU_TestInfo sweep_grammar_tests[], sweep_tests[];
extern CU_TestInfo w3c_tests[], fit_tests[], workload_tests[];
extern CU_TestInfo laws_tests[], journal_tests[], progress_tests[];
extern CU_TestInfo check_load_tests[], textbook_tests[];
extern CU_TestInfo stability_tests[], warmup_tests[], coverage_tests[];
extern CU_TestInfo experiment_tests[], observe_tests[], verdict_tests[], results_tests[];
extern CU_TestInfo capacity_tests[];
extern CU_TestInfo plot_tests[];
extern CU_TestInfo explain_tests[];
extern CU_TestInfo plot_tests[], spark_tests[];
extern CU_TestInfo journey_tests[], explain_tests[];
extern CU_TestInfo json_text_tests[], csv_tests[], table_tests[], figures_tests[];
extern CU_TestInfo outdir_tests[], nearest_tests[], sensitivity_tests[];
extern CU_TestInfo theory_tests[], theory_formula_tests[], verify_tests[];
extern CU_TestInfo browser_tests[];
extern CU_TestInfo replay_tests[];
extern CU_TestInfo browser_tests[], report_page_tests[];
extern CU_TestInfo browser_tests[], report_page_tests[], report_tests[];
extern CU_TestInfo aspnet_tests[];
extern CU_TestInfo aspnet_wp_tests[];
extern CU_TestInfo cache_tests[];
extern CU_TestInfo calls_tests[];
extern CU_TestInfo availability_tests[];
extern CU_TestInfo client_tests[];
extern CU_TestInfo compile_tests[];
extern CU_TestInfo cpu_limit_tests[];
extern CU_TestInfo fault_kinds_tests[];
extern CU_TestInfo fault_tests[];
extern CU_TestInfo dllhost_tests[];
extern CU_TestInfo native_tests[];
extern CU_TestInfo file_cache_tests[];
extern CU_TestInfo in_inetinfo_tests[];
extern CU_TestInfo front_tests[];
extern CU_TestInfo http_sys_tests[];
extern CU_TestInfo i5m_tests[];
extern CU_TestInfo iis5_tests[];
extern CU_TestInfo iis6_tests[];
extern CU_TestInfo isolation_tests[];
extern CU_TestInfo measure_tests[];
extern CU_TestInfo pipe_tests[];
extern CU_TestInfo pools_tests[];
extern CU_TestInfo process_model_tests[];
extern CU_TestInfo defaults_tests[];
extern CU_TestInfo documents_tests[];
extern CU_TestInfo request_tests[];
extern CU_TestInfo scenario_run_tests[];
extern CU_TestInfo watch_tests[];
extern CU_TestInfo trace_tests[];
extern CU_TestInfo session_state_tests[];
extern CU_TestInfo shipped_tests[];
extern CU_TestInfo session_tests[];
extern CU_TestInfo site_tests[];
extern CU_TestInfo gate_tests[];
extern CU_TestInfo network_tests[];
extern CU_TestInfo hosts_tests[];
extern CU_TestInfo counters_tests[];
extern CU_TestInfo reasons_tests[];
extern CU_TestInfo memory_tests[], fault_table_tests[];
extern CU_TestInfo was_tests[];
extern CU_TestInfo appdomain_tests[];

/* Random scenarios first..end - 1 in every model; 1 when one of them breaks an invariant. */
int test_soak(uint64_t first, uint64_t end);
int test_random_print(uint64_t number); /* the scenario itself */

/* The tables of behaviours; tests/behaviours.c lists them. */
extern const TestBehaviour cpu_limit_behaviours[];
extern const TestBehaviour fault_kinds_behaviours[];
extern const TestBehaviour measures_behaviours[];
extern const TestBehaviour was_behaviours[];
extern const TestBehaviour http_sys_behaviours[];
extern const TestBehaviour process_model_behaviours[];
extern const TestBehaviour session_behaviours[];
extern const TestBehaviour appdomain_behaviours[];
extern const TestBehaviour calls_behaviours[];
extern const TestBehaviour compile_behaviours[];
extern const TestBehaviour pipe_behaviours[];
extern const TestBehaviour pools_behaviours[];
extern const TestBehaviour site_behaviours[];
extern const TestBehaviour dllhost_behaviours[];
extern const TestBehaviour native_behaviours[];
extern const TestBehaviour file_cache_behaviours[];
extern const TestBehaviour in_inetinfo_behaviours[];
extern const TestBehaviour front_behaviours[];
extern const TestBehaviour gate_behaviours[];
extern const TestBehaviour network_behaviours[];
extern const TestBehaviour hosts_behaviours[];
extern const TestBehaviour memory_behaviours[];
extern const TestBehaviour starvation_behaviours[];
extern const TestBehaviour http_sys_behaviours[], site_behaviours[];
extern const TestBehaviour pipe_behaviours[], gate_behaviours[], hosts_behaviours[];
extern const TestBehaviour cache_behaviours[];
extern const TestBehaviour defaults_behaviours[];
extern const TestBehaviour documents_behaviours[];

/* Writes docs/behaviours.md to stdout; the problems to stderr, and then 1. */
int test_behaviours_print(const CU_SuiteInfo *suites);
