/* suite_json.c - 'iissim-verify/1'. */
#include "cli/results/json_text.h"
#include "cli/verify/suite.h"
#include "cli/version.h"
#include <math.h>

static void add_row(JsonText *json, const VerifyRow *row)
{
    double half_width = (row->estimate.high - row->estimate.low) / 2;

    json_text_open_inline(json, NULL, '{');
    json_text_string(json, "model", row->model);
    json_text_string(json, "metric", row->truth.metric);
    json_text_open(json, "simulated", '{');
    json_text_number(json, "mean", row->estimate.mean);
    json_text_number(json, "lo", row->estimate.low);
    json_text_number(json, "hi", row->estimate.high);
    json_text_integer(json, "n", row->estimate.n);
    json_text_close(json);
    json_text_number(json, "exact", row->truth.value);
    json_text_number(json, "half_width",
                     row->truth.value != 0 ? half_width / fabs(row->truth.value) : NAN);
    json_text_boolean(json, "certain", row->truth.is_certain);
    json_text_number(json, "z", row->z);
    json_text_number(json, "p", row->p);
    json_text_number(json, "p_holm", row->p_holm);
    json_text_string(json, "verdict", row->deviates ? "deviates" : "ok");
    json_text_close(json);
}

static void add_case(JsonText *json, const VerifyOutcome *outcome)
{
    json_text_open(json, NULL, '{');
    json_text_string(json, "id", outcome->of->id);
    json_text_string(json, "title", outcome->of->title);
    json_text_string(json, "question", outcome->of->question);
    json_text_string(json, "source", outcome->of->source);
    json_text_integer(json, "replications", outcome->replications);
    json_text_number(json, "duration_s", outcome->window_s);
    json_text_number(json, "requests", outcome->requests);
    json_text_open(json, "rows", '[');
    for (guint i = 0; i < outcome->rows->len; i++)
        add_row(json, &g_array_index(outcome->rows, VerifyRow, i));
    json_text_close(json);
    json_text_close(json);
}

static void add_missing(JsonText *json)
{
    json_text_open(json, "not_expressed", '[');
    for (const VerifyMissing *missing = verify_missing; missing->id != NULL; missing++) {
        json_text_open(json, NULL, '{');
        json_text_string(json, "id", missing->id);
        json_text_string(json, "what", missing->what);
        json_text_string(json, "reason", missing->reason);
        json_text_close(json);
    }
    json_text_close(json);
}

char *verify_json(const VerifyReport *report, const VerifyEffort *effort)
{
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    json_text_string(&json, "format", VERIFY_FORMAT);
    json_text_string(&json, "iissim", IISSIM_VERSION);
    json_text_boolean(&json, "partial", report->is_partial);
    json_text_string(&json, "length",
                     effort->is_full      ? "full"
                     : effort->longer < 1 ? "quick"
                                          : "usual");
    json_text_integer(&json, "seed",
                      effort->seed != NULL ? g_ascii_strtoull(effort->seed, NULL, 10) : 1);
    json_text_number(&json, "confidence", EXPERIMENT_CONFIDENCE);
    json_text_number(&json, "false_alarms", VERIFY_FALSE_ALARMS);
    json_text_integer(&json, "rows", report->rows);
    json_text_integer(&json, "certain", report->certain);
    json_text_number(&json, "largest_z", report->largest_z);
    json_text_number(&json, "bound_z", report->bound_z);
    json_text_integer(&json, "beyond_two", report->beyond_two);
    json_text_number(&json, "expected_beyond_two", report->expected_beyond_two);
    json_text_integer(&json, "deviations", report->deviations);
    json_text_string(&json, "verdict", report->deviations > 0 ? "deviates" : "ok");
    json_text_open(&json, "cases", '[');
    for (guint i = 0; i < report->outcomes->len; i++)
        add_case(&json, g_ptr_array_index(report->outcomes, i));
    json_text_close(&json);
    add_missing(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}
