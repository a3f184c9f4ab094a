/* suite_table.c - simulated beside exact, case by case.
 *
 * Models draw the same numbers; where they agree to the last bit on a metric, they share its line.
 */
#include "cli/results/quantity.h"
#include "cli/results/table_internal.h"
#include "cli/verify/suite.h"
#include "cli/wrap.h"
#include <math.h>
#include <string.h>

#define METRIC_WIDTH 26
#define UNIT_WIDTH   3
#define MODELS_WIDTH 14
#define MEAN_WIDTH   10
#define HALF_WIDTH   8
#define SHARE_WIDTH  6
#define EXACT_WIDTH  10
#define Z_WIDTH      7

static bool is_alike(const VerifyRow *one, const VerifyRow *two)
{
    return strcmp(one->truth.metric, two->truth.metric) == 0 &&
           memcmp(&one->estimate.mean, &two->estimate.mean, sizeof(double)) == 0 &&
           memcmp(&one->estimate.low, &two->estimate.low, sizeof(double)) == 0 &&
           one->estimate.n == two->estimate.n && one->p == two->p;
}

/* '0.63%', '12.3%'; the width of the interval beside the value. */
static char *share_text(const VerifyRow *row)
{
    double half_width = (row->estimate.high - row->estimate.low) / 2;
    double percent = 100 * half_width / fabs(row->truth.value);

    return isfinite(percent) && percent > 0
               ? g_strdup_printf("%.*f%%", percent < 0.95 ? 2 : 1, percent)
               : g_strdup("");
}

static void add_row(Table *table, const VerifyRow *row, const char *who)
{
    const SimEstimate *estimate = &row->estimate;
    QuantityFormat format = quantity_format(quantity_kind(row->truth.metric), estimate, 1);
    double half_width = (estimate->high - estimate->low) / 2;
    g_autofree char *mean = NULL, *half = NULL, *exact = NULL, *share = share_text(row), *z = NULL;

    if (estimate->n == 0 || (estimate->mean == 0 && row->truth.value != 0))
        format = quantity_format_plain(quantity_kind(row->truth.metric), row->truth.value);
    mean = quantity_text(&format, estimate->mean);
    half = half_width > 0 ? quantity_text(&format, half_width) : g_strdup("");
    exact = quantity_text(&format, row->truth.value);
    z = isnan(row->z) ? g_strdup("") : g_strdup_printf("%+.2f", row->z);
    g_string_append(table->text, "  ");
    table_add_left(table, row->truth.metric, METRIC_WIDTH);
    table_add_left(table, format.unit, UNIT_WIDTH);
    table_add_left(table, who, MODELS_WIDTH);
    table_add_right(table, mean, MEAN_WIDTH);
    g_string_append(table->text, *half != '\0' ? " ± " : "   ");
    table_add_left(table, half, HALF_WIDTH);
    table_add_right(table, share, SHARE_WIDTH);
    table_add_right(table, exact, EXACT_WIDTH);
    table_add_right(table, z, Z_WIDTH);
    if (row->deviates)
        table_begin_bold(table);
    g_string_append(table->text, row->deviates ? "  DEVIATES" : "  ok");
    if (row->deviates)
        table_end_style(table);
    g_string_append_c(table->text, '\n');
}

static void add_rows(Table *table, const GArray *rows)
{
    g_autofree bool *is_told = g_new0(bool, rows->len);

    for (guint i = 0; i < rows->len; i++) {
        const VerifyRow *row = &g_array_index(rows, VerifyRow, i);
        g_autoptr(GString) who = g_string_new(row->model);

        if (is_told[i])
            continue;
        for (guint k = i + 1; k < rows->len; k++) {
            const VerifyRow *other = &g_array_index(rows, VerifyRow, k);

            if (!is_told[k] && is_alike(row, other)) {
                g_string_append_printf(who, " %s", other->model);
                is_told[k] = true;
            }
        }
        add_row(table, row, who->str);
    }
}

