/* behaviours.c - docs/behaviours.md from the key table and the tables beside the tests, checked. */
#include "tests/behaviours.h"
#include "models/keys.h"
#include "tests/suites.h"

#include <stdio.h>
#include <string.h>

/* One a line, so that lines can be added side by side. */
/* clang-format off */
static const TestBehaviour *const tables[] = {
    documents_behaviours,
    hosts_behaviours,
    appdomain_behaviours,
    cache_behaviours,
    calls_behaviours,
    compile_behaviours,
    cpu_limit_behaviours,
    fault_kinds_behaviours,
    measures_behaviours,
    dllhost_behaviours,
    native_behaviours,
    file_cache_behaviours,
    in_inetinfo_behaviours,
    front_behaviours,
    http_sys_behaviours,
    pipe_behaviours,
    pools_behaviours,
    process_model_behaviours,
    defaults_behaviours,
    session_behaviours,
    site_behaviours,
    network_behaviours,
    was_behaviours,
    gate_behaviours,
    memory_behaviours,
    starvation_behaviours,
};
/* clang-format on */

static const char *const areas[AREA_COUNT] = {
    [AREA_MODELS] = "How the three models differ",
    [AREA_FRONT5] = "IIS 5: inetinfo and its threads",
    [AREA_PIPE] = "The named pipe between aspnet_isapi and aspnet_wp",
    [AREA_PROCESS] = "processModel: aspnet_wp started, watched, replaced",
    [AREA_HTTPSYS] = "http.sys: routing, queues, limits, connections",
    [AREA_CACHE] = "Response caches",
    [AREA_POOLS] = "Application pools and their worker processes",
    [AREA_HEALTH] = "Pings, health, rapid-fail protection, CPU limits",
    [AREA_GATE] = "Free threads, queues and the CLR's thread pool",
    [AREA_APPDOMAINS] = "AppDomains: Application Manager, Hosting Environment, restart",
    [AREA_FIRST] = "What a first request costs",
    [AREA_PIPELINE] = "Handlers, the pipeline, time-outs",
    [AREA_SESSIONS] = "Sessions",
    [AREA_CALLS] = "Pages that call pages",
    [AREA_MEMORY] = "Memory and processors",
    [AREA_FAULTS] = "What becomes of requests when something goes wrong",
    [AREA_CLIENT] = "What the client gets",
    [AREA_NATIVE] = "Static files, ASP, ISAPI extensions",
    [AREA_COUNTERS] = "Counters",
    [AREA_MEASURES] = "Isolation, availability, exposure",
    [AREA_LOGS] = "Logs",
};

typedef struct {
    const CU_SuiteInfo *suites;
    char *sources; /* docs/sources.md */
    int wrong;
} Check;

static void complain(Check *check, const TestBehaviour *row, const char *what, const char *which)
{
    fprintf(stderr, "behaviour '%s': %s%s\n", row->what, what, which);
    check->wrong++;
}

static const char *suite_of(const Check *check, const char *test)
{
    for (const CU_SuiteInfo *suite = check->suites; suite->pName != NULL; suite++) {
        for (const CU_TestInfo *info = suite->pTests; info->pName != NULL; info++) {
            if (strcmp(info->pName, test) == 0)
                return suite->pName;
        }
    }
    return NULL;
}

static bool has_source(const Check *check, const char *key)
{
    g_autofree char *cell = g_strdup_printf("| %s |", key);
    g_autofree char *of_file = g_strndup(key, strcspn(key, ":") + 1);
    g_autofree char *file_cell = g_strdup_printf("| %s", of_file);

    return strstr(check->sources, cell) != NULL ||
           (strchr(key, ':') != NULL && strstr(check->sources, file_cell) != NULL);
}

static const ModelKey *find_key(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, ".", 2);

    return parts[0] != NULL && parts[1] != NULL ? model_key_find(parts[0], parts[1]) : NULL;
}

/* What a reader would stumble over. */
static void check_words(Check *check, const TestBehaviour *row)
{
    static const char *const models[] = {"all",       "iis5",      "iis6", "i5m",
                                         "iis5, i5m", "iis6, i5m", NULL};

    if (!g_strv_contains(models, row->models))
        complain(check, row, "names its models in another way: ", row->models);
    if (strpbrk(row->what, "|\n") != NULL || strpbrk(row->how, "|\n") != NULL)
        complain(check, row, "would break its line of the table", "");
    if (g_str_has_prefix(row->how, "left out"))
        complain(check, row, "says twice that it is left out", "");
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const TestBehaviour *other = tables[i]; other->what != NULL; other++) {
            if (other != row && other->area == row->area && strcmp(other->what, row->what) == 0 &&
                strcmp(other->models, row->models) == 0)
                complain(check, row, "is there twice", "");
        }
    }
}

