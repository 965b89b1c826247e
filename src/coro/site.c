/*
 * Where is a future awaited, and is that all that ever polls it?
 *
 * A site is an await whose child's frame lies at a fixed place: in the parent's frame, or in
 * a local of the parent's resume function (frame-local). That place is the compiler's own
 * `__awaitee` (rustc_ast_lowering/src/expr.rs, make_lowered_await): no user code can name it,
 * so nothing but this await writes, polls or drops what lies in it while it is alive.
 *
 * A future is closed when each use of its resume function is such a site and each site polls
 * only children that rest in "unresumed" or suspended at this very await:
 *
 *  - Every way to the poll either comes from the dispatch with the one state that this await
 *    stores, or moves a new child into the place first. A child that is moved is unresumed:
 *    futures of async code are !Unpin, so once polled they stay where they are.
 *  - That state is stored in one place, behind the Pending arm of this poll. So when the
 *    parent is polled in it, the child's last poll was Pending.
 *  - Whatever unwinds out of the parent leaves it panicked. Else the parent could be polled
 *    again in the state that it was in, with a child that has returned or panicked since.
 *
 * What other copies of the parent do with the same frame is no different: they have the
 * same source.
 */
#include <string.h>

#include "base/vec.h"
#include "coro/build.h"
#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"

static struct suspend *await_of(const struct coro *c, LLVMValueRef poll)
{
	for (size_t i = 0; i < c->suspends_len; i++) {
		if (c->suspends[i].poll == poll)
			return &c->suspends[i];
	}
	return NULL;
}

static struct coro *coro_around(const struct model *m, LLVMValueRef insn)
{
	return map_get(&m->by_resume, ll.GetBasicBlockParent(ll.GetInstructionParent(insn)));
}

static bool site_place(const struct unit *u, const struct coro *parent, LLVMValueRef ptr,
	LLVMValueRef *ret_base, int64_t *ret_offset)
{
	*ret_base = ptr_base(u, ptr, ret_offset);
	return *ret_base == parent->self || is_alloca(*ret_base);
}

bool site_is_at(const struct unit *u, const struct site *s, LLVMValueRef ptr)
{
	int64_t offset;

	return ptr_base(u, ptr, &offset) == s->base && offset == s->offset;
}

enum await_kind await_kind(const struct unit *u, const struct model *m, const struct coro *c,
	const struct suspend *s)
{
	const struct coro *child = coro_polled(m, s->poll);
	LLVMValueRef callee = s->poll ? direct_callee(s->poll) : NULL, base;
	int64_t offset;

	if (!s->poll)
		return AWAIT_UNCLEAR;
	if (!callee)
		return AWAIT_DYN;
	if (child)
		return site_place(
			       u, c, ll.GetOperand(s->poll, child->self_param), &base, &offset)
			       ? AWAIT_EMBEDDED
			       : AWAIT_AWAY;
	for (size_t i = 0; i < m->opaque_len; i++) {
		if (m->opaque[i].fn == callee)
			return AWAIT_OPAQUE;
	}
	return AWAIT_OTHER;
}

/* ---- unwinding ---- */

static bool block_stores_only(const struct coro *c, LLVMBasicBlockRef bb, unsigned state)
{
	const struct tag_store *s = block_tag_store(c, bb);

	if (!s || s->values.size != state + 1)
		return false;
	for (unsigned v = 0; v < state; v++) {
		if (s->values.has[v])
			return false;
	}
	return true;
}

/* Does every way to the end of bb store "panicked" last? Looks back over straight lines. */
static bool ends_panicked(const struct coro *c, LLVMBasicBlockRef bb)
{
	for (unsigned steps = 0; bb && steps < 8; steps++) {
		if (block_tag_store(c, bb))
			return block_stores_only(c, bb, STATE_PANICKED);
		bb = single_predecessor(bb);
	}
	return false;
}

/* The two panics of a poll of a future that is done: they leave its state as it is. */
static bool is_repoll_panic(LLVMValueRef call)
{
	LLVMValueRef callee = direct_callee(call);

	return callee && strstr(value_name(callee), "panic_const_async_fn_resumed");
}

