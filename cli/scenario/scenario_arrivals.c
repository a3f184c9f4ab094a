/* scenario_arrivals.c - poisson(60/s), users(200, think=exp(7s)), ramp(0s 10/s, 60s 100/s) ... */
#include "cli/scenario/scenario_reader.h"
#include <string.h>

#define POINTS_MAX 1000000
#define USERS_MAX  1000000
#define BURST_MAX  1000000 /* at once: each is kept in memory */

typedef struct {
    ScenarioReader *reader;
    const ScenarioSection *section;
    ClientArrivals *arrivals;
} Arrivals;

typedef struct {
    const char *name;
    ClientArrivalsKind kind;
    bool (*read)(Arrivals *self, char **arguments, guint count, GError **error);
    const char *example;
} Form;

static const char poisson_example[] = "poisson(60/s)";
static const char every_example[] = "every(100ms)";
static const char users_example[] = "users(200, think=exp(7s))";
static const char ramp_example[] = "ramp(0s 10/s, 60s 100/s)";
static const char sine_example[] = "sine(mean=100/s, amplitude=0.8, period=1h)";
static const char mmpp_example[] = "mmpp(140/s for exp(0.5s), 30/s for exp(1s))";
static const char batches_example[] = "batches(poisson(10/s), size=geometric(mean=5))";
static const char at_example[] = "at(0s x 100, 10s x 50)";

/* The text after 'name=' or 'name ='; NULL when the argument is not of that name. */
static const char *named(const char *argument, const char *name)
{
    size_t length = strlen(name);
    const char *at = argument + length;

    if (!g_str_has_prefix(argument, name))
        return NULL;
    at += strspn(at, " \t");
    return *at == '=' ? at + 1 + strspn(at + 1, " \t") : NULL;
}

/* Cuts text in two at a separator such as ' x '; false when it is not there. */
static bool cut(char *text, const char *separator, char **left, char **right)
{
    char *at = strstr(text, separator);

    if (at == NULL)
        return false;
    *at = '\0';
    *left = g_strstrip(text);
    *right = g_strstrip(at + strlen(separator));
    return **left != '\0' && **right != '\0';
}

static bool read_time(const char *text, int64_t *time_ns, GError **error)
{
    if (!value_read_time(text, NULL, time_ns, error))
        return false;
    return *time_ns >= 0 || value_fail(error, "%s is before time 0; write a time from 0s", text);
}

static bool read_rate(const char *text, double *per_second, GError **error)
{
    if (!value_read_rate(text, per_second, error))
        return false;
    return *per_second > 0 || value_fail(error, "a rate of 0 never brings a request; write one "
                                                "above 0");
}

static bool read_poisson(Arrivals *self, char **arguments, guint count, GError **error)
{
    if (count != 1)
        return value_fail(error, "needs one rate; write %s", poisson_example);
    return read_rate(arguments[0], &self->arrivals->rate_per_s, error);
}

static bool read_every(Arrivals *self, char **arguments, guint count, GError **error)
{
    SimVariate *interval = &self->arrivals->interval;

    if (count != 1)
        return value_fail(error, "needs one interval; write %s", every_example);
    if (!value_read_variate(arguments[0], VARIATE_TIME, self->reader->files, interval, error))
        return false;
    return sim_variate_mean(interval) >= 1 ||
           value_fail(error, "has an interval of nothing, without end; write %s", every_example);
}

static bool read_users(Arrivals *self, char **arguments, guint count, GError **error)
{
    const char *think;

    if (count < 1 || count > 2)
        return value_fail(error, "needs a number and may have a think time; write %s",
                          users_example);
    if (!value_read_whole(arguments[0], &self->arrivals->users, error))
        return false;
    if (self->arrivals->users < 1 || self->arrivals->users > USERS_MAX)
        return value_fail(error, "%s users are out of range; write 1 to %d", arguments[0],
                          USERS_MAX);
    if (count == 1)
        return true;
    think = named(arguments[1], "think");
    if (think == NULL)
        return value_fail(error, "'%.40s' is not its think time; write %s", arguments[1],
                          users_example);
    return value_read_variate(think, VARIATE_TIME, self->reader->files, &self->arrivals->think,
                              error);
}

