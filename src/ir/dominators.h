/* Which block lies on all ways to which other ones. */
#ifndef AO_IR_DOMINATORS_H
#define AO_IR_DOMINATORS_H

#include <stddef.h>

#include "base/map.h"
#include "llvm/ll.h"

/* Blocks by their place in a reverse post-order; those that nothing leads to are not in it. */
struct dominators {
	struct map order;	  /* LLVMBasicBlockRef -> its struct dominator */
	struct dominator *blocks; /* the entry is the first */
	size_t len;
};

struct dominator {
	LLVMBasicBlockRef bb;
	size_t number, above; /* index in blocks: its own, and of its immediate dominator */
};

/* The holder frees it with dominators_free; good until an edge changes. */
struct dominators dominators_find(LLVMValueRef fn);
void dominators_free(struct dominators *d);

/* The lowest block that dominates both; NULL where nothing leads to one of them. */
LLVMBasicBlockRef dominators_common(
	const struct dominators *d, LLVMBasicBlockRef a, LLVMBasicBlockRef b);
/* What dominates bb immediately; NULL for the entry, and where nothing leads to bb. */
LLVMBasicBlockRef dominators_above(const struct dominators *d, LLVMBasicBlockRef bb);

#endif
