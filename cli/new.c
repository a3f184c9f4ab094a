/* new.c - `iissim new NAME`: a scenario to start from, small and commented. */
#include "cli/command.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* %s: the name, as a title */
static const char template[] =
    "# %s: what happens to everybody else when one application crashes?\n"
    "#\n"
    "#   iissim check FILE     finds mistakes, and shows the load against the capacity\n"
    "#   iissim compare FILE   runs both models on the same requests\n"
    "#   iissim keys           lists everything that can be set here\n"
    "\n"
    "[scenario]\n"
    "title = %s\n"
    "models = iis5, iis6         # and i5m: IIS 6 in IIS 5.0 isolation mode\n"
    "duration = 5min             # the measured window; time 0 is its start\n"
    "warmup = 30s                # simulated before it; or: auto\n"
    "replications = 10           # independent runs: the intervals come from them\n"
    "seed = 1\n"
    "\n"
    "[machine]\n"
    "cores = 2\n"
    "memory = 1GB\n"
    "\n"
    "[aspnet]\n"
    "version = 1.1               # sets that version's documented defaults\n"
    "\n"
    "[pool:shop]                 # on IIS 6 each application has a worker process of its own;\n"
    "[pool:news]                 # on IIS 5 they share one\n"
    "\n"
    "[app:shop]\n"
    "pool = shop\n"
    "start = warm                # cold: the first requests pay for the start\n"
    "\n"
    "[app:news]\n"
    "pool = news\n"
    "start = warm\n"
    "\n"
    "[backend:db]                # what requests wait for outside the machine\n"
    "connections = 10\n"
    "\n"
    "[page:cart]\n"
    "app = shop\n"
    "work = cpu lognormal(mean=4ms, cv=1), db exp(30ms) with 80%%, cpu 1ms\n"
    "size = 12KB\n"
    "\n"
    "[page:headlines]\n"
    "app = news\n"
    "work = cpu exp(3ms)\n"
    "size = 20KB\n"
    "\n"
    "[clients:buyers]\n"
    "pages = cart\n"
    "arrivals = poisson(20/s)\n"
    "timeout = 30s\n"
    "\n"
    "[clients:readers]\n"
    "pages = headlines\n"
    "arrivals = users(100, think=exp(5s))\n"
    "\n"
    "[fault:crash]               # the shop takes its process down\n"
    "kind = crash\n"
    "app = shop\n"
    "at = 2min\n"
    "\n"
    "[slo:news-stays-up]\n"
    "require = loss(app:news) < 1%%\n";

/* A title is one line without what would begin a comment. */
static bool is_title(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL) || *name == '\0' || strlen(name) > 100)
        return false;
    for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at))
        if (!g_unichar_isprint(g_utf8_get_char(at)) || *at == '#')
            return false;
    return name[strspn(name, " \t")] != '\0';
}

/* Never over a file that is there. */
static int write_file(const char *path, const char *text)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    size_t length = strlen(text);
    bool is_whole;

    if (descriptor < 0 && errno == EEXIST) {
        cli_error("%s: is there already and is not overwritten; name another file", path);
        return EXIT_IO;
    }
    if (descriptor < 0) {
        cli_error("%s: cannot be written: %s", path, g_strerror(errno));
        return EXIT_IO;
    }
    is_whole = write(descriptor, text, length) == (ssize_t)length;
    if (close(descriptor) == 0 && is_whole)
        return EXIT_DONE;
    cli_error("%s: cannot be written: %s", path, g_strerror(errno));
    unlink(path);
    return EXIT_IO;
}

static int write_scenario(const char *name, const char *path)
{
    g_autofree char *text = NULL;

    if (!is_title(name)) {
        cli_error("new: the name must be one line of up to 100 characters without '#'; write for "
                  "example 'iissim new lab'");
        return EXIT_USAGE;
    }
    text = g_strdup_printf(template, name, name);
    if (path != NULL && strcmp(path, "-") != 0)
        return write_file(path, text);
    fputs(text, stdout);
    return EXIT_DONE;
}

static int run(int argc, char **argv)
{
    g_autofree char *path = NULL;
    g_auto(GStrv) names = NULL;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &path, "write into FILE, which must be new",
         "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "NAME"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;

    (void)argc;
    g_option_context_set_summary(context, "Writes a small scenario to start from, to standard "
                                          "output or into a new file.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &arguments, &error)) {
        cli_error("new: %s; 'iissim new --help' lists the options", error->message);
        return EXIT_USAGE;
    }
    if (names == NULL || names[0] == NULL || names[1] != NULL) {
        cli_error("new: give it one name, such as 'iissim new lab > lab.ini'");
        return EXIT_USAGE;
    }
    return write_scenario(names[0], path);
}

const CliCommand cli_new = {
    .name = "new",
    .synopsis = "new NAME",
    .summary = "a small commented scenario to start from",
    .run = run,
};
