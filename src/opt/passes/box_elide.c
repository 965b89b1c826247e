/*
 * box-elide: an awaited box whose child never suspends is no part of the parent's frame.
 *
 *	  %box = call ptr @box_new_uninit(i64 8, i64 32)
 *	  ...                                          ; the child is moved into it
 *	  store ptr %box, ptr %awaitee                 ; in the parent's frame
 *	loop:
 *	  %child = load ptr, ptr %awaitee
 *	  %r = call i1 @child(ptr %child, ptr %cx)     ; never Pending, see never-suspends
 *	  call void @drop_in_place(ptr %awaitee)
 *
 * becomes
 *
 *	  %box.local = alloca [8 x i8]
 *	  store ptr %box, ptr %box.local               ; and so on
 *
 * The parent's frame is memory that others can see, so LLVM must store the pointer there,
 * and so thinks that others may get hold of what it points to. As a local it is a value, and
 * memory that is taken, used and given back inside of one function is LLVM's to remove: a
 * `Box::pin(child()).await` whose child is inlined allocates nothing. Rust allows it, also
 * under a #[global_allocator] (core::alloc::GlobalAlloc: "you can't rely on allocations
 * actually happening"), and takes allocation to succeed where it is removed, as LLVM does for
 * every unused one.
 *
 * Sound: (1) the stores that the poll finds in the place are followed until the box is
 * dropped. All that reads the place on these ways finds one of these stores there on every
 * way that leads to it (coro/held.c), in this very poll of the parent; exactly these stores
 * and reads go to the local. Nothing else is done with the place meanwhile. (2) The box is
 * dropped before the parent suspends, returns or unwinds, so no later poll and no glue reads
 * what was stored: they would find a box that is gone. What else is in the same bytes at
 * other times stays in the frame. Other copies of the parent have the same source and do the
 * same. (3) Nobody else knows the place: it is the compiler's own (coro/site.c). Swapping,
 * leaking and the like need the address of the box: then it is a variable of the program
 * that lies elsewhere, and what is awaited is a reference to it, which has no glue.
 *
 * A box whose child can suspend keeps its memory, and a remark says so. Where it is fat, and
 * the drop behind Ready is known to find one vtable there, that drop is of a local, at levels
 * for speed, and is told that the child has returned:
 *
 *	  store i8 1, ptr %child.tag                   ; it is there already
 *	  store ptr %child, ptr %box.done
 *	  store ptr @vtable, ptr %box.done.8
 *	  call void @drop_in_place(ptr %box.done)
 *
 * The poll before it is a call that LLVM must take to change the frame and the child. Now the
 * inlined drop finds nothing to drop, and gives back a number of bytes that is known. Sound: a
 * coroutine stores 1 before it returns Ready, and nothing is called or written to the parent's
 * frame between its poll and the drop, which reads the place and nothing more.
 *
 * Its poll stays a call where the child's vtable names the same function: the function is there
 * in any case, what is behind the pointer stays memory, and so a copy of it in the parent saves
 * little more than the call (docs/passes/devirt.md has the figures).
 */
#include <string.h>

#include "base/vec.h"
#include "ir/cfg.h"
#include "ir/edit.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/vtable.h"
#include "ir/walk.h"
#include "opt/box_memory.h"
#include "opt/closed.h"

struct place_use {
	LLVMValueRef insn;
	unsigned operand;
	int64_t at; /* bytes into the place */
};

/* The awaited place that holds a box, and what touches it in code that runs. */
struct slot {
	const struct unit *u;
	const struct coro *parent;
	const struct suspend *await;
	const struct reach *reach;
	struct span place;
	int64_t word;
	struct map stores;	    /* that make the box; each to itself */
	struct map seen;	    /* reads of it */
	vec(struct place_use) uses; /* what is to go to the local */
};

static bool is_drop(LLVMValueRef insn, unsigned operand)
{
	LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

	return callee && operand == 0 && ll.GetNumArgOperands(insn) == 1 &&
	       (strstr(value_name(callee), "drop_in_place") ||
		       strstr(value_name(callee), "drop_glue"));
}

