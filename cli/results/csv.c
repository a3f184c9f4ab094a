/* csv.c - four tidy tables. */
#include "cli/results/csv.h"
#include "cli/results/number.h"
#include "cli/version.h"
#include <math.h>
#include <string.h>

void csv_append_field(GString *text, const char *field)
{
    if (strpbrk(field, ",\"\r\n") == NULL) {
        g_string_append(text, field);
        return;
    }
    g_string_append_c(text, '"');
    for (const char *c = field; *c != '\0'; c++) {
        if (*c == '"')
            g_string_append_c(text, '"');
        g_string_append_c(text, *c);
    }
    g_string_append_c(text, '"');
}

void csv_field(FILE *file, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, file);
    } else {
        g_autoptr(GString) quoted = g_string_new(NULL);

        csv_append_field(quoted, text);
        fputs(quoted->str, file);
    }
}

void csv_append_number(GString *text, double value)
{
    NumberText number;

    g_string_append_c(text, ',');
    if (isfinite(value))
        g_string_append(text, number_text(&number, value));
}

void csv_append_text(GString *text, const char *field)
{
    g_string_append_c(text, ',');
    csv_append_field(text, field);
}

static void append_key(GString *text, const ExperimentKey *key)
{
    csv_append_text(text, experiment_scope_name(key->scope));
    csv_append_text(text, key->entity != NULL ? key->entity : "");
    csv_append_text(text, key->metric);
}

void csv_append_estimate_rows(GString *text, const Experiment *experiment, const char *before)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        for (uint32_t i = 0; i < variant->key_count; i++) {
            SimEstimate estimate = experiment_estimate(experiment, variant, i);

            g_string_append(text, before);
            csv_append_field(text, variant->source->name);
            append_key(text, &variant->keys[i]);
            csv_append_number(text, estimate.mean);
            csv_append_number(text, estimate.low);
            csv_append_number(text, estimate.high);
            g_string_append_printf(text, ",%u\n", estimate.n);
        }
    }
}

void csv_append_estimates(GString *text, const Experiment *experiment)
{
    g_string_append(text, CSV_ESTIMATE_COLUMNS "\n");
    csv_append_estimate_rows(text, experiment, "");
}

void csv_append_replication_rows(GString *text, const Experiment *experiment, const char *before,
                                 ResultScope last)
{
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        for (uint32_t i = 0; i < variant->key_count; i++) {
            g_autofree double *column = NULL;

            if (variant->keys[i].scope > last)
                continue;
            column = experiment_column(experiment, variant, i);
            for (uint32_t r = 0; r < experiment->replications; r++) {
                g_string_append(text, before);
                csv_append_field(text, variant->source->name);
                csv_append_text(text, variant->source->model->name);
                append_key(text, &variant->keys[i]);
                g_string_append_printf(text, ",%u", r + 1);
                csv_append_number(text, column[r]);
                g_string_append_c(text, '\n');
            }
        }
    }
}

void csv_append_replications(GString *text, const Experiment *experiment)
{
    const Scenario *scenario = experiment->scenario;
    g_autofree char *before = g_strdup_printf("%s,%s,%" G_GUINT64_FORMAT ",", scenario->sha256,
                                              IISSIM_VERSION, scenario->seed);

    g_string_append(text, "scenario_sha256,iissim,seed," CSV_REPLICATION_COLUMNS "\n");
    csv_append_replication_rows(text, experiment, before, RESULT_SCOPES);
}

void csv_append_series(GString *text, const Experiment *experiment)
{
    g_string_append(text, "variant,series,start_s,length_s,mean\n");
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        double bucket_s = sim_seconds(variant->bucket_ns);

        for (uint32_t name = 0; name < variant->series_count; name++) {
            for (uint32_t bucket = 0; bucket < variant->bucket_count; bucket++) {
                csv_append_field(text, variant->source->name);
                csv_append_text(text, variant->series_names[name]);
                csv_append_number(text, bucket * bucket_s);
                csv_append_number(text, bucket_s);
                csv_append_number(text, experiment_series(experiment, variant, name, bucket));
                g_string_append_c(text, '\n');
            }
        }
    }
}

/* In the order of ResultMarkKind. */
static const char *const event_kinds[] = {"fault", "fault ends", "start",  "recycle", "crash",
                                          "stop",  "disabled",   "orphan", "cpu",     "appdomain"};

const char *csv_event_kind(ResultMarkKind kind)
{
    return event_kinds[kind];
}

void csv_append_events(GString *text, const Experiment *experiment)
{
    g_string_append(text, "variant,time_s,kind,what,reason,event\n");
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];

        for (uint32_t i = 0; i < variant->mark_count; i++) {
            const ResultMark *mark = &variant->marks[i];

            csv_append_field(text, variant->source->name);
            csv_append_number(text, sim_seconds(mark->time_ns));
            csv_append_text(text, csv_event_kind(mark->kind));
            csv_append_text(text, mark->what);
            csv_append_text(text, mark->reason != NULL ? mark->reason : "");
            if (mark->event != 0)
                g_string_append_printf(text, ",%d\n", mark->event);
            else
                g_string_append(text, ",\n");
        }
    }
}
