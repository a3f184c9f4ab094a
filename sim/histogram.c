/* histogram.c - rows of counters: row 0 for the values below 2048, one each, then a row for every
 * doubling, 1024 equal parts wide.
 *
 * totals[] counts by row, so that a quantile need only look inside one of them. Invariant:
 * rows[r] == NULL exactly while totals[r] == 0; totals add up to count.
 */
#include "sim/histogram.h"
#include <math.h>

#define PART_BITS   10
#define PARTS       (1 << PART_BITS)
#define EXACT_BELOW (2 * PARTS)
#define ROWS        SIM_HISTOGRAM_ROWS /* 63 - PART_BITS: the last holds 2^62 .. 2^63 - 1 */

_Static_assert(SIM_HISTOGRAM_ROWS == 63 - PART_BITS, "a row for every doubling");

struct SimHistogram {
    uint64_t count;
    int64_t min;
    int64_t max;
    uint64_t totals[ROWS];
    uint64_t *rows[ROWS];
};

typedef struct {
    uint32_t row;
    uint32_t part;
} Place;

static inline Place place_of(int64_t value)
{
    int shift;

    if (value < EXACT_BELOW)
        return (Place){.row = 0, .part = (uint32_t)value};
    shift = 63 - __builtin_clzll((uint64_t)value) - PART_BITS;
    return (Place){.row = (uint32_t)shift, .part = (uint32_t)(value >> shift) - PARTS};
}

static inline int64_t lowest_of(Place place)
{
    if (place.row == 0)
        return place.part;
    return (int64_t)(PARTS + place.part) << place.row;
}

/* How many different values fall there. */
static inline int64_t width_of(Place place)
{
    return INT64_C(1) << place.row;
}

static uint32_t parts_of(uint32_t row)
{
    return row == 0 ? EXACT_BELOW : PARTS;
}

static inline uint64_t *need_row(SimHistogram *histogram, uint32_t row)
{
    if (G_UNLIKELY(histogram->rows[row] == NULL))
        histogram->rows[row] = g_new0(uint64_t, parts_of(row));
    return histogram->rows[row];
}

SimHistogram *sim_histogram_new(void)
{
    return g_new0(SimHistogram, 1);
}

void sim_histogram_free(SimHistogram *histogram)
{
    if (histogram == NULL)
        return;
    for (uint32_t row = 0; row < ROWS; row++)
        g_free(histogram->rows[row]);
    g_free(histogram);
}

static void take_extremes(SimHistogram *histogram, int64_t min, int64_t max)
{
    if (histogram->count == 0 || min < histogram->min)
        histogram->min = min;
    if (histogram->count == 0 || max > histogram->max)
        histogram->max = max;
}

void sim_histogram_add(SimHistogram *histogram, int64_t value)
{
    Place place;

    g_assert_cmpint(value, >=, 0);
    place = place_of(value);
    need_row(histogram, place.row)[place.part]++;
    histogram->totals[place.row]++;
    take_extremes(histogram, value, value);
    histogram->count++;
}

void sim_histogram_merge(SimHistogram *histogram, const SimHistogram *other)
{
    if (other->count == 0)
        return;
    for (uint32_t row = 0; row < ROWS; row++) {
        uint64_t *into;

        if (other->totals[row] == 0)
            continue;
        into = need_row(histogram, row);
        for (uint32_t part = 0; part < parts_of(row); part++)
            into[part] += other->rows[row][part];
        histogram->totals[row] += other->totals[row];
    }
    take_extremes(histogram, other->min, other->max);
    histogram->count += other->count;
}

uint64_t sim_histogram_count(const SimHistogram *histogram)
{
    return histogram->count;
}

int64_t sim_histogram_min(const SimHistogram *histogram)
{
    return histogram->min;
}

int64_t sim_histogram_max(const SimHistogram *histogram)
{
    return histogram->max;
}

/* ceil(q x count), from 1 to count. A product a rounding error above a whole number counts as that
 * number: 0.07 of 100 is the 7th, though 0.07 as a double is more than 7 / 100. */
static uint64_t rank_of(const SimHistogram *histogram, double q)
{
    double rank = ceil(q * (double)histogram->count * (1 - 0x1p-50));

    return rank < 1 ? 1 : MIN((uint64_t)rank, histogram->count);
}

/* Where the rank-th smallest lies; rank becomes its rank among those of the same part. */
static Place find_rank(const SimHistogram *histogram, uint64_t *rank)
{
    Place place = {0};

    while (*rank > histogram->totals[place.row])
        *rank -= histogram->totals[place.row++];
    while (*rank > histogram->rows[place.row][place.part])
        *rank -= histogram->rows[place.row][place.part++];
    return place;
}

double sim_histogram_quantile(const SimHistogram *histogram, double q)
{
    uint64_t rank;
    Place place;
    double share, value;

    g_assert(q >= 0 && q <= 1);
    if (histogram->count == 0)
        return NAN;
    rank = rank_of(histogram, q);
    if (rank == 1)
        return (double)histogram->min;
    if (rank == histogram->count)
        return (double)histogram->max;
    place = find_rank(histogram, &rank);
    share = ((double)rank - 0.5) / (double)histogram->rows[place.row][place.part];
    value = (double)lowest_of(place) + share * (double)(width_of(place) - 1);
    return CLAMP(value, (double)histogram->min, (double)histogram->max);
}

double sim_histogram_share_within(const SimHistogram *histogram, int64_t value)
{
    Place place;
    double within = 0, inside;

    if (histogram->count == 0)
        return NAN;
    if (value < histogram->min)
        return 0;
    if (value >= histogram->max)
        return 1;
    place = place_of(value);
    for (uint32_t row = 0; row < place.row; row++)
        within += (double)histogram->totals[row];
    if (histogram->totals[place.row] > 0) {
        const uint64_t *parts = histogram->rows[place.row];

        for (uint32_t part = 0; part < place.part; part++)
            within += (double)parts[part];
        inside = (double)(value - lowest_of(place) + 1) / (double)width_of(place);
        within += inside * (double)parts[place.part];
    }
    return within / (double)histogram->count;
}

const uint64_t *sim_histogram_row(const SimHistogram *histogram, uint32_t row, uint32_t *count)
{
    *count = parts_of(row);
    return histogram->rows[row];
}

bool sim_histogram_restore_row(SimHistogram *histogram, uint32_t row, const uint64_t *counters,
                               uint32_t count)
{
    uint64_t total = 0;
    uint64_t *into;

    if (row >= ROWS || count != parts_of(row))
        return false;
    for (uint32_t part = 0; part < count; part++)
        total += counters[part];
    if (total == 0)
        return false;
    into = need_row(histogram, row);
    for (uint32_t part = 0; part < count; part++)
        into[part] += counters[part];
    histogram->totals[row] += total;
    histogram->count += total;
    return true;
}

void sim_histogram_restore_extremes(SimHistogram *histogram, int64_t min, int64_t max)
{
    histogram->min = min;
    histogram->max = max;
}
