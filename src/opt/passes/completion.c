/*
 * completion: an awaited child that is done does not note it, and is not dropped.
 *
 *	  %r = invoke i1 @child(ptr %awaitee, ptr %cx) to label %next unwind label %cleanup
 *	  ...
 *	ready:
 *	  invoke void @drop_in_place(ptr %awaitee)     ; reads the tag, finds 1, does nothing
 *	cleanup:
 *	  invoke void @drop_in_place(ptr %awaitee)     ; finds 2, does nothing
 *
 *	define @child(...)
 *	  store i8 1, ptr %tag
 *	  ret i1 false
 *
 * becomes the same without both drops, and without the stores of 1 and 2 in the child. The
 * two go together: a drop that stayed would read a tag that is not stored.
 *
 * Sound: the future is closed (coro/site.c). A drop goes when on all ways to it the child was
 * polled last and has returned or unwound: its glue does nothing in states 1 and 2, and a
 * coroutine drops all that it holds before it stores either. What stays of the drops is
 * looked at one by one: of a new child in the parent's resume function, or in the parent's
 * drop glue under the one state of this await, where the child is suspended. So no drop ever
 * meets a child that is done, no poll does (coro/site.c), and nobody else reads the tag.
 * A parent that was left by unwinding rests in "panicked", where its glue does nothing; if
 * it does not store that any more, by this pass, its own parent does not drop it either.
 *
 * Other copies of the parent meet the child's place only in states in which this one leaves
 * it alive, since they have the same source. Glue that is not the paired one of a parent is
 * not understood: then nothing is touched.
 */
#include "base/vec.h"
#include "ir/cfg.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/closed.h"
#include "opt/poison.h"

/* What has to go for one future. */
struct plan {
	const struct unit *u;
	const struct model *m;
	struct coro *child;
	vec(LLVMValueRef) drops;  /* calls of its glue when it is done */
	vec(LLVMValueRef) stores; /* of "returned" and "panicked" */
};

/* A store of nothing but "returned" or "panicked". */
static bool is_done_only(const struct unit *u, const struct coro *c, const struct tag_store *s)
{
	if (access_size_bytes(u, s->insn) != c->tag_bits / 8)
		return false;
	for (unsigned v = 0; v < s->values.size; v++) {
		if (s->values.has[v] && v != STATE_RETURNED && v != STATE_PANICKED)
			return false;
	}
	return true;
}

/* Where a drop in a parent's resume function gets its child from, over all sites there. */
static unsigned origins_of_drop(const struct plan *p, LLVMValueRef drop)
{
	LLVMValueRef fn = ll.GetBasicBlockParent(ll.GetInstructionParent(drop));
	const struct coro *child = p->child;
	unsigned origins = 0, sites = 0;

	for (size_t i = 0; i < child->sites_len; i++) {
		const struct site *s = &child->sites[i];

		if (s->parent->resume != fn || !site_is_at(p->u, s, ll.GetOperand(drop, 0)))
			continue;
		sites++;
		origins = site_origins(p->u, s, drop);
		if (!(origins & ORIGIN_OTHER))
			return origins;
	}
	return sites ? origins : ORIGIN_OTHER;
}

/*
 * Is a drop in a parent's glue met in the state of an await of this child alone? All the
 * values that the glue's dispatch can lead to it are looked at.
 */
static bool drops_suspended(const struct plan *p, const struct coro *parent, LLVMValueRef drop)
{
	LLVMValueRef glue = parent->glue, tag = glue_tag_load(p->u, parent, glue);
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(glue);
	LLVMValueRef dispatch = ll.GetBasicBlockTerminator(entry);
	int64_t offset;

	if (!tag || ll.GetInstructionParent(drop) == entry ||
		!ptr_offset(p->u, ll.GetOperand(drop, 0), ll.GetParam(glue, 0), &offset))
		return false;
	for (unsigned v = 0; v < parent->states; v++) {
		int index = tag_outcome(dispatch, tag, v);
		bool awaited = v == STATE_UNRESUMED; /* a capture: not polled yet */

		if (index < 0)
			return false;
		if (!block_leads_to(ll.GetSuccessor(dispatch, (unsigned)index),
			    ll.GetInstructionParent(drop)))
			continue;
		for (size_t i = 0; i < p->child->sites_len; i++) {
			const struct site *s = &p->child->sites[i];

			awaited =
				awaited || (s->parent == parent && s->base == parent->self &&
						   s->offset == offset && s->await->state == v);
		}
		if (!awaited)
			return false;
	}
	return true;
}

static bool does_nothing(LLVMBasicBlockRef bb)
{
	for_each_insn(insn, bb) {
		LLVMOpcode opcode = ll.GetInstructionOpcode(insn);

		if (opcode == LLVMRet || opcode == LLVMUnreachable)
			return true;
		if (!is_marker_call(insn))
			return false;
	}
	return false;
}

/* rustc's glue does nothing in states 1 and 2; this one has to. */
static bool glue_ignores_done(const struct plan *p)
{
	LLVMValueRef glue = p->child->glue, tag = glue_tag_load(p->u, p->child, glue);
	LLVMValueRef dispatch = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(glue));

	for (unsigned v = STATE_RETURNED; tag && v <= STATE_PANICKED; v++) {
		int index = tag_outcome(dispatch, tag, v);

		if (index < 0 || !does_nothing(ll.GetSuccessor(dispatch, (unsigned)index)))
			return false;
	}
	return tag != NULL;
}

