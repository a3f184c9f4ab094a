/* isolation.c - who is hurt by which fault, and what applications share: matrices as tables. */
#include "cli/report/parts.h"
#include "cli/report/fields.h"
#include "cli/report/words.h"
#include "cli/results/gnuplot_text.h"
#include <math.h>

#define APPS_SHOWN_MAX 12

static JsonObject *isolation_of(const Report *report, guint variant, const char *fault)
{
    JsonObject *all =
        gnuplot_object(gnuplot_object(report->variants, report->names[variant]), "isolation");

    return gnuplot_object(all, fault);
}

/* ---- the matrix ---- */

/* Eleven shades; the eye tells small shares from none, so they go by the square root. */
static guint shade(double share)
{
    return share > 0 ? 1 + (guint)(sqrt(MIN(share, 1)) * 9.999) : 0;
}

static char *share_text(double share)
{
    return isnan(share)     ? g_strdup("\xe2\x80\x93")
           : share == 0     ? g_strdup("0")
           : share < 0.0005 ? g_strdup("<0.1")
           : share < 0.0995 ? g_strdup_printf("%.1f", 100 * share)
                            : g_strdup_printf("%.0f", 100 * share);
}

static void add_share(ReportPage *page, JsonObject *isolation, const char *app)
{
    double share = words_estimate(gnuplot_object(isolation, "hurt"), app).mean;
    bool is_bystander = gnuplot_object(gnuplot_object(isolation, "apps"), app) != NULL;
    g_autofree char *text = share_text(share);

    report_add(page, "<td class=\"h%u%s\">%s", isnan(share) ? 0 : shade(share),
               is_bystander ? "" : " named", text);
    report_add_raw(page, is_bystander ? "</td>"
                                      : "<span class=\"hidden\"> (named by the fault)</span></td>");
}

static void add_matrix_row(const Report *report, guint variant, const char *fault, bool is_only,
                           GList *apps)
{
    JsonObject *isolation = isolation_of(report, variant, fault);
    guint shown = 0;

    report_add(report->page, "<tr><th scope=\"row\">%s</th>",
               words_variant(report->variants, report->names[variant]));
    if (!is_only)
        report_add(report->page, "<td class=\"t\">%s</td>", fault);
    for (GList *app = apps; app != NULL && shown < APPS_SHOWN_MAX; app = app->next, shown++)
        add_share(report->page, isolation, app->data);
    report_add_raw(report->page, "</tr>\n");
}

static void add_matrix_head(const Report *report, bool is_only, GList *apps)
{
    guint shown = 0;

    report_add_raw(report->page,
                   "<p>Requests since the fault that it failed or delayed, in percent of all of "
                   "the application. Framed: applications that the fault names; all others are "
                   "bystanders.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                   "aria-label=\"Isolation matrix\"><table class=\"matrix\">\n<thead><tr><th "
                   "scope=\"col\">variant</th>");
    if (!is_only)
        report_add_raw(report->page, "<th scope=\"col\">fault</th>");
    for (GList *app = apps; app != NULL && shown < APPS_SHOWN_MAX; app = app->next, shown++)
        report_add(report->page, "<th scope=\"col\">%s</th>", (char *)app->data);
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
}

static void add_matrix(const Report *report, GList *faults)
{
    g_autoptr(GList) apps =
        fields_names(gnuplot_object(isolation_of(report, 0, faults->data), "hurt"));
    bool is_only = faults->next == NULL;

    add_matrix_head(report, is_only, apps);
    for (GList *fault = faults; fault != NULL; fault = fault->next)
        for (guint v = 0; v < report->count; v++)
            add_matrix_row(report, v, fault->data, is_only, apps);
    report_add_raw(report->page, "</tbody></table></div>\n");
    if (g_list_length(apps) > APPS_SHOWN_MAX)
        report_add(report->page,
                   "<p class=\"note\">Shown are the first %d of %u applications.</p>\n",
                   APPS_SHOWN_MAX, g_list_length(apps));
}

/* ---- what each fault did ---- */

static const struct {
    const char *name;
    const char *words;
    QuantityKind kind;
} measures[] = {
    {"net", "requests lost", QUANTITY_COUNT},
    {"blast_requests", "\xe2\x80\x83of other applications", QUANTITY_COUNT},
    {"delayed", "requests delayed", QUANTITY_COUNT},
    {"blast_radius", "other applications hurt", QUANTITY_FRACTION},
    {"extra_latency", "latency added", QUANTITY_SECONDS},
    {"recovery_s", "over after", QUANTITY_SECONDS},
    {"recovery_censored", "not over in time", QUANTITY_COUNT},
};

static void add_measure(const Report *report, const char *fault, size_t index)
{
    g_autofree SimEstimate *values = g_new(SimEstimate, report->count);
    g_autofree char *head = NULL;
    QuantityFormat format;

    for (guint v = 0; v < report->count; v++)
        values[v] = words_estimate(isolation_of(report, v, fault), measures[index].name);
    format = quantity_format(measures[index].kind, values, report->count);
    head = words_head(measures[index].words, &format);
    report_add(report->page, "<tr><th scope=\"row\">%s</th>", head);
    for (guint v = 0; v < report->count; v++)
        words_add_cell(report->page, &format, values[v]);
    report_add_raw(report->page, "</tr>\n");
}

