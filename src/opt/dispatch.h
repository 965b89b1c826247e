/* Cutting cases out of the tests of a future's tag. */
#ifndef AO_OPT_DISPATCH_H
#define AO_OPT_DISPATCH_H

#include "coro/coro.h"

/* How many live cases of fn's tests of the tag no state in the set leads to. */
unsigned dispatch_count_dead(LLVMValueRef fn, LLVMValueRef tag, const struct states *states);
/* Makes them unreachable. `tag` is the load that the tests depend on. */
void dispatch_remove_dead(
	const struct unit *u, LLVMValueRef fn, LLVMValueRef tag, const struct states *states);

/* How often the tests of the tag go where, if each state was seen so many times at them. */
void dispatch_weigh(const struct unit *u, LLVMValueRef fn, LLVMValueRef tag,
	const uint64_t *runs, unsigned states);

#endif
