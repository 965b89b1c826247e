/* What the passes on closed futures have in common. */
#ifndef AO_OPT_CLOSED_H
#define AO_OPT_CLOSED_H

#include "opt/pass.h"

/* The reason that a future is not closed (coro/site.c); R_NONE where it is. */
enum reason closed_why_not(const struct coro *c);

/*
 * Is a child with one await smaller as a function of its own? At s and z, where it is large
 * and some of its frame lies so far inside the parent's that the short form of an offset does
 * not reach: 127 bytes on x86, 124 in Thumb's 16-bit loads and stores.
 */
bool coro_is_better_alone(const struct coro *c, char opt_level);

#endif
