/* scenario_fault.c - [fault:NAME]: what goes wrong, with whom, and when. */
#include "cli/scenario/scenario_resolve.h"
#include <string.h>

/* Documented kinds that nothing simulates so far. */
static const char *const later_kinds[] = {
    "slow-client",
};

typedef enum { OF_PROCESSES, OF_BACKENDS, OF_POOLS, OF_MACHINE } FaultTargets;

enum {
    IN_TIME = 1 << 0,   /* at or every */
    BY_CHANCE = 1 << 1, /* per-request */
    LASTS = 1 << 2,     /* takes 'for' when it comes in time */
    KILLS = 1 << 3,     /* takes restart-on, and 'for' however it comes: nothing starts meanwhile */
};

/* What may be written with each kind. */
static const struct {
    FaultTargets targets;
    unsigned int flags;
} rules[FAULT_KINDS] = {
    [FAULT_CRASH] = {OF_PROCESSES, IN_TIME | BY_CHANCE | KILLS},
    [FAULT_STACK_OVERFLOW] = {OF_PROCESSES, IN_TIME | BY_CHANCE | KILLS},
    [FAULT_EXCEPTION] = {OF_PROCESSES, BY_CHANCE},
    [FAULT_EXCEPTION_OFF_REQUEST] = {OF_PROCESSES, IN_TIME | KILLS},
    [FAULT_HANG] = {OF_PROCESSES, IN_TIME | BY_CHANCE | LASTS},
    [FAULT_DEADLOCK] = {OF_PROCESSES, IN_TIME | BY_CHANCE | LASTS},
    [FAULT_LEAK] = {OF_PROCESSES, IN_TIME | BY_CHANCE | LASTS},
    [FAULT_SPIN] = {OF_PROCESSES, IN_TIME | LASTS},
    [FAULT_SLOW_BACKEND] = {OF_BACKENDS, IN_TIME | LASTS},
    [FAULT_BACKEND_OUTAGE] = {OF_BACKENDS, IN_TIME | LASTS},
    [FAULT_POOL_STOP] = {OF_POOLS, IN_TIME | LASTS},
    [FAULT_OPERATOR_RESTART] = {OF_POOLS, IN_TIME},
    [FAULT_START_FAILURE] = {OF_PROCESSES, IN_TIME | LASTS},
    [FAULT_RECYCLE] = {OF_PROCESSES, IN_TIME},
    [FAULT_IISRESET] = {OF_MACHINE, IN_TIME},
    [FAULT_CONFIG_CHANGE] = {OF_PROCESSES, IN_TIME | LASTS},
    [FAULT_CONFIG_STORM] = {OF_PROCESSES, IN_TIME | LASTS},
    [FAULT_COMPILE_STORM] = {OF_PROCESSES, IN_TIME | LASTS},
    [FAULT_RECYCLE_APPDOMAIN] = {OF_PROCESSES, IN_TIME},
};

static void bad(ScenarioReader *reader, const ScenarioLine *line, const char *message)
{
    GError *error = NULL;

    value_fail(&error, "%s", message);
    scenario_bad_value(reader->report, line, error);
}

/* The one line of the section that is one of keys; a problem when there is none or another. */
static const ScenarioLine *find_one(ScenarioReader *reader, const ScenarioSection *section,
                                    const char *const *keys)
{
    const ScenarioLine *found = NULL;
    g_autofree char *list = g_strjoinv(", ", (char **)keys);

    for (int i = 0; keys[i] != NULL; i++) {
        const ScenarioLine *line = scenario_section_find(section, keys[i]);

        if (line != NULL && found != NULL)
            scenario_report_error(reader->report, line->place,
                                  "%s: %s is set too; write exactly one of %s", line->key,
                                  found->key, list);
        else if (line != NULL)
            found = line;
    }
    if (found == NULL)
        scenario_report_error(reader->report, section->place,
                              "[%s]: has none of %s; write exactly one of them", section->title,
                              list);
    return found;
}

static void read_target(ScenarioReader *reader, const ScenarioSection *section,
                        WebFaultConfig *fault)
{
    static const char *const keys[] = {"app", "pool", "page", "backend", "machine", NULL};
    const ScenarioLine *line = find_one(reader, section, keys);
    GHashTable *const names[] = {reader->apps, reader->pools, reader->pages, reader->backends};
    GError *error = NULL;
    bool truth = false;
    size_t which = 0;

    if (line == NULL)
        return;
    while (strcmp(keys[which], line->key) != 0)
        which++;
    fault->target = (WebFaultTarget)which;
    if (fault->target == FAULT_TARGET_MACHINE) {
        if (!value_read_bool(line->value, &truth, &error))
            scenario_bad_value(reader->report, line, error);
        else if (!truth)
            bad(reader, line, "is the same as not writing it; write true, or another target");
        return;
    }
    fault->target_index = scenario_index(names[which], line->value);
    if (fault->target_index == MODEL_NONE) {
        scenario_unknown_name(names[which], keys[which], line->value, &error);
        scenario_bad_value(reader->report, line, error);
    }
}