static bool coro_unwinds_panicked(const struct coro *c)
{
	if (fn_has_attr(c->resume, "nounwind"))
		return true;
	for_each_bb(bb, c->resume) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		LLVMOpcode opcode = ll.GetInstructionOpcode(term);

		if (opcode == LLVMResume && !ends_panicked(c, bb))
			return false;
		if (opcode == LLVMCleanupRet || opcode == LLVMCatchSwitch ||
			opcode == LLVMCatchRet)
			return false; /* MSVC's scheme is not looked into */
		for_each_insn(insn, bb) {
			if (ll.GetInstructionOpcode(insn) == LLVMCall &&
				!is_intrinsic_call(insn) && !call_has_attr(insn, "nounwind") &&
				!is_repoll_panic(insn))
				return false;
		}
	}
	return true;
}

/* ---- ways to a place in the code ---- */

struct way_back {
	const struct unit *u;
	const struct site *site;
	const struct coro *child;
	struct map seen; /* blocks that were looked at from their end */
	vec(LLVMBasicBlockRef) work;
	unsigned found; /* of enum origin */
};

/* Is it a move into the child's place, as far as the child's tag? */
static bool makes_child(const struct way_back *w, LLVMValueRef insn)
{
	int64_t tag = w->site->offset + w->child->tag_offset, at;
	struct mem_write write;

	if (!is_mem_write(w->u, insn, &write) || ptr_base(w->u, write.to, &at) != w->site->base)
		return false;
	if (write.size_bytes == MEM_SOME_BYTES)
		return false;
	return at <= tag && tag + w->child->tag_bits / 8 <= at + write.size_bytes;
}

static bool is_drop_of(const struct way_back *w, LLVMValueRef insn)
{
	return w->child->glue && direct_callee(insn) == w->child->glue &&
	       site_is_at(w->u, w->site, ll.GetOperand(insn, 0));
}

/* Where one comes from in a block, going back from `insn`; 0: from its beginning. */
static unsigned origin_in_block(const struct way_back *w, LLVMValueRef insn)
{
	for (; insn; insn = ll.GetPreviousInstruction(insn)) {
		if (makes_child(w, insn))
			return ORIGIN_NEW;
		if (!is_call(insn) || is_intrinsic_call(insn))
			continue;
		if (insn == w->site->await->poll)
			return w->site->await->cut ? ORIGIN_READY : ORIGIN_POLLED;
		if (direct_callee(insn) == w->child->resume || is_drop_of(w, insn))
			return ORIGIN_OTHER;
	}
	return 0;
}

/* One comes to bb over an edge from the terminator `term`. */
static unsigned origin_of_edge(
	const struct way_back *w, LLVMValueRef term, LLVMBasicBlockRef bb)
{
	const struct coro *parent = w->site->parent;
	const struct suspend *await = w->site->await;
	unsigned found = 0;

	if (term == await->poll) { /* an invoke */
		if (ll.GetUnwindDest(term) == bb)
			return ORIGIN_UNWOUND;
		return await->cut ? ORIGIN_READY : ORIGIN_POLLED;
	}
	if (term == await->test && await->test)
		return ll.GetSuccessor(term, await->pending_index) == bb ? ORIGIN_OTHER
									 : ORIGIN_READY;
	if (tag_outcome(term, parent->tag_load, STATE_UNRESUMED) < 0 ||
		ll.IsAConstantInt(branch_condition(term)))
		return 0;
	for (unsigned v = 0; v < parent->states; v++) {
		int index = tag_outcome(term, parent->tag_load, v);

		if (index < 0 || ll.GetSuccessor(term, (unsigned)index) != bb)
			continue;
		found |= v == await->state ? ORIGIN_RESUMED : ORIGIN_OTHER;
	}
	return found ? found : ORIGIN_OTHER;
}

static void go_back_from(struct way_back *w, LLVMBasicBlockRef bb)
{
	bool any = false;

	for_each_use(use, ll.BasicBlockAsValue(bb)) {
		LLVMValueRef term = ll.GetUser(use);
		LLVMBasicBlockRef from;
		unsigned found;

		any = true;
		if (!ll.IsAInstruction(term)) {
			w->found |= ORIGIN_OTHER;
			return;
		}
		from = ll.GetInstructionParent(term);
		found = origin_of_edge(w, term, bb);
		w->found |= found;
		if (!found && !map_get(&w->seen, from)) {
			map_set(&w->seen, from, from);
			vec_push(&w->work, from);
		}
	}
	if (!any) /* the entry: blocks that nothing leads to are gone */
		w->found |= ORIGIN_OTHER;
}

