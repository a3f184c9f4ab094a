/* scenario_replay.c - recorded requests: CSV lines 'time_s,page[,client]', from a file or from the
 * body of [replay:GROUP]. Times are kept to the nanosecond; lines may come in any order and are
 * sorted by time, equal times staying as they were. */
#include "cli/scenario/scenario_reader.h"
#include <string.h>

typedef struct {
    ScenarioReader *reader;
    ScenarioPlace place; /* of the first line; in a file: of nothing */
    const char *file;    /* NULL: inline */
    GArray *entries;     /* ClientReplayEntry */
    bool has_problem;
} Replay;

static void complain(Replay *replay, uint32_t line, const char *what, const char *why,
                     const char *write)
{
    g_autofree char *quoted = scenario_report_quote(what);
    ScenarioPlace place = replay->place;

    if (replay->file == NULL)
        place.line += line;
    if (replay->file == NULL)
        scenario_report_error(replay->reader->report, place, "%s: %s; write %s", quoted, why,
                              write);
    else
        scenario_report_error(replay->reader->report, place, "%s:%u: %s: %s; write %s",
                              replay->file, line + 1, quoted, why, write);
    replay->has_problem = true;
}

static bool read_client(const char *text, uint32_t *client)
{
    int64_t number;

    if (!value_read_whole(text, &number, NULL) || number < 0 || number > INT32_MAX)
        return false;
    *client = (uint32_t)number;
    return true;
}

static void read_line(Replay *replay, uint32_t number, char *text)
{
    ClientReplayEntry entry = {0, MODEL_NONE, 0};
    char *page = strchr(text, ','), *client = NULL;
    g_autofree char *whole = g_strdup(text);

    if (page != NULL) {
        *page = '\0';
        page = g_strstrip(page + 1);
        client = strchr(page, ',');
    }
    if (client != NULL) {
        *client = '\0';
        client = g_strstrip(client + 1);
        g_strchomp(page);
    }
    g_strchomp(text);
    if (page == NULL || (client != NULL && !read_client(client, &entry.client))) {
        complain(replay, number, whole, "is not a line of a replay", "time_s,page[,client]");
        return;
    }
    if (!value_read_seconds(text, &entry.time_ns) || entry.time_ns < 0) {
        complain(replay, number, text, "is not a time from 0 on", "seconds such as 12.345");
        return;
    }
    entry.page = scenario_index(replay->reader->pages, page);
    if (entry.page == MODEL_NONE)
        complain(replay, number, page, "is no page of the scenario", "the name of a [page:NAME]");
    g_array_append_val(replay->entries, entry);
}

static void read_text(Replay *replay, char *text)
{
    uint32_t number = 0;

    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        text += 3;
    for (char *line = text, *next; line != NULL; line = next, number++) {
        char *end = strchr(line, '\n');

        next = end == NULL ? NULL : end + 1;
        if (end != NULL)
            *end = '\0';
        line = g_strstrip(line);
        if (*line == '\0' || *line == '#' ||
            (replay->entries->len == 0 && g_str_has_prefix(line, "time_s")))
            continue;
        read_line(replay, number, line);
    }
}

static int compare_times(const void *left, const void *right)
{
    const ClientReplayEntry *a = left, *b = right;

    return a->time_ns < b->time_ns ? -1 : a->time_ns > b->time_ns;
}

/* The body that belongs to the group, or to the group before 'count' made it many. */
static const ScenarioSection *find_body(const ScenarioReader *reader,
                                        const ScenarioSection *section)
{
    g_autofree char *own = g_strconcat("replay:", section->name, NULL);
    g_autofree char *shared = g_strconcat("replay:", section->origin, NULL);
    const ScenarioSection *found = scenario_document_find(reader->document, own);

    return found != NULL ? found : scenario_document_find(reader->document, shared);
}

static char *replay_text(ScenarioReader *reader, const ScenarioSection *section, const char *file,
                         Replay *replay, GError **error)
{
    const ScenarioSection *body;

    if (strcmp(file, "inline") != 0) {
        replay->file = file;
        return value_file_read(reader->files, file, error);
    }
    body = find_body(reader, section);
    if (body == NULL) {
        value_fail(error,
                   "there is no [replay:%s]; write that section with lines of "
                   "time_s,page[,client]",
                   section->name);
        return NULL;
    }
    replay->place = (ScenarioPlace){body->place.file, body->place.line + 1};
    return g_strdup(body->body != NULL ? body->body : "");
}

bool scenario_replay_read(ScenarioReader *reader, const ScenarioSection *section, const char *file,
                          ClientArrivals *arrivals, GError **error)
{
    Replay replay = {.reader = reader, .place = section->place};
    g_autofree char *text = replay_text(reader, section, file, &replay, error);

    if (text == NULL)
        return false;
    replay.entries = g_array_new(FALSE, FALSE, sizeof(ClientReplayEntry));
    read_text(&replay, text);
    /* stable, so that equal times stay in the order of the file */
    g_array_sort(replay.entries, compare_times);
    arrivals->replay_count = replay.entries->len;
    arrivals->replay = (ClientReplayEntry *)(void *)g_array_free(replay.entries, FALSE);
    if (arrivals->replay_count == 0 && !replay.has_problem)
        return value_fail(error, "has no requests; write lines of time_s,page[,client]");
    return value_files_take(reader->files, arrivals->replay_count, error);
}

void scenario_replay_write(const ModelConfig *config, const ClientArrivals *arrivals, GString *body)
{
    for (uint32_t i = 0; i < arrivals->replay_count; i++) {
        const ClientReplayEntry *entry = &arrivals->replay[i];
        g_autofree char *time = value_write_seconds(entry->time_ns);

        g_string_append_printf(body, "%s,%s", time, config->pages[entry->page].name);
        if (entry->client != 0)
            g_string_append_printf(body, ",%u", entry->client);
        g_string_append_c(body, '\n');
    }
}
