/* scenario.c - from a path to a Scenario: read, override, expand, resolve, check, echo.
 *
 * The document without any [variant:*] is resolved too, even if nothing runs it as it is: it is
 * what the resolved text writes out in full, and what the variants differ from. */
#include "cli/scenario/scenario.h"
#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/scenario/scenario_assumed.h"
#include "cli/scenario/scenario_echo.h"
#include "cli/scenario/scenario_expand.h"
#include "cli/scenario/scenario_plot.h"
#include "cli/scenario/scenario_settings.h"
#include "cli/scenario/scenario_sweep.h"
#include <stdio.h>
#include <string.h>

#define VARIANTS_MAX    100
#define ENTITIES_MAX    1000000 /* of all variants together */
#define FILE_VALUES_MAX 50000000
#define FILE_BYTES_MAX  (INT64_C(512) << 20)
#define DEFAULT_POOL    "DefaultAppPool"
#define DEFAULT_MODELS  "iis5, iis6"

typedef struct {
    ScenarioSource *source;
    ScenarioReport *report;
    const ScenarioOverrides *options;
    GArray *sets;               /* ScenarioOverride, from the command line */
    ScenarioDocument *document; /* with the sets, without any variant */
    GPtrArray *documents;       /* those of variants */
    GPtrArray *readers;         /* by variant */
    ValueFiles files;
    ScenarioResolveOptions resolve;
    Scenario *scenario;
    GString *plain_models; /* 'iis5, iis6': variants without a section */
} Load;

static ScenarioPlace whole(const Load *load)
{
    return (ScenarioPlace){load->source->main_file, 0};
}

/* place: what problems are reported at. */
static void add_set(Load *load, const char *place, const char *path, const char *value)
{
    ScenarioOverride override = {
        .value = scenario_source_keep(load->source, g_strstrip(g_strdup(value)))};
    const ModelSection *kind;

    override.place = (ScenarioPlace){scenario_report_file(load->report, place), 0};
    if (!scenario_override_split(load->source, path, &override)) {
        scenario_report_error(load->report, override.place,
                              "is not SECTION.KEY=VALUE; write for example "
                              "--set pool:shop.MaxProcesses=2");
        return;
    }
    kind = model_section_find(override.section);
    if (kind == NULL && strchr(override.section, ':') == NULL) {
        scenario_report_error(load->report, override.place,
                              "there is no section [%s]; 'iissim keys' lists them",
                              override.section);
        return;
    }
    if (g_str_has_prefix(override.section, "variant:") ||
        g_str_has_prefix(override.section, "replay:")) {
        scenario_report_error(load->report, override.place,
                              "cannot set what is in [%s]; change the file", override.section);
        return;
    }
    g_array_append_val(load->sets, override);
}

/* 'SECTION.KEY=VALUE' of --set. */
static void read_set(Load *load, const char *set)
{
    const char *equals = strchr(set, '=');

    if (g_utf8_validate(set, -1, NULL) && equals != NULL && strpbrk(set, "\r\n") == NULL) {
        g_autofree char *path = g_strstrip(g_strndup(set, (gsize)(equals - set)));
        g_autofree char *name = g_strdup_printf("--set %s=%s", path, equals + 1);
        g_autofree char *quoted = scenario_report_quote(name);

        add_set(load, quoted, path, equals + 1);
    } else {
        scenario_report_error(load->report,
                              (ScenarioPlace){scenario_report_file(load->report, "--set"), 0},
                              "is not SECTION.KEY=VALUE on one line; write for example "
                              "--set pool:shop.MaxProcesses=2");
    }
}

/* What a point of a sweep sets comes last: it wins. */
static void read_sets(Load *load)
{
    const ScenarioOverrides *options = load->options;

    load->sets = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));
    if (options == NULL)
        return;
    for (char *const *set = options->sets; set != NULL && *set != NULL; set++)
        read_set(load, *set);
    if (options->seed != NULL)
        add_set(load, "--seed", "scenario.seed", options->seed);
    if (options->replications != NULL)
        add_set(load, "--replications", "scenario.replications", options->replications);
    if (options->baseline != NULL)
        add_set(load, "--baseline", "compare.baseline", options->baseline);
    for (const ScenarioPointValue *value = options->point; value != NULL && value->path != NULL;
         value++)
        add_set(load, value->place, value->path, value->value);
}

