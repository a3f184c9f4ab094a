/* table_internal.h - the pieces that all tables are put together from. */
#pragma once
#include "cli/results/quantity.h"
#include "cli/results/table.h"

#define TABLE_LABEL_WIDTH 18 /* with the indent of two */
#define TABLE_UNIT_WIDTH  5
#define TABLE_CELL_WIDTH  19
#define TABLE_SPARK_WIDTH (TABLE_CELL_WIDTH - 2)

#define TABLE_VARIANTS_ABREAST 3

/* What was run, in bold. */
void table_add_title(Table *table, const char *title);

/* A line of its own in bold. */
void table_add_heading(Table *table, const char *heading);

/* The row that comes names the columns; every table of Markdown has one, the last one when none is
 * given. */
void table_begin_header(Table *table, bool is_bold);
void table_end_header(Table *table); /* and its line */

/* No cell: blanks between two. */
void table_add_gap(Table *table, int width);

/* As wide as it is: the last of its line, or text that nothing has to stand below. Not of Markdown's head
 * when it is empty. */
void table_add_rest(Table *table, const char *text);

void table_add_empty_line(Table *table);

/* '  and 3 more: WHERE' */
void table_add_more(Table *table, guint count, const char *where);

/* The text in at most width columns: padded, or cut with an ellipsis. */
void table_add_left(Table *table, const char *text, int width);
void table_add_right(Table *table, const char *text, int width);

/* Indented; a name that is too long for width gets a line of its own: cut, it could be another's. */
void table_add_name(Table *table, const char *name, int width);

/* '  label      ms' */
void table_add_label(Table *table, const char *label, const char *unit);

/* '    12.34 ± 0.05 ': TABLE_CELL_WIDTH columns; sign is '±' or '+'. */
void table_add_cell(Table *table, const char *value, const char *sign, const char *second);
void table_add_estimate(Table *table, const QuantityFormat *format, SimEstimate estimate);

/* A picture of characters instead of a cell. */
void table_add_picture(Table *table, const char *picture);

/* table_stages.c: where the time goes. */
void table_add_stages(Table *table, const Experiment *experiment, const ExperimentVariant *variants,
                      uint32_t count);

/* table_isolation.c: nothing where there is no fault. */
void table_add_isolation(Table *table, const Experiment *experiment,
                         const ExperimentVariant *variants, uint32_t count);

/* table_exposure.c: nothing where there is one application alone. */
void table_add_exposure(Table *table, const Experiment *experiment,
                        const ExperimentVariant *variants, uint32_t count);

/* table_verdicts.c: 'lower', 'higher', 'unclear'; nothing but an exact 0 is told to be the 'same'. */
const char *table_verdict_words(Verdict verdict, const SimEstimate *difference);

/* table_sensitivity.c */
struct Sensitivity;
void table_add_sensitivity(Table *table, const Experiment *experiment,
                           const struct Sensitivity *sensitivity);

/* Ends the line, without blanks before its end. */
void table_end_line(Table *table);

/* A paragraph, broken at blanks. */
void table_add_paragraph(Table *table, const char *text);

void table_begin_dim(Table *table);
void table_begin_bold(Table *table);
void table_end_style(Table *table);
