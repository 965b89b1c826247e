/*
 * near-frame: bytes far inside a frame are reached by short offsets.
 *
 *	define void @resume(ptr %self)                       ; optsize or minsize
 *	  ...
 *	  %a = getelementptr inbounds i8, ptr %self, i64 1464
 *	  store ptr %x, ptr %a                               ; 7 bytes of code on x86
 *	  %b = getelementptr inbounds i8, ptr %self, i64 1528
 *	  store i8 0, ptr %b                                 ; 7 bytes
 *
 * becomes
 *
 *	  %k = getelementptr i8, ptr %self, i64 1464
 *	  %near = freeze ptr %k                              ; 7 bytes, once
 *	  ...
 *	  store ptr %x, ptr %near                            ; 3 bytes
 *	  %b = getelementptr i8, ptr %near, i64 64
 *	  store i8 0, ptr %b                                 ; 4 bytes
 *
 * A future is one large object, with its children inside of it. On x86 an offset of -128 to 127
 * takes one byte, any other four; and a local that is far from the stack pointer takes one
 * more, for the stack pointer's own form. LLVM folds each constant into its access and never
 * looks at how long the offset is.
 *
 * The pass runs after LLVM's last pipeline, or that would fold the offsets again. What keeps
 * code generation from it is the freeze, in another block than the accesses.
 *
 * Sound: the address is the same, and so is the object that it points into. The new offsets
 * bear no `inbounds`: the place in the middle may lie outside of an object of which a way to
 * an access needs only the beginning (one variant of an enum), and an address out of bounds is
 * poison then, which freeze would turn into any address at all. Without it, it is an address
 * like any other as long as nothing is read there, and what is accessed lies in the object as
 * before. So freeze never meets a poison that the access would not have met.
 */
#include <string.h>

#include "base/vec.h"
#include "ir/dominators.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* What one byte of offset reaches, behind a base and before it. */
static const int64_t SHORT_LEAST = -128, SHORT_MOST = 127;

/*
 * Accesses that make up for a new base: it takes 7 or 8 bytes, and often a place to keep it
 * over calls. See docs/passes/near-frame.md for other numbers.
 */
static const unsigned LEAST_FROM_PARAMETER = 12, LEAST_FROM_LOCAL = 8;

/* Locals of no more bytes than this all lie near the stack pointer. */
static const uint64_t NEAR_LOCALS_BYTES = 128;

static unsigned least_uses(uint64_t local_bytes)
{
	return local_bytes ? LEAST_FROM_LOCAL : LEAST_FROM_PARAMETER;
}

/* An operand that is an address a constant number of bytes behind the object's start. */
struct use {
	LLVMValueRef insn;
	unsigned operand;
	int64_t at;
	size_t number; /* in the order in which they were found */
};

typedef vec(struct use) uses;

/* An object whose parts are used, and the base for some of them. */
struct window {
	const struct dominators *dominators;
	LLVMValueRef object;
	uint64_t size_bytes;   /* of a local; 0: a parameter, and not known */
	struct use *from, *to; /* sorted, of those that are left */
	int64_t base_at;
	LLVMBasicBlockRef block; /* where the base is computed */
};

/* All of them; not those of phis, markers and what else is no access and no call. */
static void collect(const struct unit *u, LLVMValueRef ptr, int64_t at, uses *ret)
{
	for_each_use(use, ptr) {
		LLVMValueRef user = ll.GetUser(use);
		int64_t more;

		if (!ll.IsAInstruction(user) || is_marker_call(user))
			continue;
		if (ll.GetInstructionOpcode(user) == LLVMGetElementPtr) {
			if (ptr_offset(u, user, ptr, &more))
				collect(u, user, at + more, ret);
			continue;
		}
		if (!is_load(user) && !is_store(user) && !is_call(user))
			continue;
		for (unsigned i = 0; i < (unsigned)ll.GetNumOperands(user); i++) {
			if (ll.GetOperand(user, i) == ptr)
				vec_push(ret, ((struct use){user, i, at, ret->len}));
		}
	}
}

