#include "ir/cfg.h"

#include "base/map.h"
#include "base/vec.h"
#include "ir/walk.h"

LLVMBasicBlockRef single_predecessor(LLVMBasicBlockRef bb)
{
	LLVMBasicBlockRef only = NULL;

	for_each_use(use, ll.BasicBlockAsValue(bb)) {
		LLVMValueRef user = ll.GetUser(use);
		LLVMBasicBlockRef from;

		if (!ll.IsAInstruction(user))
			return NULL; /* its address is taken */
		from = ll.GetInstructionParent(user);
		if (from == bb)
			continue;
		if (only && only != from)
			return NULL;
		only = from;
	}
	return only;
}

bool block_leads_to(LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	vec(LLVMBasicBlockRef) work = {0};
	struct map seen = {0};
	bool found = false;

	vec_push(&work, from);
	while (work.len && !found) {
		LLVMBasicBlockRef bb = work.at[--work.len];
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (map_get(&seen, bb))
			continue;
		map_set(&seen, bb, bb);
		found = bb == to;
		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++)
			vec_push(&work, ll.GetSuccessor(term, i));
	}
	vec_free(&work);
	map_free(&seen);
	return found;
}
