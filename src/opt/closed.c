#include "opt/closed.h"

#include "base/map.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"

enum reason closed_why_not(const struct coro *c)
{
	switch (c->open) {
	case OPEN_NOT:
		return R_NONE;
	case OPEN_POLLED_OTHERWISE:
		return R_POLLED_OTHERWISE;
	case OPEN_NOT_EMBEDDED:
		return R_FRAME_NOT_EMBEDDED;
	case OPEN_NOT_FRESH:
		return R_CHILD_NOT_FRESH;
	case OPEN_PARENT_MAY_UNWIND:
		return R_MAY_UNWIND;
	}
	BUG("open reason %d", (int)c->open);
}

unsigned coro_count_polls(const struct coro *c)
{
	unsigned polls = 0;

	for_each_use(use, c->resume) {
		LLVMValueRef user = ll.GetUser(use);

		polls += ll.IsAInstruction(user) && is_call(user) &&
			 direct_callee(user) == c->resume &&
			 !fn_is_unused(ll.GetBasicBlockParent(ll.GetInstructionParent(user)));
	}
	return polls;
}

/* What copies may add where speed counts: see docs/passes/keep-shared.md for other bounds. */
static const unsigned MOST_ADDED_INSTRUCTIONS = 800;

bool copies_add_little(unsigned size, unsigned polls)
{
	return polls < 2 || size <= MOST_ADDED_INSTRUCTIONS / (polls - 1);
}

/* What an access can reach from the frame's start by the short form of its offset. */
static const int64_t SHORT_OFFSET = 127;

/*
 * One place in a parent's frame, where nothing else polls the child: an await, or several for
 * which merge-polls has left one poll.
 */
static bool is_only_place(const struct coro *c)
{
	const struct site *first = c->sites;

	if (c->open != OPEN_NOT || !c->sites_len || first->parent == c)
		return false;
	for (size_t i = 0; i < c->sites_len; i++) {
		const struct site *s = &c->sites[i];

		if (s->parent != first->parent || s->base != first->parent->self ||
			s->offset != first->offset || s->await->poll != first->await->poll)
			return false;
	}
	return true;
}

/*
 * How many accesses of c's own body reach their bytes by a short offset, where its frame
 * begins `own` bytes behind what the function is given, and would not with `more` bytes more.
 */
static unsigned count_far(const struct unit *u, const struct coro *c, int64_t own, int64_t more)
{
	unsigned far = 0;

	for_each_bb(bb, c->resume) {
		for_each_insn(insn, bb) {
			int64_t at;
			LLVMValueRef place = is_load(insn)    ? ll.GetOperand(insn, 0)
					     : is_store(insn) ? ll.GetOperand(insn, 1)
							      : NULL;

			far += place && ptr_offset(u, place, c->self, &at) &&
			       own + at <= SHORT_OFFSET && own + at + more > SHORT_OFFSET;
		}
	}
	return far;
}

static bool is_far(const struct pass_ctx *cx, const struct coro *c, unsigned depth);

/* The same with the children that move into c before it moves, down to `depth` levels. */
static unsigned count_far_below(const struct pass_ctx *cx, const struct coro *c, int64_t own,
	int64_t more, unsigned depth)
{
	unsigned far = count_far(cx->unit, c, own, more);

	for (size_t i = 0; depth && i < c->suspends_len; i++) {
		const struct suspend *s = &c->suspends[i];
		const struct coro *child = s->poll ? coro_polled(cx->model, s->poll) : NULL;

		if (child && child->sites && child->sites->await == s && is_only_place(child) &&
			child->sites->parent == c && !is_far(cx, child, depth - 1))
			far += count_far_below(
				cx, child, own + child->sites->offset, more, depth - 1);
	}
	return far;
}

/*
 * A function costs instructions at each poll: at s, where they count more, only what is much
 * larger in its parent's frame is one. Where near-frame comes after it, far accesses cost
 * little but in a parent that no coroutine awaits: its frame is often a local of who polls it,
 * among all other locals. Other numbers: docs/passes/keep-shared.md.
 */
static bool is_far(const struct pass_ctx *cx, const struct coro *c, unsigned depth)
{
	unsigned most = cx->opt_level == 'z' ? 40 : 160;

	if (target_is_x86(cx->unit) && c->sites->parent->sites_len)
		return false;
	return count_far_below(cx, c, 0, c->sites->offset, depth) > most;
}

bool coro_is_better_alone(const struct pass_ctx *cx, const struct coro *c)
{
	static const unsigned most_levels = 8;

	return size_counts(cx) && is_only_place(c) && is_far(cx, c, most_levels);
}

bool coro_must_be_alone(const struct pass_ctx *cx, const struct coro *c)
{
	return coro_is_better_alone(cx, c) &&
	       (cx->opt_level == 'z' || !target_is_x86(cx->unit));
}

/* A body up to this is worth no call: the call's own cost is 5 in LLVM's count. */
static const unsigned SMALL_INSTRUCTIONS = 12;

/* What is likely to be an instruction of the machine. */
static bool counts(LLVMValueRef insn)
{
	switch (ll.GetInstructionOpcode(insn)) {
	case LLVMGetElementPtr:
	case LLVMExtractValue:
	case LLVMInsertValue:
	case LLVMZExt:
	case LLVMTrunc:
	case LLVMPHI:
	case LLVMUnreachable:
		return false;
	case LLVMBr:
		return ll.GetNumSuccessors(insn) > 1;
	default:
		return !is_marker_call(insn);
	}
}

/*
 * Where nothing unwinds, that is. Raw code has blocks that are left at once, blocks
 * of states that are gone, and a landing pad behind each call.
 */
bool fn_is_small(LLVMValueRef fn)
{
	vec(LLVMBasicBlockRef) work = {0};
	struct map seen = {0};
	unsigned instructions = 0;

	vec_push(&work, ll.GetEntryBasicBlock(fn));
	while (work.len && instructions <= SMALL_INSTRUCTIONS) {
		LLVMBasicBlockRef bb = work.at[--work.len];
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		LLVMValueRef first = ll.GetFirstInstruction(bb);

		if (map_get(&seen, bb) || ll.GetInstructionOpcode(first) == LLVMLandingPad)
			continue;
		map_set(&seen, bb, bb);
		for_each_insn(insn, bb)
			instructions += counts(insn);
		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++)
			vec_push(&work, ll.GetSuccessor(term, i));
	}
	vec_free(&work);
	map_free(&seen);
	return instructions <= SMALL_INSTRUCTIONS;
}
