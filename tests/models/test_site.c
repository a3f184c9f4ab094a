/* test_site.c - connections and web sites, by exact times and counts. */
#include "models/web/site.h"
#include "tests/models/support.h"

#define FREE SUPPORT_WINDOW SUPPORT_FREE
#define APP  SUPPORT_APP "[page:g]\napp = a\n"

#define EACH_MODEL(i) for (size_t i = 0; i < SUPPORT_MODELS; i++)

static bool is_iis5(size_t model)
{
    return g_str_equal(support_models[model], "iis5");
}

/* ---- who keeps a connection ---- */

/* Asks at 10, 20 .. 50 s; a connection that nobody uses is closed after ConnectionTimeout
 * [CC781253] [IIS4-MB], the site's own before the server's. */
static void a_kept_connection_is_open_until_ConnectionTimeout_has_passed_without_a_request(void)
{
    static const struct {
        const char *setting;
        double open_s[SUPPORT_MODELS]; /* iis6, iis5, i5m */
    } cases[] = {
        {"", {50, 50, 50}},
        {"[httpsys]\nConnectionTimeout = 4\n", {20, 50, 20}},
        {"[iis5]\nConnectionTimeout = 4\n", {50, 20, 50}},
        {"[site:s]\nConnectionTimeout = 3\n[httpsys]\nConnectionTimeout = 4\n", {15, 15, 15}},
        {"[site:s]\nConnectionTimeout = none\n[httpsys]\nConnectionTimeout = 4\n", {50, 50, 50}},
    };

    for (size_t c = 0; c < G_N_ELEMENTS(cases); c++) {
        EACH_MODEL(i)
        {
            g_autofree char *text = g_strdup_printf(
                FREE "%s" APP "[clients:c]\npages = g\narrivals = users(1, think=10s)\n"
                     "keep-alive = true\n",
                cases[c].setting);
            g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);
            bool closes = cases[c].open_s[i] < 50;

            SUPPORT_NEAR(support_value(result, "connections.mean"), cases[c].open_s[i] / 60);
            CU_ASSERT_EQUAL(support_value(result, "connections.max"), 1);
            if (!is_iis5(i))
                CU_ASSERT_EQUAL(support_value(result, "httperr.Timer_ConnectionIdle"),
                                closes ? 5 : 0);
        }
    }
}

/* The documented ones: 120 s on http.sys [KB820729], 900 s on IIS 5 (an assumption). */
static void by_default_it_stays_open_for_120_s_in_the_kernel_and_900_s_on_iis_5(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result =
            support_run("[scenario]\nduration = 1000s\nwarmup = 0s\n" SUPPORT_FREE APP
                        "[clients:c]\npath = g\narrivals = at(0s)\n"
                        "[clients:d]\npages = g\narrivals = users(1, think=950s)\n"
                        "keep-alive = true\n",
                        support_models[i], 1);

        /* open from 950 s, seen for 50 s */
        SUPPORT_NEAR(support_value(result, "connections.mean"), 0.05);
    }
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result =
            support_run("[scenario]\nduration = 1000s\nwarmup = 0s\n" SUPPORT_FREE APP
                        "[clients:c]\npath = g > g\nthink = 2000s\narrivals = at(0s)\n"
                        "keep-alive = true\n",
                        support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "connections.mean"), is_iis5(i) ? 0.9 : 0.12);
    }
}

/* A visitor: 0 to 10 s, one that served at once to the end; without keep-alive only while it is
 * served, 1 s each. */
static void a_visitor_closes_its_connection_when_it_leaves(void)
{
    static const char *const kept[] = {"true", "false"};

    for (size_t k = 0; k < 2; k++) {
        EACH_MODEL(i)
        {
            g_autofree char *text =
                g_strdup_printf(FREE "[site:s]\nMaxConnections = 100\n" APP "wait = 1s\n"
                                     "[clients:c]\npath = g*2\nthink = 8s\narrivals = at(5s)\n"
                                     "keep-alive = %s\n",
                                kept[k]);
            g_autoptr(ModelResult) result = support_run(text, support_models[i], 1);

            SUPPORT_NEAR(support_value(result, "connections.mean"), (k == 0 ? 10 : 2) / 60.0);
            SUPPORT_NEAR(support_value(result, "connections.site:s.mean"),
                         (k == 0 ? 10 : 2) / 60.0);
        }
    }
}

