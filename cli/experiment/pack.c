/* pack.c - a result as a GVariant, in little-endian order, deflated.
 *
 * GVariant checks what it reads: whatever the bytes are, a value of the type comes out. What it
 * means is checked here.
 */
#include "cli/experiment/pack.h"
#include <string.h>

#define FORMAT         "iissim-task/2"
#define BYTES_MAX      (1u << 30) /* of a result before it is deflated */
#define TYPE_VALUES    "(ayayad)" /* scopes, names, numbers */
#define HAS_ENTITY     0x80       /* in the byte of a scope */
#define TYPE_HISTOGRAM "(xxa(uat))"
#define TYPE_SERIES    "(xuasad)"
#define TYPE_MARKS     "a(xysmsi)"
#define TYPE_RESULT                                                                                \
    "(s" TYPE_VALUES TYPE_HISTOGRAM TYPE_SERIES TYPE_MARKS "tttd"                                  \
    ")"

/* ---- there ---- */

static GVariant *doubles(const double *values, size_t count)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, count, sizeof *values);
}

static GVariant *bytes(const void *data, size_t count)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, count, 1);
}

/* Hundreds of them in every result: a row of each kind, rather than a container for each value. Names
 * are the entity, if there is one, and the metric, each closed by a NUL. */
static GVariant *values_of(const ModelResult *result)
{
    g_autofree guint8 *scopes = g_malloc(result->value_count + 1);
    g_autofree double *numbers = g_new(double, result->value_count + 1);
    g_autoptr(GString) names = g_string_new(NULL);

    for (uint32_t i = 0; i < result->value_count; i++) {
        const ResultValue *value = &result->values[i];

        scopes[i] = (guint8)((unsigned)value->scope | (value->entity != NULL ? HAS_ENTITY : 0u));
        numbers[i] = value->value;
        if (value->entity != NULL)
            g_string_append_len(names, value->entity, (gssize)strlen(value->entity) + 1);
        g_string_append_len(names, value->metric, (gssize)strlen(value->metric) + 1);
    }
    return g_variant_new("(@ay@ay@ad)", bytes(scopes, result->value_count),
                         bytes(names->str, names->len), doubles(numbers, result->value_count));
}

static GVariant *histogram_of(const SimHistogram *histogram)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(uat)"));
    for (uint32_t row = 0; row < SIM_HISTOGRAM_ROWS; row++) {
        uint32_t count;
        const uint64_t *counters = sim_histogram_row(histogram, row, &count);

        if (counters != NULL)
            g_variant_builder_add(&builder, "(u@at)", row,
                                  g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, counters, count,
                                                            sizeof *counters));
    }
    return g_variant_new("(xx@a(uat))", (gint64)sim_histogram_min(histogram),
                         (gint64)sim_histogram_max(histogram), g_variant_builder_end(&builder));
}

static GVariant *series_of(const ResultSeries *series)
{
    size_t count = (size_t)series->name_count * series->bucket_count;

    return g_variant_new("(xu@as@ad)", (gint64)series->bucket_ns, series->bucket_count,
                         g_variant_new_strv(series->names, (gssize)series->name_count),
                         doubles(series->values, count));
}

static GVariant *marks_of(const ModelResult *result)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE(TYPE_MARKS));
    for (uint32_t i = 0; i < result->mark_count; i++) {
        const ResultMark *mark = &result->marks[i];

        g_variant_builder_add(&builder, "(xysmsi)", (gint64)mark->time_ns, (guchar)mark->kind,
                              mark->what, mark->reason, (gint32)mark->event);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *in_little_endian(GVariant *variant)
{
    return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref(variant) : g_variant_byteswap(variant);
}

static GBytes *deflate(const void *data, size_t size)
{
    g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
    g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW, 1);
    g_autoptr(GOutputStream) stream =
        g_converter_output_stream_new(memory, G_CONVERTER(compressor));

    /* into memory: there is nothing that could fail */
    g_output_stream_write_all(stream, data, size, NULL, NULL, NULL);
    g_output_stream_close(stream, NULL, NULL);
    return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}

