/* figures_marks.c - thins marks out until they can be told apart, and decides which are labelled.
 *
 * Marks of one kind and object that would be drawn on top of each other become one with a number. A
 * group of marks of any kind at about one place gets one label, that of its first, if there is room
 * for it before the next group.
 */
#include "cli/results/figures_marks.h"
#include "cli/results/number.h"
#include <string.h>

#define NEAR_SHARE       0.01 /* of the window: nearer than this is one place */
#define LABEL_CHARACTERS 80   /* as many as fit across the window */

typedef struct {
    ResultMark mark; /* the first of them */
    int64_t last_ns;
    uint32_t count;
} Mark;

static bool is_fault(ResultMarkKind kind)
{
    return kind == MARK_FAULT || kind == MARK_FAULT_END;
}

/* Adds the marks of a variant that are faults, or that are not. The same fault strikes all variants
 * at one time if it has one: it is there only once. */
static void merge(GArray *marks, const ExperimentVariant *variant, bool faults)
{
    int64_t duration_ns = variant->source->config->duration_ns;
    int64_t near_ns = (int64_t)(NEAR_SHARE * (double)duration_ns);

    for (uint32_t i = 0; i < variant->mark_count; i++) {
        const ResultMark *mark = &variant->marks[i];
        Mark *known = NULL;

        if (is_fault(mark->kind) != faults || mark->time_ns < 0 || mark->time_ns > duration_ns)
            continue;
        for (guint k = marks->len; k-- > 0 && known == NULL;) {
            Mark *other = &g_array_index(marks, Mark, k);

            if (other->mark.kind == mark->kind && mark->time_ns >= other->mark.time_ns &&
                mark->time_ns - other->last_ns <= near_ns &&
                g_str_equal(other->mark.what, mark->what))
                known = other;
        }
        if (known == NULL) {
            Mark fresh = {.mark = *mark, .last_ns = mark->time_ns, .count = 1};

            g_array_append_val(marks, fresh);
        } else if (!faults || mark->time_ns != known->last_ns) {
            known->count++;
            known->last_ns = MAX(known->last_ns, mark->time_ns);
        }
    }
}

static int by_time(const void *left, const void *right)
{
    const Mark *a = left, *b = right;

    if (a->mark.time_ns != b->mark.time_ns)
        return a->mark.time_ns < b->mark.time_ns ? -1 : 1;
    if (a->mark.kind != b->mark.kind)
        return (int)a->mark.kind - (int)b->mark.kind;
    return strcmp(a->mark.what, b->mark.what);
}

static char *label_of(const Mark *mark)
{
    const char *suffix = mark->mark.kind == MARK_FAULT_END ? " ends" : "";

    if (mark->count == 1 && mark->mark.reason != NULL && mark->mark.kind != MARK_CRASH)
        return g_strdup_printf("%s: %s", mark->mark.what, mark->mark.reason);
    if (mark->count > 1)
        return g_strdup_printf("%s%s ×%u", mark->mark.what, suffix, mark->count);
    return g_strdup_printf("%s%s", mark->mark.what, suffix);
}

/* The label of mark i, '' when it has none. */
static char *label_at(const GArray *marks, guint i, int64_t duration_ns)
{
    const Mark *mark = &g_array_index(marks, Mark, i);
    int64_t near_ns = (int64_t)(NEAR_SHARE * (double)duration_ns);
    g_autofree char *label = label_of(mark);
    guint next = i + 1;
    double room_ns, needed_ns;

    if (i > 0 && mark->mark.time_ns - g_array_index(marks, Mark, i - 1).mark.time_ns <= near_ns)
        return g_strdup("");
    while (next < marks->len && g_array_index(marks, Mark, next).mark.time_ns -
                                        g_array_index(marks, Mark, next - 1).mark.time_ns <=
                                    near_ns)
        next++;
    room_ns =
        (double)((next < marks->len ? g_array_index(marks, Mark, next).mark.time_ns : duration_ns) -
                 g_array_index(marks, Mark, next - 1).mark.time_ns);
    needed_ns =
        (double)(g_utf8_strlen(label, -1) + 2) * (double)duration_ns / (double)LABEL_CHARACTERS;
    return needed_ns <= room_ns ? g_steal_pointer(&label) : g_strdup("");
}

static void add_row(GString *text, GArray *marks, uint32_t row, int64_t duration_ns)
{
    g_array_sort(marks, by_time);
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        g_autofree char *label = label_at(marks, i, duration_ns);
        NumberText time;

        g_strdelimit(label, "\t\r\n", ' ');
        g_string_append_printf(text, "%u\t%s\t%d\t%s\n", row,
                               number_text(&time, sim_seconds(mark->mark.time_ns)),
                               (int)mark->mark.kind, label);
    }
}

char *figures_marks(const Experiment *experiment)
{
    GString *text = g_string_new("# row\ttime_s\tkind\tlabel\n");
    g_autoptr(GArray) faults = g_array_new(FALSE, TRUE, sizeof(Mark));
    int64_t duration_ns = experiment->variants[0].source->config->duration_ns;

    for (uint32_t v = 0; v < experiment->variant_count; v++)
        merge(faults, &experiment->variants[v], true);
    add_row(text, faults, 0, duration_ns);
    for (uint32_t v = 0; v < experiment->variant_count; v++) {
        g_autoptr(GArray) marks = g_array_new(FALSE, TRUE, sizeof(Mark));

        merge(marks, &experiment->variants[v], false);
        add_row(text, marks, v + 1, duration_ns);
    }
    return g_string_free(text, FALSE);
}