static bool read_every(ScenarioReader *reader, const char *text, WebFaultConfig *fault,
                       GError **error)
{
    if (!value_read_variate(text, VARIATE_TIME, reader->files, &fault->every, error))
        return false;
    return sim_variate_mean(&fault->every) >= SIM_MS ||
           value_fail(error, "comes without end; write a longer time such as exp(10min)");
}

static void read_timing(ScenarioReader *reader, const ScenarioSection *section,
                        WebFaultConfig *fault)
{
    static const char *const keys[] = {"at", "every", "per-request", NULL};
    const ScenarioLine *line = find_one(reader, section, keys);
    GError *error = NULL;
    bool is_good;

    if (line == NULL)
        return;
    if (strcmp(line->key, "at") == 0) {
        fault->timing = FAULT_AT;
        is_good = scenario_times_read(line->value, &fault->at_ns, &fault->at_count, &error);
    } else if (strcmp(line->key, "every") == 0) {
        fault->timing = FAULT_EVERY;
        is_good = read_every(reader, line->value, fault, &error);
    } else {
        fault->timing = FAULT_PER_REQUEST;
        is_good = value_read_fraction(line->value, &fault->probability, &error);
    }
    if (!is_good)
        scenario_bad_value(reader->report, line, error);
}

static void check_kind_target(ScenarioReader *reader, const ScenarioSection *section,
                              const WebFaultConfig *fault)
{
    const char *kind = web_fault_kind_names[fault->kind];
    FaultTargets targets = rules[fault->kind].targets;
    ScenarioPlace place = scenario_line_place(section, "kind");
    bool has_backend = scenario_section_find(section, "backend") != NULL;

    if (targets == OF_BACKENDS && !has_backend)
        scenario_report_error(reader->report, place,
                              "kind = %s: names no backend; write backend = NAME", kind);
    else if (targets == OF_PROCESSES && has_backend)
        scenario_report_error(reader->report, place,
                              "kind = %s: a backend is outside the machine, where that does not "
                              "happen; write app, pool, page or machine",
                              kind);
    else if (targets == OF_POOLS && scenario_section_find(section, "pool") == NULL)
        scenario_report_error(reader->report, place, "kind = %s: names no pool; write pool = NAME",
                              kind);
    else if (targets == OF_MACHINE && fault->target != FAULT_TARGET_MACHINE)
        scenario_report_error(reader->report, place,
                              "kind = %s: is of the whole server; write machine = true", kind);
}

static void check_kind_timing(ScenarioReader *reader, const ScenarioSection *section,
                              const WebFaultConfig *fault)
{
    const char *kind = web_fault_kind_names[fault->kind];
    unsigned int flags = rules[fault->kind].flags;
    bool by_chance = fault->timing == FAULT_PER_REQUEST;

    if (by_chance && (flags & BY_CHANCE) == 0)
        scenario_report_error(reader->report, scenario_line_place(section, "per-request"),
                              "per-request: kind = %s does not come with a request; write at or "
                              "every",
                              kind);
    if (!by_chance && (flags & IN_TIME) == 0)
        scenario_report_error(
            reader->report,
            scenario_line_place(section, fault->timing == FAULT_AT ? "at" : "every"),
            "%s: kind = %s comes with a request; write per-request = 1%%",
            fault->timing == FAULT_AT ? "at" : "every", kind);
    if (fault->has_for && (flags & KILLS) == 0 && (by_chance || (flags & LASTS) == 0))
        scenario_report_error(reader->report, scenario_line_place(section, "for"),
                              "for: kind = %s is over at once%s; take it out", kind,
                              by_chance ? " with per-request" : "");
    if (fault->restart_on_request && (flags & KILLS) == 0)
        scenario_report_error(reader->report, scenario_line_place(section, "restart-on"),
                              "restart-on: kind = %s ends no process; take it out", kind);
}

/* Keys that belong to one kind. */
static void check_kind_keys(ScenarioReader *reader, const ScenarioSection *section,
                            const WebFaultConfig *fault)
{
    bool slows = fault->factor != 1 || !sim_variate_is_zero(&fault->delay);

    if (fault->kind == FAULT_SLOW_BACKEND && !slows)
        scenario_report_error(reader->report, section->place,
                              "[%s]: slows nothing down; write factor = 10 or delay = 1s",
                              section->title);
    if (fault->kind != FAULT_SLOW_BACKEND && slows)
        scenario_report_error(reader->report, section->place,
                              "[%s]: factor and delay are of slow-backend; take them out",
                              section->title);
    if (fault->kind == FAULT_LEAK && fault->leak_bytes == 0)
        scenario_report_error(reader->report, section->place,
                              "[%s]: leaks nothing; write leak = 100KB", section->title);
    if (fault->kind != FAULT_LEAK && fault->leak_bytes != 0)
        scenario_report_error(reader->report, scenario_line_place(section, "leak"),
                              "leak: is of kind = leak; take it out");
    if (fault->kind != FAULT_HANG && fault->is_native)
        scenario_report_error(reader->report, scenario_line_place(section, "native"),
                              "native: is of kind = hang; take it out");
    if (fault->kind != FAULT_SPIN && fault->threads != 1)
        scenario_report_error(reader->report, scenario_line_place(section, "threads"),
                              "threads: is of kind = spin; take it out");
}

