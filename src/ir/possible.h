/* Which way can a branch go, by the constants that can reach its condition? */
#ifndef AO_IR_POSSIBLE_H
#define AO_IR_POSSIBLE_H

#include "ir/unit.h"

/*
 * False only where all values that the condition of a br or switch can have are known, and
 * none of them takes the edge `index`. Looks through locals, results of functions with a body
 * and what they leave behind an sret pointer; gives up, with true, on anything else.
 */
bool branch_may_take(const struct unit *u, LLVMValueRef term, unsigned index);

#endif
