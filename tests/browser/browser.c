/* browser.c - the browser's process, and messages to and from it.
 *
 * A message is JSON ended by a NUL: commands with a number that their answer repeats, events without.
 * There is one page; its session is opened when the browser starts.
 */
#include "tests/browser/browser_internal.h"
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct Browser {
    GPid process; /* leads a group of its own: the browser and what it starts */
    int to;
    int from;
    char *profile; /* a temporary folder */
    GByteArray *received;
    gint64 last_id;
    double timeout_s;
    char *session; /* NULL until the page is there */
    char *address; /* of the page */
    bool is_loaded;
    GPtrArray *complaints;
    GPtrArray *requests;
};

char *browser_quoted(const char *text)
{
    g_autoptr(JsonNode) node = json_node_init_string(json_node_alloc(), text);

    return json_to_string(node, FALSE);
}

static bool fail(GError **error, const char *what, const char *why)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "browser: %s: %s", what, why);
    return false;
}

/* ---- the process ---- */

static char *find_program(GError **error)
{
    static const char *const names[] = {"chromium-headless-shell", "chromium"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *program = g_find_program_in_path(names[i]);

        if (program != NULL)
            return program;
    }
    fail(error, "neither chromium-headless-shell nor chromium is installed",
         "the page is tested in a real browser; run 'make deps'");
    return NULL;
}

static void lead_a_group(gpointer unused)
{
    (void)unused;
    setpgid(0, 0);
}

static bool spawn(Browser *browser, const char *program, GError **error)
{
    g_autofree char *profile = g_strconcat("--user-data-dir=", browser->profile, NULL);
    const char *const arguments[] = {
        program,
        "--headless",
        "--no-sandbox", /* root has none; the pages are the tests' own */
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
        "--remote-debugging-pipe",
        profile,
        NULL};
    int commands[2], answers[2];
    bool is_started;

    if (!g_unix_open_pipe(commands, FD_CLOEXEC, error))
        return false;
    if (!g_unix_open_pipe(answers, FD_CLOEXEC, error)) {
        close(commands[0]);
        close(commands[1]);
        return false;
    }
    is_started = g_spawn_async_with_pipes_and_fds(
        NULL, arguments, NULL,
        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
        lead_a_group, NULL, -1, -1, -1, (const gint[]){commands[0], answers[1]},
        (const gint[]){3, 4}, 2, &browser->process, NULL, NULL, NULL, error);
    close(commands[0]);
    close(answers[1]);
    browser->to = commands[1];
    browser->from = answers[0];
    return is_started;
}

/* ---- messages ---- */

static bool await_input(const Browser *browser, gint64 until_us, const char *what, GError **error)
{
    struct pollfd input = {.fd = browser->from, .events = POLLIN};
    gint64 left_us = until_us - g_get_monotonic_time();
    int ready = left_us > 0 ? poll(&input, 1, (int)(left_us / 1000 + 1)) : 0;

    if (ready > 0 || (ready < 0 && errno == EINTR))
        return true;
    return fail(error, what, "no answer in time; the browser hangs, or the page's script does");
}

/* Reads more. */
static bool receive_bytes(Browser *browser, gint64 until_us, const char *what, GError **error)
{
    guint8 bytes[65536];
    ssize_t length;

    if (!await_input(browser, until_us, what, error))
        return false;
    length = read(browser->from, bytes, sizeof bytes);
    if (length > 0)
        g_byte_array_append(browser->received, bytes, (guint)length);
    else if (length == 0 || errno != EINTR)
        return fail(error, what, "the browser has ended");
    return true;
}

/* The next message; NULL with *error set. */
static JsonObject *receive(Browser *browser, gint64 until_us, const char *what, GError **error)
{
    GByteArray *received = browser->received;
    const guint8 *end;
    guint searched = 0;
    g_autoptr(JsonNode) node = NULL;

    while (received->len == searched ||
           (end = memchr(received->data + searched, '\0', received->len - searched)) == NULL) {
        searched = received->len;
        if (!receive_bytes(browser, until_us, what, error))
            return NULL;
    }
    node = json_from_string((const char *)received->data, error);
    g_byte_array_remove_range(received, 0, (guint)(end - received->data) + 1);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) {
        if (node != NULL)
            fail(error, what, "the browser's answer is no object");
        return NULL;
    }
    return json_node_dup_object(node);
}