GBytes *pack_result(const ModelResult *result)
{
    g_autoptr(GVariant) native = NULL;
    g_autoptr(GVariant) packed = NULL;

    g_assert(result->violation == NULL);
    native = g_variant_ref_sink(g_variant_new(
        "(s@" TYPE_VALUES "@" TYPE_HISTOGRAM "@" TYPE_SERIES "@" TYPE_MARKS "tttd)", FORMAT,
        values_of(result), histogram_of(result->latency), series_of(&result->series),
        marks_of(result), (guint64)result->marks_dropped, (guint64)result->requests_offered,
        (guint64)result->events, result->loop_seconds));
    packed = in_little_endian(native);
    return deflate(g_variant_get_data(packed), g_variant_get_size(packed));
}

/* ---- and back ---- */

static GBytes *inflate(GBytes *bytes)
{
    g_autoptr(GInputStream) memory = g_memory_input_stream_new_from_bytes(bytes);
    g_autoptr(GZlibDecompressor) decompressor =
        g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW);
    g_autoptr(GInputStream) stream =
        g_converter_input_stream_new(memory, G_CONVERTER(decompressor));
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 block[1 << 14];
    gssize length;

    while ((length = g_input_stream_read(stream, block, sizeof block, NULL, NULL)) > 0) {
        g_byte_array_append(all, block, (guint)length);
        if (all->len > BYTES_MAX)
            return NULL;
    }
    return length < 0 ? NULL : g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static const char *keep(ModelResult *result, const char *text)
{
    return text != NULL ? g_string_chunk_insert_const(result->strings, text) : NULL;
}

/* The next name; NULL when there is none, or it is none. */
static const char *next_name(const char **at, const char *end)
{
    const char *name = *at;
    const char *nul = memchr(name, '\0', (size_t)(end - name));

    if (nul == NULL || !g_utf8_validate(name, nul - name, NULL))
        return NULL;
    *at = nul + 1;
    return name;
}

static bool take_value(ModelResult *result, guint8 scope, double number, const char **at,
                       const char *end)
{
    const char *entity = (scope & HAS_ENTITY) != 0 ? next_name(at, end) : NULL;
    const char *metric = next_name(at, end);

    if ((scope & ~HAS_ENTITY) >= RESULT_SCOPES || metric == NULL ||
        ((scope & HAS_ENTITY) != 0 && entity == NULL))
        return false;
    result->values[result->value_count++] =
        (ResultValue){.scope = (ResultScope)(scope & ~HAS_ENTITY),
                      .entity = keep(result, entity),
                      .metric = keep(result, metric),
                      .value = number};
    return true;
}

static bool take_values(ModelResult *result, GVariant *values)
{
    g_autoptr(GVariant) scopes = g_variant_get_child_value(values, 0);
    g_autoptr(GVariant) names = g_variant_get_child_value(values, 1);
    g_autoptr(GVariant) numbers = g_variant_get_child_value(values, 2);
    gsize count, length, number_count;
    const guint8 *scope = g_variant_get_fixed_array(scopes, &count, 1);
    const char *at = g_variant_get_fixed_array(names, &length, 1);
    const double *number = g_variant_get_fixed_array(numbers, &number_count, sizeof *number);
    const char *end = at + length;

    if (number_count != count || (count > 0 && length == 0))
        return false;
    result->values = g_new0(ResultValue, count + 1);
    for (gsize i = 0; i < count; i++)
        if (!take_value(result, scope[i], number[i], &at, end))
            return false;
    return at == end;
}

