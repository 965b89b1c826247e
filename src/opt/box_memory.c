/*
 *	  %box = call ptr @box_new_uninit(i64 8, i64 32)          ; calls @__rust_alloc
 *	  ...
 *	  call void @drop_in_place<Pin<Box<dyn Future>>>(ptr %box.local)
 *
 *	define void @drop_in_place<Pin<Box<dyn Future>>>(ptr %self) {
 *	  call void @drop_in_place<Box<dyn Future>>(ptr %self)    ; forwards
 *	  ret void
 *	}
 *
 * becomes
 *
 *	  %box = call ptr @box_new_uninit(i64 8, i64 32) alwaysinline
 *	  ...
 *	  call void @drop_in_place<Box<dyn Future>>(ptr %box.local) alwaysinline
 *
 * with the same on the calls between @box_new_uninit and @__rust_alloc, and those between the
 * drop and @__rust_dealloc. These are small functions of the standard library that do nothing
 * else, and each is called from many places: at s and z LLVM keeps them.
 *
 * Sound: alwaysinline changes no meaning, and a function that does nothing but call another
 * with its own argument may be passed by.
 */
#include "opt/box_memory.h"

#include "ir/heap.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/walk.h"

/* Pin<Box<T>> and Box<T>; what is deeper stays as it is. */
static const unsigned MOST_FORWARDS = 4;

/* The function that fn hands its one argument on to, and does nothing else; or NULL. */
static LLVMValueRef forwards_to(LLVMValueRef fn)
{
	LLVMValueRef first, callee;

	if (!fn_has_exact_body(fn) || ll.CountBasicBlocks(fn) != 1 || ll.CountParams(fn) != 1)
		return NULL;
	first = ll.GetFirstInstruction(ll.GetEntryBasicBlock(fn));
	callee = is_call(first) ? direct_callee(first) : NULL;
	if (!callee || ll.GetNumArgOperands(first) != 1 ||
		ll.GetOperand(first, 0) != ll.GetParam(fn, 0) ||
		ll.GlobalGetValueType(callee) != ll.GlobalGetValueType(fn) ||
		ll.GetFunctionCallConv(callee) != ll.GetFunctionCallConv(fn) ||
		ll.GetInstructionOpcode(ll.GetNextInstruction(first)) != LLVMRet)
		return NULL;
	return callee;
}

/* Inlines a call of what only manages memory, and such calls within it. */
static void inline_manager(const struct unit *u, LLVMValueRef call)
{
	LLVMValueRef callee = direct_callee(call), in;

	in = ll.GetBasicBlockParent(ll.GetInstructionParent(call));
	if (!callee || call_has_attr(call, "alwaysinline") || !fn_can_be_inlined(callee, in) ||
		!heap_only_manages(callee))
		return;
	call_inline_always(u, call);
	for_each_bb(bb, callee) {
		for_each_insn(insn, bb) {
			if (is_call(insn))
				inline_manager(u, insn);
		}
	}
}

void box_inline_drop(const struct unit *u, LLVMValueRef drop, LLVMValueRef in)
{
	LLVMValueRef callee = direct_callee(drop), to;

	for (unsigned i = 0; i < MOST_FORWARDS && (to = forwards_to(callee)) != NULL; i++)
		callee = to;
	if (!fn_can_be_inlined(callee, in))
		return;
	ll.SetOperand(drop, (unsigned)ll.GetNumOperands(drop) - 1, callee);
	call_inline_always(u, drop);
	for_each_bb(bb, callee) {
		for_each_insn(insn, bb) {
			if (is_call(insn))
				inline_manager(u, insn);
		}
	}
}

/* What a function with one way out returns. */
static LLVMValueRef returned(LLVMValueRef fn)
{
	LLVMValueRef found = NULL;

	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (ll.GetInstructionOpcode(term) != LLVMRet)
			continue;
		if (found || !ll.GetNumOperands(term))
			return NULL;
		found = ll.GetOperand(term, 0);
	}
	return found;
}

void box_inline_allocation(const struct unit *u, LLVMValueRef box, LLVMValueRef in)
{
	/* A function of the program that makes a box, of which this is the only call. */
	static const unsigned most_levels = 4;

	for (unsigned i = 0; box && i < most_levels; i++) {
		LLVMValueRef first, callee;

		if (ll.GetTypeKind(ll.TypeOf(box)) == LLVMStructTypeKind &&
			(first = aggregate_member(box, 0)) != NULL)
			box = first;
		box = aggregate_look_through(box);
		if (ll.IsAInstruction(box) && ll.GetInstructionOpcode(box) == LLVMExtractValue)
			box = ll.GetOperand(box, 0);
		callee = ll.IsAInstruction(box) && is_call(box) ? direct_callee(box) : NULL;
		if (!callee)
			return;
		if (heap_only_manages(callee)) {
			inline_manager(u, box);
			return;
		}
		if (!fn_has_exact_body(callee) || !fn_can_be_inlined(callee, in) ||
			ll.GetNextUse(ll.GetFirstUse(callee)))
			return;
		box = returned(callee);
	}
}