static bool is_constant_gep(const struct unit *u, LLVMValueRef insn, LLVMValueRef frame)
{
	int64_t bytes;

	return ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
	       ptr_offset(u, insn, frame, &bytes);
}

/*
 * Where the pointer to what is polled lies in the parent's frame: it is read from there, or
 * was stored there just before.
 */
static bool find_slot(struct slot *s)
{
	LLVMValueRef poll = s->await->poll, box;
	unsigned arguments = ll.GetNumArgOperands(poll);

	if (arguments < 2)
		return false;
	box = ll.GetOperand(poll, arguments - 2);
	if (ll.IsAInstruction(box) && is_load(box) &&
		ptr_offset(s->u, ll.GetOperand(box, 0), s->parent->self, &s->place.offset))
		return true;
	for_each_use(use, box) {
		LLVMValueRef user = ll.GetUser(use);

		if (ll.IsAInstruction(user) && is_store(user) &&
			ll.GetOperand(user, 0) == box &&
			ptr_offset(s->u, ll.GetOperand(user, 1), s->parent->self,
				&s->place.offset))
			return true;
	}
	return false;
}

/* The box, thin or fat: as large as what its drop glue asks for. */
static void measure(struct slot *s)
{
	for (size_t i = 0; i < s->reach->blocks.len; i++) {
		for_each_insn(insn, (LLVMBasicBlockRef)s->reach->blocks.entries[i].value) {
			int64_t at, size;

			if (!is_drop(insn, 0) ||
				!ptr_offset(
					s->u, ll.GetOperand(insn, 0), s->parent->self, &at) ||
				at != s->place.offset)
				continue;
			size = (int64_t)call_dereferenceable_bytes(insn, 0);
			if (size > s->place.size_bytes)
				s->place.size_bytes = size;
		}
	}
}

/* Is insn a store of this box's other word than `store` is? */
static bool is_other_word(const struct slot *s, LLVMValueRef store, LLVMValueRef insn)
{
	int64_t a = 0, b = 0;

	return map_get(&s->stores, insn) &&
	       ptr_offset(s->u, ll.GetOperand(store, 1), s->parent->self, &a) &&
	       ptr_offset(s->u, ll.GetOperand(insn, 1), s->parent->self, &b) && a != b;
}

/* Is what a word of the place holds at insn a store of this poll, on all ways? */
static bool held_at(const struct slot *s, LLVMValueRef insn, int64_t word_at, struct held *ret)
{
	return coro_held(s->u, s->parent, s->await, insn, s->place,
		       (struct span){s->place.offset + word_at, s->word}, ret) &&
	       ret->stores.len && !ret->resumed;
}

/* The stores that put the box there which the await polls. */
static bool find_stores(struct slot *s)
{
	bool known = true;

	for (int64_t at = 0; known && at < s->place.size_bytes; at += s->word) {
		struct held held;

		known = held_at(s, s->await->poll, at, &held);
		for (size_t i = 0; i < held.stores.len; i++)
			map_set(&s->stores, held.stores.at[i], held.stores.at[i]);
		held_free(&held);
	}
	return known;
}

/* Does a load or drop find this box on all ways to it? */
static bool reads_this_box(const struct slot *s, const struct place_use *use)
{
	int64_t end = is_load(use->insn) ? use->at + (int64_t)access_size_bytes(s->u, use->insn)
					 : s->place.size_bytes;
	bool known = use->at % s->word == 0 && end <= s->place.size_bytes;

	for (int64_t at = use->at; known && at < end; at += s->word) {
		struct held held;

		known = held_at(s, use->insn, at, &held);
		for (size_t i = 0; i < held.stores.len; i++)
			known = known && map_get(&s->stores, held.stores.at[i]);
		held_free(&held);
	}
	return known;
}

/* What an instruction does with the place while the box is in it. */
static enum reason look_at(struct slot *s, LLVMValueRef insn, bool *ret_drops)
{
	struct mem_write write;
	int64_t at;

