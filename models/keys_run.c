/* keys_run.c - the key table, the run and the machine. */
#include "models/keys_private.h"

const ModelKey model_keys_run[] = {
    {"scenario", SPECIAL("title"), .form = "TEXT", .flags = KEY_LOADED, ALL, OWN,
     .meaning = "what the scenario asks; a heading of the results"},
    {"scenario", SPECIAL("models"), .form = "LIST of iis5, iis6, i5m", .defaults = {"iis5, iis6"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "a variant each; beside the [variant:*] if both are there"},
    {RUN(duration_ns), "duration", KEY_DURATION, RANGE(MS, FOREVER), .defaults = {"10min"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "length of the measured window, which begins at time 0"},
    {RUN(warmup_ns), "warmup", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"1min"},
     .never = "auto", .flags = KEY_LOADED, ALL, OWN,
     .meaning = "simulated before time 0 and not measured; auto: as long as pilot runs without "
                "faults take to settle, by MSER-5, the same for all variants"},
    {RUN(drain_ns), "drain", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"60s"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "simulated after the window so that its requests can end"},
    {"scenario", SPECIAL("replications"), .form = "N or N..M", .defaults = {"10"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "independent runs; N..M stops once the precision is reached"},
    {"scenario", SPECIAL("precision"), .form = "P% of METRIC", .flags = KEY_LOADED, ALL, OWN,
     .meaning = "relative half-width asked of a metric's interval in every variant"},
    {"scenario", SPECIAL("seed"), .form = "whole number; 0 to 18446744073709551615",
     .defaults = {"1"}, .flags = KEY_LOADED, ALL, OWN, .meaning = "the seed of every draw"},
    {RUN(load), "load", KEY_NUMBER, RANGE(1e-6, 1e6), .defaults = {"1"}, ALL, OWN,
     .meaning = "multiplies rates, users and at-counts (rounded); divides the times of a replay"},
    {RUN(clock_ns), "clock", KEY_CLOCK, .defaults = {"00:00"}, .flags = KEY_LOADED, ALL, OWN,
     .meaning = "time of day at time 0, for schedules; assumption: midnight"},
    {RUN(delayed_by_ns), "delayed-by", KEY_DURATION, RANGE(0, FOREVER), .defaults = {"10ms"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "isolation: a request is delayed by a fault if it ends later by more than this"},
    {RUN(delayed_by_share), "delayed-by-share", KEY_NUMBER, RANGE(0, 1e6), .defaults = {"0.1"},
     .flags = KEY_LOADED, ALL, OWN,
     .meaning = "isolation: and by more than this share of its latency without the fault"},

    {"variant", SPECIAL("model"), .form = "iis5, iis6 or i5m", .flags = KEY_REQUIRED, ALL, OWN,
     .meaning =
         "the model that runs it; other lines are SECTION.KEY = VALUE or KIND:NAME.KEY = VALUE"},

    {MACHINE(cores), "cores", KEY_COUNT, RANGE(1, 1024), .defaults = {"1"}, ALL, OWN,
     .meaning = "processors, shared evenly by the threads that can run"},
    {MACHINE(memory_bytes), "memory", KEY_SIZE, RANGE(1024 * KILOBYTE, 1024 * TERABYTE),
     .defaults = {"1GB"}, ALL, OWN, .meaning = "physical memory"},
    {MACHINE(virtual_memory_limit_bytes), "virtual-memory-limit", KEY_SIZE,
     RANGE(1024 * KILOBYTE, 1024 * TERABYTE), .defaults = {"2GB"}, .flags = KEY_LIMIT,
     .never = "unlimited", ALL, CITED("KB820108"),
     .meaning =
         "address space of a process: a request that needs more is out of memory and ends "
         "with 500; assumption: the process lives; fragmented, 800MB is nearer to the truth"},

    {NULL, .next = model_keys_aspnet},
};
