/* out.c - blocks go round between two queues: those to be filled, and those to be written. The writer
 * alone touches the descriptor until it is joined. */
#define _POSIX_C_SOURCE 200809L
#include "cli/trace/out.h"
#include "cli/results/outdir_files.h"
#include "sim/units.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    size_t length; /* 0: the last one */
    char text[TRACE_BLOCK_BYTES];
} Block;

typedef struct TraceOutFile {
    char *path;
    char *beside; /* NULL: path is written itself */
    int descriptor;
    Block *block;   /* that is being filled */
    uint64_t bytes; /* of those before */
    GAsyncQueue *empty, *full;
    GThread *writer;
    int failure; /* atomic: errno of the first write that failed, 0: none */
} File;

static bool write_all(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static void *write_blocks(void *self)
{
    File *file = self;

    for (;;) {
        Block *block = g_async_queue_pop(file->full);
        size_t length = block->length;

        if (length > 0 && g_atomic_int_get(&file->failure) == 0 &&
            !write_all(file->descriptor, block->text, length))
            g_atomic_int_set(&file->failure, errno);
        g_async_queue_push(file->empty, block);
        if (length == 0)
            return NULL;
    }
}

/* A name that is free, in the same directory: PATH.XXXXXX */
static bool open_beside(File *file)
{
    for (int tries = 0; tries < 100; tries++) {
        g_autofree char *beside = g_strdup_printf("%s.%06x", file->path, g_random_int() & 0xffffff);

        file->descriptor = g_open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor >= 0)
            file->beside = g_steal_pointer(&beside);
        if (file->descriptor >= 0 || errno != EEXIST)
            break;
    }
    return file->descriptor >= 0;
}

static bool open_file(File *file)
{
    struct stat status;

    if (g_str_equal(file->path, "-")) {
        file->descriptor = STDOUT_FILENO;
        return true;
    }
    if (stat(file->path, &status) != 0 || S_ISREG(status.st_mode))
        return open_beside(file);
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    file->descriptor = g_open(file->path, O_WRONLY | O_CLOEXEC, 0);
    return file->descriptor >= 0;
}

static void file_free(File *file)
{
    if (file->empty != NULL)
        g_async_queue_unref(file->empty);
    if (file->full != NULL)
        g_async_queue_unref(file->full);
    g_free(file->beside);
    g_free(file->path);
    g_free(file);
}

TraceOut *trace_out_new(const char *path, GError **error)
{
    File *file = g_new0(File, 1);
    TraceOut *out;

    file->path = g_strdup(path);
    file->descriptor = -1;
    if (!open_file(file)) {
        files_fail(error, path, "cannot create");
        file_free(file);
        return NULL;
    }
    file->empty = g_async_queue_new_full(g_free);
    file->full = g_async_queue_new_full(g_free);
    for (int i = 0; i < TRACE_BLOCKS; i++)
        g_async_queue_push(file->empty, g_new0(Block, 1));
    file->writer = g_thread_new("trace", write_blocks, file);
    out = g_new0(TraceOut, 1);
    out->file = file;
    trace_out_turn(out);
    return out;
}

static void hand_over(File *file, const char *end)
{
    file->block->length = (size_t)(end - file->block->text);
    file->bytes += file->block->length;
    g_async_queue_push(file->full, g_steal_pointer(&file->block));
}

void trace_out_turn(TraceOut *out)
{
    File *file = out->file;

    if (file->block != NULL)
        hand_over(file, out->at);
    file->block = g_async_queue_pop(file->empty);
    out->at = file->block->text;
    out->limit = out->at + TRACE_BLOCK_BYTES;
}

bool trace_out_has_failed(const TraceOut *out)
{
    return g_atomic_int_get(&out->file->failure) != 0;
}

uint64_t trace_out_bytes(const TraceOut *out)
{
    return out->file->bytes + (size_t)(out->at - out->file->block->text);
}

static void stop_writing(TraceOut *out)
{
    if (out->at > out->file->block->text)
        trace_out_turn(out);
    hand_over(out->file, out->file->block->text);
    g_thread_join(out->file->writer);
}

static bool put_in_place(File *file)
{
    if (file->descriptor != STDOUT_FILENO && close(file->descriptor) != 0)
        return false;
    return file->beside == NULL || g_rename(file->beside, file->path) == 0;
}