	if (map_get(&s->stores, insn)) /* one before was not dropped */
		return R_BOX_OUTLIVES;
	if (is_mem_write(s->u, insn, &write) &&
		ptr_offset(s->u, write.to, s->parent->self, &at) &&
		at < s->place.offset + s->place.size_bytes &&
		(write.size_bytes == MEM_SOME_BYTES || at + write.size_bytes > s->place.offset))
		return R_FRAME_SHARED;
	if (is_constant_gep(s->u, insn, s->parent->self) || is_marker_call(insn))
		return R_NONE;
	for (int k = 0; k < ll.GetNumOperands(insn); k++) {
		struct place_use use = {insn, (unsigned)k, 0};

		if (!ptr_offset(
			    s->u, ll.GetOperand(insn, use.operand), s->parent->self, &use.at))
			continue;
		use.at -= s->place.offset;
		if (use.at < 0 || use.at >= s->place.size_bytes)
			continue;
		*ret_drops = is_drop(insn, use.operand);
		if (!is_load(insn) && !*ret_drops)
			return R_FRAME_USED_OTHERWISE;
		if (!reads_this_box(s, &use))
			return R_FRAME_SHARED;
		if (!map_get(&s->seen, insn))
			vec_push(&s->uses, use);
		map_set(&s->seen, insn, insn);
	}
	return R_NONE;
}

/*
 * Goes on from a store as long as the box is there: until it is dropped, which has to come
 * before the poll is left. Collects what reads it.
 */
static enum reason follow(struct slot *s, LLVMValueRef store)
{
	LLVMValueRef insn = ll.GetNextInstruction(store);
	vec(LLVMBasicBlockRef) work = {0};
	struct map blocks = {0};
	enum reason why = R_NONE;

	for (;;) {
		LLVMValueRef term = NULL;
		bool drops = false;

		/* The other word of a fat pointer may be stored after the first. */
		for (; insn && why == R_NONE && !drops; insn = ll.GetNextInstruction(insn)) {
			term = insn;
			if (!is_other_word(s, store, insn))
				why = look_at(s, insn, &drops);
		}
		if (why != R_NONE)
			break;
		if (!drops && !ll.GetNumSuccessors(term) &&
			ll.GetInstructionOpcode(term) != LLVMUnreachable)
			why = R_BOX_OUTLIVES;
		for (unsigned i = 0; !drops && i < ll.GetNumSuccessors(term); i++) {
			LLVMBasicBlockRef next = ll.GetSuccessor(term, i);

			if (!map_get(&blocks, next)) {
				map_set(&blocks, next, next);
				vec_push(&work, next);
			}
		}
		if (why != R_NONE || !work.len)
			break;
		insn = ll.GetFirstInstruction(work.at[--work.len]);
	}
	vec_free(&work);
	map_free(&blocks);
	return why;
}

static struct place_use use_of_store(const struct slot *s, LLVMValueRef store)
{
	struct place_use use = {.insn = store, .operand = 1};

	ptr_offset(s->u, ll.GetOperand(store, 1), s->parent->self, &use.at);
	use.at -= s->place.offset;
	return use;
}

static enum reason why_not(struct slot *s)
{
	measure(s);
	if (s->place.size_bytes != s->word && s->place.size_bytes != 2 * s->word)
		return R_FRAME_SIZE_UNKNOWN;
	if (!find_stores(s))
		return R_SLOT_UNCLEAR;
	for (size_t i = 0; i < s->stores.len; i++) {
		enum reason why = follow(s, s->stores.entries[i].value);

		if (why != R_NONE)
			return why;
	}
	for (size_t i = 0; i < s->stores.len; i++)
		vec_push(&s->uses, use_of_store(s, s->stores.entries[i].value));
	return R_NONE;
}

static void move_to_local(const struct slot *s)
{
	uint64_t align = param_attr_value(s->parent->resume, s->parent->self_param, "align");
	LLVMBuilderRef builder = ll.CreateBuilderInContext(s->u->context);
	LLVMValueRef local = edit_local_like(s->u, s->parent->resume,
		(uint64_t)s->place.size_bytes, s->place.offset,
		align < (uint64_t)s->word ? (uint64_t)s->word : align, "box.local");

	vec_each(struct place_use, use, &s->uses) {
		ll.PositionBuilderBefore(builder, use->insn);
		ll.SetOperand(use->insn, use->operand,
			use->at ? edit_place(s->u, builder, local, use->at) : local);
	}
	ll.DisposeBuilder(builder);
}

