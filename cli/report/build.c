/* build.c - the order of a report: the question, the answer, what it rests on. */
#include "cli/report/parts.h"
#include "cli/report/fields.h"
#include "cli/report/replay.h"
#include "cli/results/gnuplot_text.h"
#include "cli/results/quantity.h"
#include "cli/version.h"
#include <math.h>
#include <string.h>

#define PAGE_MAX_BYTES (3000 << 10)

/* ---- the head ---- */

/* The first paragraph of the opening comment is the question, as a rule; the others say what to look for. */
static void append_opening(GString *head, const char *opening)
{
    g_auto(GStrv) paragraphs = g_strsplit(opening, "\n\n", -1);

    for (guint i = 0; paragraphs[i] != NULL; i++) {
        g_autofree char *text =
            g_markup_printf_escaped(i == 0 ? "<p class=\"question\">%s</p>\n" : "<p>%s</p>\n",
                                    g_strdelimit(g_strstrip(paragraphs[i]), "\n", ' '));

        if (*paragraphs[i] != '\0')
            g_string_append(head, text);
    }
}

static const char *title_of(const Report *report)
{
    JsonObject *scenario = gnuplot_object(report->root, "scenario");
    const char *title = gnuplot_string(scenario, "title");

    return *title != '\0' ? title : gnuplot_string(scenario, "file");
}

/* 'quickstart.ini: 20 replications of 10 min after 1 min of warm-up, seed 1' */
static char *origin_of(const Report *report)
{
    g_autofree char *file =
        g_path_get_basename(gnuplot_string(gnuplot_object(report->root, "scenario"), "file"));
    g_autofree char *seed = gnuplot_seed_text(report->root);
    double replications = gnuplot_number(report->root, "replications");
    double duration_s = gnuplot_number(report->root, "duration_s");
    double warmup_s = gnuplot_number(report->root, "warmup_s");
    g_autofree char *duration = NULL, *warmup = NULL;

    if (isnan(replications) || isnan(duration_s) || isnan(warmup_s) || duration_s > 1e9 ||
        warmup_s > 1e9)
        return g_strdup_printf("%s \xc2\xb7 seed %s", file, seed);
    duration = quantity_duration(llround(duration_s * 1e9));
    warmup = quantity_duration(llround(warmup_s * 1e9));
    return g_strdup_printf("%s \xc2\xb7 %.0f replication%s of %s after %s of warm-up \xc2\xb7 seed "
                           "%s",
                           file, replications, replications == 1 ? "" : "s", duration, warmup,
                           seed);
}

static char *head_of(const Report *report)
{
    GString *head = g_string_new("<header>\n");
    g_autofree char *origin = origin_of(report);
    g_autofree char *title = g_markup_printf_escaped("<p class=\"origin\">%s</p>\n<h1>%s</h1>\n",
                                                     origin, title_of(report));

    g_string_append(head, title);
    append_opening(head, gnuplot_string(gnuplot_object(report->root, "scenario"), "opening"));
    g_string_append(head, "</header>\n");
    return g_string_free(head, FALSE);
}

static void add_foot(const Report *report)
{
    report_add(report->page,
               "<footer><p>Made by iissim %s from results of iissim %s. Shown are means over "
               "replications; what stands in brackets is a 95%% interval.</p></footer>\n",
               IISSIM_VERSION, gnuplot_string(report->root, "iissim"));
}

/* ---- the sections ---- */

static void add_notices(const Report *report)
{
    JsonObject *stopping = gnuplot_object(report->root, "stopping");

    if (fields_is_true(report->root, "partial"))
        report_add_raw(report->page, "<p class=\"notice\"><strong>Unfinished:</strong> the run was "
                                     "interrupted; these are the replications that were "
                                     "finished.</p>\n");
    if (fields_is_false(stopping, "reached"))
        report_add(report->page,
                   "<p class=\"notice\"><strong>Precision not reached:</strong> %s was asked "
                   "for.</p>\n",
                   gnuplot_string(stopping, "target"));
    if (gnuplot_number(report->root, "replications") == 1)
        report_add_raw(report->page,
                       "<p class=\"notice\"><strong>One replication:</strong> there are no "
                       "intervals and no verdicts; ask for more, such as --replications 10.</p>\n");
}

static void add_answer(const Report *report)
{
    g_autofree char *answer = report_answer_run(report);

    report_open_section(report->page, "answer", "Answer");
    report_add_raw(report->page, "<p class=\"answer\">");
    report_add_raw(report->page, answer);
    report_add_raw(report->page, "</p>\n");
    add_notices(report);
    report_close_section(report->page);
}

static void add_run(const Report *report)
{
    add_answer(report);
    report_cards(report);
    report_slos(report);
    report_comparison(report);
    report_isolation(report);
    report_exposure(report);
    report_other_figures(report); /* those that the scenario declares: they answer its question */
    report_over_time(report);
    report_latency(report);
    report_stages(report);
    report_replay(report->page, report->source);
    report_assumptions(report);
    report_checks(report);
}

/* A figure that has its place further down is no other figure. */
static const char *const placed[] = {"answer",    "latency", "stages",  "throughput",
                                     "resources", "queues",  "tornado", NULL};

static bool is_placed(const char *name)
{
    return g_strv_contains(placed, name);
}

void report_other_figures(const Report *report)
{
    bool is_open = false;

    for (guint i = 0; i < report->figures->count; i++) {
        const ReportFigure *figure = &report->figures->figures[i];
        g_autofree char *label = g_strdup_printf("Figure %s of the scenario", figure->name);

        if (figure->is_used || is_placed(figure->name))
            continue;
        if (!is_open)
            report_open_section(report->page, "figures",
                                report->source->kind == REPORT_RUN ? "Figures of the scenario"
                                                                   : "In figures");
        is_open = true;
        report_figure(report->page, report->figures, &(ReportCaption){figure->name, label, NULL});
        report_panels(report, figure->name, "The numbers");
    }
    if (is_open)
        report_close_section(report->page);
}

static char **names_of(JsonObject *variants)
{
    GPtrArray *names = g_ptr_array_new();
    g_autoptr(GList) members = fields_names(variants);

    for (GList *item = members; item != NULL; item = item->next)
        g_ptr_array_add(names, g_strdup(item->data));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static char *finish(const Report *report, GError **error)
{
    g_autofree char *head = head_of(report);
    char *text = report_page_finish(report->page, title_of(report), head, error);

    if (text != NULL && strlen(text) > PAGE_MAX_BYTES) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "%s: the page would be larger than 3 MB; report fewer applications, variants "
                    "or points",
                    report->source->directory);
        g_clear_pointer(&text, g_free);
    }
    return text;
}

char *report_build(const ReportSource *source, GError **error)
{
    g_autoptr(ReportPage) page = report_page_new();
    g_autoptr(ReportFigures) figures = report_figures_draw(source->directory);
    JsonObject *variants = gnuplot_object(source->root, "variants");
    g_auto(GStrv) names = names_of(variants);
    const Report report = {.page = page,
                           .source = source,
                           .figures = figures,
                           .root = source->root,
                           .variants = variants,
                           .names = names,
                           .count = g_strv_length(names)};

    if (source->kind == REPORT_RUN)
        add_run(&report);
    else if (source->kind == REPORT_SWEEP)
        report_sweep(&report);
    else
        report_capacity(&report);
    report_settings(&report);
    report_reproduce(&report);
    add_foot(&report);
    return finish(&report, error);
}
