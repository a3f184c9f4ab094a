/* fake.h - scenarios and results made by hand, so that a test knows what has to come out.
 *
 * A fake scenario has variants without any workload; its results are what the test says.
 */
#pragma once
#include "cli/experiment/experiment_internal.h"
#include "tests/suites.h"

/* names ends with NULL; the variants are models iis5, iis6, i5m in turn. One replication is asked
 * for, a window of 100 s, and the default family of comparisons. */
Scenario *fake_scenario(const char *const *names);

/* An empty result without series. The caller owns it, as it is passed on. */
ModelResult *fake_result(void);
void fake_value(ModelResult *result, ResultScope scope, const char *entity, const char *metric,
                double value);

/* Two series, 'rate.ok' and 'queue.pipe', of three buckets of 10 s, all of this value. */
void fake_series(ModelResult *result, double value);
void fake_mark(ModelResult *result, int64_t time_ns, ResultMarkKind kind, const char *what);

/* Takes in one replication and frees the results: one for each variant. */
bool fake_take_in(Experiment *experiment, ModelResult *const *results, GError **error);

/* A whole experiment on one metric of the run: values[variant * count + replication]. */
Experiment *fake_experiment(const Scenario *scenario, const char *metric, const double *values,
                            uint32_t count);

/* A directory that does not exist yet, in a new one that does; fake_remove() removes both. */
char *fake_directory(void);
void fake_remove(const char *directory);

/* The text of a file below a directory; NULL when there is none. */
char *fake_read(const char *directory, const char *name);