/* Keys of changes, and what version 2.0 alone watches. */
static void check_change_keys(ScenarioReader *reader, const ScenarioSection *section,
                              const WebFaultConfig *fault)
{
    bool is_storm = fault->kind == FAULT_CONFIG_STORM || fault->kind == FAULT_COMPILE_STORM;
    bool has_what = fault->kind == FAULT_CONFIG_CHANGE || fault->kind == FAULT_CONFIG_STORM;
    const ScenarioLine *what = scenario_section_find(section, "what");
    const ScenarioLine *interval = scenario_section_find(section, "interval");

    if (!has_what && fault->what != CHANGE_WEB_CONFIG)
        bad(reader, what, "is of config-change and config-storm; take it out");
    if (!is_storm && interval != NULL &&
        (fault->interval.kind != SIM_CONSTANT || fault->interval.a != 1e9))
        bad(reader, interval, "is of config-storm and compile-storm; take it out");
    if (fault->kind == FAULT_CONFIG_CHANGE && fault->has_for && fault->what != CHANGE_APP_OFFLINE)
        scenario_report_error(reader->report, scenario_line_place(section, "for"),
                              "for: kind = config-change is over at once, but for what = "
                              "app-offline; take it out");
    if (fault->kind == FAULT_CONFIG_STORM && fault->what == CHANGE_APP_OFFLINE)
        bad(reader, what, "is there or is not; write kind = config-change with for");
    if (is_storm && sim_variate_mean(&fault->interval) < SIM_MS)
        scenario_report_error(reader->report, section->place,
                              "[%s]: its changes come without end; write interval = 1s",
                              section->title);
    if (reader->config->aspnet.version != ASPNET_2_0 && has_what &&
        (fault->what == CHANGE_APP_CODE || fault->what == CHANGE_DIRECTORY ||
         fault->what == CHANGE_APP_OFFLINE))
        scenario_report_warning(reader->report, what->place,
                                "what = %s: version 2.0 alone looks at that; nothing happens",
                                what->value);
}

static bool read_kind(ScenarioReader *reader, const ScenarioLine *line, WebFaultConfig *fault)
{
    g_autofree char *list = g_strjoinv(", ", (char **)web_fault_kind_names);
    g_autofree char *message = NULL;
    bool is_later = false;

    for (int kind = 0; kind < FAULT_KINDS; kind++) {
        fault->kind = (WebFaultKind)kind;
        if (strcmp(web_fault_kind_names[kind], line->value) == 0)
            return true;
    }
    fault->kind = FAULT_CRASH;
    for (size_t i = 0; i < G_N_ELEMENTS(later_kinds); i++)
        is_later |= strcmp(later_kinds[i], line->value) == 0;
    message = g_strdup_printf("is not %s; write one of %s",
                              is_later ? "simulated yet" : "a kind of fault", list);
    bad(reader, line, message);
    return false;
}

void scenario_read_fault(ScenarioReader *reader, const ScenarioSection *section,
                         WebFaultConfig *fault)
{
    const ScenarioLine *kind = scenario_section_find(section, "kind");
    const ScenarioLine *lasts = scenario_section_find(section, "for");
    const ScenarioLine *restart = scenario_section_find(section, "restart-on");
    GError *error = NULL;

    read_target(reader, section, fault);
    read_timing(reader, section, fault);
    if (lasts != NULL && !value_is_never(lasts->value)) {
        fault->has_for =
            value_read_variate(lasts->value, VARIATE_TIME, reader->files, &fault->lasts, &error);
        if (!fault->has_for)
            scenario_bad_value(reader->report, lasts, error);
    }
    fault->restart_on_request = restart != NULL && strcmp(restart->value, "request") == 0;
    if (restart != NULL && !fault->restart_on_request && strcmp(restart->value, "crash") != 0)
        bad(reader, restart, "is not a choice here; write crash or request");
    if (kind == NULL || !read_kind(reader, kind, fault))
        return;
    check_kind_target(reader, section, fault);
    check_kind_timing(reader, section, fault);
    check_kind_keys(reader, section, fault);
    check_change_keys(reader, section, fault);
}
