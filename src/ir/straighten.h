/*
 * Raw IR calls a function for every conversion that does nothing: Pin::new_unchecked,
 * IntoFuture::into_future, constructors of futures. Where such a call stands inside one of
 * the given functions it is replaced by its body, so that a pointer into a frame is visible
 * as one.
 */
#ifndef AO_IR_STRAIGHTEN_H
#define AO_IR_STRAIGHTEN_H

#include "base/vec.h"
#include "ir/unit.h"

/*
 * Inlines calls to straight-line functions (one block, a few instructions, no call of their
 * own) in the functions `in`, with LLVM's own always-inline pass: no other call is touched,
 * and no block of the callers changes but for an invoke that becomes a branch. A chain of
 * such functions is followed a bounded number of times.
 */
bool straighten(const struct unit *u, const LLVMValueRef *in, size_t count, struct err *err);

/* Asks LLVM to inline this call when inline_marked runs, even if it was pinned; it may refuse.
 */
void call_inline_always(const struct unit *u, LLVMValueRef call);
bool inline_marked(const struct unit *u, struct err *err);
/* Asks LLVM to leave this call a call. */
void call_never_inline(const struct unit *u, LLVMValueRef call);
/* Does nothing in either's attributes stand against it? */
bool fn_can_be_inlined(LLVMValueRef callee, LLVMValueRef caller);

#endif
