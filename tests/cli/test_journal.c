/* test_journal.c - results come back from bytes bit for bit; a journal survives what a process and a
 * disk may suffer. */
#include "cli/experiment/journal.h"
#include "cli/experiment/pack.h"
#include "sim/stream.h"
#include "tests/cli/fake.h"
#include "tests/models/support.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sys/stat.h>

#define SHA_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1"

/* A crash, recycling, several queues: values of every kind and marks with reasons. */
#define EVENTFUL                                                                                   \
    "[scenario]\nmodels = iis6\nduration = 20s\nwarmup = 2s\n"                                     \
    "[pool:p]\nPeriodicRestartRequests = 100\n"                                                    \
    "[app:a]\npool = p\nstart = warm\n[page:g]\napp = a\nwork = cpu exp(5ms)\n"                    \
    "[clients:c]\npages = g\narrivals = poisson(30/s)\n[fault:f]\nkind = crash\napp = a\nat = "    \
    "5s\n"

static const JournalIdentity identity = {"1.0", SHA_A, "run isolation"};

static void a_result_comes_back_bit_for_bit(void)
{
    g_autoptr(ModelResult) result = support_run(EVENTFUL, "iis6", 3);
    g_autoptr(GBytes) bytes = pack_result(result);
    g_autoptr(GError) error = NULL;
    g_autoptr(ModelResult) again = pack_result_again(bytes, &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_TRUE(support_same(result, again));
    CU_ASSERT_TRUE(result->mark_count > 3);
    CU_ASSERT_EQUAL(again->mark_count, result->mark_count);
    for (uint32_t i = 0; i < result->mark_count; i++) {
        CU_ASSERT_EQUAL(again->marks[i].time_ns, result->marks[i].time_ns);
        CU_ASSERT_EQUAL(again->marks[i].kind, result->marks[i].kind);
        CU_ASSERT_EQUAL(again->marks[i].event, result->marks[i].event);
        CU_ASSERT_EQUAL(g_strcmp0(again->marks[i].what, result->marks[i].what), 0);
        CU_ASSERT_EQUAL(g_strcmp0(again->marks[i].reason, result->marks[i].reason), 0);
    }
    CU_ASSERT_EQUAL(again->series.name_count, result->series.name_count);
    CU_ASSERT_EQUAL(
        memcmp(again->series.values, result->series.values,
               sizeof(double) * result->series.name_count * result->series.bucket_count),
        0);
    for (double q = 0; q <= 1; q += 0.05)
        CU_ASSERT_EQUAL(sim_histogram_quantile(again->latency, q),
                        sim_histogram_quantile(result->latency, q));
    CU_ASSERT_EQUAL(again->requests_offered, result->requests_offered);
    CU_ASSERT_EQUAL(again->events, result->events);
}

/* Whatever the bytes are: a result, or a refusal, and nothing that a sanitizer minds. */
static void damaged_bytes_are_refused_or_make_some_result(void)
{
    g_autoptr(ModelResult) result = support_run(EVENTFUL, "iis6", 1);
    g_autoptr(GBytes) bytes = pack_result(result);
    SimStream stream = sim_stream((SimSeed){.seed = 1, .replication = 1}, 1, 0, 0);
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    uint32_t refused = 0;

    for (int i = 0; i < 300; i++) {
        g_autofree guint8 *copy = g_memdup2(data, size);
        gsize length = i % 3 == 0 ? sim_stream_below(&stream, size) : size;
        g_autoptr(GBytes) damaged = NULL;
        g_autoptr(ModelResult) again = NULL;

        for (int k = 0; k < 1 + i % 4; k++)
            copy[sim_stream_below(&stream, size)] ^= (guint8)(1 + sim_stream_below(&stream, 255));
        damaged = g_bytes_new(copy, length);
        again = pack_result_again(damaged, NULL);
        refused += again == NULL;
    }
    CU_ASSERT_TRUE(refused > 100);
}

static Journal *opened(const char *path, const JournalIdentity *whose, uint64_t *dropped)
{
    g_autoptr(GError) error = NULL;
    Journal *journal = journal_open(path, whose, dropped, &error);

    if (journal == NULL)
        fprintf(stderr, "%s\n", error->message);
    CU_ASSERT_PTR_NOT_NULL_FATAL(journal);
    return journal;
}

static void append(Journal *journal, const char *sha256, uint32_t replication, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    FILE *rows = tmpfile();

    fprintf(rows, "rows of %u\n", replication);
    CU_ASSERT_TRUE(journal_append(
        journal, &(JournalTask){.sha256 = sha256, .variant = 1, .replication = replication}, bytes,
        replication % 2 ? rows : NULL, NULL));
    fclose(rows);
}

static void assert_has(Journal *journal, const char *sha256, uint32_t replication, const char *text)
{
    FILE *rows = tmpfile();
    char line[32] = "";
    g_autofree char *expected = g_strdup_printf("rows of %u\n", replication);
    g_autoptr(GBytes) bytes = journal_read(
        journal, &(JournalTask){.sha256 = sha256, .variant = 1, .replication = replication}, rows,
        NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL(g_bytes_get_size(bytes), strlen(text));
    CU_ASSERT_EQUAL(memcmp(g_bytes_get_data(bytes, NULL), text, strlen(text)), 0);
    rewind(rows);
    CU_ASSERT_EQUAL(fgets(line, sizeof line, rows) != NULL, replication % 2 == 1);
    CU_ASSERT_STRING_EQUAL(line, replication % 2 ? expected : "");
    fclose(rows);
}

/* Three tasks, closed as when a process ends before it is through. */
static char *journal_of_three(void)
{
    char *path = fake_directory();
    uint64_t dropped;
    Journal *journal = opened(path, &identity, &dropped);

    append(journal, SHA_A, 1, "one");
    append(journal, SHA_B, 1, "");
    append(journal, SHA_A, 2, "two and more");
    CU_ASSERT_TRUE(journal_sync(journal, true, NULL));
    journal_close(journal, false);
    return path;
}

static void what_was_appended_is_there_when_it_is_opened_again(void)
{
    g_autofree char *path = journal_of_three();
    g_autofree char *file = g_build_filename(path, JOURNAL_NAME, NULL);
    uint64_t dropped = 1;
    Journal *journal = opened(path, &identity, &dropped);
    JournalTask absent = {.sha256 = SHA_B, .variant = 1, .replication = 2};

    CU_ASSERT_EQUAL(dropped, 0);
    CU_ASSERT_EQUAL(journal_count(journal), 3);
    assert_has(journal, SHA_A, 1, "one");
    assert_has(journal, SHA_B, 1, "");
    assert_has(journal, SHA_A, 2, "two and more");
    CU_ASSERT_FALSE(journal_has(journal, &absent));
    CU_ASSERT_PTR_NULL(journal_read(journal, &absent, NULL, NULL));
    append(journal, SHA_B, 2, "four");
    assert_has(journal, SHA_B, 2, "four");
    journal_close(journal, true);
    CU_ASSERT_FALSE(g_file_test(file, G_FILE_TEST_EXISTS));
    fake_remove(path);
}

/* Cut off after each of its bytes: whole records stay, the rest is dropped and can be written anew. */
static void a_journal_that_is_cut_off_anywhere_keeps_its_whole_records(void)
{
    g_autofree char *path = journal_of_three();
    g_autofree char *file = g_build_filename(path, JOURNAL_NAME, NULL);
    g_autofree char *whole = NULL;
    gsize length;
    uint32_t counts[4] = {0};

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(file, &whole, &length, NULL));
    for (gsize cut = 0; cut <= length; cut++) {
        uint64_t dropped;
        Journal *journal;
        uint32_t count;

        CU_ASSERT_TRUE(g_file_set_contents(file, whole, (gssize)cut, NULL));
        journal = opened(path, &identity, &dropped);
        count = journal_count(journal);
        CU_ASSERT_TRUE_FATAL(count <= 3);
        counts[count]++;
        if (count >= 1)
            assert_has(journal, SHA_A, 1, "one");
        CU_ASSERT_TRUE(count == 3 ? dropped == 0 && cut == length : cut < length);
        append(journal, SHA_A, 9, "nine");
        journal_close(journal, false);
        journal = opened(path, &identity, &dropped);
        CU_ASSERT_EQUAL(dropped, 0);
        CU_ASSERT_EQUAL(journal_count(journal), count + 1);
        assert_has(journal, SHA_A, 9, "nine");
        journal_close(journal, false);
    }
    CU_ASSERT_TRUE(counts[0] > 64 && counts[1] > 64 && counts[2] > 64 && counts[3] == 1);
    fake_remove(path);
}

/* One bit of each byte after the head: the record and what follows go, what is before stays. */
static void a_damaged_record_is_dropped_with_all_after_it(void)
{
    g_autofree char *path = journal_of_three();
    g_autofree char *file = g_build_filename(path, JOURNAL_NAME, NULL);
    g_autofree char *whole = NULL;
    gsize length;
    uint32_t before = 0;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(file, &whole, &length, NULL));
    for (gsize at = (gsize)(strstr(whole, "\n\n") - whole) + 2; at < length; at++) {
        uint64_t dropped;
        Journal *journal;

        whole[at] ^= 4;
        CU_ASSERT_TRUE(g_file_set_contents(file, whole, (gssize)length, NULL));
        whole[at] ^= 4;
        journal = opened(path, &identity, &dropped);
        CU_ASSERT_TRUE(dropped > 0 && journal_count(journal) < 3);
        CU_ASSERT_TRUE(journal_count(journal) >= before);
        before = journal_count(journal);
        journal_close(journal, false);
    }
    CU_ASSERT_EQUAL(before, 2);
    fake_remove(path);
}

