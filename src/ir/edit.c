#include "ir/edit.h"

#include <stdlib.h>

#include "ir/value.h"
#include "ir/walk.h"

static bool is_phi(LLVMValueRef insn)
{
	return ll.GetInstructionOpcode(insn) == LLVMPHI;
}

/* Every phi of bb loses one incoming value for the edge from pred. */
static void drop_incoming(const struct unit *u, LLVMBasicBlockRef bb, LLVMBasicBlockRef pred)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	for_each_insn(phi, bb) {
		unsigned count;
		bool dropped = false;
		LLVMValueRef fresh;

		if (!is_phi(phi))
			break;
		count = ll.CountIncoming(phi);
		if (count == 1) { /* the block is dead now, and so is the phi */
			ll.ReplaceAllUsesWith(phi, ll.GetPoison(ll.TypeOf(phi)));
			ll.InstructionEraseFromParent(phi);
			continue;
		}
		ll.PositionBuilderBefore(builder, phi);
		fresh = ll.BuildPhi(builder, ll.TypeOf(phi), "");
		for (unsigned i = 0; i < count; i++) {
			LLVMBasicBlockRef from = ll.GetIncomingBlock(phi, i);
			LLVMValueRef value = ll.GetIncomingValue(phi, i);

			if (from == pred && !dropped) {
				dropped = true;
				continue;
			}
			ll.AddIncoming(fresh, &value, &from, 1);
		}
		ll.ReplaceAllUsesWith(phi, fresh);
		ll.InstructionEraseFromParent(phi);
	}
	ll.DisposeBuilder(builder);
}

bool is_unreachable_block(LLVMBasicBlockRef bb)
{
	for_each_insn(insn, bb) {
		if (ll.GetInstructionOpcode(insn) == LLVMUnreachable)
			return true;
		if (!is_marker_call(insn))
			return false;
	}
	return false;
}

static LLVMBasicBlockRef new_unreachable_block(const struct unit *u, LLVMValueRef fn)
{
	LLVMBasicBlockRef bb = ll.AppendBasicBlockInContext(u->context, fn, "never");
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	ll.PositionBuilderAtEnd(builder, bb);
	ll.BuildUnreachable(builder);
	ll.DisposeBuilder(builder);
	return bb;
}

void edit_kill_edge(const struct unit *u, LLVMValueRef term, unsigned index)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(term);
	LLVMBasicBlockRef to = ll.GetSuccessor(term, index);

	drop_incoming(u, to, from);
	ll.SetSuccessor(term, index, new_unreachable_block(u, ll.GetBasicBlockParent(from)));
}

LLVMValueRef edit_drop_cases(
	const struct unit *u, LLVMValueRef term, const bool *dead, unsigned successors)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(term);
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef fresh;

	ll.PositionBuilderBefore(builder, term);
	ll.SetInstDebugLocation(builder, term);
	fresh = ll.BuildSwitch(
		builder, branch_condition(term), ll.GetSuccessor(term, 0), successors);
	for (unsigned i = 1; i < successors; i++) {
		if (dead[i])
			drop_incoming(u, ll.GetSuccessor(term, i), from);
		else
			ll.AddCase(fresh, ll.GetSwitchCaseValue(term, i),
				ll.GetSuccessor(term, i));
	}
	ll.InstructionEraseFromParent(term);
	ll.DisposeBuilder(builder);
	return fresh;
}
