/* test_memory.c - memory and processors: what processes hold, what happens when there is no more of
 * it, what one pool for all costs and what a pool for each. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE
#define MB   1048576.0

static GArray *records_of(const char *text, size_t model, ModelResult **result)
{
    return support_records(text, support_models[model], 1, result);
}

/* ---- what there is ---- */

/* P6: 5 MB for an empty w3wp; P5, P6: 3 MB for the CLR, 2 MB for an AppDomain; the application's own
 * is its business. */
static void a_process_holds_itself_the_clr_its_appdomains_and_its_applications(void)
{
    static const char *const processes[] = {"w3wp:p", "aspnet_wp", "aspnet_wp"};

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *metric = g_strdup_printf("memory.max(process:%s)", processes[i]);
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 20MB\n"
                           "[app:b]\npool = p\nstart = warm\nmemory = 30MB\n[page:g]\napp = a\n"
                           "[clients:c]\npages = g\narrivals = at(1s)\n",
            support_models[i], 1);

        SUPPORT_NEAR(support_value(result, metric) / MB, 5 + 3 + 2 + 20 + 2 + 30);
        SUPPORT_NEAR(support_value(result, "memory.max") / MB, 62 + (i == 0 ? 0 : 5));
    }
}

/* Only the first managed request loads the CLR. */
static void a_worker_of_static_files_alone_never_pays_for_the_clr(void)
{
    g_autoptr(ModelResult) result =
        support_run(SUPPORT_WINDOW "[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n"
                                   "url = /a/g.gif\n[clients:c]\npages = g\narrivals = at(1s)\n",
                    "iis6", 1);

    SUPPORT_NEAR(support_value(result, "memory.max(process:w3wp:p)") / MB, 5);
}

static void a_page_holds_its_memory_while_it_executes(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(FREE SUPPORT_READY_THREADS SUPPORT_APP
                        "[page:g]\napp = a\nwait = 2s\nmemory = 10MB\n"
                        "[clients:c]\npages = g\narrivals = at(1s x 3)\n",
                        support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "memory.max") / MB, 30);
        SUPPORT_NEAR(support_value(result, "memory.mean") / MB, 30 * 2.0 / 60);
    }
}

/* ---- out of memory [KB820108] ---- */

#define LEAKING                                                                                    \
    "[pool:p]\n%s[app:a]\npool = p\nstart = warm\nmemory = 0B\n[page:g]\napp = a\n%s"              \
    "[clients:c]\npages = g\narrivals = every(1s)\n%s"

/* 10 MB a request, 100 MB in all: the eleventh finds none, nor do those after it. What recycles the
 * process in time, or lets it have more, saves them. */
static void a_leak_ends_in_requests_that_are_out_of_memory(void)
{
    static const char fault[] = "[fault:f]\nkind = leak\napp = a\nat = 0s\nleak = 10MB\n";
    static const struct {
        const char *pool, *machine, *page, *fault;
        uint32_t ok;
    } cases[] = {
        {"", "virtual-memory-limit = 100MB\n", "leak = 10MB\n", "", 10},
        {"", "virtual-memory-limit = 100MB\n", "", fault, 10},
        {"", "virtual-memory-limit = 1GB\n", "leak = 10MB\n", "", 59},
        {"PeriodicRestartMemory = 51200\n", "virtual-memory-limit = 100MB\n", "leak = 10MB\n", "",
         59},
    };

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        size_t k = i / SUPPORT_MODELS;
        g_autofree char *text = g_strdup_printf(
            FREE "[machine]\n%s[iis5]\nmemoryLimit = %s\n" LEAKING, cases[k].machine,
            k == 3 ? "5" : "none", cases[k].pool, cases[k].page, cases[k].fault);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), cases[k].ok);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 59 - cases[k].ok);
        CU_ASSERT_EQUAL(support_value(result, "workers.crashed"), 0);
        CU_ASSERT(support_value(result, "memory.max") <= (k == 2 ? 590 : 100) * MB);
        if (k < 2)
            CU_ASSERT_EQUAL(support_find(records, "c", 10)->status, 500);
    }
}

/* What a page holds is given back: the next one finds room again. */
static void memory_that_is_given_back_can_be_had_again(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(GArray) records = records_of(
            FREE "[machine]\nvirtual-memory-limit = 50MB\n" SUPPORT_READY_THREADS SUPPORT_APP
                 "[page:g]\napp = a\nwait = 2s\nmemory = 20MB\n"
                 "[clients:c]\npages = g\narrivals = at(1s x 3, 4s)\n",
            i, NULL);

        CU_ASSERT_EQUAL(support_count_ended(records, "c", 1), 1);
        CU_ASSERT_EQUAL(support_count(records, "c", "error"), 1);
        SUPPORT_NEAR(support_end_s(records, "c", 3), 6);
    }
}

