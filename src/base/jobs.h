/*
 * Pieces of work side by side, each in a child process that begins with a copy of this
 * process's memory and ends with it. What a piece leaves behind are files.
 *
 * Not more at once than there are processors, nor than the jobserver of make or cargo has
 * tokens for, where one is in the environment: a build with -j1 stays one.
 */
#ifndef AO_BASE_JOBS_H
#define AO_BASE_JOBS_H

#include <stdbool.h>

#include "base/err.h"

typedef bool job_work(void *arg, unsigned which, struct err *err);

/*
 * work(arg, 0) to work(arg, count - 1), in that order. False where one failed, with its
 * message, or crashed; the others are ended then. The process has no other children.
 */
bool jobs_run(unsigned count, job_work *work, void *arg, struct err *err);

#endif
