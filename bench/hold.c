/* hold.c - `hold STRUCTURE PENDING OPERATIONS`: the hold model. PENDING events are there; one is
 * taken and put back later by an exponential time, again and again: what a future event list does
 * while a model is in its steady state. Prints one JSON object; 'sum' is the same for every
 * structure that returns events by time.
 *
 * calendar is this engine's; heap, sequence and tree are a plain binary heap of (time, number)
 * pairs, GLib's GSequence and GLib's GTree, for comparison. sharing is a processor with PENDING jobs
 * in service: one ends, another comes.
 */
#include "bench/report.h"
#include "sim/calendar.h"
#include "sim/processor.h"
#include "sim/variate.h"
#include <string.h>

#define MEAN_NS 1000000

typedef struct {
    int64_t time_ns;
    uint64_t number;
} Item;

typedef struct {
    SimVariate increment;
    SimStream stream;
    uint64_t pending;
    uint64_t operations;
    uint64_t numbers;
    uint64_t sum; /* of the times taken, modulo 2^64 */
    double begun_s;
} Hold;

static int64_t draw(Hold *hold)
{
    return sim_variate_draw_whole(&hold->increment, &hold->stream);
}

static Item fresh(Hold *hold, int64_t now_ns)
{
    return (Item){.time_ns = now_ns + draw(hold), .number = hold->numbers++};
}

/* ---- this engine's calendar ---- */

static void nothing(void *self)
{
    (void)self;
}

static void hold_calendar(Hold *hold)
{
    g_autoptr(SimCalendar) calendar = sim_calendar_new((uint32_t)hold->pending);
    SimEvent event = {.handler = nothing};

    for (uint64_t i = 0; i < hold->pending; i++) {
        event.time_ns = fresh(hold, 0).time_ns;
        sim_calendar_schedule(calendar, event);
    }
    hold->begun_s = bench_clock_s();
    for (uint64_t i = 0; i < hold->operations; i++) {
        sim_calendar_pop(calendar, INT64_MAX, &event);
        hold->sum += (uint64_t)event.time_ns;
        event.time_ns += draw(hold);
        sim_calendar_schedule(calendar, event);
    }
}

/* ---- a binary heap as textbooks have it ---- */

static bool is_before(const Item *left, const Item *right)
{
    return left->time_ns != right->time_ns ? left->time_ns < right->time_ns
                                           : left->number < right->number;
}

