/* test_w3c.c - the log reader: every form that logs come in, and what must not be taken for one. */
#include "cli/import/stamp.h"
#include "cli/import/w3c.h"
#include "tests/suites.h"
#include <glib/gstdio.h>
#include <string.h>

#define FIELDS "#Fields: date time c-ip cs-uri-stem sc-status sc-bytes time-taken\n"
#define RECORD "2004-03-15 10:00:00 198.51.100.1 /a.aspx 200 1000 31\n"

#define BYTES(text) (text), sizeof(text) - 1 /* NUL bytes inside count */

static const W3cWindow all_times = {.from_s = INT64_MIN, .to_s = INT64_MAX};

/* Adds a file of that content to the log. */
static bool read_bytes(W3cLog *log, const char *bytes, size_t length, GError **error)
{
    g_autofree char *path = NULL;
    const int descriptor = g_file_open_tmp("iissim-test-XXXXXX.log", &path, NULL);
    bool is_read;

    g_assert(descriptor >= 0);
    g_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
    is_read = w3c_log_read(log, path, error);
    g_unlink(path);
    g_close(descriptor, NULL);
    return is_read;
}

/* A finished log of one file; NULL when it is refused. */
static W3cLog *log_of(const char *text)
{
    W3cLog *log = w3c_log_new(all_times);

    if (!read_bytes(log, text, strlen(text), NULL)) {
        w3c_log_free(log);
        return NULL;
    }
    w3c_log_finish(log);
    return log;
}

/* Is the file refused as invalid, with a message that holds the words? */
static bool is_refused(const char *bytes, size_t length, const char *words)
{
    g_autoptr(W3cLog) log = w3c_log_new(all_times);
    g_autoptr(GError) error = NULL;

    return !read_bytes(log, bytes, length, &error) &&
           g_error_matches(error, W3C_ERROR, W3C_ERROR_INVALID) &&
           strstr(error->message, words) != NULL;
}

static const W3cRecord *record(const W3cLog *log, uint32_t index)
{
    return &g_array_index(log->records, W3cRecord, index);
}

static const char *stem(const W3cLog *log, uint32_t index)
{
    return g_ptr_array_index(log->stems, record(log, index)->stem);
}

