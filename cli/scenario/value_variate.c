/* value_variate.c - the grammar of distributions.
 *
 * One table says how each is written; reading and writing both follow it. Parameters may be named
 * ('mean=20ms'); they must be where the order would be a guess.
 */
#include "cli/scenario/value_variate.h"
#include "cli/scenario/scenario_file.h"
#include <string.h>

#define PARAMETERS_MAX 3

typedef enum { PARAMETER_VALUE, PARAMETER_NUMBER } ParameterType; /* a draw's unit, or none */

typedef struct {
    const char *name;
    ParameterType type;
    int field; /* 0, 1, 2: a, b, c of SimVariate */
} Parameter;

typedef struct {
    const char *name;
    SimVariateKind kind;
    bool is_for_counts; /* a draw is a whole number, never a time */
    bool is_for_times;
    bool must_be_named;
    Parameter parameters[PARAMETERS_MAX];
    const char *example;
} Distribution;

static const Distribution distributions[] = {
    {"exp", SIM_EXPONENTIAL, false, true, false, {{"mean", PARAMETER_VALUE, 0}}, "exp(20ms)"},
    {"uniform",
     SIM_UNIFORM,
     true,
     true,
     false,
     {{"low", PARAMETER_VALUE, 0}, {"high", PARAMETER_VALUE, 1}},
     "uniform(10ms, 20ms)"},
    {"normal",
     SIM_NORMAL,
     false,
     true,
     false,
     {{"mean", PARAMETER_VALUE, 0}, {"sd", PARAMETER_VALUE, 1}},
     "normal(20ms, 5ms)"},
    {"lognormal",
     SIM_LOGNORMAL,
     false,
     true,
     true,
     {{"mean", PARAMETER_VALUE, 0}, {"cv", PARAMETER_NUMBER, 1}},
     "lognormal(mean=20ms, cv=1.5)"},
    {"erlang",
     SIM_ERLANG,
     false,
     true,
     true,
     {{"k", PARAMETER_NUMBER, 1}, {"mean", PARAMETER_VALUE, 0}},
     "erlang(k=3, mean=20ms)"},
    {"gamma",
     SIM_GAMMA,
     false,
     true,
     true,
     {{"mean", PARAMETER_VALUE, 0}, {"shape", PARAMETER_NUMBER, 1}},
     "gamma(mean=20ms, shape=2)"},
    {"weibull",
     SIM_WEIBULL,
     false,
     true,
     true,
     {{"mean", PARAMETER_VALUE, 0}, {"shape", PARAMETER_NUMBER, 1}},
     "weibull(mean=20ms, shape=0.7)"},
    {"hyperexp",
     SIM_HYPEREXP,
     false,
     true,
     true,
     {{"mean", PARAMETER_VALUE, 0}, {"cv", PARAMETER_NUMBER, 1}},
     "hyperexp(mean=20ms, cv=2)"},
    {"pareto",
     SIM_PARETO,
     false,
     true,
     true,
     {{"alpha", PARAMETER_NUMBER, 2}, {"min", PARAMETER_VALUE, 0}, {"max", PARAMETER_VALUE, 1}},
     "pareto(alpha=1.5, min=1ms, max=10s)"},
    {"triangular",
     SIM_TRIANGULAR,
     false,
     true,
     false,
     {{"low", PARAMETER_VALUE, 0}, {"mode", PARAMETER_VALUE, 1}, {"high", PARAMETER_VALUE, 2}},
     "triangular(10ms, 12ms, 30ms)"},
    {"geometric",
     SIM_GEOMETRIC,
     true,
     false,
     false,
     {{"mean", PARAMETER_NUMBER, 0}},
     "geometric(mean=5)"},
    {"zipf",
     SIM_ZIPF,
     true,
     false,
     false,
     {{"n", PARAMETER_NUMBER, 0}, {"s", PARAMETER_NUMBER, 1}},
     "zipf(1000, 0.8)"},
};

static int parameter_count(const Distribution *distribution)
{
    int count = 0;

    while (count < PARAMETERS_MAX && distribution->parameters[count].name != NULL)
        count++;
    return count;
}

static bool value_read(const char *text, VariateUnit unit, double *value, GError **error)
{
    return unit == VARIATE_TIME ? value_read_time_real(text, value, error)
                                : value_read_number(text, value, error);
}

