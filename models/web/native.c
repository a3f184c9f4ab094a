#include "models/web/native.h"

void web_native_init(WebNative *native, WebProcess *process, const WebNativeSetting *setting)
{
    WebRun *run = process->run;
    int64_t asp_threads = web_run_per_cpu(run, setting->asp_processor_thread_max);
    WebThreadsSetting atq = {
        .growth = GROW_WHEN_BLOCKED,
        .min = MAX(web_run_per_cpu(run, setting->max_pool_threads), 1),
        .max = MAX(setting->pool_thread_limit, 1),
        .retirement_ns = SIM_NEVER,
    };
    WebThreadsSetting asp = {
        .growth = GROW_NEVER,
        .min = MAX(asp_threads, 1),
        .max = MAX(asp_threads, 1),
        .retirement_ns = SIM_NEVER,
    };

    *native = (WebNative){.run = run, .process = process};
    native->asp_queue_max = setting->asp_request_queue_max;
    web_threads_init(&native->atq, run, setting->queue, &atq);
    native->atq.source = setting->source;
    web_threads_init(&native->asp, run, setting->queue, &asp);
}

void web_native_stop(WebNative *native)
{
    if (native->atq.closed)
        return;
    web_threads_clear(&native->atq);
    web_threads_clear(&native->asp);
}

bool web_native_post_asp(WebNative *native, WebRequest *request, SimHandler run)
{
    if (!web_threads_can_take(&native->asp) && native->asp.queue.length >= native->asp_queue_max)
        return false;
    web_request_stage(request, STAGE_FRONT_END);
    web_threads_post(&native->asp, &request->item, run, request);
    return true;
}
