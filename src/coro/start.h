/*
 * What a parent writes into a child's place for the child's first poll alone.
 *
 * A constructor writes the captures, and the first poll moves them to where it wants them
 * (rustc_ast_lowering/src/item.rs, lower_coroutine_body_with_moved_arguments). After that the
 * bytes are dead: values that travel through memory for want of a calling convention.
 */
#ifndef AO_CORO_START_H
#define AO_CORO_START_H

#include "base/vec.h"
#include "coro/coro.h"

/* Where an await begins and is resumed: both lead to the head, from which it polls. */
struct await_loop {
	LLVMBasicBlockRef head;
	vec(LLVMBasicBlockRef) enter;  /* predecessors with a new child */
	vec(LLVMBasicBlockRef) resume; /* predecessors with the suspended one */
};

/* False where the await has another shape. To be freed in either case. */
bool await_loop_find(const struct coro *c, const struct suspend *s, struct await_loop *ret);
void await_loop_free(struct await_loop *loop);

/* A write of the move into the place. */
struct moved {
	LLVMValueRef write;
	int64_t at, size_bytes; /* in the child's frame */
	unsigned edge;		/* index into the loop's ways in */
	bool for_start_alone;
};

/* An instruction of the child that reads such bytes in its first poll: load or memcpy. */
struct start_read {
	LLVMValueRef insn;
	int64_t at;
};

struct start {
	unsigned edges;
	vec(struct moved) moved;
	vec(struct start_read) reads;
};

/*
 * Finds both for a site, with the loop of its await. `glue` of the child and its size must
 * be known. The holder frees it with start_free.
 */
void start_find(const struct unit *u, const struct model *m, const struct site *s,
	const struct await_loop *loop, struct start *ret);
void start_free(struct start *start);

#endif
