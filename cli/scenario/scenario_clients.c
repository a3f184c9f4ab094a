/* scenario_clients.c - what a group of clients asks for, and what it does when it does not get it.
 */
#include "cli/scenario/scenario_reader.h"
#include <string.h>

#define PAGES_MAX   100000
#define REPEATS_MAX 1000000
#define RETRIES_MAX 1000000

static const struct {
    const char *name;
    uint32_t bit;
} outcomes[] = {
    {"error", RETRY_ON_ERROR},
    {"rejected", RETRY_ON_REJECTED},
    {"refused", RETRY_ON_REFUSED},
    {"reset", RETRY_ON_RESET},
};

static bool read_page(ScenarioReader *reader, const char *name, ClientPage *page, GError **error)
{
    page->page = scenario_index(reader->pages, name);
    return page->page != MODEL_NONE || scenario_unknown_name(reader->pages, "page", name, error);
}

static bool read_weighted(ScenarioReader *reader, char *text, GArray *pages, GError **error)
{
    char *colon = strchr(text, ':');
    ClientPage page = {.weight = 1, .repeat = 1};

    if (colon != NULL) {
        *colon = '\0';
        if (!value_read_number(g_strstrip(colon + 1), &page.weight, error))
            return false;
        if (page.weight <= 0 || page.weight > 1e9)
            return value_fail(error, "a weight is above 0 and at most 1e9; write PAGE:3");
    }
    if (!read_page(reader, g_strchomp(text), &page, error))
        return false;
    g_array_append_val(pages, page);
    return true;
}

static bool read_repeated(ScenarioReader *reader, char *text, ClientPage *page, GError **error)
{
    char *star = strchr(text, '*');
    int64_t repeat = 1;

    *page = (ClientPage){.weight = 1, .repeat = 1};
    if (star != NULL) {
        *star = '\0';
        if (!value_read_whole(g_strstrip(star + 1), &repeat, error))
            return false;
        if (repeat < 1 || repeat > REPEATS_MAX)
            return value_fail(error, "a page is repeated 1 to %d times; write PAGE*5", REPEATS_MAX);
        page->repeat = (uint32_t)repeat;
    }
    return read_page(reader, g_strchomp(text), page, error);
}

/* Appends the one or more ClientPage that the text stands for. */
typedef bool (*ReadPage)(ScenarioReader *reader, char *text, GArray *pages, GError **error);

/* 'frameset & left & right': one step, all asked for at once. */
static bool read_step(ScenarioReader *reader, char *text, GArray *pages, GError **error)
{
    g_auto(GStrv) parts = value_split(text, '&');
    guint count = g_strv_length(parts);

    for (guint i = 0; i < count; i++) {
        ClientPage page;

        if (*parts[i] == '\0')
            return value_fail(error, "has an empty part; write PAGE & PAGE");
        if (!read_repeated(reader, parts[i], &page, error))
            return false;
        if (count > 1 && page.repeat > 1)
            return value_fail(error, "repeats one page of several that are asked for at once; "
                                     "write them PAGE & PAGE > PAGE & PAGE");
        page.with_next = i + 1 < count;
        g_array_append_val(pages, page);
    }
    return true;
}

static bool read_pages(ScenarioReader *reader, const char *text, char separator, ReadPage read,
                       WebClientsConfig *clients, GError **error)
{
    g_auto(GStrv) parts = value_split(text, separator);
    g_autoptr(GArray) pages = g_array_new(FALSE, TRUE, sizeof(ClientPage));
    guint count = g_strv_length(parts);

    for (guint i = 0; i < count; i++) {
        if (*parts[i] == '\0')
            return value_fail(error, "has an empty part; write PAGE:3, PAGE:1 or PAGE > PAGE");
        if (!read(reader, parts[i], pages, error))
            return false;
    }
    if (pages->len == 0 || pages->len > PAGES_MAX)
        return value_fail(error, "names %s; write PAGE:3, PAGE:1 or PAGE > PAGE",
                          pages->len == 0 ? "no page" : "too many pages");
    g_free(clients->pages);
    clients->page_count = pages->len;
    clients->pages = (ClientPage *)(void *)g_array_free(g_steal_pointer(&pages), FALSE);
    clients->is_path = separator == '>';
    return true;
}

bool scenario_pages_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                         GError **error)
{
    return read_pages(reader, text, ',', read_weighted, clients, error);
}

bool scenario_path_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                        GError **error)
{
    return read_pages(reader, text, '>', read_step, clients, error);
}

