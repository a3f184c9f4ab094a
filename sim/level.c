/* level.c - the parts of level.h that are not called for every change. */
#include "sim/level.h"

void sim_level_init(SimLevel *level, int64_t now_ns, int64_t value)
{
    *level = (SimLevel){.value = value, .max = value, .since_ns = now_ns, .start_ns = now_ns};
}

void sim_level_restart(SimLevel *level, int64_t now_ns)
{
    sim_level_init(level, now_ns, level->value);
}

__int128 sim_level_area(const SimLevel *level, int64_t now_ns)
{
    return level->area + (__int128)level->value * (now_ns - level->since_ns);
}

double sim_level_mean(const SimLevel *level, int64_t now_ns)
{
    if (now_ns <= level->start_ns)
        return 0;
    return (double)sim_level_area(level, now_ns) / (double)(now_ns - level->start_ns);
}