/* A client that gives up closes it, though the server works on. */
static void a_client_that_gives_up_closes_its_connection(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records =
            support_records(FREE "[site:s]\nMaxConnections = 1\n" APP "wait = 10s\n"
                                 "[clients:c]\npages = g\narrivals = at(0s)\ntimeout = 5s\n"
                                 "[clients:d]\npages = g\narrivals = at(4s, 6s)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "abandoned"), 1);
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, "rejected");
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 1)->outcome, "ok");
    }
}

/* IIS 5 [CC739048]: an open connection needs no accept and does not wait in the backlog. Five ask
 * for something short one after another, then for 10 s each: one executes, one has been accepted,
 * one waits in the backlog, two are refused; over open connections all wait for the ATQ thread. */
static void over_an_open_connection_nothing_is_refused_by_the_backlog(void)
{
    static const char *const kept[] = {"false", "true"};

    for (size_t k = 0; k < 2; k++) {
        g_autofree char *text = g_strdup_printf(
            FREE "[iis5]\nServerListenBacklog = 1\naccepts-posted = 1\nMaxPoolThreads = 1\n"
                 "PoolThreadLimit = 1\n" SUPPORT_APP "[page:s]\napp = a\nurl = /a/s.gif\n"
                 "[page:l]\napp = a\nurl = /a/l.dll\nwait = 10s\n"
                 "[clients:c]\npath = s > l\nthink = 5s\narrivals = at(1s, 2s, 3s, 4s, 5s)\n"
                 "keep-alive = %s\n",
            kept[k]);
        g_autoptr(GArray) records = support_records(text, "iis5", 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), k == 0 ? 8 : 10);
        CU_ASSERT_EQUAL(support_count(records, "c", "refused"), k == 0 ? 2 : 0);
    }
}

/* [KB820729]: http.sys closes the connection with an answer of its own; ASP.NET's 503 leaves it. */
static void an_answer_of_http_sys_itself_closes_the_connection(void)
{
    static const char *const limits[] = {
        "[pool:p]\nAppPoolQueueLength = 1\nheld-requests = 1\n",
        "[aspnet]\nrequestQueueLimit = 1\n[pool:p]\n",
    };

    for (size_t k = 0; k < 2; k++) {
        g_autofree char *text = g_strdup_printf(
            FREE "%s[app:a]\npool = p\nstart = warm\n[page:g]\napp = a\nwait = 100s\n"
                 "[clients:c]\npages = g\narrivals = at(0s x 2)\n"
                 "[clients:u]\npages = g\narrivals = users(1, think=40s)\nkeep-alive = true\n",
            limits[k]);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, "iis6", 1, &result);
        double others = 60 + (k == 0 ? 60 : 0); /* connection-seconds of group c */

        CU_ASSERT_EQUAL(support_find(records, "u", 0)->status, 503);
        SUPPORT_NEAR(support_value(result, "connections.mean"), (others + (k == 0 ? 0 : 20)) / 60);
    }
}

/* Inferred: the sockets are inetinfo's on IIS 5; http.sys goes on. Open from 10 to 25 s, and from 30 s
 * on. */
static void kept_connections_end_with_inetinfo_on_iis_5(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result =
            support_run(FREE APP "[clients:c]\npages = g\narrivals = users(1, think=10s)\n"
                                 "keep-alive = true\n"
                                 "[fault:r]\nkind = iisreset\nmachine = true\nat = 25s\n",
                        support_models[i], 1);

        SUPPORT_NEAR(support_value(result, "connections.mean"), (is_iis5(i) ? 45 : 50) / 60.0);
    }
}

/* ---- limits ---- */

/* Three users keep their connections where two are allowed: who is one too many is refused, and
 * again at the next try, in every model. */
static void a_connection_too_many_is_closed_after_its_answer(void)
{
    for (size_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records =
            support_records(FREE "[site:s]\nMaxConnections = 2\n" APP "wait = 100ms\n"
                                 "[clients:c]\npages = g\nkeep-alive = true\n"
                                 "arrivals = users(3, think=10s)\n",
                            support_models[i], 1, &result);
        uint32_t rejected = support_count(records, "c", "rejected");

        CU_ASSERT(rejected >= 5);
        CU_ASSERT_EQUAL(rejected + support_count(records, "c", "ok"), records->len);
    }
}

