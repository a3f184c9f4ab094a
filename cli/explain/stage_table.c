/* stage_table.c - a row a stage; whole nanoseconds are written as such, not through a double. */
#include "cli/explain/stage_table.h"
#include "cli/explain/columns.h"
#include "cli/wrap.h"
#include <string.h>

#define EXACT_MS_UP_TO (10 * SIM_S) /* above, in seconds */
#define NAME_WIDTH_MAX 16

/* Stages of two journeys, in the order of the first that has each. */
static GPtrArray *stage_names(const Journey *left, const Journey *right)
{
    GPtrArray *names = g_ptr_array_new();
    const Journey *const both[] = {left, right};

    for (size_t j = 0; j < G_N_ELEMENTS(both); j++) {
        for (guint i = 0; both[j] != NULL && i < both[j]->stages->len; i++) {
            const char *name = g_array_index(both[j]->stages, JourneyStage, i).name;

            if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
                g_ptr_array_add(names, (void *)name);
        }
    }
    return names;
}

static JourneyStage stage_of(const Journey *journey, const char *name)
{
    for (guint i = 0; i < journey->stages->len; i++) {
        const JourneyStage *stage = &g_array_index(journey->stages, JourneyStage, i);

        if (g_str_equal(stage->name, name))
            return *stage;
    }
    return (JourneyStage){.name = name};
}

typedef struct {
    int name, number, bar; /* columns */
    bool in_seconds;
    int64_t full_ns; /* what a whole bar stands for */
} Layout;

static char *exact(const Layout *layout, int64_t time_ns)
{
    int64_t unit_ns = layout->in_seconds ? SIM_S : SIM_MS;

    return g_strdup_printf("%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT, time_ns / unit_ns,
                           layout->in_seconds ? 9 : 6, time_ns % unit_ns);
}

static int64_t longer_ns(const Journey *left, const Journey *right)
{
    int64_t left_ns = left->stage_wait_ns + left->stage_service_ns;
    int64_t right_ns = right != NULL ? right->stage_wait_ns + right->stage_service_ns : 0;

    return MAX(left_ns, right_ns);
}

static bool is_in_seconds(const Journey *left, const Journey *right)
{
    return longer_ns(left, right) >= EXACT_MS_UP_TO;
}

static Layout layout_for(const Journey *left, const Journey *right, const GPtrArray *names)
{
    Layout layout = {.name = 8, .full_ns = MAX(longer_ns(left, right), 1)};
    g_autofree char *largest = NULL;

    layout.in_seconds = is_in_seconds(left, right);
    largest = exact(&layout, layout.full_ns);
    for (guint i = 0; i < names->len; i++)
        layout.name = MAX(layout.name,
                          MIN((int)g_utf8_strlen(g_ptr_array_index(names, i), -1), NAME_WIDTH_MAX));
    layout.number = MAX((int)strlen(largest), 8);
    layout.name = MIN(layout.name, WRAP_COLUMNS - 4 * (layout.number + 1));
    layout.bar = (WRAP_COLUMNS - layout.name - 4 * (layout.number + 1)) / 2 - 1;
    return layout;
}

/* '....##': waiting, then service. What is there is seen. */
static void append_bar(GString *line, const Layout *layout, JourneyStage stage)
{
    int64_t width = layout->bar;
    int64_t wait = (stage.wait_ns * width + layout->full_ns - 1) / layout->full_ns;
    int64_t all =
        ((stage.wait_ns + stage.service_ns) * width + layout->full_ns - 1) / layout->full_ns;

    if (stage.service_ns > 0 && wait == all && all < width)
        all++;
    else if (stage.service_ns > 0 && wait == all)
        wait--;
    g_string_append_c(line, ' ');
    for (int64_t i = 0; i < width; i++)
        g_string_append_c(line, i < wait ? '.' : i < all ? '#' : ' ');
}

