/* relief.h - what would happen without that limit? The same variant with twice of one thing.
 *
 * The limit that was hit is the one whose relief lets a load through that fails with it: a question
 * that a simulator can put instead of guessing from how busy things are.
 */
#pragma once
#include "models/config.h"

typedef enum {
    RELIEF_NONE,
    RELIEF_CPU,         /* twice the cores, every setting per CPU as it was in all */
    RELIEF_THREADS,     /* twice the threads of every pool, of the CLR's minimum, too */
    RELIEF_QUEUE,       /* twice the length of every queue that rejects */
    RELIEF_MEMORY,      /* twice the memory, and twice of what recycles by it */
    RELIEF_PIPE,        /* twice the pipes for callbacks, and the I/O threads that read the pipe */
    RELIEF_CONNECTIONS, /* twice the connections of every site and for every call */
    RELIEF_BACKEND,     /* twice the connections to one backend */
    RELIEFS,
} ReliefKind;

typedef struct {
    ReliefKind kind;
    uint32_t backend; /* RELIEF_BACKEND: its index, otherwise 0 */
} Relief;

/* 'threads', 'backend:db'. The caller frees it. */
char *relief_name(const Relief *relief, const ModelConfig *config);

/* 'twice the threads'. The caller frees it. */
char *relief_describe(const Relief *relief, const ModelConfig *config);

/* A copy of a configuration; all that was not relieved is borrowed from the original. */
typedef struct {
    ModelConfig config;
    Iis6PoolConfig *pools;
    WebAppConfig *apps;
    WebBackendConfig *backends;
    WebSiteConfig *sites;
} RelievedConfig;

void relief_apply(RelievedConfig *relieved, const ModelConfig *config, const Relief *relief);
void relief_clear(RelievedConfig *relieved);
