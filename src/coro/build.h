/* How the files of coro/ build the model together; not for the floors above. */
#ifndef AO_CORO_BUILD_H
#define AO_CORO_BUILD_H

#include "coro/coro.h"

/* Fills m->coros (in module order) and m->opaque. */
void find_coros(struct unit *u, struct model *m);
/* Fills c->suspends: each await's Pending test and poll call. */
void find_suspends(struct unit *u, struct coro *c);
/* Fills glue where a vtable or an await pairs one with a resume function. */
void find_glue(struct unit *u, struct model *m);

/*
 * Collects all stores to the tag into c->stores. False where one can not be understood:
 * a value that is not constant, or a wide write over the tag.
 */
bool collect_tag_stores(struct unit *u, struct coro *c);

/* Fills resume's self_param and self: the first of two pointers, behind an sret pointer. */
bool find_self(struct coro *c);

/* The load of an integer at a constant offset of `frame` that fn's entry dispatches on. */
LLVMValueRef entry_tag_load(
	const struct unit *u, LLVMValueRef fn, LLVMValueRef frame, int64_t *ret_offset);
/* The only predecessor of bb besides itself; NULL where there are none or several. */
LLVMBasicBlockRef single_predecessor(LLVMBasicBlockRef bb);
/* The last store of the tag in a block; NULL where there is none. */
const struct tag_store *block_tag_store(const struct coro *c, LLVMBasicBlockRef bb);

#endif
