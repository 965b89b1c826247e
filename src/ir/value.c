#include "ir/value.h"

#include <string.h>

#include "base/str.h"
#include "ir/walk.h"

bool const_int(LLVMValueRef v, uint64_t *ret)
{
	if (!ll.IsAConstantInt(v) || ll.GetIntTypeWidth(ll.TypeOf(v)) > 64)
		return false;
	*ret = ll.ConstIntGetZExtValue(v);
	return true;
}

static bool is_gep(LLVMValueRef v)
{
	if (ll.IsAInstruction(v))
		return ll.GetInstructionOpcode(v) == LLVMGetElementPtr;
	return ll.GetValueKind(v) == LLVMConstantExprValueKind &&
	       ll.GetConstOpcode(v) == LLVMGetElementPtr;
}

/* The bytes that a getelementptr adds; false where they are not constant. */
static bool gep_bytes(const struct unit *u, LLVMValueRef ptr, int64_t *ret)
{
	uint64_t index;

	if (!is_gep(ptr) || ll.GetNumOperands(ptr) != 2 ||
		!const_int(ll.GetOperand(ptr, 1), &index))
		return false;
	*ret = (int64_t)index *
	       (int64_t)ll.ABISizeOfType(u->layout, ll.GetGEPSourceElementType(ptr));
	return true;
}

bool ptr_offset(const struct unit *u, LLVMValueRef ptr, LLVMValueRef base, int64_t *ret_bytes)
{
	int64_t bytes = 0, step;

	for (; ptr != base; ptr = ll.GetOperand(ptr, 0)) {
		if (!gep_bytes(u, ptr, &step))
			return false;
		bytes += step;
	}
	*ret_bytes = bytes;
	return true;
}

LLVMValueRef ptr_base(const struct unit *u, LLVMValueRef ptr, int64_t *ret_bytes)
{
	int64_t bytes = 0, step;

	for (; gep_bytes(u, ptr, &step); ptr = ll.GetOperand(ptr, 0))
		bytes += step;
	*ret_bytes = bytes;
	return ptr;
}

static bool has_opcode(LLVMValueRef v, LLVMOpcode opcode)
{
	return ll.IsAInstruction(v) && ll.GetInstructionOpcode(v) == opcode;
}

