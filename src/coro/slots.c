/*
 * What slots of a frame hold, and which branches follow from it, in each state.
 *
 * While a future waits, nobody writes into its frame but through an address that was given
 * away. So what a slot held when the state was stored and the poll left, it still holds when
 * the next poll begins in that state: a `MaybeDone` is still a future, a pinned reference
 * still points where it did, a child's tag is what it was. LLVM, which sees one poll at a
 * time, loads and tests them anew.
 *
 * The resume function is executed on facts: for each slot, a constant, or an address within
 * the frame, or nothing. It begins in each state with what can lie there when a poll was left
 * in that state (nothing is known in the states 0, 1 and 2), and a block is executed once for
 * each different set of facts that arrives at it, so that a test of one slot goes together
 * with what the others held then. Past MOST_WAYS such sets the nearest are joined.
 *
 * Sound:
 *
 * - *Polls are left* by return, by an unwinding that goes on, and by a call that unwinds with
 *   no landing pad; each is a way out with the facts of that moment. The tag is a slot as
 *   others are, and has to be known then: so these are facts of the state that is left.
 * - *Who else writes.* The frame is lent to the one poll that is running, and nobody can name
 *   its bytes (docs/ARCHITECTURE.md) but through an address that this function hands out.
 *   Each use of an address in the frame is followed: as the address of an access, as a
 *   comparison, as an argument, into a slot of the frame and out of it again. Whatever else
 *   is done with one ends the search without a result (SLOTS_KEPT), also reading a slot that
 *   holds one other than as the pointer that it is. Of bytes that were an argument's nothing
 *   is ever known, from the one on that it points to: it has to be a reference, which does not
 *   reach what is before its object. That is what rustc marks `dereferenceable`, and the
 *   argument of a resume function or of a drop glue. (How far it reaches the mark does not
 *   tell: of an unsized object it counts the head alone.) Another argument may be a raw pointer
 *   from which the object around it is reached: it ends the search.
 *   Where the callee is here, and all that it does with the address is seen, these are the
 *   bytes that it touches. The tag is part of no object but the frame itself.
 * - *Addresses in the frame* are known across polls because a future that was polled is pinned.
 * - *Drop glue* runs last, so that what it hands out or writes is seen by no poll.
 * - *Other bodies* that poll such frames: the pass's matter (opt/passes/slot_facts.c).
 */
#include "coro/slots.h"

#include <string.h>

#include "coro/slots_walk.h"
#include "ir/value.h"
#include "ir/walk.h"

enum { MOST_WAYS = 16, MOST_STEPS = 60000, MOST_ROUNDS = 200, MOST_STATES = 256 };

/* The different facts with which a block is reached. */
struct point {
	struct facts *at[MOST_WAYS];
	unsigned len;
};

struct job {
	LLVMBasicBlockRef bb;
	struct facts *facts;
	LLVMValueRef from; /* NULL: the block's beginning */
};

struct run {
	struct slots_walk w;
	struct map points; /* block, or the entry in a state -> struct point */
	vec(struct job) work;
	struct map edges; /* executed terminator -> struct edges */
	struct span tag;
	char *entries; /* one for each state, for its address as a key of points */
	bool unwinds;
	size_t steps;
};

static struct fact constant_of(const struct run *r, unsigned bits, uint64_t value)
{
	return (struct fact){.kind = FACT_CONSTANT,
		.constant =
			ll.ConstInt(ll.IntTypeInContext(r->w.u->context, bits), value, false)};
}

/* ---- arriving ---- */

/* How many of the facts differ. Without the tag nothing could be said of the state. */
static unsigned distance(const struct run *r, const struct facts *a, const struct facts *b)
{
	int tag = slot_var(&r->w, r->tag);
	unsigned differ = fact_is(a->of[tag], b->of[tag]) ? 0 : MOST_VARS;

	for (size_t i = 0; i < r->w.vars.len; i++)
		differ += !fact_is(a->of[i], b->of[i]);
	return differ;
}

/* The block is executed with these facts, too. `key` is the block, or what stands for it. */
static void arrive(
	struct run *r, LLVMBasicBlockRef bb, const void *key, const struct facts *facts)
{
	struct point *point = map_get(&r->points, key);
	unsigned best = 0, best_distance = UINT32_MAX;
	bool changed = false;

