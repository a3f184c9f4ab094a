/* test_outdir.c - a result directory is there whole, or what was there before is. */
#define _POSIX_C_SOURCE 200809L
#include "cli/results/outdir.h"
#include "cli/results/outdir_files.h"
#include "cli/results/outdir_manifest.h"
#include "tests/cli/fake.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const OutdirIdentity identity = {
    .version = "1.0", .scenario_sha256 = "aaaa", .seed = G_MAXUINT64};

/* Puts a result of one file there. */
static bool put(const char *path, const OutdirIdentity *of, const char *name, const char *text,
                GError **error)
{
    g_autoptr(Outdir) outdir = NULL;

    if (!outdir_check(path, of, error))
        return false;
    outdir = outdir_new(path, of, error);
    return outdir != NULL && outdir_write(outdir, name, text, -1, error) &&
           outdir_commit(outdir, false, error);
}

/* All names below the parent of the directory, for 'nothing else is left'. */
static char *listing(const char *directory)
{
    g_autofree char *parent = g_path_get_dirname(directory);
    g_autoptr(GPtrArray) names = files_list(parent, NULL);

    if (names == NULL)
        return g_strdup("no directory");
    g_ptr_array_add(names, NULL);
    return g_strjoinv(" ", (char **)names->pdata);
}

static void a_new_directory_appears_with_its_manifest_and_nothing_else(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *names = NULL;
    g_autofree char *text = NULL;
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "one\n", -1);
    g_autoptr(Manifest) manifest = NULL;

    CU_ASSERT_TRUE(put(path, &identity, "figures/a.tsv", "one\n", NULL));
    names = listing(path);
    text = fake_read(path, "figures/a.tsv");
    manifest = manifest_load(path, NULL);

    CU_ASSERT_STRING_EQUAL(names, "out/figures/a.tsv out/manifest.json");
    CU_ASSERT_STRING_EQUAL(text, "one\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(manifest);
    CU_ASSERT_STRING_EQUAL(manifest->version, "1.0");
    CU_ASSERT_STRING_EQUAL(manifest->scenario_sha256, "aaaa");
    CU_ASSERT_EQUAL(manifest->seed, G_MAXUINT64);
    CU_ASSERT_STRING_EQUAL(g_hash_table_lookup(manifest->files, "figures/a.tsv"), sha256);
    fake_remove(path);
}

static void what_is_not_committed_leaves_nothing(void)
{
    g_autofree char *path = fake_directory();
    Outdir *outdir = outdir_new(path, &identity, NULL);
    g_autofree char *during = NULL;
    g_autofree char *after = NULL;

    CU_ASSERT_TRUE(outdir_write(outdir, "results.json", "{}", -1, NULL));
    during = listing(path);
    outdir_free(outdir);
    after = listing(path);

    CU_ASSERT_TRUE(g_str_has_prefix(during, ".iissim-"));
    CU_ASSERT_STRING_EQUAL(after, "");
    fake_remove(path);
}

static void a_result_of_the_same_scenario_and_version_is_replaced_whole(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *names = NULL;
    g_autofree char *text = NULL;

    CU_ASSERT_TRUE(put(path, &identity, "requests.csv", "old", NULL));
    CU_ASSERT_TRUE(put(path, &identity, "results.json", "new", NULL));
    names = listing(path);
    text = fake_read(path, "results.json");

    CU_ASSERT_STRING_EQUAL(names, "out/manifest.json out/results.json");
    CU_ASSERT_STRING_EQUAL(text, "new");
    fake_remove(path);
}

static void an_empty_directory_is_used(void)
{
    g_autofree char *path = fake_directory();

    CU_ASSERT_EQUAL(g_mkdir(path, 0777), 0);
    CU_ASSERT_TRUE(put(path, &identity, "results.json", "{}", NULL));
    fake_remove(path);
}

static void assert_refused(const char *path, const OutdirIdentity *of, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before = listing(path);
    g_autofree char *after = NULL;

    CU_ASSERT_FALSE(put(path, of, "results.json", "{}", &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    if (strstr(error->message, why) == NULL)
        fprintf(stderr, "not '%s' but: %s\n", why, error->message);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, why));
    after = listing(path);
    CU_ASSERT_STRING_EQUAL(after, before);
}

static void other_scenarios_versions_and_what_no_run_wrote_are_left_alone(void)
{
    const OutdirIdentity other_scenario = {.version = "1.0", .scenario_sha256 = "bbbb"};
    const OutdirIdentity other_version = {.version = "1.1", .scenario_sha256 = "aaaa"};
    g_autofree char *path = fake_directory();
    g_autofree char *notes = g_build_filename(path, "notes.txt", NULL);

    CU_ASSERT_TRUE(put(path, &identity, "results.json", "kept", NULL));
    assert_refused(path, &other_scenario, "another scenario");
    assert_refused(path, &other_version, "another version");
    CU_ASSERT_TRUE(g_file_set_contents(notes, "mine", -1, NULL));
    assert_refused(path, &identity, "notes.txt");
    fake_remove(path);
}

