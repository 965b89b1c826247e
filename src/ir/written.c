/*
 * Memory is an object of LLVM's: a local (alloca), or what a parameter points to. From it all
 * uses of its address are followed, over constant getelementptrs. A use is understood if it is
 * a load, the target of a plain write, the source of a copy, or an argument of a call whose
 * callee is here: then the callee's uses of the parameter are followed in the same way. Any
 * other use ends the search without an answer, if a way leads from it to where the question is
 * asked: what comes later has written nothing yet. On that way loops count, so a local that is
 * made anew in each round holds what earlier rounds wrote.
 *
 * A copy from another object writes what can have been written there when it is executed:
 * copying undef leaves undef.
 *
 * A parameter's memory holds what its callers wrote before the call, so all of them have to be
 * known: the function is local to the module and nothing but called. While it runs nobody but
 * it has the address, since each caller is asked whether it was given away before.
 *
 * Control flow within a function that is called is not looked at: all of its writes count.
 */
#include "ir/written.h"

#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"

enum { MOST_STEPS = 3000, MOST_EXTENTS = 256 };
static const unsigned MOST_DEPTH = 8;

struct search {
	const struct unit *u;
	unsigned steps, depth;
	enum written why;
};

/* The memory that is asked about, and when. */
struct object {
	LLVMValueRef base;
	LLVMValueRef at; /* NULL: whenever its function has run */
};

struct extents {
	struct extent *at;
	size_t len, cap;
};

static bool add_before(struct search *s, const struct object *o, struct extents *ret);

static bool fail(struct search *s, enum written why)
{
	if (s->why == WRITTEN_KNOWN)
		s->why = why;
	return false;
}

static bool add(struct search *s, struct extents *ret, int64_t from, int64_t to)
{
	if (ret->len == MOST_EXTENTS)
		return fail(s, WRITTEN_OTHERWISE);
	if (from < to)
		vec_push(ret, ((struct extent){from, to}));
	return true;
}

static bool go_deeper(struct search *s)
{
	if (s->depth == MOST_DEPTH)
		return fail(s, WRITTEN_OTHERWISE);
	s->depth++;
	return true;
}

/* The function and index of a parameter; a copy that LLVM makes of an argument is none. */
static LLVMValueRef fn_of_param(LLVMValueRef v, unsigned *ret_index)
{
	LLVMValueRef fn;

	if (ll.GetValueKind(v) != LLVMArgumentValueKind)
		return NULL;
	fn = ll.GetParamParent(v);
	for (unsigned i = 0; i < ll.CountParams(fn); i++) {
		if (ll.GetParam(fn, i) == v)
			*ret_index = i;
	}
	return param_has_attr(fn, *ret_index, "byval") ? NULL : fn;
}

/* Can a way lead from behind `insn` to `at`? */
static bool may_precede(LLVMValueRef insn, LLVMValueRef at)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(insn), to;
	LLVMValueRef term;

	if (!at)
		return true;
	to = ll.GetInstructionParent(at);
	if (from == to) {
		for (LLVMValueRef next = insn; (next = ll.GetNextInstruction(next)) != NULL;) {
			if (next == at)
				return true;
		}
	}
	term = ll.GetBasicBlockTerminator(from);
	for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++) {
		if (block_leads_to(ll.GetSuccessor(term, i), to))
			return true;
	}
	return false;
}

/* What a copy to `to` can write: what its source can hold. Else all of it. */
static bool add_copied(
	struct search *s, LLVMValueRef copy, int64_t to, int64_t size, struct extents *ret)
{
	struct extents held = {0};
	struct object from = {.at = copy};
	enum written why = s->why;
	int64_t at;
	bool ok = true;

	from.base = ptr_base(s->u, ll.GetOperand(copy, 1), &at);
	if (!go_deeper(s))
		return false;
	if (!add_before(s, &from, &held)) {
		s->why = why;
		ok = add(s, ret, to, to + size);
		held.len = 0;
	}
	s->depth--;
	vec_each(struct extent, e, &held) {
		int64_t a = e->from > at ? e->from : at;
		int64_t b = e->to < at + size ? e->to : at + size;

		ok = ok && add(s, ret, a - at + to, b - at + to);
	}
	vec_free(&held);
	return ok;
}

static bool add_by_uses(struct search *s, const struct object *o, LLVMValueRef ptr,
	int64_t offset, struct extents *ret);

/* What a call writes through its argument k. */
static bool add_by_call(
	struct search *s, LLVMValueRef call, unsigned k, int64_t offset, struct extents *ret)
{
	LLVMValueRef callee = direct_callee(call);
	struct extents within = {0};
	struct object o;
	bool ok;

	if (k >= ll.GetNumArgOperands(call))
		return fail(s, WRITTEN_OTHERWISE);
	if (call_argument_has(call, k, "byval"))
		return true;
	if (call_argument_is_only_read(call, k))
		return true;
	if (!callee || !fn_has_exact_body(callee) || fn_has_attr(callee, "naked") ||
		k >= ll.CountParams(callee) ||
		ll.GlobalGetValueType(callee) != ll.GetCalledFunctionType(call))
		return fail(s, WRITTEN_OTHERWISE);
	if (!go_deeper(s))
		return false;
	o = (struct object){.base = ll.GetParam(callee, k)};
	ok = add_by_uses(s, &o, o.base, 0, &within);
	s->depth--;
	vec_each(struct extent, e, &within)
		ok = ok && add(s, ret, e->from + offset, e->to + offset);
	vec_free(&within);
	return ok;
}

