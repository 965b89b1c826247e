/*
 * Which values can be in the tag, and what runs with them.
 *
 * The set is a fixpoint from {0} and not "some store exists": in
 * `async { if false { p().await } 5 }` the only store of 3 is reached from state 3 alone.
 * Only the resume function writes the tag while it runs, and between its polls nobody does
 * (the axiom of docs/ARCHITECTURE.md), so what its own body can store is all there is.
 * Other copies of the resume function have the same source and so the same set.
 */
#include <string.h>

#include "base/vec.h"
#include "coro/build.h"
#include "ir/value.h"
#include "ir/walk.h"

/* A tag of more values than this is no tag of rustc's. */
static const uint64_t MOST_STATES = 65536;

static void states_grow(struct unit *u, struct states *s, unsigned size)
{
	bool *has;

	if (size <= s->size)
		return;
	has = arena_alloc(&u->arena, size * sizeof(*has));
	if (s->size)
		memcpy(has, s->has, s->size * sizeof(*has));
	s->has = has;
	s->size = size;
}

static bool states_add(struct unit *u, struct states *s, uint64_t value)
{
	if (value >= MOST_STATES)
		return false;
	states_grow(u, s, (unsigned)value + 1);
	s->has[value] = true;
	return true;
}

bool states_has(const struct states *s, unsigned state)
{
	return state < s->size && s->has[state];
}

/* Adds all values that an integer can have; false where one is not a constant. */
static bool add_possible(struct unit *u, struct states *s, LLVMValueRef v, unsigned depth)
{
	uint64_t value;

	if (const_int(v, &value))
		return states_add(u, s, value);
	if (!ll.IsAInstruction(v) || depth == 0)
		return false;
	if (ll.GetInstructionOpcode(v) == LLVMSelect)
		return add_possible(u, s, ll.GetOperand(v, 1), depth - 1) &&
		       add_possible(u, s, ll.GetOperand(v, 2), depth - 1);
	if (ll.GetInstructionOpcode(v) != LLVMPHI)
		return false;
	for (unsigned i = 0; i < ll.CountIncoming(v); i++) {
		if (!add_possible(u, s, ll.GetIncomingValue(v, i), depth - 1))
			return false;
	}
	return true;
}

/* A write of a choice of addresses: all bytes around may be hit, on either side. */
static const int64_t ALL_BYTES = -1;

static bool overlaps_tag(const struct coro *c, int64_t offset, int64_t size_bytes)
{
	if (size_bytes == ALL_BYTES)
		return true;
	if (offset >= c->tag_offset + c->tag_bits / 8)
		return false;
	/* Such a length is a source-level array's, which ends before the tag. */
	if (size_bytes == MEM_SOME_BYTES)
		return offset == c->tag_offset;
	return offset + size_bytes > c->tag_offset;
}

/*
 * May a pointer that LLVM chose among several (it sinks stores of two arms into one, with a
 * phi of the addresses) be the tag's? A pointer that does not come from the frame parameter
 * is not (the axiom), nor is one with a variable index: that is an array in the frame.
 */
static bool choice_may_hit(const struct unit *u, const struct coro *c, LLVMValueRef ptr,
	int64_t size_bytes, unsigned depth)
{
	bool is_select, is_phi;
	int64_t offset;

	if (ptr_offset(u, ptr, c->self, &offset))
		return overlaps_tag(c, offset, size_bytes);
	if (!ll.IsAInstruction(ptr))
		return false;
	if (depth == 0)
		return true;
	if (ll.GetInstructionOpcode(ptr) == LLVMGetElementPtr) {
		LLVMValueRef base = ll.GetOperand(ptr, 0);

		/* Relative to a choice the offset is lost: anything of the frame may be hit. */
		return base != c->self && !ptr_offset(u, base, c->self, &offset) &&
		       choice_may_hit(u, c, base, ALL_BYTES, depth - 1);
	}
	is_select = ll.GetInstructionOpcode(ptr) == LLVMSelect;
	is_phi = ll.GetInstructionOpcode(ptr) == LLVMPHI;
	if (!is_select && !is_phi)
		return false;
	for (int i = is_select; i < ll.GetNumOperands(ptr); i++) {
		if (choice_may_hit(
			    u, c, ll.GetOperand(ptr, (unsigned)i), size_bytes, depth - 1))
			return true;
	}
	return false;
}