/* One process for three applications has no room for all: aspnet_wp, or one pool. */
static void an_address_space_is_the_end_of_one_process_for_all(void)
{
    static const struct {
        const char *pool;
        bool ok[SUPPORT_MODELS];
    } cases[] = {{"p", {false, false, false}}, {"q", {true, false, false}}};

    for (size_t i = 0; i < SUPPORT_MODELS * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[machine]\nvirtual-memory-limit = 100MB\n[pool:p]\n[pool:q]\n[app:a]\n"
                 "pool = p\nstart = warm\nmemory = 60MB\n[app:b]\npool = %s\nstart = warm\n"
                 "memory = 60MB\n[page:g]\napp = a\n[clients:c]\npages = g\narrivals = at(1s)\n",
            cases[i / SUPPORT_MODELS].pool);
        g_autoptr(GArray) records = records_of(text, i % SUPPORT_MODELS, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome,
                               cases[i / SUPPORT_MODELS].ok[i % SUPPORT_MODELS] ? "ok" : "error");
    }
}

/* ---- more than there is ---- */

/* Resident 2 GB of 1 GB: every second request goes to the one disk for 10 ms, so that 200 a second
 * is the most, although the processor has nothing to do. Half a chance each: 12,000 requests give a
 * standard error of 0.7%. */
static void memory_beyond_the_physical_ends_in_thrashing(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE "page-fault = disk 10ms\n[machine]\nmemory = 1GB\n" SUPPORT_UNLIMITED
                 "[iis5]\nmemoryLimit = none\n"
                 "[pool:p]\n[app:a]\npool = p\nstart = warm\nmemory = 2GB\n[page:g]\napp = a\n"
                 "[clients:c]\npages = g\narrivals = users(50, think=exp(1ms))\n",
            support_models[i], 1);

        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "throughput"), 200, 6);
        CU_ASSERT_EQUAL(support_value(result, "cpu.utilisation"), 0);
        CU_ASSERT(support_value(result, "queue.backend:disk.mean") > 40);
    }
}

/* ---- one pool for all, or a pool for each ---- */

/* Forty applications of 20 MB. {i} is the number of each. */
#define FORTY(pools, pool)                                                                         \
    "[scenario]\nduration = 60s\nwarmup = 0s\ndrain = 2min\n[limits]\ntimer-phases = armed\n"      \
    "[machine]\nmemory = 1GB\n" pools "[app:a]\ncount = 40\npool = " pool "\nstart = warm\n"       \
    "[page:g]\ncount = 40\napp = a{i}\nwork = none\n[clients:c]\ncount = 40\n"                     \
    "pages = g{i}\narrivals = every(1s)\n"                                                         \
    "[fault:crash]\nkind = crash\napp = a7\nat = 30s\n"

/* One: 5 + 3 + 40 x 22 = 888 MB fit, and a crash of one is a crash of all. Forty: 40 x 30 = 1200 MB
 * do not fit, a request faults with a chance of 1 - 1024 / 1200 (2,360 requests: a standard error of
 * 0.07 ms of the 1.47 ms); the crash is its own, but for the disk that its restart shares with the
 * others' page faults. */
static void a_pool_for_each_costs_memory_and_isolates(void)
{
    static const char *const texts[] = {
        FORTY("[pool:all]\n", "all"),
        FORTY("[pool:q]\ncount = 40\n", "q{i}"),
    };
    static const double memory_mb[] = {888, 1200};
    double blast;

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Scenario) scenario = support_load(texts[i], "iis6");
        RunObserver observer = {.isolation = true};
        g_autoptr(ModelResult) result =
            model_run(scenario->variants[0].model, scenario->variants[0].config, 1, &observer);

        support_check(result, "iis6");
        SUPPORT_NEAR(support_value(result, "memory.max") / MB, memory_mb[i]);
        blast = model_result_get(result, RESULT_ISOLATION, "crash", "blast_radius");
        CU_ASSERT_TRUE(i == 0 ? blast == 1 : blast < 0.1);
        CU_ASSERT_DOUBLE_EQUAL(support_value(result, "service(stage:pipeline)"),
                               0.00047 + (i == 0 ? 0 : (1 - 1024 / 1200.0) * 0.01), 0.0002);
    }
}

/* ---- processors ---- */

/* Two requests of 100 ms of their own and 50 ms of the kernel, in a minute. */
static void the_processors_time_is_the_kernels_and_the_users(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE "[machine]\ncores = 2\n" SUPPORT_APP
                 "[page:g]\napp = a\nwork = cpu 100ms, kernel 50ms\n[clients:c]\npages = g\n"
                 "arrivals = at(1s, 2s)\n",
            support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "cpu.utilisation") * 120, 0.3);
        SUPPORT_NEAR(support_value(result, "cpu.kernel") * 120, 0.1);
    }
}

/* Every dispatch after a block is one, and costs the kernel 1 ms with the next that runs on a core;
 * more hops, more switches. */
