#include "ir/alike.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ir/value.h"

static bool is_phi_of(LLVMValueRef v, LLVMBasicBlockRef bb)
{
	return is_phi(v) && ll.GetInstructionParent(v) == bb;
}

static bool is_taken(const struct alike *a, LLVMValueRef v)
{
	for (size_t i = 0; i < a->ours.len; i++) {
		if (a->ours.entries[i].value == v)
			return true;
	}
	return false;
}

static bool are_locals_alike(LLVMValueRef v, LLVMValueRef other)
{
	return is_alloca(v) && is_alloca(other) &&
	       ll.GetAllocatedType(v) == ll.GetAllocatedType(other) &&
	       ll.GetAlignment(v) == ll.GetAlignment(other) &&
	       ll.GetOperand(v, 0) == ll.GetOperand(other, 0);
}

bool alike_values(struct alike *a, LLVMValueRef v, LLVMValueRef other)
{
	LLVMValueRef known = map_get(&a->ours, other);
	LLVMValueRef base, other_base;
	int64_t at, other_at;

	if (known || v == other)
		return known ? known == v : true;
	if (ll.TypeOf(v) != ll.TypeOf(other))
		return false;
	if (((is_phi_of(v, a->head) && is_phi_of(other, a->other_head)) ||
		    are_locals_alike(v, other)) &&
		!is_taken(a, v)) {
		map_set(&a->ours, other, v);
		return true;
	}
	if (ll.GetTypeKind(ll.TypeOf(v)) != LLVMPointerTypeKind)
		return false;
	base = ptr_base(a->u, v, &at);
	other_base = ptr_base(a->u, other, &other_at);
	return at == other_at && (base != v || other_base != other) &&
	       alike_values(a, base, other_base);
}

/* Attributes are unique in a context, so equal ones are one. */
static bool attributes_alike(LLVMValueRef call, LLVMValueRef other, LLVMAttributeIndex at)
{
	unsigned count = ll.GetCallSiteAttributeCount(call, at);
	LLVMAttributeRef *ours, *theirs;
	bool same = true;

	if (count != ll.GetCallSiteAttributeCount(other, at))
		return false;
	ours = xcalloc(count + 1, sizeof(LLVMAttributeRef));
	theirs = xcalloc(count + 1, sizeof(LLVMAttributeRef));
	ll.GetCallSiteAttributes(call, at, ours);
	ll.GetCallSiteAttributes(other, at, theirs);
	for (unsigned i = 0; i < count; i++)
		same = same && ours[i] == theirs[i];
	free(ours);
	free(theirs);
	return same;
}

static bool calls_alike(LLVMValueRef call, LLVMValueRef other)
{
	unsigned arguments = ll.GetNumArgOperands(call);

	if (arguments != ll.GetNumArgOperands(other) ||
		ll.GetInstructionCallConv(call) != ll.GetInstructionCallConv(other) ||
		ll.GetCalledFunctionType(call) != ll.GetCalledFunctionType(other) ||
		!attributes_alike(call, other, (LLVMAttributeIndex)LLVMAttributeFunctionIndex))
		return false;
	for (unsigned i = 0; i <= arguments; i++) { /* 0 is what is returned */
		if (!attributes_alike(call, other, i))
			return false;
	}
	return true;
}

/* What two instructions of one opcode have beside their operands. */
static bool kinds_alike(LLVMValueRef insn, LLVMValueRef other)
{
	switch (ll.GetInstructionOpcode(insn)) {
	case LLVMTrunc:
		return ll.GetNUW(insn) == ll.GetNUW(other) &&
		       ll.GetNSW(insn) == ll.GetNSW(other);
	case LLVMZExt:
		return ll.GetNNeg(insn) == ll.GetNNeg(other);
	case LLVMLShr:
		return ll.GetExact(insn) == ll.GetExact(other);
	case LLVMSelect:
	case LLVMAnd:
	case LLVMXor:
	case LLVMRet:
	case LLVMBr:
	case LLVMSwitch:
		return true;
	case LLVMICmp:
		return ll.GetICmpPredicate(insn) == ll.GetICmpPredicate(other) &&
		       ll.GetICmpSameSign(insn) == ll.GetICmpSameSign(other);
	case LLVMExtractValue:
		if (ll.GetNumIndices(insn) != ll.GetNumIndices(other))
			return false;
		for (unsigned i = 0; i < ll.GetNumIndices(insn); i++) {
			if (ll.GetIndices(insn)[i] != ll.GetIndices(other)[i])
				return false;
		}
		return true;
	case LLVMLoad:
	case LLVMStore:
		return is_plain_access(insn) && is_plain_access(other) &&
		       ll.GetAlignment(insn) == ll.GetAlignment(other);
	case LLVMCall:
		return calls_alike(insn, other);
	default:
		return false;
	}
}

bool alike_insns(struct alike *a, LLVMValueRef insn, LLVMValueRef other)
{
	int operands = ll.GetNumOperands(insn);

	if (ll.GetInstructionOpcode(insn) != ll.GetInstructionOpcode(other) ||
		ll.TypeOf(insn) != ll.TypeOf(other) || operands != ll.GetNumOperands(other) ||
		!kinds_alike(insn, other))
		return false;
	for (int i = 0; i < operands; i++) {
		LLVMValueRef v = ll.GetOperand(insn, (unsigned)i);
		LLVMValueRef o = ll.GetOperand(other, (unsigned)i);

		if (ll.IsABasicBlock(v)) /* the caller looks at where they lead */
			continue;
		if (!alike_values(a, v, o))
			return false;
	}
	map_set(&a->ours, other, insn);
	return true;
}
