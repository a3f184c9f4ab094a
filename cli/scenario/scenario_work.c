/* scenario_work.c - 'cpu lognormal(mean=4ms, cv=1), db exp(30ms) with 80%, call page:stock'. */
#include "cli/scenario/scenario_reader.h"
#include <string.h>

#define STEPS_MAX 1000

static const char *const step_names[] = {
    [STEP_CPU] = "cpu",
    [STEP_KERNEL] = "kernel",
    [STEP_WAIT] = "wait",
};

static void work_free(WebWork *work)
{
    for (uint32_t i = 0; i < work->count; i++)
        sim_variate_clear(&work->steps[i].demand);
    g_free(work->steps);
    *work = (WebWork){NULL, 0};
}

/* Cuts 'with P%' off the end of a step. */
static bool read_probability(char *text, double *probability, GError **error)
{
    char *with = strstr(text, " with ");

    *probability = 1;
    if (with == NULL)
        return true;
    *with = '\0';
    if (!value_read_fraction(g_strstrip(with + strlen(" with ")), probability, error))
        return false;
    if (*probability == 0)
        return value_fail(error, "a step with 0%% is never taken; leave it out");
    g_strchomp(text);
    return true;
}

static bool read_kind(ScenarioReader *reader, const char *name, WebStep *step, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(step_names); i++)
        if (strcmp(step_names[i], name) == 0) {
            step->kind = (WebStepKind)i;
            return true;
        }
    step->kind = STEP_BACKEND;
    step->backend = scenario_index(reader->backends, name);
    if (step->backend != MODEL_NONE)
        return true;
    return scenario_unknown_name(reader->backends, "backend", name, error);
}

/* 'page:stock' */
static bool read_call(ScenarioReader *reader, const char *callee, bool is_cost, WebStep *step,
                      GError **error)
{
    static const char prefix[] = "page:";

    if (is_cost)
        return value_fail(error, "a cost calls no page; take the call out");
    if (!g_str_has_prefix(callee, prefix))
        return value_fail(error, "'call' does not say which page; write call page:NAME");
    step->kind = STEP_CALL;
    step->demand = sim_variate(SIM_CONSTANT, 0, 0, 0);
    step->page = scenario_index(reader->pages, callee + strlen(prefix));
    if (step->page != MODEL_NONE)
        return true;
    return scenario_unknown_name(reader->pages, "page", callee + strlen(prefix), error);
}

static bool read_step(ScenarioReader *reader, char *text, bool bare_is_cpu, WebStep *step,
                      GError **error)
{
    size_t name_length = strcspn(text, " \t(");
    g_autofree char *name = g_strndup(text, name_length);
    const char *demand = text + name_length;

    *step =
        (WebStep){.kind = STEP_CPU, .probability = 1, .backend = MODEL_NONE, .page = MODEL_NONE};
    if (!read_probability(text, &step->probability, error))
        return false;
    if (*text == '\0')
        return value_fail(error, "has an empty step; write steps such as cpu 20ms, wait exp(1s)");
    if (!g_ascii_isalpha(*text) || *demand == '(') {
        if (!bare_is_cpu)
            return value_fail(error,
                              "'%.40s' does not say what kind of step it is; write cpu %.40s "
                              "or wait %.40s",
                              text, text, text);
        return value_read_variate(text, VARIATE_TIME, reader->files, &step->demand, error);
    }
    if (strcmp(name, "call") == 0)
        return read_call(reader, demand + strspn(demand, " \t"), bare_is_cpu, step, error);
    if (!read_kind(reader, name, step, error))
        return false;
    demand += strspn(demand, " \t");
    if (demand >= text + strlen(text))
        return value_fail(error, "'%.40s' has no duration; write %.40s 20ms", text, text);
    return value_read_variate(demand, VARIATE_TIME, reader->files, &step->demand, error);
}

bool scenario_work_read(ScenarioReader *reader, const char *text, bool bare_is_cpu, WebWork *work,
                        GError **error)
{
    g_auto(GStrv) parts = value_split(text, ',');
    WebWork read = {NULL, 0};
    guint count = g_strv_length(parts);

    if (count == 0)
        return value_fail(error, "nothing is written; write none, or steps such as cpu 20ms");
    if (count > STEPS_MAX)
        return value_fail(error, "has more than %d steps; write fewer", STEPS_MAX);
    if (count > 1 || (!value_is_never(parts[0]) && strcmp(parts[0], "0") != 0)) {
        read.steps = g_new0(WebStep, count);
        for (; read.count < count; read.count++)
            if (!read_step(reader, parts[read.count], bare_is_cpu, &read.steps[read.count],
                           error)) {
                work_free(&read);
                return false;
            }
    }
    work_free(work);
    *work = read;
    return true;
}

char *scenario_work_write(const ModelConfig *config, const WebWork *work)
{
    GString *text = g_string_new(work->count == 0 ? "none" : NULL);

    for (uint32_t i = 0; i < work->count; i++) {
        const WebStep *step = &work->steps[i];

        g_string_append(text, i > 0 ? ", " : "");
        if (step->kind == STEP_CALL) {
            g_string_append_printf(text, "call page:%s", config->pages[step->page].name);
        } else {
            g_autofree char *demand = value_write_variate(&step->demand, VARIATE_TIME);

            g_string_append_printf(text, "%s %s",
                                   step->kind == STEP_BACKEND ? config->backends[step->backend].name
                                                              : step_names[step->kind],
                                   demand);
        }
        if (step->probability < 1) {
            g_autofree char *probability = value_write_fraction(step->probability);

            g_string_append_printf(text, " with %s", probability);
        }
    }
    return g_string_free(text, FALSE);
}
