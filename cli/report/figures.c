/* figures.c - a temporary folder of data, a gnuplot for each figure, all at a time. */
#include "cli/report/figures.h"
#include "cli/report/svg.h"
#include "cli/results/figures.h"
#include "cli/results/gnuplot.h"
#include "cli/results/outdir_files.h"
#include <string.h>

#define DATA_MAX_BYTES   (4 << 20) /* of one figure; the figures of a run have a hundred kB */
#define FIGURE_MAX_BYTES (400 << 10)
#define FIGURES_MAX      24

/* ---- data ---- */

static bool copy(const char *from, const char *to, const char *name, GError **error)
{
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    g_autofree char *text = NULL;
    gsize length;

    return g_file_get_contents(source, &text, &length, error) &&
           g_file_set_contents(target, text, (gssize)length, error);
}

static bool is_too_large(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GFileInfo) info =
        g_file_query_info(file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

    return info != NULL && g_file_info_get_size(info) > DATA_MAX_BYTES;
}

static bool copy_data(const char *from, const char *to, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(from, 0, error);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        if (!g_str_has_suffix(name, ".tsv"))
            continue;
        /* Left out here, told where the figure would be. */
        if (!is_too_large(from, name) && !copy(from, to, name, error))
            return false;
    }
    return folder != NULL;
}

/* ---- drawing ---- */

typedef struct {
    const GnuplotJob *job;
    const char *from; /* where the data come from */
    ReportFigure *figure;
} Drawing;

static char *read_svg(const Drawing *drawing, GError **error)
{
    g_autofree char *file = g_strconcat(drawing->figure->name, ".svg", NULL);
    g_autofree char *path = g_build_filename(drawing->job->folder, file, NULL);
    g_autofree char *data = g_strconcat(drawing->figure->name, ".tsv", NULL);
    char *svg = NULL;

    if (is_too_large(drawing->from, data)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "Its data, figures/%s, are larger than 4 MB, too many points for a page; draw "
                    "it by itself: iissim plot DIR --format png",
                    data);
        return NULL;
    }
    if (!gnuplot_draw(drawing->job, drawing->figure->name, "svg", error) ||
        !g_file_get_contents(path, &svg, NULL, error))
        return NULL;
    if (strlen(svg) <= FIGURE_MAX_BYTES)
        return svg;
    g_set_error(
        error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "It has too many points for a page; draw it by itself: iissim plot DIR --format png");
    g_free(svg);
    return NULL;
}

/* NULL for a figure of bars, of cells. */
static char *read_axes(const Drawing *drawing)
{
    g_autofree char *file = g_strconcat(drawing->figure->name, ".axes", NULL);
    g_autofree char *path = g_build_filename(drawing->job->folder, file, NULL);
    char *axes = NULL;

    return g_file_get_contents(path, &axes, NULL, NULL) ? g_strstrip(axes) : NULL;
}

static gpointer draw(gpointer self)
{
    Drawing *drawing = self;
    g_autoptr(GError) error = NULL;

    drawing->figure->svg = read_svg(drawing, &error);
    if (drawing->figure->svg == NULL)
        drawing->figure->why = g_strdup(error->message);
    else
        drawing->figure->axes = read_axes(drawing);
    return NULL;
}

static void draw_all(ReportFigures *figures, const GnuplotJob *job, const char *from)
{
    GThread *threads[FIGURES_MAX];
    Drawing drawings[FIGURES_MAX];

    for (guint i = 0; i < figures->count; i++) {
        drawings[i] = (Drawing){.job = job, .from = from, .figure = &figures->figures[i]};
        threads[i] = g_thread_new("figure", draw, &drawings[i]);
    }
    for (guint i = 0; i < figures->count; i++)
        g_thread_join(threads[i]);
}

/* The matrix of isolation is a table of the page, which can be read in more ways. */
static void list(ReportFigures *figures, char **names)
{
    figures->figures = g_new0(ReportFigure, g_strv_length(names) + 1);
    for (; *names != NULL && figures->count < FIGURES_MAX; names++)
        if (!g_str_equal(*names, "isolation"))
            figures->figures[figures->count++].name = g_strdup(*names);
}

