/* test_trace.c - what iissim trace writes obeys the format, and says of the run what is so.
 *
 * Random scenarios and all that come with the program are traced, and the files held against every rule
 * (trace_check.h); spans and slices are held against the rows of the same run. Nothing is a matter of
 * chance.
 */
#include "cli/trace/trace.h"
#include "tests/cli/trace_check.h"
#include "tests/cli/trace_json.h"
#include "tests/models/random.h"
#include "tests/models/support.h"
#include <glib/gstdio.h>
#include <string.h>

#define TRACED_RANDOM  (SUPPORT_IS_SANITIZED ? 9 : 36)
#define TRACED_SHIPPED (SUPPORT_IS_SANITIZED ? 8 : 1) /* every so many of them */

static const TraceOptions everything = {
    .to_ns = INT64_MAX, .replication = 1, .replication_number = 1};

static char *new_path(void)
{
    char *path = NULL;
    int descriptor = g_file_open_tmp("iissim-XXXXXX", &path, NULL);

    g_assert(descriptor >= 0);
    g_close(descriptor, NULL);
    return path;
}

/* All variants into one file, which is checked. */
static TraceCheck *traced(const Scenario *scenario, const TraceOptions *options)
{
    g_autofree char *path = new_path();
    TraceWriter writer = {.out = trace_out_new(path, NULL), .zero_ns = MIN(0, options->from_ns)};
    TraceCheck *check;

    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        TraceSummary summary = trace_run(&writer, scenario, &scenario->variants[i], options);

        CU_ASSERT_PTR_NULL(summary.violation);
        g_free(summary.violation);
    }
    trace_write_finish(&writer);
    CU_ASSERT_TRUE(trace_out_close(writer.out, true, NULL));
    check = trace_check_file(path, false);
    CU_ASSERT_EQUAL(check->complaints, 0);
    CU_ASSERT_TRUE(check->busy_wrong == 0 || options->first > 0);
    CU_ASSERT_TRUE(check->events > 0);
    g_unlink(path);
    return check;
}

/* ---- rules ---- */

/* Every nanosecond of a request is drawn once. */
static void check_spans(const TraceCheck *check, const char *what)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, check->spans);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const CheckedSpan *span = value;
        bool is_sum = span->children_ns == span->end_ns - span->begin_ns &&
                      span->places_ns == span->slices_ns;

        CU_ASSERT_TRUE(is_sum);
        if (!is_sum)
            g_printerr("trace: %s, span %" G_GUINT64_FORMAT ": length %" G_GINT64_FORMAT
                       ", children %" G_GINT64_FORMAT ", on threads %" G_GINT64_FORMAT
                       ", slices %" G_GINT64_FORMAT " ns\n",
                       what, span->span, span->end_ns - span->begin_ns, span->children_ns,
                       span->places_ns, span->slices_ns);
    }
}

static TraceOptions options_of(uint64_t i)
{
    TraceOptions options = everything;

    if (i % 3 == 1) {
        options.from_ns = 700 * SIM_MS;
        options.to_ns = 2300 * SIM_MS;
    } else if (i % 3 == 2) {
        options.first = 5 + i;
        options.last = 20 + i;
    }
    return options;
}

static void random_runs_obey_every_rule(void)
{
    uint64_t phases[128] = {0};

    for (uint64_t i = 0; i < TRACED_RANDOM; i++) {
        g_autofree char *text = random_scenario(i);
        g_autofree char *what = g_strdup_printf("random %" G_GUINT64_FORMAT, i);
        g_autoptr(Scenario) scenario = support_load(text, support_models[i / 3 % SUPPORT_MODELS]);
        TraceOptions options = options_of(i);
        g_autoptr(TraceCheck) check = traced(scenario, &options);

        check_spans(check, what);
        for (int k = 0; k < 128; k++)
            phases[k] += check->phases[k];
    }
    for (const char *phase = "MBEXbenCisf"; *phase != '\0'; phase++) /* or less is tested */
        CU_ASSERT_TRUE(phases[(unsigned char)*phase] > 0);
}