static void check_row(Check *check, const TestBehaviour *row)
{
    g_auto(GStrv) sources = g_strsplit(row->source != NULL ? row->source : "", " ", -1);
    g_auto(GStrv) keys = g_strsplit(row->keys != NULL ? row->keys : "", " ", -1);

    if (row->models == NULL || row->how == NULL || row->source == NULL)
        complain(check, row, "lacks its models, how or source", "");
    else
        check_words(check, row);
    if (row->test != NULL && suite_of(check, row->test) == NULL)
        complain(check, row, "no test is called ", row->test);
    for (char **key = sources; *key != NULL; key++) {
        if (!has_source(check, *key))
            complain(check, row, "docs/sources.md does not have ", *key);
    }
    for (char **key = keys; *key != NULL; key++) {
        if (find_key(*key) == NULL)
            complain(check, row, "no setting is called ", *key);
    }
}

static void print_row(const Check *check, const TestBehaviour *row)
{
    if (row->test != NULL)
        printf("| %s | %s | %s | %s | `%s` in %s |\n", row->what, row->models, row->how,
               row->source, row->test, suite_of(check, row->test));
    else
        printf("| %s | %s | left out: %s | %s | |\n", row->what, row->models, row->how,
               row->source);
}

static void print_area(Check *check, TestArea area)
{
    printf("\n## %s\n\n| behaviour | model | what is simulated | source | test |\n"
           "| --- | --- | --- | --- | --- |\n",
           areas[area]);
    for (int left_out = 0; left_out < 2; left_out++) {
        for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
            for (const TestBehaviour *row = tables[i]; row->what != NULL; row++) {
                if (row->area == area && (row->test == NULL) == (left_out > 0))
                    print_row(check, row);
            }
        }
    }
}

/* ---- settings ---- */

static bool names_key(const TestBehaviour *row, const char *name)
{
    g_auto(GStrv) keys = g_strsplit(row->keys != NULL ? row->keys : "", " ", -1);

    return row->test != NULL && g_strv_contains((const char *const *)keys, name);
}

static char *models_of(const ModelKey *key)
{
    if (key->reads == READS_ALL)
        return g_strdup("all");
    return g_strdup_printf("%s%s%s", (key->reads & READS_IIS5) != 0 ? "iis5 " : "",
                           (key->reads & READS_IIS6) != 0 ? "iis6 " : "",
                           (key->reads & READS_I5M) != 0 ? "i5m" : "");
}

static void print_key(Check *check, const ModelKey *key)
{
    g_autofree char *name = g_strconcat(key->section, ".", key->name, NULL);
    g_autofree char *models = models_of(key);
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);

    printf("| %s | %s | %s | %s | ", name, g_strchomp(models), key->meaning, key->source);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const TestBehaviour *row = tables[i]; row->what != NULL; row++) {
            if (!names_key(row, name) || g_hash_table_contains(named, row->test))
                continue;
            printf("%s`%s`", g_hash_table_size(named) > 0 ? ", " : "", row->test);
            g_hash_table_add(named, (char *)row->test);
        }
    }
    printf(" |\n");
    if (g_hash_table_size(named) == 0) {
        fprintf(stderr, "setting %s: no behaviour names it\n", name);
        check->wrong++;
    }
}

static void print_keys(Check *check)
{
    printf("\n## Every documented setting\n\n| setting | model | meaning | source | tests |\n"
           "| --- | --- | --- | --- | --- |\n");
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key)) {
        if (strcmp(key->label, "cited") == 0)
            print_key(check, key);
    }
}

static void print_heading(void)
{
    int simulated = 0, left_out = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const TestBehaviour *row = tables[i]; row->what != NULL; row++)
            *(row->test != NULL ? &simulated : &left_out) += 1;
    }
    printf(
        "# Every documented behaviour\n\n"
        "What is simulated, in which model, where it is documented (the keys are those of\n"
        "[sources.md](sources.md)), and which test fails without it. What is documented and left\n"
        "out has a row too, with the reason: %d behaviours, %d of them left out. 'assumption'\n"
        "marks what nobody published or sources tell differently. The models: `iis5`; `iis6`, in\n"
        "worker process isolation mode; `i5m`, IIS 6 in IIS 5.0 isolation mode. At the end stands\n"
        "every documented setting with the tests that depend on it.\n\n"
        "Made by `make docs` from the tables beside the tests and the table of settings; `make\n"
        "docs-check` fails when a test, a source or a setting named here does not exist, when a\n"
        "documented setting has no test, and when this file is not what the tables say.\n",
        simulated + left_out, left_out);
}

int test_behaviours_print(const CU_SuiteInfo *suites)
{
    Check check = {.suites = suites};

    if (!g_file_get_contents("docs/sources.md", &check.sources, NULL, NULL)) {
        fprintf(stderr, "docs/sources.md cannot be read; run this from the project's folder\n");
        return 1;
    }
    print_heading();
    for (int area = 0; area < AREA_COUNT; area++)
        print_area(&check, (TestArea)area);
    print_keys(&check);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const TestBehaviour *row = tables[i]; row->what != NULL; row++)
            check_row(&check, row);
    }
    g_free(check.sources);
    return check.wrong == 0 ? 0 : 1;
}
