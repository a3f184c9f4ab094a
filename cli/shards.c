/* shards.c - writes shard.json, reads it again, and finds what is missing of a whole. */
#include "cli/shards.h"
#include "cli/command.h"
#include "cli/experiment/experiment.h"
#include "cli/results/json_text.h"
#include "cli/version.h"
#include <json-glib/json-glib.h>
#include <string.h>

static bool is_bad(GError **error, const char *directory, const char *why)
{
    g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID, "%s: %s", directory, why);
    return false;
}

void shard_manifest_free(ShardManifest *manifest)
{
    if (manifest == NULL)
        return;
    g_free(manifest->directory);
    g_free(manifest->version);
    g_free(manifest->sha256);
    g_free(manifest->options);
    g_strfreev(manifest->arguments);
    g_free(manifest);
}

/* ---- writing ---- */

static char *manifest_text(const DirectoryClaim *claim, const Journal *journal,
                           char *const *arguments)
{
    DirectoryClaim whole = *claim;
    g_autofree char *options = NULL;
    JsonText json;

    whole.shard.count = 0;
    options = directory_options(&whole);

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    json_text_string(&json, "format", SHARDS_FORMAT);
    json_text_string(&json, "iissim", claim->identity.version);
    json_text_integer(&json, "shard", claim->shard.index);
    json_text_integer(&json, "of", claim->shard.count);
    json_text_integer(&json, "runs", journal_count(journal));
    json_text_string(&json, "scenario_sha256", claim->identity.scenario_sha256);
    json_text_string(&json, "options", options);
    json_text_open(&json, "arguments", '[');
    for (char *const *argument = arguments; *argument != NULL; argument++)
        json_text_string(&json, NULL, *argument);
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}

static bool write_directory(const DirectoryClaim *claim, const Journal *journal,
                            char *const *arguments, const char *resolved, GError **error)
{
    g_autofree char *text = manifest_text(claim, journal, arguments);
    g_autoptr(Outdir) outdir = outdir_new(claim->path, &claim->identity, error);

    return outdir != NULL && outdir_write(outdir, SHARDS_FILE, text, -1, error) &&
           outdir_write(outdir, "scenario.ini", resolved, -1, error) &&
           outdir_commit(outdir, true, error);
}

int shards_finish(const DirectoryClaim *claim, const Journal *journal, char *const *arguments,
                  const char *resolved, bool is_interrupted)
{
    g_autoptr(GError) error = NULL;
    uint32_t runs = journal_count(journal);

    if (is_interrupted) {
        cli_warning("interrupted: the %u run%s of shard %u/%u that %s finished are kept in %s; the "
                    "same command goes on",
                    runs, runs == 1 ? "" : "s", claim->shard.index, claim->shard.count,
                    runs == 1 ? "was" : "were", claim->path);
        return EXIT_INTERRUPTED;
    }
    if (!write_directory(claim, journal, arguments, resolved, &error)) {
        cli_error("%s", error->message);
        return EXIT_IO;
    }
    if (!claim->is_quiet)
        fprintf(stderr, "iissim: shard %u/%u is in %s: %u run%s; 'iissim merge' joins all %u\n",
                claim->shard.index, claim->shard.count, claim->path, runs, runs == 1 ? "" : "s",
                claim->shard.count);
    return EXIT_DONE;
}

/* ---- reading ---- */

static char *string_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    return node != NULL && json_node_get_value_type(node) == G_TYPE_STRING
               ? g_strdup(json_node_get_string(node))
               : NULL;
}

/* 0 when it is no number from min to max. */
static uint32_t number_member(JsonObject *object, const char *name, uint32_t max, bool *is_good)
{
    JsonNode *node = json_object_get_member(object, name);
    gint64 number = node != NULL && json_node_get_value_type(node) == G_TYPE_INT64
                        ? json_node_get_int(node)
                        : -1;

    *is_good = *is_good && number >= 0 && number <= max;
    return *is_good ? (uint32_t)number : 0;
}

