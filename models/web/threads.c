/* threads.c - one pool of threads.
 *
 * Invariants: 0 <= blocked <= busy <= count <= max(max, 1); work waits only while no thread is
 * idle, unless the dispatch loop is under way.
 */
#include "models/web/threads.h"
#include "models/web/machine.h"
#include "models/web/watch.h"

static void dispatch(WebThreads *threads);

void web_threads_init(WebThreads *threads, WebRun *run, WebQueueStatistics *statistics,
                      const WebThreadsSetting *setting)
{
    *threads = (WebThreads){
        .run = run,
        .name = setting->name,
        .process = setting->process,
        .growth = setting->growth,
        .min = MIN(setting->min, setting->max),
        .max = setting->max,
        .injection_ns = setting->injection_ns,
        .retirement_ns = setting->retirement_ns,
        .injector_phase_ns = SIM_NEVER,
    };
    g_assert(setting->max >= 1);
    web_queue_init(&threads->queue, &run->engine, statistics);
    if (setting->growth == GROW_BY_TIMER && setting->injection_ns > 0 &&
        run->config->limits.timer_phases == TIMER_PHASES_SEEDED)
        threads->injector_phase_ns =
            web_run_timer_phase(run, "thread-injection", setting->instance, setting->injection_ns);
}

void web_threads_clear(WebThreads *threads)
{
    SimEngine *engine = &threads->run->engine;

    if (WEB_WATCHED(threads->run))
        web_watch_threads_end(threads);
    while (web_queue_pop(&threads->queue) != NULL)
        ;
    sim_engine_cancel(engine, &threads->injector);
    sim_engine_cancel(engine, &threads->retirement);
    sim_level_add(&threads->run->machine->threads, engine->now_ns, -threads->count);
    sim_level_add(&threads->run->machine->threads_busy, engine->now_ns, -threads->busy);
    g_clear_pointer(&threads->idle_since_ns, g_free);
    threads->count = threads->busy = threads->blocked = 0;
    threads->closed = true;
}

static int64_t idle_count(const WebThreads *threads)
{
    return threads->count - threads->busy;
}

static bool has_work(const WebThreads *threads)
{
    if (threads->queue.first != NULL)
        return true;
    return threads->source.has_work != NULL && threads->source.has_work(threads->source.self);
}

bool web_threads_has_work(const WebThreads *threads)
{
    return has_work(threads);
}

static void create_thread(WebThreads *threads)
{
    threads->count++;
    threads->created_for = 1;
    sim_level_add(&threads->run->machine->threads, threads->run->engine.now_ns, 1);
}

static void make_busy(WebThreads *threads)
{
    threads->busy++;
    sim_level_add(&threads->run->machine->threads_busy, threads->run->engine.now_ns, 1);
}

static bool can_grow_at_once(const WebThreads *threads)
{
    if (threads->count < threads->min)
        return true;
    return threads->growth == GROW_WHEN_BLOCKED && threads->blocked == threads->busy &&
           threads->count < threads->max;
}

bool web_threads_can_take(const WebThreads *threads)
{
    return !threads->closed && (idle_count(threads) > 0 || can_grow_at_once(threads));
}

void web_threads_take(WebThreads *threads)
{
    threads->created_for = 0;
    if (idle_count(threads) == 0)
        create_thread(threads);
    make_busy(threads);
}

int64_t web_threads_creation_ns(WebThreads *threads)
{
    int64_t cost_ns = threads->created_for * threads->create_ns;

    threads->created_for = 0;
    return cost_ns;
}

static void injector_fired(void *self)
{
    WebThreads *threads = self;

    threads->injector = (SimEventId){0};
    if (!has_work(threads) || threads->count >= threads->max)
        return;
    if (idle_count(threads) == 0)
        create_thread(threads);
    dispatch(threads);
}

