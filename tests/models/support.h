/* support.h - running scenario texts through the real reader and the real models.
 *
 * A test writes the scenario that it is about as text, as a user would. Every run here is checked:
 * the text has no errors, the run broke no conservation law (finite-window Little and stage sums
 * are checked in it), and its outcomes add up.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "sim/estimate.h"
#include "tests/suites.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SUPPORT_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SUPPORT_IS_SANITIZED 1
#endif
#endif
#ifndef SUPPORT_IS_SANITIZED
#define SUPPORT_IS_SANITIZED 0
#endif

/* No cost, no limit but what the scenario writes: a textbook queue. Keys of [costs] may follow. */
#define SUPPORT_TEXTBOOK "[limits]\npreset = none\n[costs]\npreset = zero\n"

/* No cost, documented limits, timers that start when they are needed: exact times. Keys of [costs]
 * may follow. */
#define SUPPORT_FREE "[limits]\ntimer-phases = armed\n[costs]\npreset = zero\n"

/* One warm application 'a' in the pool 'p'; on IIS 5 its ISAPIs and ASP pages run in inetinfo. */
#define SUPPORT_APP "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"

/* A minute that is measured, from an empty server, and time to end all. */
#define SUPPORT_WINDOW "[scenario]\nduration = 60s\nwarmup = 0s\ndrain = 1h\n"

/* Threads up to the maximum at once; more keys of [aspnet] may follow. */
#define SUPPORT_READY_THREADS "[aspnet]\nminWorkerThreads = 20\nminIoThreads = 20\n"

#define SUPPORT_MODELS 3
extern const char *const support_models[SUPPORT_MODELS]; /* iis6, iis5, i5m */

/* Every request executes at once, however many there are; more keys of [aspnet] may follow. */
#define SUPPORT_UNLIMITED                                                                          \
    "[aspnet]\nmaxWorkerThreads = 10000\nmaxIoThreads = 10000\nminWorkerThreads = 10000\n"         \
    "minIoThreads = 10000\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"

/* One request executes at a time; more keys of [aspnet] may follow. */
#define SUPPORT_ONE_THREAD                                                                         \
    "[aspnet]\nmaxWorkerThreads = 1\nmaxIoThreads = 1\nminFreeThreads = 0\n"                       \
    "minLocalRequestFreeThreads = 0\n"

/* model NULL: every variant that the text has. Prints the problems and leaves the test if the text
 * is wrong. */
Scenario *support_load(const char *text, const char *model);

/* The caller owns the result. */
ModelResult *support_run(const char *text, const char *model, uint64_t replication);

/* Beside it every request of the cohort, in order of outcome: GArray of RequestRecord, whose
 * strings live for ever. */
GArray *support_records(const char *text, const char *model, uint64_t replication,
                        ModelResult **result);

/* Says what is wrong with a run, by assertions. */
void support_check(const ModelResult *result, const char *what);

/* Replications 1..count, two at a time; an array of count, freed with support_results_free(). */
ModelResult **support_replicate(const Model *model, const ModelConfig *config, uint32_t count);
void support_results_free(ModelResult **results, uint32_t count);

/* The estimate of 'latency.mean' or 'loss(app:shop)' over replications, at 95%. */
SimEstimate support_estimate(ModelResult *const *results, uint32_t count, const char *metric);

/* One value: 'loss', 'latency.mean(clients:c)', 'memory.max(process:aspnet_wp)',
 * 'wait(stage:pipe)'.
 */
double support_value(const ModelResult *result, const char *metric);

/* ---- questions about records; group NULL: of any ---- */

const RequestRecord *support_find(const GArray *records, const char *group, uint64_t ordinal);

/* Of a request of a group without users, in seconds; NaN when it never began or ended. */
double support_start_s(const GArray *records, const char *group, uint64_t ordinal);
double support_end_s(const GArray *records, const char *group, uint64_t ordinal);

uint32_t support_count(const GArray *records, const char *group, const char *outcome);
int64_t support_max_executing(const GArray *records, const char *group);

/* How many began to execute, or ended, at that second. */
uint32_t support_count_started(const GArray *records, const char *group, double time_s);
uint32_t support_count_ended(const GArray *records, const char *group, double time_s);

/* By group, user and ordinal. */
void support_sort(GArray *records);

/* How many marks of the kind there are in all, and at that second. */
uint32_t support_marks(const ModelResult *result, ResultMarkKind kind);
uint32_t support_marks_at(const ModelResult *result, ResultMarkKind kind, double time_s);

/* Whether two results are the same, byte for byte, wall-clock time apart. */
bool support_same(const ModelResult *left, const ModelResult *right);

/* Numbers that ought to be equal but for the last digits of a decimal. */
#define SUPPORT_NEAR(actual, expected) CU_ASSERT_DOUBLE_EQUAL(actual, expected, 1e-9)