char *scenario_pages_write(const ModelConfig *config, const WebClientsConfig *clients)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < clients->page_count; i++) {
        const ClientPage *page = &clients->pages[i];
        const char *name = config->pages[page->page].name;

        if (clients->is_path) {
            const char *joint = i > 0 && clients->pages[i - 1].with_next ? " & " : " > ";

            g_string_append_printf(text, "%s%s", i > 0 ? joint : "", name);
            if (page->repeat != 1)
                g_string_append_printf(text, "*%u", page->repeat);
        } else {
            g_autofree char *weight = value_write_number(page->weight);

            g_string_append_printf(text, "%s%s:%s", i > 0 ? ", " : "", name, weight);
        }
    }
    return g_string_free(text, FALSE);
}

static bool read_outcomes(const char *text, uint32_t *bits, GError **error)
{
    g_auto(GStrv) names = value_split(text, ',');

    *bits = 0;
    for (int i = 0; names[i] != NULL; i++) {
        size_t which = 0;

        while (which < G_N_ELEMENTS(outcomes) && strcmp(outcomes[which].name, names[i]) != 0)
            which++;
        if (which == G_N_ELEMENTS(outcomes))
            return value_fail(error,
                              "'%.40s' is not an outcome to retry on; write error, "
                              "rejected, refused or reset",
                              names[i]);
        *bits |= outcomes[which].bit;
    }
    return *bits != 0 || value_fail(error, "retries on nothing; write on rejected, refused, reset");
}

bool scenario_retry_read(ScenarioReader *reader, const char *text, WebClientsConfig *clients,
                         GError **error)
{
    static const char example[] = "exp(5s) x 3 on rejected, refused, reset";
    g_autofree char *copy = g_strdup(text);
    char *on = strstr(copy, " on "), *times;
    uint32_t bits;
    int64_t count;

    if (value_is_never(text)) {
        clients->retry_times = 0;
        return true;
    }
    if (on == NULL)
        return value_fail(error, "does not say after what; write %s", example);
    *on = '\0';
    times = strstr(copy, " x ");
    if (times == NULL)
        return value_fail(error, "does not say how often; write %s", example);
    *times = '\0';
    if (!read_outcomes(on + strlen(" on "), &bits, error) ||
        !value_read_whole(g_strstrip(times + strlen(" x ")), &count, error))
        return false;
    if (count < 1 || count > RETRIES_MAX)
        return value_fail(error, "retries 1 to %d times; write %s", RETRIES_MAX, example);
    if (!value_read_variate(g_strstrip(copy), VARIATE_TIME, reader->files, &clients->retry_delay,
                            error))
        return false;
    clients->retry_times = count;
    clients->retry_on = bits;
    return true;
}

char *scenario_retry_write(const WebClientsConfig *clients)
{
    g_autofree char *delay = NULL;
    GString *text;

    if (clients->retry_times == 0)
        return g_strdup("none");
    delay = value_write_variate(&clients->retry_delay, VARIATE_TIME);
    text = g_string_new(delay);
    g_string_append_printf(text, " x %" G_GINT64_FORMAT " on ", clients->retry_times);
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++)
        if ((clients->retry_on & outcomes[i].bit) != 0)
            g_string_append_printf(text, "%s%s", g_str_has_suffix(text->str, " on ") ? "" : ", ",
                                   outcomes[i].name);
    return g_string_free(text, FALSE);
}

bool scenario_times_read(const char *text, int64_t **times_ns, uint32_t *count, GError **error)
{
    g_auto(GStrv) parts = value_split(text, ',');
    guint length = g_strv_length(parts);
    g_autofree int64_t *times = g_new0(int64_t, length + 1);

    if (length == 0 || length > PAGES_MAX)
        return value_fail(error, "names %s; write 10min, 20min",
                          length == 0 ? "no time" : "too many times");
    for (guint i = 0; i < length; i++) {
        if (!value_read_time(parts[i], NULL, &times[i], error))
            return false;
        if (times[i] < 0 || (i > 0 && times[i] <= times[i - 1]))
            return value_fail(error, "its times do not rise from 0; write 10min, 20min");
    }
    g_free(*times_ns);
    *times_ns = g_steal_pointer(&times);
    *count = length;
    return true;
}

char *scenario_times_write(const int64_t *times_ns, uint32_t count)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < count; i++) {
        g_autofree char *time = value_write_time(times_ns[i]);

        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", time);
    }
    return g_string_free(text, FALSE);
}
