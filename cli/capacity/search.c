/* search.c - brackets out of the looks, and what would narrow them.
 *
 * A bracket is read anew from all looks each time: 'met' is the highest load that meets below the
 * first that does not, counted from the lowest that meets. So a look that contradicts the others
 * moves the bracket, and the search goes on there.
 */
#include "cli/capacity/search.h"
#include <math.h>

#define REACH      1024.0 /* how far from the start, either way */
#define LOOKS_MAX  150    /* a search that wanders ends */
#define GROWS      1.05   /* doubling the load brings at least that much more throughput */
#define APART      1.9    /* loads that far apart are doublings */
#define WINDOW     0.05 /* a window of loads that is narrower, with nothing below it, may be missed */
#define SURVEY_GAP 1.02 /* a look that near serves */

typedef struct {
    double met; /* NaN: none */
    double fails;
    double too_low; /* without 'met': the highest below 'fails' that is too low to tell */
} Bracket;

Search *search_new(double start, double lowest, double highest, double tolerance)
{
    Search *search = g_new0(Search, 1);

    *search = (Search){.tolerance = tolerance,
                       .start = start,
                       .lowest = fmax(start / REACH, lowest),
                       .highest = fmin(start * REACH, highest),
                       .has_intervals = true,
                       .looks = g_array_new(FALSE, FALSE, sizeof(SearchLook))};
    return search;
}

void search_free(Search *search)
{
    if (search == NULL)
        return;
    g_array_unref(search->looks);
    g_free(search);
}

static const SearchLook *look_at(const Search *search, guint index)
{
    return &g_array_index(search->looks, SearchLook, index);
}

void search_add(Search *search, const SearchLook *look)
{
    guint place = 0;

    while (place < search->looks->len && look_at(search, place)->load < look->load)
        place++;
    g_array_insert_vals(search->looks, place, look, 1);
}

const SearchLook *search_find(const Search *search, double load)
{
    for (guint i = 0; i < search->looks->len; i++)
        if (look_at(search, i)->load == load)
            return look_at(search, i);
    return NULL;
}

static double highest_look(const Search *search)
{
    return search->looks->len > 0 ? look_at(search, search->looks->len - 1)->load : NAN;
}

void search_forbid(Search *search, double load)
{
    if (load <= search->highest)
        search->highest = search->looks->len > 0 ? fmin(highest_look(search), load) : 0;
}

/* ---- brackets ---- */

/* Above a load that meets, one that is too low to tell is one that fails. */
static Bracket bracket_of(const Search *search, SearchEnd end)
{
    Bracket bracket = {NAN, NAN, NAN};

    for (guint i = 0; i < search->looks->len && isnan(bracket.fails); i++) {
        const SearchLook *look = look_at(search, i);

        if (look->answers[end] == SEARCH_MET)
            bracket.met = look->load;
        else if (!isnan(bracket.met))
            bracket.fails = look->load;
    }
    for (guint i = 0; i < search->looks->len && isnan(bracket.met); i++) {
        const SearchLook *look = look_at(search, i);

        if (look->answers[end] == SEARCH_NOT) {
            bracket.fails = look->load;
            break;
        }
        bracket.too_low = look->load;
    }
    return bracket;
}

/* The throughput at the highest look of at most that load; NaN when there is none. */
static double throughput_below(const Search *search, double load, double *at)
{
    for (guint i = search->looks->len; i > 0; i--) {
        if (look_at(search, i - 1)->load > load)
            continue;
        *at = look_at(search, i - 1)->load;
        return look_at(search, i - 1)->throughput;
    }
    return NAN;
}

/* Twice the load, and twice again, brought nothing. */
static bool has_stalled(const Search *search)
{
    double load = NAN;
    double at_top = throughput_below(search, INFINITY, &load);
    double at_half = throughput_below(search, load / APART, &load);
    double at_quarter = throughput_below(search, load / APART, &load);

    return at_top < GROWS * at_half && at_half < GROWS * at_quarter;
}

/* Six digits, so that whoever types the load gets the same. */
static double rounded(double load)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_ascii_strtod(g_ascii_formatd(text, sizeof text, "%.6g", load), NULL);
}

static double go_up(const Search *search)
{
    double top = highest_look(search);
    double next = rounded(fmin(2 * top, search->highest));

    return next > top && !has_stalled(search) ? next : NAN;
}

/* Does it fail for certain at the index-th look, and would it without any load, on a straight line
 * through that look and the next? What a server takes for a request bends upwards with the load, so
 * that the line ends below the truth. */
static bool fails_without_load(const Search *search, guint index)
{
    const SearchLook *look = look_at(search, index), *next = look_at(search, index + 1);
    double slope = (next->miss - look->miss) / (next->load - look->load);
    SearchEnd end = search->has_intervals ? SEARCH_BETTER : SEARCH_MEAN;

    return look->answers[end] == SEARCH_NOT && look->miss - slope * look->load > 0;
}