/* [GAFVERT] [CC781893]: 403.9 from IIS 5, 503 ConnLimit from http.sys. */
static void connections_beyond_MaxConnections_of_a_site_are_rejected(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(
            FREE
            "[site:s]\nMaxConnections = 2\n[site:t]\nServerBindings = :81:\n"
            "[pool:p]\n[app:a]\npool = p\nsite = s\nstart = warm\n[page:g]\napp = a\nwait = 1s\n"
            "[app:b]\npool = p\nsite = t\nstart = warm\n[page:h]\napp = b\nwait = 1s\n"
            "[clients:c]\npages = g\narrivals = at(0s x 5, 1500ms)\n"
            "[clients:d]\npages = h\narrivals = at(0s x 5)\n",
            support_models[i], 1, &result);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 3);
        CU_ASSERT_EQUAL(support_count(records, "c", "rejected"), 3);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 5); /* another site */
        CU_ASSERT_EQUAL(support_find(records, "c", 2)->status, is_iis5(i) ? 403 : 503);
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 2)->reason,
                               is_iis5(i) ? "" : "ConnLimit");
        SUPPORT_NEAR(support_end_s(records, "c", 2), 0);
        CU_ASSERT_EQUAL(support_value(result, "connections.max"), 2 + 5);
        if (!is_iis5(i))
            CU_ASSERT_EQUAL(support_value(result, "httperr.ConnLimit"), 3);
    }
}

/* Who keeps a connection without using it takes it from others. */
static void idle_connections_count_against_MaxConnections(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records = support_records(
            FREE "[site:s]\nMaxConnections = 1\n" APP
                 "[clients:u]\npages = g\narrivals = users(1, think=10s)\nkeep-alive = true\n"
                 "[clients:c]\npages = g\narrivals = at(5s, 15s, 25s)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 0)->outcome, "ok");
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 1)->outcome, "rejected");
        CU_ASSERT_STRING_EQUAL(support_find(records, "c", 2)->outcome, "rejected");
        CU_ASSERT_EQUAL(support_count(records, "u", "ok"), 5);
    }
}

/* [CC778471]: a cap of connections per port, whichever site they are for. */
static void connections_beyond_MaxEndpointConnections_of_a_port_are_refused(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records = support_records(
            FREE
            "[site:s]\nServerBindings = :80:s\nMaxEndpointConnections = 3\n"
            "[site:t]\nServerBindings = :80:t, :81:\n"
            "[pool:p]\n[app:a]\npool = p\nsite = s\nstart = warm\n[page:g]\napp = a\nwait = 1s\n"
            "[app:b]\npool = p\nsite = t\nstart = warm\n[page:h]\napp = b\nwait = 1s\n"
            "[clients:c]\npages = g\narrivals = at(0s x 2)\n"
            "[clients:d]\npages = h\narrivals = at(0s x 2)\n"
            "[clients:e]\npages = h\nhost = :81:\narrivals = at(0s x 4)\n",
            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 2);
        CU_ASSERT_EQUAL(support_count(records, "d", "ok"), 1);
        CU_ASSERT_EQUAL(support_count(records, "d", "refused"), 1);
        CU_ASSERT_EQUAL(support_count(records, "e", "ok"), 4);
    }
}

/* [TECHBABA]. */
static void iis_5_1_serves_10_connections(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(GArray) records =
            support_records(FREE "[iis5]\nedition = professional\n" APP
                                 "wait = 1s\n[clients:c]\npages = g\narrivals = at(0s x 12)\n",
                            support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), is_iis5(i) ? 10 : 12);
        CU_ASSERT_EQUAL(support_find(records, "c", 11)->status, is_iis5(i) ? 403 : 200);
    }
}

