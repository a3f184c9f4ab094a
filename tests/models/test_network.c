/* test_network.c - responses on their way to clients, by exact times. */
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE

#define FILE_OF(size)    SUPPORT_APP "[page:g]\napp = a\nurl = /a/x.gif\nsize = " size "\n"
#define ONE_CLIENT(more) "[clients:c]\npages = g\narrivals = at(0s)\n" more

#define EACH_MODEL(i) for (size_t i = 0; i < SUPPORT_MODELS; i++)

static bool is_iis5(size_t model)
{
    return g_str_equal(support_models[model], "iis5");
}

/* 16,000 bytes at 64 kbit/s: 2 s, all of it service. */
static void a_response_takes_its_size_over_the_clients_bandwidth(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result = support_run(
            FREE FILE_OF("16000B") ONE_CLIENT("bandwidth = 64kbit/s\n"), support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "latency.mean"), 2);
        SUPPORT_NEAR(support_value(result, "service(stage:network)"), 2);
        SUPPORT_NEAR(support_value(result, "wait(stage:network)"), 0);
    }
}

/* What comes from the kernel's cache goes the same way. */
static void an_answer_from_the_kernel_cache_takes_its_time_on_the_network(void)
{
    g_autoptr(GArray) records = support_records(
        FREE "[httpsys]\nActivityPeriod = 0\n" FILE_OF(
            "16000B") "[clients:c]\npages = g\narrivals = at(0s, 10s)\nbandwidth = 8000B/s\n",
        "iis6", 1, NULL);

    CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->process, "kernel");
    SUPPORT_NEAR(support_end_s(records, "c", 1), 12);
}

/* One limit of 1,000,000 B/s: two share it evenly; of two, one can take only 250,000 B/s and leaves
 * the other the rest. The second of those waits 0.5 s beyond the 1.5 s that it would take alone. */
static void responses_share_MaxGlobalBandwidth(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\nMaxGlobalBandwidth = 1000000\n" SUPPORT_APP
                 "[page:g]\napp = a\nurl = /a/g.gif\nsize = 1000000B\n"
                 "[page:s]\napp = a\nurl = /a/s.gif\nsize = 500000B\n"
                 "[page:f]\napp = a\nurl = /a/f.gif\nsize = 1500000B\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 2)\n"
                 "[clients:slow]\npages = s\narrivals = at(10s)\nbandwidth = 250000 B/s\n"
                 "[clients:fast]\npages = f\narrivals = at(10s)\n",
            support_models[i], 1, &result);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 2);
        SUPPORT_NEAR(support_end_s(records, "c", 1), 2);
        SUPPORT_NEAR(support_end_s(records, "slow", 0), 12);
        SUPPORT_NEAR(support_end_s(records, "fast", 0), 12);
        SUPPORT_NEAR(support_value(result, "wait(stage:network)"), (1 + 1 + 0.5) / 4);
    }
}

/* [W2KRK-BW]: on IIS 5 only static content is held back. */
static void iis_5_limits_the_bandwidth_of_static_content_alone(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records =
            support_records(FREE "[httpsys]\nMaxGlobalBandwidth = 1000000\n" SUPPORT_APP
                                 "[page:g]\napp = a\nsize = 1000000B\n"
                                 "[page:s]\napp = a\nurl = /a/s.gif\nsize = 1000000B\n"
                                 "[clients:c]\npages = g\narrivals = at(0s)\n"
                                 "[clients:d]\npages = s\narrivals = at(10s)\n",
                            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), is_iis5(i) ? 0 : 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 11);
    }
}