static uint64_t mask_of(LLVMValueRef v)
{
	unsigned bits = ll.GetIntTypeWidth(ll.TypeOf(v));

	return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

static bool compare(LLVMIntPredicate predicate, uint64_t a, uint64_t b, uint64_t *ret)
{
	switch (predicate) {
	case LLVMIntEQ:
		*ret = a == b;
		return true;
	case LLVMIntNE:
		*ret = a != b;
		return true;
	case LLVMIntUGT:
		*ret = a > b;
		return true;
	case LLVMIntUGE:
		*ret = a >= b;
		return true;
	case LLVMIntULT:
		*ret = a < b;
		return true;
	case LLVMIntULE:
		*ret = a <= b;
		return true;
	default:
		return false;
	}
}

bool fold_integers(LLVMValueRef v, uint64_t a, uint64_t b, uint64_t *ret)
{
	switch (ll.GetInstructionOpcode(v)) {
	case LLVMZExt:
	case LLVMTrunc:
		*ret = a & mask_of(v);
		return true;
	case LLVMAdd:
		*ret = (a + b) & mask_of(v);
		return true;
	case LLVMSub:
		*ret = (a - b) & mask_of(v);
		return true;
	case LLVMICmp:
		return compare(ll.GetICmpPredicate(v), a, b, ret);
	default:
		return false;
	}
}

LLVMValueRef aggregate_member(LLVMValueRef v, unsigned index)
{
	while (has_opcode(v, LLVMInsertValue)) {
		if (ll.GetNumIndices(v) != 1)
			return NULL;
		if (*ll.GetIndices(v) == index)
			return ll.GetOperand(v, 1);
		v = ll.GetOperand(v, 0);
	}
	return ll.IsConstant(v) && ll.GetTypeKind(ll.TypeOf(v)) == LLVMStructTypeKind
		       ? ll.GetAggregateElement(v, index)
		       : NULL;
}

LLVMValueRef aggregate_look_through(LLVMValueRef v)
{
	LLVMValueRef of;

	while (ll.IsAInstruction(v) && ll.GetInstructionOpcode(v) == LLVMExtractValue &&
		ll.GetNumIndices(v) == 1 &&
		(of = aggregate_member(ll.GetOperand(v, 0), *ll.GetIndices(v))) != NULL)
		v = of;
	return v;
}

bool fn_has_exact_body(LLVMValueRef fn)
{
	LLVMLinkage linkage = ll.GetLinkage(fn);

	return !ll.IsDeclaration(fn) &&
	       (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage ||
		       linkage == LLVMExternalLinkage);
}

bool fn_is_unused(LLVMValueRef fn)
{
	LLVMLinkage linkage = ll.GetLinkage(fn);

	return (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage) &&
	       !ll.GetFirstUse(fn);
}

bool is_call(LLVMValueRef insn)
{
	return has_opcode(insn, LLVMCall) || has_opcode(insn, LLVMInvoke);
}

bool is_load(LLVMValueRef insn)
{
	return has_opcode(insn, LLVMLoad);
}

bool is_store(LLVMValueRef insn)
{
	return has_opcode(insn, LLVMStore);
}

bool is_phi(LLVMValueRef v)
{
	return has_opcode(v, LLVMPHI);
}

bool is_alloca(LLVMValueRef v)
{
	return has_opcode(v, LLVMAlloca);
}

bool is_plain_access(LLVMValueRef insn)
{
	return !ll.GetVolatile(insn) && ll.GetOrdering(insn) == LLVMAtomicOrderingNotAtomic;
}

LLVMValueRef first_behind_phis(LLVMBasicBlockRef bb)
{
	LLVMValueRef insn = ll.GetFirstInstruction(bb);

	while (is_phi(insn))
		insn = ll.GetNextInstruction(insn);
	return insn;
}

LLVMValueRef direct_callee(LLVMValueRef call)
{
	LLVMValueRef callee = ll.GetCalledValue(call);

	return callee ? ll.IsAFunction(callee) : NULL;
}

static bool is_event(LLVMValueRef fn)
{
	return has_prefix(value_name(fn), "ao_rt_");
}

bool is_event_call(LLVMValueRef insn)
{
	LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

	return callee && is_event(callee);
}

bool is_intrinsic_call(LLVMValueRef insn)
{
	LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

	return callee && (ll.GetIntrinsicID(callee) != 0 || is_event(callee));
}

bool is_intrinsic_named(LLVMValueRef insn, const char *prefix)
{
	return is_intrinsic_call(insn) && has_prefix(value_name(direct_callee(insn)), prefix);
}

bool is_marker_call(LLVMValueRef insn)
{
	static const char *const markers[] = {
		"llvm.lifetime.", "llvm.dbg.", "llvm.assume", "llvm.experimental.noalias"};

	for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
		if (is_intrinsic_named(insn, markers[i]))
			return true;
	}
	return is_event_call(insn);
}

LLVMValueRef branch_condition(LLVMValueRef term)
{
	if (has_opcode(term, LLVMSwitch)) /* LLVMGetCondition is for br alone */
		return ll.GetOperand(term, 0);
	return has_opcode(term, LLVMBr) && ll.IsConditional(term) ? ll.GetCondition(term)
								  : NULL;
}

unsigned branch_successor(LLVMValueRef term, uint64_t value)
{
	if (ll.GetInstructionOpcode(term) == LLVMBr)
		return value ? 0 : 1;
	for (unsigned i = 1; i < ll.GetNumSuccessors(term); i++) {
		uint64_t match;

		if (const_int(ll.GetSwitchCaseValue(term, i), &match) && match == value)
			return i;
	}
	return 0;
}

const char *value_name(LLVMValueRef v)
{
	size_t len = 0;

	return ll.GetValueName2(v, &len);
}

static unsigned attr_kind(const char *name)
{
	return ll.GetEnumAttributeKindForName(name, strlen(name));
}

bool fn_has_attr(LLVMValueRef fn, const char *name)
{
	return ll.GetEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, attr_kind(name)) !=
	       NULL;
}

