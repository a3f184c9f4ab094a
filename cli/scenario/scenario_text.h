/* scenario_text.h - the lines of a scenario: sections and their keys, each with its file and line.
 *
 * The scanner knows sections, comments, includes and replay bodies; it knows no keys. Texts are
 * borrowed from the source, which keeps every file that was read until it is freed.
 *
 * Sections and keys are kept here and not in a GKeyFile, which has no line numbers, joins repeated
 * sections and lets the last of two equal keys win: all that a strict reader must notice.
 */
#pragma once
#include "cli/scenario/scenario_report.h"
#include "models/keys.h"

#define SCENARIO_SECTIONS_MAX 100000

typedef struct {
    const char *key;
    const char *value;
    ScenarioPlace place;
} ScenarioLine;

typedef struct {
    const ModelSection *kind;
    const char *name;   /* of [kind:name], else NULL */
    const char *origin; /* the name before 'count' made it one of many; else name */
    const char *title;  /* 'kind:name' or 'kind' */
    ScenarioPlace place;
    GArray *lines; /* ScenarioLine */
    char *body;    /* of [replay:NAME]: its text; else NULL */
} ScenarioSection;

typedef struct {
    GPtrArray *sections;  /* ScenarioSection *, owned, in the order of the text */
    GHashTable *by_title; /* borrowed */
} ScenarioDocument;

typedef struct {
    ScenarioReport *report; /* borrowed */
    ScenarioDocument *document;
    GPtrArray *buffers;  /* the files, cut into strings in place */
    GStringChunk *chunk; /* other strings */
    uint32_t main_file;  /* for problems of the scenario as a whole */
    char *directory;     /* of the scenario */
    char *opening;       /* the comment that it opens with, NULL: none */
    int64_t bytes_left;  /* of the copies that 'count' makes, in all variants together */
} ScenarioSource;

/* path '-' is stdin; text is NULL, or what is in the file. Problems go to the report; the source is
 * whole whatever they are. */
ScenarioSource *scenario_source_read(const char *path, const char *text, ScenarioReport *report);
void scenario_source_free(ScenarioSource *source);

ScenarioDocument *scenario_document_new(void);
void scenario_document_free(ScenarioDocument *document);

/* NULL when a section of that title is there already. name and title are borrowed. */
ScenarioSection *scenario_document_add(ScenarioDocument *document, const ModelSection *kind,
                                       const char *name, const char *title, ScenarioPlace place);
void scenario_document_remove(ScenarioDocument *document, ScenarioSection *section); /* frees it */
ScenarioSection *scenario_document_find(const ScenarioDocument *document, const char *title);

/* NULL when the section is NULL or has no such key. */
const ScenarioLine *scenario_section_find(const ScenarioSection *section, const char *key);

/* Takes text over; the result lives as long as the source. */
const char *scenario_source_keep(ScenarioSource *source, char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioSource, scenario_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScenarioDocument, scenario_document_free)
