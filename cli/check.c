/* check.c - `iissim check`: every problem of a scenario, and what its variants have to carry. */
#include "cli/scenario/check_load.h"
#include "cli/command.h"
#include "cli/wrap.h"
#include "cli/scenario/value.h"
#include "cli/sweep/points.h"
#include <stdio.h>
#include <string.h>

#define IGNORED_SHOWN_MAX 40

static void append_head(GString *out, const Scenario *scenario)
{
    const ModelConfig *config = scenario->variants[0].config;
    g_autofree char *duration = value_write_time(config->duration_ns);
    g_autofree char *warmup = scenario->warmup.is_auto ? g_strdup("what pilot runs tell (auto)")
                                                       : value_write_time(config->warmup_ns);

    if (scenario->title != NULL)
        wrap_append(out, scenario->title, 0, 0);
    g_string_append_printf(out, "%s after a warm-up of %s, ", duration, warmup);
    if (scenario->replications_min == scenario->replications_max)
        g_string_append_printf(out, "%u replications", scenario->replications_min);
    else
        g_string_append_printf(out, "%u to %u replications", scenario->replications_min,
                               scenario->replications_max);
    g_string_append_printf(out, ", seed %" G_GUINT64_FORMAT "\n", scenario->seed);
}

static void append_ignored(GString *out, const ScenarioVariant *variant)
{
    guint count = g_strv_length(variant->ignored);
    g_autoptr(GString) list = g_string_new(NULL);

    if (count == 0)
        return;
    for (guint i = 0; i < MIN(count, IGNORED_SHOWN_MAX); i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", variant->ignored[i]);
    if (count > IGNORED_SHOWN_MAX)
        g_string_append_printf(list, " and %u more", count - IGNORED_SHOWN_MAX);
    g_string_append(out, "    does not read ");
    wrap_append(out, list->str, 18, 6);
}

static void append_sweep(GString *out, const ScenarioSweep *sweep)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (uint32_t k = 0; k < sweep->key_count; k++) {
        const ScenarioSweepKey *key = &sweep->keys[k];

        g_string_append_printf(list, "%s%s (%u value%s)", k > 0 ? ", " : "", key->path,
                               key->value_count, key->value_count == 1 ? "" : "s");
    }
    g_string_append_printf(out, "sweep of %u point%s: ", sweep->point_count,
                           sweep->point_count == 1 ? "" : "s");
    wrap_append(out, list->str, 20, 4);
}

static void print_summary(const Scenario *scenario)
{
    g_autoptr(GString) out = g_string_new(NULL);

    append_head(out, scenario);
    if (scenario->sweep != NULL)
        append_sweep(out, scenario->sweep);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        const ScenarioVariant *variant = &scenario->variants[i];

        g_string_append_printf(out, "\n%s (%s)\n", variant->name, variant->model->title);
        check_load_append(out, variant);
        append_ignored(out, variant);
    }
    g_string_append(out, "\nok\n");
    fputs(out->str, stdout);
}

/* As compilers write them, so that editors find the place. True if one is of the command line. */
static bool print_problems(const GPtrArray *problems)
{
    bool is_usage = false;

    for (guint i = 0; i < problems->len; i++) {
        const ScenarioProblem *problem = g_ptr_array_index(problems, i);

        fprintf(stderr, "%s%s\n", problem->is_error ? "" : "warning: ", problem->text);
        is_usage = is_usage || (problem->is_error && g_str_has_prefix(problem->text, "--"));
    }
    return is_usage;
}

/* NULL when the scenario, or a point of its sweep, is invalid. */
static Scenario *load(const char *file, ScenarioOverrides *overrides, GPtrArray *problems)
{
    g_autofree char *text = sweep_read_text(file, problems);
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(GPtrArray) of_points = scenario_problems_new();
    bool is_good = true;

    if (text == NULL)
        return NULL;
    overrides->text = text;
    scenario = scenario_load(file, overrides, problems);
    if (scenario != NULL && scenario->sweep != NULL)
        is_good = sweep_points_check(
            &(SweepPoints){.file = file, .overrides = overrides, .sweep = scenario->sweep},
            problems, of_points);
    g_ptr_array_extend_and_steal(problems, g_steal_pointer(&of_points));
    return is_good ? g_steal_pointer(&scenario) : NULL;
}

static int check(const char *file, ScenarioOverrides *overrides)
{
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    g_autoptr(Scenario) scenario = load(file, overrides, problems);
    bool is_usage = print_problems(problems);

    if (scenario == NULL)
        return is_usage ? EXIT_USAGE : EXIT_INVALID;
    print_summary(scenario);
    return EXIT_DONE;
}

static int run(int argc, char **argv)
{
    g_autofree char *list = NULL, *seed = NULL, *replications = NULL;
    g_auto(GStrv) sets = NULL, sweeps = NULL, files = NULL, chosen = NULL;
    const GOptionEntry entries[] = {
        {"models", 0, 0, G_OPTION_ARG_STRING, &list, "as for run", "LIST"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sets, "as for run; may be repeated",
         "SECTION.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &seed, "as for run", "N"},
        {"replications", 0, 0, G_OPTION_ARG_STRING, &replications, "as for run", "N"},
        {"sweep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sweeps, "as for sweep; may be repeated",
         "KEY=LIST"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) error = NULL;

    (void)argc;
    g_option_context_set_summary(context, "Reads a scenario without running it: prints every "
                                          "problem, then load against capacity.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse_strv(context, &arguments, &error)) {
        cli_error("check: %s; 'iissim check --help' lists the options", error->message);
        return EXIT_USAGE;
    }
    if (files == NULL || files[0] == NULL || files[1] != NULL) {
        cli_error("check: name one scenario, or - for standard input");
        return EXIT_USAGE;
    }
    if (list != NULL) {
        chosen = g_strsplit(list, ",", -1);
        for (char **model = chosen; *model != NULL; model++)
            g_strstrip(*model);
    }
    return check(files[0], &(ScenarioOverrides){.models = chosen,
                                                .sets = sets,
                                                .seed = seed,
                                                .replications = replications,
                                                .sweeps = sweeps});
}

const CliCommand cli_check = {
    .name = "check",
    .synopsis = "check FILE",
    .summary = "every problem of a scenario; offered load against capacity",
    .run = run,
};
