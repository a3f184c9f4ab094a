/* test_counters.c - the documented counters, by scenarios in which each is known. The window is a
 * minute. */
#include "tests/models/random.h"
#include "tests/models/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define APPLICATIONS "ASP.NET Applications(a)\\"
#define CLIENTS      "[clients:c]\npages = g\narrivals = "

static double counter(const ModelResult *result, const char *name)
{
    return model_result_get(result, RESULT_COUNTER, NULL, name);
}

static double of_app(const ModelResult *result, const char *name)
{
    g_autofree char *full = g_strconcat(APPLICATIONS, name, NULL);

    return counter(result, full);
}

/* Requests at 2, 4 .. 58 s of a second each. */
#define STEADY                                                                                     \
    SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP                                                        \
        "[page:g]\napp = a\nwork = wait 1s\nsize = 1000B\n" CLIENTS "every(2s)\n"

static void cumulative_counters_count_and_levels_are_means(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(STEADY, support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(result, "Requests Total"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Anonymous Requests"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Requests Succeeded"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 0);
        CU_ASSERT_EQUAL(of_app(result, "Request Bytes Out Total"), 29000);
        SUPPORT_NEAR(of_app(result, "Requests/Sec"), 29 / 60.0);
        SUPPORT_NEAR(of_app(result, "Requests Executing"), 29 / 60.0);
        SUPPORT_NEAR(of_app(result, "Pipeline Instance Count"), 58 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Requests Current"), 29 / 60.0);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Applications Running"), 1);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Worker Processes Running"), 1);
        CU_ASSERT_EQUAL(counter(result, "Web Service(_Total)\\Total Method Requests"), 29);
        SUPPORT_NEAR(counter(result, "Web Service(_Total)\\ISAPI Extension Requests/sec"),
                     29 / 60.0);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET Applications(__Total__)\\Requests Total"), 29);
    }
}

/* The warm-up has as many again. */
static void counts_begin_with_the_window(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run("[scenario]\nduration = 60s\nwarmup = 60s\n" SUPPORT_FREE SUPPORT_APP
                        "[page:g]\napp = a\nsize = 1000B\n" CLIENTS "every(2s)\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(result, "Requests Total"), 30); /* at 0 .. 58 s */
        CU_ASSERT_EQUAL(of_app(result, "Request Bytes Out Total"), 30000);
        CU_ASSERT_EQUAL(counter(result, "Web Service(_Total)\\Total Method Requests"), 30);
    }
}

/* One may execute and one may wait. Four come at 1 s, the two that are let in take 10 s each. */
#define CROWD                                                                                      \
    SUPPORT_WINDOW SUPPORT_FREE "[aspnet]\nmaxWorkerThreads = 10\nmaxIoThreads = 10\n"             \
                                "minWorkerThreads = 10\nminIoThreads = 10\nminFreeThreads = 9\n"   \
                                "minLocalRequestFreeThreads = 0\nappRequestQueueLimit = 1\n"       \
                                "executionTimeout = 90\n" SUPPORT_APP                              \
                                "[page:g]\napp = a\nwork = wait 10s\n" CLIENTS

static void the_queue_of_an_application_shows_in_its_counters(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(CROWD "at(1s x 4)\n", support_models[i], 1);

        SUPPORT_NEAR(of_app(result, "Requests In Application Queue"), 10 / 60.0);
        SUPPORT_NEAR(of_app(result, "Requests Executing"), 20 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Requests Queued"), 10 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Requests Current"), 30 / 60.0);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Requests Rejected"), 2);
        CU_ASSERT_EQUAL(of_app(result, "Requests Total"), 4);
        CU_ASSERT_EQUAL(of_app(result, "Requests Succeeded"), 2);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 2); /* 503 is above 400 */
        CU_ASSERT_EQUAL(of_app(result, "Errors Total"), 0);
    }
}

/* [CC757130]: not averages. The first waited nothing and executed 10 s, the last one waited those and
 * executed 10 s itself; then comes one that finds all free. */
