/* journey_support.c - the first request of a scenario has number 1. */
#include "tests/cli/journey_support.h"

const char journey_ten_at_once[] = SUPPORT_WINDOW SUPPORT_TEXTBOOK SUPPORT_APP SUPPORT_ONE_THREAD
    "[page:long]\napp = a\nwork = wait 10ms\n[page:short]\napp = a\nwork = wait 1ms\n"
    "[page:native]\napp = a\nurl = /a/x.dll\nwork = wait 5s\n"
    "[clients:early]\npages = native\narrivals = at(0s x 1)\n"
    "[clients:first]\npages = long\narrivals = at(1s x 3)\n"
    "[clients:second]\npages = short\narrivals = at(1.001s x 2)\n";

const char journey_refused[] =
    SUPPORT_WINDOW SUPPORT_FREE "[pool:p]\nAppPoolQueueLength = 10\nheld-requests = 1\n"
                                "[app:a]\npool = p\nstart = warm\nmemory = 0B\n"
                                "[page:x]\napp = a\nwork = wait 1s\n"
                                "[clients:c]\npages = x\narrivals = at(1s x 12)\n";

Journey *journey_of(const Scenario *scenario, uint32_t variant, uint64_t number)
{
    const Choice choice = {
        .by = CHOOSE_NUMBER, .number = number, .page = MODEL_NONE, .app = MODEL_NONE};
    Chosen chosen = choose_request(&scenario->variants[variant], 1, &choice);

    CU_ASSERT_TRUE(chosen.is_found);
    return journey_new(&scenario->variants[variant], 1, &chosen.key);
}

guint journey_find(const Journey *journey, WatchKind kind, const char *name)
{
    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == kind && (name == NULL || g_strcmp0(step->name, name) == 0))
            return i;
    }
    CU_FAIL("no such step");
    return 0;
}

bool journey_has(const Journey *journey, WatchKind kind, const char *name)
{
    for (guint i = 0; i < journey->steps->len; i++) {
        const JourneyStep *step = journey_step(journey, i);

        if (step->kind == kind && (name == NULL || g_strcmp0(step->name, name) == 0))
            return true;
    }
    return false;
}
