#include "ir/edit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "ir/weights.h"

void edit_drop_incoming(const struct unit *u, LLVMBasicBlockRef bb, LLVMBasicBlockRef pred)
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

void edit_replace_incoming(const struct unit *u, LLVMBasicBlockRef bb, LLVMBasicBlockRef pred,
	LLVMBasicBlockRef other)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	for_each_insn(phi, bb) {
		LLVMValueRef fresh;

		if (!is_phi(phi))
			break;
		ll.PositionBuilderBefore(builder, phi);
		fresh = ll.BuildPhi(builder, ll.TypeOf(phi), "");
		for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
			LLVMBasicBlockRef from = ll.GetIncomingBlock(phi, i);
			LLVMValueRef value = ll.GetIncomingValue(phi, i);

			ll.AddIncoming(fresh, &value, from == pred ? &other : &from, 1);
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

	edit_drop_incoming(u, to, from);
	ll.SetSuccessor(term, index, new_unreachable_block(u, ll.GetBasicBlockParent(from)));
}

LLVMValueRef edit_drop_cases(
	const struct unit *u, LLVMValueRef term, const bool *dead, unsigned successors)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(term);
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	uint64_t *weights = xcalloc(successors, sizeof(*weights));
	bool weighed = weights_get(u, term, weights, successors);
	unsigned left = 1;
	LLVMValueRef fresh;

	ll.PositionBuilderBefore(builder, term);
	ll.SetInstDebugLocation(builder, term);
	fresh = ll.BuildSwitch(
		builder, branch_condition(term), ll.GetSuccessor(term, 0), successors);
	for (unsigned i = 1; i < successors; i++) {
		if (dead[i]) {
			edit_drop_incoming(u, ll.GetSuccessor(term, i), from);
			continue;
		}
		ll.AddCase(fresh, ll.GetSwitchCaseValue(term, i), ll.GetSuccessor(term, i));
		weights[left++] = weights[i];
	}
	if (weighed)
		weights_set(u, fresh, weights, left);
	free(weights);
	ll.InstructionEraseFromParent(term);
	ll.DisposeBuilder(builder);
	return fresh;
}

void edit_remove_call(const struct unit *u, LLVMValueRef call)
{
	if (ll.GetInstructionOpcode(call) == LLVMInvoke) {
		LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
		LLVMBasicBlockRef from = ll.GetInstructionParent(call);

		edit_drop_incoming(u, ll.GetUnwindDest(call), from);
		ll.PositionBuilderBefore(builder, call);
		ll.BuildBr(builder, ll.GetNormalDest(call));
		ll.DisposeBuilder(builder);
	}
	ll.InstructionEraseFromParent(call);
}

LLVMValueRef edit_place(
	const struct unit *u, LLVMBuilderRef builder, LLVMValueRef base, int64_t offset)
{
	LLVMValueRef index = ll.ConstInt(
		ll.Int64TypeInContext(u->context), (unsigned long long)offset, false);

	return ll.BuildInBoundsGEP2(
		builder, ll.Int8TypeInContext(u->context), base, &index, 1, "");
}

LLVMValueRef edit_local_like(const struct unit *u, LLVMValueRef fn, uint64_t size_bytes,
	int64_t offset, uint64_t align_bytes, const char *name)
{
	uint64_t before = (uint64_t)offset & (align_bytes - 1);
	LLVMTypeRef bytes =
		ll.ArrayType2(ll.Int8TypeInContext(u->context), before + size_bytes);
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef local;

	ll.PositionBuilderBefore(builder, ll.GetFirstInstruction(ll.GetEntryBasicBlock(fn)));
	local = ll.BuildAlloca(builder, bytes, name);
	ll.SetAlignment(local, (unsigned)align_bytes);
	if (before)
		local = edit_place(u, builder, local, (int64_t)before);
	ll.DisposeBuilder(builder);
	return local;
}

/* The alignment that is left `offset` bytes behind an argument of a copy. */
static unsigned align_behind(LLVMValueRef copy, unsigned argument, int64_t offset)
{
	uint64_t align = call_align_bytes(copy, argument);
	uint64_t of_offset = (uint64_t)offset & (0 - (uint64_t)offset);

	return (unsigned)(offset && of_offset < align ? of_offset : align);
}

void edit_copy_part(const struct unit *u, LLVMBuilderRef builder, LLVMValueRef copy, int64_t at,
	int64_t size_bytes)
{
	LLVMValueRef to = ll.GetOperand(copy, 0), from = ll.GetOperand(copy, 1);
	LLVMTypeRef type = ll.TypeOf(ll.GetOperand(copy, 2));

	if (at) {
		to = edit_place(u, builder, to, at);
		from = edit_place(u, builder, from, at);
	}
	ll.BuildMemCpy(builder, to, align_behind(copy, 0, at), from, align_behind(copy, 1, at),
		ll.ConstInt(type, (unsigned long long)size_bytes, false));
}
