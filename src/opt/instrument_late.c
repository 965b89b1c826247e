/*
 * What is done to the module that is about to become machine code.
 *
 *	call void @ao_rt_begin(i32 8)
 *	store ptr %x, ptr %place
 *	call void @ao_rt_enter(i32 3, i32 0)
 *	...
 *	call void @ao_rt_leave(i32 3, i32 1)
 *	call void @ao_rt_ready(i32 8)
 *
 * becomes, where a child was inlined into its parent,
 *
 *	store ptr %x, ptr %place
 *	call void @ao_rt_begin_enter(i32 8, i32 3, i32 0)
 *	...
 *	call void @ao_rt_leave_ready(i32 3, i32 8)
 *
 * The first of the two goes down over what is no call: an event touches no memory of the
 * program's, and the program none of the library's.
 *
 *	call void @ao_rt_move(i32 4136)
 *	call void @llvm.memcpy(ptr %task, ptr %future, i64 4136, i1 false)
 *
 * Moves of large values, of which most are futures, with --moves. What is copied here is what
 * the program as it is shipped copies, once LLVM and move-trim have joined and shortened
 * copies. A copy belongs to the future that is being polled, as an allocation does.
 */
#include <string.h>

#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"

/* Less is a few instructions. */
static const uint64_t LEAST_BYTES = 128;

static bool is_event_named(LLVMValueRef insn, const char *name)
{
	return insn && is_event_call(insn) && !strcmp(value_name(direct_callee(insn)), name);
}

/* The arguments of one call and then of the other; leave's `how` is in the event's name. */
static void join(const struct event_builder *b, LLVMValueRef first, LLVMValueRef second)
{
	bool enters = is_event_named(second, "ao_rt_enter");
	LLVMValueRef args[EVENT_MOST_ARGS] = {ll.GetOperand(first, 0), ll.GetOperand(second, 0),
		enters ? ll.GetOperand(second, 1) : NULL};

	event_add(b, second, enters ? "ao_rt_begin_enter" : "ao_rt_leave_ready", args,
		enters ? 3 : 2);
	ll.InstructionEraseFromParent(first);
	ll.InstructionEraseFromParent(second);
}

static bool is_pair(LLVMValueRef first, LLVMValueRef second)
{
	uint64_t how;

	if (is_event_named(first, "ao_rt_begin"))
		return is_event_named(second, "ao_rt_enter");
	return is_event_named(first, "ao_rt_leave") &&
	       const_int(ll.GetOperand(first, 1), &how) && how == STATE_RETURNED &&
	       is_event_named(second, "ao_rt_ready");
}

static void join_pairs(const struct event_builder *b, LLVMBasicBlockRef bb)
{
	LLVMValueRef before = NULL;

	for_each_insn(insn, bb) {
		if (!is_call(insn) || (is_marker_call(insn) && !is_event_call(insn)))
			continue;
		if (before && is_pair(before, insn)) {
			join(b, before, insn);
			before = NULL;
		} else {
			before = is_event_call(insn) ? insn : NULL;
		}
	}
}

static bool is_move(LLVMValueRef insn, uint64_t *ret_bytes)
{
	return (is_intrinsic_named(insn, "llvm.memcpy.p") ||
		       is_intrinsic_named(insn, "llvm.memmove.p")) &&
	       const_int(ll.GetOperand(insn, 2), ret_bytes) && *ret_bytes >= LEAST_BYTES &&
	       *ret_bytes <= UINT32_MAX;
}

static void add_moves(const struct event_builder *b, LLVMBasicBlockRef bb)
{
	for_each_insn(insn, bb) {
		uint64_t bytes;
		LLVMValueRef arg;

		if (!is_move(insn, &bytes))
			continue;
		arg = ll.ConstInt(b->i32, bytes, false);
		event_add(b, insn, "ao_rt_move", &arg, 1);
	}
}

void instrument_late(struct unit *u, bool moves)
{
	struct event_builder b = event_builder_of(u);

	for_each_fn(fn, u->module) {
		for_each_bb(bb, fn) {
			if (moves)
				add_moves(&b, bb);
			join_pairs(&b, bb);
		}
	}
	ll.DisposeBuilder(b.builder);
}