/* Armed while work waits for a thread that may be made: ticks that nobody needs are not fired. */
static void arm_injector(WebThreads *threads)
{
    SimEngine *engine = &threads->run->engine;
    int64_t next_ns = engine->now_ns + threads->injection_ns;

    if (threads->growth != GROW_BY_TIMER || threads->count >= threads->max ||
        sim_calendar_is_pending(engine->calendar, threads->injector))
        return;
    if (threads->injector_phase_ns != SIM_NEVER) {
        int64_t since_ns = (engine->now_ns - threads->injector_phase_ns) % threads->injection_ns;

        next_ns -= since_ns < 0 ? since_ns + threads->injection_ns : since_ns;
    }
    threads->injector = sim_engine_at(engine, next_ns, injector_fired, threads);
}

/* Runs waiting work on free threads. Items may come back here, by releasing a thread at once or by
 * posting more: then the loop that is already under way carries on, so that the stack stays flat.
 */
static void dispatch(WebThreads *threads)
{
    if (threads->dispatching || threads->closed)
        return;
    threads->dispatching = true;
    while (!threads->closed && has_work(threads)) {
        if (!web_threads_can_take(threads)) {
            arm_injector(threads);
            break;
        }
        if (idle_count(threads) == 0)
            create_thread(threads);
        make_busy(threads);
        if (threads->queue.first != NULL) {
            WebThreadItem *item = web_queue_pop(&threads->queue);

            item->run(item->self);
        } else {
            threads->source.run_next(threads->source.self);
        }
        threads->created_for = 0;
    }
    threads->dispatching = false;
}

void web_threads_post(WebThreads *threads, WebThreadItem *item, SimHandler run, void *self)
{
    g_assert(!threads->closed);
    item->run = run;
    item->self = self;
    web_queue_push(&threads->queue, &item->node, item);
    dispatch(threads);
}

void web_threads_poke(WebThreads *threads)
{
    dispatch(threads);
}

static void retire_idle(void *self);

static void arm_retirement(WebThreads *threads)
{
    SimEngine *engine = &threads->run->engine;

    if (threads->retirement_ns == SIM_NEVER || threads->count <= threads->min ||
        idle_count(threads) == 0 || sim_calendar_is_pending(engine->calendar, threads->retirement))
        return;
    threads->retirement = sim_engine_at(engine, threads->idle_since_ns[0] + threads->retirement_ns,
                                        retire_idle, threads);
}

/* Those at the bottom of the stack have been idle longest. */
static void retire_idle(void *self)
{
    WebThreads *threads = self;
    int64_t now_ns = threads->run->engine.now_ns;
    int64_t idle = idle_count(threads);
    int64_t gone = 0;

    threads->retirement = (SimEventId){0};
    while (gone < idle && threads->count - gone > threads->min &&
           threads->idle_since_ns[gone] + threads->retirement_ns <= now_ns)
        gone++;
    if (gone > 0) {
        memmove(threads->idle_since_ns, threads->idle_since_ns + gone,
                (size_t)(idle - gone) * sizeof(int64_t));
        threads->count -= gone;
        sim_level_add(&threads->run->machine->threads, now_ns, -gone);
    }
    arm_retirement(threads);
}

void web_threads_release_quietly(WebThreads *threads)
{
    int64_t now_ns = threads->run->engine.now_ns;
    int64_t idle = idle_count(threads);

    if (threads->closed)
        return;
    g_assert(threads->busy > 0);
    if (threads->retirement_ns != SIM_NEVER) {
        if (idle >= threads->idle_capacity) {
            threads->idle_capacity = MAX(2 * threads->idle_capacity, 16);
            threads->idle_since_ns =
                g_renew(int64_t, threads->idle_since_ns, (gsize)threads->idle_capacity);
        }
        threads->idle_since_ns[idle] = now_ns;
    }
    threads->busy--;
    sim_level_add(&threads->run->machine->threads_busy, now_ns, -1);
    arm_retirement(threads);
}

void web_threads_release(WebThreads *threads)
{
    web_threads_release_quietly(threads);
    dispatch(threads);
}

void web_threads_blocked(WebThreads *threads)
{
    threads->blocked++;
    if (threads->growth != GROW_WHEN_BLOCKED)
        return;
    dispatch(threads);
    if (threads->source.room != NULL && can_grow_at_once(threads))
        threads->source.room(threads->source.self);
}

void web_threads_unblocked(WebThreads *threads)
{
    if (!threads->closed)
        threads->blocked--;
}
