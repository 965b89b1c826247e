/*
 * merge-polls: awaits of one child at one place of the frame share the poll.
 *
 *	start:                                     ; the first child is made
 *	  store i8 3, ptr %tag
 *	  br label %loop
 *	loop:
 *	  %r = call i1 @read(ptr %awaitee, ptr %cx)
 *	  br i1 %r, label %pending, label %next
 *	pending:
 *	  ret i1 true
 *	next:
 *	  ...                                      ; the second is made
 *	  store i8 4, ptr %tag
 *	  br label %loop2
 *	loop2:
 *	  %r2 = call i1 @read(ptr %awaitee, ptr %cx)
 *	  br i1 %r2, label %pending2, label %last
 *
 * becomes, with both ways into loop2 led to loop,
 *
 *	loop:
 *	  %r = call i1 @read(ptr %awaitee, ptr %cx)
 *	  br i1 %r, label %pending, label %done
 *	done:
 *	  %state = load i8, ptr %tag
 *	  switch i8 %state, label %next [ i8 4, label %last ]
 *
 * A driver awaits the same few functions again and again, and rustc gives all children that are
 * not alive together the same bytes of the frame. Where all awaits of a child become one, the
 * child is polled in one place, and LLVM makes it a part of the parent.
 *
 * Sound: from the loop's head to the end of the Pending arm both awaits do the same to the same
 * places (ir/alike.c), so it matters only which one goes on behind Ready. The state says it:
 * early-state has stored it where each await begins, who is resumed holds it, and nobody but
 * the resume function writes it while that runs (the axiom in docs/ARCHITECTURE.md). No await
 * begins between the head and the Ready arm. What a head's phis bring from before an await only
 * that await's own Ready arm uses; for those who come from another it is poison.
 */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "coro/start.h"
#include "ir/alike.h"
#include "ir/cfg.h"
#include "ir/dominators.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/closed.h"

typedef vec(LLVMValueRef) insns;
typedef vec(LLVMBasicBlockRef) blocks;

/* An await from its loop's head to the end of its Pending arm, which is one line of code. */
struct line {
	struct suspend *await;
	struct await_loop loop;
	insns work;   /* what is executed, in order, but for places and markers */
	insns places; /* addresses that are a constant number of bytes behind an object */
	blocks blocks;
	LLVMBasicBlockRef exit, join; /* the last one, and where it leads: NULL if it returns */
	unsigned ready_index;	      /* test's successor where the child is Ready */
	struct alike alike;	      /* to the line that this one is merged with */
	bool merged;
};

/* ---- what is looked at ---- */

/* What a place is an address in, where that is known in all blocks: a parameter or a local. */
static LLVMValueRef place_base(const struct unit *u, LLVMValueRef insn, int64_t *ret_at)
{
	LLVMValueRef base = ptr_base(u, insn, ret_at);

	if (ll.GetInstructionOpcode(insn) != LLVMGetElementPtr ||
		!(ll.GEPGetNoWrapFlags(insn) & LLVMGEPFlagInBounds))
		return NULL;
	return !ll.IsAInstruction(base) || is_alloca(base) ? base : NULL;
}

/* Takes a block's instructions up to its terminator, which is left; false: not understood. */
static bool read_block(const struct unit *u, struct line *l, LLVMBasicBlockRef bb)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
	int64_t at;

	vec_push(&l->blocks, bb);
	for_each_insn(insn, bb) {
		if (insn == term)
			break;
		if (is_event_call(insn))
			return false;
		if (is_marker_call(insn))
			continue;
		if (is_phi(insn)) {
			if (bb != l->loop.head)
				return false;
		} else if (place_base(u, insn, &at))
			vec_push(&l->places, insn);
		else
			vec_push(&l->work, insn);
	}
	return true;
}

static bool is_plain_branch(LLVMValueRef term)
{
	return ll.GetInstructionOpcode(term) == LLVMBr && ll.GetNumSuccessors(term) == 1;
}

