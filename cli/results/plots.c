/* plots.c - every figure, every format, one temporary file of settings. */
#include "cli/results/plots.h"
#include "cli/results/figures.h"
#include "cli/results/gnuplot.h"
#include "cli/results/outdir.h"
#include "cli/results/outdir_files.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *templates;
    char *folder;
    char *settings; /* a temporary file */
} Session;

bool plots_is_format(const char *format)
{
    static const char *const formats[] = {"svg", "png", "pdf", NULL};

    return g_strv_contains(formats, format);
}

static bool write_settings(Session *session, const char *directory, GError **error)
{
    g_autofree char *text = gnuplot_settings(directory, error);
    g_autofree char *path = NULL;
    int descriptor;

    if (text == NULL)
        return false;
    descriptor = g_file_open_tmp("iissim-XXXXXX.gp", &path, error);
    if (descriptor < 0)
        return false;
    close(descriptor);
    session->settings = g_steal_pointer(&path);
    return g_file_set_contents(session->settings, text, -1, error);
}

static bool open_session(Session *session, const char *directory, GError **error)
{
    session->folder = g_build_filename(directory, FIGURES_FOLDER, NULL);
    session->templates = gnuplot_templates(error);
    return session->templates != NULL && write_settings(session, directory, error);
}

static void close_session(Session *session)
{
    if (session->settings != NULL)
        g_unlink(session->settings);
    g_free(session->settings);
    g_free(session->templates);
    g_free(session->folder);
}

static GnuplotJob job_of(const Session *session)
{
    return (GnuplotJob){
        .templates = session->templates, .folder = session->folder, .settings = session->settings};
}

static bool draw_all(const Session *session, const char *const *formats, GPtrArray *drawn,
                     GError **error)
{
    GnuplotJob job = job_of(session);
    g_auto(GStrv) figures = gnuplot_figures(session->folder, error);

    for (const char *const *format = formats; figures != NULL && *format != NULL; format++) {
        for (char **figure = figures; *figure != NULL; figure++) {
            if (!gnuplot_draw(&job, *figure, *format, error))
                return false;
            g_ptr_array_add(drawn, g_strdup_printf("%s/%s.%s", FIGURES_FOLDER, *figure, *format));
        }
    }
    return figures != NULL;
}

bool plots_draw(const char *directory, const char *const *formats, GError **error)
{
    Session session = {0};
    g_autofree char *manifest = g_build_filename(directory, OUTDIR_MANIFEST, NULL);
    g_autoptr(GPtrArray) drawn = g_ptr_array_new_with_free_func(g_free);
    bool is_drawn =
        open_session(&session, directory, error) && draw_all(&session, formats, drawn, error);

    close_session(&session);
    g_ptr_array_add(drawn, NULL);
    if (!g_file_test(manifest, G_FILE_TEST_EXISTS))
        return is_drawn;
    /* What was drawn before a failure is there and has to be listed, too. */
    return outdir_manifest_add(directory, (const char *const *)drawn->pdata,
                               is_drawn ? error : NULL) &&
           is_drawn;
}

/* Nothing but blanks, and escapes of a terminal's colours: ESC [ .. m. */
static bool is_blank(const char *line)
{
    while (*line == ' ' || *line == '\033')
        line += *line == ' ' ? 1 : strcspn(line, "m") + (strchr(line, 'm') != NULL ? 1 : 0);
    return *line == '\0';
}

/* Without the blanks that fill gnuplot's lines, and with one empty line between figures. */
static void append_trimmed(GString *text, const char *drawn)
{
    g_auto(GStrv) lines = g_strsplit(drawn, "\n", -1);
    bool was_empty = true;

    for (char **line = lines; *line != NULL; line++) {
        bool is_empty = is_blank(g_strchomp(g_strdelimit(*line, "\f", ' ')));

        if (!is_empty || !was_empty)
            g_string_append_printf(text, "%s\n", is_empty ? "" : *line);
        was_empty = is_empty;
    }
    if (strchr(drawn, '\033') != NULL)
        g_string_append(text, "\033[0m");
    if (!was_empty)
        g_string_append_c(text, '\n');
}

char *plots_text(const char *directory, bool has_colour, GError **error)
{
    Session session = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    bool is_drawn = open_session(&session, directory, error);
    GnuplotJob job = job_of(&session);
    g_auto(GStrv) figures = is_drawn ? gnuplot_figures(session.folder, error) : NULL;

    is_drawn = figures != NULL;
    for (char **figure = figures; is_drawn && *figure != NULL; figure++) {
        g_autofree char *drawn = NULL;

        drawn = gnuplot_draw_text(&job, *figure, has_colour, error);
        is_drawn = drawn != NULL;
        if (is_drawn)
            append_trimmed(text, drawn);
    }
    close_session(&session);
    return is_drawn ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static bool keep(const char *from, const char *to_folder, const char *name, GError **error)
{
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to_folder, name, NULL);
    g_autofree char *text = NULL;
    gsize length;

    return g_file_get_contents(source, &text, &length, error) &&
           files_write(target, text, length, error);
}

bool plots_keep_templates(const char *directory, GError **error)
{
    g_autofree char *folder = g_build_filename(directory, FIGURES_FOLDER, NULL);
    g_autofree char *templates = gnuplot_templates(error);
    g_autofree char *settings = templates != NULL ? gnuplot_settings(directory, error) : NULL;
    g_autofree char *settings_path = g_build_filename(folder, "settings.gp", NULL);
    g_auto(GStrv) figures = settings != NULL ? gnuplot_figures(folder, error) : NULL;

    if (figures == NULL || !keep(templates, folder, "common.gp", error) ||
        !files_write(settings_path, settings, strlen(settings), error))
        return false;
    for (char **figure = figures; *figure != NULL; figure++) {
        g_autofree char *name = gnuplot_template(*figure);
        g_autofree char *target = g_build_filename(folder, name, NULL);

        if (!g_file_test(target, G_FILE_TEST_EXISTS) && !keep(templates, folder, name, error))
            return false;
    }
    return true;
}
