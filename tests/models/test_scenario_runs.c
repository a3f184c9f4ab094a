/* test_scenario_runs.c - whole scenarios, ours and random ones: whatever they do, nothing is lost.
 */
#include "tests/models/random.h"
#include "tests/models/support.h"

#include <stdio.h>

#define RANDOM_SCENARIOS (SUPPORT_IS_SANITIZED ? 60 : 150)

static void random_scenarios_lose_nothing_in_any_model(void)
{
    for (uint64_t i = 0; i < RANDOM_SCENARIOS; i++) {
        g_autofree char *text = random_scenario(i);

        for (size_t m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();
            g_autoptr(ModelResult) result = support_run(text, support_models[m], 1 + i);

            if (CU_get_number_of_failures() > failures)
                fprintf(stderr, "random scenario %" G_GUINT64_FORMAT " on %s:\n%s", i,
                        support_models[m], text);
        }
    }
}

CU_TestInfo scenario_run_tests[] = {
    TEST(random_scenarios_lose_nothing_in_any_model),
    CU_TEST_INFO_NULL,
};
