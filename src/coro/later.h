/*
 * What becomes of a value in the frame once the coroutine goes on from an await?
 *
 * This follows the body as its author wrote it: where it stores a state and returns, it goes
 * on at that state's case. For reports: nothing is changed on the strength of an answer.
 */
#ifndef AO_CORO_LATER_H
#define AO_CORO_LATER_H

#include "base/vec.h"
#include "coro/coro.h"

enum access_kind {
	VALUE_USED, /* read, or its address is given away */
	VALUE_WRITTEN,
	VALUE_DROPPED, /* its drop glue is called, nothing else */
};

struct frame_access {
	int64_t at, size_bytes;
	enum access_kind kind;
	bool lent;  /* what is given its address may keep it */
	bool moved; /* it is copied as a whole to another place */
};

/* One block, and what it does with the frame, in order. */
struct frame_block {
	LLVMBasicBlockRef bb;
	size_t first, len; /* accesses */
	unsigned suspends; /* the state that it leaves; 0: none */
};

struct later {
	const struct coro *coro;
	vec(struct frame_access) accesses;
	vec(struct frame_block) blocks;
	struct map by_block; /* LLVMBasicBlockRef -> struct frame_block */
};

/* The holder frees it with later_close. */
void later_open(const struct unit *u, const struct coro *c, struct later *ret);
void later_close(struct later *l);

/*
 * Resumed in `state`, may these bytes be used, other than by a drop, before all of them are
 * written? `held` says of each state below c->states whether they still are the same value.
 */
bool later_is_used(const struct later *l, unsigned state, struct span bytes, const bool *held);
/* Was their address ever given to something that may keep it? */
bool later_is_lent(const struct later *l, struct span bytes);
/* How many of these bytes are moved elsewhere before the first suspend. */
uint64_t later_moved_first(const struct later *l, struct span bytes);

#endif
