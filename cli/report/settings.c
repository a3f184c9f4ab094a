/* settings.c - the settings in effect: what differs from its default, what is an assumption, all of them.
 *
 * A default is what the same scenario has where the line is left out: it may follow from other settings, such
 * as the version. So the scenario is read once more without the lines that have a default, and the two are laid
 * side by side.
 */
#include "cli/report/parts.h"
#include "cli/report/words.h"
#include "cli/scenario/scenario_echo.h"
#include <string.h>

#define ROWS_SHOWN_MAX 500

typedef struct {
    const ScenarioEchoLine *line;
    const ModelKey *key;
    const char *usual; /* NULL: it has no default, or it could not be found out */
} Setting;

typedef struct {
    ScenarioEcho *echo;
    ScenarioEcho *usual; /* NULL: could not be found out */
    GHashTable *values;  /* of usual, by 'pool:shop.MaxProcesses' */
    GArray *settings;    /* Setting */
} Settings;

/* ---- the scenario without the lines that have a default ---- */

/* What the sections are, and how they hang together, stays; so do the settings that others follow from. */
static bool is_structure(const char *section, const char *name)
{
    static const char *const kept[] = {"aspnet.version", "limits.preset", "costs.preset",
                                       "app.pool",       "app.path",      "app.site",
                                       "page.app",       "page.url",      NULL};
    g_autofree char *id = g_strconcat(section, ".", name, NULL);

    return g_strv_contains(kept, id) || g_str_equal(section, "variant");
}

static const ModelKey *key_of(const char *title, const char *name)
{
    g_autofree char *section = g_strndup(title, strcspn(title, ":"));

    return model_key_find(section, name);
}

static bool has_default(const ModelKey *key)
{
    return key != NULL && (key->flags & KEY_REQUIRED) == 0 &&
           (key->defaults[0] != NULL || (key->flags & (KEY_COMPUTED | KEY_INHERITS)) != 0);
}

static bool is_left_out(const char *title, const char *line)
{
    g_autofree char *section = g_strndup(title, strcspn(title, ":"));
    g_autofree char *name = g_strndup(line, strcspn(line, "="));

    if (g_str_equal(section, "sweep") || g_str_equal(section, "replay"))
        return g_str_equal(section, "sweep");
    return has_default(model_key_find(section, g_strstrip(name))) && !is_structure(section, name);
}

static char *without_defaults(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *title = g_strdup("");
    GString *rest = g_string_new(NULL);

    for (char **line = lines; *line != NULL; line++) {
        if (**line == '[') {
            g_free(title);
            title = g_strndup(*line + 1, strcspn(*line + 1, "]"));
            if (!g_str_equal(title, "sweep"))
                g_string_append_printf(rest, "%s\n", *line);
        } else if (!is_left_out(title, *line)) {
            g_string_append_printf(rest, "%s\n", *line);
        }
    }
    return g_string_free(rest, FALSE);
}

static ScenarioEcho *usual_echo(const Scenario *scenario)
{
    g_autofree char *text = without_defaults(scenario->resolved);
    g_autoptr(GPtrArray) problems = scenario_problems_new();
    const ScenarioOverrides overrides = {.text = text};
    g_autoptr(Scenario) usual = scenario_load(scenario->file, &overrides, problems);

    return usual != NULL ? scenario_echo_new(usual->variants[0].config) : NULL;
}

/* ---- side by side ---- */

static char *id_of(const ScenarioEchoLine *line)
{
    return g_strconcat(line->title, ".", line->key, NULL);
}

/* Some variant's model reads it. */
static bool is_read(const Scenario *scenario, const ModelKey *key)
{
    for (uint32_t v = 0; v < scenario->variant_count; v++)
        if ((key->reads & model_key_reader(scenario->variants[v].model->name)) != 0)
            return true;
    return false;
}

static void collect(Settings *settings, const Scenario *scenario)
{
    for (guint i = 0; settings->usual != NULL && i < settings->usual->lines->len; i++) {
        const ScenarioEchoLine *line = &g_array_index(settings->usual->lines, ScenarioEchoLine, i);

        if (line->key != NULL)
            g_hash_table_insert(settings->values, id_of(line), (gpointer)line->value);
    }
    for (guint i = 0; i < settings->echo->lines->len; i++) {
        const ScenarioEchoLine *line = &g_array_index(settings->echo->lines, ScenarioEchoLine, i);
        Setting setting = {.line = line};
        g_autofree char *id = line->key != NULL ? id_of(line) : NULL;

        setting.key = id != NULL ? key_of(line->title, line->key) : NULL;
        if (setting.key == NULL || !is_read(scenario, setting.key))
            continue;
        if (has_default(setting.key))
            setting.usual = g_hash_table_lookup(settings->values, id);
        g_array_append_val(settings->settings, setting);
    }
}

static bool is_changed(const Setting *setting)
{
    return setting->usual != NULL && !g_str_equal(setting->usual, setting->line->value);
}

static bool is_assumption(const Setting *setting)
{
    return g_str_equal(setting->key->label, "assumption");
}