static void add_case(Table *table, const VerifyOutcome *outcome)
{
    g_autofree char *head = g_strdup_printf("%s: %s", outcome->of->id, outcome->of->title);
    g_autofree char *about = g_strdup_printf(
        "%u runs of %.*f s, %.0f requests each. Exact: %s.", outcome->replications,
        outcome->window_s < 100 ? 1 : 0, outcome->window_s, outcome->requests, outcome->of->source);

    table_add_heading(table, head);
    g_string_append(table->text, "  ");
    wrap_append(table->text, about, 2, 2);
    add_rows(table, outcome->rows);
}

static void add_head(Table *table)
{
    table_begin_dim(table);
    g_string_append(table->text, "  ");
    table_add_left(table, "metric", METRIC_WIDTH + UNIT_WIDTH);
    table_add_left(table, "models", MODELS_WIDTH);
    table_add_right(table, "simulated", MEAN_WIDTH);
    g_string_append(table->text, " ± ");
    table_add_left(table, "95%", HALF_WIDTH);
    table_add_right(table, "of it", SHARE_WIDTH);
    table_add_right(table, "exact", EXACT_WIDTH);
    table_add_right(table, "z", Z_WIDTH);
    g_string_append(table->text, "  verdict");
    table_end_style(table);
    g_string_append_c(table->text, '\n');
}

/* Its title and the heads of the columns before the first of its cases that was run; nothing when none
 * was. */
static void add_group(Table *table, const VerifyReport *report, const VerifyGroup *group)
{
    bool has_title = false;

    for (guint i = 0; i < report->outcomes->len; i++) {
        const VerifyOutcome *outcome = g_ptr_array_index(report->outcomes, i);

        if (verify_group_of(outcome->of) != group)
            continue;
        if (!has_title) {
            g_string_append_printf(table->text, "\n---- %s ----\n", group->title);
            add_head(table);
        }
        has_title = true;
        add_case(table, outcome);
    }
}

static void add_missing(Table *table)
{
    table_add_heading(table, "What the models cannot express exactly, and why");
    for (const VerifyMissing *missing = verify_missing; missing->id != NULL; missing++) {
        g_autofree char *line =
            g_strdup_printf("%s: %s: %s.", missing->id, missing->what, missing->reason);

        g_string_append(table->text, "  ");
        wrap_append(table->text, line, 2, 4);
    }
}

/* What is judged by z; nothing where every row is certain. */
static void append_chances(GString *line, const VerifyReport *report)
{
    g_autofree char *alarm = quantity_percent(VERIFY_FALSE_ALARMS);

    if (isnan(report->bound_z))
        return;
    g_string_append_printf(line,
                           " Largest |z| %.2f, bound %.2f; |z| > 2 in %u rows, %.0f expected by "
                           "chance. Right models fail with a nominal chance of %s, that of normal "
                           "means.",
                           fabs(report->largest_z), report->bound_z, report->beyond_two,
                           report->expected_beyond_two, alarm);
}

static void add_totals(Table *table, const VerifyReport *report, double seconds)
{
    g_autoptr(GString) line = g_string_new(report->is_partial ? "Interrupted: " : "");

    g_string_append_printf(line, "%u case%s, %u rows, %u of them certain, %u deviate%s.",
                           report->outcomes->len, report->outcomes->len == 1 ? "" : "s",
                           report->rows, report->certain, report->deviations,
                           report->deviations == 1 ? "s" : "");
    append_chances(line, report);
    g_string_append_printf(line, " %.1f s.", seconds);
    g_string_append_c(table->text, '\n');
    table_begin_bold(table);
    wrap_append(table->text, line->str, 0, 0);
    table_end_style(table);
}

void verify_table(GString *text, const VerifyReport *report, bool has_colour, double seconds)
{
    Table table = {.text = text, .has_colour = has_colour};

    for (const VerifyGroup *group = verify_groups; group->title != NULL; group++)
        add_group(&table, report, group);
    add_missing(&table);
    add_totals(&table, report, seconds);
}
