/* test_file_cache.c - the files that a process keeps in memory, and what a change of files flushes. */
#include "tests/models/support.h"

#define BEGIN     SUPPORT_WINDOW SUPPORT_FREE "inetinfo-restart = wait 10s\n"
#define FREE      BEGIN "file-read = wait 1s\n"
#define FILES     SUPPORT_APP "[page:g]\napp = a\nurl = /a/x.gif\nsize = 256KB\n"
#define ASKED     "[clients:c]\npages = g\narrivals = "
#define NO_KERNEL "[httpsys]\nUriEnableCache = false\n"
#define AT_ONCE   NO_KERNEL "ActivityPeriod = 0\n"

static const char *const hosts[SUPPORT_MODELS] = {"w3wp:p", "inetinfo", "inetinfo"};

/* Both caches' settings, of inetinfo and of w3wp. */
#define SET(keys) "[iis5]\n" keys "[pool:p]\n" keys
#define FILES_OF_P                                                                                 \
    "[app:a]\npool = p\nstart = warm\nmemory = 0B\nAppIsolated = 0\n"                              \
    "[page:g]\napp = a\nurl = /a/x.gif\nsize = 256KB\n"

static void expect_ends(const char *text, const char *model, const double *ends_s, size_t count)
{
    g_autoptr(GArray) records = support_records(text, model, 1, NULL);

    CU_ASSERT_EQUAL(support_count(records, "c", "ok"), count);
    for (size_t i = 0; i < count; i++)
        SUPPORT_NEAR(support_end_s(records, "c", i), ends_s[i]);
}

#define EXPECT(text, model, ...)                                                                   \
    expect_ends(text, model, (const double[]){__VA_ARGS__},                                        \
                sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

/* [FCACHE6]: the second request comes too late, the third soon enough; IIS 5 keeps the file of the
 * first. */
static void a_file_asked_for_twice_within_ActivityPeriod_is_kept(void)
{
    const char *text = FREE NO_KERNEL FILES ASKED "at(0s, 20s, 25s, 40s)\n";

    EXPECT(text, "iis6", 1, 21, 26, 40);
    EXPECT(text, "i5m", 1, 21, 26, 40);
    EXPECT(text, "iis5", 1, 20, 25, 40);
}

/* [CC758364]: read by 1 s, asked for at 5 s: the look at 11 s finds it used, that at 21 s does not. */
static void a_file_that_nobody_asked_for_goes_after_ObjectCacheTTL(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        EXPECT(FREE AT_ONCE SET("ObjectCacheTTL = 10\n") FILES_OF_P ASKED "at(0s, 5s, 20s)\n",
               support_models[i], 1, 5, 20);
        EXPECT(FREE AT_ONCE SET("ObjectCacheTTL = 10\n") FILES_OF_P ASKED "at(0s, 5s, 22s)\n",
               support_models[i], 1, 5, 23);
        /* used at 15 s: kept at 21 s, dropped at 31 s, a look every 10 s */
        EXPECT(FREE AT_ONCE SET("ObjectCacheTTL = 10\n") FILES_OF_P ASKED "at(0s, 15s, 35s)\n",
               support_models[i], 1, 15, 36);
        EXPECT(FREE AT_ONCE SET("ObjectCacheTTL = none\n") FILES_OF_P ASKED "at(0s, 5s, 59s)\n",
               support_models[i], 1, 5, 59);
    }
}

/* [FCACHE6] */
static void a_file_above_MaxCachedFileSize_is_read_every_time(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        EXPECT(FREE AT_ONCE SET("MaxCachedFileSize = 262144\n") FILES_OF_P ASKED "at(0s, 5s)\n",
               support_models[i], 1, 5);
        EXPECT(FREE AT_ONCE SET("MaxCachedFileSize = 262143\n") FILES_OF_P ASKED "at(0s, 5s)\n",
               support_models[i], 1, 6);
    }
}

/* 256 kB are held from 1 s, when it has been read, until the second look at 21 s. */
static void what_is_cached_is_part_of_the_memory_of_its_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE AT_ONCE SET("ObjectCacheTTL = 10\n") FILES_OF_P ASKED "at(0s x 2)\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(model_result_get(result, RESULT_PROCESS, hosts[i], "memory.max"), 262144);
        SUPPORT_NEAR(model_result_get(result, RESULT_PROCESS, hosts[i], "memory.mean"),
                     262144 / 3.0);
    }
}

/* Each process has its own: the next one reads again. */
static void the_file_cache_dies_with_its_process(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++)
        EXPECT(FREE AT_ONCE FILES ASKED "at(0s, 5s, 30s, 35s)\n"
                                        "[fault:f]\nkind = crash\npage = g\nat = 10s\n",
               support_models[i], 1, 5, 31, 35);
}

/* [CC781368] [KB820129]: of both caches; of w3wp's and inetinfo's part a second, which a hit in the
 * kernel does without. */