static void execution_and_wait_time_are_those_of_the_last_request(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) crowd = support_run(CROWD "at(1s x 2)\n", support_models[i], 1);
        g_autoptr(ModelResult) later = support_run(CROWD "at(1s x 2, 30s)\n", support_models[i], 1);

        SUPPORT_NEAR(counter(crowd, "ASP.NET\\Request Wait Time"), 10000);
        SUPPORT_NEAR(counter(crowd, "ASP.NET\\Request Execution Time"), 10000);
        SUPPORT_NEAR(counter(later, "ASP.NET\\Request Wait Time"), 0);
        SUPPORT_NEAR(counter(later, "ASP.NET\\Request Execution Time"), 10000);
    }
}

/* The answer leaves inetinfo 2 s after the page has ended, after 3 s in the pipe. */
static void in_1_0_the_execution_time_goes_on_until_the_answer_is_sent(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE
        "pipe-oneway = wait 3s\ninetinfo-out = wait 2s\n[aspnet]\nversion = %s\n" SUPPORT_APP
        "[page:g]\napp = a\nwork = wait 1s\n[iis5]\ncallbacks = 0\n" CLIENTS "at(1s)\n";
    g_autofree char *old = g_strdup_printf(text, "1.0");
    g_autofree char *new = g_strdup_printf(text, "1.1");
    g_autoptr(ModelResult) with_answer = support_run(old, "iis5", 1);
    g_autoptr(ModelResult) without = support_run(new, "iis5", 1);

    SUPPORT_NEAR(counter(with_answer, "ASP.NET\\Request Execution Time"), 1000 + 3000 + 2000);
    SUPPORT_NEAR(counter(without, "ASP.NET\\Request Execution Time"), 1000);
    SUPPORT_NEAR(counter(without, "ASP.NET\\Request Wait Time"), 3000);
}

/* 10,000 bytes at 1000 a second. [CC757130] */
static void in_1_0_a_slow_client_is_in_the_execution_time(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE
        "[aspnet]\nversion = %s\n" SUPPORT_APP "[page:g]\napp = a\nwork = wait 1s\n"
        "size = 10000B\n" CLIENTS "at(1s)\nbandwidth = 8kbit/s\n";

    for (int i = 1; i < SUPPORT_MODELS; i++) {
        g_autofree char *old = g_strdup_printf(text, "1.0");
        g_autofree char *new = g_strdup_printf(text, "1.1");
        g_autoptr(ModelResult) slow = support_run(old, support_models[i], 1);
        g_autoptr(ModelResult) without = support_run(new, support_models[i], 1);

        SUPPORT_NEAR(counter(slow, "ASP.NET\\Request Execution Time"), i == 1 ? 11000 : 1000);
        SUPPORT_NEAR(counter(without, "ASP.NET\\Request Execution Time"), 1000);
    }
}

static void time_outs_and_exceptions_are_errors_of_their_own(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) slow =
            support_run(SUPPORT_WINDOW SUPPORT_TEXTBOOK
                        "[aspnet]\nexecutionTimeout = 5\n" SUPPORT_APP
                        "[page:g]\napp = a\nwork = wait 10s\n" CLIENTS "at(1s)\n",
                        support_models[i], 1);
        g_autoptr(ModelResult) wrong =
            support_run(STEADY "[fault:f]\nkind = exception\napp = a\nper-request = 100%\n",
                        support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(slow, "Requests Timed Out"), 1);
        CU_ASSERT_EQUAL(of_app(slow, "Errors Total"), 1);
        CU_ASSERT_EQUAL(of_app(slow, "Errors Unhandled During Execution"), 0);
        CU_ASSERT_EQUAL(of_app(slow, "Requests Failed"), 1);
        SUPPORT_NEAR(counter(slow, "ASP.NET\\Request Execution Time"), 5000);
        CU_ASSERT_EQUAL(of_app(wrong, "Errors Unhandled During Execution"), 29);
        CU_ASSERT_EQUAL(of_app(wrong, "Errors Total"), 29);
        CU_ASSERT_EQUAL(of_app(wrong, "Requests Timed Out"), 0);
        CU_ASSERT_EQUAL(of_app(wrong, "Requests Succeeded"), 0);
    }
}

