/*
 * near-use: the address of a frame's byte is computed where it is used.
 *
 *	start:
 *	  %place = getelementptr inbounds i8, ptr %self, i64 1276
 *	  ...
 *	case.3:
 *	  %r = call i8 @child(ptr %place, ptr %cx)
 *
 * becomes
 *
 *	case.3:
 *	  %at = getelementptr inbounds i8, ptr %self, i64 1276
 *	  %r = call i8 @child(ptr %at, ptr %cx)
 *
 * one-address puts such addresses into the entry for LLVM's passes, which join those that are
 * equal. There they would cost at each poll, whatever state it is resumed in, and keep a
 * register, or a place on the stack, up to the use: code generation takes back into its block
 * what is accessed alone, not what is passed on. Near its use an address is one instruction
 * where a copy of the register would have been one, or a part of an access.
 *
 * Runs after LLVM's last pipeline, where one-address did. Sound: an address is computed from
 * the same operands, with the same flags; computing it has no effect.
 */
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* An operand that is such an address, and where it would be computed. */
struct use {
	LLVMValueRef user, before;
	unsigned operand;
};

typedef vec(struct use) uses;

/* A constant number of bytes behind what is at hand in the whole function. */
static bool is_place(const struct unit *u, LLVMValueRef insn)
{
	LLVMValueRef base;
	int64_t bytes;

	if (ll.GetInstructionOpcode(insn) != LLVMGetElementPtr)
		return false;
	base = ll.GetOperand(insn, 0);
	return ptr_offset(u, insn, base, &bytes) && (ll.IsAArgument(base) || is_alloca(base));
}

/* Where a user's operand has to be there: a phi's at the end of the block it comes from. */
static LLVMValueRef needed_at(LLVMValueRef user, unsigned operand)
{
	if (!is_phi(user))
		return user;
	return ll.GetBasicBlockTerminator(ll.GetIncomingBlock(user, operand));
}

static void collect_uses(LLVMValueRef place, uses *ret)
{
	LLVMBasicBlockRef entry = ll.GetInstructionParent(place);

	for_each_use(use, place) {
		LLVMValueRef user = ll.GetUser(use);

		if (!ll.IsAInstruction(user))
			continue;
		for (unsigned i = 0; i < (unsigned)ll.GetNumOperands(user); i++) {
			LLVMValueRef before;

			if (ll.GetOperand(user, i) != place)
				continue;
			before = needed_at(user, i);
			if (ll.GetInstructionParent(before) != entry)
				vec_push(ret, ((struct use){user, before, i}));
		}
	}
}

/* On MSVC's way of unwinding a block may end in what nothing can stand before. */
static bool has_room(const uses *all)
{
	vec_each(struct use, use, all) {
		if (ll.GetInstructionOpcode(use->before) == LLVMCatchSwitch)
			return false;
	}
	return true;
}

static enum reason why_not(const uses *all)
{
	return has_room(all) ? R_NONE : R_NO_ROOM;
}

/* The edges of one block bring a phi one and the same value. */
static LLVMValueRef same_edge(const struct use *use, const uses *all, LLVMValueRef *copies)
{
	for (size_t i = 0; all->at + i < use; i++) {
		if (all->at[i].user == use->user && all->at[i].before == use->before)
			return copies[i];
	}
	return NULL;
}

static void move_to_uses(const struct unit *u, LLVMValueRef place, const uses *all)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef *copies = xcalloc(all->len, sizeof(*copies));

	for (size_t i = 0; i < all->len; i++) {
		const struct use *use = &all->at[i];

		copies[i] = same_edge(use, all, copies);
		if (!copies[i]) {
			copies[i] = ll.InstructionClone(place);
			ll.PositionBuilderBefore(builder, use->before);
			ll.InsertIntoBuilder(builder, copies[i]);
		}
		ll.SetOperand(use->user, use->operand, copies[i]);
	}
	if (!ll.GetFirstUse(place))
		ll.InstructionEraseFromParent(place);
	free(copies);
	ll.DisposeBuilder(builder);
}

static bool near_use_in(struct pass_ctx *cx, LLVMValueRef fn)
{
	size_t moved = 0;

	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		uses all = {0};

		if (is_place(cx->unit, insn))
			collect_uses(insn, &all);
		if (all.len && !refused(cx, insn, why_not(&all))) {
			moved++;
			move_to_uses(cx->unit, insn, &all);
		}
		vec_free(&all);
	}
	if (moved)
		remark_applied(cx, fn, "%zu %s computed where it is used", moved,
			moved == 1 ? "address" : "addresses, each");
	return moved > 0;
}

static bool near_use(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module) {
		if (!ll.IsDeclaration(fn) && !offsets_take_room(cx, fn))
			changed |= near_use_in(cx, fn);
	}
	return changed;
}

const struct pass pass_near_use = {
	.name = "near-use",
	.brief = "compute the address of a frame's byte where it is used",
	.run = near_use,
};
