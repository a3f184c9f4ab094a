/* panels.c - the table beside a figure of panels (cli/results/panels.h) over time. */
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_rows.h"
#include <math.h>
#include <string.h>

#define ROWS_SHOWN_MAX 24

typedef struct {
    GnuplotRows rows;
    GPtrArray *blocks; /* GPtrArray * of char **, borrowed: one for each panel and line */
    guint panels, lines;
} Panels;

/* Places rise within a block; one without a value is a single row without a place. */
static void collect_blocks(Panels *panels)
{
    GPtrArray *block = NULL;
    double last = NAN;

    panels->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < panels->rows.rows->len; i++) {
        char **cells = panels->rows.rows->pdata[i];
        double place = gnuplot_cell_number(cells, 0);

        if (*cells[0] == '#')
            continue;
        if (block == NULL || !(place > last)) {
            block = g_ptr_array_new();
            g_ptr_array_add(panels->blocks, block);
        }
        g_ptr_array_add(block, cells);
        last = place;
    }
}

static bool is_over_time(const Panels *panels)
{
    return g_strcmp0(gnuplot_cell(gnuplot_rows_head(&panels->rows, "scale", 0), 0), "time") == 0;
}

static double mean_of(const GPtrArray *block, guint first, guint count, guint column)
{
    double sum = 0;
    guint values = 0;

    for (guint row = first; row < MIN(first + count, block->len); row++) {
        double value = gnuplot_cell_number(block->pdata[row], column);

        if (isnan(value))
            continue;
        sum += value;
        values++;
    }
    return values > 0 ? sum / values : NAN;
}

static const GPtrArray *longest_block(const Panels *panels)
{
    const GPtrArray *longest = panels->blocks->pdata[0];

    for (guint i = 1; i < panels->blocks->len; i++)
        if (((GPtrArray *)panels->blocks->pdata[i])->len > longest->len)
            longest = panels->blocks->pdata[i];
    return longest;
}

static void add_head(const Report *report, const Panels *panels)
{
    report_add_raw(report->page, "<thead><tr><th scope=\"col\">around</th>");
    for (guint p = 0; p < panels->panels; p++) {
        char **panel = gnuplot_rows_head(&panels->rows, "panel", p);
        const char *unit = gnuplot_cell(panel, 1);

        for (guint i = 0; i < panels->lines; i++) {
            const char *line = gnuplot_cell(gnuplot_rows_head(&panels->rows, "line", i), 0);

            report_add(report->page, "<th scope=\"col\" class=\"n\">%s", gnuplot_cell(panel, 0));
            if (*unit != '\0')
                report_add(report->page, " (%s)", unit);
            report_add(report->page, ", %s</th>",
                       report->variants != NULL ? words_variant(report->variants, line) : line);
        }
    }
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
}

static void add_rows(const Report *report, const Panels *panels)
{
    const GPtrArray *longest = longest_block(panels);
    guint group = (longest->len + ROWS_SHOWN_MAX - 1) / ROWS_SHOWN_MAX;

    for (guint row = 0; row < longest->len; row += group) {
        g_autofree char *time = words_value(QUANTITY_SECONDS, mean_of(longest, row, group, 0));

        report_add(report->page, "<tr><th scope=\"row\">%s</th>", time);
        for (guint i = 0; i < panels->blocks->len; i++) {
            double value = mean_of(panels->blocks->pdata[i], row, group, 1);
            QuantityFormat format = {.unit = "",
                                     .factor = 1,
                                     .decimals = fabs(value) < 1     ? 3
                                                 : fabs(value) < 100 ? 2
                                                                     : 0};
            g_autofree char *text = words_number(&format, value);

            report_add(report->page, "<td class=\"n\">%s</td>", text);
        }
        report_add_raw(report->page, "</tr>\n");
    }
}

static void add_table(const Report *report, const Panels *panels, const char *summary)
{
    report_add(
        report->page,
        "<details><summary>%s</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
        "aria-label=\"%s\"><table>\n",
        summary, summary);
    add_head(report, panels);
    add_rows(report, panels);
    report_add_raw(report->page, "</tbody></table></div></details>\n");
}

void report_panels(const Report *report, const char *figure, const char *summary)
{
    g_autofree char *folder = g_build_filename(report->source->directory, "figures", NULL);
    g_autofree char *file = g_strconcat(figure, ".tsv", NULL);
    Panels panels = {0};

    /* What has no picture for being too large has no table either. */
    if (!report_figures_has(report->figures, figure))
        return;
    if (gnuplot_rows_load(&panels.rows, folder, file, NULL)) {
        panels.panels = gnuplot_rows_count(&panels.rows, "panel");
        panels.lines = gnuplot_rows_count(&panels.rows, "line");
        collect_blocks(&panels);
        if (is_over_time(&panels) && panels.panels > 0 && panels.lines > 0 &&
            panels.blocks->len == panels.panels * panels.lines)
            add_table(report, &panels, summary);
        g_ptr_array_unref(panels.blocks);
    }
    gnuplot_rows_clear(&panels.rows);
}