/* From the head to the test. */
static bool read_loop(const struct unit *u, struct line *l)
{
	LLVMBasicBlockRef bb = l->loop.head;
	unsigned calls = 0;

	for (;;) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (!read_block(u, l, bb))
			return false;
		if (term == l->await->test)
			break;
		if (!is_plain_branch(term) ||
			single_predecessor(ll.GetSuccessor(term, 0)) != bb)
			return false;
		bb = ll.GetSuccessor(term, 0);
	}
	vec_each(LLVMValueRef, insn, &l->work) {
		if (is_store(*insn) || (is_call(*insn) && *insn != l->await->poll))
			return false;
		calls += is_call(*insn);
	}
	vec_push(&l->work, l->await->test);
	return calls == 1;
}

/* The test's other successor that can be reached. */
static bool find_ready(struct line *l)
{
	LLVMValueRef test = l->await->test;
	unsigned ready = 0;

	for (unsigned i = 0; i < ll.GetNumSuccessors(test); i++) {
		if (i == l->await->pending_index ||
			is_unreachable_block(ll.GetSuccessor(test, i)))
			continue;
		l->ready_index = i;
		ready++;
	}
	return ready == 1;
}

/* From the test to the return, or to where others return as well. */
static bool read_exit(const struct unit *u, struct line *l)
{
	LLVMBasicBlockRef bb = ll.GetSuccessor(l->await->test, l->await->pending_index);

	if (single_predecessor(bb) != ll.GetInstructionParent(l->await->test))
		return false;
	for (;;) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (!read_block(u, l, bb))
			return false;
		l->exit = bb;
		if (ll.GetInstructionOpcode(term) == LLVMRet) {
			vec_push(&l->work, term);
			return true;
		}
		if (!is_plain_branch(term))
			return false;
		if (single_predecessor(ll.GetSuccessor(term, 0)) != bb) {
			l->join = ll.GetSuccessor(term, 0);
			return true;
		}
		bb = ll.GetSuccessor(term, 0);
	}
}

static enum reason why_not(const struct pass_ctx *cx, const struct coro *c, struct line *l)
{
	const struct suspend *s = l->await;

	if (!s->poll || !s->test)
		return R_AWAIT_OPAQUE;
	if (!coro_polled(cx->model, s->poll))
		return R_CHILD_OPAQUE;
	if (fn_is_small(ll.GetCalledValue(s->poll)))
		return R_SMALL;
	if (s->store)
		return R_STATE_NOT_EARLY;
	if (ll.GetInstructionOpcode(s->poll) == LLVMInvoke)
		return R_POLL_UNWINDS;
	if (!await_loop_find(c, s, &l->loop) || !read_loop(cx->unit, l) || !find_ready(l) ||
		!read_exit(cx->unit, l))
		return R_LOOP_UNCLEAR;
	return R_NONE;
}

static LLVMValueRef incoming_from(LLVMValueRef phi, LLVMBasicBlockRef from)
{
	for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
		if (ll.GetIncomingBlock(phi, i) == from)
			return ll.GetIncomingValue(phi, i);
	}
	return NULL;
}

static bool tests_alike(const struct line *a, const struct line *b)
{
	LLVMValueRef test = a->await->test, other = b->await->test;
	unsigned successors = ll.GetNumSuccessors(test);

	if (successors != ll.GetNumSuccessors(other) || a->ready_index != b->ready_index ||
		a->await->pending_index != b->await->pending_index)
		return false;
	for (unsigned i = 1; ll.GetInstructionOpcode(test) == LLVMSwitch && i < successors;
		i++) {
		if (ll.GetSwitchCaseValue(test, i) != ll.GetSwitchCaseValue(other, i))
			return false;
	}
	return ll.GetSuccessor(test, a->ready_index) != ll.GetSuccessor(other, b->ready_index);
}

/* Do both lines do the same? Fills b's table of what is like what. */
static bool lines_alike(const struct unit *u, const struct line *a, struct line *b)
{
	b->alike = (struct alike){.u = u, .head = a->loop.head, .other_head = b->loop.head};
	if (a->work.len != b->work.len || a->join != b->join)
		return false;
	for (size_t i = 0; i < a->work.len; i++) {
		if ((a->work.at[i] == a->await->test) != (b->work.at[i] == b->await->test) ||
			!alike_insns(&b->alike, a->work.at[i], b->work.at[i]))
			return false;
	}
	if (!tests_alike(a, b))
		return false;
	if (!a->join)
		return true;
	for_each_insn(phi, a->join) {
		if (!is_phi(phi))
			break;
		if (!alike_values(&b->alike, incoming_from(phi, a->exit),
			    incoming_from(phi, b->exit)))
			return false;
	}
	return true;
}