/* [MS524902]: a site's own limit is used instead of the global one, and may exceed it. */
static void MaxBandwidth_of_a_site_takes_the_place_of_the_global_one(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\nMaxGlobalBandwidth = 1000000\n[site:s]\nMaxBandwidth = 2000000\n"
                 "[site:t]\nServerBindings = :81:\n[site:u]\nServerBindings = :82:\n"
                 "[pool:p]\n[app:a]\npool = p\nsite = s\nstart = warm\n"
                 "[app:b]\npool = p\nsite = t\nstart = warm\n[app:c]\npool = p\nsite = u\n"
                 "[page:g]\napp = a\nurl = /a/x.gif\nsize = 2000000B\n"
                 "[page:h]\napp = b\nurl = /b/x.gif\nsize = 1000000B\n"
                 "[page:i]\napp = c\nurl = /c/x.gif\nsize = 1000000B\n"
                 "[clients:c]\npages = g\narrivals = at(0s)\n"
                 "[clients:d]\npages = h\narrivals = at(0s)\n"
                 "[clients:e]\npages = i\narrivals = at(0s)\n",
            support_models[i], 1, NULL);

        SUPPORT_NEAR(support_end_s(records, "c", 0), 1);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 2); /* the other two share */
        SUPPORT_NEAR(support_end_s(records, "e", 0), 2);
    }
}

/* [CC738006] [KB820729]: 2,400 bytes may take 10 s. */
static void a_response_below_MinFileBytesPerSec_is_given_up(void)
{
    static const struct {
        const char *limit, *clients;
        double end_s;
        bool is_lost;
    } cases[] = {
        {"", "bandwidth = 200B/s\n", 10, true},
        {"", "bandwidth = 300B/s\n", 8, false},
        {"", "bandwidth = 240B/s\n", 10, false},
        {"[httpsys]\nMinFileBytesPerSec = 100\n", "bandwidth = 200B/s\n", 12, false},
        {"[httpsys]\nMinFileBytesPerSec = 0\n", "bandwidth = 100B/s\n", 24, false},
        {"[httpsys]\nMaxGlobalBandwidth = 200\n", "", 10, true},
    };

    for (size_t c = 0; c < G_N_ELEMENTS(cases); c++) {
        EACH_MODEL(i)
        {
            g_autofree char *text = g_strdup_printf(FREE "%s" FILE_OF("2400B") ONE_CLIENT("%s"),
                                                    cases[c].limit, cases[c].clients);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);
            const RequestRecord *record = support_find(records, "c", 0);

            SUPPORT_NEAR(support_end_s(records, "c", 0), cases[c].end_s);
            CU_ASSERT_STRING_EQUAL(record->outcome, cases[c].is_lost ? "reset" : "ok");
            CU_ASSERT_STRING_EQUAL(record->reason,
                                   cases[c].is_lost ? "Timer_MinBytesPerSecond" : "");
        }
    }
}

/* [CC757130] [RS:ISAPIWorkerRequest.cs]: http.sys sends for w3wp and for inetinfo behind it, whose
 * threads are free; on IIS 5 the ATQ thread is held, but for a file, which goes by itself. One thread,
 * two requests, 10 s each. */
static void a_slow_client_holds_a_thread_on_iis_5_alone(void)
{
    static const char *const kinds[] = {"dll", "gif"};

    for (size_t k = 0; k < 2; k++) {
        EACH_MODEL(i)
        {
            g_autofree char *text = g_strdup_printf(
                FREE "[iis5]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
                     "[pool:p]\nMaxPoolThreads = 1\nPoolThreadLimit = 1\n"
                     "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                     "[page:g]\napp = a\nurl = /a/x.%s\nsize = 10000B\n"
                     "[clients:c]\npages = g\narrivals = at(0s x 2)\nbandwidth = 1000B/s\n",
                kinds[k]);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

            SUPPORT_NEAR(support_end_s(records, "c", 0), 10);
            SUPPORT_NEAR(support_end_s(records, "c", 1), is_iis5(i) && k == 0 ? 20 : 10);
        }
    }
}

/* Who gives up while the answer comes closes the connection: the rest is not sent, and what it had
 * of the bandwidth is free. Both have half of 1,000,000 B/s until 1 s. */
static void what_is_on_its_way_to_a_client_that_leaves_ends_at_once(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE "[httpsys]\nMaxGlobalBandwidth = 1000000\n" FILE_OF("1000000B")
                ONE_CLIENT("") "[clients:d]\npages = g\narrivals = at(0s)\ntimeout = 1s\n",
            support_models[i], 1, &result);

        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, "abandoned");
        SUPPORT_NEAR(support_end_s(records, "c", 0), 1.5);
        SUPPORT_NEAR(support_value(result, "in_system"), 2.5 / 60);
    }
}

