/* out.h - the file of a trace: text that is written while the run goes on.
 *
 * Text is put into blocks; a thread of its own writes full ones, so that the run does not wait for
 * the disk until TRACE_BLOCKS of them are full. Memory is those blocks, however long the file.
 *
 * A file appears whole or not at all: it is written beside its place under another name and moved
 * there in the end. What is no regular file (a pipe, /dev/null) is written as it comes.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define TRACE_BLOCK_BYTES (1u << 20)
#define TRACE_BLOCKS      4

typedef struct TraceOut TraceOut;

/* '-' is standard output. NULL with *error set. */
TraceOut *trace_out_new(const char *path, GError **error);

/* Where the next text goes. Not to be written to where out->at is NULL. */
struct TraceOut {
    char *at, *limit;
    struct TraceOutFile *file;
};

void trace_out_turn(TraceOut *out); /* the next block */

/* Room for at least that many bytes, of a quarter of a block at most; what is used of it ends at
 * out->at, which the caller moves on. */
static inline char *trace_out_room(TraceOut *out, size_t bytes)
{
    if (G_UNLIKELY((size_t)(out->limit - out->at) < bytes))
        trace_out_turn(out);
    return out->at;
}

/* Something could not be written: there is no sense in going on. */
bool trace_out_has_failed(const TraceOut *out);
uint64_t trace_out_bytes(const TraceOut *out);

/* Frees it, and puts the file in its place; is_whole false: throws it away. False with *error set, and
 * no file, when not all could be written. */
bool trace_out_close(TraceOut *out, bool is_whole, GError **error);

/* ---- what is put into that room; each returns where the text goes on ---- */

static inline char *trace_put(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

#define TRACE_PUT(at, literal) trace_put(at, literal, sizeof(literal) - 1)

#define TRACE_NUMBER_MAX 24 /* the longest number */

char *trace_put_number(char *at, uint64_t number);
char *trace_put_signed(char *at, int64_t number);

#define TRACE_TIME_MAX 32

/* In microseconds: 12.345; not negative. Up to TRACE_TIME_MAX bytes are touched. */
char *trace_put_us(char *at, int64_t time_ns);

/* The same, of times that come again: the last few are kept, and the digits of their second. */
typedef struct {
    struct {
        int64_t time_ns;
        size_t length; /* 0: none is kept here */
        char text[TRACE_TIME_MAX];
    } times[8];
    int64_t second; /* 0: none */
    size_t second_length;
    char digits[16]; /* of a second below 2^63 ns */
} TraceClock;

/* Of a time that is not kept. */
char *trace_put_new_clock(char *at, TraceClock *clock, int64_t time_ns);

static inline unsigned int trace_clock_place(int64_t time_ns)
{
    return (unsigned int)((uint64_t)time_ns * 0x9e3779b97f4a7c15u >> 61);
}

static inline char *trace_put_clock(char *at, TraceClock *clock, int64_t time_ns)
{
    unsigned int i = trace_clock_place(time_ns);

    if (time_ns != clock->times[i].time_ns || clock->times[i].length == 0)
        return trace_put_new_clock(at, clock, time_ns);
    memcpy(at, clock->times[i].text, TRACE_TIME_MAX);
    return at + clock->times[i].length;
}