static void fields_are_found_by_name_in_any_order(void)
{
    g_autoptr(W3cLog) log = log_of("#Fields: time-taken sc-status cs-uri-stem time date\n"
                                   "47 302 /Shop/Cart.aspx 10:00:07 2004-03-15\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 1);
    CU_ASSERT_EQUAL(record(log, 0)->stamp_s, 1079344807);
    CU_ASSERT_EQUAL(record(log, 0)->time_taken_ms, 47);
    CU_ASSERT_EQUAL(record(log, 0)->status, 302);
    CU_ASSERT_EQUAL(record(log, 0)->size_bytes, -1);
    CU_ASSERT_STRING_EQUAL(stem(log, 0), "/shop/cart.aspx");
}

static void carriage_returns_and_a_byte_order_mark_change_nothing(void)
{
    g_autoptr(W3cLog) log = log_of("\xEF\xBB\xBF#Version: 1.0\r\n"
                                   "#Fields: date time cs-uri-stem sc-status time-taken \r\n"
                                   "2004-03-15 10:00:00 /a.htm 200 16\r\n"
                                   "\r\n"
                                   "2004-03-15 10:00:01 /b.htm 404 15\r\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 2);
    CU_ASSERT_EQUAL(record(log, 1)->time_taken_ms, 15);
    CU_ASSERT_EQUAL(log->notes[W3C_FEW_FIELDS].count, 0);
}

static void columns_may_change_at_a_header(void)
{
    g_autoptr(W3cLog) log = log_of("#Fields: date time cs-uri-stem\n"
                                   "2004-03-15 10:00:00 /a.htm\n"
                                   "#Fields: cs-uri-stem date time time-taken\n"
                                   "/b.htm 2004-03-15 10:00:01 31\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 2);
    CU_ASSERT_EQUAL(record(log, 0)->time_taken_ms, -1);
    CU_ASSERT_EQUAL(record(log, 1)->time_taken_ms, 31);
    CU_ASSERT_EQUAL(log->headers, 2);
}

static void a_line_that_lacks_a_field_is_skipped_and_told_by_number(void)
{
    g_autoptr(W3cLog) log = log_of(FIELDS RECORD "2004-03-15 10:00:01 198.51.100.1 /a.aspx\n" RECORD
                                                 "2004-03-15 10:00:01 1 /a b.aspx 200 1 2\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL(log->records->len, 2);
    CU_ASSERT_EQUAL(log->notes[W3C_FEW_FIELDS].count, 1);
    CU_ASSERT(g_str_has_suffix(log->notes[W3C_FEW_FIELDS].where, ":3"));
    CU_ASSERT_EQUAL(log->notes[W3C_MANY_FIELDS].count, 1);
    CU_ASSERT(g_str_has_suffix(log->notes[W3C_MANY_FIELDS].where, ":5"));
}

static void a_last_line_that_is_cut_off_is_told_apart_from_a_short_one(void)
{
    g_autoptr(W3cLog) cut = log_of(FIELDS RECORD "2004-03-15 10:00:01 198.5");
    g_autoptr(W3cLog) whole = log_of(FIELDS RECORD "2004-03-15 10:00:01 1 /a.aspx 200 1 2");

    CU_ASSERT_PTR_NOT_NULL_FATAL(cut);
    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    CU_ASSERT_EQUAL(cut->records->len, 1);
    CU_ASSERT_EQUAL(cut->notes[W3C_TRUNCATED].count, 1);
    CU_ASSERT_EQUAL(whole->records->len, 2);
    CU_ASSERT_EQUAL(whole->notes[W3C_NO_LINE_END].count, 1);
}

static void dates_that_do_not_exist_are_skipped(void)
{
    g_autoptr(W3cLog) log =
        log_of("#Fields: date time cs-uri-stem\n"
               "2005-13-40 10:00:00 /a\n2005-02-29 10:00:00 /a\n2005-00-01 10:00:00 /a\n"
               "1969-12-31 10:00:00 /a\n2200-01-01 10:00:00 /a\n2005-1-1 10:00:00 /a\n"
               "2005-02-28 24:00:00 /a\n2005-02-28 10:60:00 /a\n2005-02-28 1:00:00 /a\n"
               "- 10:00:00 /a\n2005-02-28 - /a\n2005-02-28 10:00:60 /a\n"
               "2004-02-29 23:59:59 /a\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL(log->notes[W3C_BAD_TIME].count, 12);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 1);
    CU_ASSERT_EQUAL(record(log, 0)->stamp_s, 1078099199);
}

static void stamps_are_seconds_since_1970(void)
{
    int64_t stamp_s = 0;

    CU_ASSERT(stamp_parse("1970-01-01", &stamp_s) && stamp_s == 0);
    CU_ASSERT(stamp_parse("2000-02-29T12:34:56Z", &stamp_s) && stamp_s == 951827696);
    CU_ASSERT(stamp_parse("2000-03-01 00:00", &stamp_s) && stamp_s == 951868800);
    CU_ASSERT(stamp_parse("2100-03-01", &stamp_s) && stamp_s == 4107542400);
    CU_ASSERT_FALSE(stamp_parse("2100-02-29", &stamp_s));
    CU_ASSERT_FALSE(stamp_parse("2000-02-29T", &stamp_s));
    CU_ASSERT_FALSE(stamp_parse("2000-02-29 12:34:56+01", &stamp_s));
    CU_ASSERT_FALSE(stamp_parse("", &stamp_s));
}

static void numbers_out_of_range_are_unknown_and_the_request_is_kept(void)
{
    g_autoptr(W3cLog) log = log_of(FIELDS "2004-03-15 10:00:00 1 /a 99 -1 -5\n"
                                          "2004-03-15 10:00:00 1 /a 600 1e9 86400001\n"
                                          "2004-03-15 10:00:00 1 /a abc 9999999999999999999 4.5\n"
                                          "2004-03-15 10:00:00 1 /a - - -\n"
                                          "2004-03-15 10:00:00 1 /a 599 0 86400000\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 5);
    CU_ASSERT_EQUAL(log->notes[W3C_BAD_STATUS].count, 3);
    CU_ASSERT_EQUAL(log->notes[W3C_BAD_SIZE].count, 3);
    CU_ASSERT_EQUAL(log->notes[W3C_BAD_TIME_TAKEN].count, 3);
    for (uint32_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(record(log, i)->status, 0);
        CU_ASSERT_EQUAL(record(log, i)->time_taken_ms, -1);
        CU_ASSERT_EQUAL(record(log, i)->size_bytes, -1);
    }
    CU_ASSERT_EQUAL(record(log, 4)->time_taken_ms, 86400000);
    CU_ASSERT_EQUAL(record(log, 4)->size_bytes, 0);
}

static void requests_are_put_in_order_of_time_and_keep_the_order_of_the_log_within_a_second(void)
{
    g_autoptr(W3cLog) log = log_of("#Fields: date time cs-uri-stem\n"
                                   "2004-03-15 10:00:09 /c\n2004-03-15 10:00:01 /a\n"
                                   "2004-03-15 10:00:01 /b\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_STRING_EQUAL(stem(log, 0), "/a");
    CU_ASSERT_STRING_EQUAL(stem(log, 1), "/b");
    CU_ASSERT_STRING_EQUAL(stem(log, 2), "/c");
    CU_ASSERT_EQUAL(log->notes[W3C_BACKWARDS].count, 1);
}

static void several_files_are_merged_by_time(void)
{
    static const char late[] = "#Fields: date time cs-uri-stem\n2004-03-16 10:00:00 /late\n";
    static const char early[] = "#Fields: date time cs-uri-stem\n2004-03-15 10:00:00 /early\n";
    g_autoptr(W3cLog) log = w3c_log_new(all_times);

    CU_ASSERT(read_bytes(log, late, strlen(late), NULL));
    CU_ASSERT(read_bytes(log, early, strlen(early), NULL));
    w3c_log_finish(log);

    CU_ASSERT_EQUAL_FATAL(log->records->len, 2);
    CU_ASSERT_STRING_EQUAL(stem(log, 0), "/early");
    CU_ASSERT_EQUAL(log->notes[W3C_BACKWARDS].count, 0);
}

static void a_header_soon_after_a_record_is_a_restart_and_one_long_after_it_is_not(void)
{
    g_autoptr(W3cLog) log = log_of(
        FIELDS RECORD "#Date: 2004-03-15 10:00:40\n" FIELDS "2004-03-15 10:00:41 1 /a 200 1 1\n"
                      "#Date: 2004-03-15 11:00:00\n" FIELDS "2004-03-15 10:59:59 1 /a 200 1 1\n"
                      "#Remark: nothing changes\n2004-03-15 11:00:05 1 /a 200 1 1\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL(log->records->len, 4);
    CU_ASSERT_EQUAL(log->headers, 3);
    CU_ASSERT_EQUAL(log->restarts, 1);
    CU_ASSERT_EQUAL(log->idles, 1);
    CU_ASSERT_EQUAL(log->notes[W3C_BEFORE_DATE].count, 1);
    CU_ASSERT(g_str_has_suffix(log->first_restart, ":5"));
}

static void without_a_date_column_the_header_gives_the_day_and_midnight_is_seen(void)
{
    g_autoptr(W3cLog) log = log_of("#Date: 2004-03-15 23:59:00\n#Fields: time cs-uri-stem\n"
                                   "23:59:58 /a\n00:00:03 /b\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 2);
    CU_ASSERT_EQUAL(record(log, 0)->stamp_s, 1079395198);
    CU_ASSERT_EQUAL(record(log, 1)->stamp_s, 1079395203);
}

static void without_a_time_column_the_requests_of_a_day_are_spread_over_it(void)
{
    g_autoptr(W3cLog) log = log_of("#Fields: date cs-uri-stem\n2004-03-15 /a\n2004-03-15 /b\n"
                                   "2004-03-16 /c\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 3);
    CU_ASSERT_EQUAL(record(log, 1)->stamp_s - record(log, 0)->stamp_s, 43200);
    CU_ASSERT_EQUAL(record(log, 2)->stamp_s - record(log, 0)->stamp_s, 86400);
    CU_ASSERT_EQUAL(log->notes[W3C_DATE_ONLY].count, 3);
}

static void a_window_keeps_its_start_and_leaves_its_end_out(void)
{
    static const char text[] = "#Fields: date time cs-uri-stem\n2004-03-15 10:00:00 /a\n"
                               "2004-03-15 10:00:01 /b\n2004-03-15 10:00:02 /c\n";
    g_autoptr(W3cLog) log = w3c_log_new((W3cWindow){.from_s = 1079344801, .to_s = 1079344802});

    CU_ASSERT(read_bytes(log, text, strlen(text), NULL));
    CU_ASSERT_EQUAL_FATAL(log->records->len, 1);
    CU_ASSERT_STRING_EQUAL(stem(log, 0), "/b");
    CU_ASSERT_EQUAL(log->outside, 2);
}

static void urls_lose_host_and_query_and_case(void)
{
    g_autoptr(W3cLog) log =
        log_of("#Fields: date time cs-uri\n"
               "2004-03-15 10:00:00 http://Shop.example/A.aspx?x=/y\n"
               "2004-03-15 10:00:00 http://shop.example\n2004-03-15 10:00:00 *\n"
               "2004-03-15 10:00:00 /Go/To?u=http://other.example/x\n2004-03-15 10:00:00 -\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 4);
    CU_ASSERT_STRING_EQUAL(stem(log, 0), "/a.aspx");
    CU_ASSERT(record(log, 0)->flags & W3C_HAS_QUERY);
    CU_ASSERT_STRING_EQUAL(stem(log, 1), "/");
    CU_ASSERT_STRING_EQUAL(stem(log, 2), "/*");
    CU_ASSERT_STRING_EQUAL(stem(log, 3), "/go/to");
    CU_ASSERT_EQUAL(log->notes[W3C_NO_URL].count, 1);
}

static void a_client_is_an_address_with_a_user_agent(void)
{
    g_autoptr(W3cLog) log = log_of("#Fields: date time c-ip cs(User-Agent) cs-uri-stem\n"
                                   "2004-03-15 10:00:00 192.0.2.1 A /\n"
                                   "2004-03-15 10:00:01 192.0.2.1 B /\n"
                                   "2004-03-15 10:00:02 192.0.2.2 A /\n"
                                   "2004-03-15 10:00:03 192.0.2.1 A /\n"
                                   "2004-03-15 10:00:04 - - /\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 5);
    CU_ASSERT_EQUAL(record(log, 0)->client, 1);
    CU_ASSERT_EQUAL(record(log, 1)->client, 2);
    CU_ASSERT_EQUAL(record(log, 2)->client, 3);
    CU_ASSERT_EQUAL(record(log, 3)->client, 1);
    CU_ASSERT_EQUAL(record(log, 4)->client, 0);
}

static void a_line_without_end_is_read_over_and_the_next_one_is_good(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);
    g_autoptr(W3cLog) log = NULL;

    for (int i = 0; i < 300000; i++)
        g_string_append_c(text, 'x');
    g_string_append(text, "\n" RECORD);
    log = log_of(text->str);

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL(log->notes[W3C_TOO_LONG].count, 1);
    CU_ASSERT_EQUAL(log->records->len, 1);
    CU_ASSERT_EQUAL(log->lines, 3);
}

static void nul_bytes_far_inside_a_log_cost_their_line_alone(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);
    g_autoptr(W3cLog) log = w3c_log_new(all_times);

    while (text->len < 5000)
        g_string_append(text, RECORD);

    const uint64_t good = (text->len - strlen(FIELDS)) / strlen(RECORD);

    g_string_append_len(text, "\0\0\0\0\n", 5);
    g_string_append(text, RECORD);
    CU_ASSERT(read_bytes(log, text->str, text->len, NULL));
    CU_ASSERT_EQUAL(log->notes[W3C_NUL_BYTES].count, 1);
    CU_ASSERT_EQUAL(log->records->len, good + 1);
}

static void the_last_record_does_not_depend_on_where_a_read_ends(void)
{
    g_autoptr(GString) text = g_string_new(FIELDS);
    g_autoptr(W3cLog) log = NULL;

    for (int i = 0; i < 5000; i++) /* several chunks of the reader */
        g_string_append_printf(text, "2004-03-15 10:%02d:%02d 1 /p%d.aspx 200 %d %d\n", i / 60 % 60,
                               i % 60, i % 7, i, i);
    log = log_of(text->str);

    CU_ASSERT_PTR_NOT_NULL_FATAL(log);
    CU_ASSERT_EQUAL_FATAL(log->records->len, 5000);
    for (uint32_t i = 0; i < 5000; i++) {
        const W3cRecord *one = record(log, i);

        CU_ASSERT_EQUAL(one->time_taken_ms, (int)one->sequence);
        CU_ASSERT_EQUAL(one->size_bytes, one->sequence);
    }
}

static void a_file_without_fields_is_refused(void)
{
    CU_ASSERT(is_refused(BYTES(RECORD), "#Fields"));
    CU_ASSERT(is_refused(BYTES("#Version: 1.0\n"), "#Fields"));
    CU_ASSERT(is_refused(BYTES("#Fields: date time c-ip\n"), "cs-uri-stem"));
    CU_ASSERT(is_refused(BYTES("#Fields: cs-uri-stem\n"), "neither date nor time"));
}

static void other_kinds_of_file_are_refused_by_name(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *words;
    } kinds[] = {
        {BYTES("\x7f\x45LF\0\0"), "binary"},
        {BYTES("\x01\x02\x03\x04\x05"), "binary"},
        {BYTES("\x1f\x8b\x08"), "gzip"},
        {BYTES("PK\x03\x04"), "zip"},
        {BYTES("\xff\xfe#\0F\0"), "UTF-16"},
        {BYTES("\"(PDH-CSV 4.0) (UTC)(0)\",\"x\"\n"), "performance-counter"},
        {BYTES("<?xml version=\"1.0\"?>"), "configuration"},
        {BYTES("\xEF\xBB\xBF\r\n<configuration>"), "configuration"},
        {BYTES(
             "192.0.2.1, -, 03/15/04, 7:55:20, W3SVC2, S, 192.0.2.2, 4, 1, 3, 200, 0, GET, /a, -,"),
         "native"},
        {BYTES("192.0.2.1 - - [15/Mar/2004:13:55:36 +0000] \"GET / HTTP/1.0\" 200 1\n"), "NCSA"},
        {BYTES("#Software: Microsoft HTTP API 1.0\n"), "HTTPERR"},
        {BYTES("#Fields: date time cs-uri s-siteid s-reason s-queuename\n"), "HTTPERR"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        CU_ASSERT(is_refused(kinds[i].bytes, kinds[i].length, kinds[i].words));
}

static void an_empty_file_is_noted_and_others_are_read(void)
{
    g_autoptr(W3cLog) log = w3c_log_new(all_times);

    CU_ASSERT(read_bytes(log, "", 0, NULL));
    CU_ASSERT(read_bytes(log, FIELDS RECORD, strlen(FIELDS RECORD), NULL));
    CU_ASSERT_EQUAL(log->notes[W3C_EMPTY_FILE].count, 1);
    CU_ASSERT_EQUAL(log->records->len, 1);
}

static void different_urls_beyond_the_limit_go_by_their_extension(void)
{
    g_autoptr(W3cLog) log = w3c_log_new(all_times);
    char text[W3C_STEM_BYTES + 1];
    bool is_beyond = false;

    for (uint32_t i = 0; i < W3C_STEMS_MAX; i++) {
        g_snprintf(text, sizeof text, "/page%u.aspx", i);
        w3c_log_stem(log, text, &is_beyond);
    }
    CU_ASSERT_FALSE(is_beyond);
    g_strlcpy(text, "/one/more.gif", sizeof text);
    w3c_log_stem(log, text, &is_beyond);
    CU_ASSERT(is_beyond);
    CU_ASSERT_STRING_EQUAL(text, "/rare.gif");
    g_strlcpy(text, "/page7.aspx", sizeof text);
    CU_ASSERT_EQUAL(w3c_log_stem(log, text, &is_beyond), 7);
    CU_ASSERT_FALSE(is_beyond);
}

CU_TestInfo w3c_tests[] = {
    TEST(fields_are_found_by_name_in_any_order),
    TEST(carriage_returns_and_a_byte_order_mark_change_nothing),
    TEST(columns_may_change_at_a_header),
    TEST(a_line_that_lacks_a_field_is_skipped_and_told_by_number),
    TEST(a_last_line_that_is_cut_off_is_told_apart_from_a_short_one),
    TEST(dates_that_do_not_exist_are_skipped),
    TEST(stamps_are_seconds_since_1970),
    TEST(numbers_out_of_range_are_unknown_and_the_request_is_kept),
    TEST(requests_are_put_in_order_of_time_and_keep_the_order_of_the_log_within_a_second),
    TEST(several_files_are_merged_by_time),
    TEST(a_header_soon_after_a_record_is_a_restart_and_one_long_after_it_is_not),
    TEST(without_a_date_column_the_header_gives_the_day_and_midnight_is_seen),
    TEST(without_a_time_column_the_requests_of_a_day_are_spread_over_it),
    TEST(a_window_keeps_its_start_and_leaves_its_end_out),
    TEST(urls_lose_host_and_query_and_case),
    TEST(a_client_is_an_address_with_a_user_agent),
    TEST(a_line_without_end_is_read_over_and_the_next_one_is_good),
    TEST(nul_bytes_far_inside_a_log_cost_their_line_alone),
    TEST(the_last_record_does_not_depend_on_where_a_read_ends),
    TEST(a_file_without_fields_is_refused),
    TEST(other_kinds_of_file_are_refused_by_name),
    TEST(an_empty_file_is_noted_and_others_are_read),
    TEST(different_urls_beyond_the_limit_go_by_their_extension),
    CU_TEST_INFO_NULL,
};