bool call_has_attr(LLVMValueRef call, const char *name)
{
	LLVMValueRef callee = direct_callee(call);

	if (ll.GetCallSiteEnumAttribute(call, LLVMAttributeFunctionIndex, attr_kind(name)))
		return true;
	return callee && fn_has_attr(callee, name);
}

void fn_add_attr(const struct unit *u, LLVMValueRef fn, const char *name)
{
	ll.AddAttributeAtIndex(fn, LLVMAttributeFunctionIndex,
		ll.CreateEnumAttribute(u->context, attr_kind(name), 0));
}

bool param_has_attr(LLVMValueRef fn, unsigned param, const char *name)
{
	return ll.GetEnumAttributeAtIndex(fn, param + 1, attr_kind(name)) != NULL;
}

uint64_t param_attr_value(LLVMValueRef fn, unsigned param, const char *name)
{
	LLVMAttributeRef attr = ll.GetEnumAttributeAtIndex(fn, param + 1, attr_kind(name));

	return attr ? ll.GetEnumAttributeValue(attr) : 0;
}

uint64_t access_size_bytes(const struct unit *u, LLVMValueRef insn)
{
	LLVMTypeRef type = is_store(insn) ? ll.TypeOf(ll.GetOperand(insn, 0)) : ll.TypeOf(insn);

	return ll.StoreSizeOfType(u->layout, type);
}

bool is_mem_write(const struct unit *u, LLVMValueRef insn, struct mem_write *ret)
{
	uint64_t size;

	if (is_store(insn)) {
		*ret = (struct mem_write){.to = ll.GetOperand(insn, 1),
			.size_bytes = (int64_t)access_size_bytes(u, insn),
			.value = ll.GetOperand(insn, 0)};
		return true;
	}
	/* Most instructions are no calls, and this is asked of each one of a program. */
	if (!is_call(insn) || (!is_intrinsic_named(insn, "llvm.memcpy") &&
				      !is_intrinsic_named(insn, "llvm.memmove") &&
				      !is_intrinsic_named(insn, "llvm.memset")))
		return false;
	*ret = (struct mem_write){.to = ll.GetOperand(insn, 0), .size_bytes = MEM_SOME_BYTES};
	if (const_int(ll.GetOperand(insn, 2), &size))
		ret->size_bytes = (int64_t)size;
	return true;
}

static LLVMAttributeRef argument_attr(LLVMValueRef call, unsigned argument, const char *name)
{
	LLVMValueRef callee = direct_callee(call);
	LLVMAttributeRef attr;

	if (argument >= ll.GetNumArgOperands(call))
		return NULL;
	attr = ll.GetCallSiteEnumAttribute(call, argument + 1, attr_kind(name));
	if (!attr && callee && argument < ll.CountParams(callee))
		attr = ll.GetEnumAttributeAtIndex(callee, argument + 1, attr_kind(name));
	return attr;
}

uint64_t call_dereferenceable_bytes(LLVMValueRef call, unsigned argument)
{
	LLVMAttributeRef attr = argument_attr(call, argument, "dereferenceable");

	return attr ? ll.GetEnumAttributeValue(attr) : 0;
}

bool call_argument_has(LLVMValueRef call, unsigned argument, const char *name)
{
	return argument_attr(call, argument, name) != NULL;
}

uint64_t call_align_bytes(LLVMValueRef call, unsigned argument)
{
	LLVMAttributeRef attr = argument_attr(call, argument, "align");

	return attr ? ll.GetEnumAttributeValue(attr) : 1;
}

bool call_argument_is_only_read(LLVMValueRef call, unsigned argument)
{
	LLVMAttributeRef captures = argument_attr(call, argument, "captures");

	/* captures(none) is 0 */
	return captures && ll.GetEnumAttributeValue(captures) == 0 &&
	       (call_argument_has(call, argument, "readonly") ||
		       call_argument_has(call, argument, "readnone"));
}

unsigned fn_size(LLVMValueRef fn)
{
	unsigned instructions = 0;

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb)
			instructions += !is_marker_call(insn);
	}
	return instructions;
}

bool fn_is_for_size(LLVMValueRef fn)
{
	return fn_has_attr(fn, "optsize") || fn_has_attr(fn, "minsize");
}

bool fn_is_larger_than(LLVMValueRef fn, unsigned most)
{
	return fn_size(fn) > most;
}