static double go_down(const Search *search)
{
    double bottom = look_at(search, 0)->load;
    double next = rounded(fmax(bottom / 2, search->lowest));

    if (search->looks->len > 2 && fails_without_load(search, 0) && fails_without_load(search, 1))
        return NAN;
    return next < bottom ? next : NAN;
}

static double halve(double below, double above, double tolerance)
{
    double middle = rounded(sqrt(below * above));

    if (above <= below * (1 + tolerance) || middle <= below || middle >= above)
        return NAN;
    return middle;
}

/* Where to look for the sake of one end; NaN: nowhere. */
static double next_for(const Search *search, SearchEnd end)
{
    Bracket bracket = bracket_of(search, end);

    if (isnan(bracket.fails))
        return go_up(search);
    if (!isnan(bracket.met))
        return halve(bracket.met, bracket.fails, search->tolerance);
    if (!isnan(bracket.too_low))
        return halve(bracket.too_low, bracket.fails, fmax(search->tolerance, WINDOW));
    return go_down(search);
}

/* ---- what to look at ---- */

static bool has_look_near(const Search *search, double load)
{
    for (guint i = 0; i < search->looks->len; i++) {
        double other = look_at(search, i)->load;

        if (other <= load * SURVEY_GAP && load <= other * SURVEY_GAP)
            return true;
    }
    return false;
}

static void want(double *wanted, uint32_t *count, double load)
{
    for (uint32_t i = 0; i < *count; i++)
        if (wanted[i] == load)
            return;
    if (!isnan(load))
        wanted[(*count)++] = load;
}

/* Around the capacity: for the shape, and in case it is not as simple as it looks. */
static void want_survey(const Search *search, double capacity, double *wanted, uint32_t *count)
{
    static const double shares[] = {0.5, 0.75, 0.9, 1.1, 1.25};

    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        double load = rounded(capacity * shares[i]);

        if (load >= search->lowest && load <= search->highest && !has_look_near(search, load))
            want(wanted, count, load);
    }
}

uint32_t search_next(const Search *search, double wanted[SEARCH_WANTED_MAX])
{
    Bracket bracket;
    uint32_t count = 0;

    if (search->looks->len >= LOOKS_MAX)
        return 0;
    if (search->looks->len == 0) {
        want(wanted, &count, search->start <= search->highest ? search->start : NAN);
        return count;
    }
    want(wanted, &count, next_for(search, SEARCH_MEAN));
    bracket = bracket_of(search, SEARCH_MEAN);
    if (isnan(bracket.met) || isnan(bracket.fails))
        return count;
    if (search->has_intervals) {
        want(wanted, &count, next_for(search, SEARCH_WORSE));
        want(wanted, &count, next_for(search, SEARCH_BETTER));
    }
    if (count == 0)
        want_survey(search, bracket.met, wanted, &count);
    return count;
}

/* ---- what was found ---- */

/* Fails for certain at one load and meets for certain at a higher one. */
static void find_island(const Search *search, SearchResult *result)
{
    SearchEnd fails = search->has_intervals ? SEARCH_BETTER : SEARCH_MEAN;
    SearchEnd meets = search->has_intervals ? SEARCH_WORSE : SEARCH_MEAN;
    double gap = NAN;

    for (guint i = 0; i < search->looks->len; i++) {
        const SearchLook *look = look_at(search, i);

        if (look->answers[fails] == SEARCH_NOT && isnan(gap))
            gap = look->load;
        if (look->answers[meets] != SEARCH_MET || isnan(gap))
            continue;
        result->gap = gap;
        result->island = look->load;
        return;
    }
}

static double closed(const Search *search, SearchEnd end, bool wants_not)
{
    Bracket bracket = bracket_of(search, end);

    if (!search->has_intervals || isnan(bracket.met) || isnan(bracket.fails))
        return NAN;
    return wants_not ? bracket.fails : bracket.met;
}

SearchResult search_result(const Search *search)
{
    Bracket bracket = bracket_of(search, SEARCH_MEAN);
    SearchResult result = {.capacity = bracket.met,
                           .first_above = bracket.fails,
                           .low = NAN,
                           .high = NAN,
                           .gap = NAN,
                           .island = NAN};

    find_island(search, &result);
    if (isnan(bracket.met)) {
        result.kind =
            !isnan(bracket.fails) && isnan(bracket.too_low) ? SEARCH_NEVER : SEARCH_UNKNOWN;
        return result;
    }
    if (isnan(bracket.fails)) {
        result.kind = SEARCH_UNLIMITED;
        result.has_stalled = has_stalled(search);
        return result;
    }
    result.kind = SEARCH_FOUND;
    result.low = closed(search, SEARCH_WORSE, false);
    result.high = closed(search, SEARCH_BETTER, true);
    return result;
}
