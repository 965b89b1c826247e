/*
 * All the constants that an integer can be.
 *
 * Raw IR keeps each value in a local, and a function leaves its result in one (or behind its
 * sret pointer) before it returns it. So a local is taken for the set of all that is ever
 * stored to it, in whatever order, where each use of its address is understood. A block that
 * nothing leads to is not looked at: edges that were found dead end elsewhere.
 *
 * A load that is marked with a range has no value outside it: to branch on one would be
 * undefined. What was never stored is no value either.
 */
#include "ir/possible.h"

#include "ir/value.h"
#include "ir/walk.h"

enum { MOST_VALUES = 16, MOST_STEPS = 1000, MOST_DEPTH = 24 };

struct values {
	uint64_t at[MOST_VALUES];
	unsigned len;
};

/* One question: how far it may still go. */
struct search {
	const struct unit *u;
	unsigned steps, depth;
};

/* Some bytes of a local, or of what an sret pointer points to. */
struct bytes {
	LLVMValueRef memory;
	int64_t at, size_bytes;
};

static bool add_value_of(struct search *s, LLVMValueRef v, struct values *ret);
static bool add_element_of(
	struct search *s, LLVMValueRef v, unsigned index, struct values *ret);
static bool add_stored(struct search *s, struct bytes b, struct values *ret);

static bool add(struct values *set, uint64_t value)
{
	for (unsigned i = 0; i < set->len; i++) {
		if (set->at[i] == value)
			return true;
	}
	if (set->len == MOST_VALUES)
		return false;
	set->at[set->len++] = value;
	return true;
}

static bool go_deeper(struct search *s)
{
	if (s->depth == MOST_DEPTH || s->steps == 0)
		return false;
	s->depth++;
	s->steps--;
	return true;
}

static bool can_run(LLVMBasicBlockRef bb)
{
	return ll.GetFirstUse(ll.BasicBlockAsValue(bb)) ||
	       bb == ll.GetEntryBasicBlock(ll.GetBasicBlockParent(bb));
}

/* ---- memory ---- */

static bool is_result_pointer(LLVMValueRef v)
{
	LLVMValueRef fn;

	if (ll.GetValueKind(v) != LLVMArgumentValueKind)
		return false;
	fn = ll.GetParamParent(v);
	for (unsigned i = 0; i < ll.CountParams(fn); i++) {
		if (ll.GetParam(fn, i) == v)
			return param_has_attr(fn, i, "sret");
	}
	return false;
}

static bool is_local_memory(LLVMValueRef v)
{
	if (ll.IsAInstruction(v))
		return ll.GetInstructionOpcode(v) == LLVMAlloca;
	return is_result_pointer(v);
}

/* What the bytes [at, ...) in `b` get by a write of `size_bytes` at `at`. */
enum hit { HIT_NOTHING, HIT_INSIDE, HIT_ODDLY };

static enum hit hit_by(const struct bytes *b, int64_t at, int64_t size_bytes)
{
	if (at >= b->at + b->size_bytes)
		return HIT_NOTHING;
	if (size_bytes == MEM_SOME_BYTES)
		return HIT_ODDLY;
	if (at + size_bytes <= b->at)
		return HIT_NOTHING;
	if (at <= b->at && b->at + b->size_bytes <= at + size_bytes)
		return HIT_INSIDE;
	return HIT_ODDLY;
}

static bool add_copied(struct search *s, LLVMValueRef copy, struct bytes b, struct values *ret)
{
	LLVMValueRef from = ll.GetOperand(copy, 1);
	int64_t at;

	if (!is_intrinsic_named(copy, "llvm.memcpy") &&
		!is_intrinsic_named(copy, "llvm.memmove"))
		return false;
	b.memory = ptr_base(s->u, from, &at);
	b.at += at;
	return is_local_memory(b.memory) && add_stored(s, b, ret);
}

/* A write at `at` by an instruction itself. */
static bool add_written(struct search *s, const struct mem_write *w, LLVMValueRef insn,
	int64_t at, const struct bytes *b, struct values *ret)
{
	switch (hit_by(b, at, w->size_bytes)) {
	case HIT_NOTHING:
		return true;
	case HIT_INSIDE:
		if (!w->value)
			return add_copied(
				s, insn, (struct bytes){NULL, b->at - at, b->size_bytes}, ret);
		return at == b->at && w->size_bytes == b->size_bytes &&
		       add_value_of(s, w->value, ret);
	case HIT_ODDLY:
		break;
	}
	return false;
}

