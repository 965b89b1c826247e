/*
 * Optimizing in a child process, which may crash, abort, hang or run out of anything
 * without taking the link with it.
 */
#ifndef AO_DRIVER_LINK_CHILD_H
#define AO_DRIVER_LINK_CHILD_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "driver/link_settings.h"
#include "driver/optimize.h"
#include "driver/task.h"

/* All pointers stay valid until the child has ended. */
struct link_job {
	const struct link_settings *set;
	const char *cpu; /* what rustc resolved -C target-cpu to; NULL where it did not say */
	const char *input, *object;
	bool stock; /* LLVM's pipelines only, no pass of ours */
};

struct child_report;

/* All zero is a child that was never started. */
struct link_child {
	struct task task;
	struct link_job job;
	struct child_report *report; /* shared with the child */
};

/*
 * The child is given 600 seconds and one more for each 50 kB of bitcode, some twenty times
 * what the slowest module needed so far; then it counts as hanging.
 */
bool link_child_start(struct link_child *child, const struct link_job *job, struct err *err);
/*
 * After task_wait: whether the object is there. What the child printed is added to *log in
 * any case. *err says in one sentence why not.
 */
bool link_child_end(struct link_child *child, struct optimize_result *ret, struct str *log,
	struct err *err);
/* Accepts a zeroed one. */
void link_child_free(struct link_child *child);

#endif