/* Is a local used nowhere but behind the head, by all that lies in it? */
static bool is_used_behind(
	const struct dominators *d, LLVMValueRef local, LLVMBasicBlockRef head)
{
	for_each_use(use, local) {
		LLVMValueRef user = ll.GetUser(use);

		if (!ll.IsAInstruction(user) || is_phi(user))
			return false;
		if (is_intrinsic_named(user, "llvm.lifetime."))
			continue;
		if (dominators_common(d, ll.GetInstructionParent(user), head) != head)
			return false;
	}
	return true;
}

/*
 * Locals into which the polls return their results become one. Nothing of them lives over an
 * await, or rustc would have put it into the frame; and where each is used behind its own head
 * alone, no code uses both.
 */
static bool locals_can_be_one(const struct coro *c, const struct line *a, const struct line *b)
{
	struct dominators d = dominators_find(c->resume);
	bool can = true;

	for (size_t i = 0; i < b->alike.ours.len; i++) {
		LLVMValueRef ours = b->alike.ours.entries[i].value;
		const void *theirs = b->alike.ours.entries[i].key;

		if (is_alloca(ours))
			can = can && is_used_behind(&d, ours, a->loop.head) &&
			      is_used_behind(&d, (LLVMValueRef)theirs, b->loop.head);
	}
	dominators_free(&d);
	return can;
}

/* ---- the edit ---- */

/* Says nothing any more of when a local is alive. */
static void forget_lifetimes(LLVMValueRef local)
{
	for (LLVMUseRef use = ll.GetFirstUse(local), next; use; use = next) {
		LLVMValueRef user = ll.GetUser(use);

		next = ll.GetNextUse(use);
		if (ll.IsAInstruction(user) && is_intrinsic_named(user, "llvm.lifetime."))
			ll.InstructionEraseFromParent(user);
	}
}

/* What markers of a line say of one way would be said of others: they go. */
static void forget_markers(const struct line *l)
{
	vec(LLVMValueRef) locals = {0};

	vec_each(LLVMBasicBlockRef, bb, &l->blocks) {
		for_each_insn(insn, *bb) {
			if (!is_marker_call(insn))
				continue;
			if (is_intrinsic_named(insn, "llvm.lifetime."))
				vec_push(&locals, ll.GetOperand(insn, 0));
			ll.InstructionEraseFromParent(insn);
		}
	}
	vec_each(LLVMValueRef, local, &locals)
		forget_lifetimes(*local);
	vec_free(&locals);
}

static void forget_aliases(const struct unit *u, const struct line *l)
{
	static const char *const kinds[] = {"noalias", "alias.scope", "tbaa"};

	vec_each(LLVMValueRef, insn, &l->work) {
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			ll.SetMetadata(*insn,
				ll.GetMDKindIDInContext(
					u->context, kinds[i], (unsigned)strlen(kinds[i])),
				NULL);
	}
}

static void list_ways_in(LLVMBasicBlockRef head, blocks *ret)
{
	for_each_use(use, ll.BasicBlockAsValue(head))
		vec_push(ret, ll.GetInstructionParent(ll.GetUser(use)));
}

static void add_poison(LLVMValueRef phi, const blocks *from)
{
	LLVMValueRef poison = ll.GetPoison(ll.TypeOf(phi));

	vec_each(LLVMBasicBlockRef, bb, from)
		ll.AddIncoming(phi, &poison, bb, 1);
}

