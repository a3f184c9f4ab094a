/* table.h - results for people: at most 80 columns, a column for each variant, units on every
 * row, decimals as far as the intervals bear them out. Programs read results.h and csv.h instead.
 *
 * Everything is appended to a text, so that nothing is printed before all has succeeded.
 */
#pragma once
#include "cli/results/logged.h"
#include "cli/results/slo.h"
#include "cli/results/verdict.h"

#define TABLE_WIDTH 80

typedef enum { TABLE_PLAIN, TABLE_MARKDOWN } TableFormat;

/* What table_markdown.c knows of the table that it is in. */
typedef struct {
    bool is_in_grid, is_header, is_bold;
    uint32_t cells;                    /* of the row so far */
    uint32_t columns;                  /* of the head */
    uint32_t is_right;                 /* by column, a bit each: numbers */
    gsize header_start, header_length; /* where in the text the last head stands */
} TableMarkdown;

typedef struct {
    GString *text;
    bool has_colour;
    bool has_blocks; /* bars and sparklines in blocks of Unicode, else in ASCII */
    TableFormat format;
    TableMarkdown markdown;
} Table;

/* The title, and what was run: file, version, seed, replications, length. */
void table_add_head(Table *table, const Experiment *experiment);

/* All variants side by side, and by application when there are several. */
void table_add_variants(Table *table, const Experiment *experiment);

/* Little's law and the utilisation law in every variant: laws.h. */
void table_add_laws(Table *table, const Experiment *experiment);

/* What each [slo:*] came to; nothing when there is none. */
void table_add_slos(Table *table, const SloOutcomes *slos);

/* Differences from the baseline, verdicts, and sentences on where they come from. */
void table_add_verdicts(Table *table, const Experiment *experiment, const Verdicts *verdicts);

/* An imported log's latency beside the simulated; nothing when nothing was logged. */
void table_add_logged(Table *table, const Experiment *experiment, const Logged *logged);