static void add_fault(const Report *report, const char *fault)
{
    report_add(report->page,
               "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"What %s did\">"
               "<table>\n<caption>What <q>%s</q> did</caption>\n<thead><tr><th "
               "scope=\"col\">against a twin run without it</th>",
               fault, fault);
    for (guint v = 0; v < report->count; v++)
        report_add(report->page, "<th scope=\"col\" class=\"n\">%s</th>",
                   words_variant(report->variants, report->names[v]));
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < G_N_ELEMENTS(measures); i++)
        add_measure(report, fault, i);
    report_add_raw(report->page, "</tbody></table></div>\n");
}

void report_isolation(const Report *report)
{
    g_autoptr(GList) faults = fields_names(
        gnuplot_object(gnuplot_object(report->variants, report->names[0]), "isolation"));

    if (faults == NULL) {
        if (report->source->scenario != NULL &&
            report->source->scenario->variants[0].config->fault_count > 0) {
            report_open_section(report->page, "isolation", "Who else is hurt");
            report_add_raw(report->page,
                           "<p class=\"note\">No fault was compared with its absence: the run was "
                           "made with --no-isolation. Without that option this section shows whom "
                           "each fault hurts.</p>\n");
            report_close_section(report->page);
        }
        return;
    }
    report_open_section(report->page, "isolation", "Who else is hurt");
    add_matrix(report, faults);
    for (GList *fault = faults; fault != NULL; fault = fault->next)
        add_fault(report, fault->data);
    report_close_section(report->page);
}

/* ---- exposure ---- */

static JsonArray *exposure_of(const Report *report, guint variant)
{
    return fields_array(gnuplot_object(report->variants, report->names[variant]), "exposure");
}

static bool is_pair(JsonObject *a, JsonObject *b)
{
    return g_str_equal(gnuplot_string(a, "a"), gnuplot_string(b, "a")) &&
           g_str_equal(gnuplot_string(a, "b"), gnuplot_string(b, "b")) &&
           g_str_equal(gnuplot_string(a, "shares"), gnuplot_string(b, "shares"));
}

static SimEstimate shared_time(JsonArray *exposure, JsonObject *pair)
{
    for (guint i = 0; i < fields_length(exposure); i++)
        if (fields_at(exposure, i) != NULL && is_pair(fields_at(exposure, i), pair))
            return words_estimate(fields_at(exposure, i), "fraction_of_time");
    return (SimEstimate){NAN, NAN, NAN, 0};
}

/* Pairs that share nothing in any variant are no news. */
static bool is_shared(const Report *report, JsonObject *pair)
{
    for (guint v = 0; v < report->count; v++)
        if (shared_time(exposure_of(report, v), pair).mean > 0)
            return true;
    return false;
}

static void add_pair(const Report *report, JsonObject *pair)
{
    const char *shares = gnuplot_string(pair, "shares");
    g_autofree SimEstimate *times = g_new(SimEstimate, report->count);
    QuantityFormat format;

    for (guint v = 0; v < report->count; v++)
        times[v] = shared_time(exposure_of(report, v), pair);
    format = quantity_format(QUANTITY_FRACTION, times, report->count);
    report_add(report->page, "<tr><th scope=\"row\">%s and %s</th><td>%s</td>",
               gnuplot_string(pair, "a"), gnuplot_string(pair, "b"),
               g_str_equal(shares, "process")    ? "one process"
               : g_str_equal(shares, "identity") ? "one identity"
                                                 : "a front process");
    for (guint v = 0; v < report->count; v++)
        words_add_cell(report->page, &format, times[v]);
    report_add_raw(report->page, "</tr>\n");
}

#define PAIRS_SHOWN_MAX 60

static guint add_pairs(const Report *report, JsonArray *pairs)
{
    guint all = 0;

    for (guint i = 0; i < fields_length(pairs); i++) {
        JsonObject *pair = fields_at(pairs, i);

        if (pair == NULL || !is_shared(report, pair))
            continue;
        if (all++ < PAIRS_SHOWN_MAX)
            add_pair(report, pair);
    }
    return all;
}

void report_exposure(const Report *report)
{
    JsonArray *pairs = exposure_of(report, 0);
    guint all;

    if (fields_length(pairs) == 0)
        return;
    report_open_section(report->page, "exposure", "What could be reached");
    report_add_raw(report->page,
                   "<p>The share of time in which two applications shared something that one of "
                   "them could bring down, or read the other by.</p>\n<div class=\"scroll\" "
                   "tabindex=\"0\" role=\"group\" aria-label=\"Exposure\"><table>\n<thead><tr><th "
                   "scope=\"col\">applications</th><th scope=\"col\">share</th>");
    for (guint v = 0; v < report->count; v++)
        report_add(report->page, "<th scope=\"col\" class=\"n\">%s (%%)</th>",
                   words_variant(report->variants, report->names[v]));
    report_add_raw(report->page, "</tr></thead>\n<tbody>\n");
    all = add_pairs(report, pairs);
    if (all == 0)
        report_add(report->page,
                   "<tr><td colspan=\"%u\">No two applications share anything.</td></tr>\n",
                   report->count + 2);
    report_add_raw(report->page, "</tbody></table></div>\n");
    if (all > PAIRS_SHOWN_MAX)
        report_add(report->page,
                   "<p class=\"note\">Shown are the first %d of %u; results.json has "
                   "all.</p>\n",
                   PAIRS_SHOWN_MAX, all);
    report_close_section(report->page);
}
