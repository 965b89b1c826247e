/*
 * Processes that the linker starts and never leaves behind: each dies with us, has a
 * deadline, and is ended when a signal asks us to end. What they print is kept in memory,
 * so that a full disk does not lose it.
 */
#ifndef AO_DRIVER_TASK_H
#define AO_DRIVER_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/proc.h"
#include "base/str.h"

struct task {
	pid_t pid;	      /* 0 where nothing was started */
	int out_fd, err_fd;   /* what it printed, as files in memory */
	long deadline_s;      /* on the monotonic clock; 0 for none */
	bool ended, too_late; /* too_late: ended by us, at its deadline */
	struct proc_end end;  /* valid once ended */
};

/*
 * From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT reach us in task_wait only, which ends
 * the tasks; the caller then cleans up and calls task_die.
 */
void task_init(void);
/* The signal that asked us to end; 0 for none. Looks at what is pending, too. */
int task_interrupted(void);
/* Ends this process by the signal that asked for it; to be called if there was one. */
void task_die(void);

/* Starts argv (looked up in PATH) in cwd (NULL for ours). */
bool task_exec(struct task *task, char *const argv[], const char *cwd, struct err *err);
/* Calls work(arg) in a child process, which exits with what it returns. */
bool task_call(
	struct task *task, int (*work)(void *), void *arg, long limit_s, struct err *err);
/* Waits until all have ended. Entries that were never started are skipped. */
void task_wait(struct task *const tasks[], size_t len);
/* All that was written to one of a task's two files. */
void task_read(int fd, struct str *ret);
/* Copies what a task printed to our own stdout and stderr. */
void task_print(const struct task *task);
/* Accepts a zeroed one. */
void task_free(struct task *task);

#endif