	if (!point) {
		point = arena_new(r->w.arena, struct point);
		map_set(&r->points, key, point);
	}
	for (unsigned i = 0; i < point->len; i++) {
		unsigned d = distance(r, point->at[i], facts);

		if (!d)
			return;
		if (d < best_distance) {
			best_distance = d;
			best = i;
		}
	}
	if (point->len < MOST_WAYS) {
		best = point->len++;
		point->at[best] = arena_new(r->w.arena, struct facts);
		*point->at[best] = *facts;
		changed = true;
	}
	for (size_t i = 0; i < r->w.vars.len; i++) {
		struct fact met = fact_meet(point->at[best]->of[i], facts->of[i]);

		changed = changed || !fact_is(met, point->at[best]->of[i]);
		point->at[best]->of[i] = met;
	}
	if (changed)
		vec_push(&r->work, ((struct job){bb, point->at[best], NULL}));
}

/* A poll begins in a state, with what the frame holds. */
static void begin(struct run *r, unsigned state, const struct facts *left)
{
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(r->w.c->resume);
	struct facts facts = *left;

	for (size_t i = 0; i < r->w.vars.len; i++) {
		if (r->w.vars.at[i].insn)
			facts.of[i] = (struct fact){0};
	}
	facts.of[slot_var(&r->w, r->tag)] = constant_of(r, r->w.c->tag_bits, state);
	arrive(r, entry, &r->entries[state], &facts);
}

/* A poll is left. */
static void leave(struct run *r, const struct facts *facts)
{
	struct fact tag = facts->of[slot_var(&r->w, r->tag)];
	uint64_t state;

	if (tag.kind == FACT_CONSTANT && const_int(tag.constant, &state) && state < MOST_STATES)
		begin(r, (unsigned)state, facts);
	else
		r->w.why = SLOTS_LARGE;
}

/* ---- going on ---- */

static void note_edge(
	struct run *r, LLVMValueRef term, unsigned index, const struct facts *facts)
{
	struct edges *edges = map_get(&r->edges, term);

	if (!edges) {
		edges = arena_new(r->w.arena, struct edges);
		edges->facts = arena_alloc(
			r->w.arena, ll.GetNumSuccessors(term) * sizeof(struct facts *));
		map_set(&r->edges, term, edges);
	}
	edges->taken |= index < 64 ? UINT64_C(1) << index : 0;
	if (!edges->facts[index]) {
		edges->facts[index] = arena_new(r->w.arena, struct facts);
		*edges->facts[index] = *facts;
	}
	for (size_t i = 0; i < r->w.vars.len; i++)
		edges->facts[index]->of[i] =
			fact_meet(edges->facts[index]->of[i], facts->of[i]);
}

/* A pair that comes over an edge: what is taken out of the phi is what was put in there. */
static void enter_pair(struct run *r, struct facts *next, LLVMValueRef phi, LLVMValueRef value,
	const struct facts *facts)
{
	for_each_use(use, phi) {
		LLVMValueRef out = ll.GetUser(use), member = NULL;
		struct fact fact = {0};

		if (ll.GetInstructionOpcode(out) != LLVMExtractValue)
			continue;
		if (ll.GetNumIndices(out) == 1)
			member = aggregate_member(value, *ll.GetIndices(out));
		if (member)
			fact = fact_of(&r->w, facts, member);
		set_result(&r->w, next, out, fact);
	}
}

static void enter(struct run *r, LLVMValueRef term, unsigned index, const struct facts *facts)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(term),
			  to = ll.GetSuccessor(term, index);
	struct facts next = *facts;

	for_each_insn(phi, to) {
		if (!is_phi(phi))
			break;
		for (unsigned i = 0; i < ll.CountIncoming(phi); i++) {
			LLVMValueRef value = ll.GetIncomingValue(phi, i);

			if (ll.GetIncomingBlock(phi, i) != from)
				continue;
			set_result(&r->w, &next, phi, fact_of(&r->w, facts, value));
			enter_pair(r, &next, phi, value, facts);
			break;
		}
	}
	note_edge(r, term, index, &next);
	arrive(r, to, to, &next);
}

/*
 * The load that a switch or a branch on a comparison tests, in the terminator's own block,
 * nothing written since; or NULL.
 */