/* The values that a write at `offset`, over the tag, leaves in it; false if not known. */
static bool add_written(struct unit *u, struct states *s, const struct coro *c,
	const struct mem_write *w, int64_t offset)
{
	int64_t tag_bytes = c->tag_bits / 8;
	uint64_t value;

	if (!w->value)
		return false;
	if (offset == c->tag_offset && w->size_bytes == tag_bytes)
		return add_possible(u, s, w->value, 4);

	/* A constant that LLVM stores over more than the tag. */
	if (offset > c->tag_offset || w->size_bytes > 8 ||
		offset + w->size_bytes < c->tag_offset + tag_bytes)
		return false;
	if (ll.ByteOrder(u->layout) != LLVMLittleEndian || !const_int(w->value, &value))
		return false;
	value >>= 8 * (c->tag_offset - offset);
	return states_add(u, s, value & ((UINT64_C(1) << c->tag_bits) - 1));
}

bool collect_tag_stores(struct unit *u, struct coro *c)
{
	vec(struct tag_store) stores = {0};
	bool ok = true;

	for_each_bb(bb, c->resume) {
		for_each_insn(insn, bb) {
			struct tag_store store = {.insn = insn};
			struct mem_write w;
			int64_t offset;

			if (!is_mem_write(u, insn, &w))
				continue;
			if (!ptr_offset(u, w.to, c->self, &offset)) {
				ok = ok && !choice_may_hit(u, c, w.to, w.size_bytes, 4);
				continue;
			}
			if (!overlaps_tag(c, offset, w.size_bytes))
				continue;
			ok = ok && add_written(u, &store.values, c, &w, offset);
			vec_push(&stores, store);
		}
	}

	c->stores_len = stores.len;
	c->stores = arena_alloc(&u->arena, (stores.len + 1) * sizeof(*c->stores));
	c->states = STATE_SUSPEND_0;
	for (size_t i = 0; i < stores.len; i++) {
		c->stores[i] = stores.at[i];
		if (stores.at[i].values.size > c->states)
			c->states = stores.at[i].values.size;
	}
	vec_free(&stores);
	return ok;
}

const struct tag_store *block_tag_store(const struct coro *c, LLVMBasicBlockRef bb)
{
	const struct tag_store *last = NULL;

	for (size_t i = 0; i < c->stores_len; i++) {
		if (ll.GetInstructionParent(c->stores[i].insn) == bb)
			last = &c->stores[i];
	}
	return last;
}

/* The value of v when the tag load gave `value`; false where it depends on more. */
static bool evaluate(
	LLVMValueRef v, LLVMValueRef tag, uint64_t value, unsigned depth, uint64_t *ret)
{
	uint64_t a, b = 0;

	if (ll.GetTypeKind(ll.TypeOf(v)) != LLVMIntegerTypeKind)
		return false;
	if (v == tag) {
		*ret = value;
		return true;
	}
	if (const_int(v, ret))
		return true;
	if (!ll.IsAInstruction(v) || depth == 0 || !fold_integers(v, 0, 0, &a))
		return false;
	if (!evaluate(ll.GetOperand(v, 0), tag, value, depth - 1, &a))
		return false;
	if (ll.GetNumOperands(v) > 1 &&
		!evaluate(ll.GetOperand(v, 1), tag, value, depth - 1, &b))
		return false;
	return fold_integers(v, a, b, ret);
}

int tag_outcome(LLVMValueRef term, LLVMValueRef tag, uint64_t value)
{
	LLVMValueRef condition = branch_condition(term);
	uint64_t got;

	if (!condition || !evaluate(condition, tag, value, 8, &got))
		return -1;
	return (int)branch_successor(term, got);
}

