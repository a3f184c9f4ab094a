/* hub.h - rank 0: its campaigns' tasks go to whichever rank is free.
 *
 * Rank 0 alone reads files, writes, keeps the journal and prints; it runs tasks itself, too, one at a
 * time. A rank has one task at a time and gets the next when it has answered.
 */
#pragma once
#include <stdint.h>

typedef struct Hub Hub;

/* workers: the ranks 1..workers. Registers itself with campaign_use_remotes(). */
Hub *hub_new(uint32_t workers);

/* Tells all workers to end. */
void hub_free(Hub *hub);
