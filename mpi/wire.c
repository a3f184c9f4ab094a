/* wire.c - MPI, as far as it is used: point to point, blocking, one thread at a time. An error in it
 * ends the job (MPI_ERRORS_ARE_FATAL). */
#include "mpi/wire.h"
#include <mpi.h>

#define TAG          1
#define PAUSE_US_MIN 20
#define PAUSE_US_MAX 1000

bool wire_has_message(int *rank)
{
    MPI_Status status;
    int is_there;

    MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &is_there, &status);
    if (is_there)
        *rank = status.MPI_SOURCE;
    return is_there != 0;
}

void wire_send_bytes(int rank, const void *bytes, uint64_t count)
{
    const char *from = bytes;

    while (count > 0) {
        uint64_t piece = MIN(count, WIRE_PIECE_BYTES);

        MPI_Send(from, (int)piece, MPI_BYTE, rank, TAG, MPI_COMM_WORLD);
        from += piece;
        count -= piece;
    }
}

void wire_receive_bytes(int rank, void *bytes, uint64_t count)
{
    char *to = bytes;

    while (count > 0) {
        uint64_t piece = MIN(count, WIRE_PIECE_BYTES);

        MPI_Recv(to, (int)piece, MPI_BYTE, rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        to += piece;
        count -= piece;
    }
}

void wire_send(int rank, const WireHead *head, const void *body)
{
    wire_send_bytes(rank, head, sizeof *head);
    wire_send_bytes(rank, body, head->body_bytes);
}

void wire_receive(int rank, WireHead *head)
{
    wire_receive_bytes(rank, head, sizeof *head);
}

char *wire_receive_body(int rank, const WireHead *head)
{
    char *body = g_malloc((gsize)head->body_bytes + 1);

    wire_receive_bytes(rank, body, head->body_bytes);
    body[head->body_bytes] = '\0';
    return body;
}

void wire_pause(uint32_t *pause_us)
{
    *pause_us = CLAMP(2 * *pause_us, PAUSE_US_MIN, PAUSE_US_MAX);
    g_usleep(*pause_us);
}
