/* Do two pieces of straight-line code do the same? */
#ifndef AO_IR_ALIKE_H
#define AO_IR_ALIKE_H

#include "base/map.h"
#include "ir/unit.h"

/*
 * Values of one piece and those of another that stand for the same. Phis at the head of each,
 * and two locals of one type, are taken for the same where both are used alike: the caller
 * joins them, and asks whether locals may be one.
 */
struct alike {
	const struct unit *u;
	LLVMBasicBlockRef head, other_head;
	struct map ours; /* a value of the other piece -> the one that it is like */
};

/* Is `other` what `v` is? Addresses are, where they are as far from the same object. */
bool alike_values(struct alike *a, LLVMValueRef v, LLVMValueRef other);
/* Do both do the same? Then `other` is like `insn` from here on. Refuses what it does not know.
 */
bool alike_insns(struct alike *a, LLVMValueRef insn, LLVMValueRef other);

#endif