static bool read_ramp_point(char *text, ClientRampPoint *point, GError **error)
{
    char *rate = strrchr(text, ' ');

    if (rate == NULL)
        return value_fail(error, "'%.40s' is not a time and a rate; write %s", text, ramp_example);
    *rate = '\0';
    return read_time(g_strchomp(text), &point->time_ns, error) &&
           value_read_rate(rate + 1, &point->rate_per_s, error);
}

static bool read_ramp(Arrivals *self, char **arguments, guint count, GError **error)
{
    ClientArrivals *arrivals = self->arrivals;
    double highest = 0;

    arrivals->ramp = g_new0(ClientRampPoint, count);
    for (; arrivals->ramp_count < count; arrivals->ramp_count++) {
        ClientRampPoint *point = &arrivals->ramp[arrivals->ramp_count];

        if (!read_ramp_point(arguments[arrivals->ramp_count], point, error))
            return false;
        if (point > arrivals->ramp && point->time_ns <= point[-1].time_ns)
            return value_fail(error, "its times do not rise; write %s", ramp_example);
        highest = MAX(highest, point->rate_per_s);
    }
    if (count == 0 || highest == 0)
        return value_fail(error, "never brings a request; write %s", ramp_example);
    return true;
}

static bool read_sine(Arrivals *self, char **arguments, guint count, GError **error)
{
    ClientArrivals *arrivals = self->arrivals;
    static const char *const names[] = {"mean", "amplitude", "period"};
    const char *values[G_N_ELEMENTS(names)] = {NULL, NULL, NULL};

    for (guint i = 0; i < count; i++) {
        guint which = 0;

        while (which < G_N_ELEMENTS(names) && named(arguments[i], names[which]) == NULL)
            which++;
        if (which == G_N_ELEMENTS(names) || values[which] != NULL)
            return value_fail(error, "'%.40s' is unknown or twice there; write %s", arguments[i],
                              sine_example);
        values[which] = named(arguments[i], names[which]);
    }
    if (values[0] == NULL || values[1] == NULL || values[2] == NULL)
        return value_fail(error, "needs mean, amplitude and period; write %s", sine_example);
    if (!read_rate(values[0], &arrivals->rate_per_s, error) ||
        !value_read_fraction(values[1], &arrivals->amplitude, error) ||
        !read_time(values[2], &arrivals->period_ns, error))
        return false;
    return arrivals->period_ns > 0 || value_fail(error, "has no period; write %s", sine_example);
}

static bool read_mmpp(Arrivals *self, char **arguments, guint count, GError **error)
{
    ClientArrivals *arrivals = self->arrivals;
    double highest = 0;

    arrivals->phases = g_new0(ClientPhase, count);
    for (guint i = 0; i < count; i++) {
        ClientPhase *phase = &arrivals->phases[i];
        char *rate, *holding;

        arrivals->phase_count = i + 1;
        if (!cut(arguments[i], " for ", &rate, &holding))
            return value_fail(error, "'%.40s' is not RATE for DURATION; write %s", arguments[i],
                              mmpp_example);
        if (!value_read_rate(rate, &phase->rate_per_s, error) ||
            !value_read_variate(holding, VARIATE_TIME, self->reader->files, &phase->holding, error))
            return false;
        if (sim_variate_mean(&phase->holding) < 1)
            return value_fail(error, "has a phase of no length; write %s", mmpp_example);
        highest = MAX(highest, phase->rate_per_s);
    }
    if (count < 2 || highest == 0)
        return value_fail(error, "needs two phases or more, one with a rate; write %s",
                          mmpp_example);
    return true;
}

