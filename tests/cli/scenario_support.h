/* scenario_support.h - scenarios for tests, as text. */
#pragma once
#include "cli/scenario/scenario.h"

/* What a scenario needs besides what a test is about: an application, a page, clients. */
#define SCENARIO_REST                                                                              \
    "[app:shop]\n"                                                                                 \
    "[page:cart]\n"                                                                                \
    "app = shop\n"                                                                                 \
    "[clients:public]\n"                                                                           \
    "pages = cart\n"                                                                               \
    "arrivals = poisson(1/s)\n"

extern const char scenario_everything[]; /* every grammar that a scenario has */

typedef struct {
    Scenario *scenario;  /* NULL: it has errors */
    GPtrArray *problems; /* ScenarioProblem * */
    uint32_t errors;
    uint32_t warnings;
    char *directory; /* where other files of the scenario may be written */
} Loaded;

/* overrides may be NULL. Fails the test, with the messages, for a scenario that must be good. */
Loaded *loaded_new(const char *text, const ScenarioOverrides *overrides);
Loaded *loaded_new_good(const char *text);
Loaded *loaded_new_set(const char *text, const char *set); /* with one --set */
Loaded *loaded_new_in(char *directory, const char *text);  /* takes the directory over */
void loaded_free(Loaded *loaded);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loaded, loaded_free)

/* True if some problem of that kind contains text. */
bool loaded_has(const Loaded *loaded, bool is_error, const char *text);

/* The configuration of a variant; the first good one for NULL. */
const ModelConfig *loaded_config(const Loaded *loaded, const char *variant);

/* A new directory with a file in it; loaded_free() removes both. */
char *loaded_directory(const char *file, const char *text);

/* Asserts that the resolved text, read again, gives the same text, hash and settings. */
void loaded_check_reads_back(const Loaded *first);