/* ---- which variants there are ---- */

static const Model *find_model(Load *load, ScenarioPlace place, const char *key, const char *name)
{
    const Model *model = model_find(name);
    g_autoptr(GString) names = g_string_new(NULL);

    if (model != NULL)
        return model;
    for (const Model *known = models; known->name != NULL; known++)
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", known->name);
    scenario_report_error(load->report, place, "%s%s%.40s: is not a model; write one of %s", key,
                          *key != '\0' ? " = " : "", name, names->str);
    return NULL;
}

static void add_variant(Load *load, const char *name, const Model *model, ScenarioPlace place)
{
    Scenario *scenario = load->scenario;

    for (uint32_t i = 0; i < scenario->variant_count; i++)
        if (strcmp(scenario->variants[i].name, name) == 0) {
            scenario_report_error(load->report, place,
                                  "%.60s: is there already as a variant; take one of them out",
                                  name);
            return;
        }
    if (scenario->variant_count == VARIANTS_MAX) {
        scenario_report_error(load->report, place,
                              "%.60s: is one variant too many; write at most "
                              "%d",
                              name, VARIANTS_MAX);
        return;
    }
    scenario->variants = g_renew(ScenarioVariant, scenario->variants, scenario->variant_count + 1);
    scenario->variants[scenario->variant_count++] =
        (ScenarioVariant){.name = g_strdup(name), .model = model};
}

static bool is_wanted(const Load *load, const char *model)
{
    char *const *wanted = load->options != NULL ? load->options->models : NULL;

    return wanted == NULL || g_strv_contains((const char *const *)wanted, model);
}

static void add_plain(Load *load, ScenarioPlace place, const char *name)
{
    const Model *model = find_model(load, place, place.line > 0 ? "models" : "", name);

    if (model == NULL)
        return;
    g_string_append_printf(load->plain_models, "%s%s", load->plain_models->len > 0 ? ", " : "",
                           name);
    add_variant(load, name, model, place);
}

static bool has_variants(const Load *load)
{
    for (guint i = 0; i < load->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(load->document->sections, i);

        if (strcmp(section->kind->name, "variant") == 0)
            return true;
    }
    return false;
}

/* The models that run the scenario as it is. */
static void list_plain(Load *load)
{
    const ScenarioLine *line =
        scenario_section_find(scenario_document_find(load->document, "scenario"), "models");
    char *const *wanted = load->options != NULL ? load->options->models : NULL;
    bool any_variants = has_variants(load);

    if (wanted != NULL) {
        ScenarioPlace place = {scenario_report_file(load->report, "--models"), 0};

        for (; *wanted != NULL; wanted++)
            if (!any_variants)
                add_plain(load, place, *wanted);
            else
                find_model(load, place, "", *wanted);
    }
    if (line != NULL && (load->options == NULL || load->options->models == NULL || any_variants)) {
        g_auto(GStrv) names = value_split(line->value, ',');

        for (int i = 0; names[i] != NULL; i++)
            if (is_wanted(load, names[i]))
                add_plain(load, line->place, names[i]);
        if (names[0] == NULL)
            scenario_report_error(load->report, line->place,
                                  "models: names none; write " DEFAULT_MODELS);
    } else if (line == NULL && !any_variants &&
               (load->options == NULL || load->options->models == NULL)) {
        add_plain(load, whole(load), "iis5");
        add_plain(load, whole(load), "iis6");
    }
}

static void list_sections(Load *load)
{
    for (guint i = 0; i < load->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(load->document->sections, i);
        const ScenarioLine *line = scenario_section_find(section, "model");
        const Model *model;

        if (strcmp(section->kind->name, "variant") != 0)
            continue;
        if (line == NULL) {
            scenario_report_error(load->report, section->place,
                                  "[%s]: has no model; write model = iis6", section->title);
            continue;
        }
        model = find_model(load, line->place, "model", line->value);
        if (model != NULL && is_wanted(load, model->name))
            add_variant(load, section->name, model, section->place);
    }
}

/* ---- the settings of a variant ---- */