/*
 * LLVM is to see what takes the box's memory, and what gives it back; no use where the child,
 * polled in other places as well, is likely to stay a function.
 */
static void show_memory(const struct slot *s, const struct model *m)
{
	const struct coro *child = coro_polled(m, s->await->poll);
	LLVMValueRef in = s->parent->resume;

	if (!child || coro_count_polls(child) > 1)
		return;
	vec_each(struct place_use, use, &s->uses) {
		if (is_drop(use->insn, use->operand))
			box_inline_drop(s->u, use->insn, in);
		else if (is_store(use->insn) && use->at == 0)
			box_inline_allocation(s->u, ll.GetOperand(use->insn, 0), in);
	}
}

static bool localize(struct pass_ctx *cx, const struct coro *parent,
	const struct suspend *await, const struct reach *reach)
{
	struct slot s = {.u = cx->unit,
		.parent = parent,
		.await = await,
		.reach = reach,
		.word = (int64_t)ll.PointerSize(cx->unit->layout)};
	bool changed = find_slot(&s) && !refused(cx, await->poll, why_not(&s));

	if (changed) {
		move_to_local(&s);
		show_memory(&s, cx->model);
		cx->counts->boxes_local++;
		remark_applied(cx, await->poll,
			"the box of %s is a local here, and memory for it may go",
			value_name(direct_callee(await->poll)));
	}
	map_free(&s.stores);
	map_free(&s.seen);
	vec_free(&s.uses);
	return changed;
}

/* ---- boxes that stay ---- */

/* The one vtable that is in the box at a drop of it; NULL where that can not be told. */
static LLVMValueRef vtable_at(const struct slot *s, LLVMValueRef drop)
{
	struct span second = {s->place.offset + s->word, s->word};
	LLVMValueRef vtable = NULL;
	struct held held;
	bool known = coro_held(s->u, s->parent, s->await, drop, s->place, second, &held);

	for (size_t i = 0; known && i < held.stores.len; i++) {
		LLVMValueRef of = vtable_known(ll.GetOperand(held.stores.at[i], 0));

		known = of && (!vtable || vtable == of);
		vtable = of;
	}
	held_free(&held);
	return known ? vtable : NULL;
}

static bool is_write_of_place(const struct slot *s, LLVMValueRef insn)
{
	struct mem_write write;
	int64_t at;

	return is_mem_write(s->u, insn, &write) &&
	       ptr_base(s->u, write.to, &at) == s->parent->self &&
	       (write.size_bytes == MEM_SOME_BYTES ||
		       (at < s->place.offset + s->place.size_bytes &&
			       at + write.size_bytes > s->place.offset));
}

/* The drop of the box that comes next after Ready: nothing is called or put there before. */
static LLVMValueRef drop_at_ready(const struct slot *s)
{
	static const unsigned most_blocks = 16;
	LLVMValueRef test = s->await->test;
	LLVMBasicBlockRef bb = NULL;

	if (test && ll.GetNumSuccessors(test) == 2)
		bb = ll.GetSuccessor(test, !s->await->pending_index);
	for (unsigned i = 0; i < most_blocks && bb && single_predecessor(bb); i++) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		for_each_insn(insn, bb) {
			int64_t at;

			if (is_drop(insn, 0) &&
				ptr_offset(
					s->u, ll.GetOperand(insn, 0), s->parent->self, &at) &&
				at == s->place.offset)
				return insn;
			if (is_write_of_place(s, insn) ||
				(is_call(insn) && !is_intrinsic_call(insn)))
				return NULL;
		}
		bb = ll.GetNumSuccessors(term) == 1 ? ll.GetSuccessor(term, 0) : NULL;
	}
	return NULL;
}

/*
 * The drop of a box whose child has said Ready: the box is the one that was polled, of a
 * known vtable, and the child has returned.
 */
