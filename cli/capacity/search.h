/* search.h - where, along the load, does 'met' turn into 'not met'? Bracketing and bisection, for
 * three ends at once: the mean of every slo, the worse end of its interval, and the better one.
 *
 * It knows nothing of simulation: it says at which loads somebody should look, is told what was
 * seen there, and says so again until it knows enough. All looks serve all three ends. What comes
 * out depends on the looks alone, not on their order.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    SEARCH_LOW, /* the load is too small to tell, or to reach what is asked for: go higher */
    SEARCH_MET,
    SEARCH_NOT,
} SearchAnswer;

typedef enum {
    SEARCH_MEAN,
    SEARCH_WORSE,  /* even the end of the interval that is nearer to failing meets */
    SEARCH_BETTER, /* even the end that is further from it fails */
    SEARCH_ENDS,
} SearchEnd;

typedef struct {
    double load;
    SearchAnswer answers[SEARCH_ENDS];
    double throughput; /* ok requests per second */
    double miss;       /* by how much of its bound the worst slo misses it; NaN: no telling */
} SearchLook;

typedef enum {
    SEARCH_FOUND,
    SEARCH_UNLIMITED, /* met at the highest load that was looked at */
    SEARCH_NEVER,     /* not met, however low the load */
    SEARCH_UNKNOWN,   /* too low to tell, and above that not met, or not looked at */
} SearchKind;

typedef struct {
    SearchKind kind;
    double capacity;    /* FOUND: the highest load below the first that fails; NaN */
    double first_above; /* the lowest load above it that fails, a tolerance away; NaN */
    double low, high;   /* of its interval; NaN: open */
    bool has_stalled;   /* UNLIMITED: more load brought no more throughput */
    double island;      /* NaN, or a load that meets although 'gap' below it does not, and the
                           intervals leave no doubt */
    double gap;
} SearchResult;

typedef struct {
    double tolerance; /* relative */
    double start, lowest, highest;
    bool has_intervals;
    GArray *looks; /* SearchLook, by load */
} Search;

/* Between start / 1024 and start * 1024, both within [lowest, highest]. */
Search *search_new(double start, double lowest, double highest, double tolerance);
void search_free(Search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Search, search_free)

void search_add(Search *search, const SearchLook *look);
const SearchLook *search_find(const Search *search, double load); /* NULL: not looked at */

/* Nobody can look at this load or above. */
void search_forbid(Search *search, double load);

#define SEARCH_WANTED_MAX 8

/* Where to look next; 0: it is over. Loads have six significant digits. */
uint32_t search_next(const Search *search, double wanted[SEARCH_WANTED_MAX]);

SearchResult search_result(const Search *search);