/* Which parameter 'name=value' or the argument at a position is for; -1 when there is none. */
static int parameter_find(const Distribution *distribution, const char *argument, int position,
                          const char **value, GError **error)
{
    const char *equals = strchr(argument, '=');
    int count = parameter_count(distribution);

    if (equals == NULL && position < count && (!distribution->must_be_named || count == 1)) {
        *value = argument;
        return position;
    }
    for (int i = 0; equals != NULL && i < count; i++) {
        const char *name = distribution->parameters[i].name;
        size_t length = strlen(name);

        if (g_str_has_prefix(argument, name) && strspn(argument + length, " \t=") > 0 &&
            argument + length + strspn(argument + length, " \t") == equals) {
            *value = equals + 1 + strspn(equals + 1, " \t");
            return i;
        }
    }
    value_fail(error, "'%.40s' is not a parameter of %s; write %s", argument, distribution->name,
               distribution->example);
    return -1;
}

static bool parameters_read(const Distribution *distribution, char **arguments, VariateUnit unit,
                            double fields[PARAMETERS_MAX], GError **error)
{
    int count = parameter_count(distribution);
    bool is_set[PARAMETERS_MAX] = {false, false, false};

    for (int i = 0; arguments[i] != NULL; i++) {
        const char *value;
        int which = parameter_find(distribution, arguments[i], i, &value, error);
        const Parameter *parameter;

        if (which < 0)
            return false;
        parameter = &distribution->parameters[which];
        if (is_set[which])
            return value_fail(error, "%s is given twice; write %s", parameter->name,
                              distribution->example);
        is_set[which] = true;
        if (!(parameter->type == PARAMETER_NUMBER
                  ? value_read_number(value, &fields[parameter->field], error)
                  : value_read(value, unit, &fields[parameter->field], error)))
            return false;
    }
    for (int i = 0; i < count; i++)
        if (!is_set[i])
            return value_fail(error, "%s needs its %s; write %s", distribution->name,
                              distribution->parameters[i].name, distribution->example);
    return true;
}

static bool values_read(char **texts, VariateUnit unit, ValueFiles *files, SimVariate *variate,
                        GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    for (int i = 0; texts[i] != NULL; i++) {
        double value;

        if (*texts[i] == '\0')
            continue;
        if (!value_read(texts[i], unit, &value, error))
            return false;
        if (value < 0)
            return value_fail(error, "%.40s is negative; write values from 0", texts[i]);
        g_array_append_val(values, value);
    }
    if (values->len == 0)
        return value_fail(error, "has no values; write one a line");
    if (!value_files_take(files, values->len, error))
        return false;
    *variate = sim_variate_empirical((const double *)(void *)values->data, values->len);
    return true;
}

char *value_file_read(ValueFiles *files, const char *path, GError **error)
{
    gsize length;
    g_autofree char *text = scenario_file_read(files->directory, path, &length, error);

    if (text == NULL)
        return NULL;
    files->bytes_left -= (int64_t)length + 4096;
    if (files->bytes_left < 0) {
        value_fail(error, "the scenario reads too much from files; name fewer or smaller ones");
        return NULL;
    }
    return g_steal_pointer(&text);
}

bool value_files_take(ValueFiles *files, int64_t values, GError **error)
{
    files->values_left -= values;
    return files->values_left >= 0 ||
           value_fail(error, "the scenario has too many values in all; write fewer");
}

/* empirical(FILE), or with the values themselves. */
static bool empirical_read(char **arguments, VariateUnit unit, ValueFiles *files,
                           SimVariate *variate, GError **error)
{
    g_autofree char *contents = NULL;
    g_auto(GStrv) lines = NULL;
    double probe;

    if (arguments[0] == NULL)
        return value_fail(error, "empirical needs a file; write empirical(FILE)");
    if (arguments[1] != NULL || value_read(arguments[0], unit, &probe, NULL))
        return values_read(arguments, unit, files, variate, error);
    contents = value_file_read(files, arguments[0], error);
    if (contents == NULL)
        return false;
    lines = g_strsplit_set(contents, "\r\n", -1);
    for (int i = 0; lines[i] != NULL; i++)
        g_strstrip(lines[i]);
    return values_read(lines, unit, files, variate, error);
}

