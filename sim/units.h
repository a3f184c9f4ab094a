/* units.h - simulated time: whole nanoseconds in an int64_t, exact, 292 years each way.
 *
 * Time 0 is whatever the caller makes it; negative times are ordinary times before it.
 */
#pragma once
#include <stdint.h>

#define SIM_NS   INT64_C(1)
#define SIM_US   (1000 * SIM_NS)
#define SIM_MS   (1000 * SIM_US)
#define SIM_S    (1000 * SIM_MS)
#define SIM_MIN  (60 * SIM_S)
#define SIM_HOUR (60 * SIM_MIN)

/* Later than every event; as a limit on a count it means 'no limit'. */
#define SIM_NEVER INT64_MAX

static inline double sim_seconds(int64_t time_ns)
{
    return (double)time_ns / 1e9;
}
