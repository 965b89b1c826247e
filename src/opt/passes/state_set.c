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
#include <stdlib.h>

#include "base/mem.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/*
 * Which successors of a terminator no reachable state leads to. Returns how many of them
 * are not dead code already; *ret_dead is the caller's to free.
 */
static unsigned dead_successors(
	LLVMValueRef term, LLVMValueRef tag, const struct states *states, bool **ret_dead)
{
	unsigned successors = ll.GetNumSuccessors(term), dead = 0;
	bool *is_dead = xcalloc(successors, sizeof(*is_dead));

	for (unsigned i = 0; i < successors; i++)
		is_dead[i] = true;
	for (unsigned s = 0; s < states->size; s++) {
		int index = states->has[s] ? tag_outcome(term, tag, s) : -1;

		if (index >= 0)
			is_dead[index] = false;
	}
	for (unsigned i = 0; i < successors; i++)
		dead += is_dead[i] && !is_unreachable_block(ll.GetSuccessor(term, i));
	*ret_dead = is_dead;
	return dead;
}

static bool is_on_tag(LLVMValueRef term, LLVMValueRef tag)
{
	if (tag_outcome(term, tag, STATE_UNRESUMED) < 0)
		return false;
	return !ll.IsAConstantInt(branch_condition(term));
}

/* How many live cases of fn's tests of the tag no state in the set leads to. */
static unsigned count_dead(LLVMValueRef fn, LLVMValueRef tag, const struct states *states)
{
	unsigned dead = 0;

	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		bool *is_dead;

		if (!is_on_tag(term, tag))
			continue;
		dead += dead_successors(term, tag, states, &is_dead);
		free(is_dead);
	}
	return dead;
}

static enum reason why_not(LLVMValueRef fn, LLVMValueRef tag, const struct states *states)
{
	if (!fn)
		return R_GLUE_UNPAIRED;
	if (!count_dead(fn, tag, states))
		return R_NOTHING_TO_REMOVE;
	return R_NONE;
}

static void remove_dead(
	const struct unit *u, LLVMValueRef fn, LLVMValueRef tag, const struct states *states)
{
	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		unsigned successors = ll.GetNumSuccessors(term);
		bool *is_dead;

		if (!is_on_tag(term, tag) || !dead_successors(term, tag, states, &is_dead))
			continue;
		if (ll.GetInstructionOpcode(term) == LLVMSwitch) {
			if (is_dead[0] && !is_unreachable_block(ll.GetSuccessor(term, 0)))
				edit_kill_edge(u, term, 0);
			edit_drop_cases(u, term, is_dead, successors);
		} else {
			for (unsigned i = 0; i < successors; i++) {
				if (is_dead[i])
					edit_kill_edge(u, term, i);
			}
		}
		free(is_dead);
	}
}

static bool trim(struct pass_ctx *cx, LLVMValueRef at, LLVMValueRef fn, LLVMValueRef tag,
	const struct states *states, bool count_states)
{
	unsigned dead;

	if (refused(cx, at, why_not(fn, tag, states)))
		return false;
	dead = count_dead(fn, tag, states);
	remove_dead(cx->unit, fn, tag, states);
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
		struct reach r = coro_reach(cx->unit, c);
		LLVMValueRef glue_tag;

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
