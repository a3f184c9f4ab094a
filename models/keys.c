/* keys.c - the key table: its sections, and looking things up.
 *
 * The rows are in keys_*.c. Documented settings keep their documented names and units; the sources
 * are named by the keys of the documentation's list of sources. Where nobody published a value, or
 * the sources disagree, the meaning says 'assumption'.
 */
#include "models/keys_private.h"
#include <string.h>

const ModelSection model_sections[] = {
    {"scenario", .meaning = "the run: window, replications, seed"},
    {"variant", .is_named = true, .meaning = "a model and the settings in which it differs"},
    {"machine", .meaning = "the server's hardware"},
    {"aspnet", .meaning = "what every host of ASP.NET obeys: processModel and httpRuntime"},
    {"iis5", .meaning = "inetinfo, ATQ, the pipe, and what only aspnet_wp obeys"},
    {"httpsys", .meaning = "the kernel listener of IIS 6"},
    {"scriptmap", .meaning = "which handler a file extension goes to"},
    {"limits", .meaning = "whether documented limits are in force"},
    {"costs", .meaning = "what each step of the path costs"},
    {"backend", true, true, "something outside the machine that requests wait for"},
    {"site", true, true, "a web site: where it listens, and its limits"},
    {"pool", true, true, "an application pool of IIS 6"},
    {"app", true, true, "an application: one AppDomain per worker process"},
    {"page", true, true, "a page of an application"},
    {"clients", true, true, "a group of clients"},
    {"fault", true, true, "something that goes wrong"},
    {"slo", true, false, "a requirement on the results"},
    {"compare", .meaning = "what compare tests"},
    {"plot", .is_named = true, .meaning = "a figure of your own"},
    {"sweep", .meaning = "settings to step through"},
    {"replay", .is_named = true, .meaning = "the body of a replay(inline): time_s,page[,client]"},
    {NULL, .meaning = NULL},
};

const ModelKey *model_key_first(void)
{
    return model_keys_run;
}

const ModelKey *model_key_next(const ModelKey *key)
{
    key++;
    return key->section != NULL ? key : key->next;
}

const ModelSection *model_section_find(const char *name)
{
    for (const ModelSection *section = model_sections; section->name != NULL; section++)
        if (strcmp(section->name, name) == 0)
            return section;
    return NULL;
}

const ModelKey *model_key_find(const char *section, const char *name)
{
    for (const ModelKey *key = model_key_first(); key != NULL; key = model_key_next(key))
        if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

unsigned int model_key_reader(const char *model)
{
    return strcmp(model, "iis5") == 0   ? READS_IIS5
           : strcmp(model, "iis6") == 0 ? READS_IIS6
                                        : READS_I5M;
}

const char *model_key_default(const ModelKey *key, AspnetVersion version)
{
    for (int i = (int)version; i >= 0; i--)
        if (key->defaults[i] != NULL)
            return key->defaults[i];
    return NULL;
}