/* ---- tables ---- */

static void open_table(ReportPage *page, const char *label, const char *head)
{
    report_add(page,
               "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table "
               "class=\"settings\">\n<thead><tr><th scope=\"col\">setting</th><th "
               "scope=\"col\">value</th><th scope=\"col\">%s</th><th scope=\"col\">what it is</th>"
               "<th scope=\"col\">source</th></tr></thead>\n<tbody>\n",
               label, head);
}

static void add_setting(ReportPage *page, const Setting *setting, const char *third)
{
    report_add(page,
               "<tr><th scope=\"row\"><code>%s.%s</code></th><td>%s</td><td>%s</td><td>%s</td><td>",
               setting->line->title, setting->line->key, setting->line->value, third,
               setting->key->meaning);
    report_add(page,
               is_assumption(setting) ? "<span class=\"mark\">assumption</span> %s</td></tr>\n"
                                      : "%s</td></tr>\n",
               setting->key->source);
}

static void close_table(ReportPage *page)
{
    report_add_raw(page, "</tbody></table></div>\n");
}

static void add_changed(ReportPage *page, const Settings *settings)
{
    guint count = 0;

    for (guint i = 0; i < settings->settings->len; i++) {
        const Setting *setting = &g_array_index(settings->settings, Setting, i);

        if (!is_changed(setting) || ++count > ROWS_SHOWN_MAX)
            continue;
        if (count == 1)
            open_table(page, "Settings that differ from their default", "default");
        add_setting(page, setting, setting->usual);
    }
    if (count == 0)
        report_add_raw(page, "<p>None: all is as it is by default.</p>\n");
    else
        close_table(page);
    if (count > ROWS_SHOWN_MAX)
        report_add(page, "<p class=\"note\">Shown are %d of %u.</p>\n", ROWS_SHOWN_MAX, count);
}

static const char *mark_of(const Setting *setting)
{
    return is_changed(setting)          ? "changed"
           : setting->usual != NULL     ? "default"
           : !has_default(setting->key) ? "given"
                                        : "\xe2\x80\x93";
}

static void add_all(ReportPage *page, const Settings *settings)
{
    guint count = MIN(settings->settings->len, ROWS_SHOWN_MAX), assumed = 0;

    for (guint i = 0; i < settings->settings->len; i++)
        assumed += is_assumption(&g_array_index(settings->settings, Setting, i));
    report_add(page,
               "<details><summary>All %u settings that a model here reads; %u of them are "
               "assumptions</summary>\n",
               settings->settings->len, assumed);
    open_table(page, "All settings", "from");
    for (guint i = 0; i < count; i++) {
        const Setting *setting = &g_array_index(settings->settings, Setting, i);

        add_setting(page, setting, mark_of(setting));
    }
    close_table(page);
    if (settings->settings->len > count)
        report_add(page, "<p class=\"note\">Shown are the first %u; scenario.ini has all.</p>\n",
                   count);
    report_add_raw(page, "</details>\n");
}

/* What each variant has otherwise than the first. */
static void add_variants(ReportPage *page, const Scenario *scenario, const ScenarioEcho *first)
{
    for (uint32_t v = 1; v < scenario->variant_count; v++) {
        g_autoptr(ScenarioEcho) echo = scenario_echo_new(scenario->variants[v].config);
        g_autoptr(GString) difference = g_string_new(NULL);

        scenario_echo_print_difference(echo, first, difference);
        if (difference->len > 0)
            report_add(page,
                       "<h3>Variant %s, otherwise than %s</h3>\n<pre tabindex=\"0\">%s</pre>\n",
                       scenario->variants[v].name, scenario->variants[0].name, difference->str);
    }
}

static void add_settings(ReportPage *page, const Scenario *scenario)
{
    Settings settings = {
        .echo = scenario_echo_new(scenario->variants[0].config),
        .usual = usual_echo(scenario),
        .values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .settings = g_array_new(FALSE, FALSE, sizeof(Setting)),
    };

    collect(&settings, scenario);
    report_add(page, "<h3>Changed from the default</h3>\n");
    if (settings.usual != NULL)
        add_changed(page, &settings);
    else
        report_add_raw(page, "<p class=\"note\">The defaults of this scenario cannot be found "
                             "out.</p>\n");
    add_variants(page, scenario, settings.echo);
    add_all(page, &settings);
    g_array_unref(settings.settings);
    g_hash_table_unref(settings.values);
    g_clear_pointer(&settings.usual, scenario_echo_free);
    scenario_echo_free(settings.echo);
}

void report_settings(const Report *report)
{
    report_open_section(report->page, "settings", "Settings");
    if (report->source->scenario != NULL)
        add_settings(report->page, report->source->scenario);
    else
        report_add(report->page, "<p class=\"note\">The settings cannot be told: %s</p>\n",
                   report->source->scenario_error != NULL ? report->source->scenario_error
                                                          : "scenario.ini cannot be read");
    report_close_section(report->page);
}
