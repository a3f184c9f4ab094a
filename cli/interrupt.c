/* interrupt.c - the one flag that a signal handler may set. */
#define _POSIX_C_SOURCE 200809L
#include "cli/interrupt.h"
#include <signal.h>
#include <stddef.h>

/* File scope because a signal handler takes no argument. */
static volatile sig_atomic_t came;

static void note(int signal_number)
{
    (void)signal_number;
    came = 1;
}

void interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};

    came = 0;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool interrupt_came(void)
{
    return came != 0;
}