static void a_page_that_answers_404_is_not_found(void)
{
    static const int statuses[] = {404, 414};

    for (int i = 0; i < 2 * SUPPORT_MODELS; i++) {
        g_autofree char *text =
            g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
                            "[page:g]\napp = a\nstatus = %d\n" CLIENTS "every(2s)\n",
                            statuses[i / SUPPORT_MODELS]);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(of_app(result, "Requests Not Found"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Requests Succeeded"), 0);
    }
}

/* The second waits 10 s; by then its client has been gone for 7 s [RS:RequestQueue.cs]. */
static void who_left_the_queue_before_it_was_looked_at_is_disconnected(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result =
            support_run(CROWD "at(1s x 2)\ntimeout = 3s\n", support_models[i], 1);

        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Requests Disconnected"), 1);
        CU_ASSERT_EQUAL(of_app(result, "Requests Succeeded"), 1);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 0);
    }
}

/* A process dies at 5 s with a request inside and is there again at 8 s. */
static void what_dies_with_a_process_leaves_the_levels(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE "process-start = wait 3s\n" SUPPORT_APP
                                        "[page:g]\napp = a\nwork = wait 10s\n" CLIENTS "at(1s)\n"
                                        "[fault:f]\nkind = crash\napp = a\nat = 5s\n",
            support_models[i], 1);

        SUPPORT_NEAR(of_app(result, "Requests Executing"), 4 / 60.0);
        SUPPORT_NEAR(of_app(result, "Pipeline Instance Count"), 4 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Requests Current"), 4 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Applications Running"), 5 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Worker Processes Running"), 57 / 60.0);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Worker Process Restarts"), 1);
    }
}

static void what_dies_with_inetinfo_leaves_the_levels(void)
{
    for (int i = 1; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
            "[page:g]\napp = a\nwork = wait 10s\n[page:z]\napp = a\nurl = /a/z.gif\n" CLIENTS
            "at(1s)\n[fault:f]\nkind = crash\npage = z\nat = 5s\n",
            support_models[i], 1);

        SUPPORT_NEAR(of_app(result, "Requests Executing"), 4 / 60.0);
        SUPPORT_NEAR(of_app(result, "Pipeline Instance Count"), 4 / 60.0);
        SUPPORT_NEAR(counter(result, "ASP.NET\\Requests Current"), 4 / 60.0);
    }
}

static void the_pages_of_an_application_are_compiled_once(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE
            "[pool:p]\n[app:a]\npool = p\n[page:g]\napp = a\n[page:h]\napp = a\n" CLIENTS
            "every(2s)\n[fault:f]\nkind = crash\napp = a\nat = 5s\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(result, "Compilations Total"), 2);
    }
}

/* 29 bodies of 500 bytes each; the answer is that of a page that asks for a name [RS:HttpRuntime.cs]. */
static void a_page_that_answers_401_is_not_authorized_and_bodies_count_as_they_come(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(
            SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
            "[page:g]\napp = a\nstatus = 401\nrequest-size = 500B\n" CLIENTS "every(2s)\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(result, "Requests Not Authorized"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Requests Not Found"), 0);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 29);
        CU_ASSERT_EQUAL(of_app(result, "Request Bytes In Total"), 29 * 500);
    }
}

/* A session lasts 20 s. Three clients come until 12 s: theirs end at 30, 31, 32 s; at 50 s comes a
 * new one. A user has had a session since -5 s, and asks every 15 s. */
#define SESSIONS                                                                                   \
    "[scenario]\nduration = 60s\nwarmup = 20s\n" SUPPORT_FREE SUPPORT_READY_THREADS                \
    "sessionStateTimeout = 20s\n" SUPPORT_APP "session = %s\n[page:g]\napp = a\n"                  \
    "[clients:u]\npages = g\narrivals = users(1, think=15s)\n"                                     \
    "[clients:c]\narrivals = replay(inline)\n[replay:c]\n"                                         \
    "1,g,1\n2,g,2\n3,g,3\n10,g,1\n11,g,2\n12,g,3\n50,g,5\n"

static void sessions_are_counted_when_they_begin_and_when_they_time_out(void)
{
    g_autofree char *in_process = g_strdup_printf(SESSIONS, "InProc");
    g_autofree char *elsewhere = g_strdup_printf(SESSIONS, "StateServer");

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) inside = support_run(in_process, support_models[i], 1);
        g_autoptr(ModelResult) outside = support_run(elsewhere, support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(inside, "Sessions Total"), 4);
        CU_ASSERT_EQUAL(of_app(inside, "Sessions Timed Out"), 3);
        CU_ASSERT_EQUAL(of_app(inside, "Sessions Active"), 2);
        CU_ASSERT(isnan(counter(inside, "ASP.NET\\State Server Sessions Total")));
        CU_ASSERT_EQUAL(of_app(outside, "Sessions Total"), 4);
        CU_ASSERT_EQUAL(counter(outside, "ASP.NET\\State Server Sessions Total"), 4);
        CU_ASSERT_EQUAL(counter(outside, "ASP.NET\\State Server Sessions Timed Out"), 3);
        CU_ASSERT_EQUAL(counter(outside, "ASP.NET\\State Server Sessions Active"), 2);
    }
}