/* The head's phis get what comes over the other head's ways, and those of its phis. */
static void join_phis(const struct unit *u, const struct line *to, struct line *l)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMBasicBlockRef head = to->loop.head;
	blocks old = {0}, fresh = {0};
	size_t all;

	list_ways_in(head, &old);
	list_ways_in(l->loop.head, &fresh);
	all = old.len + fresh.len;
	for_each_insn(phi, l->loop.head) {
		LLVMValueRef joined = map_get(&l->alike.ours, phi);

		if (!is_phi(phi))
			break;
		if (!joined) {
			ll.PositionBuilderBefore(builder, ll.GetFirstInstruction(head));
			joined = ll.BuildPhi(builder, ll.TypeOf(phi), "");
			add_poison(joined, &old);
		}
		vec_each(LLVMBasicBlockRef, from, &fresh) {
			LLVMValueRef value = incoming_from(phi, *from);

			ll.AddIncoming(joined, &value, from, 1);
		}
		ll.ReplaceAllUsesWith(phi, joined);
	}
	for_each_insn(phi, head) {
		if (!is_phi(phi))
			break;
		if (ll.CountIncoming(phi) < all)
			add_poison(phi, &fresh);
	}
	vec_each(LLVMBasicBlockRef, from, &fresh) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(*from);

		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++) {
			if (ll.GetSuccessor(term, i) == l->loop.head)
				ll.SetSuccessor(term, i, head);
		}
	}
	vec_free(&old);
	vec_free(&fresh);
	ll.DisposeBuilder(builder);
}

/* What comes later finds the merged line's values and addresses instead. */
static void replace_values(const struct unit *u, const struct line *to, const struct line *l)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	for (size_t i = 0; i < l->work.len; i++) {
		if (ll.GetTypeKind(ll.TypeOf(l->work.at[i])) != LLVMVoidTypeKind)
			ll.ReplaceAllUsesWith(l->work.at[i], to->work.at[i]);
	}
	ll.PositionBuilderBefore(builder, first_behind_phis(to->loop.head));
	vec_each(LLVMValueRef, place, &l->places) {
		int64_t at;
		LLVMValueRef base = place_base(u, *place, &at);

		ll.ReplaceAllUsesWith(*place, edit_place(u, builder, base, at));
	}
	ll.DisposeBuilder(builder);
}

static void delete_line(const struct unit *u, const struct line *l)
{
	if (l->join)
		edit_drop_incoming(u, l->join, l->exit);
	vec_each(LLVMBasicBlockRef, bb, &l->blocks) {
		for (LLVMValueRef insn = ll.GetLastInstruction(*bb), before; insn;
			insn = before) {
			before = ll.GetPreviousInstruction(insn);
			if (ll.GetTypeKind(ll.TypeOf(insn)) != LLVMVoidTypeKind)
				ll.ReplaceAllUsesWith(insn, ll.GetPoison(ll.TypeOf(insn)));
			ll.InstructionEraseFromParent(insn);
		}
	}
	vec_each(LLVMBasicBlockRef, bb, &l->blocks)
		ll.DeleteBasicBlock(*bb);
}

/* Behind Ready the state says which await goes on; the first one's needs no question. */
static LLVMValueRef make_switch(
	const struct unit *u, const struct coro *c, const struct line *to, unsigned cases)
{
	LLVMValueRef test = to->await->test, load, ret;
	LLVMBasicBlockRef from = ll.GetInstructionParent(test);
	LLVMBasicBlockRef next = ll.GetSuccessor(test, to->ready_index);
	LLVMBasicBlockRef done = ll.AppendBasicBlockInContext(u->context, c->resume, "done");
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	ll.MoveBasicBlockAfter(done, from);
	ll.PositionBuilderAtEnd(builder, done);
	load = ll.BuildLoad2(builder, ll.IntTypeInContext(u->context, c->tag_bits),
		edit_place(u, builder, c->self, c->tag_offset), "state");
	ll.SetAlignment(load, ll.GetAlignment(c->tag_load));
	coro_mark_state_read(u, load);
	ret = ll.BuildSwitch(builder, load, next, cases);
	edit_replace_incoming(u, next, from, done);
	ll.SetSuccessor(test, to->ready_index, done);
	ll.DisposeBuilder(builder);
	return ret;
}