bool trace_out_close(TraceOut *out, bool is_whole, GError **error)
{
    File *file = out->file;
    bool is_done;

    stop_writing(out);
    errno = file->failure;
    is_done = errno == 0 && (!is_whole || put_in_place(file));
    if (!is_done)
        files_fail(error, g_str_equal(file->path, "-") ? "standard output" : file->path,
                   "cannot write");
    if ((!is_whole || file->failure != 0) && file->descriptor != STDOUT_FILENO)
        close(file->descriptor);
    if (file->beside != NULL && (!is_whole || !is_done))
        g_unlink(file->beside);
    file_free(file);
    g_free(out);
    return is_done;
}

/* ---- numbers ---- */

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

static inline char *put_pair(char *at, uint64_t pair)
{
    return trace_put(at, pairs + pair * 2, 2);
}

static char *put_long(char *at, uint64_t number)
{
    char digits[TRACE_NUMBER_MAX];
    char *first = digits + sizeof digits;

    for (; number >= 100; number /= 100) {
        first -= 2;
        memcpy(first, pairs + number % 100 * 2, 2);
    }
    if (number >= 10) {
        first -= 2;
        memcpy(first, pairs + number * 2, 2);
    } else {
        *--first = (char)('0' + number);
    }
    return trace_put(at, first, (size_t)(digits + sizeof digits - first));
}

/* Most numbers are short: written where they go, without a copy. */
char *trace_put_number(char *at, uint64_t number)
{
    if (number < 10) {
        *at = (char)('0' + number);
        return at + 1;
    }
    if (number < 100)
        return put_pair(at, number);
    if (number < 1000) {
        *at = (char)('0' + number / 100);
        return put_pair(at + 1, number % 100);
    }
    if (number < 10000)
        return put_pair(put_pair(at, number / 100), number % 100);
    return put_long(at, number);
}

char *trace_put_signed(char *at, int64_t number)
{
    if (number >= 0)
        return trace_put_number(at, (uint64_t)number);
    *at++ = '-';
    return trace_put_number(at, -(uint64_t)number);
}

/* The eight digits of a number below 100,000,000, the first in the lowest byte: two, then four, then
 * eight of them at a time, by multiplications in place of divisions. */
static inline uint64_t digits_of(uint32_t number)
{
    uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t twos = ((fours - 100 * hundreds) << 16) + hundreds;
    uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);

    return tens + ((twos - 10 * tens) << 8) + UINT64_C(0x3030303030303030);
}

static void set_second(TraceClock *clock, int64_t second)
{
    char *end = trace_put_number(clock->digits, (uint64_t)second);

    clock->second = second;
    clock->second_length = (size_t)(end - clock->digits);
}

/* Both into the text and into what is kept of it: what was written in pieces is slow to read at once. */
char *trace_put_new_clock(char *at, TraceClock *clock, int64_t time_ns)
{
    unsigned int i = trace_clock_place(time_ns);
    char *text = clock->times[i].text;
    int64_t second = time_ns / SIM_S;
    uint32_t rest = (uint32_t)(time_ns - second * SIM_S);
    uint32_t ns = rest % 1000;
    uint64_t words[2];

    clock->times[i].time_ns = time_ns;
    if (second == 0) { /* no zeros in front */
        clock->times[i].length = (size_t)(trace_put_us(text, time_ns) - text);
        return trace_put_us(at, time_ns);
    }
    if (second != clock->second)
        set_second(clock, second);
    words[1] = digits_of(ns) >> 40;
    words[0] = digits_of(rest / 1000) >> 16 | (uint64_t)'.' << 48 | (words[1] & 0xff) << 56;
    words[0] = GUINT64_TO_LE(words[0]);
    words[1] = GUINT64_TO_LE(words[1] >> 8);
    clock->times[i].length = clock->second_length + (ns == 0 ? 6 : 10);
    memcpy(text, clock->digits, sizeof clock->digits);
    memcpy(text + clock->second_length, words, sizeof words);
    memcpy(at, clock->digits, sizeof clock->digits);
    memcpy(at + clock->second_length, words, sizeof words);
    return at + clock->times[i].length;
}

char *trace_put_us(char *at, int64_t time_ns)
{
    uint64_t us = (uint64_t)time_ns / 1000;
    unsigned int ns = (unsigned int)((uint64_t)time_ns % 1000);

    at = trace_put_number(at, us);
    if (ns == 0)
        return at;
    *at++ = '.';
    *at++ = (char)('0' + ns / 100);
    return trace_put(at, pairs + ns % 100 * 2, 2);
}
