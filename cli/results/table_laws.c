/* table_laws.c - Little's law and the utilisation law, a line each for every variant. */
#include "cli/experiment/laws.h"
#include "cli/results/table_internal.h"
#include <math.h>

#define NAME_WIDTH 12 /* after the indent of two; a blank follows */

/* '+0.12%': how far the second side of a law is from the first. */
static char *deviation_text(const Law *law)
{
    double percent = rint(1000 * law->deviation.mean) / 10 + 0; /* + 0: never '-0.0' */

    return law->is_without_caches       ? g_strdup("but for caches")
           : isnan(law->deviation.mean) ? g_strdup("-")
                                        : g_strdup_printf("%+.1f%%", percent);
}

static void add_line(Table *table, const char *name, const char *text)
{
    table_add_name(table, name, NAME_WIDTH);
    table_add_gap(table, 1);
    table_add_left(table, text, TABLE_WIDTH - NAME_WIDTH - 3);
    table_end_line(table);
}

static void add_little(Table *table, const ExperimentVariant *variant, const Law *law,
                       SimEstimate time_s)
{
    g_autofree char *time = quantity_text_with_unit(QUANTITY_SECONDS, time_s.mean);
    g_autofree char *deviation = deviation_text(law);
    g_autofree char *text =
        g_strdup_printf("inside %.3g; %.3g/s x %s = %.3g (%s)", law->measured.mean, law->rate.mean,
                        time, law->product.mean, deviation);

    add_line(table, variant->source->name, text);
}

static void add_utilisation(Table *table, const Law *law)
{
    g_autofree char *deviation = deviation_text(law);
    g_autofree char *text = g_strdup_printf("busy %.3g%%; %.3g/s x demand, switches: %.3g%% (%s)",
                                            100 * law->measured.mean, law->rate.mean,
                                            100 * law->product.mean, deviation);

    add_line(table, "", text);
}

static void add_head(Table *table)
{
    table_add_heading(table, "Little's law and the utilisation law, by sides measured apart");
    if (table->format == TABLE_PLAIN)
        return; /* the lines speak for themselves */
    table_begin_header(table, false);
    add_line(table, "variant", "measured; by the law");
    table_end_header(table);
}

void table_add_laws(Table *table, const Experiment *experiment)
{
    bool has_heading = false;

    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        const ExperimentVariant *variant = &experiment->variants[v];
        SimEstimate time_s;
        Law law;

        if (!law_of_little(experiment, variant, &law, &time_s))
            continue;
        if (!has_heading)
            add_head(table);
        has_heading = true;
        add_little(table, variant, &law, time_s);
        if (law_of_utilisation(experiment, variant, &law))
            add_utilisation(table, &law);
    }
}