static bool has_known_body(LLVMValueRef fn)
{
	LLVMLinkage linkage = ll.GetLinkage(fn);

	return !ll.IsDeclaration(fn) && !fn_has_attr(fn, "naked") &&
	       (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage ||
		       linkage == LLVMExternalLinkage);
}

/* The memory at `at` is passed to a call: what is left in it. */
static bool add_left_by(struct search *s, LLVMValueRef call, unsigned argument, int64_t at,
	const struct bytes *b, struct values *ret)
{
	LLVMValueRef callee = direct_callee(call);

	if (!callee || argument >= ll.CountParams(callee) || !has_known_body(callee) ||
		!param_has_attr(callee, argument, "sret"))
		return false;
	if (b->at < at)
		return b->at + b->size_bytes <= at;
	return add_stored(s,
		(struct bytes){ll.GetParam(callee, argument), b->at - at, b->size_bytes}, ret);
}

static bool add_by_use(struct search *s, LLVMUseRef use, LLVMValueRef ptr, int64_t at,
	const struct bytes *b, struct values *ret);

static bool add_by_uses(struct search *s, LLVMValueRef ptr, int64_t at, const struct bytes *b,
	struct values *ret)
{
	for_each_use(use, ptr) {
		if (s->steps == 0)
			return false;
		s->steps--;
		if (!add_by_use(s, use, ptr, at, b, ret))
			return false;
	}
	return true;
}

static bool add_by_use(struct search *s, LLVMUseRef use, LLVMValueRef ptr, int64_t at,
	const struct bytes *b, struct values *ret)
{
	LLVMValueRef user = ll.GetUser(use);
	struct mem_write w;
	bool passed = false;
	int64_t further;

	if (!ll.IsAInstruction(user))
		return false;
	if (!can_run(ll.GetInstructionParent(user)) || is_load(user) || is_marker_call(user))
		return true;
	if (ll.GetInstructionOpcode(user) == LLVMGetElementPtr)
		return ptr_offset(s->u, user, ptr, &further) &&
		       add_by_uses(s, user, at + further, b, ret);
	if (is_mem_write(s->u, user, &w)) {
		if (w.value == ptr)
			return false;
		/* Else it is the source of a copy. */
		return w.to != ptr || add_written(s, &w, user, at, b, ret);
	}
	if (!is_call(user) || is_intrinsic_call(user))
		return false;
	for (unsigned i = 0; i < ll.GetNumArgOperands(user); i++) {
		if (ll.GetOperand(user, i) != ptr)
			continue;
		passed = true;
		if (!add_left_by(s, user, i, at, b, ret))
			return false;
	}
	return passed;
}

static bool add_stored(struct search *s, struct bytes b, struct values *ret)
{
	bool ok;

	if (!go_deeper(s))
		return false;
	ok = add_by_uses(s, b.memory, 0, &b, ret);
	s->depth--;
	return ok;
}

/* All that the range of a load allows. */
static bool add_range(const struct unit *u, LLVMValueRef load, struct values *ret)
{
	static const char name[] = "range";
	unsigned kind = ll.GetMDKindIDInContext(u->context, name, sizeof(name) - 1);
	LLVMValueRef node = ll.GetMetadata(load, kind), ends[2];
	uint64_t low, high;

	if (!node || ll.GetMDNodeNumOperands(node) != 2)
		return false;
	ll.GetMDNodeOperands(node, ends);
	if (!const_int(ends[0], &low) || !const_int(ends[1], &high) || low >= high ||
		high - low > MOST_VALUES)
		return false;
	for (uint64_t v = low; v < high; v++) {
		if (!add(ret, v))
			return false;
	}
	return true;
}

static bool add_loaded(struct search *s, LLVMValueRef load, struct values *ret)
{
	struct values stored = {0};
	struct bytes b = {.size_bytes = (int64_t)access_size_bytes(s->u, load)};

	b.memory = ptr_base(s->u, ll.GetOperand(load, 0), &b.at);
	if (!is_local_memory(b.memory) || !add_stored(s, b, &stored))
		return add_range(s->u, load, ret);
	for (unsigned i = 0; i < stored.len; i++) {
		if (!add(ret, stored.at[i]))
			return false;
	}
	return true;
}

/* ---- values ---- */

static const unsigned WHOLE = (unsigned)-1;

static bool add_part_of(struct search *s, LLVMValueRef v, unsigned index, struct values *ret)
{
	return index == WHOLE ? add_value_of(s, v, ret) : add_element_of(s, v, index, ret);
}

static bool add_returned(
	struct search *s, LLVMValueRef call, unsigned index, struct values *ret)
{
	LLVMValueRef fn = direct_callee(call);