static void join_locals(const struct line *l)
{
	for (size_t i = 0; i < l->alike.ours.len; i++) {
		LLVMValueRef ours = l->alike.ours.entries[i].value;
		LLVMValueRef theirs = (LLVMValueRef)l->alike.ours.entries[i].key;

		if (!is_alloca(ours))
			continue;
		forget_lifetimes(ours);
		forget_lifetimes(theirs);
		ll.ReplaceAllUsesWith(theirs, ours);
	}
}

static void merge_into(struct pass_ctx *cx, const struct coro *c, struct line *to,
	struct line *l, LLVMValueRef dispatch)
{
	const struct unit *u = cx->unit;
	LLVMTypeRef tag = ll.IntTypeInContext(u->context, c->tag_bits);
	LLVMBasicBlockRef next = ll.GetSuccessor(l->await->test, l->ready_index);

	forget_markers(l);
	join_phis(u, to, l);
	replace_values(u, to, l);
	join_locals(l);
	edit_replace_incoming(u, next, ll.GetInstructionParent(l->await->test),
		ll.GetInstructionParent(dispatch));
	ll.AddCase(dispatch, ll.ConstInt(tag, l->await->state, false), next);
	delete_line(u, l);
	l->await->poll = to->await->poll;
	l->await->test = to->await->test;
	l->merged = true;
}

/* ---- one body ---- */

/* Is l one that `to` can poll for? Its table of what is like what is good until the next edit.
 */
static bool can_merge(
	const struct unit *u, const struct coro *c, const struct line *to, struct line *l)
{
	map_free(&l->alike.ours);
	return !l->merged && lines_alike(u, to, l) && locals_can_be_one(c, to, l);
}

static void merge_alike(
	struct pass_ctx *cx, const struct coro *c, struct line *lines, size_t len, size_t first)
{
	struct line *to = &lines[first];
	LLVMValueRef poll = to->await->poll, dispatch = NULL;
	unsigned awaits = 1;
	bool alone = true;

	for (size_t i = first + 1; i < len; i++) {
		struct line *l = &lines[i];

		if (!can_merge(cx->unit, c, to, l))
			continue;
		alone = false;
		if (refused(cx, poll, R_NONE))
			break;
		if (!dispatch) {
			forget_markers(to);
			forget_aliases(cx->unit, to);
			dispatch = make_switch(cx->unit, c, to, (unsigned)len);
		}
		merge_into(cx, c, to, l, dispatch);
		awaits++;
	}
	if (dispatch)
		remark_applied(cx, poll, "polled for %u awaits", awaits);
	else if (alone)
		refused(cx, poll, R_NO_SUCH_AWAIT);
}

static void line_free(struct line *l)
{
	await_loop_free(&l->loop);
	vec_free(&l->work);
	vec_free(&l->places);
	vec_free(&l->blocks);
	map_free(&l->alike.ours);
}

static bool merge_in(struct pass_ctx *cx, const struct coro *c)
{
	struct line *lines = xcalloc(c->suspends_len + 1, sizeof(*lines));
	size_t len = 0;
	bool changed = false;

	for (size_t i = 0; i < c->suspends_len; i++) {
		struct line *l = &lines[len];
		enum reason why;

		l->await = &c->suspends[i];
		if (l->await->cut)
			continue;
		why = why_not(cx, c, l);
		if (why == R_NONE) {
			len++;
			continue;
		}
		if (l->await->poll || l->await->store)
			refused(cx, l->await->poll ? l->await->poll : l->await->store, why);
		line_free(l);
		*l = (struct line){0};
	}
	for (size_t i = 0; i < len; i++) {
		if (!lines[i].merged)
			merge_alike(cx, c, lines, len, i);
		changed = changed || lines[i].merged;
	}
	for (size_t i = 0; i < len; i++)
		line_free(&lines[i]);
	free(lines);
	return changed;
}

static bool merge_polls(struct pass_ctx *cx)
{
	bool changed = false;

	if (!size_counts(cx))
		return false;
	for (size_t i = 0; i < cx->model->coros_len; i++)
		changed |= merge_in(cx, cx->model->coros[i]);
	return changed;
}

const struct pass pass_merge_polls = {
	.name = "merge-polls",
	.brief = "poll a child that several awaits keep at one place in one place",
	.run = merge_polls,
};