static void append_cells(GString *line, const Layout *layout, JourneyStage stage)
{
    g_autofree char *wait = exact(layout, stage.wait_ns);
    g_autofree char *service = exact(layout, stage.service_ns);

    g_string_append_printf(line, " %*s %*s", layout->number, stage.wait_ns == 0 ? "-" : wait,
                           layout->number, stage.service_ns == 0 ? "-" : service);
    if (layout->bar > 1)
        append_bar(line, layout, stage);
}

static void end_line(GString *out, GString *line)
{
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    g_string_append_printf(out, "%s\n", line->str);
    g_string_truncate(line, 0);
}

static void append_name(GString *line, const Layout *layout, const char *name)
{
    g_autofree char *cut =
        g_utf8_substring(name, 0, MIN((glong)layout->name, g_utf8_strlen(name, -1)));

    columns_pad(line, cut, layout->name);
}

static void append_table_head(GString *out, const Layout *layout, const Journey *const both[2])
{
    g_autoptr(GString) line = g_string_new(NULL);
    int width = 2 * (layout->number + 1) + (layout->bar > 1 ? layout->bar + 1 : 0);

    append_name(line, layout, "");
    for (int j = 0; j < 2 && both[j] != NULL; j++) {
        g_autofree char *name =
            g_utf8_substring(both[j]->variant->name, 0,
                             MIN((glong)width - 1, g_utf8_strlen(both[j]->variant->name, -1)));

        g_string_append_c(line, ' ');
        columns_pad(line, name, width - 1);
    }
    end_line(out, line);
    append_name(line, layout, "stage");
    for (int j = 0; j < 2 && both[j] != NULL; j++) {
        g_string_append_printf(line, " %*s %*s", layout->number, "wait", layout->number, "service");
        if (layout->bar > 1)
            g_string_append_printf(line, "%*s", layout->bar + 1, "");
    }
    end_line(out, line);
}

static void append_sums(GString *out, const Layout *layout, const Journey *const both[2])
{
    g_autoptr(GString) line = g_string_new(NULL);
    Layout bare = *layout;

    bare.bar = 0;
    append_name(line, layout, "sum");
    for (int j = 0; j < 2 && both[j] != NULL; j++) {
        append_cells(line, &bare,
                     (JourneyStage){"sum", both[j]->stage_wait_ns, both[j]->stage_service_ns});
        if (layout->bar > 1)
            g_string_append_printf(line, "%*s", layout->bar + 1, "");
    }
    end_line(out, line);
    append_name(line, layout, "latency");
    for (int j = 0; j < 2 && both[j] != NULL; j++) {
        g_autofree char *all = journey_latency_ns(both[j]) < 0
                                   ? g_strdup("-")
                                   : exact(layout, journey_latency_ns(both[j]));

        g_string_append_printf(line, " %*s%*s", 2 * layout->number + 1, all,
                               layout->bar > 1 ? layout->bar + 1 : 0, "");
    }
    end_line(out, line);
}

const char *stage_table_title(const Journey *left, const Journey *right)
{
    return is_in_seconds(left, right) ? "Where its time went, in seconds (. waiting, # service)"
                                      : "Where its time went, in ms (. waiting, # service)";
}

void stage_table_append(GString *out, const Journey *left, const Journey *right)
{
    const Journey *const both[2] = {left, right};
    g_autoptr(GPtrArray) names = stage_names(left, right);
    g_autoptr(GString) line = g_string_new(NULL);
    Layout layout = layout_for(left, right, names);

    append_table_head(out, &layout, both);
    for (guint i = 0; i < names->len; i++) {
        append_name(line, &layout, g_ptr_array_index(names, i));
        for (int j = 0; j < 2 && both[j] != NULL; j++)
            append_cells(line, &layout, stage_of(both[j], g_ptr_array_index(names, i)));
        end_line(out, line);
    }
    append_sums(out, &layout, both);
}
