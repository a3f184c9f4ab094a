/* main.c - the program on many computers, under mpirun: rank 0 is the program as on one, the other
 * ranks run tasks for it. With a single rank it is the same as build/iissim.
 */
#include "cli/command.h"
#include "mpi/hub.h"
#include "mpi/worker.h"
#include <mpi.h>
#include <stdlib.h>

/* File scope because a function that exit() calls takes no argument. */
static Hub *hub;

/* However rank 0 ends, '--help' included. */
static void end_all(void)
{
    if (hub != NULL)
        hub_free(hub);
    MPI_Finalize();
}

int main(int argc, char **argv)
{
    int rank, count, provided;

    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    if (count > 1 && provided < MPI_THREAD_SERIALIZED) {
        if (rank == 0)
            cli_error("this MPI cannot be used from a second thread (MPI_THREAD_SERIALIZED)");
        MPI_Finalize();
        return EXIT_IO;
    }
    if (rank > 0) {
        worker_run();
        MPI_Finalize();
        return EXIT_DONE;
    }
    /* mpirun makes a terminal of rank 0's stdout, wherever its own goes */
    g_setenv("NO_COLOR", "1", FALSE);
    if (count > 1)
        hub = hub_new((uint32_t)count - 1);
    atexit(end_all);
    return cli_main(argc, argv);
}