	if (!fn || is_intrinsic_call(call) || !has_known_body(fn))
		return false;
	for_each_bb(bb, fn) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (ll.GetInstructionOpcode(term) != LLVMRet || !can_run(bb))
			continue;
		if (ll.GetNumOperands(term) != 1 ||
			!add_part_of(s, ll.GetOperand(term, 0), index, ret))
			return false;
	}
	return true;
}

/* Of a phi or select: all that it chooses from. */
static bool add_choices(struct search *s, LLVMValueRef v, unsigned index, struct values *ret)
{
	if (ll.GetInstructionOpcode(v) == LLVMSelect)
		return add_part_of(s, ll.GetOperand(v, 1), index, ret) &&
		       add_part_of(s, ll.GetOperand(v, 2), index, ret);
	for (unsigned i = 0; i < ll.CountIncoming(v); i++) {
		if (can_run(ll.GetIncomingBlock(v, i)) &&
			!add_part_of(s, ll.GetIncomingValue(v, i), index, ret))
			return false;
	}
	return true;
}

static bool add_computed(struct search *s, LLVMValueRef v, struct values *ret)
{
	struct values first = {0};
	uint64_t second = 0, value;

	if (ll.GetNumOperands(v) < 1 || ll.GetNumOperands(v) > 2 ||
		!fold_integers(v, 0, 0, &value) ||
		(ll.GetNumOperands(v) == 2 && !const_int(ll.GetOperand(v, 1), &second)) ||
		!add_value_of(s, ll.GetOperand(v, 0), &first))
		return false;
	for (unsigned i = 0; i < first.len; i++) {
		if (!fold_integers(v, first.at[i], second, &value) || !add(ret, value))
			return false;
	}
	return true;
}

static bool add_of_insn(struct search *s, LLVMValueRef v, struct values *ret)
{
	switch (ll.GetInstructionOpcode(v)) {
	case LLVMLoad:
		return add_loaded(s, v, ret);
	case LLVMPHI:
	case LLVMSelect:
		return add_choices(s, v, WHOLE, ret);
	case LLVMCall:
	case LLVMInvoke:
		return add_returned(s, v, WHOLE, ret);
	case LLVMExtractValue:
		return ll.GetNumIndices(v) == 1 &&
		       add_element_of(s, ll.GetOperand(v, 0), ll.GetIndices(v)[0], ret);
	default:
		return add_computed(s, v, ret);
	}
}

static bool add_value_of(struct search *s, LLVMValueRef v, struct values *ret)
{
	uint64_t value;
	bool ok;

	if (const_int(v, &value))
		return add(ret, value);
	if (!ll.IsAInstruction(v) || ll.GetTypeKind(ll.TypeOf(v)) != LLVMIntegerTypeKind ||
		ll.GetIntTypeWidth(ll.TypeOf(v)) > 64 || !go_deeper(s))
		return false;
	ok = add_of_insn(s, v, ret);
	s->depth--;
	return ok;
}

/* Of an integer that is part of a pair. */
static bool add_inserted(struct search *s, LLVMValueRef v, unsigned index, struct values *ret)
{
	if (ll.GetNumIndices(v) != 1)
		return false;
	if (ll.GetIndices(v)[0] == index)
		return add_value_of(s, ll.GetOperand(v, 1), ret);
	return add_element_of(s, ll.GetOperand(v, 0), index, ret);
}

static bool add_element_of(struct search *s, LLVMValueRef v, unsigned index, struct values *ret)
{
	bool ok = false;

	if (!go_deeper(s))
		return false;
	if (!ll.IsAInstruction(v)) {
		LLVMValueRef element =
			ll.IsConstant(v) ? ll.GetAggregateElement(v, index) : NULL;

		ok = element && add_value_of(s, element, ret);
	} else {
		switch (ll.GetInstructionOpcode(v)) {
		case LLVMInsertValue:
			ok = add_inserted(s, v, index, ret);
			break;
		case LLVMPHI:
		case LLVMSelect:
			ok = add_choices(s, v, index, ret);
			break;
		case LLVMCall:
		case LLVMInvoke:
			ok = add_returned(s, v, index, ret);
			break;
		default:
			break;
		}
	}
	s->depth--;
	return ok;
}

bool branch_may_take(const struct unit *u, LLVMValueRef term, unsigned index)
{
	struct search s = {.u = u, .steps = MOST_STEPS};
	LLVMValueRef condition = branch_condition(term);
	struct values all = {0};

	if (!condition || !add_value_of(&s, condition, &all) || all.len == 0)
		return true;
	for (unsigned i = 0; i < all.len; i++) {
		if (branch_successor(term, all.at[i]) == index)
			return true;
	}
	return false;
}
