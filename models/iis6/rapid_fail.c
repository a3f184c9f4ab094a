#include "models/iis6/rapid_fail.h"

void iis6_rapid_fail_clear(Iis6RapidFail *protection)
{
    g_clear_pointer(&protection->failures_ns, g_free);
    protection->count = 0;
}

void iis6_rapid_fail_forget(Iis6RapidFail *protection)
{
    protection->count = 0;
}

/* Off when the failure MaxCrashes - 1 before this one lies less than the interval back. */
bool iis6_rapid_fail_count(Iis6RapidFail *protection, const Iis6PoolConfig *config, int64_t now_ns)
{
    int64_t most = config->rapid_fail_max_crashes;
    int64_t oldest_ns;

    if (!config->rapid_fail_protection || most == SIM_NEVER)
        return false;
    if (protection->failures_ns == NULL)
        protection->failures_ns = g_new0(int64_t, (gsize)most);
    protection->failures_ns[protection->count % most] = now_ns;
    protection->count++;
    if (protection->count < most)
        return false;
    oldest_ns = protection->failures_ns[protection->count % most];
    return now_ns - oldest_ns < config->rapid_fail_interval_ns;
}
