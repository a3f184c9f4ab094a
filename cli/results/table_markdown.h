/* table_markdown.h - how a table is written for GitHub and lab reports; only table_text.c calls it.
 *
 * Rows are gathered cell by cell. The first row after a heading is the head of its columns; where none is
 * given the last one is said again, because Markdown knows no table without a head. Characters that
 * Markdown would take for itself are escaped.
 */
#pragma once
#include "cli/results/table.h"

void markdown_begin_header(Table *table); /* the row that comes is a head */
void markdown_add_cell(Table *table, const char *text, bool is_right);
void markdown_end_row(Table *table); /* without a cell: nothing */
void markdown_add_title(Table *table, const char *text);
void markdown_add_heading(Table *table, const char *text);
void markdown_add_paragraph(Table *table, const char *text);
void markdown_end_grid(Table *table); /* the rows that come are another table */
