/* outdir_manifest.c - reads and writes manifest.json. */
#include "cli/results/outdir_manifest.h"
#include "cli/results/json_text.h"
#include "cli/results/outdir_files.h"
#include <json-glib/json-glib.h>

Manifest *manifest_new(const OutdirIdentity *identity)
{
    Manifest *manifest = g_new0(Manifest, 1);

    manifest->version = g_strdup(identity->version);
    manifest->scenario_sha256 = g_strdup(identity->scenario_sha256);
    manifest->seed = identity->seed;
    manifest->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return manifest;
}

void manifest_free(Manifest *manifest)
{
    if (manifest == NULL)
        return;
    g_free(manifest->version);
    g_free(manifest->scenario_sha256);
    g_hash_table_unref(manifest->files);
    g_free(manifest);
}

static const char *string_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    return node != NULL && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

static void take_file(JsonObject *files, const char *name, JsonNode *node, gpointer manifest)
{
    (void)node;
    if (string_member(files, name) != NULL)
        g_hash_table_insert(((Manifest *)manifest)->files, g_strdup(name),
                            g_strdup(string_member(files, name)));
}

Manifest *manifest_load(const char *path, GError **error)
{
    g_autofree char *file = g_build_filename(path, OUTDIR_MANIFEST, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *object = NULL;
    JsonNode *seed, *files;
    Manifest *manifest;

    if (!json_text_load(parser, file, error))
        return NULL;
    if (json_parser_get_root(parser) != NULL &&
        JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
        object = json_node_get_object(json_parser_get_root(parser));
    if (object == NULL || g_strcmp0(string_member(object, "format"), OUTDIR_FORMAT) != 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: not a manifest of iissim",
                    file);
        return NULL;
    }
    manifest = manifest_new(
        &(OutdirIdentity){.version = string_member(object, "iissim"),
                          .scenario_sha256 = string_member(object, "scenario_sha256")});
    seed = json_object_get_member(object, "seed");
    files = json_object_get_member(object, "files");
    if (seed != NULL && JSON_NODE_HOLDS_VALUE(seed))
        manifest->seed = (guint64)json_node_get_int(seed);
    if (files != NULL && JSON_NODE_HOLDS_OBJECT(files))
        json_object_foreach_member(json_node_get_object(files), take_file, manifest);
    return manifest;
}

bool manifest_add_file(Manifest *manifest, const char *path, const char *name, GError **error)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    char *sha256 = files_sha256(file, error);

    if (sha256 == NULL)
        return false;
    g_hash_table_insert(manifest->files, g_strdup(name), sha256);
    return true;
}

static int by_name(const void *left, const void *right)
{
    return g_strcmp0(left, right);
}

char *manifest_text(const Manifest *manifest)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(manifest->files), by_name);
    JsonText json;

    json_text_init(&json);
    json_text_open(&json, NULL, '{');
    json_text_string(&json, "format", OUTDIR_FORMAT);
    json_text_string(&json, "iissim", manifest->version);
    json_text_string(&json, "scenario_sha256", manifest->scenario_sha256);
    json_text_integer(&json, "seed", manifest->seed);
    json_text_open(&json, "files", '{');
    for (GList *name = names; name != NULL; name = name->next)
        json_text_string(&json, name->data, g_hash_table_lookup(manifest->files, name->data));
    json_text_close(&json);
    json_text_close(&json);
    return json_text_finish(&json);
}
