/*
 * split-copy: what is copied through a local of a few words is copied word by word.
 *
 *	%item = alloca [12 x i8]
 *	call void @llvm.memcpy(ptr %item, ptr %queue.slot, i64 12)
 *	...
 *	call void @llvm.memcpy(ptr %frame.slot, ptr %item, i64 12)
 *
 * becomes
 *
 *	call void @llvm.memcpy(ptr %item, ptr %queue.slot, i64 8)
 *	call void @llvm.memcpy(ptr %item.8, ptr %queue.slot.8, i64 4)
 *	...
 *
 * and then, by LLVM's instcombine and sroa, two loads and two stores without a local.
 *
 * The payload of a Poll<Option<T>> goes from the closure of a poll_fn to its caller, out of
 * the Poll, out of the Option and into the frame: a copy at each step. LLVM makes registers of
 * what has the size of a register; of twelve bytes it makes a local, and of each step a copy
 * in memory.
 *
 * Sound: a memcpy's two ranges are disjoint or the same, so its parts may be copied one after
 * the other. Nothing can see the destination in between.
 */
#include "base/vec.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* Three words: more of them would not stay in registers over what lies between two copies. */
static const int64_t MOST_BYTES = 24;

/* Sizes that LLVM makes one load and one store of by itself. */
static bool is_register_size(int64_t bytes, int64_t word)
{
	return bytes <= word && (bytes & (bytes - 1)) == 0;
}

/* Is an address used for nothing but accesses at a known place? Then sroa takes it apart. */
static bool is_accessed_only(const struct unit *u, LLVMValueRef address)
{
	for_each_use(use, address) {
		LLVMValueRef user = ll.GetUser(use);
		int64_t bytes;

		if (is_load(user) || is_marker_call(user) ||
			(is_store(user) && ll.GetOperand(user, 0) != address))
			continue;
		if (is_intrinsic_named(user, "llvm.memcpy") ||
			is_intrinsic_named(user, "llvm.memset"))
			continue;
		if (ll.GetInstructionOpcode(user) != LLVMGetElementPtr ||
			!ptr_offset(u, user, address, &bytes) || !is_accessed_only(u, user))
			return false;
	}
	return true;
}

static bool is_small_local(const struct unit *u, LLVMValueRef address)
{
	LLVMValueRef base;
	int64_t at;

	base = ptr_base(u, address, &at);
	return is_alloca(base) && is_accessed_only(u, base);
}

/* A copy of a known number of bytes that are more or other than one register's. */
static bool find_copy(const struct unit *u, LLVMValueRef insn, int64_t *ret_bytes)
{
	uint64_t bytes, is_volatile;

	if (!is_intrinsic_named(insn, "llvm.memcpy") ||
		!const_int(ll.GetOperand(insn, 2), &bytes) ||
		!const_int(ll.GetOperand(insn, 3), &is_volatile) || is_volatile)
		return false;
	*ret_bytes = (int64_t)bytes;
	return bytes > 0 && bytes <= (uint64_t)MOST_BYTES &&
	       !is_register_size((int64_t)bytes, (int64_t)ll.PointerSize(u->layout));
}

/* Word by word would be byte by byte. */
static bool is_unaligned(const struct unit *u, LLVMValueRef copy)
{
	uint64_t word = ll.PointerSize(u->layout);

	return !target_loads_unaligned(u) &&
	       (call_align_bytes(copy, 0) < word || call_align_bytes(copy, 1) < word);
}

static enum reason why_not(const struct pass_ctx *cx, LLVMValueRef copy)
{
	if (is_unaligned(cx->unit, copy))
		return R_UNALIGNED;
	if (!is_small_local(cx->unit, ll.GetOperand(copy, 0)) &&
		!is_small_local(cx->unit, ll.GetOperand(copy, 1)))
		return R_NO_SMALL_LOCAL;
	return R_NONE;
}

static void split(const struct unit *u, LLVMValueRef copy, int64_t bytes)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	int64_t size = (int64_t)ll.PointerSize(u->layout);

	ll.PositionBuilderBefore(builder, copy);
	ll.SetInstDebugLocation(builder, copy);
	for (int64_t at = 0; at < bytes; at += size) {
		while (size > bytes - at)
			size /= 2;
		edit_copy_part(u, builder, copy, at, size);
	}
	ll.InstructionEraseFromParent(copy);
	ll.DisposeBuilder(builder);
}

static bool split_copy(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module) {
		for_each_bb(bb, fn) {
			for_each_insn(insn, bb) {
				int64_t bytes;

				if (!find_copy(cx->unit, insn, &bytes) ||
					refused(cx, insn, why_not(cx, insn)))
					continue;
				remark_applied(cx, insn, "%lld bytes are copied word by word",
					(long long)bytes);
				split(cx->unit, insn, bytes);
				changed = true;
			}
		}
	}
	return changed;
}

const struct pass pass_split_copy = {
	.name = "split-copy",
	.brief = "copy what goes through a small local word by word",
	.run = split_copy,
};