static bool is_drop(const struct plan *p, LLVMValueRef call)
{
	return ll.IsAInstruction(call) && is_call(call) &&
	       direct_callee(call) == p->child->glue &&
	       ll.GetOperand(call, 0) != p->child->glue;
}

/*
 * Could this be a call of another copy of the child's glue, for the child at this site? One
 * frame type has one glue for each crate that drops it.
 */
static bool may_drop_too(const struct plan *p, const struct site *s, LLVMValueRef call)
{
	LLVMValueRef callee = direct_callee(call);
	const struct coro *other;

	if (call == s->await->poll || is_intrinsic_call(call) ||
		(callee && callee == p->child->glue) || ll.GetNumArgOperands(call) == 0 ||
		!site_is_at(p->u, s, ll.GetOperand(call, 0)))
		return false;
	if (!callee)
		return true;
	other = map_get(&p->m->by_glue, callee);
	if (other && other != p->child && !coro_is_copy(other, p->child))
		return false; /* another future at the same place, in another state */
	return coro_glue_is_copy(callee, p->child->glue) ||
	       glue_tag_load(p->u, p->child, callee) != NULL;
}

static bool has_other_glue(const struct plan *p)
{
	for (size_t i = 0; i < p->child->sites_len; i++) {
		for_each_bb(bb, p->child->sites[i].parent->resume) {
			for_each_insn(insn, bb) {
				if (is_call(insn) && may_drop_too(p, &p->child->sites[i], insn))
					return true;
			}
		}
	}
	return false;
}

static enum reason sort_drop(struct plan *p, LLVMValueRef drop)
{
	LLVMValueRef fn = ll.GetBasicBlockParent(ll.GetInstructionParent(drop));
	unsigned origins;

	for (size_t i = 0; i < p->child->sites_len; i++) {
		const struct coro *parent = p->child->sites[i].parent;

		if (parent->glue == fn)
			return drops_suspended(p, parent, drop) ? R_NONE : R_DROPPED_OTHERWISE;
	}
	origins = origins_of_drop(p, drop);
	if (origins == ORIGIN_NEW)
		return R_NONE;
	if (origins & ~(unsigned)(ORIGIN_READY | ORIGIN_UNWOUND))
		return R_DROPPED_OTHERWISE;
	if ((origins & ORIGIN_UNWOUND) && !p->child->unwinds_panicked)
		return R_DROPPED_OTHERWISE;
	vec_push(&p->drops, drop);
	return R_NONE;
}

static enum reason why_not(struct plan *p)
{
	enum reason why = closed_why_not(p->child);

	if (why != R_NONE)
		return why;
	if (!p->child->glue)
		return R_GLUE_UNPAIRED;
	if (!glue_ignores_done(p))
		return R_GLUE_LOOKS_AT_DONE;
	if (has_other_glue(p))
		return R_DROPPED_OTHERWISE;
	for_each_use(use, p->child->glue) {
		LLVMValueRef drop = ll.GetUser(use);

		if (!is_drop(p, drop))
			return R_DROPPED_OTHERWISE;
		why = sort_drop(p, drop);
		if (why != R_NONE)
			return why;
	}
	for (size_t i = 0; i < p->child->stores_len; i++) {
		if (is_done_only(p->u, p->child, &p->child->stores[i]))
			vec_push(&p->stores, p->child->stores[i].insn);
	}
	return p->drops.len || p->stores.len ? R_NONE : R_NOTHING_TO_REMOVE;
}

static void forget_stores(const struct unit *u, struct coro *c)
{
	size_t left = 0;

	for (size_t i = 0; i < c->stores_len; i++) {
		if (!is_done_only(u, c, &c->stores[i]))
			c->stores[left++] = c->stores[i];
	}
	c->stores_len = left;
}

static void carry_out(const struct unit *u, struct plan *p)
{
	vec_each(LLVMValueRef, drop, &p->drops)
		edit_remove_call(u, *drop);
	forget_stores(u, p->child);
	vec_each(LLVMValueRef, store, &p->stores) {
		if (u->poison)
			ll.SetOperand(*store, 0,
				ll.ConstInt(ll.TypeOf(ll.GetOperand(*store, 0)), POISON_BYTE,
					false));
		else
			ll.InstructionEraseFromParent(*store);
	}
}

static bool completion(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct plan p = {.u = cx->unit, .m = cx->model, .child = cx->model->coros[i]};

		if (!refused(cx, p.child->resume, why_not(&p))) {
			carry_out(cx->unit, &p);
			cx->counts->drops_removed += p.drops.len;
			remark_applied(cx, p.child->resume,
				"%zu %s of it when it is done, and %zu %s of that state, gone",
				p.drops.len, p.drops.len == 1 ? "drop" : "drops", p.stores.len,
				p.stores.len == 1 ? "store" : "stores");
			changed = true;
		}
		vec_free(&p.drops);
		vec_free(&p.stores);
	}
	return changed;
}

const struct pass pass_completion = {
	.name = "completion",
	.brief = "neither note nor drop an awaited child that is done",
	.needs = HAVE_SITES,
	.run = completion,
};
