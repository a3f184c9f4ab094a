/* scenario_reader.h - reads the values of a document into one ModelConfig, and writes them back.
 *
 * Only the files of the scenario reader include this. Each grammar has a read and a write that
 * understand each other: what is written reads back as the same bits. A read returns false with
 * *error set ('why; what to write') and leaves its target as it was.
 */
#pragma once
#include "cli/scenario/scenario_text.h"
#include "cli/scenario/value_variate.h"

typedef struct {
    ScenarioSource *source;
    ScenarioReport *report;
    const ScenarioDocument *document;
    ModelConfig *config;
    GHashTable *backends, *sites, *pools, *apps, *pages; /* name -> index + 1 */
    ValueFiles *files;
    bool limits_off; /* [limits] preset = none */
    bool costs_zero; /* [costs] preset = zero */
} ScenarioReader;

/* MODEL_NONE when there is none of that name. */
uint32_t scenario_index(GHashTable *names, const char *name);

/* A name that is not there: says so, and which is near. kind is 'app', .. */
bool scenario_unknown_name(GHashTable *names, const char *kind, const char *name, GError **error);

/* ---- one key of the table, of a plain type (scenario_key.c) ---- */

/* target is the struct of the key's section. */
bool scenario_key_read(ScenarioReader *reader, const ModelKey *key, const char *text, void *target,
                       GError **error);
/* Keys of one plain type that owns nothing: a number, a time, a choice, true or false. */
void scenario_key_copy(const ModelKey *from_key, const void *from, const ModelKey *to_key,
                       void *to);
char *scenario_key_write(const ModelConfig *config, const ModelKey *key, const void *target);

/* Why a value outside its documented range deserves a warning, or NULL; the caller owns it. */
char *scenario_key_doubt(const ModelKey *key, const void *target);

/* '1 s .. 100 years': for messages and listings; NULL when there is none. The caller owns it. */
char *scenario_key_range(const ModelKey *key);
char *scenario_key_documented_range(const ModelKey *key);

/* ---- work (scenario_work.c) ---- */

/* bare_is_cpu: a step may be a duration alone. */
bool scenario_work_read(ScenarioReader *reader, const char *text, bool bare_is_cpu, WebWork *work,
                        GError **error);
char *scenario_work_write(const ModelConfig *config, const WebWork *work);

/* ---- clients (scenario_arrivals.c, scenario_replay.c, scenario_clients.c) ---- */

bool scenario_arrivals_read(ScenarioReader *reader, const ScenarioSection *section,
                            const char *text, ClientArrivals *arrivals, GError **error);
char *scenario_arrivals_write(const ClientArrivals *arrivals);
bool scenario_replay_read(ScenarioReader *reader, const ScenarioSection *section, const char *file,
                          ClientArrivals *arrivals, GError **error);
void scenario_replay_write(const ModelConfig *config, const ClientArrivals *arrivals,
                           GString *body);
bool scenario_pages_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                         GError **error);
bool scenario_path_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                        GError **error);
char *scenario_pages_write(const ModelConfig *config, const WebClientsConfig *clients);
bool scenario_retry_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                         GError **error);
char *scenario_retry_write(const WebClientsConfig *clients);

bool scenario_host_read(const char *text, WebClientsConfig *clients, GError **error);
char *scenario_host_write(const WebClientsConfig *clients); /* NULL: not written */

bool scenario_bandwidth_read(const char *text, WebClientsConfig *clients, GError **error);
char *scenario_bandwidth_write(const WebClientsConfig *clients);

/* ---- sites (scenario_site.c) ---- */

char *scenario_site_write(const ModelConfig *config, const char *key, const void *target);

/* Times with a unit, from 0: '10min, 20min'. */
bool scenario_times_read(const char *text, int64_t **times_ns, uint32_t *count, GError **error);
char *scenario_times_write(const int64_t *times_ns, uint32_t count);