/* [KB820129] [KB820729]: below 20 MB of free non-paged pool, or 8 MB, no new connection. */
static void the_kernel_refuses_connections_when_its_memory_is_short(void)
{
    static const char *const settings[] = {
        "nonpaged-pool = 20492KB\n",
        "nonpaged-pool = 8204KB\nEnableAggressiveMemoryUsage = true\n",
        "nonpaged-pool = 20488KB\nconnection-memory = 2KB\n",
    };
    static const uint32_t served[] = {3, 3, 4};

    for (size_t s = 0; s < G_N_ELEMENTS(settings); s++) {
        EACH_MODEL(i)
        {
            g_autofree char *text =
                g_strdup_printf(FREE "[httpsys]\n%s" APP
                                     "wait = 1s\n[clients:c]\npages = g\narrivals = at(0s x 6)\n",
                                settings[s]);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

            CU_ASSERT_EQUAL(support_count(records, "c", "ok"), is_iis5(i) ? 6 : served[s]);
            if (is_iis5(i))
                continue;
            CU_ASSERT_STRING_EQUAL(support_find(records, "c", 5)->outcome, "refused");
            CU_ASSERT_STRING_EQUAL(support_find(records, "c", 5)->reason, "Connections_Refused");
        }
    }
}

/* ---- routing ---- */

/* [WIN32-ROUTE]: strong wildcard, explicit host, IP-bound, weak wildcard. */
static void the_first_bucket_with_a_match_picks_the_site(void)
{
    static const struct {
        const char *ip, *host;
        int64_t port;
        const char *site; /* NULL: none */
    } cases[] = {
        {NULL, "www.a.com", 80, "name"},        {"10.0.0.1", "www.a.com", 80, "name"},
        {"10.0.0.1", "WWW.A.COM", 80, "name"},  {"10.0.0.1", "www.b.com", 80, "address"},
        {"10.0.0.2", "www.b.com", 80, "weak"},  {NULL, NULL, 80, "weak"},
        {"10.0.0.1", NULL, 80, "address"},      {NULL, "www.a.com", 81, "strong"},
        {"10.0.0.1", "anything", 81, "strong"}, {NULL, "www.c.com", 82, NULL},
        {"10.0.0.1", "www.c.com", 82, "both"},  {NULL, "www.a.com", 83, NULL},
    };
    g_autoptr(Scenario) scenario = support_load(
        SUPPORT_FREE "[site:weak]\nServerBindings = :80:\n"
                     "[site:address]\nServerBindings = 10.0.0.1:80:\n"
                     "[site:name]\nServerBindings = :80:www.a.com\n"
                     "[site:other]\nServerBindings = :81:www.a.com, 10.0.0.1:81:, :80:www.x.com\n"
                     "[site:strong]\nServerBindings = :81:+\n"
                     "[site:both]\nServerBindings = 10.0.0.1:82:www.c.com\n" APP
                     "[clients:c]\npages = g\narrivals = at(0s)\n",
        "iis6");
    const ModelConfig *config = scenario->variants[0].config;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        WebBinding address = {(char *)cases[i].ip, cases[i].port, (char *)cases[i].host};
        uint32_t site = web_site_of_address(config, &address, false);

        if (cases[i].site == NULL)
            CU_ASSERT_EQUAL(site, MODEL_NONE);
        if (cases[i].site != NULL && site != MODEL_NONE)
            CU_ASSERT_STRING_EQUAL(config->sites[site].name, cases[i].site);
        CU_ASSERT_EQUAL(site == MODEL_NONE, cases[i].site == NULL);
    }
}

#define TWO_SITES                                                                                  \
    "[site:s]\nServerBindings = :80:s.com\n"                                                       \
    "[site:t]\nServerBindings = :80:t.com, :81:\n%s"                                               \
    "[pool:p]\n[app:a]\npool = p\nsite = s\nstart = warm\npath = /x\n[page:g]\napp = a\n"          \
    "[app:b]\npool = p\nsite = t\nstart = warm\npath = /x\n[page:h]\napp = b\n"                    \
    "[clients:c]\npages = g\narrivals = at(1s)\n%s[clients:d]\npages = h\narrivals = at(1s)\n%s"

/* Two sites have applications of one path. */
static void each_site_serves_what_is_asked_of_it(void)
{
    static const char *const hosts[] = {"", "host = t.com\n", "host = T.com\n",
                                        "host = :81:u.com\n"};

    for (size_t h = 0; h < G_N_ELEMENTS(hosts); h++) {
        EACH_MODEL(i)
        {
            g_autofree char *text = g_strdup_printf(FREE TWO_SITES, "", "", hosts[h]);
            g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

            CU_ASSERT_EQUAL(support_count(records, NULL, "ok"), 2);
        }
    }
}

