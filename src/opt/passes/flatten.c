/*
 * flatten: an awaited child becomes part of its parent.
 *
 *	  store i32 %x, ptr %awaitee           ; constructor: a capture
 *	  store i8 0, ptr %awaitee.tag         ;              unresumed
 *	  br label %loop
 *	loop:
 *	  %r = call i1 @child(ptr %awaitee, ptr %cx)
 *
 *	define internal i1 @child(ptr %self, ptr %cx) {
 *	  %tag = load i8, ptr %self.tag
 *	  switch i8 %tag, label %bad [ i8 0, label %start  i8 3, label %resume ]
 *	start:
 *	  %x = load i32, ptr %self
 *
 * becomes, with the child's body in the place of the call,
 *
 *	  store i32 %x, ptr %moved             ; a local of the parent
 *	  store i8 0, ptr %tag.local
 *	  br label %loop
 *	resumed:                               ; the parent's case for this await
 *	  store i8 3, ptr %tag.local           ; the one state in which the child can wait
 *	  br label %loop
 *	loop:
 *	  %tag = load i8, ptr %tag.local
 *	  switch i8 %tag, ...
 *	start:
 *	  %x.child = load i32, ptr %moved
 *
 * LLVM would inline such a child, too; but then the frame is memory that others can see, and
 * every capture and the tag 0 stay stores to it. As locals they become registers, and the
 * dispatch of a first poll folds. So does that of a resumed one, where the child can wait in
 * one state only; a child that can wait in several has its tag loaded from the frame.
 *
 * Sound: the child is closed, and this await is all that polls it (coro/site.c), so no poll is
 * lost and none is added. A first poll enters over the edges on which a new child was made,
 * with the tag 0; any other comes from the dispatch of the parent with the child suspended
 * and its tag in the frame: a state that its own body can store (a fixpoint, coro/state.c;
 * other copies of it have the same source). What is moved to a local is read by the first
 * poll alone (coro/start.c); between the move and that poll nothing suspends, unwinds or drops,
 * since no call lies there. The stores of the child's states stay where they were, in the
 * frame: the parent's drop glue and other copies of both read them as before. They can not
 * read a 0 there: who is suspended in this await has stored 3 or more, and after the end the
 * child is dropped by nobody but for what reads 1 or 2, which are stored where they are read.
 *
 * Where speed counts a child that several awaits poll is copied into each of their parents, as
 * long as that adds little. What is said above is said of one await and the children that it
 * polls: each lies in a place of its own, which no other await polls.
 *
 * The inlining itself is LLVM's. Where it refuses, what was prepared is taken back.
 */
#include <string.h>

#include "base/vec.h"
#include "coro/start.h"
#include "ir/cfg.h"
#include "ir/edit.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/closed.h"

/* LLVM's own bound for the last call of a function is 15000 units of 5 per instruction. */
static const unsigned MOST_INSTRUCTIONS = 2500;

static const char read_kind[] = "async-opt.start-read", call_kind[] = "async-opt.flatten";

/* One child that moves into its parent. */
struct plan {
	const struct site *site;
	struct await_loop loop;
	struct start start;
	struct states rests; /* in which the child waits for the parent to be resumed */
	LLVMValueRef tag_local, moved_local;
	LLVMValueRef *old_pointers; /* of start.moved, to take back */
	unsigned height;	    /* over children that move into the child itself */
	size_t turn;		    /* of the child's sites: one body is copied once a round */
};

/* What is known of each future by its id, from its children to its parents. */
struct body {
	unsigned height;
	unsigned size; /* instructions, with the children that move into it */
};

static unsigned kind_id(const struct unit *u, const char *name)
{
	return ll.GetMDKindIDInContext(u->context, name, (unsigned)strlen(name));
}

/* Are the ways into the loop what they look like, and is the poll the first call in it? */
static bool is_loop_clear(
	const struct unit *u, const struct site *s, const struct await_loop *l)
{
	LLVMValueRef poll = s->await->poll;

	vec_each(LLVMBasicBlockRef, from, &l->enter) {
		if (site_origins(u, s, ll.GetBasicBlockTerminator(*from)) != ORIGIN_NEW)
			return false;
	}
	vec_each(LLVMBasicBlockRef, from, &l->resume) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(*from);

		if (*from == ll.GetEntryBasicBlock(s->parent->resume) ||
			site_origins(u, s, term) != ORIGIN_RESUMED)
			return false;
	}
	for (LLVMBasicBlockRef bb = ll.GetInstructionParent(poll);;
		bb = single_predecessor(bb)) {
		for_each_insn(insn, bb) {
			if (insn == poll)
				break;
			if (is_call(insn) && !is_intrinsic_call(insn))
				return false;
		}
		if (bb == l->head)
			return true;
	}
}