/* The walk over what can run. */
struct walk {
	struct unit *u;
	const struct coro *c;
	struct reach *r;
	vec(LLVMBasicBlockRef) work;
	vec(LLVMBasicBlockRef) on_tag; /* reached blocks that end in a test of the tag */
	struct map stores;	       /* instruction -> struct tag_store */
	struct map stores_in;	       /* the blocks that hold one */
};

static void visit(struct walk *w, LLVMBasicBlockRef bb)
{
	if (map_get(&w->r->blocks, bb))
		return;
	map_set(&w->r->blocks, bb, bb);
	vec_push(&w->work, bb);
}

static void visit_for_state(struct walk *w, LLVMBasicBlockRef bb, unsigned state)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
	int index = tag_outcome(term, w->c->tag_load, state);

	if (index >= 0)
		visit(w, ll.GetSuccessor(term, (unsigned)index));
}

static void state_reached(struct walk *w, unsigned state)
{
	if (states_has(&w->r->states, state))
		return;
	states_add(w->u, &w->r->states, state);
	for (size_t i = 0; i < w->on_tag.len; i++)
		visit_for_state(w, w->on_tag.at[i], state);
}

static void follow(struct walk *w, LLVMBasicBlockRef bb)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
	unsigned successors = ll.GetNumSuccessors(term);

	/* Does it depend on nothing but the tag (or on nothing at all)? */
	if (tag_outcome(term, w->c->tag_load, STATE_UNRESUMED) >= 0) {
		vec_push(&w->on_tag, bb);
		for (unsigned s = 0; s < w->r->states.size; s++) {
			if (w->r->states.has[s])
				visit_for_state(w, bb, s);
		}
		return;
	}
	if (ll.GetInstructionOpcode(term) == LLVMInvoke && call_has_attr(term, "nounwind"))
		successors = 1; /* the first is the normal one */
	for (unsigned i = 0; i < successors; i++)
		visit(w, ll.GetSuccessor(term, i));
}

static void run_stores(struct walk *w, LLVMBasicBlockRef bb)
{
	if (!map_get(&w->stores_in, bb))
		return;
	for_each_insn(insn, bb) {
		const struct tag_store *s = map_get(&w->stores, insn);

		for (unsigned v = 0; s && v < s->values.size; v++) {
			if (s->values.has[v])
				state_reached(w, v);
		}
	}
}

struct reach coro_reach(struct unit *u, const struct coro *c)
{
	struct reach r = {0};
	struct walk w = {.u = u, .c = c, .r = &r};

	for (size_t i = 0; i < c->stores_len; i++) {
		map_set(&w.stores, c->stores[i].insn, &c->stores[i]);
		map_set(&w.stores_in, ll.GetInstructionParent(c->stores[i].insn),
			&c->stores[i]);
	}
	states_grow(u, &r.states, c->states);
	state_reached(&w, STATE_UNRESUMED);
	visit(&w, ll.GetEntryBasicBlock(c->resume));
	while (w.work.len) {
		LLVMBasicBlockRef bb = w.work.at[--w.work.len];

		run_stores(&w, bb);
		follow(&w, bb);
	}

	vec_free(&w.work);
	vec_free(&w.on_tag);
	map_free(&w.stores);
	map_free(&w.stores_in);
	return r;
}

void reach_free(struct reach *r)
{
	map_free(&r->blocks);
}

bool reach_has(const struct reach *r, LLVMBasicBlockRef bb)
{
	return map_get(&r->blocks, bb) != NULL;
}

static unsigned state_read_kind(const struct unit *u)
{
	static const char name[] = "async-opt.state-read";

	return ll.GetMDKindIDInContext(u->context, name, sizeof(name) - 1);
}

void coro_mark_state_read(const struct unit *u, LLVMValueRef load)
{
	ll.SetMetadata(load, state_read_kind(u),
		ll.MetadataAsValue(u->context, ll.MDNodeInContext2(u->context, NULL, 0)));
}

bool coro_is_state_read(const struct unit *u, LLVMValueRef insn)
{
	return is_load(insn) && ll.GetMetadata(insn, state_read_kind(u));
}