/* A session lasts 20 s, and those of clients who are seen once end up to a 64th of that early: of six
 * clients the last two have theirs at 60 s. */
static void sessions_of_clients_who_never_come_back_time_out_too(void)
{
    static const char *const stores[] = {"InProc", "StateServer"};

    for (size_t i = 0; i < SUPPORT_MODELS * 2; i++) {
        g_autofree char *text = g_strdup_printf(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS
                                                "sessionStateTimeout = 20s\n" SUPPORT_APP
                                                "session = %s\n[page:g]\napp = a\n" CLIENTS
                                                "at(1s x 3, 39s, 41s x 2)\n",
                                                stores[i / SUPPORT_MODELS]);
        g_autoptr(ModelResult) result = support_run(text, support_models[i % SUPPORT_MODELS], 1);

        CU_ASSERT_EQUAL(of_app(result, "Sessions Total"), 6);
        CU_ASSERT_EQUAL(of_app(result, "Sessions Timed Out"), 4);
        CU_ASSERT_EQUAL(of_app(result, "Sessions Active"), 2);
    }
}

/* A crash at 10 s takes those of the process with it, not those of the state server. */
static void sessions_that_died_are_no_longer_active(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        static const char text[] = SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
            "session = %s\n[page:g]\napp = a\n" CLIENTS "at(1s x 3)\n"
            "[fault:f]\nkind = crash\napp = a\nat = 10s\n";
        g_autofree char *in_process = g_strdup_printf(text, "InProc");
        g_autofree char *elsewhere = g_strdup_printf(text, "StateServer");
        g_autoptr(ModelResult) inside = support_run(in_process, support_models[i], 1);
        g_autoptr(ModelResult) outside = support_run(elsewhere, support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(inside, "Sessions Total"), 3);
        CU_ASSERT_EQUAL(of_app(inside, "Sessions Active"), 0);
        CU_ASSERT_EQUAL(of_app(inside, "Sessions Timed Out"), 0);
        CU_ASSERT_EQUAL(of_app(outside, "Sessions Active"), 3);
    }
}

/* 29 requests of a second each; or two users who ask first at 10 s and keep their connections. */
static void current_connections_are_those_that_are_open(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) each = support_run(STEADY, support_models[i], 1);
        g_autoptr(ModelResult) kept =
            support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_READY_THREADS SUPPORT_APP
                        "[page:g]\napp = a\nwork = wait 1s\n" CLIENTS
                        "users(2, think=10s)\nkeep-alive = true\n",
                        support_models[i], 1);

        SUPPORT_NEAR(counter(each, "Web Service(_Total)\\Current Connections"), 29 / 60.0);
        SUPPORT_NEAR(counter(kept, "Web Service(_Total)\\Current Connections"), 100 / 60.0);
    }
}

/* Asked for at 1 and 2 s it is not there, then it is [CC781368]. */
static void hits_and_misses_of_the_caches_are_counted(void)
{
    g_autoptr(ModelResult) kernel =
        support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
                    "[page:g]\napp = a\nurl = /a/x.gif\n" CLIENTS "at(1s, 2s, 3s, 4s)\n",
                    "iis6", 1);
    g_autoptr(ModelResult) output =
        support_run(SUPPORT_WINDOW SUPPORT_FREE SUPPORT_APP
                    "[page:g]\napp = a\noutput-cache = 2500ms\n" CLIENTS "at(1s, 2s, 3s, 4s)\n",
                    "iis5", 1);

    CU_ASSERT_EQUAL(counter(kernel, "Web Service Cache\\Kernel: URI Cache Hits"), 2);
    CU_ASSERT_EQUAL(counter(kernel, "Web Service Cache\\Kernel: URI Cache Misses"), 2);
    CU_ASSERT_EQUAL(counter(kernel, "Web Service Cache\\Kernel: URI Cache Flushes"), 0);
    CU_ASSERT_EQUAL(counter(kernel, "Web Service(_Total)\\Total Method Requests"), 4);
    CU_ASSERT_EQUAL(counter(kernel, "Web Service(_Total)\\ISAPI Extension Requests/sec"), 0);
    CU_ASSERT_EQUAL(of_app(kernel, "Requests Total"), 0);
    CU_ASSERT_EQUAL(of_app(output, "Output Cache Hits"), 2);
    CU_ASSERT_EQUAL(of_app(output, "Output Cache Misses"), 2);
    CU_ASSERT(isnan(counter(output, "Web Service Cache\\Kernel: URI Cache Hits")));
}