static LLVMValueRef tested_load(const struct run *r, LLVMValueRef term)
{
	LLVMValueRef load = branch_condition(term);
	struct mem_write write;

	if (ll.GetInstructionOpcode(term) == LLVMBr) {
		if (!ll.IsAInstruction(load) || ll.GetInstructionOpcode(load) != LLVMICmp)
			return NULL;
		load = ll.GetOperand(load, 0);
	}
	if (ll.IsAInstruction(load) && ll.GetInstructionOpcode(load) == LLVMZExt)
		load = ll.GetOperand(load, 0);
	if (!ll.IsAInstruction(load) || !is_load(load) ||
		ll.GetTypeKind(ll.TypeOf(load)) != LLVMIntegerTypeKind ||
		ll.GetInstructionParent(load) != ll.GetInstructionParent(term))
		return NULL;
	for (LLVMValueRef insn = load; insn != term; insn = ll.GetNextInstruction(insn)) {
		if (is_mem_write(r->w.u, insn, &write))
			return NULL;
	}
	return load;
}

/* The value that the condition's load has on this edge alone; false where it is not one. */
static bool value_on_edge(LLVMValueRef term, unsigned index, uint64_t *ret)
{
	LLVMValueRef condition = branch_condition(term);
	LLVMIntPredicate predicate;

	if (ll.GetInstructionOpcode(term) != LLVMBr)
		return index > 0 && const_int(ll.GetSwitchCaseValue(term, index), ret);
	predicate = ll.GetICmpPredicate(condition);
	return ((predicate == LLVMIntEQ && index == 0) ||
		       (predicate == LLVMIntNE && index == 1)) &&
	       const_int(ll.GetOperand(condition, 1), ret);
}

static bool fits(LLVMTypeRef type, uint64_t value)
{
	unsigned bits = ll.GetIntTypeWidth(type);

	return bits >= 64 || !(value >> bits);
}

/* Behind a test of a slot, the slot is known. */
static void enter_tested(
	struct run *r, LLVMValueRef term, unsigned index, const struct facts *facts)
{
	LLVMValueRef load = tested_load(r, term), condition = branch_condition(term);
	struct facts next = *facts;
	struct span bytes;
	uint64_t value;
	int slot;

	if (load && value_on_edge(term, index, &value) && fits(ll.TypeOf(load), value) &&
		ptr_offset(r->w.u, ll.GetOperand(load, 0), r->w.c->self, &bytes.offset)) {
		bytes.size_bytes = (int64_t)access_size_bytes(r->w.u, load);
		slot = slot_var(&r->w, bytes);
		/* Only what is followed: a slot that others write has no facts. */
		if (slot >= 0 && map_get(&r->w.known, load) && !slot_is_shared(&r->w, bytes))
			next.of[slot] =
				constant_of(r, ll.GetIntTypeWidth(ll.TypeOf(load)), value);
	}
	/* What depends on the same condition later goes the same way. */
	if (ll.GetInstructionOpcode(term) == LLVMBr && !ll.IsConstant(condition) &&
		ll.GetNextUse(ll.GetFirstUse(condition)))
		set_result(&r->w, &next, condition, constant_of(r, 1, index == 0));
	enter(r, term, index, &next);
}

static void go_on(struct run *r, LLVMValueRef term, const struct facts *facts)
{
	unsigned successors = ll.GetNumSuccessors(term);
	LLVMValueRef condition = branch_condition(term);
	uint64_t value;

	if (!successors && ll.GetInstructionOpcode(term) != LLVMUnreachable)
		leave(r, facts);
	if (condition && fact_int(&r->w, facts, condition, 8, &value)) {
		enter(r, term, branch_successor(term, value), facts);
		return;
	}
	for (unsigned i = 0; i < successors; i++) {
		if (condition)
			enter_tested(r, term, i, facts);
		else
			enter(r, term, i, facts);
	}
}

/* Does a call leave the poll when it unwinds? */
static bool may_leave(const struct run *r, LLVMValueRef insn)
{
	return r->unwinds && is_call(insn) && ll.GetInstructionOpcode(insn) != LLVMInvoke &&
	       !is_intrinsic_call(insn) && !call_has_attr(insn, "nounwind");
}

/* The two ways of a choice whose condition is not known, if they differ in what is known. */
static void step_select(
	struct run *r, const struct job *job, struct facts *f, LLVMValueRef insn)
{
	LLVMValueRef condition = ll.GetOperand(insn, 0);
	struct fact yes = fact_of(&r->w, f, ll.GetOperand(insn, 1));
	struct fact no = fact_of(&r->w, f, ll.GetOperand(insn, 2));
	struct facts *other;
	uint64_t value;