static bool read_batch_starts(Arrivals *self, char *text, GError **error)
{
    char *open = strchr(text, '('), *close = strrchr(text, ')');
    char *inside[] = {NULL, NULL};

    if (open != NULL && close != NULL && close[1] == '\0') {
        *open = *close = '\0';
        inside[0] = g_strstrip(open + 1);
        g_strchomp(text);
        if (strcmp(text, "poisson") == 0)
            return read_poisson(self, inside, 1, error);
        if (strcmp(text, "every") == 0)
            return read_every(self, inside, 1, error);
    }
    return value_fail(error, "batches come by poisson or every; write %s", batches_example);
}

static bool read_batches(Arrivals *self, char **arguments, guint count, GError **error)
{
    const char *size = count == 2 ? named(arguments[1], "size") : NULL;

    if (size == NULL)
        return value_fail(error, "needs arrivals and a size; write %s", batches_example);
    if (!value_read_variate(size, VARIATE_COUNT, self->reader->files, &self->arrivals->size, error))
        return false;
    if (sim_variate_mean(&self->arrivals->size) <= 0 ||
        sim_variate_mean(&self->arrivals->size) > BURST_MAX)
        return value_fail(error, "has batches of no sensible size; write %s", batches_example);
    return read_batch_starts(self, arguments[0], error);
}

static bool read_at(Arrivals *self, char **arguments, guint count, GError **error)
{
    ClientArrivals *arrivals = self->arrivals;

    if (count == 0)
        return value_fail(error, "never brings a request; write %s", at_example);
    arrivals->bursts = g_new0(ClientBurst, count);
    for (; arrivals->burst_count < count; arrivals->burst_count++) {
        ClientBurst *burst = &arrivals->bursts[arrivals->burst_count];
        char *time = arguments[arrivals->burst_count], *number = NULL;

        burst->count = 1;
        if (strstr(time, " x ") != NULL && !cut(time, " x ", &time, &number))
            return value_fail(error, "has an empty part; write %s", at_example);
        if (!read_time(time, &burst->time_ns, error) ||
            (number != NULL && !value_read_whole(number, &burst->count, error)))
            return false;
        if (burst->count < 1 || burst->count > BURST_MAX)
            return value_fail(error, "%s requests are out of range; write 1 to %d", number,
                              BURST_MAX);
        if (burst > arrivals->bursts && burst->time_ns < burst[-1].time_ns)
            return value_fail(error, "its times do not rise; write %s", at_example);
    }
    return true;
}

static bool read_replay(Arrivals *self, char **arguments, guint count, GError **error)
{
    if (count != 1)
        return value_fail(error, "needs one file; write replay(FILE) or replay(inline)");
    return scenario_replay_read(self->reader, self->section, arguments[0], self->arrivals, error);
}

static const Form forms[] = {
    {"poisson", ARRIVALS_POISSON, read_poisson, poisson_example},
    {"every", ARRIVALS_EVERY, read_every, every_example},
    {"users", ARRIVALS_USERS, read_users, users_example},
    {"ramp", ARRIVALS_RAMP, read_ramp, ramp_example},
    {"sine", ARRIVALS_SINE, read_sine, sine_example},
    {"mmpp", ARRIVALS_MMPP, read_mmpp, mmpp_example},
    {"batches", ARRIVALS_BATCHES, read_batches, batches_example},
    {"replay", ARRIVALS_REPLAY, read_replay, "replay(FILE)"},
    {"at", ARRIVALS_AT, read_at, at_example},
};

