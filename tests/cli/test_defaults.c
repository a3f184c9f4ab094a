/* test_defaults.c - what a scenario that says nothing gets is what is documented, key by key.
 *
 * The tables were written from the sources, not from the key table: a default that somebody changes
 * there is red here. What the resolved scenario says is compared, so that autoConfig, presets and
 * inheritance have had their say. Where sources disagree the setting's meaning says which one rules.
 */
#include "models/keys.h"
#include "tests/behaviours.h"
#include "tests/cli/scenario_support.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#define VERSIONS 4

static const char *const versions[VERSIONS] = {
    "[aspnet]\nversion = 1.0\n",
    "[aspnet]\nversion = 1.1\n",
    "[aspnet]\nversion = 2.0\nautoConfig = false\n",
    "[aspnet]\nversion = 2.0\n",
};

typedef struct {
    const char *key;
    const char *by_version[VERSIONS]; /* 1.0, 1.1, 2.0 as its attributes have it, 2.0 as shipped;
                                         NULL: as before */
} Default;

/* The line of a key in a section of the resolved text; NULL: it has none. Free it. */
static char *resolved_value(const char *resolved, const char *section, const char *key)
{
    g_autofree char *heading = g_strdup_printf("\n[%s]\n", section);
    g_autofree char *assignment = g_strdup_printf("\n%s = ", key);
    const char *begin = strstr(resolved, heading);
    const char *end = begin != NULL ? strstr(begin + 1, "\n\n") : NULL;
    g_autofree char *body = g_strndup(begin, end != NULL ? (gsize)(end - begin) : 0);
    const char *value = strstr(body, assignment);

    if (value == NULL)
        return NULL;
    value += strlen(assignment);
    return g_strndup(value, strcspn(value, "\n"));
}

static void check_defaults(const char *section, const Default *rows, size_t count)
{
    for (size_t v = 0; v < VERSIONS; v++) {
        g_autofree char *text = g_strconcat("[scenario]\nmodels = iis5\n", versions[v],
                                            "[pool:p]\n[site:s]\n"
                                            "[app:shop]\npool = p\nsite = s\n[page:cart]\n"
                                            "app = shop\n[clients:public]\npages = cart\n"
                                            "arrivals = poisson(1/s)\n",
                                            NULL);
        g_autoptr(Loaded) loaded = loaded_new_good(text);

        for (size_t i = 0; loaded->scenario != NULL && i < count; i++) {
            size_t known = v;
            g_autofree char *value =
                resolved_value(loaded->scenario->resolved, section, rows[i].key);

            while (rows[i].by_version[known] == NULL)
                known--;
            CU_ASSERT_STRING_EQUAL(value, rows[i].by_version[known]);
            if (g_strcmp0(value, rows[i].by_version[known]) != 0)
                printf("\n    %s.%s, version %zu of 4: %s, not %s", section, rows[i].key, v + 1,
                       value, rows[i].by_version[known]);
        }
    }
}

/* [PM11] [WMI-PM] [KB821268] [WMI-HR] [MSDN-HR20] [RS:HttpRuntimeSection.cs] [WMI-SS] */
static void the_defaults_of_ASP_NET_are_the_documented_ones(void)
{
    static const Default rows[] = {
        {"autoConfig", {"false", NULL, NULL, "true"}},
        {"maxWorkerThreads", {"25", "20", NULL, "100"}},
        {"maxIoThreads", {"25", "20", NULL, "100"}},
        {"minWorkerThreads", {"1"}},
        {"minIoThreads", {"1"}},
        {"maxconnection", {"2", NULL, NULL, "12"}},
        {"requestQueueLimit", {"5000"}},
        {"clientConnectedCheck", {"5 s"}},
        {"responseDeadlockInterval", {"3 min"}},
        {"maxAppDomains", {"2000"}},
        {"executionTimeout", {"90 s", NULL, "110 s"}},
        {"maxRequestLength", {"4 MB"}},
        {"minFreeThreads", {"8", NULL, NULL, "88"}},
        {"minLocalRequestFreeThreads", {"4", NULL, NULL, "76"}},
        {"appRequestQueueLimit", {"100", NULL, "5000"}},
        {"enableKernelOutputCache", {"false", "true"}},
        {"shutdownTimeout", {"90 s"}},
        {"delayNotificationTimeout", {"0 s", NULL, "5 s"}},
        {"waitChangeNotification", {"0 s"}},
        {"maxWaitChangeNotification", {"0 s"}},
        {"hostingIdleTimeout", {"Infinite"}},
        {"hostingShutdownTimeout", {"30 s"}},
        {"numRecompilesBeforeAppRestart", {"15"}},
        {"batch", {"true"}},
        {"maxBatchSize", {"1000"}},
        {"debug", {"false"}},
        {"sessionStateTimeout", {"20 min"}},
        {"stateNetworkTimeout", {"10 s"}},
        {"sqlCommandTimeout", {"30 s"}},
        {"session-poll", {"500 ms"}},
        {"thread-injection", {"500 ms"}},
        {"gate-timer", {"10 s"}},
        {"execution-check", {"15 s"}},
        {"application-trim", {"30 s"}},
        {"idle-check", {"30 s"}},
        {"unload-poll", {"250 ms"}},
        {"call-timeout", {"100 s"}},
    };

    check_defaults("aspnet", rows, G_N_ELEMENTS(rows));
}