/* [CYA6] 400 from http.sys, HTTPERR Hostname; [KB199806] 404 from IIS 5; nothing at a port that
 * nobody listens at. */
static void a_host_that_no_site_is_bound_to_is_not_served(void)
{
    EACH_MODEL(i)
    {
        g_autofree char *text =
            g_strdup_printf(FREE TWO_SITES, "", "host = u.com\n", "host = :82:t.com\n");
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);
        const RequestRecord *record = support_find(records, "c", 0);

        CU_ASSERT_STRING_EQUAL(record->outcome, "error");
        CU_ASSERT_EQUAL(record->status, is_iis5(i) ? 404 : 400);
        CU_ASSERT_STRING_EQUAL(record->reason, is_iis5(i) ? "" : "Hostname");
        CU_ASSERT_EQUAL(record->started_ns, INT64_MIN);
        CU_ASSERT_STRING_EQUAL(support_find(records, "d", 0)->outcome, "refused");
    }
}

/* [WIN32-ROUTE]: the best match has no running owner: 400. IIS 5 passes it over [IIS4-SITE]. */
static void a_site_that_does_not_run_answers_400_on_http_sys(void)
{
    EACH_MODEL(i)
    {
        g_autofree char *text =
            g_strdup_printf(FREE TWO_SITES, "ServerAutoStart = false\n", "", "host = :81:\n");
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);
        const RequestRecord *record = support_find(records, "d", 0);

        CU_ASSERT_EQUAL(support_count(records, "c", "ok"), 1);
        CU_ASSERT_STRING_EQUAL(record->outcome, is_iis5(i) ? "refused" : "error");
        CU_ASSERT_EQUAL(record->status, is_iis5(i) ? 0 : 400);
    }
    EACH_MODEL(i)
    {
        g_autofree char *text =
            g_strdup_printf(FREE TWO_SITES, "ServerAutoStart = false\n", "", "host = t.com\n");
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, NULL);

        CU_ASSERT_EQUAL(support_find(records, "d", 0)->status, is_iis5(i) ? 404 : 400);
    }
}

/* A user whose pages are on two sites changes connections. */
static void a_kept_connection_is_to_one_site(void)
{
    EACH_MODEL(i)
    {
        g_autoptr(ModelResult) result = support_run(
            FREE "[site:s]\n[site:t]\nServerBindings = :81:\n"
                 "[pool:p]\n[app:a]\npool = p\nsite = s\nstart = warm\n[page:g]\napp = a\n"
                 "[app:b]\npool = p\nsite = t\nstart = warm\n[page:h]\napp = b\n"
                 "[clients:c]\npath = g > h > h\nthink = 10s\narrivals = at(0s)\n"
                 "keep-alive = true\n",
            support_models[i], 1);

        CU_ASSERT_EQUAL(support_value(result, "connections.max"), 1);
        SUPPORT_NEAR(support_value(result, "connections.site:s.mean"), 10 / 60.0);
        SUPPORT_NEAR(support_value(result, "connections.site:t.mean"), 10 / 60.0);
    }
}

CU_TestInfo site_tests[] = {
    TEST(a_connection_too_many_is_closed_after_its_answer),
    TEST(a_kept_connection_is_open_until_ConnectionTimeout_has_passed_without_a_request),
    TEST(by_default_it_stays_open_for_120_s_in_the_kernel_and_900_s_on_iis_5),
    TEST(a_visitor_closes_its_connection_when_it_leaves),
    TEST(a_client_that_gives_up_closes_its_connection),
    TEST(over_an_open_connection_nothing_is_refused_by_the_backlog),
    TEST(an_answer_of_http_sys_itself_closes_the_connection),
    TEST(kept_connections_end_with_inetinfo_on_iis_5),
    TEST(connections_beyond_MaxConnections_of_a_site_are_rejected),
    TEST(idle_connections_count_against_MaxConnections),
    TEST(connections_beyond_MaxEndpointConnections_of_a_port_are_refused),
    TEST(iis_5_1_serves_10_connections),
    TEST(the_kernel_refuses_connections_when_its_memory_is_short),
    TEST(the_first_bucket_with_a_match_picks_the_site),
    TEST(each_site_serves_what_is_asked_of_it),
    TEST(a_host_that_no_site_is_bound_to_is_not_served),
    TEST(a_site_that_does_not_run_answers_400_on_http_sys),
    TEST(a_kept_connection_is_to_one_site),
    CU_TEST_INFO_NULL,
};

