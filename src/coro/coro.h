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
#include "base/vec.h"
#include "coro/layout.h"
#include "ir/unit.h"

enum { STATE_UNRESUMED = 0, STATE_RETURNED = 1, STATE_PANICKED = 2, STATE_SUSPEND_0 = 3 };

/* Why a body that is a coroutine's by its evidence is opaque to us. */
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
	bool was_noinline;	/* the poll call bears this by itself, as seen when pinned */
};

/* Why a future is not closed: the argument is in coro/site.c. */
enum open_reason {
	OPEN_NOT,
	OPEN_POLLED_OTHERWISE,	/* its resume function is used by more than awaits */
	OPEN_NOT_EMBEDDED,	/* the child is not at a fixed place */
	OPEN_NOT_FRESH,		/* an await may poll a child that has returned */
	OPEN_PARENT_MAY_UNWIND, /* and leave the parent in a state that polls it again */
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

	const struct layout *layout; /* NULL: not known */
	LLVMValueRef glue;	     /* drop glue of this frame type, NULL if none was paired */
	bool never_suspends;
	/*
	 * No other body in the module has this path: another crate's copy of the same
	 * coroutine may be compiled with other checks and so store states that this one
	 * does not (and under legacy mangling another instance looks the same).
	 */
	bool alone;
	/*
	 * In a rebuilt model: a write may be one of the tag that is not understood, and
	 * `stores` and `states` say nothing.
	 */
	bool stores_unclear;

	/* After model_settle: */
	uint64_t size_bytes;   /* of the frame, where it is a child; 0: not known */
	bool unwinds_panicked; /* no unwinding poll leaves another state than "panicked" */
	enum open_reason open;
	struct site *sites; /* all its polls, where it is closed */
	size_t sites_len;
};

/* An await of a coroutine that is called directly, with its frame at a fixed place. */
struct site {
	struct coro *parent, *child;
	struct suspend *await;
	LLVMValueRef base; /* the parent's self, or an alloca in its resume function */
	int64_t offset;	   /* bytes from base */
};

/* A body for which there is a coroutine's evidence, and which is not understood. */
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
	struct map by_glue;   /* of a paired drop glue -> struct coro; after model_settle */
};

/* Gives each coroutine what layouts_read knew of it, if it is about this very frame. */
void model_take_layouts(struct model *m, const struct map *layouts);

/* Builds the model of raw IR; model_free gives back what is not in the arena. */
struct model *model_build(struct unit *u);
void model_free(struct model *m);
/* Finds awaits and glue anew in bodies into which calls were inlined since. Raw IR only. */
void model_look_again(struct unit *u, struct model *m);

/* The coroutine that a call polls directly; NULL for any other call. */
struct coro *coro_polled(const struct model *m, LLVMValueRef call);

/* Do two symbols have one path: copies of one function, or instances that look like it? */
bool coro_is_copy(const struct coro *a, const struct coro *b);
bool coro_glue_is_copy(LLVMValueRef a, LLVMValueRef b);

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
 * Loads of the tag behind a store of a state, in the same poll: they find no 0, and need none
 * in the frame (coro/start.c). The mark goes with the load where it is inlined.
 */
void coro_mark_state_read(const struct unit *u, LLVMValueRef load);
bool coro_is_state_read(const struct unit *u, LLVMValueRef insn);

/* What an await polls, once bodies are settled. */
enum await_kind {
	AWAIT_UNKNOWN,	/* bodies are not settled, or the await is gone */
	AWAIT_EMBEDDED, /* a coroutine at a fixed place of the parent's frame, or in a local */
	AWAIT_AWAY,	/* a coroutine at no such place: behind a pointer that is loaded */
	AWAIT_OPAQUE,	/* a coroutine that is not understood */
	AWAIT_OTHER,	/* a function that is no coroutine's */
	AWAIT_DYN,	/* through a pointer to a function */
	AWAIT_UNCLEAR,	/* its poll was not found */
};
enum await_kind await_kind(const struct unit *u, const struct model *m, const struct coro *c,
	const struct suspend *s);

/* Is ptr the child's place? */
bool site_is_at(const struct unit *u, const struct site *s, LLVMValueRef ptr);

/* What was last done with the child on the ways that lead to an instruction: a set of these. */
enum origin {
	ORIGIN_NEW = 1,	    /* it was moved into its place, and not polled yet */
	ORIGIN_RESUMED = 2, /* nothing in this poll of the parent: it was suspended */
	ORIGIN_READY = 4,   /* polled, and it returned Ready */
	ORIGIN_UNWOUND = 8, /* polled, and it unwound */
	ORIGIN_POLLED = 16, /* polled, with a result that is not looked at yet */
	ORIGIN_OTHER = 32,  /* anything else, or it can not be told */
};
unsigned site_origins(const struct unit *u, const struct site *s, LLVMValueRef insn);

/* Some bytes of a frame. */
struct span {
	int64_t offset, size_bytes;
};

/*
 * What lies in some bytes of a coroutine's frame, a part of a child's place, when an
 * instruction of its resume function is reached. False where that can not be told. The
 * holder frees it with held_free in either case.
 */
struct held {
	vec(LLVMValueRef) stores; /* the one of them that was executed last */
	bool resumed;		  /* maybe in an earlier poll, that left the await's state */
};
bool coro_held(const struct unit *u, const struct coro *c, const struct suspend *await,
	LLVMValueRef insn, struct span place, struct span bytes, struct held *ret);
void held_free(struct held *held);

/*
 * Collects all stores to the tag into c->stores, anew. False where one can not be
 * understood: a value that is not constant, or a wide write over the tag.
 */
bool collect_tag_stores(struct unit *u, struct coro *c);
/* The last store of the tag in a block; NULL where there is none. */
const struct tag_store *block_tag_store(const struct coro *c, LLVMBasicBlockRef bb);
/* The await of a state, where there are several the first; NULL: it is none's. */
const struct suspend *coro_suspend(const struct coro *c, unsigned state);
/* Is the state of this await stored in no other place (and not at all, where it is cut)? */
bool coro_stores_state_once(const struct coro *c, const struct suspend *s);

/*
 * While polls are pinned, LLVM's always-inline leaves them: not only what straighten marks is
 * inlined by it, but each function with an alwaysinline of its own. Taken off again, copies
 * that bodies of coroutines got by inlining are not pinned any more either.
 */
void model_pin_polls(const struct unit *u, const struct model *m, bool pinned);

/*
 * Simplifies the bodies of the model's coroutines so far that children's places show (calls
 * of straight-line code inlined, locals in registers, no dead blocks; edges stay as they
 * are), finds everything in them again, and then their sites. Coroutines that are not found
 * again leave the model.
 */
bool model_settle(struct unit *u, struct model *m, struct err *err);

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
