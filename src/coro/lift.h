/*
 * The lifted form of a resume function: the body as its author wrote it.
 *
 *	switch tag [0: start, 1: done, 2: done, 3: again]	br start
 *	...					->		...
 *	store 3, tag						br again	; a suspend edge
 *	ret Pending
 *
 * The dispatch is gone, and what left with a state goes on where that state is resumed: on the
 * graph that is left, dominators and liveness are those of the source, over suspends. What the
 * model says is all that lowering has: what it does not know of states, places, arms is lost.
 */
#ifndef AO_CORO_LIFT_H
#define AO_CORO_LIFT_H

#include "coro/coro.h"

struct lifted_point {
	unsigned state;
	LLVMBasicBlockRef leaves, resumes;
	LLVMValueRef pending;		 /* what is returned; NULL: nothing */
	LLVMMetadataRef place, leave_at; /* of await and return, in the source; may be NULL */
};

struct lifted {
	const struct coro *coro;
	LLVMBasicBlockRef start;
	LLVMBasicBlockRef done[STATE_SUSPEND_0]; /* by state, from 1 on; NULL: no such arm */
	LLVMMetadataRef place;			 /* of the dispatch */
	struct lifted_point *points;
	size_t points_len;
};

/* Why a coroutine of a model of raw IR can not be lifted; NULL where it can. */
const char *lift_why_not(const struct unit *u, const struct coro *c);
/* What could not be lifted is a bug. The model does not hold for its body any more. */
struct lifted *lift(struct unit *u, const struct coro *c);
/* Builds dispatch and suspend points anew. The model is to be built anew, too. */
void lower(const struct unit *u, const struct lifted *l);

/*
 * For tests: lifts all coroutines that can be lifted, verifies the module, lowers them, and
 * replaces the model by one of what has come back, which has to be equal. False where it is
 * not, or is no valid IR.
 */
bool lift_and_lower(struct unit *u, struct model **model, size_t *ret_lifted, struct err *err);

#endif
