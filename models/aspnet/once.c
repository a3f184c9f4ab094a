#include "models/aspnet/once.h"

static void unlink_waiter(AspnetWaiter *waiter)
{
    AspnetOnce *once = waiter->once;

    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        once->first = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    else
        once->last = waiter->previous;
    waiter->next = waiter->previous = NULL;
    waiter->once = NULL;
}

AspnetEntry aspnet_once_enter(AspnetOnce *once, AspnetWaiter *waiter, WebRequest *request,
                              SimHandler resume)
{
    if (once->state == ONCE_DONE)
        return ENTER_DONE;
    g_assert(waiter->once == NULL);
    *waiter = (AspnetWaiter){.once = once, .request = request, .resume = resume};
    if (once->state == ONCE_NOT_YET) {
        once->state = ONCE_UNDER_WAY;
        waiter->is_doing = true;
        return ENTER_DO_IT;
    }
    waiter->previous = once->last;
    if (once->last != NULL)
        once->last->next = waiter;
    else
        once->first = waiter;
    once->last = waiter;
    return ENTER_WAIT;
}

/* Resumed ones find it done, or the first of them finds that it is its turn to do it. Only those
 * that wait now are resumed: the list is taken first, as they may wait again. */
static void resume_waiting(AspnetOnce *once)
{
    AspnetWaiter *last = once->last;
    bool more = last != NULL;

    while (more && once->first != NULL) {
        AspnetWaiter *waiter = once->first;

        more = waiter != last;
        unlink_waiter(waiter);
        waiter->resume(waiter->request);
    }
}

static void end_doing(AspnetWaiter *waiter, AspnetOnceState state)
{
    AspnetOnce *once = waiter->once;

    g_assert(waiter->is_doing && once->state == ONCE_UNDER_WAY);
    waiter->once = NULL;
    waiter->is_doing = false;
    once->state = state;
    resume_waiting(once);
}

void aspnet_once_done(AspnetWaiter *waiter)
{
    end_doing(waiter, ONCE_DONE);
}

void aspnet_once_repeat(AspnetWaiter *waiter)
{
    end_doing(waiter, ONCE_NOT_YET);
}

void aspnet_once_leave(AspnetWaiter *waiter)
{
    AspnetOnce *once = waiter->once;

    if (once == NULL)
        return;
    if (!waiter->is_doing) {
        unlink_waiter(waiter);
        return;
    }
    waiter->once = NULL;
    waiter->is_doing = false;
    once->state = ONCE_NOT_YET;
    for (AspnetWaiter *next = once->first; next != NULL; next = next->next) {
        if (next->request->process->state == PROCESS_DEAD)
            continue; /* about to be told so itself */
        unlink_waiter(next);
        next->resume(next->request);
        return;
    }
}