static void push(Item *heap, uint64_t *count, Item item)
{
    uint64_t at = (*count)++;

    while (at > 0 && is_before(&item, &heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = item;
}

static Item pop(Item *heap, uint64_t *count)
{
    Item first = heap[0], last = heap[--*count];
    uint64_t at = 0, child;

    while ((child = 2 * at + 1) < *count) {
        if (child + 1 < *count && is_before(&heap[child + 1], &heap[child]))
            child++;
        if (!is_before(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

static void hold_heap(Hold *hold)
{
    g_autofree Item *heap = g_new(Item, hold->pending + 1);
    uint64_t count = 0;

    for (uint64_t i = 0; i < hold->pending; i++)
        push(heap, &count, fresh(hold, 0));
    hold->begun_s = bench_clock_s();
    for (uint64_t i = 0; i < hold->operations; i++) {
        Item item = pop(heap, &count);

        hold->sum += (uint64_t)item.time_ns;
        push(heap, &count, fresh(hold, item.time_ns));
    }
}

/* ---- GLib's ---- */

static int compare(const void *left, const void *right, void *unused)
{
    (void)unused;
    return is_before(left, right) ? -1 : is_before(right, left) ? 1 : 0;
}

static void hold_sequence(Hold *hold)
{
    GSequence *sequence = g_sequence_new(NULL);
    g_autofree Item *items = g_new(Item, hold->pending);

    for (uint64_t i = 0; i < hold->pending; i++) {
        items[i] = fresh(hold, 0);
        g_sequence_insert_sorted(sequence, &items[i], compare, NULL);
    }
    hold->begun_s = bench_clock_s();
    for (uint64_t i = 0; i < hold->operations; i++) {
        GSequenceIter *first = g_sequence_get_begin_iter(sequence);
        Item *item = g_sequence_get(first);

        hold->sum += (uint64_t)item->time_ns;
        g_sequence_remove(first);
        *item = fresh(hold, item->time_ns);
        g_sequence_insert_sorted(sequence, item, compare, NULL);
    }
    g_sequence_free(sequence);
}

static void hold_tree(Hold *hold)
{
    g_autoptr(GTree) tree = g_tree_new_full(compare, NULL, NULL, NULL);
    g_autofree Item *items = g_new(Item, hold->pending);

    for (uint64_t i = 0; i < hold->pending; i++) {
        items[i] = fresh(hold, 0);
        g_tree_insert(tree, &items[i], &items[i]);
    }
    hold->begun_s = bench_clock_s();
    for (uint64_t i = 0; i < hold->operations; i++) {
        Item *item = g_tree_node_key(g_tree_node_first(tree));

        hold->sum += (uint64_t)item->time_ns;
        g_tree_remove(tree, item);
        *item = fresh(hold, item->time_ns);
        g_tree_insert(tree, item, item);
    }
}

/* ---- a processor ---- */

typedef struct {
    Hold *hold;
    SimEngine engine;
    SimProcessor *processor;
} Sharing;

typedef struct {
    SimProcessorJob job;
    Sharing *sharing;
} SharedJob;

static void ended(void *self)
{
    SharedJob *shared = self;
    Sharing *sharing = shared->sharing;

    if (sharing->hold->operations == 0)
        return;
    sharing->hold->operations--;
    sharing->hold->sum += (uint64_t)sharing->engine.now_ns;
    sim_processor_submit(sharing->processor, &shared->job, 0, draw(sharing->hold) + 1);
}

static void hold_sharing(Hold *hold)
{
    Sharing sharing = {.hold = hold};
    g_autofree SharedJob *jobs = g_new0(SharedJob, hold->pending);
    uint64_t operations = hold->operations;

    sim_engine_init(&sharing.engine, 0, 4);
    sharing.processor = sim_processor_new(&sharing.engine, 1);
    for (uint64_t i = 0; i < hold->pending; i++) {
        jobs[i] = (SharedJob){.job = {.done = ended, .self = &jobs[i]}, .sharing = &sharing};
        sim_processor_submit(sharing.processor, &jobs[i].job, 0, draw(hold) + 1);
    }
    hold->begun_s = bench_clock_s();
    sim_engine_run(&sharing.engine, SIM_NEVER);
    hold->operations = operations;
    sim_processor_free(sharing.processor);
    sim_engine_clear(&sharing.engine);
}

static const struct {
    const char *name;
    void (*run)(Hold *hold);
} structures[] = {
    {"calendar", hold_calendar}, {"heap", hold_heap},       {"sequence", hold_sequence},
    {"tree", hold_tree},         {"sharing", hold_sharing},
};

int main(int argc, char **argv)
{
    Hold hold = {
        .increment = sim_variate(SIM_EXPONENTIAL, MEAN_NS, 0, 0),
        .stream = sim_stream((SimSeed){.seed = BENCH_SEED, .replication = 1}, 1, 0, 0),
        .pending = argc == 4 ? strtoull(argv[2], NULL, 10) : 0,
        .operations = argc == 4 ? strtoull(argv[3], NULL, 10) : 0,
    };
    double seconds;

    for (size_t i = 0; i < G_N_ELEMENTS(structures); i++) {
        if (hold.pending == 0 || hold.pending > 100000000 || hold.operations == 0 ||
            strcmp(structures[i].name, argv[1]) != 0)
            continue;
        structures[i].run(&hold);
        seconds = bench_clock_s() - hold.begun_s;
        printf("{\"n\": %" PRIu64 ", \"seconds\": %.6f, \"ns\": %.2f, \"sum\": %" PRIu64 "}\n",
               hold.operations, seconds, seconds * 1e9 / (double)hold.operations, hold.sum);
        return 0;
    }
    fprintf(stderr, "usage: hold calendar|heap|sequence|tree|sharing PENDING OPERATIONS\n");
    return 2;
}
