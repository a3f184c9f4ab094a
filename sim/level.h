/* level.h - statistics of a number that holds over time: queue length, busy threads, memory.
 *
 * The area under it is kept exactly, in whole units x nanoseconds. sim_level_restart() begins a
 * new window (the end of the warm-up) without changing the value.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t value;
    int64_t max;      /* since the window began */
    int64_t since_ns; /* when area was last brought up to date */
    __int128 area;    /* value x ns since the window began */
    int64_t start_ns; /* when the window began */
} SimLevel;

void sim_level_init(SimLevel *level, int64_t now_ns, int64_t value);
void sim_level_restart(SimLevel *level, int64_t now_ns);
double sim_level_mean(const SimLevel *level, int64_t now_ns); /* over the window; 0 if empty */
__int128 sim_level_area(const SimLevel *level, int64_t now_ns);

static inline void sim_level_set(SimLevel *level, int64_t now_ns, int64_t value)
{
    level->area += (__int128)level->value * (now_ns - level->since_ns);
    level->since_ns = now_ns;
    level->value = value;
    if (value > level->max)
        level->max = value;
}

static inline void sim_level_add(SimLevel *level, int64_t now_ns, int64_t change)
{
    sim_level_set(level, now_ns, level->value + change);
}