bool scenario_arrivals_read(ScenarioReader *reader, const ScenarioSection *section,
                            const char *text, ClientArrivals *arrivals, GError **error)
{
    const char *open = strchr(text, '(');
    size_t length = strlen(text);
    Arrivals self = {reader, section, arrivals};

    for (size_t i = 0; open != NULL && text[length - 1] == ')' && i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *name = g_strchomp(g_strndup(text, (gsize)(open - text)));
        g_autofree char *inside = g_strndup(open + 1, (gsize)(text + length - 1 - (open + 1)));
        g_auto(GStrv) arguments = NULL;

        if (strcmp(name, forms[i].name) != 0)
            continue;
        arguments = value_split(inside, ',');
        if (g_strv_length(arguments) > POINTS_MAX)
            return value_fail(error, "has more than %d parts; write fewer", POINTS_MAX);
        arrivals->kind = forms[i].kind;
        return forms[i].read(&self, arguments, g_strv_length(arguments), error);
    }
    return value_fail(error,
                      "is not a way of arriving; write one such as %s, %s, every(DIST), "
                      "ramp(..), sine(..), mmpp(..), batches(..), at(..) or replay(FILE)",
                      poisson_example, users_example);
}

static void write_ramp(const ClientArrivals *arrivals, GString *text)
{
    for (uint32_t i = 0; i < arrivals->ramp_count; i++) {
        g_autofree char *time = value_write_time(arrivals->ramp[i].time_ns);
        g_autofree char *rate = value_write_rate(arrivals->ramp[i].rate_per_s);

        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", time, rate);
    }
}

static void write_mmpp(const ClientArrivals *arrivals, GString *text)
{
    for (uint32_t i = 0; i < arrivals->phase_count; i++) {
        g_autofree char *rate = value_write_rate(arrivals->phases[i].rate_per_s);
        g_autofree char *holding = value_write_variate(&arrivals->phases[i].holding, VARIATE_TIME);

        g_string_append_printf(text, "%s%s for %s", i > 0 ? ", " : "", rate, holding);
    }
}

static void write_bursts(const ClientArrivals *arrivals, GString *text)
{
    for (uint32_t i = 0; i < arrivals->burst_count; i++) {
        g_autofree char *time = value_write_time(arrivals->bursts[i].time_ns);

        g_string_append_printf(text, "%s%s x %" G_GINT64_FORMAT, i > 0 ? ", " : "", time,
                               arrivals->bursts[i].count);
    }
}

static void write_simple(const ClientArrivals *arrivals, GString *text)
{
    g_autofree char *rate = value_write_rate(arrivals->rate_per_s);
    g_autofree char *interval = value_write_variate(&arrivals->interval, VARIATE_TIME);

    if (arrivals->kind == ARRIVALS_POISSON) {
        g_string_append(text, rate);
    } else if (arrivals->kind == ARRIVALS_EVERY) {
        g_string_append(text, interval);
    } else if (arrivals->kind == ARRIVALS_USERS) {
        g_autofree char *think = value_write_variate(&arrivals->think, VARIATE_TIME);

        g_string_append_printf(text, "%" G_GINT64_FORMAT ", think=%s", arrivals->users, think);
    } else if (arrivals->kind == ARRIVALS_SINE) {
        g_autofree char *amplitude = value_write_number(arrivals->amplitude);
        g_autofree char *period = value_write_time(arrivals->period_ns);

        g_string_append_printf(text, "mean=%s, amplitude=%s, period=%s", rate, amplitude, period);
    } else if (arrivals->kind == ARRIVALS_BATCHES) {
        g_autofree char *size = value_write_variate(&arrivals->size, VARIATE_COUNT);
        bool is_poisson = arrivals->rate_per_s > 0;

        g_string_append_printf(text, "%s(%s), size=%s", is_poisson ? "poisson" : "every",
                               is_poisson ? rate : interval, size);
    }
}

char *scenario_arrivals_write(const ClientArrivals *arrivals)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (forms[i].kind == arrivals->kind)
            g_string_append_printf(text, "%s(", forms[i].name);
    if (arrivals->kind == ARRIVALS_RAMP)
        write_ramp(arrivals, text);
    else if (arrivals->kind == ARRIVALS_MMPP)
        write_mmpp(arrivals, text);
    else if (arrivals->kind == ARRIVALS_AT)
        write_bursts(arrivals, text);
    else if (arrivals->kind == ARRIVALS_REPLAY)
        g_string_append(text, "inline");
    else
        write_simple(arrivals, text);
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}
