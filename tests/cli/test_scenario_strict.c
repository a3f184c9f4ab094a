/* test_scenario_strict.c - every mistake is found, at its line, with what to write instead. */
#include "tests/cli/scenario_support.h"
#include "tests/suites.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *text; /* before SCENARIO_REST */
    const char *problem;
} Mistake;

/* Each mistake alone is one error, and that error is the one. */
static void check_errors(const Mistake *mistakes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *text = g_strconcat(mistakes[i].text, "\n", SCENARIO_REST, NULL);
        g_autoptr(Loaded) loaded = loaded_new(text, NULL);

        CU_ASSERT_PTR_NULL(loaded->scenario);
        CU_ASSERT_EQUAL(loaded->errors, 1);
        CU_ASSERT_TRUE(loaded_has(loaded, true, mistakes[i].problem));
        if (loaded->errors == 1 && loaded_has(loaded, true, mistakes[i].problem))
            continue;
        printf("\n    expected %s", mistakes[i].problem);
        for (guint k = 0; k < loaded->problems->len; k++)
            printf("\n    found    %s",
                   ((ScenarioProblem *)g_ptr_array_index(loaded->problems, k))->text);
    }
}

static void sections_and_keys_that_are_not_known_are_errors(void)
{
    static const Mistake mistakes[] = {
        {"[pol:x]", "s.ini:1: [pol]: no such section; did you mean [pool:NAME]?"},
        {"[zzz]\nkey = 1", "s.ini:1: [zzz]: no such section; write one of"},
        {"[pool]", "s.ini:1: [pool]: has no name; write [pool:NAME]"},
        {"[machine:x]", "s.ini:1: [machine:..]: there is only one of it; write [machine]"},
        {"[pool:a b]", "s.ini:1: [pool:a b]: is not a name"},
        {"[pool:x", "s.ini:1: [pool:x: is not a section"},
        {"[machine]\ncoors = 2", "s.ini:2: coors: no such key in [machine]; did you mean cores?"},
        {"[machine]\nCores = 2", "s.ini:2: Cores: no such key in [machine]; did you mean cores?"},
        {"[machine]\nzzzzzz = 2", "s.ini:2: zzzzzz: no such key in [machine]; 'iissim keys'"},
        {"[aspnet]\nPeriodicRestartTime = 3",
         "s.ini:2: PeriodicRestartTime: is not a key of [aspnet]; PeriodicRestartTime belongs in "
         "[pool:NAME]"},
        {"[machine]\ncount = 2", "s.ini:2: count: "},
        {"[machine]\ncores", "s.ini:2: cores: is not a setting; write KEY = VALUE"},
        {"cores = 2", "s.ini:1: cores: is in no section; write a section"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void what_is_there_twice_is_an_error_that_names_the_other_line(void)
{
    static const Mistake mistakes[] = {
        {"[machine]\ncores = 1\nmemory = 1GB\ncores = 2", "s.ini:4: cores: already set at "},
        {"[machine]\n[aspnet]\n[machine]", "s.ini:3: [machine]: already begun at "},
        {"[app:shop1]\n[page:p]\ncount = 2\napp = shop\n[page:p2]\napp = shop",
         "s.ini:5: [page:p2]: count of another section makes it too"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void numbers_out_of_range_are_errors(void)
{
    static const Mistake mistakes[] = {
        {"[machine]\ncores = 1e300", "s.ini:2: cores = 1e300: 1e300 is too large"},
        {"[machine]\ncores = 0", "s.ini:2: cores = 0: is out of range; write 1 to 1024"},
        {"[machine]\ncores = -1", "s.ini:2: cores = -1: is out of range; write 1 to 1024"},
        {"[machine]\ncores = 1.5", "s.ini:2: cores = 1.5: 1.5 is not a whole number"},
        {"[machine]\ncores = two", "s.ini:2: cores = two: 'two' is not a finite number"},
        {"[machine]\ncores =", "s.ini:2: cores = : nothing is written"},
        {"[machine]\nmemory = nan", "s.ini:2: memory = nan: 'nan' is not a finite number"},
        {"[machine]\nmemory = 1", "s.ini:2: memory = 1: 1 has no unit; write a size such as"},
        {"[scenario]\nload = inf", "s.ini:2: load = inf: 'inf' is not a finite number"},
        {"[scenario]\nload = 0", "s.ini:2: load = 0: is out of range"},
        {"[scenario]\nduration = 10", "s.ini:2: duration = 10: 10 has no unit"},
        {"[scenario]\nduration = -1s", "s.ini:2: duration = -1s: is out of range"},
        {"[scenario]\nduration = 1e300h", "s.ini:2: duration = 1e300h: is longer than 100 years"},
        {"[scenario]\nseed = -1", "s.ini:2: seed = -1: '-1' is not a whole number from 0"},
        {"[scenario]\nwarmup = none", "s.ini:2: warmup = none: 'none' is not a finite number"},
        {"[scenario]\nreplications = 0", "s.ini:2: replications = 0: is not a number of runs"},
        {"[scenario]\nreplications = 20..10", "s.ini:2: replications = 20..10: is not"},
        {"[scenario]\nreplications = 10..20", "s.ini:2: replications = 10..20: a range needs"},
        {"[scenario]\nprecision = 5%", "s.ini:2: precision = 5%: does not say of what"},
        {"[scenario]\nclock = 25:00", "s.ini:2: clock = 25:00: '25:00' is not a time of day"},
        {"[aspnet]\nversion = 3.0", "s.ini:2: version = 3.0: is not a choice here; write one of"},
        {"[limits]\npreset = some", "s.ini:2: preset = some: is not a choice here"},
        {"[scenario]\nprecision = 0% of loss", "precision = 0% of loss: no number of runs reaches"},
        {"[iis5]\ntimeout = 60", "s.ini:2: timeout = 60: 60 has no unit"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void a_count_beyond_all_bounds_is_refused_at_once(void)
{
    static const Mistake mistakes[] = {
        {"[pool:p]\ncount = 1000000000000", "s.ini:2: count = 1000000000000: a section stands"},
        {"[pool:p]\ncount = 1e300", "s.ini:2: count = 1e300: a section stands"},
        {"[pool:p]\ncount = 0", "s.ini:2: count = 0: a section stands"},
        {"[pool:p]\ncount = -3", "s.ini:2: count = -3: a section stands"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void settings_that_contradict_each_other_are_errors(void)
{
    static const Mistake mistakes[] = {
        {"[aspnet]\nmaxWorkerThreads = 8",
         "s.ini:2: minFreeThreads = 8: no request could ever execute: there are 8 threads"},
        {"[aspnet]\nmaxIoThreads = 8", "minFreeThreads = 8: no request could ever execute"},
        {"[aspnet]\nminFreeThreads = 20", "s.ini:2: minFreeThreads = 20: no request could ever"},
        {"[aspnet]\nminWorkerThreads = 30", "s.ini:2: minWorkerThreads: is above maxWorkerThreads"},
        {"[aspnet]\nversion = 2.0\nmaxWorkerThreads = 50",
         "s.ini:3: maxWorkerThreads = 50: autoConfig (true in version 2.0) sets it to 100"},
        {"[aspnet]\nversion = 2.0\nmaxWorkerThreads = 100",
         "s.ini:3: maxWorkerThreads = 100: autoConfig (true in version 2.0) sets it to 100"},
        {"[aspnet]\nautoConfig = true", "s.ini:2: autoConfig = true: came with version 2.0"},
        {"[iis5]\nServerListenBacklog = 40\nListenBackLog = 15",
         "s.ini:3: ListenBackLog = 15: ServerListenBacklog is set too"},
        {"[iis5]\nwebGarden = true\ncpuMask = 0xfe",
         "s.ini:3: cpuMask: names none of the machine's 1 processors"},
        {"[iis5]\ncpuMask = 0x1ffffffff", "s.ini:2: cpuMask = 0x1ffffffff: is not a mask of 32"},
        {"[iis5]\ncpuMask = all", "s.ini:2: cpuMask = all: is not a mask of 32 bits"},
        {"[aspnet]\nunload-poll = 1ns", "s.ini:2: unload-poll = 1ns: is too often; write 0"},
        {"[iis5]\nPoolThreadLimit = 3", "s.ini:2: PoolThreadLimit: is below MaxPoolThreads"},
        {"[scenario]\nload = 11\n[clients:c]\npages = cart\narrivals = users(1000000)",
         "s.ini: has more than 10000000 users in all its [clients:*]"},
        {"[app:b]\npath = /b/", "s.ini:2: path = /b/: is not a path; write / or one such as /shop"},
        {"[app:b]\npath = b", "s.ini:2: path = b: is not a path"},
        {"[scriptmap]\naspx = aspnet", "s.ini:2: aspx: is not a file extension"},
        {"[scriptmap]\n.gif = static5", "s.ini:2: .gif = static5: is not a handler"},
        {"[backend:cpu]", "s.ini:1: [backend:cpu]: means something else in the work of a page"},
        {"[backend:3db]", "s.ini:1: [backend:3db]: means something else"},
        {"[app:b]\npath = /shop", "path = /shop: is the path of [app:b] too"},
        {"[page:p]\napp = shop\nurl = /x/p.aspx",
         "s.ini:3: url = /x/p.aspx: is below the path of no application"},
        {"[app:root]\npath = /\n[page:p]\napp = root\nurl = /Shop/p.aspx",
         "s.ini:5: url = /Shop/p.aspx: would be routed to application shop"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void sites_and_the_hosts_that_clients_ask_for_are_checked(void)
{
    static const Mistake mistakes[] = {
        {"[site:s]\nServerBindings = 80", "s.ini:2: ServerBindings = 80: is not IP:PORT:HOST"},
        {"[site:s]\nServerBindings = :0:", "ServerBindings = :0:: has no port from 1 to 65535"},
        {"[site:s]\nServerBindings = :80:a b", "has no IP address, or a host with other signs"},
        {"[site:s]\nServerBindings = 10.0.0.300:80:", "has no IP address, or a host with other"},
        {"[site:s]\nServerBindings =", "ServerBindings = : names no binding"},
        {"[site:s]\n[clients:c]\npages = crat\narrivals = poisson(1/s)",
         "s.ini:3: pages = crat: there is no [page:crat]"},
        {"[site:s]\n[site:t]\nServerBindings = :81:x, :80:",
         "s.ini:3: ServerBindings: :80: is a binding of [site:s] too"},
        {"[site:s]\nConnectionTimeout = 0", "ConnectionTimeout = 0: is too short"},
        {"[site:s]\n[app:b]\nsite = t", "s.ini:3: site = t: there is no [site:t]"},
        {"[site:s]\n[site:t]\nServerBindings = :81:\n"
         "[clients:c]\npages = cart\narrivals = at(0s)\nhost = :81:x.com",
         "s.ini:7: host: :81:x.com leads to [site:t], and [page:cart] is of [site:s]"},
        {"[site:s]\n[site:t]\nServerBindings = :80:+",
         "host: :80: leads to [site:t], and [page:cart] is of [site:s]"},
        {"[clients:c]\npages = cart\narrivals = at(0s)\nhost = a/b", "host = a/b: is not a host"},
        {"[app:b]\npath = /shop\n[site:s]", "path = /shop: is the path of [app:b] too"},
        {"[scenario]\nmodels = iis5\n[iis5]\nedition = professional\n[site:s]\n[site:t]\n"
         "ServerBindings = :81:",
         "s.ini:4: edition = professional: IIS 5.1 has one site"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void references_that_lead_nowhere_name_what_is_near(void)
{
    static const Mistake mistakes[] = {
        {"[page:p]\napp = shopp",
         "s.ini:2: app = shopp: there is no [app:shopp]; did you mean shop?"},
        {"[page:p]\nsize = 1KB", "s.ini:1: [page:p]: has no app; write app = NAME"},
        {"[pool:front]\n[app:b]\npool = forn",
         "s.ini:3: pool = forn: there is no [pool:forn]; did you mean front?"},
        {"[page:p]\napp = shop\nwork = bd exp(1ms)\n[backend:db]",
         "s.ini:3: work = bd exp(1ms): there is no [backend:bd]; did you mean db?"},
        {"[clients:c]\npages = crat\narrivals = poisson(1/s)",
         "s.ini:2: pages = crat: there is no [page:crat]; did you mean cart?"},
        {"[fault:f]\nkind = crash\napp = zzzzz\nat = 1s",
         "s.ini:3: app = zzzzz: there is no [app:"},
        {"[slo:s]\nrequire = loss(app:zzzzz) < 1%",
         "s.ini:2: require = loss(app:zzzzz) < 1%: there is no [app:zzzzz]"},
        {"[slo:s]\nrequire = latency.p96 < 1ms",
         "'latency.p96' is not a metric; did you mean latency.p9"},
        {"[slo:s]\nrequire = latency.p95(app:shop) x < 1ms", "'x' is left over"},
        {"[sweep]\npool:nope.MaxProcesses = 1", "s.ini:2: pool:nope.MaxProcesses: there is no"},
        {"[sweep]\nmachine.coors = 1", "s.ini:2: machine.coors: no such key in that section"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void clients_and_their_arrivals_are_checked(void)
{
    static const Mistake mistakes[] = {
        {"[clients:c]\npages = cart", "s.ini:1: [clients:c]: has no arrivals"},
        {"[clients:c]\narrivals = poisson(1/s)", "s.ini:1: [clients:c]: asks for no page"},
        {"[clients:c]\npages = cart\npath = cart\narrivals = poisson(1/s)",
         "s.ini:3: path = cart: pages are set too"},
        {"[clients:c]\npages = cart\narrivals = batches(poisson(1/s), size=2000000)",
         "has batches of no sensible size"},
        {"[clients:c]\npages = cart\narrivals = at(0s x 2000000)", "are out of range; write 1 to"},
        {"[clients:c]\npages = cart:0\narrivals = poisson(1/s)", "a weight is above 0"},
        {"[clients:c]\npath = cart*0\narrivals = poisson(1/s)", "a page is repeated 1 to"},
        {"[clients:c]\npages = cart,\narrivals = poisson(1/s)", "has an empty part"},
        {"[clients:c]\npages = cart\narrivals = poison(1/s)", "is not a way of arriving"},
        {"[clients:c]\npages = cart\narrivals = poisson(0/s)", "a rate of 0 never brings"},
        {"[clients:c]\npages = cart\narrivals = users(2.5)", "2.5 is not a whole number"},
        {"[clients:c]\npages = cart\narrivals = users(0)", "0 users are out of range"},
        {"[clients:c]\npages = cart\narrivals = every(0s)", "has an interval of nothing"},
        {"[clients:c]\npages = cart\narrivals = ramp(9s 1/s, 9s 2/s)", "its times do not rise"},
        {"[clients:c]\npages = cart\narrivals = ramp(-9s 1/s)", "is before time 0"},
        {"[clients:c]\npages = cart\narrivals = mmpp(1/s for 1s)", "needs two phases or more"},
        {"[clients:c]\npages = cart\narrivals = sine(mean=1/s)", "needs mean, amplitude and"},
        {"[clients:c]\npages = cart\narrivals = at(9s x 1, 8s x 1)", "its times do not rise"},
        {"[clients:c]\npages = cart\narrivals = batches(users(3), size=2)", "by poisson or every"},
        {"[clients:c]\narrivals = replay(inline)", "there is no [replay:c]; write that section"},
        {"[clients:c]\narrivals = replay(no-such-file)", "cannot be opened: "},
        {"[clients:c]\narrivals = replay(inline)\n[replay:c]\n0.5,nopage",
         "s.ini:4: nopage: is no page of the scenario"},
        {"[clients:c]\narrivals = replay(inline)\n[replay:c]\n\n-1,cart",
         "s.ini:5: -1: is not a time from 0 on"},
        {"[clients:c]\npages = cart\narrivals = poisson(1/s)\nretry = 5s x 3", "after what"},
        {"[clients:c]\npages = cart\narrivals = poisson(1/s)\nretry = 5s on reset", "how often"},
        {"[clients:c]\npages = cart\narrivals = poisson(1/s)\nretry = 5s x 3 on ok",
         "'ok' is not an outcome"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void a_page_is_spread_over_a_number_of_urls_and_cached_for_a_while(void)
{
    static const Mistake mistakes[] = {
        {"[page:p]\napp = shop\nurls = 0", "s.ini:3: urls = 0: is not a number of URLs"},
        {"[page:p]\napp = shop\nurls = 2.5", "s.ini:3: urls = 2.5: is not a number of URLs"},
        {"[page:p]\napp = shop\nurls = 1000001", "write 1 to 1000000, or zipf(1000, 0.8)"},
        {"[page:p]\napp = shop\nurls = zipf(1000001, 1)", "is not a number of URLs"},
        {"[page:p]\napp = shop\nurls = geometric(mean=5)", "is not a number of URLs"},
        {"[page:p]\napp = shop\nurls = many", "s.ini:3: urls = many: "},
        {"[page:p]\napp = shop\noutput-cache = 60", "s.ini:3: output-cache = 60: "},
        {"[page:p]\napp = shop\noutput-cache = 0s", "is no lifetime; write off, or a duration"},
        {"[page:p]\napp = shop\nurl = /shop/p.aspx?a#x", "is not the path of a URL"},
        {"[page:p]\napp = shop\nurl = /shop//p.aspx?a", "is not the path of a URL"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

/* Calls must lead to a page and come to an end. */
static void calls_that_make_no_sense_are_errors(void)
{
    static const Mistake mistakes[] = {
        {"[page:p]\napp = shop\nwork = call page:p",
         "s.ini:3: work: a request of it makes more than 10000 calls on average"},
        {"[page:p]\napp = shop\nwork = call page:p with 50%, call page:p with 60%",
         "s.ini:3: work: a request of it makes more than 10000 calls on average"},
        {"[page:p]\napp = shop\nwork = call page:none",
         "s.ini:3: work = call page:none: there is no [page:none]"},
        {"[page:p]\napp = shop\nwork = call cart",
         "s.ini:3: work = call cart: 'call' does not say which page; write call page:NAME"},
        {"[page:p]\napp = shop\nurl = /shop/p.asp\nwork = call page:cart",
         "s.ini:4: work: only a page that ASP.NET handles can call a page"},
        {"[costs]\njit = call page:cart", "s.ini:2: jit = call page:cart: a cost calls no page"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void what_is_not_simulated_yet_says_so(void)
{
    static const Mistake mistakes[] = {
        {"[fault:f]\nkind = slow-client\napp = shop\nat = 1s",
         "s.ini:2: kind = slow-client: is not simulated yet"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void a_fault_takes_only_what_its_kind_has(void)
{
    static const Mistake mistakes[] = {
        {"[fault:f]\nkind = exception\napp = shop\nat = 1s",
         "s.ini:4: at: kind = exception comes with a request"},
        {"[fault:f]\nkind = exception\napp = shop\nper-request = 1%\nfor = 1s",
         "s.ini:5: for: kind = exception is over at once"},
        {"[fault:f]\nkind = hang\napp = shop\nper-request = 1%\nfor = 1s",
         "s.ini:5: for: kind = hang is over at once with per-request"},
        {"[fault:f]\nkind = spin\napp = shop\nper-request = 1%",
         "s.ini:4: per-request: kind = spin does not come with a request"},
        {"[fault:f]\nkind = slow-backend\nbackend = disk\nper-request = 1%\nfactor = 2",
         "s.ini:4: per-request: kind = slow-backend does not come with a request"},
        {"[fault:f]\nkind = hang\nbackend = disk\nat = 1s", "s.ini:2: kind = hang: a backend is"},
        {"[fault:f]\nkind = backend-outage\napp = shop\nat = 1s",
         "s.ini:2: kind = backend-outage: names no backend"},
        {"[fault:f]\nkind = pool-stop\napp = shop\nat = 1s",
         "s.ini:2: kind = pool-stop: names no pool"},
        {"[fault:f]\nkind = operator-restart\npool = DefaultAppPool\nat = 1s\nfor = 1s",
         "s.ini:5: for: kind = operator-restart is over at once"},
        {"[fault:f]\nkind = leak\napp = shop\nat = 1s", "s.ini:1: [fault:f]: leaks nothing"},
        {"[fault:f]\nkind = hang\napp = shop\nat = 1s\nleak = 1KB",
         "s.ini:5: leak: is of kind = leak"},
        {"[fault:f]\nkind = crash\napp = shop\nat = 1s\nnative = true",
         "s.ini:5: native: is of kind = hang"},
        {"[fault:f]\nkind = crash\napp = shop\nat = 1s\nthreads = 2",
         "s.ini:5: threads: is of kind = spin"},
        {"[fault:f]\nkind = hang\napp = shop\nat = 1s\nrestart-on = request",
         "s.ini:5: restart-on: kind = hang ends no process"},
        {"[fault:f]\nkind = hung\napp = shop\nat = 1s",
         "s.ini:2: kind = hung: is not a kind of fault; write one of crash, slow-backend, "},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void faults_have_one_target_and_one_timing(void)
{
    static const Mistake mistakes[] = {
        {"[fault:f]\nkind = crash\nat = 1s", "s.ini:1: [fault:f]: has none of app, pool, page"},
        {"[fault:f]\nkind = crash\napp = shop", "s.ini:1: [fault:f]: has none of at, every, per"},
        {"[fault:f]\nkind = crash\napp = shop\nmachine = true\nat = 1s",
         "s.ini:4: machine: app is set too; write exactly one"},
        {"[fault:f]\nkind = crash\napp = shop\nat = 1s\nevery = 1h",
         "s.ini:5: every: at is set too; write exactly one"},
        {"[fault:f]\nkind = crash\nbackend = disk\nat = 1s", "s.ini:2: kind = crash: a backend is"},
        {"[fault:f]\nkind = slow-backend\napp = shop\nat = 1s\nfactor = 2",
         "s.ini:2: kind = slow-backend: names no backend"},
        {"[fault:f]\nkind = slow-backend\nbackend = disk\nat = 1s", "slows nothing down"},
        {"[fault:f]\nkind = crash\napp = shop\nat = 2s, 1s", "its times do not rise from 0"},
        {"[fault:f]\nkind = crash\napp = shop\nper-request = 2", "2 is not a share from 0 to 1"},
        {"[fault:f]\nkind = crash\napp = shop\nevery = 0s", "comes without end"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void variants_can_set_what_differs_and_nothing_else(void)
{
    static const Mistake mistakes[] = {
        {"[variant:v]", "s.ini:1: [variant:v]: has no model; write model = iis6"},
        {"[variant:v]\nmodel = iis7", "s.ini:2: model = iis7: is not a model; write one of iis5"},
        {"[variant:v]\nmodel = iis6\nduration = 3s", "s.ini:3: duration: is of the run, the same"},
        {"[variant:v]\nmodel = iis6\nfoo = 3", "s.ini:3: foo: is not a key; write SECTION.KEY"},
        {"[variant:v]\nmodel = iis6\npool:p.MaxProcesses = 2", "there is no [pool:p]"},
        {"[variant:v]\nmodel = iis6\napp:shop.count = 2", "cannot differ between variants"},
        {"[variant:v]\nmodel = iis6\nmachine.cores = 0", "s.ini:3: cores = 0: is out of range"},
        {"[variant:iis5]\nmodel = iis6\n[scenario]\nmodels = iis5", "iis5: is there already"},
    };

    check_errors(mistakes, G_N_ELEMENTS(mistakes));
}

static void all_problems_are_found_in_one_pass_and_sorted(void)
{
    g_autoptr(Loaded) loaded = loaded_new("[machine]\ncores = 0\nmemory = x\n[page:a]\napp = no\n"
                                          "[pol:x]\n[scenario]\nseed = x\nseed = 1\n" SCENARIO_REST,
                                          NULL);
    static const char *const places[] = {":2: ", ":3: ", ":5: ", ":6: ", ":8: ", ":9: "};

    CU_ASSERT_EQUAL(loaded->problems->len, G_N_ELEMENTS(places));
    for (guint i = 0; i < MIN(loaded->problems->len, G_N_ELEMENTS(places)); i++)
        CU_ASSERT_PTR_NOT_NULL(
            strstr(((ScenarioProblem *)g_ptr_array_index(loaded->problems, i))->text, places[i]));
}

static void what_is_possible_but_doubtful_is_a_warning(void)
{
    static const Mistake doubts[] = {
        {"[aspnet]\nmaxWorkerThreads = 200", ":2: maxWorkerThreads = 200: is outside the document"},
        {"[aspnet]\nversion = 1.0", "s.ini:2: version = 1.0: is not supported on IIS 6"},
        {"[scenario]\nmodels = i5m\n[aspnet]\nversion = 2.0",
         "s.ini:4: version = 2.0: its document"},
        {"[pool:p]\nPeriodicRestartTime = 80000",
         "s.ini:2: PeriodicRestartTime = 80000: is outside"},
        {"[pool:p]\nPeriodicRestartTime = 10", "s.ini:2: PeriodicRestartTime is below IdleTimeout"},
        {"[pool:p]\nMaxProcesses = 2\n[app:b]\npool = p\n[page:k]\napp = b\n[clients:w]\npath = k "
         "> k\n"
         "arrivals = poisson(1/s)",
         "s.ini:2: MaxProcesses: [app:b] keeps sessions InProc"},
        {"[fault:f]\nkind = crash\napp = shop\nat = 3h", "s.ini:4: at: is after the end of the"},
        {"[aspnet]\nhostingShutdownTimeout = 5", "s.ini:2: hostingShutdownTimeout: came with"},
        {"[pool:p]\nCPUAction = 1", "s.ini:2: CPUAction: there is no CPULimit"},
        {"[site:s]\n[site:t]\nServerBindings = :81:", "s.ini:3: [site:t]: no application is of"},
        {"[clients:w]\npages = cart\narrivals = at(0s)\non-session-lost = leave",
         "s.ini:4: on-session-lost: is of those who walk a path"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(doubts); i++) {
        g_autofree char *text = g_strconcat(doubts[i].text, "\n", SCENARIO_REST, NULL);
        g_autoptr(Loaded) loaded = loaded_new(text, NULL);

        CU_ASSERT_PTR_NOT_NULL(loaded->scenario);
        CU_ASSERT_EQUAL(loaded->warnings, 1);
        CU_ASSERT_TRUE(loaded_has(loaded, false, doubts[i].problem));
    }
}

static void no_free_threads_at_all_are_a_legal_ceiling(void)
{
    g_autoptr(Loaded) loaded =
        loaded_new("[aspnet]\nmaxWorkerThreads = 1\nmaxIoThreads = 1\nminFreeThreads = 0\n"
                   "minLocalRequestFreeThreads = 0\n" SCENARIO_REST,
                   NULL);

    CU_ASSERT_EQUAL(loaded->errors, 0);
}

static void options_of_the_command_line_are_named_in_their_problems(void)
{
    static const struct {
        const char *set, *problem;
    } cases[] = {
        {"machine.cores", "--set: is not SECTION.KEY=VALUE"},
        {"machine.cores=0", "--set machine.cores=0: cores = 0: is out of range"},
        {"pool:x.MaxProcesses=1", "--set pool:x.MaxProcesses=1: pool:x.MaxProcesses: there is no"},
        {"nothing.cores=1", "--set nothing.cores=1: there is no section [nothing]"},
        {"variant:v.model=iis5", "--set variant:v.model=iis5: cannot set what is in"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Loaded) loaded = loaded_new_set(SCENARIO_REST, cases[i].set);

        CU_ASSERT_EQUAL(loaded->errors, 1);
        CU_ASSERT_TRUE(loaded_has(loaded, true, cases[i].problem));
    }
}

static void files_that_are_no_scenario_get_one_message(void)
{
    static const struct {
        const char *path, *problem;
    } cases[] = {
        {"/no/such/file", "/no/such/file: cannot be opened: "},
        {"/tmp", "/tmp: is a directory; name a text file"},
        {"/dev/null", "/dev/null: is empty: there is no section"},
        {"/dev/zero", "/dev/zero: holds NUL bytes: it is not UTF-8 text"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) problems = scenario_problems_new();

        CU_ASSERT_PTR_NULL(scenario_load(cases[i].path, NULL, problems));
        CU_ASSERT_EQUAL(problems->len, 1);
        CU_ASSERT_PTR_NOT_NULL(
            strstr(((ScenarioProblem *)g_ptr_array_index(problems, 0))->text, cases[i].problem));
    }
}

/* text, then as many lines as the format makes of 1 .. count. */
static Loaded *loaded_new_repeated(const char *format, int count)
{
    g_autoptr(GString) text = g_string_new(SCENARIO_REST);

    for (int i = 1; i <= count; i++) {
        g_autofree char *number = g_strdup_printf("%d", i);
        g_auto(GStrv) parts = g_strsplit(format, "#", -1);
        g_autofree char *line = g_strjoinv(number, parts);

        g_string_append(text, line);
    }
    return loaded_new(text->str, NULL);
}

static void a_scenario_has_bounds_that_no_honest_one_meets(void)
{
    g_autoptr(Loaded) sections = loaded_new_repeated("[slo:s#]\nrequire = loss < 1%\n", 100001);
    g_autoptr(Loaded) variants = loaded_new_repeated("[variant:v#]\nmodel = iis6\n", 101);
    g_autoptr(Loaded) together =
        loaded_new_repeated("[variant:v#]\nmodel = iis6\n[pool:p#-]\ncount = 990\n", 100);

    CU_ASSERT_TRUE(loaded_has(sections, true, "is one section too many; write at most 100000"));
    CU_ASSERT_TRUE(loaded_has(variants, true, "v101: is one variant too many; write at most 100"));
    CU_ASSERT_TRUE(loaded_has(together, true, "has more than 1000000 sections in all its"));
}

static void a_section_has_a_bound_of_lines(void)
{
    g_autoptr(GString) text = g_string_new(SCENARIO_REST "[scriptmap]\n");
    g_autoptr(Loaded) loaded = NULL;

    for (int i = 0; i < 1001; i++)
        g_string_append_printf(text, ".x%d = static\n", i);
    loaded = loaded_new(text->str, NULL);
    CU_ASSERT_EQUAL(loaded->errors, 1);
    CU_ASSERT_TRUE(loaded_has(loaded, true, "[scriptmap]: has more than 1000 lines"));
}

static void copies_have_a_bound_of_bytes(void)
{
    g_autofree char *long_value = g_strnfill(1 << 20, 'x');
    g_autofree char *text = g_strconcat("[page:p]\ncount = 90000\napp = shop\nurl = /shop/",
                                        long_value, "{i}\n" SCENARIO_REST, NULL);
    g_autoptr(Loaded) loaded = loaded_new(text, NULL);

    CU_ASSERT_TRUE(loaded_has(loaded, true, "repeated by count hold too much text"));
}

static void only_so_many_problems_are_listed(void)
{
    g_autoptr(Loaded) loaded = loaded_new_repeated("[pool:p#]\nfoo = 1\n", 1500);

    CU_ASSERT_EQUAL(loaded->problems->len, 1001);
    CU_ASSERT_TRUE(loaded_has(loaded, true, " more problems are not shown"));
}

static void includes_have_a_bound_of_depth(void)
{
    char *directory = loaded_directory("i1.ini", "include i2.ini\n");
    g_autoptr(Loaded) loaded = NULL;

    for (int i = 2; i < 40; i++) {
        g_autofree char *path = g_strdup_printf("%s/i%d.ini", directory, i);
        g_autofree char *text = g_strdup_printf("include i%d.ini\n", i + 1);

        CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    }
    loaded = loaded_new_in(directory, "include i1.ini\n" SCENARIO_REST);
    CU_ASSERT_EQUAL(loaded->errors, 1);
    CU_ASSERT_TRUE(loaded_has(loaded, true, "is more than 16 files deep"));
}

static void includes_have_a_bound_of_number(void)
{
    char *directory = loaded_directory("i.ini", "# nothing\n");
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Loaded) loaded = NULL;

    for (int i = 0; i < 1001; i++)
        g_string_append(text, "include i.ini\n");
    g_string_append(text, SCENARIO_REST);
    loaded = loaded_new_in(directory, text->str);
    CU_ASSERT_TRUE(loaded_has(loaded, true, "is one file too many; include at most 1000"));
}

static void a_file_has_a_bound_of_bytes(void)
{
    g_autofree char *text = g_strnfill((64 << 20) + 1, '\n');
    g_autoptr(Loaded) loaded = loaded_new(text, NULL);

    CU_ASSERT_EQUAL(loaded->problems->len, 1);
    CU_ASSERT_TRUE(loaded_has(loaded, true, "is larger than 64 MB"));
}

static void messages_hold_nothing_that_steers_a_terminal(void)
{
    g_autoptr(Loaded) loaded = loaded_new("[machine]\ncores = \033[2J\n" SCENARIO_REST, NULL);

    CU_ASSERT_EQUAL(loaded->errors, 1);
    CU_ASSERT_FALSE(loaded_has(loaded, true, "\033"));
}

CU_TestInfo scenario_strict_tests[] = {
    TEST(sections_and_keys_that_are_not_known_are_errors),
    TEST(what_is_there_twice_is_an_error_that_names_the_other_line),
    TEST(numbers_out_of_range_are_errors),
    TEST(a_count_beyond_all_bounds_is_refused_at_once),
    TEST(settings_that_contradict_each_other_are_errors),
    TEST(sites_and_the_hosts_that_clients_ask_for_are_checked),
    TEST(references_that_lead_nowhere_name_what_is_near),
    TEST(clients_and_their_arrivals_are_checked),
    TEST(a_page_is_spread_over_a_number_of_urls_and_cached_for_a_while),
    TEST(calls_that_make_no_sense_are_errors),
    TEST(what_is_not_simulated_yet_says_so),
    TEST(faults_have_one_target_and_one_timing),
    TEST(a_fault_takes_only_what_its_kind_has),
    TEST(variants_can_set_what_differs_and_nothing_else),
    TEST(all_problems_are_found_in_one_pass_and_sorted),
    TEST(what_is_possible_but_doubtful_is_a_warning),
    TEST(no_free_threads_at_all_are_a_legal_ceiling),
    TEST(options_of_the_command_line_are_named_in_their_problems),
    TEST(files_that_are_no_scenario_get_one_message),
    TEST(a_scenario_has_bounds_that_no_honest_one_meets),
    TEST(a_section_has_a_bound_of_lines),
    TEST(copies_have_a_bound_of_bytes),
    TEST(only_so_many_problems_are_listed),
    TEST(includes_have_a_bound_of_depth),
    TEST(includes_have_a_bound_of_number),
    TEST(a_file_has_a_bound_of_bytes),
    TEST(messages_hold_nothing_that_steers_a_terminal),
    CU_TEST_INFO_NULL,
};