static bool tell_drop(struct pass_ctx *cx, const struct slot *s)
{
	const struct coro *child = coro_polled(cx->model, s->await->poll);
	LLVMValueRef drop, vtable, box, local, store;
	LLVMBuilderRef builder;

	if (!child || s->place.size_bytes != 2 * s->word || size_counts(cx))
		return false;
	drop = drop_at_ready(s);
	vtable = drop ? vtable_at(s, drop) : NULL;
	/* Or what was polled lies in another box, to which this one holds the pointer. */
	if (!vtable || vtable_entry(s->u, vtable, 3 * s->word) != child->resume ||
		refused(cx, drop, R_NONE))
		return false;
	box = ll.GetOperand(s->await->poll, child->self_param);
	local = edit_local_like(s->u, s->parent->resume, (uint64_t)s->place.size_bytes, 0,
		(uint64_t)s->word, "box.done");
	builder = ll.CreateBuilderInContext(s->u->context);
	ll.PositionBuilderBefore(builder, drop);
	store = ll.BuildStore(builder,
		ll.ConstInt(ll.IntTypeInContext(s->u->context, child->tag_bits), STATE_RETURNED,
			false),
		edit_place(s->u, builder, box, child->tag_offset));
	ll.SetAlignment(store, 1);
	store = ll.BuildStore(builder, box, local);
	ll.SetAlignment(store, (unsigned)s->word);
	store = ll.BuildStore(builder, vtable, edit_place(s->u, builder, local, s->word));
	ll.SetAlignment(store, (unsigned)s->word);
	ll.SetOperand(drop, 0, local);
	ll.DisposeBuilder(builder);
	remark_applied(
		cx, drop, "the drop of what %s was polled in finds it done", child->name);
	return true;
}

/* Is the body reached through a vtable, too? Then a copy of it does not replace it. */
static bool is_in_vtable(LLVMValueRef fn)
{
	for_each_use(use, fn) {
		if (!ll.IsAInstruction(ll.GetUser(use)))
			return true;
	}
	return false;
}

/* The poll of what a vtable names as well stays a call. */
static bool keep_call(struct pass_ctx *cx, LLVMValueRef poll)
{
	LLVMValueRef callee = direct_callee(poll);

	if (!callee || !is_in_vtable(callee) || call_has_attr(poll, "noinline") ||
		fn_has_attr(callee, "alwaysinline") || refused(cx, poll, R_NONE))
		return false;
	call_never_inline(cx->unit, poll);
	remark_applied(cx, poll, "%s stays a function", value_name(callee));
	return true;
}

/* A box whose child can suspend: it keeps its memory. */
static bool keep(struct pass_ctx *cx, const struct coro *parent, const struct suspend *await,
	const struct reach *reach)
{
	struct slot s = {.u = cx->unit,
		.parent = parent,
		.await = await,
		.reach = reach,
		.word = (int64_t)ll.PointerSize(cx->unit->layout)};
	bool changed;

	if (!await->poll || !find_slot(&s))
		return false;
	measure(&s);
	if (!s.place.size_bytes) /* not owned */
		return false;
	refused(cx, await->poll,
		s.place.size_bytes > s.word ? R_DYN_BOX_SUSPENDS : R_BOX_SUSPENDS);
	changed = keep_call(cx, await->poll);
	return tell_drop(cx, &s) || changed;
}

static bool box_elide(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];
		struct reach reach = coro_reach(cx->unit, c);

		for (size_t k = 0; k < c->suspends_len; k++) {
			const struct suspend *s = &c->suspends[k];

			if (s->cut && reach_has(&reach, ll.GetInstructionParent(s->poll)))
				changed = localize(cx, c, s, &reach) || changed;
		}
		for (size_t k = 0; k < c->suspends_len; k++) {
			if (!c->suspends[k].cut)
				changed = keep(cx, c, &c->suspends[k], &reach) || changed;
		}
		reach_free(&reach);
	}
	return changed;
}

const struct pass pass_box_elide = {
	.name = "box-elide",
	.brief = "no memory for an awaited box whose child never suspends",
	.run = box_elide,
};