static void assert_refused(const char *path, const JournalIdentity *whose, const char *why)
{
    g_autoptr(GError) error = NULL;
    uint64_t dropped;

    CU_ASSERT_PTR_NULL(journal_open(path, whose, &dropped, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    if (strstr(error->message, why) == NULL)
        fprintf(stderr, "'%s' does not say '%s'\n", error->message, why);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, why));
}

static void journals_of_others_are_left_alone(void)
{
    g_autofree char *path = journal_of_three();
    g_autofree char *file = g_build_filename(path, JOURNAL_NAME, NULL);
    uint64_t dropped;
    Journal *journal;

    assert_refused(path, &(JournalIdentity){"1.1", SHA_A, "run isolation"}, "version 1.0");
    assert_refused(path, &(JournalIdentity){"1.0", SHA_B, "run isolation"}, "another scenario");
    assert_refused(path, &(JournalIdentity){"1.0", SHA_A, "run"}, "'run isolation', this is 'run'");
    journal = opened(path, &identity, &dropped);
    CU_ASSERT_EQUAL(journal_count(journal), 3);
    assert_refused(path, &identity, "another iissim is at work");
    journal_close(journal, false);
    CU_ASSERT_TRUE(g_file_set_contents(file, "Dear diary,\nhow are\nyou\ntoday\n\n", -1, NULL));
    assert_refused(path, &identity, "none of this program");
    fake_remove(path);
}

static void a_journal_without_a_task_leaves_nothing(void)
{
    g_autofree char *path = fake_directory();
    uint64_t dropped;

    journal_close(opened(path, &identity, &dropped), false);
    CU_ASSERT_FALSE(g_file_test(path, G_FILE_TEST_EXISTS));
    fake_remove(path);
}

CU_TestInfo journal_tests[] = {
    TEST(a_result_comes_back_bit_for_bit),
    TEST(damaged_bytes_are_refused_or_make_some_result),
    TEST(what_was_appended_is_there_when_it_is_opened_again),
    TEST(a_journal_that_is_cut_off_anywhere_keeps_its_whole_records),
    TEST(a_damaged_record_is_dropped_with_all_after_it),
    TEST(journals_of_others_are_left_alone),
    TEST(a_journal_without_a_task_leaves_nothing),
    CU_TEST_INFO_NULL,
};