static void a_change_of_files_flushes_the_caches(void)
{
    static const char change[] = "[fault:f]\nkind = config-change\nwhat = web.config\n"
                                 "app = a\nat = 10s\n";

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *user =
            g_strconcat(FREE AT_ONCE FILES ASKED "at(0s, 5s, 12s, 15s)\n", change, NULL);
        g_autofree char *kernel =
            g_strconcat(BEGIN "w3wp-native = wait 1s\ni5m-native = wait 1s\n"
                              "[httpsys]\nActivityPeriod = 0\n" SUPPORT_APP
                              "[page:g]\napp = a\nurl = /a/x.gif\n" ASKED "at(0s, 5s, 12s, 15s)\n",
                        change, NULL);

        EXPECT(user, support_models[i], 1, 5, 13, 15);
        if (i != 1)
            EXPECT(kernel, support_models[i], 1, 5, 13, 15);
    }
}

/* Two threads read, and then the third request is read for. */
static void the_thread_that_reads_a_file_is_blocked(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = support_records(
            FREE NO_KERNEL SET("MaxPoolThreads = 1\nPoolThreadLimit = 2\nMaxCachedFileSize = 0\n")
                FILES_OF_P ASKED "at(0s x 3)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 1), 2);
        CU_ASSERT_EQUAL(support_count_ended(records, "c", 2), 1);
    }
}

static double counter(const ModelResult *result, const char *name)
{
    g_autofree char *full = g_strconcat("Web Service Cache\\File Cache ", name, NULL);

    return model_result_get(result, RESULT_COUNTER, NULL, full);
}

/* Read at 0 s, there at 5 s, gone by the change at 10 s, read at 12 s; a picture that is not there has
 * no file. Where reading costs nothing nobody counts. */
static void what_the_file_cache_does_is_counted(void)
{
    static const char rest[] = "[page:none]\napp = a\nurl = /a/y.gif\nstatus = 404\n" ASKED
                               "at(0s, 5s, 12s)\n[clients:n]\npages = none\narrivals = at(1s x 2)\n"
                               "[fault:f]\nkind = config-change\nwhat = bin\napp = a\nat = 10s\n";

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *read = g_strconcat(FREE AT_ONCE FILES, rest, NULL);
        g_autofree char *free = g_strconcat(BEGIN AT_ONCE FILES, rest, NULL);
        g_autoptr(ModelResult) result = support_run(read, support_models[i], 1);
        g_autoptr(ModelResult) none = support_run(free, support_models[i], 1);

        CU_ASSERT_EQUAL(counter(result, "Misses"), 2);
        CU_ASSERT_EQUAL(counter(result, "Hits"), 1);
        CU_ASSERT_EQUAL(counter(result, "Flushes"), 1);
        CU_ASSERT(isnan(counter(none, "Hits")));
        CU_ASSERT_EQUAL(support_value(none, "latency.max(clients:c)"), 0);
    }
}

CU_TestInfo file_cache_tests[] = {
    TEST(a_file_asked_for_twice_within_ActivityPeriod_is_kept),
    TEST(a_file_that_nobody_asked_for_goes_after_ObjectCacheTTL),
    TEST(a_file_above_MaxCachedFileSize_is_read_every_time),
    TEST(what_is_cached_is_part_of_the_memory_of_its_process),
    TEST(the_file_cache_dies_with_its_process),
    TEST(a_change_of_files_flushes_the_caches),
    TEST(the_thread_that_reads_a_file_is_blocked),
    TEST(what_the_file_cache_does_is_counted),
    CU_TEST_INFO_NULL,
};

const TestBehaviour file_cache_behaviours[] = {
    {AREA_CACHE, "the user-mode file cache: two requests within ActivityPeriod", "all",
     "a file that is not in it costs file-read, nothing by default: the operating system's own "
     "cache "
     "has it (assumption); IIS 5 keeps a file at once (assumption)",
     "FCACHE6 CC781368", "httpsys.ActivityPeriod",
     "a_file_asked_for_twice_within_ActivityPeriod_is_kept"},
    {AREA_CACHE, "MaxCachedFileSize: bigger files go to http.sys as a handle", "all",
     "they are read every time, by the thread that serves them", "FCACHE6",
     "iis5.MaxCachedFileSize pool.MaxCachedFileSize",
     "a_file_above_MaxCachedFileSize_is_read_every_time"},
    {AREA_CACHE, "ObjectCacheTTL: files that nobody asked for leave the cache", "all",
     "every 30 s those not asked for since the last time", "CC758364",
     "iis5.ObjectCacheTTL pool.ObjectCacheTTL",
     "a_file_that_nobody_asked_for_goes_after_ObjectCacheTTL"},
    {AREA_CACHE, "each process has its own file cache", "all",
     "it counts in the memory of the process and is gone with it", "FCACHE6", NULL,
     "the_file_cache_dies_with_its_process"},
    {AREA_CACHE, "changed files leave the caches, the kernel's too", "all",
     "a change of an application's files or configuration takes all its entries (assumption)",
     "CC781368 KB820129", NULL, "a_change_of_files_flushes_the_caches"},
    {.what = NULL},
};
