/*
 * Poison mode, for tests: what the passes say can not happen or is not looked at is made to
 * show if it is.
 *
 *	- A block that is never reached traps.
 *	- A future that is done and need not say so (completion) stores a tag that is no state.
 *	- Bytes that a move leaves out (move-trim) are overwritten at the destination.
 *
 * A program whose futures were rewritten rightly does the same with it as without.
 */
#ifndef AO_OPT_POISON_H
#define AO_OPT_POISON_H

#include "ir/unit.h"

/* What no state is, nor a value that programs are likely to work on with. */
enum { POISON_BYTE = 0xa5 };

/* Each block of nothing but `unreachable` traps first. */
void poison_unreachable(const struct unit *u);

#endif
