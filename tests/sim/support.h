/* support.h - what several tests of sim/ need. */
#pragma once
#include "sim/stream.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A stream of its own for a test, the same every time. */
static inline SimStream test_stream(uint64_t number)
{
    return sim_stream((SimSeed){.seed = 20240229, .replication = 1}, number, 0, 0);
}

/* One whose first number is chosen. */
static inline SimStream stream_beginning_with(uint64_t first, uint64_t number)
{
    SimStream stream = test_stream(number);

    sim_stream_refill(&stream);
    stream.block[0] = first;
    return stream;
}

/* Takes every bit of x into the hash. */
static inline uint64_t hash_bits(uint64_t hash, double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    hash = (hash ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 31;
}

/* True if the function aborts; it runs in a child, whose message goes nowhere. */
static inline bool aborts(void (*function)(void))
{
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
            _exit(2);
        function();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}
