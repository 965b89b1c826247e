/* What the passes on closed futures have in common. */
#ifndef AO_OPT_CLOSED_H
#define AO_OPT_CLOSED_H

#include "opt/pass.h"

/* The reason that a future is not closed (coro/site.c); R_NONE where it is. */
enum reason closed_why_not(const struct coro *c);

/*
 * Polls in functions that are called. The poll of a Pin<Box<F>> that devirt has inlined is
 * there still, and nobody's.
 */
unsigned coro_count_polls(const struct coro *c);

/* At levels for speed: may a body of so many instructions be copied to so many polls? */
bool copies_add_little(unsigned size, unsigned polls);

/*
 * Is a child with one await smaller as a function of its own? At s and z, where in the
 * parent's frame many of its accesses, and of those of children that move into it, would need
 * the long form of an offset: beyond 127 bytes on x86, 124 in Thumb's 16-bit loads and stores.
 */
bool coro_is_better_alone(const struct pass_ctx *cx, const struct coro *c);

/*
 * And may LLVM's inliner not move it, either? At s on x86 it may: what is so far is polled by
 * what nothing awaits, so each resumption of all that it awaits would pay for the call.
 */
bool coro_must_be_alone(const struct pass_ctx *cx, const struct coro *c);

/* Is a body worth no call, counted where nothing unwinds? */
bool fn_is_small(LLVMValueRef fn);

#endif