/* ---- events ---- */

static const char *text_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, "");
}

/* console.error(..) and its like, whatever they were given. */
static void take_console(Browser *browser, JsonObject *event)
{
    const char *type = text_of(event, "type");
    JsonArray *values = json_object_get_array_member(event, "args");
    GString *said = g_string_new(type);

    for (guint i = 0; i < json_array_get_length(values); i++) {
        JsonObject *value = json_array_get_object_element(values, i);
        JsonNode *known = json_object_get_member(value, "value");
        g_autofree char *text =
            known != NULL ? json_to_string(known, FALSE) : g_strdup(text_of(value, "description"));

        g_string_append_printf(said, " %s", text);
    }
    if (g_str_equal(type, "error") || g_str_equal(type, "warning") || g_str_equal(type, "assert"))
        g_ptr_array_add(browser->complaints, g_string_free(said, FALSE));
    else
        g_string_free(said, TRUE);
}

static void take_exception(Browser *browser, JsonObject *event)
{
    JsonObject *details = json_object_get_object_member(event, "exceptionDetails");
    JsonObject *exception = json_object_has_member(details, "exception")
                                ? json_object_get_object_member(details, "exception")
                                : details;

    g_ptr_array_add(browser->complaints, g_strdup_printf("%s: %s", text_of(details, "text"),
                                                         text_of(exception, "description")));
}

static void take_log(Browser *browser, JsonObject *event)
{
    JsonObject *entry = json_object_get_object_member(event, "entry");
    const char *level = text_of(entry, "level");

    if (g_str_equal(level, "error") || g_str_equal(level, "warning"))
        g_ptr_array_add(browser->complaints,
                        g_strdup_printf("%s: %s", level, text_of(entry, "text")));
}

static void take_request(Browser *browser, JsonObject *event)
{
    const char *address = text_of(json_object_get_object_member(event, "request"), "url");

    if (g_strcmp0(address, browser->address) != 0)
        g_ptr_array_add(browser->requests, g_strdup(address));
}

static bool take_event(Browser *browser, JsonObject *message, GError **error)
{
    static const struct {
        const char *method;
        void (*take)(Browser *browser, JsonObject *event);
    } kinds[] = {
        {"Runtime.consoleAPICalled", take_console},
        {"Runtime.exceptionThrown", take_exception},
        {"Log.entryAdded", take_log},
        {"Network.requestWillBeSent", take_request},
    };
    const char *method = text_of(message, "method");

    if (g_str_equal(method, "Inspector.targetCrashed"))
        return fail(error, browser->address, "the page has crashed");
    if (g_str_equal(method, "Page.loadEventFired"))
        browser->is_loaded = true;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(method, kinds[i].method))
            kinds[i].take(browser, json_object_get_object_member(message, "params"));
    return true;
}

/* ---- commands ---- */