static char **strings_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    JsonArray *array =
        node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    GStrvBuilder *builder = g_strv_builder_new();
    char **strings;

    for (guint i = 0; array != NULL && i < json_array_get_length(array); i++) {
        JsonNode *element = json_array_get_element(array, i);

        if (json_node_get_value_type(element) == G_TYPE_STRING)
            g_strv_builder_add(builder, json_node_get_string(element));
    }
    strings = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return strings;
}

static bool take(ShardManifest *manifest, JsonObject *object)
{
    g_autofree char *format = string_member(object, "format");
    bool is_good = true;

    manifest->version = string_member(object, "iissim");
    manifest->sha256 = string_member(object, "scenario_sha256");
    manifest->options = string_member(object, "options");
    manifest->arguments = strings_member(object, "arguments");
    manifest->shard.count = number_member(object, "of", SHARDS_MAX, &is_good);
    manifest->shard.index = number_member(object, "shard", manifest->shard.count, &is_good);
    manifest->tasks = number_member(object, "runs", G_MAXUINT32, &is_good);
    return is_good && manifest->shard.index > 0 && g_strcmp0(format, SHARDS_FORMAT) == 0 &&
           manifest->version != NULL && manifest->options != NULL && manifest->sha256 != NULL &&
           strlen(manifest->sha256) == 64 && manifest->arguments[0] != NULL;
}

static bool has_file(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static const char *why_no_shard(const char *directory)
{
    if (!g_file_test(directory, G_FILE_TEST_IS_DIR))
        return "there is no such directory; name those that --shard i/n -o DIR has left";
    if (has_file(directory, OUTDIR_MANIFEST))
        return "holds results, not a shard of them; name what --shard i/n -o DIR has left";
    if (has_file(directory, JOURNAL_NAME))
        return "is not finished; begin its command again, it runs what is missing";
    return "is not the directory of a shard; name what --shard i/n -o DIR has left";
}

ShardManifest *shard_manifest_load(const char *directory, GError **error)
{
    g_autofree char *file = g_build_filename(directory, SHARDS_FILE, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(ShardManifest) manifest = g_new0(ShardManifest, 1);
    g_autoptr(GError) cause = NULL;
    JsonNode *root;

    manifest->directory = g_strdup(directory);
    if (!has_file(directory, SHARDS_FILE)) {
        is_bad(error, directory, why_no_shard(directory));
        return NULL;
    }
    if (!json_text_load(parser, file, &cause) && cause->domain == G_FILE_ERROR) {
        g_set_error(error, EXPERIMENT_ERROR, EXIT_IO, "%s: cannot be read: %s", file,
                    cause->message);
        return NULL;
    }
    root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root) ||
        !take(manifest, json_node_get_object(root))) {
        is_bad(error, file, "is damaged; begin the command of that shard again, it writes it anew");
        return NULL;
    }
    return g_steal_pointer(&manifest);
}

/* ---- a whole ---- */

static bool check_alike(const ShardManifest *manifest, const ShardManifest *first, GError **error)
{
    const char *what = NULL;

    if (!g_str_equal(manifest->version, IISSIM_VERSION)) {
        g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID,
                    "%s: was made by iissim %s, this is %s; merge with that one, or run all "
                    "shards with this one",
                    manifest->directory, manifest->version, IISSIM_VERSION);
        return false;
    }
    if (!g_str_equal(manifest->arguments[0], first->arguments[0]))
        what = "another verb";
    else if (!g_str_equal(manifest->sha256, first->sha256))
        what = "another scenario, or of other settings";
    else if (!g_str_equal(manifest->options, first->options))
        what = "other options";
    else if (manifest->shard.count != first->shard.count)
        what = "another number of shards";
    if (what == NULL)
        return true;
    g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID,
                "%s: is a shard of %s than %s is ('%s', shard %u/%u; '%s', shard %u/%u); name "
                "shards that were run alike",
                manifest->directory, what, first->directory, manifest->options,
                manifest->shard.index, manifest->shard.count, first->options, first->shard.index,
                first->shard.count);
    return false;
}