/* What an instruction does with its operand k, the address of the object plus offset. */
static bool add_by_operand(struct search *s, const struct object *o, LLVMValueRef user,
	unsigned k, int64_t offset, struct extents *ret)
{
	struct mem_write w;

	if (is_load(user) || ll.GetInstructionOpcode(user) == LLVMICmp || is_marker_call(user))
		return true;
	if (ll.GetInstructionOpcode(user) == LLVMGetElementPtr) {
		LLVMValueRef of = ll.GetOperand(user, 0);
		int64_t further;

		return (k == 0 && ptr_offset(s->u, user, of, &further) &&
			       add_by_uses(s, o, user, offset + further, ret)) ||
		       fail(s, WRITTEN_OTHERWISE);
	}
	if (!may_precede(user, o->at))
		return true;
	if (is_store(user) && k == 0)
		return fail(s, WRITTEN_OTHERWISE);
	if (is_mem_write(s->u, user, &w)) {
		if (!is_store(user) && k == 1)
			return true; /* copied from here */
		if (w.size_bytes == MEM_SOME_BYTES)
			return fail(s, WRITTEN_OTHERWISE);
		if (is_intrinsic_named(user, "llvm.memcpy"))
			return add_copied(s, user, offset, w.size_bytes, ret);
		return add(s, ret, offset, offset + w.size_bytes);
	}
	if (!is_call(user) || is_intrinsic_call(user))
		return fail(s, WRITTEN_OTHERWISE);
	return add_by_call(s, user, k, offset, ret);
}

static bool add_by_uses(struct search *s, const struct object *o, LLVMValueRef ptr,
	int64_t offset, struct extents *ret)
{
	for_each_use(use, ptr) {
		LLVMValueRef user = ll.GetUser(use);

		if (s->steps == 0 || !ll.IsAInstruction(user))
			return fail(s, WRITTEN_OTHERWISE);
		s->steps--;
		for (int k = 0; k < ll.GetNumOperands(user); k++) {
			if (ll.GetOperand(user, (unsigned)k) == ptr &&
				!add_by_operand(s, o, user, (unsigned)k, offset, ret))
				return false;
		}
	}
	return true;
}

/* What is in the memory of parameter `index` when a call hands it over. */
static bool add_by_caller(
	struct search *s, LLVMValueRef call, unsigned index, struct extents *ret)
{
	struct extents held = {0};
	struct object o = {.at = call};
	int64_t offset, other;
	bool ok;

	o.base = ptr_base(s->u, ll.GetOperand(call, index), &offset);
	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		/* Another address of the same memory, for the callee. */
		if (i != index && ptr_base(s->u, ll.GetOperand(call, i), &other) == o.base)
			return fail(s, WRITTEN_OTHERWISE);
	}
	if (!go_deeper(s))
		return false;
	ok = add_before(s, &o, &held);
	s->depth--;
	vec_each(struct extent, e, &held)
		ok = ok && add(s, ret, e->from - offset, e->to - offset);
	vec_free(&held);
	return ok;
}

static bool add_by_callers(
	struct search *s, LLVMValueRef fn, unsigned index, struct extents *ret)
{
	LLVMLinkage linkage = ll.GetLinkage(fn);

	if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
		return fail(s, WRITTEN_CALLERS);
	for_each_use(use, fn) {
		LLVMValueRef call = ll.GetUser(use);

		if (s->steps == 0)
			return fail(s, WRITTEN_OTHERWISE);
		s->steps--;
		if (!ll.IsAInstruction(call) || !is_call(call) || direct_callee(call) != fn ||
			ll.GetCalledFunctionType(call) != ll.GlobalGetValueType(fn))
			return fail(s, WRITTEN_CALLERS);
		for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
			if (ll.GetOperand(call, i) == fn)
				return fail(s, WRITTEN_CALLERS);
		}
		if (!add_by_caller(s, call, index, ret))
			return false;
	}
	return true;
}

static bool add_before(struct search *s, const struct object *o, struct extents *ret)
{
	unsigned index = 0;
	LLVMValueRef fn = NULL;

	if (!is_alloca(o->base) && !(fn = fn_of_param(o->base, &index)))
		return fail(s, WRITTEN_NO_OBJECT);
	return (!fn || add_by_callers(s, fn, index, ret)) && add_by_uses(s, o, o->base, 0, ret);
}

/* ---- what was asked for ---- */

static int by_start(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* The part of them that lies in the size bytes at `at`, in order and joined. */
static void cut_out(struct extents *all, int64_t at, int64_t size, struct written_bytes *ret)
{
	if (all->len)
		qsort(all->at, all->len, sizeof(*all->at), by_start);
	vec_each(struct extent, e, all) {
		int64_t from = e->from > at ? e->from - at : 0;
		int64_t to = e->to - at < size ? e->to - at : size;
		struct extent *last =
			ret->extents.len ? &ret->extents.at[ret->extents.len - 1] : NULL;

		if (from >= to)
			continue;
		if (!last || last->to < from)
			vec_push(&ret->extents, ((struct extent){from, to}));
		else if (last->to < to)
			last->to = to;
	}
}

enum written written_find(const struct unit *u, LLVMValueRef ptr, int64_t size, LLVMValueRef at,
	struct written_bytes *ret)
{
	struct search s = {.u = u, .steps = MOST_STEPS};
	struct extents all = {0};
	struct object o = {.at = at};
	int64_t offset;

	*ret = (struct written_bytes){0};
	o.base = ptr_base(u, ptr, &offset);
	if (add_before(&s, &o, &all))
		cut_out(&all, offset, size, ret);
	vec_free(&all);
	return s.why;
}

void written_free(struct written_bytes *w)
{
	vec_free(&w->extents);
}