/*
 * Where speed counts, a child with several awaits is copied into each as long as little is
 * added: what LLVM's inliner would do anyway, or keep-shared would let it do.
 */
static bool may_be_copied(const struct pass_ctx *cx, const struct coro *c, unsigned size)
{
	bool for_size = size_counts(cx);

	return c->sites_len == 1 ||
	       (!for_size && c->sites_len && c->sites_len == coro_count_polls(c) &&
		       copies_add_little(size, (unsigned)c->sites_len));
}

static enum reason why_not_here(const struct pass_ctx *cx, const struct coro *c,
	const struct site *site, struct plan *p)
{
	p->site = site;
	if (site->await->cut)
		return R_CHILD_NEVER_SUSPENDS;
	if (site->parent == c || !fn_can_be_inlined(c->resume, site->parent->resume))
		return R_NOT_INLINABLE;
	if (!await_loop_find(site->parent, site->await, &p->loop) ||
		!is_loop_clear(cx->unit, site, &p->loop))
		return R_LOOP_UNCLEAR;
	return R_NONE;
}

/* Of the child by itself, whichever await polls it. */
static enum reason why_not(const struct pass_ctx *cx, const struct coro *c, unsigned size)
{
	enum reason why = closed_why_not(c);

	if (why != R_NONE)
		return why;
	if (!may_be_copied(cx, c, size))
		return R_POLLED_TWICE;
	if (!c->glue)
		return R_GLUE_UNPAIRED;
	if (!c->size_bytes)
		return R_FRAME_SIZE_UNKNOWN;
	if (!c->unwinds_panicked)
		return R_MAY_UNWIND;
	if (fn_is_larger_than(c->resume, MOST_INSTRUCTIONS))
		return R_TOO_LARGE;
	if (coro_is_better_alone(cx, c))
		return R_FAR_AWAY;
	return R_NONE;
}

/* ---- before the inlining ---- */

static unsigned pointer_operand(LLVMValueRef write)
{
	return is_store(write) ? 1 : 0;
}

static void make_locals(const struct unit *u, LLVMBuilderRef builder, struct plan *p)
{
	const struct coro *child = p->site->child, *parent = p->site->parent;
	uint64_t align = param_attr_value(child->resume, child->self_param, "align");
	uint64_t of_parent = param_attr_value(parent->resume, parent->self_param, "align");

	/* The move may rely on what follows from the parent's alignment, see frame_local.c. */
	align = align < of_parent ? of_parent : align;
	p->moved_local = edit_local_like(u, parent->resume, child->size_bytes, p->site->offset,
		align < 8 ? 8 : align, "moved");
	ll.PositionBuilderBefore(
		builder, ll.GetFirstInstruction(ll.GetEntryBasicBlock(parent->resume)));
	p->tag_local = ll.BuildAlloca(
		builder, ll.IntTypeInContext(u->context, child->tag_bits), "tag.local");
}

/* The states that the child can wait in, while the parent rests at this await. */
static struct states waiting_states(struct unit *u, const struct coro *child)
{
	struct reach r = coro_reach(u, child);
	struct states s = r.states;

	for (unsigned v = 0; v < s.size; v++)
		s.has[v] = s.has[v] && v >= STATE_SUSPEND_0;
	reach_free(&r);
	return s;
}

/* The lowest state of a set, or the highest; 0 where it is empty. */
static unsigned states_end(const struct states *s, bool highest)
{
	unsigned found = 0;

	for (unsigned v = 0; v < s->size; v++) {
		if (s->has[v] && (highest || !found))
			found = v;
	}
	return found;
}

/*
 * The tag of a child that waits: a constant where it can wait in one state, else loaded, with
 * the range that is known of it.
 */
static LLVMValueRef waiting_tag(
	const struct unit *u, LLVMBuilderRef builder, const struct plan *p, LLVMTypeRef type)
{
	static const char range[] = "range";
	const struct site *s = p->site;
	unsigned low = states_end(&p->rests, false), high = states_end(&p->rests, true);
	LLVMMetadataRef ends[2];
	LLVMValueRef tag;

	if (low && low == high)
		return ll.ConstInt(type, low, false);
	tag = ll.BuildLoad2(builder, type,
		edit_place(u, builder, s->base, s->offset + s->child->tag_offset), "");
	ll.SetAlignment(tag, ll.GetAlignment(s->child->tag_load));
	if (!low)
		return tag;
	ends[0] = ll.ValueAsMetadata(ll.ConstInt(type, low, false));
	ends[1] = ll.ValueAsMetadata(ll.ConstInt(type, high + 1, false));
	ll.SetMetadata(tag, kind_id(u, range),
		ll.MetadataAsValue(u->context, ll.MDNodeInContext2(u->context, ends, 2)));
	return tag;
}