/* False, with a problem, for what a variant cannot set. */
static bool check_variant_line(Load *load, const ScenarioLine *line, ScenarioOverride *override)
{
    g_autofree char *kind = NULL;
    const ModelKey *key;
    const char *why = NULL;

    if (!scenario_override_split(load->source, line->key, override))
        why = "is not SECTION.KEY; write for example pool:shop.MaxProcesses = 2";
    else {
        kind = g_strndup(override->section, strcspn(override->section, ":"));
        key = model_key_find(kind, override->key);
        if (key == NULL && strcmp(kind, "scenario") == 0 &&
            cli_nearest(line->key, (const char *const[]){"model", NULL}) != NULL)
            why = "is not a key; did you mean model?";
        else if (key == NULL && strcmp(kind, "scenario") == 0)
            why = "is not a key; write SECTION.KEY = VALUE or KIND:NAME.KEY = VALUE";
        else if (key != NULL && (key->flags & KEY_LOADED) != 0)
            why = "is of the run, the same for all variants; write it in [scenario]";
        else if (strcmp(override->key, "count") == 0)
            why = "cannot differ between variants, which must have the same parts; write it in "
                  "the section";
        else if (g_strv_contains((const char *const[]){"variant", "slo", "compare", "plot", "sweep",
                                                       "replay", NULL},
                                 kind))
            why = "is the same for all variants; write it in that section";
        else if (strcmp(kind, "clients") == 0 && strcmp(override->key, "arrivals") == 0 &&
                 g_str_has_prefix(line->value, "replay"))
            why = "a replay cannot differ between variants; write it in the section";
    }
    if (why != NULL) {
        g_autofree char *quoted = scenario_report_quote(line->key);

        scenario_report_error(load->report, line->place, "%s: %s", quoted, why);
    }
    override->value = line->value;
    override->place = line->place;
    return why == NULL;
}

static GArray *variant_overrides(Load *load, const ScenarioSection *section)
{
    GArray *overrides = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));

    for (guint i = 0; i < section->lines->len; i++) {
        const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, i);
        ScenarioOverride override;

        if (strcmp(line->key, "model") != 0 && check_variant_line(load, line, &override))
            g_array_append_val(overrides, override);
    }
    g_array_append_vals(overrides, load->sets->data, load->sets->len);
    return overrides;
}

static bool names_default_pool(const char *key, const char *value)
{
    return g_str_has_suffix(key, "pool") && strcmp(value, DEFAULT_POOL) == 0;
}

/* DefaultAppPool is there when an application names no pool, or somebody names it: in all variants
 * alike, so that they have the same parts. */
static bool needs_default_pool(const Load *load)
{
    for (guint i = 0; i < load->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(load->document->sections, i);

        if (strcmp(section->kind->name, "app") == 0 &&
            scenario_section_find(section, "pool") == NULL)
            return true;
        for (guint k = 0; k < section->lines->len; k++) {
            const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, k);

            if (names_default_pool(line->key, line->value))
                return true;
        }
    }
    return false;
}

/* ---- resolving ---- */

static ScenarioReader *resolve(Load *load, const ScenarioDocument *document, const Model *model)
{
    ScenarioReader *reader = scenario_reader_new(load->source, document, &load->files);

    scenario_resolve(reader, load->resolve);
    if (load->options != NULL && load->options->scaled_cost != NULL)
        scenario_cost_scale(reader->config, load->options->scaled_cost, load->options->cost_factor);
    scenario_check_consistency(reader, model);
    return reader;
}

/* Every variant has about as many sections as the scenario without any. */
static bool has_room(Load *load)
{
    uint64_t sections = load->document->sections->len;

    if (sections * (load->scenario->variant_count + 1) <= ENTITIES_MAX)
        return true;
    scenario_report_error(load->report, whole(load),
                          "has more than %d sections in all its variants; write fewer",
                          ENTITIES_MAX);
    return false;
}

/* Faults that need application pools of their own. */
static bool is_of_pools(const ScenarioLine *line)
{
    return strcmp(line->key, "kind") == 0 &&
           (strcmp(line->value, web_fault_kind_names[FAULT_POOL_STOP]) == 0 ||
            strcmp(line->value, web_fault_kind_names[FAULT_OPERATOR_RESTART]) == 0);
}

