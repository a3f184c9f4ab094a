/* gnuplot.c - finds the templates and runs gnuplot on them. */
#include "cli/results/gnuplot.h"
#include "cli/results/assets.h"
#include "cli/results/figures_panels.h"
#include "cli/results/gnuplot_rows.h"
#include "cli/results/gnuplot_sweep.h"
#include "cli/results/outdir_files.h"
#include <glib/gstdio.h>
#include <string.h>

/* ---- figures ---- */

/* Those of the list, if there is one. */
static void add_panels(GPtrArray *names, const char *folder)
{
    g_auto(GStrv) panels = gnuplot_rows_figures(folder, FIGURES_PANELS, NULL);

    for (char **name = panels; name != NULL && *name != NULL; name++)
        g_ptr_array_add(names, g_strdup(*name));
}

char **gnuplot_figures(const char *folder, GError **error)
{
    static const char *const figures[] = {"answer", "latency",   "throughput", "stages",
                                          "",       "isolation", "tornado"};
    GPtrArray *names;

    if (gnuplot_is_sweep(folder))
        return gnuplot_rows_figures(folder, GNUPLOT_SWEEP, error);
    names = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(figures); i++) {
        g_autofree char *file = g_strconcat(figures[i], ".tsv", NULL);
        g_autofree char *path = g_build_filename(folder, file, NULL);

        if (*figures[i] == '\0')
            add_panels(names, folder);
        else if (g_file_test(path, G_FILE_TEST_EXISTS))
            g_ptr_array_add(names, g_strdup(figures[i]));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char *gnuplot_template(const char *figure)
{
    static const char *const of_panels[] = {"answer", "queues", "resources", NULL};
    g_autofree char *kind = g_strndup(figure, strcspn(figure, "-"));

    if (g_strv_contains(of_panels, figure) || g_str_equal(kind, "plot"))
        return g_strdup("panels.gp");
    return g_strconcat(kind, ".gp", NULL);
}

char *gnuplot_templates(GError **error)
{
    return assets_folder("plots", "common.gp", "IISSIM_PLOTS", error);
}

/* ---- the process ---- */

/* Runs gnuplot in the folder: settings, the common part, the figure. *output gets what it prints on
 * stdout. Whatever it says on stderr means that the figure is not as it should be. */
static bool run(const GnuplotJob *job, const char *figure, const char *definitions, char **output,
                GError **error)
{
    g_autofree char *common = g_build_filename(job->templates, "common.gp", NULL);
    g_autofree char *file = gnuplot_template(figure);
    g_autofree char *template = g_build_filename(job->templates, file, NULL);
    const char *const arguments[] = {"gnuplot", "-e",     definitions, job->settings,
                                     common,    template, NULL};
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_autoptr(GSubprocess) process = NULL;
    g_autofree char *said = NULL;

    g_subprocess_launcher_set_cwd(launcher, job->folder);
    g_subprocess_launcher_unsetenv(launcher, "GNUTERM");
    /* The templates are UTF-8; in the locale C gnuplot cannot write its degree sign and warns. */
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", true);
    process = g_subprocess_launcher_spawnv(launcher, arguments, error);
    if (process == NULL) {
        g_prefix_error(error, "gnuplot: ");
        return false;
    }
    if (!g_subprocess_communicate_utf8(process, NULL, NULL, output, &said, error))
        return false;
    if (g_subprocess_get_successful(process) && (said == NULL || *g_strstrip(said) == '\0'))
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "gnuplot: %s: %s", figure,
                said != NULL && *said != '\0' ? said : "failed without a word");
    return false;
}

bool gnuplot_draw(const GnuplotJob *job, const char *figure, const char *format, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.%s", figure, format);
    g_autofree char *fresh_name = g_strdup_printf(".%s.new", name);
    g_autofree char *path = g_build_filename(job->folder, name, NULL);
    g_autofree char *fresh = g_build_filename(job->folder, fresh_name, NULL);
    g_autofree char *axes =
        job->wants_axes ? g_strdup_printf("; axes_file = '%s.axes'", figure) : g_strdup("");
    g_autofree char *definitions = g_strdup_printf(
        "figure = '%s'; format = '%s'; set output '%s'%s", figure, format, fresh_name, axes);
    g_autofree char *output = NULL;

    if (!run(job, figure, definitions, &output, error)) {
        g_unlink(fresh);
        return false;
    }
    if (!g_file_test(fresh, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "gnuplot: %s: drew nothing", name);
        return false;
    }
    if (g_rename(fresh, path) == 0)
        return true;
    files_fail(error, path, "cannot be replaced");
    g_unlink(fresh);
    return false;
}

char *gnuplot_draw_text(const GnuplotJob *job, const char *figure, bool has_colour, GError **error)
{
    g_autofree char *definitions = g_strdup_printf(
        "figure = '%s'; format = 'dumb'; has_colour = %d", figure, has_colour ? 1 : 0);
    char *output = NULL;

    if (run(job, figure, definitions, &output, error))
        return output;
    g_free(output);
    return NULL;
}