static bool send_text(Browser *browser, const char *text, const char *what, GError **error)
{
    size_t left = strlen(text) + 1; /* the NUL ends the message */

    while (left > 0) {
        ssize_t written = write(browser->to, text, left);

        if (written < 0 && errno != EINTR)
            return fail(error, what, "the browser has ended");
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return true;
}

void browser_timeout(Browser *browser, double timeout_s)
{
    browser->timeout_s = timeout_s;
}

static gint64 end_us(const Browser *browser)
{
    return g_get_monotonic_time() + (gint64)(browser->timeout_s * G_USEC_PER_SEC);
}

static JsonObject *result_of(JsonObject *answer, const char *method, GError **error)
{
    if (json_object_has_member(answer, "result"))
        return json_object_ref(json_object_get_object_member(answer, "result"));
    fail(error, method,
         json_object_has_member(answer, "error")
             ? text_of(json_object_get_object_member(answer, "error"), "message")
             : "an answer without a result");
    return NULL;
}

JsonObject *browser_call(Browser *browser, const char *method, const char *parameters,
                         GError **error)
{
    gint64 id = ++browser->last_id;
    gint64 until_us = end_us(browser);
    g_autofree char *session = browser->session != NULL
                                   ? g_strdup_printf(",\"sessionId\":\"%s\"", browser->session)
                                   : g_strdup("");
    g_autofree char *text =
        g_strdup_printf("{\"id\":%" G_GINT64_FORMAT ",\"method\":\"%s\",\"params\":%s%s}", id,
                        method, parameters, session);

    if (!send_text(browser, text, method, error))
        return NULL;
    for (;;) {
        g_autoptr(JsonObject) message = receive(browser, until_us, method, error);

        if (message == NULL)
            return NULL;
        if (json_object_get_int_member_with_default(message, "id", 0) == id)
            return result_of(message, method, error);
        if (!take_event(browser, message, error))
            return NULL;
    }
}

bool browser_await_load(Browser *browser, GError **error)
{
    gint64 until_us = end_us(browser);

    while (!browser->is_loaded) {
        g_autoptr(JsonObject) message = receive(browser, until_us, "loading the page", error);

        if (message == NULL || !take_event(browser, message, error))
            return false;
    }
    return true;
}

/* ---- start and end ---- */

void browser_forget(Browser *browser, const char *address)
{
    g_ptr_array_set_size(browser->complaints, 0);
    g_ptr_array_set_size(browser->requests, 0);
    g_free(browser->address);
    browser->address = g_strdup(address);
    browser->is_loaded = false;
}

const GPtrArray *browser_complaints(const Browser *browser)
{
    return browser->complaints;
}

const GPtrArray *browser_requests(const Browser *browser)
{
    return browser->requests;
}

/* Opens the page and asks for its events. */
static bool open_session(Browser *browser, GError **error)
{
    static const char *const domains[] = {"Page.enable", "Runtime.enable", "Log.enable",
                                          "Network.enable", "Inspector.enable"};
    g_autoptr(JsonObject) target =
        browser_call(browser, "Target.createTarget", "{\"url\":\"about:blank\"}", error);
    g_autofree char *parameters = NULL;
    g_autoptr(JsonObject) session = NULL;

    if (target == NULL)
        return false;
    parameters =
        g_strdup_printf("{\"targetId\":\"%s\",\"flatten\":true}", text_of(target, "targetId"));
    session = browser_call(browser, "Target.attachToTarget", parameters, error);
    if (session == NULL)
        return false;
    browser->session = g_strdup(text_of(session, "sessionId"));
    for (size_t i = 0; i < G_N_ELEMENTS(domains); i++) {
        g_autoptr(JsonObject) done = browser_call(browser, domains[i], "{}", error);

        if (done == NULL)
            return false;
    }
    return true;
}

Browser *browser_start(GError **error)
{
    g_autofree char *program = find_program(error);
    g_autoptr(Browser) browser = g_new0(Browser, 1);

    browser->to = browser->from = -1;
    browser->timeout_s = BROWSER_TIMEOUT_S;
    browser->received = g_byte_array_new();
    browser->complaints = g_ptr_array_new_with_free_func(g_free);
    browser->requests = g_ptr_array_new_with_free_func(g_free);
    if (program == NULL)
        return NULL;
    signal(SIGPIPE, SIG_IGN); /* a browser that has ended is an error of write() */
    browser->profile = g_dir_make_tmp("iissim-browser-XXXXXX", error);
    if (browser->profile == NULL || !spawn(browser, program, error) ||
        !open_session(browser, error))
        return NULL;
    return g_steal_pointer(&browser);
}

/* Once its pipes are closed the browser ends by itself, in a moment or never. */
static void end_process(GPid process)
{
    for (int i = 0; i < 100; i++) {
        if (waitpid(process, NULL, WNOHANG) == process) {
            kill(-process, SIGKILL); /* what it started and left behind */
            return;
        }
        g_usleep(10000);
    }
    kill(-process, SIGKILL);
    waitpid(process, NULL, 0);
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *inside = g_build_filename(path, name, NULL);

        if (g_file_test(inside, G_FILE_TEST_IS_DIR) && !g_file_test(inside, G_FILE_TEST_IS_SYMLINK))
            remove_folder(inside);
        else
            g_unlink(inside);
    }
    g_rmdir(path);
}

void browser_free(Browser *browser)
{
    if (browser == NULL)
        return;
    if (browser->to >= 0)
        close(browser->to);
    if (browser->from >= 0)
        close(browser->from);
    if (browser->process > 0)
        end_process(browser->process);
    if (browser->profile != NULL)
        remove_folder(browser->profile);
    g_free(browser->profile);
    g_free(browser->session);
    g_free(browser->address);
    g_byte_array_unref(browser->received);
    g_ptr_array_unref(browser->complaints);
    g_ptr_array_unref(browser->requests);
    g_free(browser);
}
