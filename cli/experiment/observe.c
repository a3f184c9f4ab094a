/* observe.c - one row per finished request. */
#include "cli/experiment/observe.h"
#include "cli/results/csv.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

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

Observation *observation_new(const ScenarioVariant *variant, uint64_t replication, GError **error)
{
    FILE *rows = observation_spool_new(error);
    Observation *observation;

    if (rows == NULL)
        return NULL;
    observation = g_new0(Observation, 1);
    *observation = (Observation){.variant = variant, .replication = replication, .rows = rows};
    return observation;
}

void observation_free(Observation *observation)
{
    if (observation == NULL)
        return;
    fclose(observation->rows);
    g_free(observation);
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

void observation_request(void *self, const RequestRecord *record)
{
    Observation *observation = self;
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
