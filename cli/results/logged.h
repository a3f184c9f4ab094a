/* logged.h - the latency that a real log measured, carried along in the scenario made from it.
 *
 * Such a scenario holds lines that its reader takes for comments:
 *     #! logged page=NAME n=N mean=S p50=S p95=S
 *     #! logged all n=N mean=S p50=S p95=S
 * in seconds. They are shown beside the simulated latency and have no part in the simulation.
 */
#pragma once
#include <glib.h>
#include <stdint.h>

typedef struct {
    char *page; /* NULL: all pages together */
    uint64_t n;
    double mean_s;
    double p50_s;
    double p95_s;
} LoggedLatency;

typedef struct {
    LoggedLatency *latencies;
    uint32_t count;
} Logged;

/* What the text of a scenario holds; count is 0 when it holds nothing of the kind. A line that
 * cannot be understood is left out. */
Logged *logged_parse(const char *text);

/* The same from a file; nothing is found in one that cannot be read. */
Logged *logged_load(const char *path);
void logged_free(Logged *logged);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Logged, logged_free)
