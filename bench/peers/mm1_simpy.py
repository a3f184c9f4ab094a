"""mm1_simpy.py CUSTOMERS - the queue of bench/mm1.c, written as SimPy's own examples write one: a
process for each customer, a Resource for the server. Prints one JSON object, as mm1.c does."""
import random
import resource
import sys
import time

import simpy

INTERARRIVAL_S = 1 / 0.9
SERVICE_S = 1.0


def customer(env, server, tally):
    arrived = env.now
    with server.request() as request:
        yield request
        yield env.timeout(random.expovariate(1 / SERVICE_S))
    tally[0] += env.now - arrived


def source(env, server, customers, tally):
    for _ in range(customers):
        yield env.timeout(random.expovariate(1 / INTERARRIVAL_S))
        env.process(customer(env, server, tally))


def main():
    customers = int(sys.argv[1])
    tally = [0.0]
    random.seed(1)
    env = simpy.Environment()
    env.process(source(env, simpy.Resource(env, 1), customers, tally))
    begun = time.perf_counter()
    env.run()
    seconds = time.perf_counter() - begun
    rss_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print('{"n": %d, "seconds": %.6f, "mean_s": %.17g, "rss_kib": %d}'
          % (customers, seconds, tally[0] / customers, rss_kib))


main()