static bool distribution_read(const Distribution *distribution, char **arguments, VariateUnit unit,
                              SimVariate *variate, GError **error)
{
    double fields[PARAMETERS_MAX] = {0, 0, 0};
    const char *problem;

    if (unit == VARIATE_TIME ? !distribution->is_for_times : !distribution->is_for_counts)
        return value_fail(error, "%s is not a distribution of %s; write %s", distribution->name,
                          unit == VARIATE_TIME ? "times" : "whole numbers",
                          unit == VARIATE_TIME ? "exp(20ms)" : "geometric(mean=5)");
    if (!parameters_read(distribution, arguments, unit, fields, error))
        return false;
    for (int i = 0; i < PARAMETERS_MAX; i++)
        if (fields[i] < 0)
            return value_fail(error, "has a negative parameter; write values from 0");
    problem = sim_variate_problem(distribution->kind, fields[0], fields[1], fields[2]);
    if (problem != NULL)
        return value_fail(error, "%s; write for example %s", problem, distribution->example);
    *variate = sim_variate(distribution->kind, fields[0], fields[1], fields[2]);
    return true;
}

static bool constant_read(const char *text, VariateUnit unit, SimVariate *variate, GError **error)
{
    double value;

    if (!value_read(text, unit, &value, error))
        return false;
    if (value < 0)
        return value_fail(error, "%.40s is negative; write a value from 0", text);
    *variate = sim_variate(SIM_CONSTANT, value, 0, 0);
    return true;
}

static bool unknown_distribution(const char *name, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(distributions); i++)
        g_string_append_printf(names, "%s, ", distributions[i].name);
    return value_fail(error, "'%.40s' is not a distribution; write one of %sempirical", name,
                      names->str);
}

bool value_read_variate(const char *text, VariateUnit unit, ValueFiles *files, SimVariate *variate,
                        GError **error)
{
    g_autofree char *name = NULL, *inside = NULL;
    g_auto(GStrv) arguments = NULL;
    const char *open = strchr(text, '(');
    size_t length = strlen(text);

    if (open == NULL)
        return constant_read(text, unit, variate, error);
    if (text[length - 1] != ')')
        return value_fail(error, "has no ')' at its end; write exp(20ms)");
    name = g_strstrip(g_strndup(text, (gsize)(open - text)));
    inside = g_strndup(open + 1, (gsize)(text + length - 1 - (open + 1)));
    if (strpbrk(inside, "()") != NULL)
        return value_fail(error, "has too many parentheses; write exp(20ms)");
    arguments = value_split(inside, ',');
    if (strcmp(name, "empirical") == 0)
        return empirical_read(arguments, unit, files, variate, error);
    for (size_t i = 0; i < G_N_ELEMENTS(distributions); i++)
        if (strcmp(distributions[i].name, name) == 0)
            return distribution_read(&distributions[i], arguments, unit, variate, error);
    return unknown_distribution(name, error);
}

static char *value_write(double value, VariateUnit unit)
{
    return unit == VARIATE_TIME ? value_write_time_real(value) : value_write_number(value);
}

static char *empirical_write(const SimVariate *variate, VariateUnit unit)
{
    GString *text = g_string_new("empirical(");

    for (uint32_t i = 0; i < variate->table_size; i++) {
        g_autofree char *value = value_write(variate->table[i], unit);

        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", value);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static char *distribution_write(const Distribution *distribution, const SimVariate *variate,
                                VariateUnit unit)
{
    const double fields[PARAMETERS_MAX] = {variate->a, variate->b, variate->c};
    GString *text = g_string_new(distribution->name);
    bool is_named = strchr(distribution->example, '=') != NULL;

    for (int i = 0; i < parameter_count(distribution); i++) {
        const Parameter *parameter = &distribution->parameters[i];
        double value = fields[parameter->field];
        g_autofree char *value_text = parameter->type == PARAMETER_NUMBER
                                          ? value_write_number(value)
                                          : value_write(value, unit);

        g_string_append(text, i == 0 ? "(" : ", ");
        if (is_named)
            g_string_append_printf(text, "%s=", parameter->name);
        g_string_append(text, value_text);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

char *value_write_variate(const SimVariate *variate, VariateUnit unit)
{
    if (variate->kind == SIM_CONSTANT)
        return value_write(variate->a, unit);
    if (variate->kind == SIM_EMPIRICAL)
        return empirical_write(variate, unit);
    for (size_t i = 0; i < G_N_ELEMENTS(distributions); i++)
        if (distributions[i].kind == variate->kind)
            return distribution_write(&distributions[i], variate, unit);
    g_assert_not_reached();
}
