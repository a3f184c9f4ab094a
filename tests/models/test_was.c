/* test_was.c - the WWW service: workers started in time, ended, replaced, disabled. */
#include "tests/models/support.h"

/* [CC779944]: Network Service unless something else is written; the metabase's numbers are read. */
static void a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise(void)
{
    static const struct {
        const char *written, *identity;
    } cases[] = {
        {"", "NetworkService"},
        {"AppPoolIdentityType = 0\n", "LocalSystem"},
        {"AppPoolIdentityType = localservice\n", "LocalService"},
        {"AppPoolIdentityType = 2\n", "NetworkService"},
        {"AppPoolIdentityType = SHOP\\web\n", "SHOP\\web"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            "[pool:p]\n%s[app:a]\npool = p\n[page:g]\napp = a\n[clients:c]\npages = g\n"
            "arrivals = every(1s)\n",
            cases[i].written);
        g_autoptr(Scenario) scenario = support_load(text, "iis6");

        CU_ASSERT_STRING_EQUAL(scenario->variants[0].config->pools[0].identity, cases[i].identity);
    }
}

CU_TestInfo was_tests[] = {
    TEST(a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise),
    CU_TEST_INFO_NULL,
};

const TestBehaviour was_behaviours[] = {
    {AREA_POOLS, "the account of a pool's workers", "iis6",
     "read for the measure of exposure; Network Service by default; rights are not simulated",
     "CC779944", "pool.AppPoolIdentityType",
     "a_pool_runs_as_NetworkService_unless_its_AppPoolIdentityType_says_otherwise"},
    {.what = NULL},
};
