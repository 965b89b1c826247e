/* How the files of coro/ build the model together; not for the floors above. */
#ifndef AO_CORO_BUILD_H
#define AO_CORO_BUILD_H

#include "coro/coro.h"

/* Fills m->coros (in module order) and m->opaque. */
void find_coros(struct unit *u, struct model *m);
/* Which tag value's arm calls this function; 0 where it is not one of the two panics. */
unsigned marked_state(LLVMValueRef fn);
/* Closures and coroutines share a namespace of symbols: legacy {{closure}}, v0 "NC". */
bool is_in_closure_namespace(const char *name);
/* Fills alone: by path, in the model's coroutines and opaque bodies. */
void find_copies(struct unit *u, const struct model *m);
/* Does rustc's debug information call fn the body of an async fn, block or closure? */
bool is_described(struct unit *u, LLVMValueRef fn);
/* Did no pipeline of LLVM's run on fn's body? False where it can not be told. */
bool is_as_generated(LLVMValueRef fn);
/* Fills c->suspends: each await's Pending test and poll call. */
void find_suspends(struct unit *u, struct coro *c);
/* Fills glue where a vtable or an await pairs one with a resume function. */
void find_glue(struct unit *u, struct model *m);

/* Is it a name of core::ptr::drop_in_place (drop_glue since rustc 1.97) for some type? */
bool is_drop_glue_name(const char *name);

/* Fills unwinds_panicked, open and sites of each coroutine. */
void find_sites(struct unit *u, struct model *m);

/* Fills resume's self_param and self: the first of two pointers, behind an sret pointer. */
bool find_self(struct coro *c);

/* The load of an integer at a constant offset of `frame` that fn's entry dispatches on. */
LLVMValueRef entry_tag_load(
	const struct unit *u, LLVMValueRef fn, LLVMValueRef frame, int64_t *ret_offset);
#endif
