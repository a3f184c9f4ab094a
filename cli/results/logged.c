/* logged.c - reads '#! logged' lines. */
#include "cli/results/logged.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MARKER "#! logged "

static bool parse_seconds(const char *text, double *seconds)
{
    char *end = NULL;

    *seconds = g_ascii_strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*seconds) && *seconds >= 0;
}

/* One 'name=value', or 'all'. */
static bool parse_word(const char *word, LoggedLatency *latency)
{
    if (g_str_equal(word, "all"))
        return true;
    if (g_str_has_prefix(word, "page=") && latency->page == NULL) {
        latency->page = g_strdup(word + strlen("page="));
        return true;
    }
    if (g_str_has_prefix(word, "n="))
        return g_ascii_string_to_unsigned(word + strlen("n="), 10, 1, G_MAXUINT64, &latency->n,
                                          NULL);
    if (g_str_has_prefix(word, "mean="))
        return parse_seconds(word + strlen("mean="), &latency->mean_s);
    if (g_str_has_prefix(word, "p50="))
        return parse_seconds(word + strlen("p50="), &latency->p50_s);
    if (g_str_has_prefix(word, "p95="))
        return parse_seconds(word + strlen("p95="), &latency->p95_s);
    return false;
}

static bool parse_line(const char *line, LoggedLatency *latency)
{
    g_auto(GStrv) words = g_strsplit_set(line + strlen(MARKER), " \t\r", -1);

    *latency = (LoggedLatency){.mean_s = NAN, .p50_s = NAN, .p95_s = NAN};
    for (char **word = words; *word != NULL; word++) {
        if (**word != '\0' && !parse_word(*word, latency)) {
            g_clear_pointer(&latency->page, g_free);
            return false;
        }
    }
    if (latency->n > 0)
        return true;
    g_clear_pointer(&latency->page, g_free);
    return false;
}

Logged *logged_parse(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GArray *latencies = g_array_new(FALSE, TRUE, sizeof(LoggedLatency));
    Logged *logged = g_new0(Logged, 1);

    for (char **line = lines; *line != NULL; line++) {
        LoggedLatency latency;

        if (g_str_has_prefix(*line, MARKER) && parse_line(*line, &latency))
            g_array_append_val(latencies, latency);
    }
    logged->count = latencies->len;
    logged->latencies = (LoggedLatency *)(void *)g_array_free(latencies, FALSE);
    return logged;
}

Logged *logged_load(const char *path)
{
    g_autofree char *text = NULL;

    if (g_str_equal(path, "-") || !g_file_get_contents(path, &text, NULL, NULL))
        return logged_parse("");
    return logged_parse(text);
}

void logged_free(Logged *logged)
{
    if (logged == NULL)
        return;
    for (uint32_t i = 0; i < logged->count; i++)
        g_free(logged->latencies[i].page);
    g_free(logged->latencies);
    g_free(logged);
}
