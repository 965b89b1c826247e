/*
 * state-set: a tag value that nothing can store is not dispatched on.
 *
 *	  switch i8 %tag, label %bad [ i8 0, label %start    ; unresumed
 *	                               i8 1, label %returned
 *	                               i8 2, label %panicked
 *	                               i8 3, label %resume ]
 *
 * With the reachable set {0, 1} (see coro/state.c) this becomes
 *
 *	  switch i8 %tag, label %bad [ i8 0, label %start
 *	                               i8 1, label %returned ]
 *
 * in the resume function, and the same in its drop glue, where a value without a case falls
 * to the default that does nothing.
 *
 * Sound: the set is a fixpoint from {0} over the resume function's own body. Only copies of
 * this resume function write the tag after construction; they have the same source, so what
 * this body can not store, none of them stores, and no frame ever holds it when a poll or a
 * drop begins. The encoding stays as it was, so frames travel freely between copies. The
 * drop glue never writes the tag, and is paired with the resume function by evidence
 * (coro/drop.c), not by name.
 *
 * "Panicked" is the one that copies may disagree on: a crate that was compiled with overflow
 * checks can panic where another can not. It stays where there is another body of this path.
 *
 * It runs a second time between LLVM's pipelines: once children are inlined, a body that
 * can no longer unwind stores no 2, and "panicked" goes. Callers into which a resume function
 * was inlined are no evidence, see model_rebuild_marked.
 */
#include "opt/dispatch.h"
#include "opt/pass.h"

static enum reason why_not(LLVMValueRef fn, LLVMValueRef tag, const struct states *states)
{
	if (!fn)
		return R_GLUE_UNPAIRED;
	if (!dispatch_count_dead(fn, tag, states))
		return R_NOTHING_TO_REMOVE;
	return R_NONE;
}

static bool trim(struct pass_ctx *cx, LLVMValueRef at, LLVMValueRef fn, LLVMValueRef tag,
	const struct states *states, bool count_states)
{
	unsigned dead;

	if (refused(cx, at, why_not(fn, tag, states)))
		return false;
	dead = dispatch_count_dead(fn, tag, states);
	dispatch_remove_dead(cx->unit, fn, tag, states);
	if (count_states)
		cx->counts->states_removed += dead;
	remark_applied(cx, fn, "%u %s that can not be reached %s gone", dead,
		dead == 1 ? "state" : "states", dead == 1 ? "is" : "are");
	return true;
}

static bool state_set(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];
		struct reach r;
		LLVMValueRef glue_tag;

		if (c->stores_unclear)
			continue;
		r = coro_reach(cx->unit, c);
		/* A copy with overflow checks may have left the frame panicked. */
		if (!c->alone)
			r.states.has[STATE_PANICKED] = true;
		glue_tag = c->glue ? glue_tag_load(cx->unit, c, c->glue) : NULL;

		changed =
			trim(cx, c->resume, c->resume, c->tag_load, &r.states, true) || changed;
		changed = trim(cx, c->resume, glue_tag ? c->glue : NULL, glue_tag, &r.states,
				  false) ||
			  changed;
		reach_free(&r);
	}
	return changed;
}

const struct pass pass_state_set = {
	.name = "state-set",
	.brief = "drop the states that can not be reached from dispatch and drop glue",
	.run = state_set,
};
