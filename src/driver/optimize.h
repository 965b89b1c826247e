/*
 * The optimizer as one call: a module in a file, a module or an object in a file.
 *
 * LLVM may abort or crash on what it is given, so a caller that must survive (the linker
 * shim) calls this in a child process. One call per process: LLVM's options are global.
 */
#ifndef AO_DRIVER_OPTIMIZE_H
#define AO_DRIVER_OPTIMIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "opt/pipeline.h"
#include "llvm/target.h"

/* Reading comes before the pipeline, code generation after it. */
enum { OPTIMIZE_STEPS = PIPELINE_STEPS + 2 };

enum emit {
	EMIT_OBJECT,
	EMIT_OBJECTS, /* for a linker: more files beside the output (driver/emit.h) */
	EMIT_BITCODE,
	EMIT_IR, /* textual */
};

struct optimize_request {
	const char *libllvm_path;
	const char *input; /* bitcode or textual IR */
	const char *output;
	enum emit emit;
	struct target_options target;
	struct crate_files crates; /* all zero: nothing is known of crates */

	/* Which of our passes run. NULL: all default ones. "" : none. "a,b": exactly these. */
	const char *passes;
	const char *no_pass;	 /* "a,b": these not; NULL for none */
	const char *last;	 /* stop after this one; NULL for none */
	long fuel;		 /* rewrites that may be made; negative: no limit */
	bool llvm_pipeline;	 /* also run LLVM's own pipeline at target.opt_level */
	bool instrument;	 /* put in the events of a profile */
	bool poison;		 /* for tests: opt/poison.h */
	bool roundtrip;		 /* for tests: coro/lift.h */
	bool moves;		 /* among them, copies of large values */
	long ring;		 /* they go to a ring of at most so many bytes; 0: to rt/ */
	const char *hints;	 /* a file of opt/hints.h; NULL for none */
	bool lines_only;	 /* keep line tables alone of debug information */
	bool line_tables_added;	 /* drop line tables */
	bool verify;		 /* after each pass, the IR and what the model says of it */
	const char *break_after; /* for tests: the pass that gets the model wrong */
	const char *remarks;	 /* write remarks (YAML) to this file; NULL for none */
	/* Write what is known of the futures to this file; NULL for none. Failing is no error.
	 */
	const char *facts;
	const char *artefact;	  /* its name in the facts */
	struct progress progress; /* 0 to OPTIMIZE_STEPS - 1, as each begins */
};

/* Counts over the module; all of "futures" are rustc coroutines recognised as such. */
struct optimize_result {
	size_t futures;	       /* distinct resume functions recognised */
	size_t opaque;	       /* bodies with a coroutine's marks that are not understood */
	size_t never_suspend;  /* resume functions proved never to return Pending */
	size_t states_removed; /* suspend and panic states that can not be reached */
	size_t frames_local;   /* child frames that became locals */
	size_t calls_direct;   /* polls of boxes whose vtable is known */
	size_t boxes_local;    /* boxes of children that never suspend */
	size_t hinted;	       /* futures whose branches a profile has weighed */
	size_t moves_trimmed;  /* copies of values that were not all written */
	size_t bytes_trimmed;  /* what these leave out */
	size_t rewrites;       /* units of fuel used */
	size_t lifted;	       /* with roundtrip */
	double model_s;	       /* processor time for the model */
};

/* False where it could not be done; then nothing was written to request->output. */
bool optimize_file(
	const struct optimize_request *request, struct optimize_result *ret, struct err *err);

/* Writes name and one line for each pass, in order, to stdout. */
void optimize_list_passes(void);

#endif
