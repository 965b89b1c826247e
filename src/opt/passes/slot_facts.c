/*
 * slot-facts: what a slot of the frame holds in a state is not loaded and tested anew.
 *
 *	first:
 *	  store ptr %done.place, ptr %closure          ; join!: a reference to a MaybeDone
 *	  store i64 0, ptr %done.place                 ; MaybeDone::Future
 *	  ...
 *	pending:
 *	  store i8 3, ptr %child.tag                   ; the child's own tag
 *	  store i8 3, ptr %tag
 *	  ret i1 true
 *	resumed:                                       ; case 3
 *	  %done = load ptr, ptr %closure
 *	  %variant = load i64, ptr %done
 *	  switch i64 %variant, ...
 *	  %state = load i8, ptr %child.tag.of.done
 *	  switch i8 %state, ...
 *
 * becomes, where the poll is left as `pending` in no other way,
 *
 *	resumed:
 *	  ; %done is %done.place, %variant is 0, %state is 3
 *
 * Combinators keep flags and references beside the futures that they poll: the variants of
 * MaybeDone, Fuse and Select, closures of poll_fn that borrow from the frame, and the tags of
 * children. LLVM sees one poll at a time. What they hold is often a matter of the state alone,
 * or of the state together with another flag.
 *
 * It runs between LLVM's pipelines, when what combinators are made of has been inlined.
 *
 * Sound: the facts are those of coro/slots.c, found in this body. They hold for all polls
 * where other bodies that may have left the frame in a state do the same. Those have the same
 * source (`alone`, coro/coro.h): they are copies of this body that LLVM has inlined into
 * callers, and MIR's inliner before it. A copy can be told by what its caller passes, but this
 * body only says what is true for all callers if LLVM did not tell it by what they pass:
 * where its address is taken (it is in a vtable) LLVM takes its arguments to be anything.
 * So a body that only calls name is left alone. Nothing that the frame holds is changed: drop
 * glue and other copies find all as before.
 */
#include "base/vec.h"
#include "coro/slots.h"
#include "ir/edit.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* Is there a use of fn that is not a call of it? */
static bool is_address_taken(LLVMValueRef fn)
{
	for_each_use(use, fn) {
		LLVMValueRef user = ll.GetUser(use);

		if (!ll.IsAInstruction(user) || !is_call(user) || direct_callee(user) != fn)
			return true;
	}
	return false;
}

static bool is_one_value(const struct fact *fact)
{
	return fact->kind == FACT_CONSTANT || fact->kind == FACT_PLACE;
}

static enum reason why_not(const struct coro *c, const struct slots *slots)
{
	if (!is_address_taken(c->resume))
		return R_POLLED_DIRECTLY;
	if (slots->why == SLOTS_KEPT)
		return R_FRAME_KEPT;
	if (slots->why == SLOTS_LARGE)
		return R_TOO_MANY_WAYS;
	for (size_t i = 0; i < slots->known.len; i++) {
		if (is_one_value(slots->known.entries[i].value))
			return R_NONE;
	}
	return R_NOTHING_KNOWN;
}

/* Addresses in the frame, computed once at the beginning. */
struct place {
	int64_t offset;
	LLVMValueRef address;
};

struct places {
	const struct unit *u;
	const struct coro *c;
	vec(struct place) all;
};

/* The tag is in the frame; what is not before it may be an address past the frame's end. */
static LLVMValueRef build_address(
	const struct places *places, LLVMBuilderRef builder, int64_t offset)
{
	LLVMTypeRef byte = ll.Int8TypeInContext(places->u->context);
	LLVMValueRef index;

	if (offset >= 0 && offset <= places->c->tag_offset)
		return edit_place(places->u, builder, places->c->self, offset);
	index = ll.ConstInt(
		ll.Int64TypeInContext(places->u->context), (unsigned long long)offset, false);
	return ll.BuildGEP2(builder, byte, places->c->self, &index, 1, "");
}