static int by_place(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static LLVMBasicBlockRef block_of(const struct use *use)
{
	return ll.GetInstructionParent(use->insn);
}

/* Most of the uses that one base reaches; false where there are none. */
static bool find_window(const uses *all, struct window *ret)
{
	size_t best = 0, end = 0;

	for (size_t i = 0; i < all->len; i++) {
		while (end < all->len &&
			all->at[end].at <= all->at[i].at + SHORT_MOST - SHORT_LEAST)
			end++;
		if (end - i > best) {
			best = end - i;
			ret->from = all->at + i;
			ret->to = all->at + end;
		}
	}
	return best > 0;
}

/*
 * The base lies where most uses are, as far as it reaches all of them from there: that one
 * needs no offset at all.
 */
static void place_base(struct window *w)
{
	int64_t low = w->from->at, high = (w->to - 1)->at;
	size_t most = 0, same = 0;

	w->base_at = low - SHORT_LEAST < high ? low - SHORT_LEAST : high;
	for (const struct use *x = w->from; x < w->to; x++) {
		same = x > w->from && x->at == (x - 1)->at ? same + 1 : 1;
		if (same > most && low - x->at >= SHORT_LEAST && high - x->at <= SHORT_MOST) {
			most = same;
			w->base_at = x->at;
		}
	}
}

/*
 * It is computed where all uses are behind it, and in another block than most of them: in one
 * block code generation sees through it.
 */
static void place_block(struct window *w)
{
	size_t inside = 0;

	w->block = block_of(w->from);
	for (const struct use *x = w->from; x < w->to && w->block; x++)
		w->block = dominators_common(w->dominators, w->block, block_of(x));
	for (const struct use *x = w->from; x < w->to; x++)
		inside += block_of(x) == w->block;
	if (w->block && inside > 1 && dominators_above(w->dominators, w->block))
		w->block = dominators_above(w->dominators, w->block);
	while (w->block && ll.GetInstructionOpcode(ll.GetBasicBlockTerminator(w->block)) ==
				   LLVMCatchSwitch) /* nothing can stand before it */
		w->block = dominators_above(w->dominators, w->block);
}

static unsigned count_helped(const struct window *w)
{
	unsigned helped = 0;

	for (const struct use *x = w->from; x < w->to; x++)
		helped += block_of(x) != w->block;
	return helped;
}

static enum reason why_not(const struct unit *u, const struct window *w)
{
	if (!target_is_x86(u)) /* one byte or four */
		return R_OFFSETS_ALIKE;
	if (ll.GetPointerAddressSpace(ll.TypeOf(w->object)))
		return R_OTHER_MEMORY;
	if (!w->block || count_helped(w) < least_uses(w->size_bytes))
		return R_FEW_FAR;
	return R_NONE;
}

static LLVMValueRef behind(
	const struct unit *u, LLVMBuilderRef builder, LLVMValueRef base, int64_t bytes)
{
	LLVMTypeRef i8 = ll.Int8TypeInContext(u->context);
	LLVMValueRef offset =
		ll.ConstInt(ll.Int64TypeInContext(u->context), (unsigned long long)bytes, true);

	return bytes ? ll.BuildGEP2(builder, i8, base, &offset, 1, "") : base;
}

/*
 * In a local the base is in bounds, and may say so: a freeze of what can not be poison goes
 * where LLVM simplifies a block, as after it has expanded a memcmp.
 */
static LLVMValueRef build_base(
	const struct unit *u, LLVMBuilderRef builder, const struct window *w)
{
	bool in_bounds = w->base_at >= 0 && (uint64_t)w->base_at < w->size_bytes;

	return ll.BuildFreeze(builder,
		in_bounds ? edit_place(u, builder, w->object, w->base_at)
			  : behind(u, builder, w->object, w->base_at),
		"near");
}

static void rebase(const struct unit *u, const struct window *w)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef near;

	ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(w->block));
	near = build_base(u, builder, w);
	for (const struct use *x = w->from; x < w->to; x++) {
		if (block_of(x) == w->block)
			continue;
		ll.PositionBuilderBefore(builder, x->insn);
		ll.SetOperand(
			x->insn, x->operand, behind(u, builder, near, x->at - w->base_at));
	}
	ll.DisposeBuilder(builder);
}

