/* reproduce.c - what gives the same bytes again. */
#include "cli/report/parts.h"
#include "cli/results/gnuplot_text.h"
#include <string.h>

#define SCENARIO_SHOWN_MAX_BYTES (256 << 10)

static const char *verb_of(const Report *report)
{
    if (report->source->kind == REPORT_SWEEP)
        return "sweep";
    if (report->source->kind == REPORT_CAPACITY)
        return "capacity";
    return json_object_has_member(report->root, "comparisons") ? "compare" : "run";
}

static void add_scenario(const Report *report)
{
    g_autofree char *path = g_build_filename(report->source->directory, "scenario.ini", NULL);
    g_autofree char *text = NULL;
    g_autofree char *valid = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &text, &length, NULL))
        return;
    if (length > SCENARIO_SHOWN_MAX_BYTES) {
        report_add_raw(report->page, "<p class=\"note\">scenario.ini is too long for this page; it "
                                     "lies beside the results.</p>\n");
        return;
    }
    valid = g_utf8_make_valid(text, -1);
    report_add(report->page,
               "<details><summary>scenario.ini, every setting written out</summary>\n<pre "
               "tabindex=\"0\">%s</pre>\n</details>\n",
               valid);
}

void report_reproduce(const Report *report)
{
    JsonObject *scenario = gnuplot_object(report->root, "scenario");
    g_autofree char *seed = gnuplot_seed_text(report->root);
    g_autofree char *replications =
        g_strdup_printf("%.0f", gnuplot_number(report->root, "replications"));

    report_open_section(report->page, "reproduce", "How to get the same again");
    report_add(report->page,
               "<p>On any computer, with any number of threads, to the byte:</p>\n<pre "
               "tabindex=\"0\"><code>iissim %s scenario.ini -o again</code></pre>\n",
               verb_of(report));
    report_add(report->page,
               "<dl class=\"facts\">\n<div><dt>scenario</dt><dd>%s</dd></div>\n<div><dt>seed</dt>"
               "<dd>%s</dd></div>\n",
               gnuplot_string(scenario, "file"), seed);
    if (report->source->kind == REPORT_RUN)
        report_add(report->page, "<div><dt>replications</dt><dd>%s</dd></div>\n", replications);
    report_add(report->page,
               "<div><dt>version</dt><dd>iissim %s</dd></div>\n<div><dt>SHA-256 of "
               "scenario.ini</dt><dd><code>%s</code></dd></div>\n</dl>\n",
               gnuplot_string(report->root, "iissim"), gnuplot_string(scenario, "sha256"));
    add_scenario(report);
    report_close_section(report->page);
}