/* Keys that the document writes and the model never reads. */
static char **list_ignored(const ScenarioDocument *document, const Model *model)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    unsigned int reads = model_key_reader(model->name);

    for (guint i = 0; i < document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(document->sections, i);

        for (guint k = 0; k < section->lines->len; k++) {
            const ScenarioLine *line = &g_array_index(section->lines, ScenarioLine, k);
            const ModelKey *key = model_key_find(section->kind->name, line->key);

            if (key != NULL &&
                ((key->reads & reads) == 0 ||
                 (reads != READS_IIS6 && strcmp(key->section, "fault") == 0 && is_of_pools(line))))
                g_ptr_array_add(names, g_strconcat(section->title, ".", line->key, NULL));
        }
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void resolve_variant(Load *load, ScenarioVariant *variant)
{
    g_autofree char *title = g_strconcat("variant:", variant->name, NULL);
    const ScenarioSection *section = scenario_document_find(load->document, title);
    ScenarioDocument *document = load->document;

    if (section != NULL) {
        g_autoptr(GArray) overrides = variant_overrides(load, section);

        document = scenario_expand(load->source, overrides);
        g_ptr_array_add(load->documents, document);
    }
    g_ptr_array_add(load->readers, resolve(load, document, variant->model));
    variant->ignored = list_ignored(document, variant->model);
}

/* Every [variant:*] of the file, those that --models leaves out too: a problem stays one. */
static void check_unwanted(Load *load)
{
    for (guint i = 0; i < load->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(load->document->sections, i);

        if (strcmp(section->kind->name, "variant") == 0)
            g_array_unref(variant_overrides(load, section));
    }
}

/* 'one-pool (iis6), pool-each (iis6)': what the file has. */
static char *list_variants(const Load *load)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < load->document->sections->len; i++) {
        const ScenarioSection *section = g_ptr_array_index(load->document->sections, i);
        const ScenarioLine *model;

        if (strcmp(section->kind->name, "variant") != 0)
            continue;
        model = scenario_section_find(section, "model");
        g_string_append_printf(names, "%s%s (%s)", names->len > 0 ? ", " : "", section->name,
                               model != NULL ? model->value : "no model");
    }
    return g_string_free(names, FALSE);
}

static void complain_of_no_variant(Load *load)
{
    g_autofree char *names = list_variants(load);

    scenario_report_error(load->report, whole(load),
                          "no variant is left to run: the scenario has %s; name a model of one",
                          names);
}

static void take_configs(Load *load, const GArray *within_ns)
{
    Scenario *scenario = load->scenario;

    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        ScenarioReader *reader = g_ptr_array_index(load->readers, i);
        ModelConfig *config = g_steal_pointer(&reader->config);

        config->seed = scenario->seed;
        config->within_count = within_ns->len;
        config->within_ns = g_memdup2(within_ns->data, within_ns->len * sizeof(int64_t));
        scenario->variants[i].config = config;
        scenario->warmup.is_auto = config->warmup_ns == SIM_NEVER;
    }
}

static void write_resolved(Load *load, const ScenarioReader *base)
{
    Scenario *scenario = load->scenario;
    g_autoptr(ScenarioEcho) echo = scenario_echo_new(base->config);
    g_autoptr(GString) head = g_string_new(NULL);
    GString *text = g_string_new(NULL);

    scenario_settings_write_head(
        scenario, load->plain_models->len > 0 ? load->plain_models->str : NULL, head);
    scenario_echo_print(echo, head->str, text);
    scenario_settings_write(scenario, load->document, text);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        const ScenarioVariant *variant = &scenario->variants[i];
        g_autofree char *title = g_strconcat("variant:", variant->name, NULL);
        g_autoptr(ScenarioEcho) own = NULL;

        if (scenario_document_find(load->document, title) == NULL)
            continue;
        own = scenario_echo_new(variant->config);
        g_string_append_printf(text, "\n[%s]\nmodel = %s\n", title, variant->model->name);
        scenario_echo_print_difference(own, echo, text);
    }
    scenario->resolved = g_string_free(text, FALSE);
}

