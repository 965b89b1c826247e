/*
 * The model of a program's futures: what rustc made of each async fn, async block and async
 * closure body, as plain data. Built once from raw IR, before any pass; nothing here
 * changes IR. All of it lives in the unit's arena.
 *
 * Vocabulary: the frame is the value that the compiler makes of a future; its tag (the
 * discriminant) says in which state it rests: 0 unresumed, 1 returned, 2 panicked, 3+k
 * suspended at the k-th await. The resume function is its `poll`, the drop glue its
 * drop_in_place. (rustc_mir_transform/src/coroutine.rs)
 */
#ifndef AO_CORO_CORO_H
#define AO_CORO_CORO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "ir/unit.h"

enum { STATE_UNRESUMED = 0, STATE_RETURNED = 1, STATE_PANICKED = 2, STATE_SUSPEND_0 = 3 };

/* Why a body with a coroutine's marks is opaque to us. */
enum opaque {
	OPAQUE_NOT,
#define OPAQUE(id, text) OPAQUE_##id,
#include "coro/opaque.def"
#undef OPAQUE
	OPAQUE_COUNT,
};
const char *opaque_name(enum opaque why);
const char *opaque_text(enum opaque why);

/* A set of tag values below `size`. */
struct states {
	bool *has;
	unsigned size;
};

/* An instruction that writes the tag: the values that it can write. */
struct tag_store {
	LLVMValueRef insn;
	struct states values;
};

/*
 * One `.await`: the block that stores 3+k and returns Pending, and how it is reached.
 * rustc reaches it from one place only, the Pending arm of the match on the result of this
 * await's own poll (rustc_ast_lowering/src/expr.rs, lower_expr_await). Where that place was
 * not found, `test` and `poll` are NULL and the await is opaque.
 */
struct suspend {
	unsigned state;		/* 3+k */
	LLVMValueRef store;	/* of the state */
	LLVMValueRef test;	/* the terminator that asks whether the child is Pending */
	unsigned pending_index; /* test's successor that leads here */
	LLVMValueRef poll;	/* the call that polls the child */
	bool cut;		/* the Pending edge is proved dead and gone */
	bool was_noinline;	/* the poll call bore this by itself */
};

struct coro {
	LLVMValueRef resume;
	const char *name; /* symbol name of the resume function */
	unsigned id;
	unsigned self_param; /* index of the frame pointer: 1 behind an sret pointer, else 0 */
	LLVMValueRef self;
	int64_t tag_offset; /* bytes from the start of the frame */
	unsigned tag_bits;
	LLVMValueRef tag_load; /* the one that the entry's dispatch depends on */
	unsigned states;       /* tag values are below this */

	struct tag_store *stores;
	size_t stores_len;
	struct suspend *suspends;
	size_t suspends_len;

	LLVMValueRef glue; /* drop glue of this frame type, NULL if none was paired */
	bool never_suspends;
	/*
	 * No other body in the module has this path: another crate's copy of the same
	 * coroutine may be compiled with other checks and so store states that this one
	 * does not (and under legacy mangling another instance looks the same).
	 */
	bool alone;
};

/* A body that bears a coroutine's mark and is not understood. */
struct opaque_body {
	LLVMValueRef fn;
	enum opaque why;
};

struct model {
	struct coro **coros; /* children before the parents that await them */
	size_t coros_len;
	struct opaque_body *opaque;
	size_t opaque_len;
	struct map by_resume; /* LLVMValueRef of a resume function -> struct coro */
};

/* Builds the model of raw IR; model_free gives back what is not in the arena. */
struct model *model_build(struct unit *u);
void model_free(struct model *m);

/* The coroutine that a call polls directly; NULL for any other call. */
struct coro *coro_polled(const struct model *m, LLVMValueRef call);

/*
 * What can run. From the entry, with the tag in `states` (a fixpoint from {0}: a state is in
 * it once a reachable store writes it), which blocks are reached? The holder frees it with
 * reach_free.
 */
struct reach {
	struct states states;
	struct map blocks; /* LLVMBasicBlockRef -> itself, in order of discovery */
};

struct reach coro_reach(struct unit *u, const struct coro *c);
void reach_free(struct reach *r);
bool reach_has(const struct reach *r, LLVMBasicBlockRef bb);
bool states_has(const struct states *s, unsigned state);

/*
 * Where a terminator goes for one tag value: the index of a successor, or -1 where it does
 * not depend on the tag alone. `tag` is the load that the value stands for.
 */
int tag_outcome(LLVMValueRef term, LLVMValueRef tag, uint64_t value);

/* The load of c's tag that a drop glue for frames like c's dispatches on; or NULL. */
LLVMValueRef glue_tag_load(const struct unit *u, const struct coro *c, LLVMValueRef glue);

/*
 * After LLVM's own passes nothing is as the model knew it. Before them, model_mark puts a
 * metadata node on each tag load; after them model_rebuild_marked finds the resume functions
 * that still dispatch on a load with their own mark, and not their callers that begin so
 * since it was inlined. It fills what state analysis needs (no suspends, no glue) and takes
 * the marks off.
 */
void model_mark(struct unit *u, const struct model *m);
struct model *model_rebuild_marked(struct unit *u, const struct model *before);

#endif
