/* scenario_support.c - a scenario is a file: each gets a directory of its own. */
#include "tests/cli/scenario_support.h"
#include <CUnit/CUnit.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Every grammar that a scenario has. */
const char scenario_everything[] =
    "[scenario]\n"
    "title = All of it\n"
    "models = iis5, iis6, i5m\n"
    "duration = 90s\n"
    "replications = 10..200\n"
    "precision = 2.5% of within(300ms)\n"
    "clock = 23:15\n"
    "[variant:two]\n"
    "model = iis6\n"
    "aspnet.version = 2.0\n"
    "machine.cores = 4\n"
    "pool:customer.MaxProcesses = 3\n"
    "app:customer2.pool = DefaultAppPool\n"
    "clients:ramp.path = p1 > p2*5\n"
    "page:p2.wait = 3ms\n"
    "costs.preset = zero\n"
    "scriptmap..gif = asp prohibited\n"
    "[variant:off]\n"
    "model = iis5\n"
    "limits.preset = none\n"
    "iis5.ListenBackLog = 15\n"
    "iis5.cpuMask = 0x0000000F\n"
    "fault:slow.every = 5min\n"
    "[backend:db]\n"
    "connections = 3\n"
    "discipline = ps\n"
    "[site:main]\n"
    "ServerBindings = :80:, 10.0.0.1:8080:www.example.com\n"
    "MaxConnections = 1000\n"
    "ConnectionTimeout = 1min\n"
    "[site:other]\n"
    "ServerBindings = :81:+\n"
    "ServerAutoStart = false\n"
    "[pool:customer]\n"
    "count = 3\n"
    "PeriodicRestartTime = 90\n"
    "PeriodicRestartSchedule = 03:00, 15:30\n"
    "PeriodicRestartMemory = 512000\n"
    "IdleTimeout = 0\n"
    "[app:customer]\n"
    "count = 3\n"
    "pool = customer{i}\n"
    "path = /c{i}\n"
    "start = warm\n"
    "session = StateServer\n"
    "executionTimeout = 30\n"
    "[page:p]\n"
    "count = 3\n"
    "app = customer{i}\n"
    "work = cpu erlang(k=3, mean=1.1ms), kernel gamma(mean=2ms, shape=0.5), db exp(3.7ms) with "
    "33.3%, wait empirical(1ms, 2.5ms,7 us), disk pareto(alpha=1.1, min=1ms, max=9s)\n"
    "size = 4300B\n"
    "[page:logo]\n"
    "app = customer1\n"
    "url = /c1/logo.gif\n"
    "cpu = 0.1ms\n"
    "urls = zipf(100, 0.8)\n"
    "[page:report]\n"
    "app = customer1\n"
    "url = /c1/report.aspx?year=2004\n"
    "work = cpu 2ms, call  page:p1 with 25%, call page:logo\n"
    "urls = 40\n"
    "output-cache = 90s\n"
    "[clients:every]\n"
    "pages = p1:0.1, p2:3\n"
    "arrivals = every(erlang(k=2, mean=0.3333333s))\n"
    "patience = exp(2s)\n"
    "retry = 1s x 2 on reset, error\n"
    "[clients:users]\n"
    "path = p1 > p2*5 > p3\n"
    "arrivals = users(200, think=exp(7s))\n"
    "think = exp(1s)\n"
    "local = yes\n"
    "keep-alive = yes\n"
    "bandwidth = 33.6kbit/s\n"
    "host = 10.0.0.1:8080:www.example.com\n"
    "[clients:ramp]\n"
    "pages = logo\n"
    "arrivals = ramp(0s 10/s, 60 s 100/min)\n"
    "[clients:sine]\n"
    "pages = p1\n"
    "arrivals = sine(mean=100/s, amplitude=0.7, period=1h)\n"
    "[clients:mmpp]\n"
    "pages = p1\n"
    "arrivals = mmpp(140/s for exp(0.5s), 30/s for exp(1s))\n"
    "[clients:batches]\n"
    "pages = p1\n"
    "arrivals = batches(poisson(10/s), size=geometric(mean=5))\n"
    "[clients:every-batches]\n"
    "pages = p1\n"
    "arrivals = batches(every(1s), size=zipf(100, 0.8))\n"
    "[clients:at]\n"
    "pages = p1\n"
    "arrivals = at(0s x 100, 10s x 50, 11s)\n"
    "[clients:replay]\n"
    "count = 2\n"
    "arrivals = replay(inline)\n"
    "[replay:replay]\n"
    "time_s,page,client\n"
    "0.25,p1\n"
    "12345.678901234,p3,1\n"
    "1e-3,p3\n"
    "[fault:slow]\n"
    "kind = slow-backend\n"
    "backend = db\n"
    "at = 10s, 1min\n"
    "for = exp(20s)\n"
    "factor = 3.7\n"
    "delay = uniform(1ms, 2ms)\n"
    "[fault:crash]\n"
    "kind = crash\n"
    "page = p2\n"
    "per-request = 0.001\n"
    "restart-on = request\n"
    "[slo:within]\n"
    "require = within(0.25) >= 99.9%\n"
    "[slo:rate]\n"
    "require = throughput(clients:users) > 30/min\n"
    "[slo:memory]\n"
    "require = memory.max <= 500MB\n"
    "[compare]\n"
    "metrics = latency.p99(app:customer1), loss, queue.clr.max\n"
    "margin = 2%\n"
    "[plot:levels]\n"
    "title = Levels of it\n"
    "x = time\n"
    "y = memory, failed\n"
    "from = 10s\n"
    "[plot:tail]\n"
    "x = load\n"
    "y = latency.p99(app:customer1), within(400ms)\n"
    "lines = variant\n"
    "values = log\n"
    "[sweep]\n"
    "load = 0.5, 1, 2..6 step 1\n";