/* '3, 5..7': which are not there. The caller frees it. */
static char *list_missing(ShardManifest *const *by_index, uint32_t count)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t last = i;

        if (by_index[i] != NULL)
            continue;
        while (last + 1 < count && by_index[last + 1] == NULL)
            last++;
        g_string_append_printf(text, "%s%u", text->len > 0 ? ", " : "", i + 1);
        if (last > i)
            g_string_append_printf(text, "%s%u", last > i + 1 ? ".." : ", ", last + 1);
        i = last;
    }
    return g_string_free(text, FALSE);
}

static bool check_whole(const GPtrArray *manifests, GError **error)
{
    const ShardManifest *first = manifests->pdata[0];
    uint32_t count = first->shard.count;
    g_autofree ShardManifest **by_index = g_new0(ShardManifest *, count);
    g_autofree char *missing = NULL;

    for (guint i = 0; i < manifests->len; i++) {
        ShardManifest *manifest = manifests->pdata[i];
        ShardManifest **place = &by_index[manifest->shard.index - 1];

        if (*place != NULL) {
            g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID,
                        "shard %u/%u is there twice, in %s and in %s; name one of them",
                        manifest->shard.index, count, (*place)->directory, manifest->directory);
            return false;
        }
        *place = manifest;
    }
    missing = list_missing(by_index, count);
    if (*missing == '\0')
        return true;
    g_set_error(error, EXPERIMENT_ERROR, EXIT_INVALID,
                "of %u shards %s %s missing; run them, or name their directories, too", count,
                missing, count - manifests->len == 1 ? "is" : "are");
    return false;
}

GPtrArray *shards_load(char *const *directories, GError **error)
{
    g_autoptr(GPtrArray) manifests =
        g_ptr_array_new_with_free_func((GDestroyNotify)shard_manifest_free);

    for (char *const *directory = directories; *directory != NULL; directory++) {
        ShardManifest *manifest = shard_manifest_load(*directory, error);

        if (manifest == NULL)
            return NULL;
        g_ptr_array_add(manifests, manifest);
        if (!check_alike(manifest, manifests->pdata[0], error))
            return NULL;
    }
    return check_whole(manifests, error) ? g_steal_pointer(&manifests) : NULL;
}

static bool attach(Journal *journal, const DirectoryClaim *claim, const ShardManifest *manifest,
                   GError **error)
{
    DirectoryClaim of_shard = *claim;
    g_autofree char *options = NULL;
    g_autoptr(GError) cause = NULL;

    of_shard.shard = manifest->shard;
    options = directory_options(&of_shard);
    if (manifest->tasks == 0 || /* more shards than runs */
        journal_attach(journal, manifest->directory,
                       &(JournalIdentity){.version = manifest->version,
                                          .sha256 = manifest->sha256,
                                          .options = options},
                       manifest->tasks, &cause))
        return true;
    g_set_error_literal(error, EXPERIMENT_ERROR,
                        g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? EXIT_INVALID
                                                                                    : EXIT_IO,
                        cause->message);
    return false;
}

bool shards_attach(Journal *journal, const DirectoryClaim *claim, GError **error)
{
    g_autoptr(GPtrArray) manifests = shards_load(claim->merged, error);
    const ShardManifest *first = manifests != NULL ? manifests->pdata[0] : NULL;
    g_autofree char *options = directory_options(claim);

    if (first == NULL)
        return false;
    if (!g_str_equal(first->sha256, claim->identity.scenario_sha256) ||
        !g_str_equal(first->options, options))
        return is_bad(error, first->directory,
                      "is a shard of another scenario than its command reads now; merge with the "
                      "scenario as it was, or run all shards again");
    for (guint i = 0; i < manifests->len; i++)
        if (!attach(journal, claim, manifests->pdata[i], error))
            return false;
    return true;
}