/* Takes a window's uses out of those that are left. */
static void take_out(uses *all, const struct window *w)
{
	size_t behind_it = (size_t)(all->at + all->len - w->to);

	memmove(w->from, w->to, behind_it * sizeof(*w->from));
	all->len = (size_t)(w->from - all->at) + behind_it;
}

static bool rebase_object(struct pass_ctx *cx, LLVMValueRef fn, LLVMValueRef object,
	const struct dominators *dominators, uint64_t size_bytes)
{
	struct window w = {
		.dominators = dominators, .object = object, .size_bytes = size_bytes};
	uses all = {0};
	size_t far = 0;
	bool changed = false;

	collect(cx->unit, object, 0, &all);
	if (all.len)
		qsort(all.at, all.len, sizeof(*all.at), by_place);
	for (size_t i = 0; i < all.len; i++) {
		if (size_bytes || all.at[i].at < SHORT_LEAST || all.at[i].at > SHORT_MOST)
			all.at[far++] = all.at[i];
	}
	all.len = far;
	while (find_window(&all, &w) && (size_t)(w.to - w.from) >= least_uses(size_bytes)) {
		place_base(&w);
		place_block(&w);
		if (!refused(cx, fn, why_not(cx->unit, &w))) {
			rebase(cx->unit, &w);
			remark_applied(cx, fn, "%u uses of bytes %lld to %lld by short offsets",
				count_helped(&w), (long long)w.from->at,
				(long long)(w.to - 1)->at);
			changed = true;
		}
		take_out(&all, &w);
	}
	vec_free(&all);
	return changed;
}

static bool is_local_object(const struct unit *u, LLVMValueRef insn, uint64_t *ret_bytes)
{
	if (!is_alloca(insn) || !ll.IsAConstantInt(ll.GetOperand(insn, 0)))
		return false;
	*ret_bytes = ll.ABISizeOfType(u->layout, ll.GetAllocatedType(insn));
	return true;
}

static bool rebase_locals(
	struct pass_ctx *cx, LLVMValueRef fn, const struct dominators *dominators)
{
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(fn);
	uint64_t all_bytes = 0, bytes;
	bool changed = false;

	for_each_insn(insn, entry)
		all_bytes += is_local_object(cx->unit, insn, &bytes) ? bytes : 0;
	if (all_bytes <= NEAR_LOCALS_BYTES)
		return false;
	for_each_insn(insn, entry) {
		if (is_local_object(cx->unit, insn, &bytes))
			changed |= rebase_object(cx, fn, insn, dominators, bytes);
	}
	return changed;
}

static bool near_frame(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module) {
		struct dominators dominators;

		if (ll.IsDeclaration(fn) || !fn_is_for_size(fn))
			continue;
		dominators = dominators_find(fn);
		for (unsigned i = 0; i < ll.CountParams(fn); i++) {
			LLVMValueRef param = ll.GetParam(fn, i);

			if (ll.GetTypeKind(ll.TypeOf(param)) == LLVMPointerTypeKind)
				changed |= rebase_object(cx, fn, param, &dominators, 0);
		}
		changed |= rebase_locals(cx, fn, &dominators);
		dominators_free(&dominators);
	}
	return changed;
}

const struct pass pass_near_frame = {
	.name = "near-frame",
	.brief = "reach far bytes of a large frame by short offsets",
	.run = near_frame,
};