static void files_foreign_directories_and_missing_parents_are_refused(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *below = g_build_filename(path, "deeper", NULL);

    assert_refused(below, &identity, "cannot be used");
    CU_ASSERT_TRUE(g_file_set_contents(path, "a file", -1, NULL));
    assert_refused(path, &identity, "not a directory");
    assert_refused(below, &identity, "cannot be used");
    g_unlink(path);
    g_mkdir(path, 0777);
    CU_ASSERT_TRUE(g_file_set_contents(below, "a file", -1, NULL));
    assert_refused(path, &identity, "not a result directory");
    fake_remove(path);
}

static void a_manifest_without_its_format_makes_no_result_directory(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *manifest = g_build_filename(path, OUTDIR_MANIFEST, NULL);
    static const char *const texts[] = {"", "[]", "{}", "{\"format\": \"other\"}", "nonsense"};

    g_mkdir(path, 0777);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        CU_ASSERT_TRUE(g_file_set_contents(manifest, texts[i], -1, NULL));
        assert_refused(path, &identity, "not a result directory");
    }
    fake_remove(path);
}

static void the_current_directory_is_filled_and_stays_the_same(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *start = g_get_current_dir();
    g_autofree char *names = NULL;
    struct stat before, after;

    g_mkdir(path, 0777);
    CU_ASSERT_EQUAL(chdir(path), 0);
    CU_ASSERT_EQUAL(stat(path, &before), 0);
    CU_ASSERT_TRUE(put(".", &identity, "figures/old.svg", "old", NULL));
    CU_ASSERT_TRUE(put(".", &identity, "figures/new.svg", "new", NULL));
    CU_ASSERT_EQUAL(stat(path, &after), 0);
    CU_ASSERT_EQUAL(chdir(start), 0);
    names = listing(path);

    CU_ASSERT_EQUAL(before.st_ino, after.st_ino);
    CU_ASSERT_STRING_EQUAL(names, "out/figures/new.svg out/manifest.json");
    fake_remove(path);
}

static void a_link_to_a_directory_stays_a_link(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *link = g_strconcat(path, "-link", NULL);
    g_autofree char *text = NULL;

    g_mkdir(path, 0777);
    CU_ASSERT_EQUAL(symlink("out", link), 0);
    CU_ASSERT_TRUE(put(link, &identity, "results.json", "{}", NULL));

    CU_ASSERT_TRUE(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    text = fake_read(path, "results.json");
    CU_ASSERT_PTR_NOT_NULL(text);
    fake_remove(path);
}

static void what_came_while_the_run_went_on_is_not_overwritten(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *mine = g_build_filename(path, "mine", NULL);
    g_autoptr(Outdir) outdir = outdir_new(path, &identity, NULL);

    CU_ASSERT_TRUE(outdir_write(outdir, "results.json", "{}", -1, NULL));
    g_mkdir(path, 0777);
    CU_ASSERT_TRUE(g_file_set_contents(mine, "mine", -1, NULL));

    CU_ASSERT_FALSE(outdir_commit(outdir, false, NULL));
    CU_ASSERT_TRUE(g_file_test(mine, G_FILE_TEST_EXISTS));
    fake_remove(path);
}

static void files_that_are_added_later_are_listed_too(void)
{
    g_autofree char *path = fake_directory();
    g_autofree char *later = g_build_filename(path, "figures.png", NULL);
    const char *const names[] = {"figures.png", NULL};

    CU_ASSERT_TRUE(put(path, &identity, "results.json", "{}", NULL));
    CU_ASSERT_TRUE(g_file_set_contents(later, "png", -1, NULL));
    assert_refused(path, &identity, "figures.png");
    CU_ASSERT_TRUE(outdir_manifest_add(path, names, NULL));
    CU_ASSERT_TRUE(put(path, &identity, "results.json", "{}", NULL));
    fake_remove(path);
}

CU_TestInfo outdir_tests[] = {
    TEST(a_new_directory_appears_with_its_manifest_and_nothing_else),
    TEST(what_is_not_committed_leaves_nothing),
    TEST(a_result_of_the_same_scenario_and_version_is_replaced_whole),
    TEST(an_empty_directory_is_used),
    TEST(other_scenarios_versions_and_what_no_run_wrote_are_left_alone),
    TEST(files_foreign_directories_and_missing_parents_are_refused),
    TEST(a_manifest_without_its_format_makes_no_result_directory),
    TEST(the_current_directory_is_filled_and_stays_the_same),
    TEST(a_link_to_a_directory_stays_a_link),
    TEST(what_came_while_the_run_went_on_is_not_overwritten),
    TEST(files_that_are_added_later_are_listed_too),
    CU_TEST_INFO_NULL,
};
