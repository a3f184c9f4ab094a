/* report.h - what the benchmarks have in common: their argument and their one line of JSON. */
#pragma once
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define BENCH_SEED            1
#define BENCH_INTERARRIVAL_NS (1e9 / 0.9)
#define BENCH_SERVICE_NS      1e9

static inline double bench_clock_s(void)
{
    struct timespec now;

    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The only argument; anything but a whole number above 0 ends the program. */
static inline uint64_t bench_count(int argc, char **argv)
{
    char *end = NULL;
    uint64_t count = argc == 2 && argv[1][0] != '-' ? strtoull(argv[1], &end, 10) : 0;

    if (count > 0 && *end == '\0')
        return count;
    fprintf(stderr, "usage: %s CUSTOMERS: how many, a whole number above 0\n", argv[0]);
    exit(2);
}

static inline void bench_report(uint64_t n, double seconds, uint64_t events, double mean_s)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("{\"n\": %" PRIu64 ", \"seconds\": %.6f, \"events\": %" PRIu64
           ", \"mean_s\": %.17g, \"rss_kib\": %ld}\n",
           n, seconds, events, mean_s, usage.ru_maxrss);
}