static void shipped_scenarios_obey_every_rule(void)
{
    g_autoptr(GDir) directory = g_dir_open("scenarios", 0, NULL);
    uint32_t count = 0;
    const char *name;

    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename("scenarios", name, NULL);
        g_autoptr(GPtrArray) problems = scenario_problems_new();
        g_autoptr(Scenario) scenario = NULL;
        g_autoptr(TraceCheck) check = NULL;
        TraceOptions options = everything;

        if (!g_str_has_suffix(name, ".ini") || count++ % TRACED_SHIPPED != 0)
            continue;
        scenario = scenario_load(path, &(ScenarioOverrides){0}, problems);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        options.to_ns = 100 * SIM_MS;
        check = traced(scenario, &options);
        check_spans(check, name);
    }
    CU_ASSERT_TRUE(count > 30);
}

/* ---- facts ---- */

static const CheckedSpan *find_span(const TraceCheck *check, const RequestRecord *record)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, check->spans);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const CheckedSpan *span = value;

        if (span->request != 0 && span->user == record->user && span->ordinal == record->ordinal &&
            strcmp(span->group, record->group) == 0)
            return span;
    }
    return NULL;
}

static uint32_t cohort_spans(const TraceCheck *check)
{
    GHashTableIter iter;
    void *value;
    uint32_t count = 0;

    g_hash_table_iter_init(&iter, check->spans);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        count += ((const CheckedSpan *)value)->request != 0;
    return count;
}

static void the_requests_are_those_of_the_run(void)
{
    for (uint64_t i = 0; i < SUPPORT_MODELS; i++) {
        g_autofree char *text = random_scenario(40 + i);
        g_autoptr(Scenario) scenario = support_load(text, support_models[i]);
        g_autoptr(TraceCheck) check = traced(scenario, &everything);
        g_autoptr(ModelResult) result = NULL;
        g_autoptr(GArray) records = support_records(text, support_models[i], 1, &result);
        uint32_t different = 0;

        CU_ASSERT_EQUAL(cohort_spans(check), records->len);
        CU_ASSERT_TRUE(check->busy_checked > 0);
        for (guint k = 0; k < records->len; k++) {
            const RequestRecord *record = &g_array_index(records, RequestRecord, k);
            const CheckedSpan *span = find_span(check, record);

            different += span == NULL || span->begin_ns != record->issued_ns ||
                         strcmp(span->outcome, record->outcome) != 0 ||
                         (record->ended_ns != INT64_MIN && span->end_ns != record->ended_ns);
        }
        CU_ASSERT_EQUAL(different, 0);
    }
}

static void only_the_requests_that_are_asked_for(void)
{
    g_autofree char *text = random_scenario(2);
    g_autoptr(Scenario) scenario = support_load(text, "iis6");
    TraceOptions options = everything;
    g_autoptr(TraceCheck) check = NULL;
    GHashTableIter iter;
    void *value;

    options.first = 7;
    options.last = 9;
    check = traced(scenario, &options);
    CU_ASSERT_EQUAL(cohort_spans(check), 3);
    g_hash_table_iter_init(&iter, check->spans);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        uint64_t request = ((const CheckedSpan *)value)->request;

        CU_ASSERT_TRUE(request == 0 || (request >= 7 && request <= 9));
    }
}

/* ---- text ---- */

static void any_name_is_valid_json(void)
{
    const char *const names[] = {"plain",
                                 "say \"when\"",
                                 "back\\slash",
                                 "new\nline\ttab\x01\x7f",
                                 "\xff\xfe not UTF-8",
                                 "</script>",
                                 ""};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        TraceText name = trace_text_name(names[i]);
        g_autofree char *line = g_strdup_printf("{\"ph\":\"B\",\"name\":%s}", name.text);
        GStringChunk *strings = g_string_chunk_new(64);
        TraceJson event;

        CU_ASSERT_TRUE(trace_json_read(line, &event, strings));
        g_string_chunk_free(strings);
        CU_ASSERT_EQUAL(strlen(name.text), name.length);
        trace_text_clear(&name);
    }
}

