/* textbook.h - is a variant exactly a queue that has an exact answer? Then its curve is known.
 *
 * Recognised is one form: no costs, no limits but requestQueueLimit, one warm application with one page
 * of ASP.NET of one step, one group of clients, as many threads from the beginning as there ever are.
 *
 *     step        served by              order
 *     wait D      c threads              first come, first served
 *     cpu D       c cores                shared by all threads
 *     BACKEND D   its c connections      as its discipline says
 *
 *     arrivals    poisson; users(N, think=exp(..))
 *     besides     requestQueueLimit = K; patience = exp(..)
 *
 * Whatever else is set makes it none: better no answer than one that is not exact.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "cli/verify/theory.h"

typedef enum { TEXTBOOK_THREADS, TEXTBOOK_CORES, TEXTBOOK_CONNECTIONS } TextbookServers;

/* Holds nothing: it outlives the scenario. */
typedef struct {
    TheoryStation station; /* servers is 0: it is none */
    TextbookServers servers;
    bool is_shared;   /* what is served is shared evenly; else first come, first served */
    uint32_t threads; /* that may be inside together, the others wait in order */
    SimVariateKind service;
    double scv;    /* of the service: variance / mean^2 */
    double shape;  /* of the service: b of SimVariate */
    double load;   /* of the scenario */
    int64_t users; /* at load 1 */
} Textbook;

/* What is not known exactly is NaN; all of it, where more comes than can be served. */
typedef struct {
    double mean_s, p95_s; /* of the response of those that are served */
    double served_per_s;
    double loss; /* share */
    double busy; /* mean number of servers at work */
} TextbookAnswer;

/* False: it is none. */
bool textbook_of(const ModelConfig *config, Textbook *textbook);

bool textbook_is_same(const Textbook *textbook, const Textbook *other);

/* The same scenario at another load. */
Textbook textbook_at_load(const Textbook *textbook, double load);

/* Has its answer, or has none because more comes than can be served. */
bool textbook_is_solved(const Textbook *textbook);

TextbookAnswer textbook_answer(const Textbook *textbook);

/* 'M/M/c/K, c = threads'. The caller frees it. */
char *textbook_name(const Textbook *textbook);