/* ---- they agree with each other and with the outcomes ---- */

/* Six of a second each at 1 s, two may execute, two may wait, two are rejected; two leave after 200
 * ms; of two that come at 10 s one throws; two of 20 s die with their process; all is over by 50 s. */
static void what_came_has_ended_when_all_is_quiet(void)
{
    static const char text[] = SUPPORT_WINDOW SUPPORT_FREE
        "[aspnet]\nmaxWorkerThreads = 10\nmaxIoThreads = 10\nminWorkerThreads = 10\n"
        "minIoThreads = 10\nminFreeThreads = 8\nminLocalRequestFreeThreads = 0\n"
        "appRequestQueueLimit = 2\nclientConnectedCheck = 100ms\n" SUPPORT_APP
        "[page:g]\napp = a\nwork = wait 1s\n"
        "[page:n]\napp = a\nstatus = 404\n"
        "[clients:c]\npages = g\narrivals = at(1s x 6, 20s x 2)\n"
        "[clients:e]\npages = n\narrivals = at(10s x 2)\n"
        "[clients:l]\npages = g\narrivals = at(30s x 4)\ntimeout = 200ms\n"
        "[fault:f]\nkind = crash\napp = a\nat = 20500ms\n";

    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

        CU_ASSERT_EQUAL(of_app(result, "Requests Total"), 6 + 2 + 2 + 4);
        CU_ASSERT_EQUAL(of_app(result, "Requests Succeeded"), 4 + 2);
        CU_ASSERT_EQUAL(of_app(result, "Requests Failed"), 2 + 2);
        CU_ASSERT_EQUAL(of_app(result, "Requests Not Found"), 2);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Requests Rejected"), 2);
        CU_ASSERT_EQUAL(counter(result, "ASP.NET\\Requests Disconnected"), 2);
        /* the two that died are in none */
        CU_ASSERT_EQUAL(support_value(result, "requests.ok"), 4 + 2);
        CU_ASSERT_EQUAL(support_value(result, "requests.rejected"), 2);
        CU_ASSERT_EQUAL(support_value(result, "requests.abandoned"), 4);
    }
}

#define AT_LEAST(left, right) CU_ASSERT((left) >= (right)-1e-9)

static double total_of(const ModelResult *result, const char *name)
{
    g_autofree char *full = g_strconcat("ASP.NET Applications(__Total__)\\", name, NULL);

    return counter(result, full);
}

static double queue_mean(const ModelResult *result, const char *name)
{
    g_autofree char *full = g_strdup_printf("queue.%s.mean", name);
    double mean = model_result_get(result, RESULT_RUN, NULL, full);

    return isnan(mean) ? 0 : mean;
}

/* From an empty server on. What has ended is not more than came; what is queued or executes is
 * current; what is queued is in one of the queues. */
static void check_agreement(const ModelResult *result)
{
    double queued = counter(result, "ASP.NET\\Requests Queued");
    double in_applications = total_of(result, "Requests In Application Queue");

    AT_LEAST(total_of(result, "Requests Total"),
             total_of(result, "Requests Succeeded") + total_of(result, "Requests Failed") +
                 counter(result, "ASP.NET\\Requests Disconnected"));
    AT_LEAST(counter(result, "ASP.NET\\Requests Current"),
             queued + total_of(result, "Requests Executing"));
    AT_LEAST(queued, in_applications);
    AT_LEAST(in_applications + queue_mean(result, "pipe") + queue_mean(result, "clr"), queued);
    AT_LEAST(total_of(result, "Requests Failed"),
             total_of(result, "Requests Not Found") + total_of(result, "Requests Not Authorized"));
    AT_LEAST(total_of(result, "Requests Failed"), total_of(result, "Errors Total"));
    AT_LEAST(total_of(result, "Pipeline Instance Count"), 0);
    AT_LEAST(total_of(result, "Sessions Total"),
             total_of(result, "Sessions Active") + total_of(result, "Sessions Timed Out"));
}

