/*
 * split-result: a result of two members that several ways lead to is merged member by member.
 *
 *	pending:
 *	  br label %exit
 *	ready:
 *	  %r0 = insertvalue { i8, i8 } poison, i8 0, 0
 *	  %r1 = insertvalue { i8, i8 } %r0, i8 %byte, 1
 *	  br label %exit
 *	exit:
 *	  %r = phi { i8, i8 } [ { i8 2, i8 undef }, %pending ], [ %r1, %ready ]
 *	  %variant = extractvalue { i8, i8 } %r, 0
 *	  %is.pending = icmp eq i8 %variant, 2
 *
 * becomes
 *
 *	exit:
 *	  %variant = phi i8 [ 2, %pending ], [ 0, %ready ]
 *	  %is.pending = icmp eq i8 %variant, 2
 *
 * A poll that was inlined leaves such a phi where its returns met: Poll<T> and Result<T, E> of
 * small values are pairs. LLVM does not look into a phi of a whole pair, so who was ready at
 * once asks whether it is pending, and then whether it failed; of a phi of constants it makes
 * direct ways (JumpThreading).
 *
 * Sound: a member of a phi is the phi of the members. What has no known member is taken apart
 * at the end of the block that it comes from, where it is defined.
 */
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* Pairs, and a little more: what rustc returns as members is a pair. */
enum { MOST_MEMBERS = 4 };

static bool takes_member(LLVMValueRef user, LLVMValueRef phi)
{
	return ll.IsAInstruction(user) && ll.GetInstructionOpcode(user) == LLVMExtractValue &&
	       ll.GetNumIndices(user) == 1 && ll.GetOperand(user, 0) == phi;
}

/* Which members are asked for. */
static bool find_taken(LLVMValueRef phi, bool taken[MOST_MEMBERS])
{
	bool any = false;

	for_each_use(use, phi) {
		LLVMValueRef user = ll.GetUser(use);

		if (!takes_member(user, phi) || *ll.GetIndices(user) >= MOST_MEMBERS)
			continue;
		taken[*ll.GetIndices(user)] = any = true;
	}
	return any;
}

/* Is a member that is asked for a constant on some way? */
static bool has_constant(LLVMValueRef phi, const bool taken[MOST_MEMBERS])
{
	for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
		for (unsigned m = 0; m < MOST_MEMBERS; m++) {
			LLVMValueRef member =
				taken[m] ? aggregate_member(ll.GetIncomingValue(phi, i), m)
					 : NULL;

			if (member && ll.IsAConstantInt(member))
				return true;
		}
	}
	return false;
}

/* A call that ends its block gives its result behind it: there it can not be taken apart. */
static bool comes_from_its_end(LLVMValueRef phi)
{
	for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
		LLVMBasicBlockRef from = ll.GetIncomingBlock(phi, i);

		if (ll.GetIncomingValue(phi, i) == ll.GetBasicBlockTerminator(from))
			return true;
	}
	return false;
}

static enum reason why_not(LLVMValueRef phi, const bool taken[MOST_MEMBERS])
{
	if (comes_from_its_end(phi))
		return R_RESULT_OF_INVOKE;
	if (!has_constant(phi, taken))
		return R_RESULT_NOT_CONSTANT;
	return R_NONE;
}

/* The phis that are there already, for a phi of all: members are made once. */
struct splitting {
	LLVMBuilderRef builder;
	struct map members; /* phi -> array of MOST_MEMBERS phis, or NULL for those not made */
};

static LLVMValueRef *members_of(struct splitting *s, LLVMValueRef phi)
{
	LLVMValueRef *found = map_get(&s->members, phi);

	if (!found) {
		found = xcalloc(MOST_MEMBERS, sizeof(LLVMValueRef));
		map_set(&s->members, phi, found);
	}
	return found;
}

static LLVMValueRef member_phi(struct splitting *s, LLVMValueRef phi, unsigned m);

/* A member of what comes from a block, as it is known there. */
static LLVMValueRef incoming_member(
	struct splitting *s, LLVMValueRef whole, LLVMBasicBlockRef from, unsigned m)
{
	LLVMValueRef member = aggregate_member(whole, m);

	if (member)
		return member;
	if (is_phi(whole) && !comes_from_its_end(whole))
		return member_phi(s, whole, m);
	ll.PositionBuilderBefore(s->builder, ll.GetBasicBlockTerminator(from));
	return ll.BuildExtractValue(s->builder, whole, m, "");
}

/* The phi of one member, beside the phi of all. */
static LLVMValueRef member_phi(struct splitting *s, LLVMValueRef phi, unsigned m)
{
	LLVMValueRef *made = &members_of(s, phi)[m];

	if (*made)
		return *made;
	ll.PositionBuilderBefore(s->builder, phi);
	*made = ll.BuildPhi(s->builder, ll.StructGetTypeAtIndex(ll.TypeOf(phi), m), "member");
	for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
		LLVMBasicBlockRef from = ll.GetIncomingBlock(phi, i);
		LLVMValueRef member = NULL;

		/* One block may lead here by several edges, all with one value. */
		for (unsigned k = 0; k < i && !member; k++) {
			if (ll.GetIncomingBlock(phi, k) == from)
				member = ll.GetIncomingValue(*made, k);
		}
		if (!member)
			member = incoming_member(s, ll.GetIncomingValue(phi, i), from, m);
		ll.AddIncoming(*made, &member, &from, 1);
	}
	return *made;
}

static void split(struct splitting *s, LLVMValueRef phi)
{
	vec(LLVMValueRef) users = {0};

	for_each_use(use, phi) {
		LLVMValueRef user = ll.GetUser(use);

		if (takes_member(user, phi) && *ll.GetIndices(user) < MOST_MEMBERS)
			vec_push(&users, user);
	}
	vec_each(LLVMValueRef, user, &users) {
		ll.ReplaceAllUsesWith(*user, member_phi(s, phi, *ll.GetIndices(*user)));
		ll.InstructionEraseFromParent(*user);
	}
	vec_free(&users);
}

static bool split_in(struct pass_ctx *cx, LLVMValueRef fn)
{
	struct splitting s = {0};
	vec(LLVMValueRef) phis = {0};
	bool changed;

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			bool taken[MOST_MEMBERS] = {0};

			if (!is_phi(insn))
				break;
			if (ll.GetTypeKind(ll.TypeOf(insn)) == LLVMStructTypeKind &&
				find_taken(insn, taken) &&
				!refused(cx, insn, why_not(insn, taken)))
				vec_push(&phis, insn);
		}
	}
	changed = phis.len > 0;
	s.builder = ll.CreateBuilderInContext(cx->unit->context);
	vec_each(LLVMValueRef, phi, &phis) {
		remark_applied(cx, *phi, "a result is merged member by member");
		split(&s, *phi);
	}
	ll.DisposeBuilder(s.builder);
	for (size_t i = 0; i < s.members.len; i++)
		free(s.members.entries[i].value);
	map_free(&s.members);
	vec_free(&phis);
	return changed;
}

static bool split_result(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module)
		changed |= split_in(cx, fn);
	return changed;
}

const struct pass pass_split_result = {
	.name = "split-result",
	.brief = "merge the members of a poll's result each by itself",
	.run = split_result,
};