static LLVMValueRef place_in(struct places *places, int64_t offset)
{
	struct place place = {.offset = offset, .address = places->c->self};

	vec_each(struct place, known, &places->all) {
		if (known->offset == offset)
			return known->address;
	}
	if (offset) {
		LLVMBuilderRef builder = ll.CreateBuilderInContext(places->u->context);
		LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(places->c->resume);

		ll.PositionBuilderBefore(builder, ll.GetFirstInstruction(entry));
		place.address = build_address(places, builder, offset);
		ll.DisposeBuilder(builder);
	}
	vec_push(&places->all, place);
	return place.address;
}

/*
 * Where LLVM copies blocks for ways that are told apart now, each would compute the same
 * addresses, to be joined by phis behind it.
 */
static void compute_places_first(struct places *places)
{
	for_each_bb(bb, places->c->resume) {
		for_each_insn(insn, bb) {
			int64_t offset;
			bool is_ours = false;

			if (ll.GetInstructionOpcode(insn) != LLVMGetElementPtr ||
				!ptr_offset(places->u, insn, places->c->self, &offset))
				continue;
			vec_each(struct place, known, &places->all)
				is_ours = is_ours || known->address == insn;
			if (is_ours)
				continue;
			ll.ReplaceAllUsesWith(insn, place_in(places, offset));
			ll.InstructionEraseFromParent(insn);
		}
	}
}

static void replace(struct places *places, LLVMValueRef insn, const struct fact *fact)
{
	ll.ReplaceAllUsesWith(insn,
		fact->kind == FACT_PLACE ? place_in(places, fact->place) : fact->constant);
	ll.InstructionEraseFromParent(insn);
}

/* What the way in says about the load: the constant, or the load itself, earlier. */
static LLVMValueRef on_way(
	struct places *places, const struct split *split, const struct way_in *way)
{
	LLVMBuilderRef builder;
	LLVMValueRef early;

	if (way->constant)
		return way->constant;
	builder = ll.CreateBuilderInContext(places->u->context);
	ll.PositionBuilderBefore(builder, way->term);
	early = ll.BuildLoad2(
		builder, ll.TypeOf(split->load), place_in(places, split->place), "");
	ll.SetAlignment(early, ll.GetAlignment(split->load));
	ll.DisposeBuilder(builder);
	return early;
}

/* The load becomes a phi of what is known on each way into a block before it. */
static void split_load(struct places *places, const struct split *split)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(places->u->context);
	LLVMValueRef phi;

	ll.PositionBuilderBefore(builder, ll.GetFirstInstruction(split->at));
	phi = ll.BuildPhi(builder, ll.TypeOf(split->load), "");
	for (size_t i = 0; i < split->ways_len; i++) {
		const struct way_in *way = &split->ways[i];
		LLVMBasicBlockRef from = ll.GetInstructionParent(way->term);
		LLVMValueRef value = NULL;

		/* Edges from one block need one value. */
		for (size_t k = 0; k < i && !value; k++) {
			if (split->ways[k].term == way->term)
				value = ll.GetIncomingValue(phi, (unsigned)k);
		}
		if (!value)
			value = on_way(places, split, way);
		ll.AddIncoming(phi, &value, &from, 1);
	}
	ll.DisposeBuilder(builder);
	ll.ReplaceAllUsesWith(split->load, phi);
	ll.InstructionEraseFromParent(split->load);
}

static bool use_facts(struct pass_ctx *cx, const struct coro *c, const struct slots *slots)
{
	struct places places = {.u = cx->unit, .c = c};
	unsigned loads = 0, edges = 0;

	for (size_t i = 0; i < slots->known.len; i++) {
		LLVMValueRef insn = (LLVMValueRef)(uintptr_t)slots->known.entries[i].key;
		const struct fact *fact = slots->known.entries[i].value;

		if (!is_one_value(fact) || insn == c->tag_load || refused(cx, insn, R_NONE))
			continue;
		replace(&places, insn, fact);
		loads++;
	}
	for (size_t i = 0; i < slots->splits.len; i++) {
		if (refused(cx, slots->splits.at[i].load, R_NONE))
			continue;
		split_load(&places, &slots->splits.at[i]);
		loads++;
	}
	/* Last: it makes phis anew. */
	for (size_t i = 0; i < slots->dead.len; i++) {
		const struct edge *edge = &slots->dead.at[i];

		if (is_unreachable_block(ll.GetSuccessor(edge->term, edge->index)) ||
			refused(cx, edge->term, R_NONE))
			continue;
		edit_kill_edge(cx->unit, edge->term, edge->index);
		edges++;
	}
	if (loads + edges)
		compute_places_first(&places);
	vec_free(&places.all);
	if (loads + edges)
		remark_applied(cx, c->resume,
			"%u %s of what its frame holds in a state, %u %s on it", loads,
			loads == 1 ? "load" : "loads", edges, edges == 1 ? "test" : "tests");
	return loads + edges > 0;
}

