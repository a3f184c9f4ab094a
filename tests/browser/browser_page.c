/* browser_page.c - what a test does with the page: open it, ask it, look at it. */
#include "tests/browser/browser_internal.h"
#include <gio/gio.h>
#include <string.h>

static bool fail(GError **error, const char *what, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, why);
    return false;
}

/* A command of which only matters that it was obeyed. */
static bool command(Browser *browser, const char *method, const char *parameters, GError **error)
{
    g_autoptr(JsonObject) result = browser_call(browser, method, parameters, error);

    return result != NULL;
}

bool browser_open(Browser *browser, const char *path, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *address = g_filename_to_uri(absolute, NULL, error);
    g_autofree char *quoted = address != NULL ? browser_quoted(address) : NULL;
    g_autofree char *parameters = NULL;
    g_autoptr(JsonObject) result = NULL;

    if (address == NULL)
        return false;
    parameters = g_strdup_printf("{\"url\":%s}", quoted);
    browser_forget(browser, address);
    result = browser_call(browser, "Page.navigate", parameters, error);
    if (result == NULL)
        return false;
    if (json_object_has_member(result, "errorText"))
        return fail(error, path, json_object_get_string_member(result, "errorText"));
    return browser_await_load(browser, error);
}

/* ---- questions ---- */

static bool fail_with_exception(JsonObject *details, const char *expression, GError **error)
{
    JsonObject *exception = json_object_has_member(details, "exception")
                                ? json_object_get_object_member(details, "exception")
                                : details;

    return fail(error, expression,
                json_object_get_string_member_with_default(exception, "description", "threw"));
}

JsonNode *browser_evaluate(Browser *browser, const char *expression, GError **error)
{
    g_autofree char *quoted = browser_quoted(expression);
    g_autofree char *parameters = g_strdup_printf(
        "{\"expression\":%s,\"returnByValue\":true,\"awaitPromise\":true,\"userGesture\":true}",
        quoted);
    g_autoptr(JsonObject) answer = browser_call(browser, "Runtime.evaluate", parameters, error);
    JsonObject *result;

    if (answer == NULL)
        return NULL;
    if (json_object_has_member(answer, "exceptionDetails")) {
        fail_with_exception(json_object_get_object_member(answer, "exceptionDetails"), expression,
                            error);
        return NULL;
    }
    result = json_object_get_object_member(answer, "result");
    if (!json_object_has_member(result, "value"))
        return json_node_new(JSON_NODE_NULL);
    return json_node_copy(json_object_get_member(result, "value"));
}

/* The value where it is of the type; JavaScript's numbers come as whole or as broken ones. */
static JsonNode *evaluate_as(Browser *browser, const char *expression, GType type, GError **error)
{
    JsonNode *value = browser_evaluate(browser, expression, error);
    g_autofree char *text = NULL;

    if (value == NULL)
        return NULL;
    if (JSON_NODE_HOLDS_VALUE(value) &&
        (json_node_get_value_type(value) == type ||
         (type == G_TYPE_DOUBLE && json_node_get_value_type(value) == G_TYPE_INT64)))
        return value;
    text = json_to_string(value, FALSE);
    fail(error, expression, text);
    json_node_unref(value);
    return NULL;
}

bool browser_is(Browser *browser, const char *expression, bool *value, GError **error)
{
    g_autoptr(JsonNode) node = evaluate_as(browser, expression, G_TYPE_BOOLEAN, error);

    if (node != NULL)
        *value = json_node_get_boolean(node);
    return node != NULL;
}

bool browser_number(Browser *browser, const char *expression, double *value, GError **error)
{
    g_autoptr(JsonNode) node = evaluate_as(browser, expression, G_TYPE_DOUBLE, error);

    if (node != NULL)
        *value = json_node_get_double(node);
    return node != NULL;
}

char *browser_text(Browser *browser, const char *expression, GError **error)
{
    g_autoptr(JsonNode) node = evaluate_as(browser, expression, G_TYPE_STRING, error);

    return node != NULL ? json_node_dup_string(node) : NULL;
}

bool browser_wait(Browser *browser, const char *condition, double timeout_s, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)(timeout_s * G_USEC_PER_SEC);

    for (;;) {
        bool is_met = false;

        if (!browser_is(browser, condition, &is_met, error))
            return false;
        if (is_met)
            return true;
        if (g_get_monotonic_time() > until_us)
            return fail(error, condition, "not true in time");
        g_usleep(10000);
    }
}

/* ---- the window ---- */

bool browser_viewport(Browser *browser, int width, int height, GError **error)
{
    g_autofree char *parameters = g_strdup_printf(
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}", width, height);

    return command(browser, "Emulation.setDeviceMetricsOverride", parameters, error);
}