/* Sets the local tag where the loop is entered, with a new child and with the suspended one. */
static void set_tag_local(const struct unit *u, LLVMBuilderRef builder, struct plan *p)
{
	const struct site *s = p->site;
	LLVMTypeRef type = ll.IntTypeInContext(u->context, s->child->tag_bits);

	vec_each(LLVMBasicBlockRef, from, &p->loop.enter) {
		ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(*from));
		ll.BuildStore(builder, ll.ConstInt(type, STATE_UNRESUMED, false), p->tag_local);
	}
	vec_each(LLVMBasicBlockRef, from, &p->loop.resume) {
		ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(*from));
		ll.BuildStore(builder, waiting_tag(u, builder, p, type), p->tag_local);
	}
}

static void redirect_moves(const struct unit *u, LLVMBuilderRef builder, struct plan *p)
{
	p->old_pointers = xcalloc(p->start.moved.len + 1, sizeof(*p->old_pointers));
	for (size_t i = 0; i < p->start.moved.len; i++) {
		const struct moved *m = &p->start.moved.at[i];
		unsigned operand = pointer_operand(m->write);

		if (!m->for_start_alone)
			continue;
		p->old_pointers[i] = ll.GetOperand(m->write, operand);
		ll.PositionBuilderBefore(builder, m->write);
		ll.SetOperand(m->write, operand, edit_place(u, builder, p->moved_local, m->at));
	}
}

static void mark(
	const struct unit *u, LLVMValueRef insn, const char *kind, size_t id, int64_t at)
{
	LLVMTypeRef i64 = ll.Int64TypeInContext(u->context);
	LLVMMetadataRef words[] = {
		ll.ValueAsMetadata(ll.ConstInt(i64, id, false)),
		ll.ValueAsMetadata(ll.ConstInt(i64, (unsigned long long)at, false)),
	};

	ll.SetMetadata(insn, kind_id(u, kind),
		ll.MetadataAsValue(u->context, ll.MDNodeInContext2(u->context, words, 2)));
}

static bool take_mark(const struct unit *u, LLVMValueRef insn, const char *kind,
	uint64_t *ret_id, uint64_t *ret_at)
{
	LLVMValueRef node = ll.GetMetadata(insn, kind_id(u, kind)), words[2];

	if (!node)
		return false;
	ll.GetMDNodeOperands(node, words);
	ll.SetMetadata(insn, kind_id(u, kind), NULL);
	return const_int(words[0], ret_id) && const_int(words[1], ret_at);
}

static const int64_t IS_TAG = -1;

static void prepare(const struct unit *u, struct plan *p, size_t id)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	make_locals(u, builder, p);
	set_tag_local(u, builder, p);
	redirect_moves(u, builder, p);
	vec_each(struct start_read, read, &p->start.reads)
		mark(u, read->insn, read_kind, id, read->at);
	mark(u, p->site->child->tag_load, read_kind, id, IS_TAG);
	mark(u, p->site->await->poll, call_kind, id, 0);
	call_inline_always(u, p->site->await->poll);
	ll.DisposeBuilder(builder);
}

/* ---- after it ---- */

static void take_back(struct plan *p)
{
	for (size_t i = 0; i < p->start.moved.len; i++) {
		const struct moved *m = &p->start.moved.at[i];

		if (p->old_pointers[i])
			ll.SetOperand(m->write, pointer_operand(m->write), p->old_pointers[i]);
	}
}

/* Which calls of this round are still calls; those plans are taken back. */
static void find_refused(const struct unit *u, struct plan *plans, size_t len, bool *refused)
{
	for (size_t i = 0; i < len; i++) {
		for_each_bb(bb, plans[i].site->parent->resume) {
			for_each_insn(insn, bb) {
				uint64_t id, at;

				if (!is_call(insn) || !take_mark(u, insn, call_kind, &id, &at))
					continue;
				refused[id] = true;
				take_back(&plans[id]);
			}
		}
	}
}

static void redirect_reads(
	const struct unit *u, const struct plan *plans, const bool *refused, LLVMValueRef fn)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			uint64_t id, at;
			const struct plan *p;

			if (!(is_load(insn) || is_call(insn)) ||
				!take_mark(u, insn, read_kind, &id, &at) || refused[id])
				continue;
			p = &plans[id];
			if (p->site->child->resume == fn)
				continue; /* the body that was copied */
			ll.PositionBuilderBefore(builder, insn);
			ll.SetOperand(insn, is_load(insn) ? 0 : 1,
				(int64_t)at == IS_TAG
					? p->tag_local
					: edit_place(u, builder, p->moved_local, (int64_t)at));
		}
	}
	ll.DisposeBuilder(builder);
}

/*
 * The parent's blocks have changed since the plan was made, where another child moved into
 * it; those that it is resumed through have not, since no call lies in them.
 */