static bool take_histogram(ModelResult *result, GVariant *histogram)
{
    gint64 min, max;
    guint32 row;
    g_autoptr(GVariantIter) rows = NULL;
    GVariant *counters;
    bool is_good = true;

    g_variant_get(histogram, "(xxa(uat))", &min, &max, &rows);
    while (g_variant_iter_next(rows, "(u@at)", &row, &counters)) {
        gsize count;
        const guint64 *array = g_variant_get_fixed_array(counters, &count, sizeof *array);

        is_good = is_good && count <= G_MAXUINT32 &&
                  sim_histogram_restore_row(result->latency, row, array, (uint32_t)count);
        g_variant_unref(counters);
    }
    sim_histogram_restore_extremes(result->latency, min, max);
    return is_good && min >= 0 && min <= max;
}

static bool take_series(ModelResult *result, GVariant *packed)
{
    ResultSeries *series = &result->series;
    gint64 bucket_ns;
    guint32 bucket_count;
    g_autoptr(GVariant) names = NULL;
    g_autoptr(GVariant) values = NULL;
    gsize name_count, count;
    g_autofree const char **strings = NULL;
    const double *array;

    g_variant_get(packed, "(xu@as@ad)", &bucket_ns, &bucket_count, &names, &values);
    strings = g_variant_get_strv(names, &name_count);
    array = g_variant_get_fixed_array(values, &count, sizeof *array);
    if (count != name_count * bucket_count || bucket_ns < 0 || name_count > G_MAXUINT32)
        return false;
    series->bucket_ns = bucket_ns;
    series->bucket_count = bucket_count;
    series->name_count = (uint32_t)name_count;
    series->names = g_new0(const char *, name_count + 1);
    for (gsize i = 0; i < name_count; i++)
        series->names[i] = keep(result, strings[i]);
    series->values = g_memdup2(array, count * sizeof *array);
    return true;
}

static bool take_marks(ModelResult *result, GVariant *marks)
{
    GVariantIter iter;
    gint64 time_ns;
    guchar kind;
    const char *what, *reason;
    gint32 event;

    result->marks = g_new0(ResultMark, g_variant_n_children(marks));
    g_variant_iter_init(&iter, marks);
    while (g_variant_iter_next(&iter, "(xy&sm&si)", &time_ns, &kind, &what, &reason, &event)) {
        if (kind > MARK_APPDOMAIN)
            return false;
        result->marks[result->mark_count++] = (ResultMark){.time_ns = time_ns,
                                                           .kind = kind,
                                                           .what = keep(result, what),
                                                           .reason = keep(result, reason),
                                                           .event = event};
    }
    return true;
}

static bool take(ModelResult *result, GVariant *packed)
{
    const char *format;
    g_autoptr(GVariant) values = NULL;
    g_autoptr(GVariant) histogram = NULL;
    g_autoptr(GVariant) series = NULL;
    g_autoptr(GVariant) marks = NULL;
    guint64 dropped, offered, events;

    g_variant_get(packed,
                  "(&s@" TYPE_VALUES "@" TYPE_HISTOGRAM "@" TYPE_SERIES "@" TYPE_MARKS "tttd)",
                  &format, &values, &histogram, &series, &marks, &dropped, &offered, &events,
                  &result->loop_seconds);
    result->marks_dropped = dropped;
    result->requests_offered = offered;
    result->events = events;
    return g_str_equal(format, FORMAT) && take_values(result, values) &&
           take_histogram(result, histogram) && take_series(result, series) &&
           take_marks(result, marks);
}

ModelResult *pack_result_again(GBytes *bytes, GError **error)
{
    g_autoptr(GBytes) inflated = inflate(bytes);
    g_autoptr(ModelResult) result = g_new0(ModelResult, 1);
    g_autoptr(GVariant) packed = NULL;
    g_autoptr(GVariant) native = NULL;

    result->latency = sim_histogram_new();
    result->strings = g_string_chunk_new(4096);
    if (inflated != NULL) {
        packed = g_variant_ref_sink(
            g_variant_new_from_bytes(G_VARIANT_TYPE(TYPE_RESULT), inflated, FALSE));
        native = in_little_endian(packed);
    }
    if (native == NULL || !take(result, native)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not the result of a task");
        return NULL;
    }
    return g_steal_pointer(&result);
}
