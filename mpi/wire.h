/* wire.h - what ranks say to each other.
 *
 * Rank 0 tells a worker: take this scenario, run this task, stop running it, end. A worker answers each
 * task. A message is a head and a body of bytes; those of one rank arrive in their order. All ranks
 * run the same build on processors of one kind: a head is a struct as it lies in memory.
 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

#define WIRE_SLOTS 4 /* scenarios that a worker has at hand */

typedef enum {
    WIRE_SCENARIO, /* into the slot; body: SHA-256, name of its file, resolved text, each after a NUL */
    WIRE_TASK,
    WIRE_CANCEL,    /* the task that is under way; nothing when it is answered already */
    WIRE_END,       /* of the worker */
    WIRE_RESULT,    /* body: pack_result(), then the rows of requests */
    WIRE_VIOLATION, /* body: which invariant the run broke */
    WIRE_FAILURE,   /* body: a message for the user */
    WIRE_CANCELLED, /* the task was given up */
} WireKind;

typedef struct {
    uint32_t kind;
    uint32_t slot;
    uint32_t variant;
    uint32_t replication;
    uint32_t wants_isolation;
    uint32_t wants_rows;
    int64_t warmup_ns; /* of a task: as fixed by rank 0 where the text leaves it to pilots */
    int64_t pilot_ns;  /* Scenario.pilot_ns */
    uint64_t body_bytes;
    uint64_t rows_bytes; /* after the body */
} WireHead;

/* Is there a message, from whom? Does not wait. */
bool wire_has_message(int *rank);

void wire_send(int rank, const WireHead *head, const void *body);
void wire_receive(int rank, WireHead *head);

/* Bytes of a body, as many at a time as one likes; both sides must cut them alike: into pieces of
 * WIRE_PIECE_BYTES and a rest. */
#define WIRE_PIECE_BYTES (1u << 20)
void wire_send_bytes(int rank, const void *bytes, uint64_t count);
void wire_receive_bytes(int rank, void *bytes, uint64_t count);

/* The bytes after a head, with a NUL behind them. The caller frees them. */
char *wire_receive_body(int rank, const WireHead *head);

/* MPI waits by running in circles. Instead: sleep, longer and longer, up to a millisecond.
 * *pause_us is 0 after something has happened. */
void wire_pause(uint32_t *pause_us);