static void counters_agree_with_each_other_in_random_scenarios(void)
{
    for (uint64_t i = 0; i < 50; i++) {
        g_autofree char *text = random_scenario(i);

        for (int m = 0; m < SUPPORT_MODELS; m++) {
            unsigned int failures = CU_get_number_of_failures();
            g_autoptr(Scenario) scenario = support_load(text, support_models[m]);
            g_autoptr(ModelResult) result = NULL;

            scenario->variants[0].config->warmup_ns = 0;
            result = model_run(scenario->variants[0].model, scenario->variants[0].config, 1, NULL);
            check_agreement(result);
            if (CU_get_number_of_failures() > failures)
                fprintf(stderr, "random scenario %d on %s\n", (int)i, support_models[m]);
        }
    }
}

/* The piece of a quarter of a second that begins at start_s. */
static double series_at(const ModelResult *result, const char *name, double start_s)
{
    const ResultSeries *series = &result->series;
    uint32_t bucket = (uint32_t)(start_s * 1e9 / (double)series->bucket_ns);

    for (uint32_t i = 0; i < series->name_count; i++) {
        if (strcmp(series->names[i], name) == 0)
            return series->values[i * series->bucket_count + bucket];
    }
    return NAN;
}

static void counters_are_time_series_under_their_names(void)
{
    for (int i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = support_run(CROWD "at(1s x 4)\n", support_models[i], 1);

        SUPPORT_NEAR(series_at(result, "ASP.NET\\Requests Current", 5), 2);
        SUPPORT_NEAR(series_at(result, "ASP.NET\\Requests Current", 15), 1);
        SUPPORT_NEAR(series_at(result, "ASP.NET\\Requests Queued", 5), 1);
        SUPPORT_NEAR(series_at(result, "ASP.NET\\Requests Rejected", 5), 2);
        SUPPORT_NEAR(series_at(result, "ASP.NET\\Request Wait Time", 5), 0);
        SUPPORT_NEAR(series_at(result, "ASP.NET\\Request Wait Time", 15), 10000);
        SUPPORT_NEAR(series_at(result, "ASP.NET Applications(__Total__)\\Requests Executing", 15),
                     1);
        SUPPORT_NEAR(series_at(result, "ASP.NET Applications(__Total__)\\Requests/Sec", 1), 16);
    }
}

CU_TestInfo counters_tests[] = {
    TEST(cumulative_counters_count_and_levels_are_means),
    TEST(counts_begin_with_the_window),
    TEST(the_queue_of_an_application_shows_in_its_counters),
    TEST(execution_and_wait_time_are_those_of_the_last_request),
    TEST(in_1_0_the_execution_time_goes_on_until_the_answer_is_sent),
    TEST(in_1_0_a_slow_client_is_in_the_execution_time),
    TEST(time_outs_and_exceptions_are_errors_of_their_own),
    TEST(a_page_that_answers_404_is_not_found),
    TEST(who_left_the_queue_before_it_was_looked_at_is_disconnected),
    TEST(what_dies_with_a_process_leaves_the_levels),
    TEST(what_dies_with_inetinfo_leaves_the_levels),
    TEST(the_pages_of_an_application_are_compiled_once),
    TEST(hits_and_misses_of_the_caches_are_counted),
    TEST(a_page_that_answers_401_is_not_authorized_and_bodies_count_as_they_come),
    TEST(sessions_are_counted_when_they_begin_and_when_they_time_out),
    TEST(sessions_of_clients_who_never_come_back_time_out_too),
    TEST(sessions_that_died_are_no_longer_active),
    TEST(current_connections_are_those_that_are_open),
    TEST(what_came_has_ended_when_all_is_quiet),
    TEST(counters_agree_with_each_other_in_random_scenarios),
    TEST(counters_are_time_series_under_their_names),
    CU_TEST_INFO_NULL,
};