bool browser_media(Browser *browser, BrowserMedia media, GError **error)
{
    g_autofree char *parameters = g_strdup_printf(
        "{\"media\":\"%s\",\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"},"
        "{\"name\":\"prefers-reduced-motion\",\"value\":\"%s\"}]}",
        media.is_print ? "print" : "", media.is_dark ? "dark" : "light",
        media.has_reduced_motion ? "reduce" : "no-preference");

    return command(browser, "Emulation.setEmulatedMedia", parameters, error);
}

/* ---- keys and the mouse ---- */

typedef struct {
    const char *key;
    const char *code;
    int number;       /* as Windows counts keys */
    const char *text; /* what it writes, NULL: nothing */
} Key;

static Key find_key(const char *name)
{
    static const Key keys[] = {
        {"Tab", "Tab", 9, NULL},
        {"Enter", "Enter", 13, "\\r"},
        {"Escape", "Escape", 27, NULL},
        {" ", "Space", 32, " "},
        {"PageUp", "PageUp", 33, NULL},
        {"PageDown", "PageDown", 34, NULL},
        {"End", "End", 35, NULL},
        {"Home", "Home", 36, NULL},
        {"ArrowLeft", "ArrowLeft", 37, NULL},
        {"ArrowUp", "ArrowUp", 38, NULL},
        {"ArrowRight", "ArrowRight", 39, NULL},
        {"ArrowDown", "ArrowDown", 40, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (g_str_equal(keys[i].key, name))
            return keys[i];
    return (Key){name, "", g_ascii_toupper(*name), name};
}

static bool send_key(Browser *browser, const char *type, const Key *key, GError **error)
{
    g_autofree char *text =
        key->text != NULL ? g_strdup_printf(",\"text\":\"%s\"", key->text) : g_strdup("");
    g_autofree char *parameters = g_strdup_printf(
        "{\"type\":\"%s\",\"key\":\"%s\",\"code\":\"%s\",\"windowsVirtualKeyCode\":%d%s}", type,
        key->key, key->code, key->number, g_str_equal(type, "keyUp") ? "" : text);

    return command(browser, "Input.dispatchKeyEvent", parameters, error);
}

bool browser_key(Browser *browser, const char *key, GError **error)
{
    Key pressed = find_key(key);

    return send_key(browser, pressed.text != NULL ? "keyDown" : "rawKeyDown", &pressed, error) &&
           send_key(browser, "keyUp", &pressed, error);
}

static bool send_mouse(Browser *browser, const char *type, const double *at, GError **error)
{
    char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *parameters = g_strdup_printf(
        "{\"type\":\"%s\",\"x\":%s,\"y\":%s,\"button\":\"left\",\"clickCount\":1}", type,
        g_ascii_dtostr(x, sizeof x, at[0]), g_ascii_dtostr(y, sizeof y, at[1]));

    return command(browser, "Input.dispatchMouseEvent", parameters, error);
}

bool browser_click(Browser *browser, const char *selector, GError **error)
{
    g_autofree char *quoted = browser_quoted(selector);
    g_autofree char *place =
        g_strdup_printf("(() => { const e = document.querySelector(%s); e.scrollIntoView({block: "
                        "'center', behavior: 'instant'});"
                        " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + "
                        "b.height / 2]; })()",
                        quoted);
    g_autoptr(JsonNode) node = browser_evaluate(browser, place, error);
    double at[2];

    if (node == NULL)
        return false;
    for (guint i = 0; i < 2; i++)
        at[i] = json_array_get_double_element(json_node_get_array(node), i);
    return send_mouse(browser, "mousePressed", at, error) &&
           send_mouse(browser, "mouseReleased", at, error);
}

/* ---- pictures ---- */

static bool write_data(JsonObject *result, const char *path, GError **error)
{
    gsize length;
    g_autofree guchar *bytes = NULL;

    if (result == NULL)
        return false;
    bytes = g_base64_decode(json_object_get_string_member(result, "data"), &length);
    return g_file_set_contents(path, (const char *)bytes, (gssize)length, error);
}

bool browser_screenshot(Browser *browser, const char *path, bool is_whole, GError **error)
{
    g_autoptr(JsonObject) result = browser_call(
        browser, "Page.captureScreenshot",
        is_whole ? "{\"format\":\"png\",\"captureBeyondViewport\":true}" : "{\"format\":\"png\"}",
        error);

    return write_data(result, path, error);
}

bool browser_pdf(Browser *browser, const char *path, GError **error)
{
    g_autoptr(JsonObject) result = browser_call(
        browser, "Page.printToPDF", "{\"printBackground\":true,\"preferCSSPageSize\":true}", error);

    return write_data(result, path, error);
}