static void find_entries_again(struct plan *p)
{
	LLVMBasicBlockRef head = p->loop.head;

	p->loop.enter.len = 0;
	for_each_use(use, ll.BasicBlockAsValue(head)) {
		LLVMBasicBlockRef from = ll.GetInstructionParent(ll.GetUser(use));
		bool resumed = false;

		vec_each(LLVMBasicBlockRef, other, &p->loop.resume)
			resumed = resumed || *other == from;
		if (!resumed)
			vec_push(&p->loop.enter, from);
	}
}

/* Moves the children of one height into their parents. */
static bool run_round(struct pass_ctx *cx, struct plan *plans, size_t len, struct err *err)
{
	const struct unit *u = cx->unit;
	bool *refused = xcalloc(len, sizeof(*refused));
	bool ok;

	for (size_t i = 0; i < len; i++) {
		find_entries_again(&plans[i]);
		start_find(u, cx->model, plans[i].site, &plans[i].loop, &plans[i].start);
	}
	model_pin_polls(u, cx->model, true);
	for (size_t i = 0; i < len; i++)
		prepare(u, &plans[i], i);
	ok = inline_marked(u, err);
	if (ok) {
		find_refused(u, plans, len, refused);
		for (size_t i = 0; i < len; i++)
			redirect_reads(u, plans, refused, plans[i].site->parent->resume);
		for (size_t i = 0; i < len; i++) {
			redirect_reads(u, plans, refused, plans[i].site->child->resume);
			if (!refused[i])
				*plans[i].site->await =
					(struct suspend){.state = plans[i].site->await->state};
		}
	}
	model_pin_polls(u, cx->model, false);
	free(refused);
	return ok;
}

static void plan_free(struct plan *p)
{
	await_loop_free(&p->loop);
	start_free(&p->start);
	free(p->old_pointers);
}

static int by_height(const void *a, const void *b)
{
	const struct plan *x = a, *y = b;

	if (x->height != y->height)
		return x->height < y->height ? -1 : 1;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return x->site->child->id < y->site->child->id ? -1 : 1;
}

static bool is_same_round(const struct plan *a, const struct plan *b)
{
	return a->height == b->height && a->turn == b->turn;
}

typedef vec(struct plan) plans;

/* Plans the moves of one child into its parents, of which it tells them. */
static void plan_child(struct pass_ctx *cx, struct coro *c, struct body *bodies, plans *ret)
{
	const struct body *body = &bodies[c->id];
	enum reason why = why_not(cx, c, body->size);

	if (why != R_NONE) {
		refused(cx, c->resume, why);
		return;
	}
	for (size_t i = 0; i < c->sites_len; i++) {
		struct plan p = {.height = body->height, .turn = i};
		struct body *parent;

		if (refused(cx, c->resume, why_not_here(cx, c, &c->sites[i], &p))) {
			plan_free(&p);
			continue;
		}
		parent = &bodies[p.site->parent->id];
		parent->size += body->size;
		if (parent->height <= p.height)
			parent->height = p.height + 1;
		p.rests = waiting_states(cx->unit, c);
		vec_push(ret, p);
		cx->counts->futures_flattened++;
		remark_applied(cx, p.site->await->poll, "%s becomes a part of it", c->name);
	}
}

static bool flatten(struct pass_ctx *cx)
{
	const struct model *m = cx->model;
	struct body *bodies;
	unsigned ids = 0;
	plans all = {0};

	for (size_t i = 0; i < m->coros_len; i++)
		ids = m->coros[i]->id >= ids ? m->coros[i]->id + 1 : ids;
	bodies = xcalloc(ids + 1, sizeof(*bodies));
	for (size_t i = 0; i < m->coros_len; i++)
		bodies[m->coros[i]->id].size = fn_size(m->coros[i]->resume);

	/* Children come before their parents in the model. */
	for (size_t i = 0; i < m->coros_len; i++)
		plan_child(cx, m->coros[i], bodies, &all);
	if (all.len)
		qsort(all.at, all.len, sizeof(*all.at), by_height);
	for (size_t at = 0, end; at < all.len; at = end) {
		struct err err = {0};

		for (end = at; end < all.len && is_same_round(&all.at[at], &all.at[end]);)
			end++;
		if (!run_round(cx, all.at + at, end - at, &err))
			BUG("flatten: %s", err.message);
	}
	vec_each(struct plan, p, &all)
		plan_free(p);
	free(bodies);
	free(all.at);
	return all.len > 0;
}

const struct pass pass_flatten = {
	.name = "flatten",
	.brief = "make an awaited child a part of its parent",
	.needs = HAVE_SITES,
	/* What a child polls, and was not flattened, is polled by the parent as well. */
	.spoils = HAVE_SITES,
	.run = flatten,
};
