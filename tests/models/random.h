/* random.h - scenarios that nobody would write: small, valid, and full of what seldom meets. */
#pragma once
#include <stdint.h>

/* The text of scenario number N, always the same; the caller frees it. At most about 2,000
 * requests. */
char *random_scenario(uint64_t number);
