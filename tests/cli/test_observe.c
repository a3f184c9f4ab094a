/* test_observe.c - rows of requests. */
#include "cli/experiment/observe.h"
#include "tests/cli/fake.h"

#include <string.h>

static const char *const one[] = {"alone", NULL};

static RequestRecord request(const char *app, int64_t latency_ns, const char *outcome)
{
    return (RequestRecord){.group = "public",
                           .ordinal = 3,
                           .app = app,
                           .page = "cart, big",
                           .issued_ns = 2 * SIM_S,
                           .started_ns = INT64_MIN,
                           .ended_ns = 2 * SIM_S + latency_ns,
                           .attempts = 1,
                           .outcome = outcome,
                           .status = 200,
                           .process = ""};
}

static void a_row_has_times_to_the_nanosecond_and_quoted_names(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Observation) observation = observation_new(&scenario->variants[0], 9, NULL);
    RequestRecord record = request("shop", SIM_MS, "ok");
    char line[256] = "";

    observation_request(observation, &record);
    rewind(observation->rows);

    CU_ASSERT_PTR_NOT_NULL(fgets(line, sizeof line, observation->rows));
    CU_ASSERT_STRING_EQUAL(
        line, "9,alone,public,0,3,shop,\"cart, big\",2.000000000,,2.001000000,1,ok,200,\n");
}

CU_TestInfo observe_tests[] = {
    TEST(a_row_has_times_to_the_nanosecond_and_quoted_names),
    CU_TEST_INFO_NULL,
};