	if (ll.GetTypeKind(ll.TypeOf(condition)) != LLVMIntegerTypeKind) {
		slot_step(&r->w, f, insn); /* of vectors */
		return;
	}
	if (fact_int(&r->w, f, condition, 8, &value) || fact_is(yes, no)) {
		set_result(&r->w, f, insn, fact_is(yes, no) || value ? yes : no);
		return;
	}
	other = arena_new(r->w.arena, struct facts);
	*other = *f;
	set_result(&r->w, other, condition, constant_of(r, 1, 0));
	set_result(&r->w, other, insn, no);
	set_result(&r->w, f, condition, constant_of(r, 1, 1));
	set_result(&r->w, f, insn, yes);
	vec_push(&r->work, ((struct job){job->bb, other, ll.GetNextInstruction(insn)}));
}

static void execute(struct run *r, const struct job *job)
{
	LLVMValueRef from = job->from ? job->from : ll.GetFirstInstruction(job->bb);
	struct facts facts = *job->facts;

	for (LLVMValueRef insn = from; insn; insn = ll.GetNextInstruction(insn)) {
		if (is_phi(insn))
			continue;
		if (ll.GetInstructionOpcode(insn) == LLVMSelect)
			step_select(r, job, &facts, insn);
		else
			slot_step(&r->w, &facts, insn);
		if (r->w.again || r->w.why != SLOTS_KNOWN)
			return;
		if (may_leave(r, insn))
			leave(r, &facts);
		if (++r->steps > MOST_STEPS)
			r->w.why = SLOTS_LARGE;
	}
	go_on(r, ll.GetBasicBlockTerminator(job->bb), &facts);
}

/* Executes until nothing new arrives, or until slots were added: then all begins anew. */
static void one_round(struct run *r)
{
	struct facts nothing = {0};

	r->w.again = false;
	r->entries = arena_alloc(r->w.arena, MOST_STATES);
	for (unsigned s = 0; s < STATE_SUSPEND_0; s++)
		begin(r, s, &nothing);
	while (r->work.len && !r->w.again && r->w.why == SLOTS_KNOWN) {
		struct job job = r->work.at[--r->work.len];

		execute(r, &job);
	}
	if (r->w.again) {
		r->work.len = 0;
		arena_release(r->w.arena);
		map_free(&r->points);
		map_free(&r->edges);
		map_free(&r->w.known);
	}
}

/* Edges of executed terminators that no facts took. */
static void collect_dead(const struct run *r, struct slots *ret)
{
	for (size_t i = 0; i < r->edges.len; i++) {
		LLVMValueRef term = (LLVMValueRef)(uintptr_t)r->edges.entries[i].key;
		uint64_t taken = ((struct edges *)r->edges.entries[i].value)->taken;
		unsigned successors = ll.GetNumSuccessors(term);

		for (unsigned k = 0; branch_condition(term) && k < successors && k < 64; k++) {
			if (!(taken >> k & 1))
				vec_push(&ret->dead, ((struct edge){term, k}));
		}
	}
}

void coro_slots(const struct unit *u, const struct model *m, const struct coro *c,
	struct arena *a, struct slots *ret)
{
	struct run r = {.w = {.u = u,
				.model = m,
				.c = c,
				.arena = a,
				.word = (int64_t)ll.PointerSize(u->layout)},
		.tag = {c->tag_offset, c->tag_bits / 8},
		.unwinds = !fn_has_attr(c->resume, "nounwind")};

	*ret = (struct slots){0};
	add_slot(&r.w, r.tag);
	for (unsigned round = 0; r.w.again && r.w.why == SLOTS_KNOWN; round++) {
		one_round(&r);
		if (round == MOST_ROUNDS)
			r.w.why = SLOTS_LARGE;
	}
	ret->why = r.w.why;
	ret->known = r.w.known;
	ret->handed = r.w.handed;
	if (ret->why == SLOTS_KNOWN) {
		collect_dead(&r, ret);
		find_splits(&r.w, &r.edges, ret);
	}
	map_free(&r.points);
	map_free(&r.edges);
	map_free(&r.w.var_of);
	vec_free(&r.work);
	vec_free(&r.w.vars);
	vec_free(&r.w.shared);
}

void slots_free(struct slots *s)
{
	map_free(&s->known);
	map_free(&s->handed);
	vec_free(&s->dead);
	vec_free(&s->splits);
}
