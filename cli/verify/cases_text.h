/* cases_text.h - the pieces that the scenarios of the theory suite are put together from. */
#pragma once

#define EVERY_MODEL "iis6 iis5 i5m"

/* No cost, no limit but what the scenario writes. Keys of [costs] may follow. */
#define TEXTBOOK "[limits]\npreset = none\n[costs]\npreset = zero\n"

/* c threads, each of which executes one request. More keys of [aspnet] may follow. */
#define THREADS(c)                                                                                 \
    "[aspnet]\nmaxWorkerThreads = " c "\nmaxIoThreads = " c "\nminWorkerThreads = " c              \
    "\nminIoThreads = " c "\nminFreeThreads = 0\nminLocalRequestFreeThreads = 0\n"

/* Every request executes at once, however many there are. */
#define UNLIMITED THREADS("10000")

/* One warm application whose process takes no memory; its pool's keys may come before. */
#define APP  "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
#define POOL "[pool:p]\n"
#define PAGE "[page:g]\napp = a\n"

#define ARRIVALS "[clients:c]\npages = g\narrivals = "

/* A source that several cases share; more may follow. */
#define BIRTH_DEATH                                                                                \
    "birth-death chain, and one customer followed through it; arrivals see time averages "         \
    "(Wolff 1982)"
