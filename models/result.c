/* result.c - freeing a result, and finding one value in it. */
#include "models/result.h"
#include <math.h>

void model_result_free(ModelResult *result)
{
    if (result == NULL)
        return;
    if (result->latency != NULL)
        sim_histogram_free(result->latency);
    if (result->strings != NULL)
        g_string_chunk_free(result->strings);
    g_free(result->values);
    g_free(result->series.names);
    g_free(result->series.values);
    g_free(result->marks);
    g_free(result->violation);
    g_free(result);
}

double model_result_get(const ModelResult *result, ResultScope scope, const char *entity,
                        const char *metric)
{
    for (uint32_t i = 0; i < result->value_count; i++) {
        const ResultValue *value = &result->values[i];

        if (value->scope == scope && g_strcmp0(value->entity, entity) == 0 &&
            g_str_equal(value->metric, metric))
            return value->value;
    }
    return NAN;
}
