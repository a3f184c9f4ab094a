/* trace_json.c - a reader of JSON that goes down one object, and one object in it. */
#include "tests/cli/trace_json.h"
#include <string.h>

typedef struct {
    const char *at;
    GString *text; /* of the last string */
    GStringChunk *strings;
} Reader;

typedef struct {
    bool is_text;
    int64_t thousandths; /* of a number: exact, three digits behind the point at most */
    bool is_whole;
} Value;

static bool take(Reader *reader, char c)
{
    if (*reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool read_escape(Reader *reader)
{
    char c = *reader->at++;

    if (c != 'u')
        return c != '\0' && strchr("\"\\/bfnrt", c) != NULL &&
               g_string_append_c(reader->text, c) != NULL;
    for (int i = 0; i < 4; i++, reader->at++)
        if (!g_ascii_isxdigit(*reader->at))
            return false;
    g_string_append_c(reader->text, '?');
    return true;
}

static bool read_string(Reader *reader)
{
    g_string_truncate(reader->text, 0);
    if (!take(reader, '"'))
        return false;
    while (*reader->at != '"') {
        if ((unsigned char)*reader->at < 0x20)
            return false;
        if (take(reader, '\\')) {
            if (!read_escape(reader))
                return false;
        } else {
            g_string_append_c(reader->text, *reader->at++);
        }
    }
    reader->at++;
    return g_utf8_validate(reader->text->str, (gssize)reader->text->len, NULL);
}

static bool read_number(Reader *reader, Value *value)
{
    bool is_negative = take(reader, '-');
    uint64_t number = 0;
    int decimals = 0;

    if (!g_ascii_isdigit(*reader->at) || (*reader->at == '0' && g_ascii_isdigit(reader->at[1])))
        return false;
    while (g_ascii_isdigit(*reader->at))
        number = number * 10 + (uint64_t)(*reader->at++ - '0');
    value->is_whole = *reader->at != '.';
    if (take(reader, '.')) {
        if (!g_ascii_isdigit(*reader->at))
            return false;
        for (; g_ascii_isdigit(*reader->at); decimals++)
            number = number * 10 + (uint64_t)(*reader->at++ - '0');
    }
    for (; decimals < 3; decimals++)
        number *= 10;
    value->thousandths = is_negative ? -(int64_t)number : (int64_t)number;
    return decimals == 3;
}

static bool read_value(Reader *reader, Value *value)
{
    *value = (Value){.is_text = *reader->at == '"'};
    if (strncmp(reader->at, "null", 4) == 0) {
        reader->at += 4;
        return true;
    }
    return value->is_text ? read_string(reader) : read_number(reader, value);
}

static void keep_argument(const Reader *reader, const char *name, const Value *value,
                          TraceJson *event)
{
    const char *text =
        value->is_text ? g_string_chunk_insert_const(reader->strings, reader->text->str) : NULL;
    uint64_t number = (uint64_t)(value->thousandths / 1000);

    event->args_are_numbers &= !value->is_text && value->thousandths >= 0;
    if (strcmp(name, "name") == 0)
        event->arg_name = text;
    else if (strcmp(name, "group") == 0)
        event->arg_group = text;
    else if (strcmp(name, "outcome") == 0)
        event->arg_outcome = text;
    else if (strcmp(name, "span") == 0)
        event->arg_span = number;
    else if (strcmp(name, "request") == 0)
        event->arg_request = number;
    else if (strcmp(name, "user") == 0)
        event->arg_user = number;
    else if (strcmp(name, "ordinal") == 0)
        event->arg_ordinal = number;
    else if (strcmp(name, "threads") == 0)
        event->arg_threads = (int64_t)number;
}

static bool keep_field(const Reader *reader, const char *name, const Value *value, TraceJson *event)
{
    static const struct {
        const char *name;
        unsigned int field;
        bool is_text, is_whole;
    } fields[] = {
        {"name", TRACE_NAME, true, false},
        {"cat", TRACE_CAT, true, false},
        {"id", TRACE_ID, false, true},
        {"ts", TRACE_TS, false, false},
        {"dur", TRACE_DUR, false, false},
        {"pid", TRACE_PID, false, true},
        {"tid", TRACE_TID, false, true},
        {"s", TRACE_SCOPE, true, false},
        {"ph", 0, true, false},
        {"bp", 0, true, false},
    };
    uint64_t number = (uint64_t)(value->thousandths / 1000);
    size_t i = 0;

    while (i < G_N_ELEMENTS(fields) && strcmp(fields[i].name, name) != 0)
        i++;
    if (i == G_N_ELEMENTS(fields) || fields[i].is_text != value->is_text ||
        (fields[i].is_whole && !value->is_whole) ||
        (fields[i].field != 0 && (event->fields & fields[i].field) != 0))
        return false;
    event->fields |= fields[i].field;
    if (strcmp(name, "ph") == 0)
        event->phase = reader->text->len == 1 ? reader->text->str[0] : '?';
    else if (fields[i].field == TRACE_SCOPE)
        event->scope = reader->text->len == 1 ? reader->text->str[0] : '?';
    else if (fields[i].field == TRACE_NAME)
        event->name = g_string_chunk_insert_const(reader->strings, reader->text->str);
    else if (fields[i].field == TRACE_TS)
        event->ts_ns = value->thousandths;
    else if (fields[i].field == TRACE_DUR)
        event->dur_ns = value->thousandths;
    else if (fields[i].field == TRACE_PID)
        event->pid = number;
    else if (fields[i].field == TRACE_TID)
        event->tid = number;
    else if (fields[i].field == TRACE_ID)
        event->id = number;
    return true;
}

static bool read_object(Reader *reader, TraceJson *event, bool is_args)
{
    if (!take(reader, '{'))
        return false;
    do {
        g_autofree char *name = NULL;
        Value value;

        if (!read_string(reader) || !take(reader, ':'))
            return false;
        name = g_strdup(reader->text->str);
        if (!is_args && strcmp(name, "args") == 0) {
            event->fields |= TRACE_ARGS;
            if (!read_object(reader, event, true))
                return false;
        } else {
            if (!read_value(reader, &value))
                return false;
            if (is_args)
                keep_argument(reader, name, &value, event);
            else if (!keep_field(reader, name, &value, event))
                return false;
        }
    } while (take(reader, ','));
    return take(reader, '}');
}

bool trace_json_read(const char *text, TraceJson *event, GStringChunk *strings)
{
    Reader reader = {.at = text, .text = g_string_new(NULL), .strings = strings};
    bool is_read;

    *event = (TraceJson){.args_are_numbers = true, .arg_threads = -1};
    is_read = read_object(&reader, event, false) && *reader.at == '\0';
    g_string_free(reader.text, TRUE);
    return is_read;
}
