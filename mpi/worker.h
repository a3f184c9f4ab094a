/* worker.h - a rank other than 0: runs the tasks that rank 0 sends, until told to end. */
#pragma once

void worker_run(void);
