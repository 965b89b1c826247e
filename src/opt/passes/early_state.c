/*
 * early-state: a state is stored when its await begins, not each time it is Pending.
 *
 *	start:                                     ; the child is made
 *	  br label %loop
 *	resume:                                    ; case 3
 *	  br label %loop
 *	loop:
 *	  %r = call i1 @child(ptr %awaitee, ptr %cx)
 *	  br i1 %r, label %pending, label %ready
 *	pending:
 *	  store i8 3, ptr %tag
 *	  ret i1 true
 *
 * becomes
 *
 *	start:
 *	  store i8 3, ptr %tag
 *	  br label %loop
 *	...
 *	pending:
 *	  ret i1 true
 *
 * Who is resumed in state 3 holds a 3 already. All Pending exits of a body now do the same,
 * so that LLVM makes one of them; and where the child's Pending looks like the parent's, the
 * child's result is returned as it is. A body with one await of what is no coroutine, which
 * moves into no parent, has neither, and a leaf that is ready at once would cost a store.
 *
 * Sound: nothing reads the tag between the new store and the old one. The resume function
 * reads it at its entry; its drop glue and other polls can not run while this poll has the
 * frame (the axiom in docs/ARCHITECTURE.md). Whoever leaves the body after the new store
 * without the old one stores another state first, as before: the end stores 1, unwinding
 * stores 2 (else this is refused), the next await its own. On the ways from the loop's head
 * to the old store no other store of a tag lies.
 */
#include "coro/start.h"
#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

static unsigned stores_in(const struct coro *c, LLVMBasicBlockRef bb)
{
	unsigned stores = 0;

	for (size_t i = 0; i < c->stores_len; i++)
		stores += ll.GetInstructionParent(c->stores[i].insn) == bb;
	return stores;
}

/* Nothing but this await's own store writes the tag from the loop's head to its exit. */
static bool is_straight(const struct coro *c, LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	if (stores_in(c, to) != 1)
		return false;
	while (to != from) {
		to = single_predecessor(to);
		if (!to || stores_in(c, to))
			return false;
	}
	return true;
}

/*
 * Has the store at Pending no other to become one with, and is what is polled likely to be
 * inlined before it? Where the body moves into a parent it joins the parent's.
 */
static bool is_alone(const struct pass_ctx *cx, const struct coro *c, const struct suspend *s)
{
	unsigned awaits = 0;

	for (size_t i = 0; i < c->suspends_len; i++)
		awaits += !c->suspends[i].cut;
	return awaits == 1 && c->open != OPEN_NOT && !coro_polled(cx->model, s->poll);
}

static enum reason why_not(const struct pass_ctx *cx, const struct coro *c,
	const struct suspend *s, struct await_loop *loop)
{
	if (!s->poll || !s->test || !s->store)
		return R_AWAIT_OPAQUE;
	if (!is_store(s->store) || access_size_bytes(cx->unit, s->store) != c->tag_bits / 8)
		return R_AWAIT_OPAQUE;
	if (!coro_stores_state_once(c, s))
		return R_STATE_STORED_TWICE;
	if (!c->unwinds_panicked)
		return R_MAY_UNWIND;
	if (!await_loop_find(c, s, loop) ||
		!is_straight(c, loop->head, ll.GetInstructionParent(s->store)))
		return R_LOOP_UNCLEAR;
	if (is_alone(cx, c, s))
		return R_AWAIT_ALONE;
	return R_NONE;
}

static void move_store(const struct unit *u, const struct coro *c, struct suspend *s,
	const struct await_loop *loop)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMTypeRef i8 = ll.Int8TypeInContext(u->context);
	LLVMTypeRef tag = ll.IntTypeInContext(u->context, c->tag_bits);
	LLVMValueRef value = ll.ConstInt(tag, s->state, false);
	LLVMValueRef offset = ll.ConstInt(
		ll.Int64TypeInContext(u->context), (unsigned long long)c->tag_offset, false);

	vec_each(LLVMBasicBlockRef, from, &loop->enter) {
		LLVMValueRef where, store;

		ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(*from));
		where = ll.BuildInBoundsGEP2(builder, i8, c->self, &offset, 1, "");
		store = ll.BuildStore(builder, value, where);
		ll.SetAlignment(store, ll.GetAlignment(s->store));
		ll.InstructionSetDebugLoc(store, ll.InstructionGetDebugLoc(s->store));
	}
	ll.InstructionEraseFromParent(s->store);
	ll.DisposeBuilder(builder);
}

static bool early_state(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];

		for (size_t k = 0; k < c->suspends_len; k++) {
			struct suspend *s = &c->suspends[k];
			struct await_loop loop = {0};
			LLVMValueRef at = s->poll ? s->poll : s->store;

			if (!s->cut && !refused(cx, at, why_not(cx, c, s, &loop))) {
				move_store(cx->unit, c, s, &loop);
				collect_tag_stores(cx->unit, c);
				s->store = NULL;
				cx->counts->states_early++;
				remark_applied(cx, s->poll,
					"state %u is stored when the await begins", s->state);
				changed = true;
			}
			await_loop_free(&loop);
		}
	}
	return changed;
}

const struct pass pass_early_state = {
	.name = "early-state",
	.brief = "store a state when its await begins, not at each Pending",
	.run = early_state,
};
