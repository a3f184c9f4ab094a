/* checked.h - SIM_CHECKED: 1 in builds that look at every invariant after every event: those with a
 * sanitizer, and those made with -DSIM_CHECKED=1 (make DEBUG=1). */
#pragma once

#ifndef SIM_CHECKED
#if defined(__SANITIZE_ADDRESS__)
#define SIM_CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIM_CHECKED 1
#endif
#endif
#endif
#ifndef SIM_CHECKED
#define SIM_CHECKED 0
#endif