static void times_are_exact(void)
{
    static const struct {
        int64_t time_ns;
        const char *text;
    } rows[] = {
        {0, "0"},
        {1, "0.001"},
        {999, "0.999"},
        {1000, "1"},
        {1010, "1.010"},
        {999999999, "999999.999"},
        {1000000000, "1000000"},
        {1000000001, "1000000.001"},
        {61000050000, "61000050"},
        {INT64_MAX, "9223372036854775.807"},
    };
    TraceClock clock = {0};

    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            char text[2 * TRACE_TIME_MAX];

            *trace_put_clock(text, &clock, rows[i].time_ns) = '\0';
            CU_ASSERT_STRING_EQUAL(text, rows[i].text);
            *trace_put_us(text, rows[i].time_ns) = '\0';
            CU_ASSERT_STRING_EQUAL(text, rows[i].text);
        }
    }
}

/* ---- the checks see what is wrong ---- */

#define NAMED                                                                                      \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"ts\":0,\"name\":\"process_name\",\"args\":{\"name\":"     \
    "\"p (v)\"}},\n"                                                                               \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":2,\"ts\":0,\"name\":\"thread_name\",\"args\":{\"name\":"      \
    "\"t\"}},\n"
#define AT(phase, ts)          "{\"ph\":\"" phase "\",\"pid\":1,\"tid\":2,\"ts\":" ts
#define SPAN(phase, ts, id, n) AT(phase, ts) ",\"cat\":\"c\",\"id\":" id ",\"name\":\"" n "\""
#define ROOT(id)               SPAN("b", "1", id, "r") ",\"args\":{\"span\":" id "}},\n"
#define OVER(id)               SPAN("e", "9", id, "r") ",\"args\":{\"outcome\":\"ok\"}}"

static void what_breaks_a_rule_is_seen(void)
{
    static const struct {
        bool is_good;
        const char *text;
    } rows[] = {
        {true, NAMED ROOT("5") OVER("5") "\n]\n"},
        {true, NAMED ROOT("5") SPAN("b", "2", "5", "s") "},\n" SPAN("e", "3", "5",
                                                                    "s") "},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") OVER("5") "\n"},
        {false, NAMED ROOT("5") OVER("5") ",\n]\n"},
        {false, NAMED ROOT("5") OVER("5") "\n{}\n]\n"},
        {false, NAMED ROOT("5") ROOT("5") OVER("5") ",\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") SPAN("n", "8", "6", "x") "},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") SPAN("b", "2", "5", "s") "},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("E", "8") "},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("B", "8") ",\"name\":\"x\"},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("Q", "8") "},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("X", "8") ",\"dur\":1,\"name\":\"x\"},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("i", "8") ",\"s\":\"q\",\"name\":\"x\"},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("i", "-8") ",\"s\":\"g\",\"name\":\"x\"},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5")
                    AT("C", "8") ",\"name\":\"x\",\"args\":{\"a\":\"1\"}},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5")
                    AT("C", "8") ",\"name\":\"x\",\"args\":{\"threads\":1}},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") SPAN("s", "8", "3", "x") "},\n" OVER("5") "\n]\n"},
        {false,
         NAMED ROOT("5") AT("i", "8") ",\"s\":\"g\",\"name\":\"x\ty\"},\n" OVER("5") "\n]\n"},
        {false, NAMED ROOT("5") AT("i", "08") ",\"s\":\"g\",\"name\":\"x\"},\n" OVER("5") "\n]\n"},
        {false, ROOT("5") OVER("5") "\n]\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = new_path();
        g_autofree char *text = g_strconcat("[\n", rows[i].text, NULL);
        g_autoptr(TraceCheck) check = NULL;

        CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
        check = trace_check_file(path, true);
        CU_ASSERT_EQUAL(check->complaints + check->busy_wrong == 0, rows[i].is_good);
        if ((check->complaints + check->busy_wrong == 0) != rows[i].is_good)
            g_printerr("trace: row %zu\n", i);
        g_unlink(path);
    }
}

CU_TestInfo trace_tests[] = {
    TEST(random_runs_obey_every_rule),
    TEST(shipped_scenarios_obey_every_rule),
    TEST(the_requests_are_those_of_the_run),
    TEST(only_the_requests_that_are_asked_for),
    TEST(any_name_is_valid_json),
    TEST(times_are_exact),
    TEST(what_breaks_a_rule_is_seen),
    CU_TEST_INFO_NULL,
};