/* [PM11] [WMI-PM] [KB835680] [CC739048] [POOLTHR] [EXBPA] [KB253146] */
static void the_defaults_of_IIS_5_are_the_documented_ones(void)
{
    static const Default rows[] = {
        {"timeout", {"Infinite"}},
        {"idleTimeout", {"Infinite"}},
        {"shutdownTimeout", {"5 s"}},
        {"requestLimit", {"Infinite"}},
        {"restartQueueLimit", {"10"}},
        {"memoryLimit", {"60%"}},
        {"webGarden", {"false"}},
        {"cpuMask", {"0xffffffff"}},
        {"responseRestartDeadlockInterval", {"9 min", NULL, "3 min"}},
        {"pingFrequency", {"Infinite"}},
        {"pingTimeout", {"Infinite"}},
        {"SyncPipesPerCPU", {"4"}},
        {"enable", {"true"}},
        {"ServerListenBacklog", {"40"}},
        {"MaxPoolThreads", {"4"}},
        {"MaxCachedFileSize", {"256 KB"}},
        {"ObjectCacheTTL", {"30 s"}},
        {"PoolThreadLimit", {"256"}},
        {"AspProcessorThreadMax", {"25"}},
        {"AspRequestQueueMax", {"3000"}},
        {"ConnectionTimeout", {"15 min"}},
        {"pipe-message", {"31 KB"}},
        {"edition", {"server"}},
    };

    check_defaults("iis5", rows, G_N_ELEMENTS(rows));
}

/* [KB820129] [KB820729] [CC781253] [CC781368] [CC738006] */
static void the_defaults_of_http_sys_are_the_documented_ones(void)
{
    static const Default rows[] = {
        {"UriEnableCache", {"true"}},
        {"ActivityPeriod", {"10 s"}},
        {"UriScavengerPeriod", {"2 min"}},
        {"UriMaxUriBytes", {"256 KB"}},
        {"ConnectionTimeout", {"2 min"}},
        {"MaxGlobalBandwidth", {"none"}},
        {"MinFileBytesPerSec", {"240"}},
        {"MaxFieldLength", {"16 KB"}},
        {"MaxRequestBytes", {"16 KB"}},
        {"UrlSegmentMaxLength", {"260"}},
        {"UrlSegmentMaxCount", {"255"}},
        {"DemandStartThreshold", {"none"}},
        {"EnableAggressiveMemoryUsage", {"false"}},
    };

    check_defaults("httpsys", rows, G_N_ELEMENTS(rows));
}

/* What setup and the console show, where the schema and the service differ: 1000 from SP1, 1740, 0,
 * 90. [CC783070] [MS525914] [MS525851] [MS525499] and the property's page for each. */
static void the_defaults_of_a_pool_are_the_documented_ones(void)
{
    static const Default rows[] = {
        {"AppPoolQueueLength", {"1000"}},
        {"PeriodicRestartTime", {"29 h"}},
        {"PeriodicRestartRequests", {"none"}},
        {"PeriodicRestartMemory", {"none"}},
        {"PeriodicRestartPrivateMemory", {"none"}},
        {"PeriodicRestartSchedule", {"none"}},
        {"IdleTimeout", {"20 min"}},
        {"MaxProcesses", {"1"}},
        {"PingingEnabled", {"true"}},
        {"PingInterval", {"30 s"}},
        {"PingResponseTime", {"90 s"}},
        {"StartupTimeLimit", {"90 s"}},
        {"ShutdownTimeLimit", {"90 s"}},
        {"RapidFailProtection", {"true"}},
        {"RapidFailProtectionInterval", {"5 min"}},
        {"RapidFailProtectionMaxCrashes", {"5"}},
        {"LoadBalancerCapabilities", {"2"}},
        {"DisallowOverlappingRotation", {"false"}},
        {"DisallowRotationOnConfigChange", {"false"}},
        {"OrphanWorkerProcess", {"false"}},
        {"CPULimit", {"none"}},
        {"CPUAction", {"0"}},
        {"CPUResetInterval", {"5 min"}},
        {"AppPoolIdentityType", {"NetworkService"}},
        {"MaxPoolThreads", {"4"}},
        {"MaxCachedFileSize", {"256 KB"}},
        {"ObjectCacheTTL", {"30 s"}},
        {"AspProcessorThreadMax", {"25"}},
        {"AspRequestQueueMax", {"3000"}},
    };
    static const Default site[] = {
        {"MaxConnections", {"none"}},
        {"MaxEndpointConnections", {"none"}},
        {"MaxBandwidth", {"none"}},
    };

    check_defaults("pool:p", rows, G_N_ELEMENTS(rows));
    check_defaults("site:s", site, G_N_ELEMENTS(site));
}

