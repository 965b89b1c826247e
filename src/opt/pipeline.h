/* The order of work on one module. */
#ifndef AO_OPT_PIPELINE_H
#define AO_OPT_PIPELINE_H

#include <stdbool.h>

#include "base/err.h"
#include "ir/origin.h"
#include "opt/pass.h"
#include "llvm/target.h"

/* Told before each long step; `step` may be NULL. */
struct progress {
	void (*step)(void *arg, unsigned done, const char *what);
	void *arg;
};
void progress_step(const struct progress *p, unsigned done, const char *what);

enum { PIPELINE_STEPS = 4 };

struct pipeline {
	/* Selection; see pipeline_select. */
	const char *passes, *no_pass, *last;
	long fuel;
	bool verify;		 /* the IR after each pass, and what the model says of it */
	const char *break_after; /* for tests: a pass after which the model is made wrong */
	bool instrument; /* events for a profile, before all passes (opt/instrument.h) */
	bool moves;	 /* and of copies of large values */
	long ring;	 /* they go to a ring in memory of at most so many bytes; 0: to rt/ */
	bool poison;	 /* for tests: opt/poison.h */
	bool roundtrip;	 /* for tests: bodies are lifted and lowered first (coro/lift.h) */
	const struct hints *hints; /* of a profile; NULL: none */
	bool lines_only;	/* debug information was only there for layouts (ir/debug.h) */
	bool line_tables_added; /* and line tables for the model: they go after our passes */

	/* LLVM's own pipelines, before and after the second stage; not run without a machine.
	 */
	LLVMTargetMachineRef machine;
	const struct target_options *target;
	const struct crate_files *crates; /* NULL: nothing is known of crates */

	struct remarks remarks;
	/*
	 * Shown the model when it was built (stage 0), after the passes on raw IR
	 * (STAGE_RAW), and before those on settled bodies (STAGE_SETTLED); may be NULL.
	 */
	void (*model)(void *arg, struct unit *u, const struct model *m, unsigned stage);
	void *model_arg;
	struct progress progress; /* 0 to PIPELINE_STEPS - 1, as each begins */
};

struct pipeline_result {
	size_t futures, opaque, never_suspend;
	size_t instrumented, hinted;
	size_t lifted;	/* with roundtrip */
	double model_s; /* processor time for building the model, both times */
	struct counts counts;
};

/* Every pass, in order. */
const struct pass *const *pipeline_passes(size_t *ret_count);
/* Are the names in the lists all passes? Otherwise says which is not, and what is near. */
bool pipeline_check_names(const struct pipeline *p, struct err *err);

bool pipeline_run(
	struct unit *u, const struct pipeline *p, struct pipeline_result *ret, struct err *err);

#endif
