/* data.h - tables of a result directory: the .tsv of a figure, and the .csv files. */
#pragma once
#include <glib.h>

typedef struct {
    GPtrArray *rows; /* char **, ended by NULL; the first is the head */
    guint columns;
} ReportData;

/* NULL where there is no such file, or no row in it: what is missing is left out, not an error. */
ReportData *report_data_tsv(const char *directory, const char *name);
ReportData *report_data_csv(const char *directory, const char *name);
void report_data_free(ReportData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportData, report_data_free)

/* A cell; "" where the row is too short. Borrowed. */
const char *report_data_cell(const ReportData *data, guint row, guint column);

/* NaN for what is no number. */
double report_data_number(const ReportData *data, guint row, guint column);