/* min(2 x MB, 256) [EXBPA]: 256 from 128 MB on. */
static void PoolThreadLimit_is_twice_the_megabytes_up_to_256(void)
{
    static const struct {
        const char *memory, *limit;
    } cases[] = {{"64MB", "128"}, {"127MB", "254"}, {"128MB", "256"}, {"4GB", "256"}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("[machine]\nmemory = %s\n" SCENARIO_REST, cases[i].memory);
        g_autoptr(Loaded) loaded = loaded_new_good(text);
        g_autofree char *limit =
            resolved_value(loaded->scenario->resolved, "iis5", "PoolThreadLimit");

        CU_ASSERT_STRING_EQUAL(limit, cases[i].limit);
    }
}

/* web.config: what [app:shop] says is shop's alone, whatever [aspnet] says. */
static void every_setting_of_web_config_can_be_of_one_application(void)
{
    static const char *const written[] = {
        [KEY_COUNT] = "7", [KEY_DURATION] = "7 s", [KEY_SIZE] = "7 KB", [KEY_BOOL] = "true"};

    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        const char *value = key->type <= KEY_BOOL ? written[key->type] : NULL;

        if ((key->flags & KEY_INHERITS) == 0 || value == NULL)
            continue;
        if (key->type == KEY_BOOL &&
            strcmp(model_key_default(model_key_find("aspnet", key->name), ASPNET_1_1), "true") == 0)
            value = "false";

        g_autofree char *text = g_strdup_printf("[app:other]\n[app:shop]\n%s = %s\n[page:cart]\n"
                                                "app = shop\n[clients:public]\npages = cart\n"
                                                "arrivals = poisson(1/s)\n",
                                                key->name, value);
        g_autoptr(Loaded) loaded = loaded_new_good(text);
        g_autofree char *here = resolved_value(loaded->scenario->resolved, "app:shop", key->name);
        g_autofree char *there = resolved_value(loaded->scenario->resolved, "app:other", key->name);
        g_autofree char *all = resolved_value(loaded->scenario->resolved, "aspnet", key->name);

        CU_ASSERT_STRING_EQUAL(here, value);
        CU_ASSERT_STRING_EQUAL(there, all);
        CU_ASSERT_STRING_NOT_EQUAL(here, there);
    }
}

CU_TestInfo defaults_tests[] = {
    TEST(every_setting_of_web_config_can_be_of_one_application),
    TEST(the_defaults_of_ASP_NET_are_the_documented_ones),
    TEST(the_defaults_of_IIS_5_are_the_documented_ones),
    TEST(the_defaults_of_http_sys_are_the_documented_ones),
    TEST(the_defaults_of_a_pool_are_the_documented_ones),
    TEST(PoolThreadLimit_is_twice_the_megabytes_up_to_256),
    CU_TEST_INFO_NULL,
};

const TestBehaviour defaults_behaviours[] = {
    {AREA_GATE, "defaults of processModel, httpRuntime and sessionState", "all",
     "those of the version; 2.0 as shipped has autoConfig; where sources disagree the setting says "
     "which one rules",
     "PM11 WMI-PM WMI-HR WMI-SS KB821268 MSDN-HR20 RS:HttpRuntimeSection.cs", NULL,
     "the_defaults_of_ASP_NET_are_the_documented_ones"},
    {AREA_PIPELINE, "web.config: settings of one application", "all",
     "those of machine.config, unless the application has its own", "MSDN-HR11 MSDN-HR20", NULL,
     "every_setting_of_web_config_can_be_of_one_application"},
    {AREA_FRONT5, "defaults of IIS 5", "iis5, i5m", "as documented",
     "PM11 CC739048 POOLTHR KB253146 KB835680", NULL,
     "the_defaults_of_IIS_5_are_the_documented_ones"},
    {AREA_FRONT5, "PoolThreadLimit by default", "iis5, i5m",
     "twice the megabytes of memory, at most 256", "EXBPA POOLTHR", "iis5.PoolThreadLimit",
     "PoolThreadLimit_is_twice_the_megabytes_up_to_256"},
    {AREA_HTTPSYS, "defaults of http.sys", "iis6, i5m", "as documented",
     "KB820129 KB820729 CC781253 CC781368 CC738006 MS525763", NULL,
     "the_defaults_of_http_sys_are_the_documented_ones"},
    {.what = NULL},
};
