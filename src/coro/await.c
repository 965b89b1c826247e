/*
 * What does each suspend point wait for?
 *
 * `.await` is lowered to
 *
 *	loop {
 *	  match poll(Pin::new_unchecked(&mut awaitee), cx) { Ready(v) => break v, Pending => {}
 *} cx = yield ();
 *	}
 *
 * (rustc_ast_lowering/src/expr.rs, lower_expr_await), and in an async body nothing else
 * yields. So the block that stores 3+k and returns has one way in, the Pending arm of this
 * match: going back over blocks that do nothing, the first branch met is the match, and the
 * last call before it the poll. Jump threading and inlining, which could change that, are
 * not run on coroutines' MIR, and we look before any LLVM pass. A walk that meets a call,
 * or a block with several ways in, leaves the await opaque.
 */
#include "base/vec.h"
#include "coro/build.h"
#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"

static const unsigned MOST_STEPS = 8;

static LLVMValueRef last_call(LLVMBasicBlockRef bb)
{
	for (LLVMValueRef insn = ll.GetLastInstruction(bb); insn;
		insn = ll.GetPreviousInstruction(insn)) {
		if (is_call(insn) && !is_intrinsic_call(insn))
			return insn;
	}
	return NULL;
}

/* The poll call whose result the branch at the end of bb asks about. */
static LLVMValueRef find_poll(LLVMBasicBlockRef bb)
{
	LLVMValueRef call = last_call(bb);

	for (unsigned steps = 0; !call && steps < MOST_STEPS; steps++) {
		LLVMBasicBlockRef from = single_predecessor(bb);
		LLVMValueRef term = from ? ll.GetBasicBlockTerminator(from) : NULL;

		if (!term)
			return NULL;
		if (ll.GetInstructionOpcode(term) == LLVMInvoke)
			return ll.GetNormalDest(term) == bb ? term : NULL;
		if (ll.GetNumSuccessors(term) != 1)
			return NULL;
		bb = from;
		call = last_call(bb);
	}
	return call;
}

static void find_test(struct suspend *s)
{
	LLVMBasicBlockRef at = ll.GetInstructionParent(s->store);

	for (unsigned steps = 0; steps < MOST_STEPS; steps++) {
		LLVMBasicBlockRef from = single_predecessor(at);
		LLVMValueRef term = from ? ll.GetBasicBlockTerminator(from) : NULL;
		unsigned ways = 0;

		if (!term || last_call(at))
			return;
		if (ll.GetInstructionOpcode(term) != LLVMBr &&
			ll.GetInstructionOpcode(term) != LLVMSwitch)
			return;
		if (ll.GetNumSuccessors(term) == 1) {
			at = from;
			continue;
		}
		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++) {
			if (ll.GetSuccessor(term, i) != at)
				continue;
			s->pending_index = i;
			ways++;
		}
		if (ways != 1)
			return;
		s->poll = find_poll(from);
		s->test = s->poll ? term : NULL;
		return;
	}
}

/* The suspend state that a store writes; 0 where it is another store. */
static unsigned suspend_state(const struct tag_store *store)
{
	unsigned state = 0;

	for (unsigned v = 0; v < store->values.size; v++) {
		if (!store->values.has[v])
			continue;
		if (v < STATE_SUSPEND_0 || state)
			return 0;
		state = v;
	}
	return state;
}

void find_suspends(struct unit *u, struct coro *c)
{
	c->suspends = arena_alloc(&u->arena, (c->stores_len + 1) * sizeof(*c->suspends));
	for (size_t i = 0; i < c->stores_len; i++) {
		unsigned state = suspend_state(&c->stores[i]);
		struct suspend *s = &c->suspends[c->suspends_len];

		if (!state)
			continue;
		s->state = state;
		s->store = c->stores[i].insn;
		find_test(s);
		c->suspends_len++;
	}
}
