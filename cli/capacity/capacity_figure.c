/* capacity_figure.c - a block of looks for each variant, and in the head what is marked.
 *
 * Latencies are in the unit that fits the slo's bound, shares in percent.
 */
#include "cli/capacity/capacity_figure.h"
#include "cli/capacity/capacity_text.h"
#include "cli/results/figures.h"
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/number.h"
#include "cli/results/tsv.h"
#include "cli/results/slo.h"
#include "cli/version.h"
#include <math.h>

#define SLOS_SHOWN_MAX 4

static QuantityFormat format_of(const ScenarioSlo *slo)
{
    return quantity_format_plain(quantity_kind(slo->metric), slo->bound);
}

static uint32_t slos_shown(const Capacity *capacity)
{
    return MIN(capacity->scenario->slo_count, SLOS_SHOWN_MAX);
}

static void add_slo(GString *text, const ScenarioSlo *slo)
{
    QuantityFormat format = format_of(slo);
    g_autofree char *requirement = capacity_requirement(slo);
    g_autofree char *reference = slo_reference(slo);
    g_autofree char *axis = *format.unit != '\0'
                                ? g_strdup_printf("%s (%s)", reference, format.unit)
                                : g_strdup(reference);

    g_string_append(text, "# slo");
    tsv_add_text(text, axis);
    tsv_add_text(text, requirement);
    tsv_add_number(text, slo->bound * format.factor);
    tsv_add_number(text, slo->at_most ? 1 : 0);
    g_string_append_c(text, '\n');
}

static void add_look(GString *text, const Capacity *capacity, const Look *look)
{
    NumberText number;

    g_string_append(text, number_text(&number, look->load));
    for (uint32_t i = 0; i < slos_shown(capacity); i++) {
        QuantityFormat format = format_of(&capacity->scenario->slos[i]);
        SimEstimate estimate = look->values[i].estimate;

        tsv_add_number(text, estimate.mean * format.factor);
        tsv_add_number(text, estimate.low * format.factor);
        tsv_add_number(text, estimate.high * format.factor);
    }
    g_string_append_c(text, '\n');
}

static char *figure_data(const Capacity *capacity)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < slos_shown(capacity); i++)
        add_slo(text, &capacity->scenario->slos[i]);
    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        const SearchResult *result = &capacity->variants[v].result;
        bool is_found = result->kind == SEARCH_FOUND;

        g_string_append(text, "# capacity");
        tsv_add_number(text, is_found ? result->capacity : NAN);
        tsv_add_number(text, is_found ? result->low : NAN);
        tsv_add_number(text, is_found ? result->high : NAN);
        g_string_append_c(text, '\n');
    }
    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        g_autoptr(GPtrArray) looks = looks_of(capacity->looks, v);

        for (guint i = 0; i < looks->len; i++)
            add_look(text, capacity, g_ptr_array_index(looks, i));
        g_string_append(text, "\n\n");
    }
    return g_string_free(text, FALSE);
}

static char *shared_data(const Capacity *capacity)
{
    const Scenario *scenario = capacity->scenario;
    GString *text = g_string_new("# title");
    g_autofree char *caption = g_strdup_printf(
        "bands: 95%% interval of the capacity; n = %u%s at each load, seed %" G_GUINT64_FORMAT
        ", iissim %s",
        scenario->replications_min,
        scenario->replications_max > scenario->replications_min ? " or more" : "", scenario->seed,
        IISSIM_VERSION);

    tsv_add_text(text, scenario->title != NULL ? scenario->title : scenario->file);
    g_string_append(text, "\n# caption");
    tsv_add_text(text, caption);
    for (uint32_t v = 0; v < capacity->variant_count; v++) {
        g_autofree char *sentence = NULL;
        const CapacityVariant *variant = &capacity->variants[v];
        bool is_found = variant->result.kind == SEARCH_FOUND;

        if (is_found)
            sentence =
                g_strdup_printf("%s: load %.4g, %.4g requests/s", variant->source->name,
                                variant->result.capacity, look_mean(variant->at, "throughput"));
        g_string_append(text, "\n# variant");
        tsv_add_text(text, is_found ? sentence : variant->source->name);
    }
    g_string_append(text, "\n# figure\tcapacity\n");
    return g_string_free(text, FALSE);
}

bool capacity_figure_write(Outdir *outdir, const Capacity *capacity, GError **error)
{
    g_autofree char *shared = shared_data(capacity);
    g_autofree char *data = figure_data(capacity);

    return outdir_write(outdir, FIGURES_FOLDER "/" GNUPLOT_SWEEP, shared, -1, error) &&
           outdir_write(outdir, FIGURES_FOLDER "/capacity.tsv", data, -1, error);
}