/* ---- polls that are calls ---- */

static unsigned count_uses(LLVMValueRef fn)
{
	unsigned uses = 0;

	for_each_use(use, fn)
		uses++;
	return uses;
}

/* Is the Context of this poll handed on, or what was read out of it? */
static bool is_given_context(const struct unit *u, const struct coro *c, LLVMValueRef call)
{
	LLVMValueRef context = ll.GetParam(c->resume, c->self_param + 1);

	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		LLVMValueRef argument = ll.GetOperand(call, i);
		int64_t offset;

		if (ll.IsAInstruction(argument) && is_load(argument))
			argument = ll.GetOperand(argument, 0);
		if (ptr_base(u, argument, &offset) == context)
			return true;
	}
	return false;
}

/*
 * A poll of a part of the frame by a function that polls little else: that of a MaybeDone, of
 * which a join has as many as branches of one type. LLVM's inliner comes to it after this pass.
 */
static bool is_part_of_poll(const struct unit *u, const struct coro *c, LLVMValueRef call)
{
	static const unsigned most_instructions = 120, most_uses = 3;
	LLVMValueRef callee = direct_callee(call);

	return callee && callee != c->resume && fn_has_exact_body(callee) &&
	       fn_can_be_inlined(callee, c->resume) && !call_has_attr(call, "noinline") &&
	       count_uses(callee) <= most_uses && !is_address_taken(callee) &&
	       !fn_is_larger_than(callee, most_instructions) && is_given_context(u, c, call);
}

static bool inline_polls(struct pass_ctx *cx, const struct coro *c, const struct slots *slots)
{
	struct err err = {0};
	bool any = false;

	for (size_t i = 0; i < slots->handed.len; i++) {
		LLVMValueRef call = slots->handed.entries[i].value;

		if (!is_part_of_poll(cx->unit, c, call) || refused(cx, call, R_NONE))
			continue;
		call_inline_always(cx->unit, call);
		any = true;
	}
	return any && inline_marked(cx->unit, &err);
}

/* Finds what is known, polls of parts of the frame inlined; not at z, where it would grow. */
static bool look(
	struct pass_ctx *cx, const struct coro *c, struct arena *arena, struct slots *slots)
{
	unsigned rounds = cx->opt_level == 'z' ? 0 : 4;
	bool changed = false;

	coro_slots(cx->unit, cx->model, c, arena, slots);
	for (; rounds && inline_polls(cx, c, slots); rounds--) {
		changed = true;
		slots_free(slots);
		arena_release(arena);
		coro_slots(cx->unit, cx->model, c, arena, slots);
	}
	return changed;
}

static bool slot_facts(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];
		struct arena arena = {0};
		struct slots slots = {0};
		enum reason why;

		if (is_address_taken(c->resume))
			changed = look(cx, c, &arena, &slots) || changed;
		why = why_not(c, &slots);
		if (why == R_NONE)
			changed = use_facts(cx, c, &slots) || changed;
		else
			refused(cx, c->resume, why);
		slots_free(&slots);
		arena_release(&arena);
		/* A known value may be one of a store of the tag. */
		c->stores_unclear = !collect_tag_stores(cx->unit, c);
	}
	return changed;
}

const struct pass pass_slot_facts = {
	.name = "slot-facts",
	.brief = "do not load and test anew what the frame holds in a state",
	.run = slot_facts,
};