static bool draw_in(const char *folder, const char *directory, ReportFigures *figures,
                    GError **error)
{
    g_autofree char *from = g_build_filename(directory, FIGURES_FOLDER, NULL);
    g_autofree char *templates = gnuplot_templates(error);
    g_autofree char *settings = templates != NULL ? gnuplot_settings(directory, error) : NULL;
    g_autofree char *path = g_build_filename(folder, "settings.gp", NULL);
    g_auto(GStrv) names = NULL;

    if (settings == NULL || !g_file_set_contents(path, settings, -1, error) ||
        !copy_data(from, folder, error))
        return false;
    names = gnuplot_figures(from, error);
    if (names == NULL)
        return false;
    list(figures, names);
    draw_all(figures,
             &(GnuplotJob){
                 .templates = templates, .folder = folder, .settings = path, .wants_axes = true},
             from);
    return true;
}

ReportFigures *report_figures_draw(const char *directory)
{
    ReportFigures *figures = g_new0(ReportFigures, 1);
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("iissim-report-XXXXXX", &error);

    if (folder == NULL || !draw_in(folder, directory, figures, &error))
        figures->why = g_strdup(error->message);
    if (folder != NULL)
        files_remove_tree(folder);
    return figures;
}

void report_figures_free(ReportFigures *figures)
{
    if (figures == NULL)
        return;
    for (guint i = 0; i < figures->count; i++) {
        g_free(figures->figures[i].name);
        g_free(figures->figures[i].svg);
        g_free(figures->figures[i].axes);
        g_free(figures->figures[i].why);
    }
    g_free(figures->figures);
    g_free(figures->why);
    g_free(figures);
}

/* ---- in the page ---- */

static ReportFigure *find(const ReportFigures *figures, const char *name)
{
    for (guint i = 0; i < figures->count; i++)
        if (g_str_equal(figures->figures[i].name, name))
            return &figures->figures[i];
    return NULL;
}

bool report_figures_has(const ReportFigures *figures, const char *name)
{
    const ReportFigure *figure = find(figures, name);

    return figure != NULL && figure->svg != NULL;
}

/* Shades of a heat map: what is written on them must not change with the scheme, and the paper around them
 * neither. */
static bool has_own_colours(const char *svg)
{
    return strstr(svg, " fill=\"#") != NULL;
}

/* The picture scrolls inside its own frame where the window is narrower than its text can be. */
static void add_picture(ReportPage *page, const ReportFigure *figure, const char *label)
{
    g_autofree char *prefix = g_strdup_printf("g%u-", ++page->last_id);
    g_autoptr(GError) error = NULL;
    g_autofree char *svg =
        figure->svg != NULL ? svg_inline(figure->svg, prefix, label, &error) : NULL;

    if (svg != NULL) {
        report_add(page,
                   "<div class=\"picture%s\" tabindex=\"0\" role=\"group\" aria-label=\"%s\" "
                   "data-axes=\"%s\">",
                   has_own_colours(svg) ? " light" : "", label,
                   figure->axes != NULL ? figure->axes : "");
        report_add_raw(page, svg);
        report_add_raw(page, "</div>\n");
    } else {
        report_add(page, "<p class=\"note\">There is no picture here. %s</p>\n",
                   figure->why != NULL ? figure->why : error->message);
    }
}

bool report_figure(ReportPage *page, ReportFigures *figures, const ReportCaption *caption)
{
    ReportFigure *figure = find(figures, caption->name);

    if (figure == NULL)
        return false;
    figure->is_used = true;
    report_add(page, "<figure id=\"figure-%s\">\n", caption->name);
    add_picture(page, figure, caption->label);
    if (caption->caption != NULL)
        report_add(page, "<figcaption>%s</figcaption>\n", caption->caption);
    report_add_raw(page, "</figure>\n");
    return true;
}
