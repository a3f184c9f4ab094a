/* sweep_axis.h - a swept setting as the axis of a figure. */
#pragma once
#include "cli/scenario/scenario.h"

typedef struct {
    const ScenarioSweep *sweep;
    uint32_t key;
    bool is_log;      /* its values are nearer to equal ratios than to equal steps */
    const char *unit; /* 'ms'; '' */
    double factor;    /* shown = value x factor */
} SweepAxis;

SweepAxis sweep_axis_of(const ScenarioSweep *sweep, uint32_t key);

/* Where a point is on it: its value in the axis's unit, or, for texts, 1 for the first of them, 2 .. */
double sweep_axis_place(const SweepAxis *axis, uint32_t point);

/* 'MaxProcesses', or in full where another setting ends like it. */
const char *sweep_label(const ScenarioSweep *sweep, uint32_t key);
