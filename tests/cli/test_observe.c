/* test_observe.c - rows of requests, and shares within a bound. */
#include "cli/observe.h"
#include "tests/cli/fake.h"

#include <math.h>
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

static void add_slo(Scenario *scenario, const char *metric, const char *scope, const char *entity)
{
    scenario->slos = g_renew(ScenarioSlo, scenario->slos, scenario->slo_count + 1);
    scenario->slos[scenario->slo_count++] = (ScenarioSlo){.name = g_strdup("s"),
                                                          .metric = g_strdup(metric),
                                                          .scope = g_strdup(scope),
                                                          .entity = g_strdup(entity)};
}

static void shares_count_what_ended_ok_up_to_the_bound(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Observation) observation = NULL;
    RequestRecord records[] = {request("shop", 300 * SIM_MS, "ok"),
                               request("shop", 300 * SIM_MS + 1, "ok"), request("hr", 1, "reset"),
                               request("hr", 1, "ok")};

    add_slo(scenario, "within(0.3)", NULL, NULL);
    add_slo(scenario, "within(0.3)", "app", "shop");
    add_slo(scenario, "within(0.3)", "app", "nobody");
    add_slo(scenario, "within(0.3)", NULL, NULL);
    add_slo(scenario, "loss", NULL, NULL);
    observation = observation_new(scenario, &scenario->variants[0], 1, false, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++)
        observation_request(observation, &records[i]);

    CU_ASSERT_EQUAL_FATAL(observation->share_count, 3); /* each once */
    CU_ASSERT_DOUBLE_EQUAL(observation_share(&observation->shares[0]), 0.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(observation_share(&observation->shares[1]), 0.5, 1e-12);
    CU_ASSERT_TRUE(isnan(observation_share(&observation->shares[2])));
}

static void nothing_is_observed_when_nobody_asks(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);

    CU_ASSERT_PTR_NULL(observation_new(scenario, &scenario->variants[0], 1, false, NULL));
}

static void a_row_has_times_to_the_nanosecond_and_quoted_names(void)
{
    g_autoptr(Scenario) scenario = fake_scenario(one);
    g_autoptr(Observation) observation =
        observation_new(scenario, &scenario->variants[0], 9, true, NULL);
    RequestRecord record = request("shop", SIM_MS, "ok");
    char line[256] = "";

    observation_request(observation, &record);
    rewind(observation->rows);

    CU_ASSERT_PTR_NOT_NULL(fgets(line, sizeof line, observation->rows));
    CU_ASSERT_STRING_EQUAL(
        line, "9,alone,public,0,3,shop,\"cart, big\",2.000000000,,2.001000000,1,ok,200,\n");
}

static void bounds_are_read_from_the_name(void)
{
    double bound_s = 0;

    CU_ASSERT_TRUE(observation_is_within("within(0.25)", &bound_s));
    CU_ASSERT_EQUAL(bound_s, 0.25);
    CU_ASSERT_FALSE(observation_is_within("within(-1)", &bound_s));
    CU_ASSERT_FALSE(observation_is_within("within(1", &bound_s));
    CU_ASSERT_FALSE(observation_is_within("latency.p95", &bound_s));
}

CU_TestInfo observe_tests[] = {
    TEST(shares_count_what_ended_ok_up_to_the_bound),
    TEST(nothing_is_observed_when_nobody_asks),
    TEST(a_row_has_times_to_the_nanosecond_and_quoted_names),
    TEST(bounds_are_read_from_the_name),
    CU_TEST_INFO_NULL,
};
