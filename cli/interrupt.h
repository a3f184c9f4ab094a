/* interrupt.h - Ctrl-C as a question that can be asked.
 *
 * The first SIGINT, or SIGTERM, is noted and nothing else, so that what is finished can still be
 * reported; a second one ends the program in the ordinary way.
 */
#pragma once
#include <stdbool.h>

/* Notes them from here on, and forgets any that came before. */
void interrupt_watch(void);
bool interrupt_came(void);
