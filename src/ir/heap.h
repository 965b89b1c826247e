/* Which functions may allocate from Rust's heap, with all that they call. */
#ifndef AO_IR_HEAP_H
#define AO_IR_HEAP_H

#include "base/map.h"
#include "base/mem.h"
#include "ir/unit.h"

/* In order of what counts where a function does several. */
enum heap_use {
	HEAP_NEVER,
	HEAP_WAKER, /* only where functions of a waker do, which are an executor's */
	HEAP_UNKNOWN,
	HEAP_MAY
};

struct heap_fn {
	LLVMValueRef fn;
	enum heap_use use;
	LLVMValueRef why; /* the call in the function that is at the end of it; NULL: itself */
	struct heap_fn **callees; /* one for each call below */
	LLVMValueRef *calls;
	size_t calls_len;
};

/*
 * Calls of functions that never return (panics) are left aside: a panic may allocate. A call
 * through a pointer and one of a function without a body here are HEAP_UNKNOWN, but for
 * intrinsics, the C library's that only touch memory, and those of a waker.
 */
struct heap {
	const struct unit *u;
	struct map fns; /* LLVMValueRef to struct heap_fn; memory is the arena's */
};

/* Looks at the functions and all that they call. heap_free does not free the arena. */
void heap_look(struct heap *heap, const struct unit *u, struct arena *a,
	const LLVMValueRef *fns, size_t len);
/* Of the function's i-th call. */
enum heap_use heap_call_use(const struct heap *heap, const struct heap_fn *of, size_t i);
/* NULL for a function that was not reached. */
const struct heap_fn *heap_of(const struct heap *heap, LLVMValueRef fn);
void heap_free(struct heap *heap);

/*
 * Does fn take memory or give it back and nothing else? A small function with a body here
 * that calls the allocator, or one such, and otherwise only what never returns.
 */
bool heap_only_manages(LLVMValueRef fn);

#endif
