#include "ir/vtable.h"

#include "ir/value.h"
#include "ir/walk.h"

/* Functions that a vtable is returned through. */
static const unsigned MOST_DEPTH = 6;

static LLVMValueRef known_vtable(LLVMValueRef v, unsigned depth);

/* The one vtable that fn returns, or has as this member of what it returns. */
static LLVMValueRef returned_vtable(LLVMValueRef fn, int index, unsigned depth)
{
	LLVMValueRef found = NULL;

	if (!fn || !depth || !fn_has_exact_body(fn))
		return NULL;
	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb), v;

		if (ll.GetInstructionOpcode(term) != LLVMRet || !ll.GetNumOperands(term))
			continue;
		v = ll.GetOperand(term, 0);
		if (index >= 0) {
			LLVMValueRef of = aggregate_member(v, (unsigned)index);

			v = of		 ? known_vtable(of, depth)
			    : is_call(v) ? returned_vtable(direct_callee(v), index, depth - 1)
					 : NULL;
		} else {
			v = known_vtable(v, depth);
		}
		if (!v || (found && found != v))
			return NULL;
		found = v;
	}
	return found;
}

/* The constant that v is in any case; NULL where that can not be told. */
static LLVMValueRef known_vtable(LLVMValueRef v, unsigned depth)
{
	LLVMValueRef from;

	if (!depth)
		return NULL;
	v = aggregate_look_through(v);
	if (ll.IsAGlobalVariable(v))
		return ll.IsGlobalConstant(v) && ll.GetInitializer(v) ? v : NULL;
	if (!ll.IsAInstruction(v) || ll.GetInstructionOpcode(v) != LLVMExtractValue ||
		ll.GetNumIndices(v) != 1)
		return NULL;
	from = ll.GetOperand(v, 0);
	if (!ll.IsAInstruction(from) || !is_call(from))
		return NULL;
	return returned_vtable(direct_callee(from), (int)*ll.GetIndices(v), depth - 1);
}

LLVMValueRef vtable_known(LLVMValueRef v)
{
	return known_vtable(v, MOST_DEPTH);
}

LLVMValueRef vtable_entry(const struct unit *u, LLVMValueRef vtable, int64_t offset)
{
	LLVMValueRef init = ll.GetInitializer(vtable);

	if (ll.GetValueKind(init) != LLVMConstantStructValueKind)
		return NULL;
	for (int i = 0; i < ll.GetNumOperands(init); i++) {
		if ((int64_t)ll.OffsetOfElement(u->layout, ll.TypeOf(init), (unsigned)i) ==
			offset)
			return ll.IsAFunction(ll.GetOperand(init, (unsigned)i));
	}
	return NULL;
}
