/* Cutting cases out of the tests of a future's tag, and weighing them. */
#include "opt/dispatch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "ir/weights.h"

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

unsigned dispatch_count_dead(LLVMValueRef fn, LLVMValueRef tag, const struct states *states)
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

void dispatch_remove_dead(
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

void dispatch_weigh(const struct unit *u, LLVMValueRef fn, LLVMValueRef tag,
	const uint64_t *runs, unsigned states)
{
	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		unsigned successors = ll.GetNumSuccessors(term);
		uint64_t *weights;

		if (!is_on_tag(term, tag))
			continue;
		weights = xcalloc(successors, sizeof(*weights));
		for (unsigned s = 0; s < states; s++) {
			int index = tag_outcome(term, tag, s);

			if (index >= 0)
				weights[index] += runs[s];
		}
		weights_set(u, term, weights, successors);
		free(weights);
	}
}