/* Responses of different sizes over one link, in and out one after another: 100 kB from 0 s alone;
 * 50 kB from 0.5 s, both at half the rate; the small one ends first, at 1.5 s, the other at 1.5 s too:
 * 50 kB were left of it. Then 30 kB from 1.2 s on: three share. */
static void a_change_of_company_changes_the_rate_at_once(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records =
            support_records(FREE "[httpsys]\nMaxGlobalBandwidth = 100000\n" SUPPORT_APP
                                 "[page:g]\napp = a\nurl = /a/g.gif\nsize = 100000B\n"
                                 "[page:h]\napp = a\nurl = /a/h.gif\nsize = 50000B\n"
                                 "[page:i]\napp = a\nurl = /a/i.gif\nsize = 5000B\n"
                                 "[clients:c]\npages = g\narrivals = at(0s)\n"
                                 "[clients:d]\npages = h\narrivals = at(500ms)\n"
                                 "[clients:e]\npages = i\narrivals = at(1200ms)\n",
                            support_models[i], 1, NULL);

        /* left at 1.2 s: 15,000 of each; e takes 3 x 5,000 B of the link's time: 0.15 s */
        SUPPORT_NEAR(support_end_s(records, "e", 0), 1.35);
        SUPPORT_NEAR(support_end_s(records, "c", 0), 1.55);
        SUPPORT_NEAR(support_end_s(records, "d", 0), 1.55);
    }
}

CU_TestInfo network_tests[] = {
    TEST(a_response_takes_its_size_over_the_clients_bandwidth),
    TEST(an_answer_from_the_kernel_cache_takes_its_time_on_the_network),
    TEST(responses_share_MaxGlobalBandwidth),
    TEST(iis_5_limits_the_bandwidth_of_static_content_alone),
    TEST(MaxBandwidth_of_a_site_takes_the_place_of_the_global_one),
    TEST(a_response_below_MinFileBytesPerSec_is_given_up),
    TEST(a_slow_client_holds_a_thread_on_iis_5_alone),
    TEST(what_is_on_its_way_to_a_client_that_leaves_ends_at_once),
    TEST(a_change_of_company_changes_the_rate_at_once),
    CU_TEST_INFO_NULL,
};

const TestBehaviour network_behaviours[] = {
    {AREA_HTTPSYS, "bandwidth of the server", "all",
     "MaxGlobalBandwidth is shared evenly by the responses under way, as far as each client can "
     "take "
     "its share",
     "MS524902 IIS-LIM", "httpsys.MaxGlobalBandwidth", "responses_share_MaxGlobalBandwidth"},
    {AREA_HTTPSYS, "bandwidth of static content alone", "iis5",
     "no other content is held back; http.sys holds back all", "W2KRK-BW", NULL,
     "iis_5_limits_the_bandwidth_of_static_content_alone"},
    {AREA_HTTPSYS, "bandwidth of a site", "all",
     "MaxBandwidth of a site takes the place of the global one and may exceed it", "MS524902",
     "site.MaxBandwidth", "MaxBandwidth_of_a_site_takes_the_place_of_the_global_one"},
    {AREA_CLIENT, "client too slow", "all",
     "a response that takes longer than its size over MinFileBytesPerSec (240) is given up, the "
     "connection closed: Timer_MinBytesPerSecond",
     "CC738006 MS525223 KB820729", "httpsys.MinFileBytesPerSec",
     "a_response_below_MinFileBytesPerSec_is_given_up"},
    {AREA_MODELS, "slow client", "all",
     "IIS 5: the ATQ thread that sends is held, but for files (TransmitFile); http.sys sends by "
     "itself, no worker thread waits",
     "CC757130 RS:ISAPIWorkerRequest.cs", NULL, "a_slow_client_holds_a_thread_on_iis_5_alone"},
    {AREA_HTTPSYS, "slow uploads: Timer_EntityBody, MinFileBytesPerSec on the way in", "iis6, i5m",
     "what a client sends takes no time, however long its body", "KB820729", NULL, NULL},
    {AREA_HTTPSYS, "MaxBytesPerSend", "iis6, i5m",
     "how much is handed to TCP at a time changes no time here", "KB820129", NULL, NULL},
    {.what = NULL},
};
