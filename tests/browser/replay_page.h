/* replay_page.h - a page that has nothing but the running picture of a scenario, and what a run really was like at an
 * instant, counted from what it tells by other code than the picture's.
 */
#pragma once
#include "cli/scenario/scenario.h"
#include "tests/browser/fixture.h"

/* Opens it; browser NULL: it is only made. */
void replay_page_open(Browser *browser, const Scenario *scenario);

/* The page as text. The caller frees it. */
char *replay_page_text(const Scenario *scenario);

/* The number, or the words, that the table of the variant must have in the row of a key after everything before
 * until_ns; ok and lost are counted since from_ns. Key -> text. The caller owns it. */
GHashTable *replay_page_truth(const ScenarioVariant *variant, int64_t from_ns, int64_t until_ns);
