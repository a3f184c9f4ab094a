/* assets.c - looks for a folder of assets in the places where it can be. */
#include "cli/results/assets.h"
#include <gio/gio.h>
#include <stdbool.h>

#ifndef IISSIM_DATADIR
#define IISSIM_DATADIR "/usr/local/share/iissim"
#endif

static bool holds(const char *folder, const char *witness)
{
    g_autofree char *path = g_build_filename(folder, witness, NULL);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* Beside the program: build/iissim and plots/ where it was built, bin/iissim and
 * share/iissim/plots/ wherever it was installed to. */
static char *beside_program(const char *name, const char *witness)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = program != NULL ? g_path_get_dirname(program) : NULL;

    for (int level = 0; folder != NULL && level < 3; level++) { /* build/san-address/iissim */
        g_autofree char *parent = g_path_get_dirname(folder);
        g_autofree char *beside = g_build_filename(parent, name, NULL);
        g_autofree char *shared = g_build_filename(parent, "share", "iissim", name, NULL);

        if (holds(beside, witness))
            return g_steal_pointer(&beside);
        if (holds(shared, witness))
            return g_steal_pointer(&shared);
        g_free(folder);
        folder = g_steal_pointer(&parent);
    }
    return NULL;
}

char *assets_folder(const char *name, const char *witness, const char *variable, GError **error)
{
    const char *asked = g_getenv(variable);
    g_autofree char *installed = g_build_filename(IISSIM_DATADIR, name, NULL);
    g_autofree char *beside = NULL;

    if (asked != NULL && *asked != '\0') {
        if (holds(asked, witness))
            return g_canonicalize_filename(asked, NULL);
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s: holds no %s; set %s to the folder of the templates", asked, witness,
                    variable);
        return NULL;
    }
    beside = beside_program(name, witness);
    if (beside != NULL)
        return g_steal_pointer(&beside);
    if (holds(installed, witness))
        return g_steal_pointer(&installed);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: no %s there; set %s to its folder",
                installed, witness, variable);
    return NULL;
}
