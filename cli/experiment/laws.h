/* laws.h - two laws that hold whatever is simulated, with their two sides measured apart.
 *
 * Little's law: the mean number of requests inside is the rate at which they leave times the mean
 * time that each has spent there. One side comes from the occupancy of processes and queues, the
 * other from the stamps of the requests that left. Over a window they part by what its two ends
 * cut off: much in a short window, and in one in which the number grows.
 *
 * Utilisation law: the share of the processors that is busy is the rate of the requests times what
 * each asks of them. One side comes from the cores, the other from what the scenario says that the
 * pages and the path cost on average, from the requests counted, and from the context switches.
 * They part by what is not a request that was answered as it should be: starting, compiling,
 * faults, answers from a cache, requests turned away.
 */
#pragma once
#include "cli/experiment/experiment.h"

typedef struct {
    SimEstimate measured;   /* requests inside; busy share of the processors */
    SimEstimate rate;       /* of the requests, per second */
    SimEstimate product;    /* rate x time; rate x demand and the context switches */
    SimEstimate deviation;  /* product / measured - 1 */
    bool is_without_caches; /* demand is that of requests that no cache answers; some may be */
} Law;

/* False when the variant's runs do not tell: then nothing in *law has a value. */
bool law_of_little(const Experiment *experiment, const ExperimentVariant *variant, Law *law,
                   SimEstimate *time_s);
bool law_of_utilisation(const Experiment *experiment, const ExperimentVariant *variant, Law *law);
