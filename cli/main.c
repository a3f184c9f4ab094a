/* main.c - the command table: finds the verb and hands over. The main() itself is in iissim.c, or in
 * mpi/main.c: the same program on many computers. */
#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/version.h"
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const CliCommand *const commands[] = {
    &cli_run, &cli_compare, &cli_sweep,  &cli_capacity, &cli_explain, &cli_check, &cli_keys,
    &cli_new, &cli_plot,    &cli_report, &cli_import,   &cli_merge,   &cli_trace, &cli_verify,
};

/* Verbs that are documented for later versions: better than being taken for a slip of the pen. */
static const char *const later_verbs[] = {
    "export",
};

static int print_help(void)
{
    printf("iissim - simulates how IIS 5 and IIS 6 process web requests\n\n"
           "Usage: iissim VERB [OPTION..]\n\n"
           "Verbs:\n");
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        printf("  %-24s %s\n", commands[i]->synopsis, commands[i]->summary);
    printf("\n"
           "  --help                   this list; 'iissim VERB --help' for the options of a verb\n"
           "  --version                the version\n\n"
           "Start with: iissim new lab > lab.ini; iissim compare lab.ini\n\n"
           "Exit status: 0 done; 1 failure; 2 usage; 3 invalid scenario or input file; 4 asked\n"
           "precision not reached; 5 verify found a deviation; 99 an [slo:*] is not met; 130 "
           "interrupted.\n");
    return EXIT_DONE;
}

const CliCommand *cli_command_find(const char *verb)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (g_str_equal(commands[i]->name, verb))
            return commands[i];
    return NULL;
}

static int complain_of_verb(const char *verb)
{
    const char *names[G_N_ELEMENTS(commands) + 1] = {NULL};
    const char *nearest;

    for (size_t i = 0; i < G_N_ELEMENTS(later_verbs); i++) {
        if (g_str_equal(later_verbs[i], verb)) {
            cli_error("%s: not in this version; 'iissim --help' lists what is", verb);
            return EXIT_USAGE;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        names[i] = commands[i]->name;
    nearest = cli_nearest(verb, names);
    if (nearest != NULL)
        cli_error("%s: no such verb; did you mean '%s'?", verb, nearest);
    else
        cli_error("%s: no such verb; 'iissim --help' lists them", verb);
    return EXIT_USAGE;
}

/* Results that did not reach stdout are not results. */
static int close_stdout(int status)
{
    bool failed = ferror(stdout) != 0;

    errno = 0;
    if (fflush(stdout) != 0 || failed) {
        cli_error("standard output: cannot write the results: %s",
                  errno != 0 ? g_strerror(errno) : "an earlier write failed");
        return status == EXIT_INTERRUPTED ? status : EXIT_IO;
    }
    return status;
}

static int run_command(int argc, char **argv)
{
    const CliCommand *command;
    g_autofree char *usage_name = NULL;

    if (argc < 2) {
        cli_error("no verb given; 'iissim --help' lists them");
        return EXIT_USAGE;
    }
    if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") ||
        g_str_equal(argv[1], "help"))
        return print_help();
    if (g_str_equal(argv[1], "--version")) {
        printf("iissim %s\n", IISSIM_VERSION);
        return EXIT_DONE;
    }
    command = cli_command_find(argv[1]);
    if (command == NULL)
        return complain_of_verb(argv[1]);
    usage_name = g_strdup_printf("iissim %s", command->name);
    g_set_prgname(usage_name); /* what --help calls it */
    return command->run(argc - 1, argv + 1);
}

int cli_main(int argc, char **argv)
{
    setlocale(LC_CTYPE, ""); /* and no more: numbers are written with a point everywhere */
    g_log_writer_default_set_use_stderr(TRUE);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit shows as a failed write, like a full disk */
    return close_stdout(run_command(argc, argv));
}
