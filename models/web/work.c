/* work.c - making works from parts of other works: done once per run, never on the hot path. */
#include "models/web/task.h"

static void step_append(WebWork *work, const WebStep *step, double factor)
{
    WebStep *copy;

    work->steps = g_renew(WebStep, work->steps, work->count + 1);
    copy = &work->steps[work->count++];
    *copy = *step;
    copy->demand = sim_variate_copy(&step->demand);
    if (factor != 1)
        sim_variate_scale(&copy->demand, factor);
}

void web_work_append(WebWork *work, const WebWork *more, double factor)
{
    for (uint32_t i = 0; i < more->count; i++)
        step_append(work, &more->steps[i], factor);
}

WebWork web_work_copy(const WebWork *work, double factor)
{
    WebWork copy = {0};

    web_work_append(&copy, work, factor);
    return copy;
}

WebWork web_work_only(const WebWork *work, bool on_cores, double factor)
{
    WebWork part = {0};

    for (uint32_t i = 0; i < work->count; i++) {
        const WebStep *step = &work->steps[i];
        bool is_on_cores = step->kind == STEP_CPU || step->kind == STEP_KERNEL;

        if (is_on_cores == on_cores)
            step_append(&part, step, factor);
    }
    return part;
}

void web_work_merge(WebWork *work)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < work->count; i++) {
        WebStep *step = &work->steps[i];
        WebStep *before = kept > 0 ? &work->steps[kept - 1] : NULL;

        if (before != NULL && before->kind == step->kind && step->kind != STEP_BACKEND &&
            before->probability >= 1 && step->probability >= 1 &&
            before->demand.kind == SIM_CONSTANT && step->demand.kind == SIM_CONSTANT)
            before->demand.a += step->demand.a;
        else
            work->steps[kept++] = *step;
    }
    work->count = kept;
}

void web_work_clear(WebWork *work)
{
    for (uint32_t i = 0; i < work->count; i++)
        sim_variate_clear(&work->steps[i].demand);
    g_free(work->steps);
    *work = (WebWork){0};
}

double web_work_mean(const WebWork *work)
{
    double mean = 0;

    for (uint32_t i = 0; i < work->count; i++)
        mean += sim_variate_mean(&work->steps[i].demand) * work->steps[i].probability;
    return mean;
}

WebWork web_work_constant(double user_ns)
{
    WebWork work = {0};
    WebStep step = {.kind = STEP_CPU, .probability = 1};

    if (user_ns <= 0)
        return work;
    step.demand = sim_variate(SIM_CONSTANT, user_ns, 0, 0);
    step_append(&work, &step, 1);
    return work;
}
