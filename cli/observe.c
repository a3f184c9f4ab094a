/* observe.c - one row, one count, per finished request. */
#include "cli/observe.h"
#include "cli/csv.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

bool observation_is_within(const char *metric, double *bound_s)
{
    char *end = NULL;

    if (!g_str_has_prefix(metric, "within("))
        return false;
    *bound_s = g_ascii_strtod(metric + strlen("within("), &end);
    return g_str_equal(end, ")") && isfinite(*bound_s) && *bound_s >= 0;
}

FILE *observation_spool_new(GError **error)
{
    g_autofree char *path = NULL;
    int descriptor = g_file_open_tmp("iissim-XXXXXX", &path, error);
    FILE *file;

    if (descriptor < 0)
        return NULL;
    g_unlink(path); /* nothing to clean up, whatever way the program ends */
    file = fdopen(descriptor, "w+");
    if (file == NULL) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", path,
                    g_strerror(errno));
        close(descriptor);
    }
    return file;
}

bool observation_spool_append(FILE *to, FILE *from, GError **error)
{
    char block[1 << 16];
    size_t length;

    if (fflush(from) != 0 || ferror(from))
        goto failed;
    rewind(from);
    while ((length = fread(block, 1, sizeof block, from)) > 0)
        if (fwrite(block, 1, length, to) != length)
            goto failed;
    if (!ferror(from))
        return true;
failed:
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                "rows of requests cannot be kept: %s", g_strerror(errno));
    return false;
}

/* The shares that slos ask for, each once. */
static void collect_shares(Observation *observation)
{
    const Scenario *scenario = observation->scenario;
    GArray *shares = g_array_new(FALSE, TRUE, sizeof(ObservedShare));

    for (uint32_t i = 0; i < scenario->slo_count; i++) {
        const ScenarioSlo *slo = &scenario->slos[i];
        double bound_s;
        bool is_known = false;

        if (!observation_is_within(slo->metric, &bound_s))
            continue;
        for (guint k = 0; k < shares->len; k++) {
            const ScenarioSlo *other = g_array_index(shares, ObservedShare, k).slo;

            is_known |= g_str_equal(other->metric, slo->metric) &&
                        g_strcmp0(other->scope, slo->scope) == 0 &&
                        g_strcmp0(other->entity, slo->entity) == 0;
        }
        if (!is_known) {
            ObservedShare share = {.slo = slo, .bound_ns = (int64_t)llround(bound_s * 1e9)};

            g_array_append_val(shares, share);
        }
    }
    observation->share_count = shares->len;
    observation->shares = (ObservedShare *)(void *)g_array_free(shares, FALSE);
}

Observation *observation_new(const Scenario *scenario, const ScenarioVariant *variant,
                             uint64_t replication, bool wants_rows, GError **error)
{
    g_autoptr(Observation) observation = g_new0(Observation, 1);

    observation->scenario = scenario;
    observation->variant = variant;
    observation->replication = replication;
    collect_shares(observation);
    if (wants_rows) {
        observation->rows = observation_spool_new(error);
        if (observation->rows == NULL)
            return NULL;
    }
    if (observation->rows == NULL && observation->share_count == 0)
        return NULL;
    return g_steal_pointer(&observation);
}

void observation_free(Observation *observation)
{
    if (observation == NULL)
        return;
    if (observation->rows != NULL)
        fclose(observation->rows);
    g_free(observation->shares);
    g_free(observation);
}

static const char *pool_of(const ModelConfig *config, const char *app)
{
    for (uint32_t i = 0; i < config->app_count; i++)
        if (g_str_equal(config->apps[i].name, app))
            return config->pools[config->apps[i].pool].name;
    return NULL;
}

static bool concerns(const ScenarioSlo *slo, const ModelConfig *config, const RequestRecord *record)
{
    const char *entity;

    if (slo->scope == NULL)
        return true;
    if (g_str_equal(slo->scope, "app"))
        entity = record->app;
    else if (g_str_equal(slo->scope, "page"))
        entity = record->page;
    else if (g_str_equal(slo->scope, "clients"))
        entity = record->group;
    else
        entity = pool_of(config, record->app);
    return g_strcmp0(entity, slo->entity) == 0;
}

double observation_share(const ObservedShare *share)
{
    return share->offered > 0 ? (double)share->ok_within / (double)share->offered : NAN;
}

/* ',SECONDS' to the nanosecond; nothing after the comma for what never came. */
static void append_time(FILE *rows, int64_t time_ns)
{
    int64_t magnitude_ns = time_ns < 0 ? -time_ns : time_ns;

    if (time_ns == INT64_MIN)
        fputc(',', rows);
    else
        fprintf(rows, ",%s%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT, time_ns < 0 ? "-" : "",
                magnitude_ns / SIM_S, magnitude_ns % SIM_S);
}

static void append_field(FILE *rows, const char *text)
{
    fputc(',', rows);
    csv_field(rows, text);
}

static void append_row(const Observation *observation, const RequestRecord *record)
{
    FILE *rows = observation->rows;

    fprintf(rows, "%" G_GUINT64_FORMAT, observation->replication);
    append_field(rows, observation->variant->name);
    append_field(rows, record->group);
    fprintf(rows, ",%" G_GUINT32_FORMAT ",%" G_GUINT64_FORMAT, record->user, record->ordinal);
    append_field(rows, record->app);
    append_field(rows, record->page);
    append_time(rows, record->issued_ns);
    append_time(rows, record->started_ns);
    append_time(rows, record->ended_ns);
    fprintf(rows, ",%" G_GUINT32_FORMAT, record->attempts);
    append_field(rows, record->outcome);
    if (record->status != 0)
        fprintf(rows, ",%d", record->status);
    else
        fputc(',', rows);
    append_field(rows, record->process);
    fputc('\n', rows);
}

void observation_request(void *self, const RequestRecord *record)
{
    Observation *observation = self;

    for (uint32_t i = 0; i < observation->share_count; i++) {
        ObservedShare *share = &observation->shares[i];

        if (!concerns(share->slo, observation->variant->config, record))
            continue;
        share->offered++;
        if (g_str_equal(record->outcome, "ok") &&
            record->ended_ns - record->issued_ns <= share->bound_ns)
            share->ok_within++;
    }
    if (observation->rows != NULL)
        append_row(observation, record);
}
