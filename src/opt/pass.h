/*
 * What a pass is and what it may touch.
 *
 * A pass decides with a pure, default-deny why_not() that answers with a named reason, asks
 * refused() (which records the missed remark, or spends one unit of fuel), edits, and says
 * what it did with remark_applied(). It can not fail and keeps no state of its own.
 */
#ifndef AO_OPT_PASS_H
#define AO_OPT_PASS_H

#include <stdbool.h>
#include <stddef.h>

#include "coro/coro.h"
#include "opt/remark.h"

enum reason {
	R_NONE,
#define REASON(id, text) R_##id,
#include "opt/reasons.def"
#undef REASON
	R_COUNT,
};

/* When a pass runs. */
enum stage {
	STAGE_RAW = 1,	      /* on what rustc emitted, merged */
	STAGE_SETTLED = 4,    /* on coroutines whose children's places show; see model_settle */
	STAGE_SIMPLIFIED = 2, /* between LLVM's two pipelines, on a rebuilt model */
	STAGE_LAST = 8,	      /* there, too, or at the end where they do not run; no model */
	STAGE_CODE = 16,      /* after LLVM's last pipeline, where it runs; no model */
};

/* What the model knows at some times and not at others. */
enum have {
	HAVE_SITES = 1, /* all polls of closed futures, since model_settle */
};

struct counts {
	size_t calls_direct; /* polls through a vtable that is known */
	size_t boxes_local;  /* of children that never suspend */
	size_t states_removed;
	size_t frames_local;
	size_t checks_removed; /* cases for a poll of a future that is done */
	size_t drops_removed;  /* of children that are done */
	size_t futures_flattened;
	size_t states_early;		     /* stored when the await begins */
	size_t moves_trimmed, bytes_trimmed; /* of values that were not all written */
	size_t rewrites;
};

struct pass_ctx {
	struct unit *unit;
	struct model *model;
	const struct pass *pass;
	struct remarks *remarks;
	struct counts *counts;
	unsigned have;		    /* of enum have */
	long *fuel;		    /* rewrites left; negative: no limit */
	char opt_level;		    /* the user's: '0' to '3', 's', 'z' */
	struct event_table *events; /* of a profile in a ring; no pass looks at it */
};

struct pass {
	const char *name;  /* on the command line, in remarks, of the test folder */
	const char *brief; /* one line for --help */
	bool straightened; /* wants straight-line calls in coroutines inlined first */
	unsigned needs;	   /* of enum have: the pipeline is wrong where it is not there */
	unsigned
		spoils; /* of enum have: does not hold any more once it has changed something */
	bool (*run)(struct pass_ctx *cx); /* true iff the IR changed */
};

/* Is the opt-level s or z? */
bool size_counts(const struct pass_ctx *cx);
/*
 * Is the function to be small, and an access the longer the farther it is from its base? So it
 * is on x86, whose offsets take one byte or four; elsewhere they are bits of the instruction.
 */
bool offsets_take_room(const struct pass_ctx *cx, LLVMValueRef fn);

/* R_NONE is "go on" unless the fuel is used up; anything else is recorded as missed. */
bool refused(struct pass_ctx *cx, LLVMValueRef at, enum reason why);
void remark_applied(struct pass_ctx *cx, LLVMValueRef at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

const char *reason_name(enum reason why);
const char *reason_text(enum reason why);

#define PASS(id, stages) extern const struct pass pass_##id;
#include "opt/passes.def"
#undef PASS

#endif