static void every_switch_costs_kernel_time(void)
{
    double switches[SUPPORT_MODELS];

    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            FREE "context-switch = kernel 1ms\ninetinfo-out = cpu 1us\ni5m-native = cpu "
                 "2us\n" SUPPORT_APP
                 "[page:g]\napp = a\nwork = cpu 10ms, wait 1s, cpu 10ms\n[clients:c]\npages = g\n"
                 "arrivals = at(1s, 5s)\n",
            support_models[i], 1);

        switches[i] = support_value(result, "cpu.switches") * 60;
        CU_ASSERT(switches[i] >= 4);
        SUPPORT_NEAR(support_value(result, "cpu.kernel") * 60, switches[i] * 0.001);
    }
    CU_ASSERT_EQUAL(switches[0], 2 * 3); /* on a native thread, a worker, after the wait */
    CU_ASSERT(switches[1] > switches[0]);
}

/* P9. Three at once need three threads; the next three find them there. */
static void a_new_thread_costs_processor_time_once(void)
{
    g_autoptr(ModelResult) result =
        support_run(FREE "thread-create = cpu 10ms\n" SUPPORT_READY_THREADS SUPPORT_APP
                         "[page:g]\napp = a\nwork = cpu 1ms, wait 1s\n[clients:c]\npages = g\n"
                         "arrivals = at(1s x 3, 10s x 3)\n",
                    "iis6", 1);

    SUPPORT_NEAR(support_value(result, "cpu.utilisation") * 60, 0.03 + 6 * 0.001);
}

CU_TestInfo memory_tests[] = {
    TEST(a_process_holds_itself_the_clr_its_appdomains_and_its_applications),
    TEST(a_worker_of_static_files_alone_never_pays_for_the_clr),
    TEST(a_page_holds_its_memory_while_it_executes),
    TEST(a_leak_ends_in_requests_that_are_out_of_memory),
    TEST(memory_that_is_given_back_can_be_had_again),
    TEST(an_address_space_is_the_end_of_one_process_for_all),
    TEST(memory_beyond_the_physical_ends_in_thrashing),
    TEST(a_pool_for_each_costs_memory_and_isolates),
    TEST(the_processors_time_is_the_kernels_and_the_users),
    TEST(every_switch_costs_kernel_time),
    TEST(a_new_thread_costs_processor_time_once),
    CU_TEST_INFO_NULL,
};

const TestBehaviour memory_behaviours[] = {
    {AREA_MEMORY, "memory of a process", "all",
     "5 MB empty, 3 MB for the CLR, 2 MB for each AppDomain, the application's own, what its pages "
     "hold and leak (assumption: 20 MB for an application)",
     "P5 P6", "costs.memory-w3wp",
     "a_process_holds_itself_the_clr_its_appdomains_and_its_applications"},
    {AREA_MEMORY, "a worker without managed requests", "iis6", "loads no CLR", "P6",
     "costs.memory-w3wp", "a_worker_of_static_files_alone_never_pays_for_the_clr"},
    {AREA_MEMORY, "2 GB of address space for a process", "all",
     "what goes beyond is an OutOfMemoryException: 500, and the process lives (assumption); "
     "fragmentation is left out: 800 MB is what a worker process often reaches",
     "KB820108", "machine.virtual-memory-limit", "a_leak_ends_in_requests_that_are_out_of_memory"},
    {AREA_FAULTS, "memory leak", "all",
     "grows until memoryLimit on IIS 5; on IIS 6 nothing by default, until requests are out of "
     "memory, unless a limit recycles the worker",
     "KB820108 PM11 MS525539", "iis5.memoryLimit pool.PeriodicRestartMemory",
     "a_leak_ends_in_requests_that_are_out_of_memory"},
    {AREA_MEMORY, "many AppDomains in one process", "all",
     "all must fit into its address space; a pool for each has room for each", "P5 KB820108",
     "machine.virtual-memory-limit", "an_address_space_is_the_end_of_one_process_for_all"},
    {AREA_MEMORY, "more than physical memory", "all",
     "requests go to the one shared disk with the chance that their page is not resident: "
     "thrashing (assumption: 10 ms)",
     "P5", NULL, "memory_beyond_the_physical_ends_in_thrashing"},
    {AREA_MEMORY, "one pool for all, or a pool for each", "iis6",
     "a pool for each costs a process and a CLR each, and keeps failures apart", "P6 P7",
     "app.pool", "a_pool_for_each_costs_memory_and_isolates"},
    {AREA_MEMORY, "making a thread", "all", "0.5 ms, paid by the first request on it", "P9", NULL,
     "a_new_thread_costs_processor_time_once"},
    {AREA_MEMORY, "context switches", "all",
     "each dispatch after a block costs the kernel a fixed time (assumption)", "P1", NULL,
     "every_switch_costs_kernel_time"},
    {AREA_MEMORY, "60 pools with identities of their own share a desktop heap", "iis6",
     "the heap is no bottleneck of requests, only a limit to how many pools can start", "P7", NULL,
     NULL},
    {.what = NULL},
};
