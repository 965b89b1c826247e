/* How often a branch goes where: LLVM's !prof. */
#ifndef AO_IR_WEIGHTS_H
#define AO_IR_WEIGHTS_H

#include "ir/unit.h"

/*
 * Puts weights on a branch or switch, one for each successor. None where they are all 0, which
 * says nothing; a single 0 becomes the least there is, since what was not seen may still be.
 */
void weights_set(
	const struct unit *u, LLVMValueRef term, const uint64_t *weights, unsigned successors);
/* Those that it has; false where it has none, or not one for each successor. */
bool weights_get(
	const struct unit *u, LLVMValueRef term, uint64_t *ret_weights, unsigned successors);

#endif