char *loaded_directory(const char *file, const char *text)
{
    char *directory = g_dir_make_tmp("iissim-test-XXXXXX", NULL);
    g_autofree char *path = NULL;

    g_assert_nonnull(directory);
    path = g_build_filename(directory, file, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return directory;
}

static Loaded *load(char *directory, const char *text, const ScenarioOverrides *overrides)
{
    Loaded *loaded = g_new0(Loaded, 1);
    g_autofree char *path = g_build_filename(directory, "s.ini", NULL);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    loaded->directory = directory;
    loaded->problems = scenario_problems_new();
    loaded->scenario = scenario_load(path, overrides, loaded->problems);
    for (guint i = 0; i < loaded->problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(loaded->problems, i);

        loaded->errors += problem->is_error;
        loaded->warnings += !problem->is_error;
    }
    return loaded;
}

Loaded *loaded_new_in(char *directory, const char *text)
{
    return load(directory, text, NULL);
}

Loaded *loaded_new(const char *text, const ScenarioOverrides *overrides)
{
    return load(g_dir_make_tmp("iissim-test-XXXXXX", NULL), text, overrides);
}

Loaded *loaded_new_good(const char *text)
{
    Loaded *loaded = loaded_new(text, NULL);

    CU_ASSERT_PTR_NOT_NULL(loaded->scenario);
    for (guint i = 0; i < loaded->problems->len; i++)
        printf("\n    %s", ((ScenarioProblem *)g_ptr_array_index(loaded->problems, i))->text);
    return loaded;
}

Loaded *loaded_new_set(const char *text, const char *set)
{
    char *sets[] = {(char *)set, NULL};

    return loaded_new(text, &(ScenarioOverrides){.sets = sets});
}

void loaded_free(Loaded *loaded)
{
    GDir *directory = g_dir_open(loaded->directory, 0, NULL);

    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(loaded->directory, name, NULL);

        g_remove(path);
    }
    g_dir_close(directory);
    g_rmdir(loaded->directory);
    scenario_free(loaded->scenario);
    g_ptr_array_unref(loaded->problems);
    g_free(loaded->directory);
    g_free(loaded);
}

bool loaded_has(const Loaded *loaded, bool is_error, const char *text)
{
    for (guint i = 0; i < loaded->problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(loaded->problems, i);

        if (problem->is_error == is_error && strstr(problem->text, text) != NULL)
            return true;
    }
    return false;
}

const ModelConfig *loaded_config(const Loaded *loaded, const char *variant)
{
    static const ModelConfig nothing;

    if (loaded->scenario == NULL)
        return &nothing;
    for (uint32_t i = 0; i < loaded->scenario->variant_count; i++)
        if (variant == NULL || strcmp(loaded->scenario->variants[i].name, variant) == 0)
            return loaded->scenario->variants[i].config;
    CU_FAIL("no such variant");
    return &nothing;
}

void loaded_check_reads_back(const Loaded *first)
{
    g_autoptr(Loaded) second = NULL;

    CU_ASSERT_PTR_NOT_NULL(first->scenario);
    if (first->scenario == NULL)
        return;
    second = loaded_new(first->scenario->resolved, NULL);
    CU_ASSERT_EQUAL(second->errors, 0);
    CU_ASSERT_PTR_NOT_NULL(second->scenario);
    if (second->scenario == NULL)
        return;
    CU_ASSERT_STRING_EQUAL(second->scenario->resolved, first->scenario->resolved);
    CU_ASSERT_STRING_EQUAL(second->scenario->sha256, first->scenario->sha256);
    CU_ASSERT_EQUAL(second->scenario->variant_count, first->scenario->variant_count);
    for (uint32_t i = 0; i < first->scenario->variant_count; i++) {
        const ModelConfig *one = first->scenario->variants[i].config;
        const ModelConfig *two = second->scenario->variants[i].config;

        CU_ASSERT_STRING_EQUAL(second->scenario->variants[i].name,
                               first->scenario->variants[i].name);
        CU_ASSERT_EQUAL(memcmp(&one->aspnet, &two->aspnet, sizeof one->aspnet), 0);
        CU_ASSERT_EQUAL(memcmp(&one->iis5, &two->iis5, sizeof one->iis5), 0);
        CU_ASSERT_EQUAL(memcmp(&one->machine, &two->machine, sizeof one->machine), 0);
        CU_ASSERT_EQUAL(memcmp(&one->limits, &two->limits, sizeof one->limits), 0);
        CU_ASSERT_EQUAL(two->pool_count, one->pool_count);
        CU_ASSERT_EQUAL(two->backend_count, one->backend_count);
    }
}