static void resolve_all(Load *load)
{
    Scenario *scenario = load->scenario;
    g_autoptr(GArray) within_ns = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(ScenarioReader) base = NULL;
    g_autofree char *sha256 = NULL;

    load->resolve.needs_default_pool = needs_default_pool(load);
    base = resolve(load, load->document, NULL);
    scenario_settings_read(base, scenario, within_ns);
    scenario_plots_read(base, scenario, load->options, within_ns);
    scenario_settings_find_baseline(base, scenario,
                                    load->options != NULL && load->options->models != NULL);
    for (uint32_t i = 0; i < scenario->variant_count && has_room(load); i++)
        resolve_variant(load, &scenario->variants[i]);
    check_unwanted(load);
    if (scenario->variant_count == 0 && !scenario_report_has_error(load->report))
        complain_of_no_variant(load);
    if (scenario_report_has_error(load->report))
        return;
    take_configs(load, within_ns);
    write_resolved(load, base);
    sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, scenario->resolved, -1);
    g_strlcpy(scenario->sha256, sha256, sizeof scenario->sha256);
}

static void load_document(Load *load)
{
    read_sets(load);
    load->document = scenario_expand(load->source, load->sets);
    if (load->options != NULL && (load->options->sweeps != NULL || load->options->point != NULL))
        scenario_sweep_replace(load->source, load->document,
                               load->options->point != NULL ? NULL : load->options->sweeps);
    list_plain(load);
    list_sections(load);
    resolve_all(load);
    g_array_unref(load->sets);
    scenario_document_free(load->document);
}

Scenario *scenario_load(const char *path, const ScenarioOverrides *overrides, GPtrArray *problems)
{
    g_autoptr(ScenarioReport) report = scenario_report_new();
    g_autoptr(ScenarioSource) source =
        scenario_source_read(path, overrides != NULL ? overrides->text : NULL, report);
    g_autoptr(Scenario) scenario = g_new0(Scenario, 1);
    g_autoptr(GString) plain_models = g_string_new(NULL);
    Load load = {
        .source = source,
        .report = report,
        .options = overrides,
        .documents = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_document_free),
        .readers = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_reader_free),
        .files = {source->directory, FILE_VALUES_MAX, FILE_BYTES_MAX},
        .scenario = scenario,
        .plain_models = plain_models,
    };

    scenario->file = g_strdup(path);
    scenario->opening = g_strdup(source->opening);
    if (source->buffers->len > 0 && source->document->sections->len == 0 &&
        !scenario_report_has_error(report))
        scenario_report_error(report, whole(&load),
                              "is empty: there is no section; 'iissim new NAME' writes one to "
                              "start from");
    if (source->document->sections->len > 0)
        load_document(&load);
    g_ptr_array_unref(load.readers);
    g_ptr_array_unref(load.documents);
    scenario_report_finish(report, problems);
    return scenario_report_has_error(report) ? NULL : g_steal_pointer(&scenario);
}

void scenario_free(Scenario *scenario)
{
    if (scenario == NULL)
        return;
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        g_free(scenario->variants[i].name);
        g_strfreev(scenario->variants[i].ignored);
        model_config_free(scenario->variants[i].config);
    }
    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        g_free(scenario->slos[i].name);
        g_free(scenario->slos[i].metric);
        g_free(scenario->slos[i].scope);
        g_free(scenario->slos[i].entity);
    }
    g_free(scenario->variants);
    g_free(scenario->slos);
    g_strfreev(scenario->compare_metrics);
    scenario_sweep_free(scenario->sweep);
    scenario_plots_free(scenario);
    g_free(scenario->title);
    g_free(scenario->opening);
    g_free(scenario->file);
    g_free(scenario->precision_metric);
    g_free(scenario->baseline);
    g_free(scenario->resolved);
    g_free(scenario->logged);
    g_free(scenario);
}

int scenario_complain(const GPtrArray *problems)
{
    int status = EXIT_INVALID;

    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        if (!problem->is_error) {
            cli_warning("%s", problem->text);
        } else if (g_str_has_prefix(problem->text, "--")) { /* the command line is wrong */
            status = EXIT_USAGE;
            cli_error("%s", problem->text);
        } else {
            fprintf(stderr, "%s\n", problem->text); /* 'file:line: ..', for editors to jump to */
        }
    }
    return status;
}

Scenario *scenario_load_or_complain(const char *path, const ScenarioOverrides *overrides,
                                    int *exit_status)
{
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    Scenario *scenario = scenario_load(path, overrides, problems);
    int status = scenario_complain(problems);

    *exit_status = scenario != NULL ? EXIT_DONE : status;
    return scenario;
}
