/*
 * never-suspends: an await whose child can not be Pending has no Pending arm.
 *
 * A resume function returns Pending in no other way than by storing 3+k and returning. If
 * no such store can be reached, from state 0 on and with every state that it can store
 * itself, then no poll of it is ever Pending:
 *
 *	async fn child() -> i32 { 42 }           ; stores 1 and nothing else
 *
 *	  %r = call { i32, i32 } @child(ptr %awaitee, ptr %cx)
 *	  ...
 *	  br i1 %pending, label %suspend, label %ready
 *	suspend:                                 ; store 3, return Pending
 *
 * becomes
 *
 *	  br i1 %pending, label %never, label %ready
 *	never:
 *	  unreachable
 *
 * and so the parent may have lost its own last suspend point. Coroutines are visited bottom
 * up over the await graph, so one run settles all levels.
 *
 * A child that is written by hand has no such states. There it is asked which constants can
 * reach the test at all, through its poll's body and through those that it returns the
 * result of (ir/possible.c): std::future::ready stores Ready's variant and no other.
 *
 * Sound: which arm is Pending is not guessed from an encoding but known from where it leads
 * (coro/await.c): in an async body the block that stores 3+k is entered only by the Pending
 * arm of its own await. That the child is never Pending is derived from the body that is
 * called here, so nothing is assumed about other copies. It is a fact about values that a
 * poll returns; that the child returns at all, or does not unwind, is not claimed, and no
 * call is removed. So it is for one written by hand: none of the constants takes the edge.
 * Only bodies that no other definition can take the place of are looked at. A frame that
 * this parent's *other* copies, native ones say, have left in state 3+k does not exist: they
 * have the same source, and it polls the same child.
 */
#include "ir/edit.h"
#include "ir/possible.h"
#include "ir/value.h"
#include "opt/pass.h"

/* Why the Pending arm of this await stays. */
static enum reason why_not(const struct unit *u, const struct model *m, const struct suspend *s)
{
	const struct coro *child;

	if (!s->test || !s->poll)
		return R_AWAIT_OPAQUE;
	child = coro_polled(m, s->poll);
	if (child)
		return child->never_suspends ? R_NONE : R_CHILD_SUSPENDS;
	return branch_may_take(u, s->test, s->pending_index) ? R_CHILD_OPAQUE : R_NONE;
}

static bool cut_awaits(struct pass_ctx *cx, struct coro *c)
{
	bool changed = false;

	for (size_t i = 0; i < c->suspends_len; i++) {
		struct suspend *s = &c->suspends[i];

		if (s->cut || refused(cx, s->store, why_not(cx->unit, cx->model, s)))
			continue;
		edit_kill_edge(cx->unit, s->test, s->pending_index);
		s->cut = true;
		remark_applied(cx, s->store,
			"%s is never Pending: state %u is not entered here",
			value_name(direct_callee(s->poll)), s->state);
		changed = true;
	}
	return changed;
}

/* Can a poll of c return Pending, as far as its own body tells? */
static bool can_suspend(struct unit *u, const struct coro *c)
{
	struct reach r = coro_reach(u, c);
	bool can = false;

	for (unsigned s = STATE_SUSPEND_0; s < r.states.size; s++)
		can = can || r.states.has[s];
	reach_free(&r);
	return can;
}

static bool never_suspends(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];

		changed = cut_awaits(cx, c) || changed;
		c->never_suspends = !can_suspend(cx->unit, c);
	}
	return changed;
}

const struct pass pass_never_suspends = {
	.name = "never-suspends",
	.brief = "drop the Pending arm of an await whose child can not be Pending",
	.run = never_suspends,
};