unsigned site_origins(const struct unit *u, const struct site *s, LLVMValueRef insn)
{
	struct way_back w = {.u = u, .site = s, .child = s->child};
	LLVMBasicBlockRef bb = ll.GetInstructionParent(insn);
	unsigned found = origin_in_block(&w, ll.GetPreviousInstruction(insn));

	w.found = found;
	if (!found)
		go_back_from(&w, bb);
	while (w.work.len) {
		bb = w.work.at[--w.work.len];
		found = origin_in_block(&w, ll.GetLastInstruction(bb));
		w.found |= found;
		if (!found)
			go_back_from(&w, bb);
	}
	vec_free(&w.work);
	map_free(&w.seen);
	return w.found;
}

/* ---- all uses of one future ---- */

const struct suspend *coro_suspend(const struct coro *c, unsigned state)
{
	for (size_t i = 0; i < c->suspends_len; i++) {
		if (c->suspends[i].state == state)
			return &c->suspends[i];
	}
	return NULL;
}

bool coro_stores_state_once(const struct coro *c, const struct suspend *s)
{
	unsigned stores = 0;

	for (size_t i = 0; i < c->stores_len; i++)
		stores += states_has(&c->stores[i].values, s->state);
	return stores == (s->store != NULL);
}

static enum open_reason examine_use(const struct unit *u, const struct model *m,
	struct coro *child, LLVMUseRef use, struct site *ret)
{
	LLVMValueRef call = ll.GetUser(use);
	struct coro *parent;

	if (!ll.IsAInstruction(call) || !is_call(call) || direct_callee(call) != child->resume)
		return OPEN_POLLED_OTHERWISE;
	parent = coro_around(m, call);
	*ret = (struct site){.parent = parent, .child = child};
	if (!parent || !(ret->await = await_of(parent, call)))
		return OPEN_POLLED_OTHERWISE;
	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		if (ll.GetOperand(call, i) == child->resume)
			return OPEN_POLLED_OTHERWISE;
	}
	if (!site_place(u, parent, ll.GetOperand(call, child->self_param), &ret->base,
		    &ret->offset))
		return OPEN_NOT_EMBEDDED;
	if (!coro_stores_state_once(parent, ret->await) ||
		(site_origins(u, ret, call) & ~(unsigned)(ORIGIN_NEW | ORIGIN_RESUMED)))
		return OPEN_NOT_FRESH;
	if (!parent->unwinds_panicked)
		return OPEN_PARENT_MAY_UNWIND;
	return OPEN_NOT;
}

/* Can nothing but this module call it? */
static bool is_local(LLVMValueRef fn)
{
	return ll.GetLinkage(fn) == LLVMInternalLinkage ||
	       ll.GetLinkage(fn) == LLVMPrivateLinkage;
}

static void examine(struct unit *u, const struct model *m, struct coro *child)
{
	vec(struct site) sites = {0};

	child->open = is_local(child->resume) ? OPEN_NOT : OPEN_POLLED_OTHERWISE;
	for_each_use(use, child->resume) {
		struct site site;
		enum open_reason why = examine_use(u, m, child, use, &site);

		if (why == OPEN_NOT)
			vec_push(&sites, site);
		else if (child->open == OPEN_NOT)
			child->open = why;
	}
	if (!sites.len && child->open == OPEN_NOT)
		child->open = OPEN_POLLED_OTHERWISE;
	child->sites = arena_alloc(&u->arena, (sites.len + 1) * sizeof(*child->sites));
	child->sites_len = sites.len;
	for (size_t i = 0; i < sites.len; i++)
		child->sites[i] = sites.at[i];
	vec_free(&sites);
}

void find_sites(struct unit *u, struct model *m)
{
	for (size_t i = 0; i < m->coros_len; i++)
		m->coros[i]->unwinds_panicked = coro_unwinds_panicked(m->coros[i]);
	for (size_t i = 0; i < m->coros_len; i++)
		examine(u, m, m->coros[i]);
}
