/* scenario_resolve.h - from the document of a variant to its ModelConfig, and back to text. */
#pragma once
#include "cli/scenario/scenario_reader.h"

typedef struct {
    bool needs_default_pool; /* the scenario uses a DefaultAppPool that it does not write */
    uint64_t seed;
} ScenarioResolveOptions;

/* The document must outlive the reader; the reader owns the config until somebody takes it. */
ScenarioReader *scenario_reader_new(ScenarioSource *source, const ScenarioDocument *document,
                                    ValueFiles *files);
void scenario_reader_free(ScenarioReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioReader, scenario_reader_free)

/* Reads every value of the document; whatever is not written gets its default. The config can be
 * run only if the report has no error. */
void scenario_resolve(ScenarioReader *reader, ScenarioResolveOptions options);

/* What no single key shows (scenario_consistency.c). model is NULL for a document that no variant
 * runs as it is. */
void scenario_check_consistency(ScenarioReader *reader, const Model *model);

/* Sets the thread limits as autoConfig does (scenario_consistency.c). */
void scenario_apply_auto_config(ScenarioReader *reader);

/* The line of a section's key that problems of it are reported at: the section's own place when the
 * key is not written. */
ScenarioPlace scenario_line_place(const ScenarioSection *section, const char *key);

/* Keys with a grammar of their own (scenario_special.c), after the plain ones of the section. */
void scenario_read_iis5(ScenarioReader *reader, const ScenarioSection *section);
void scenario_read_scriptmap(ScenarioReader *reader, const ScenarioSection *section);
void scenario_read_pool(ScenarioReader *reader, const ScenarioSection *section,
                        Iis6PoolConfig *pool);
void scenario_read_site(ScenarioReader *reader, const ScenarioSection *section,
                        WebSiteConfig *site);
void scenario_check_sites(ScenarioReader *reader, const Model *model);
void scenario_read_app(ScenarioReader *reader, const ScenarioSection *section, WebAppConfig *app);
void scenario_read_page(ScenarioReader *reader, const ScenarioSection *section,
                        WebPageConfig *page);
void scenario_read_clients(ScenarioReader *reader, const ScenarioSection *section,
                           WebClientsConfig *clients);
void scenario_read_fault(ScenarioReader *reader, const ScenarioSection *section,
                         WebFaultConfig *fault);

/* 'KEY = VALUE: why; what to write' at the line's place; takes the error over. */
void scenario_bad_value(ScenarioReport *report, const ScenarioLine *line, GError *error);

/* Checks that every line of a section is a key of its kind. */
void scenario_check_known(ScenarioReport *report, const ScenarioSection *section);
