/* scenario_fault.c - [fault:NAME]: what goes wrong, with whom, and when. */
#include "cli/scenario_resolve.h"
#include <string.h>

/* Documented kinds that nothing simulates so far. */
static const char *const later_kinds[] = {
    "hang",           "leak",          "spin",         "kill",     "deadlock",    "exception",
    "stack-overflow", "config-change", "config-storm", "iisreset", "slow-client",
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
    return sim_variate_mean(&fault->every) >= 1000 ||
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

static void check_kind(ScenarioReader *reader, const ScenarioSection *section,
                       const WebFaultConfig *fault)
{
    bool is_slow = fault->kind == FAULT_SLOW_BACKEND;
    const ScenarioLine *backend = scenario_section_find(section, "backend");

    if (is_slow != (backend != NULL))
        scenario_report_error(reader->report, scenario_line_place(section, "kind"),
                              is_slow
                                  ? "kind = slow-backend: names no backend; write backend = NAME"
                                  : "kind = crash: a backend is outside the machine and does "
                                    "not crash here; write app, pool, page or machine");
    if (is_slow && fault->timing == FAULT_PER_REQUEST)
        scenario_report_error(reader->report, scenario_line_place(section, "per-request"),
                              "per-request: a backend does not become slow by a request; write at "
                              "or every");
    if (is_slow && fault->factor == 1 && sim_variate_is_zero(&fault->delay))
        scenario_report_error(reader->report, section->place,
                              "[%s]: slows nothing down; write factor = 10 or delay = 1s",
                              section->title);
    if (!is_slow && (fault->factor != 1 || !sim_variate_is_zero(&fault->delay)))
        scenario_report_error(reader->report, section->place,
                              "[%s]: factor and delay are of slow-backend; take them out",
                              section->title);
}

static bool read_kind(ScenarioReader *reader, const ScenarioLine *line, WebFaultConfig *fault)
{
    fault->kind = strcmp(line->value, "slow-backend") == 0 ? FAULT_SLOW_BACKEND : FAULT_CRASH;
    if (fault->kind == FAULT_SLOW_BACKEND || strcmp(line->value, "crash") == 0)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(later_kinds); i++)
        if (strcmp(later_kinds[i], line->value) == 0) {
            bad(reader, line, "is not simulated yet; write crash or slow-backend");
            return false;
        }
    bad(reader, line, "is not a kind of fault; write crash or slow-backend");
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
    if (kind != NULL && read_kind(reader, kind, fault))
        check_kind(reader, section, fault);
}