const TestBehaviour site_behaviours[] = {
    {AREA_HTTPSYS, "idle connections are closed", "all",
     "keep-alive clients hold a connection; without a request for ConnectionTimeout (120 s on "
     "http.sys, 900 s on IIS 5) the server closes it: Timer_ConnectionIdle",
     "CC781253 KB820729 IIS4-MB", "site.ConnectionTimeout iis5.ConnectionTimeout",
     "a_kept_connection_is_open_until_ConnectionTimeout_has_passed_without_a_request"},
    {AREA_HTTPSYS, "connection limit of a site", "all",
     "beyond MaxConnections IIS 5 answers 403.9, http.sys 503 ConnLimit",
     "GAFVERT CC781893 IIS-LIM", "site.MaxConnections",
     "connections_beyond_MaxConnections_of_a_site_are_rejected"},
    {AREA_HTTPSYS, "connection limit of a port", "all",
     "beyond MaxEndpointConnections TCP refuses (an assumption)", "CC778471",
     "site.MaxEndpointConnections",
     "connections_beyond_MaxEndpointConnections_of_a_port_are_refused"},
    {AREA_FRONT5, "IIS 5.1 serves 10 connections and one site", "iis5",
     "edition = professional: 403.9 beyond; a second site is an error", "TECHBABA", "iis5.edition",
     "iis_5_1_serves_10_connections"},
    {AREA_HTTPSYS, "low non-paged pool", "iis6, i5m",
     "no new connection while less than 20 MB (8 MB) is free, Connections_Refused; what a "
     "connection "
     "takes is an assumption, and so is that nothing else takes any",
     "KB820129 KB820729", "httpsys.EnableAggressiveMemoryUsage",
     "the_kernel_refuses_connections_when_its_memory_is_short"},
    {AREA_HTTPSYS, "routing by host, address and port", "all",
     "strong wildcard, explicit host, IP-bound, weak wildcard: the first bucket with a match",
     "WIN32-ROUTE", "site.ServerBindings", "the_first_bucket_with_a_match_picks_the_site"},
    {AREA_HTTPSYS, "sites by host header", "all",
     "two sites may have applications of one path; clients pick by host", "WIN32-ROUTE",
     "clients.host app.site", "each_site_serves_what_is_asked_of_it"},
    {AREA_CLIENT, "no site for a host", "all",
     "400 from http.sys, HTTPERR Hostname; 404 from IIS 5", "CYA6 KB199806 KB820729", NULL,
     "a_host_that_no_site_is_bound_to_is_not_served"},
    {AREA_HTTPSYS, "a match without a running owner", "all",
     "400 from http.sys; IIS 5 passes the site over", "WIN32-ROUTE IIS4-SITE",
     "site.ServerAutoStart", "a_site_that_does_not_run_answers_400_on_http_sys"},
    {AREA_FRONT5, "an open connection needs no accept", "iis5",
     "its next request goes straight to the ATQ threads", "CC739048", NULL,
     "over_an_open_connection_nothing_is_refused_by_the_backlog"},
    {AREA_CLIENT, "http.sys closes a connection with its own answer", "iis6, i5m",
     "400 documented, 503 an assumption; answers of the application leave it open", "KB820729",
     NULL, "an_answer_of_http_sys_itself_closes_the_connection"},
    {AREA_FAULTS, "open connections at the death of the listener", "all",
     "those of inetinfo close on IIS 5; http.sys keeps its own (an inference)", "DEVX S0", NULL,
     "kept_connections_end_with_inetinfo_on_iis_5"},
    {AREA_HTTPSYS, "when connections of an orphaned or killed worker close", "iis6",
     "no source says: those with a request are reset, the others stay", "KB820729", NULL, NULL},
    {.what = NULL},
};
