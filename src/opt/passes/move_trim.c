/*
 * move-trim: a value that is moved before all of it was written is copied as far as it was.
 *
 *	  %future = alloca [4136 x i8]
 *	  store i64 %x, ptr %future                    ; a capture
 *	  store i8 0, ptr %future.tag                  ; unresumed
 *	  %task = call ptr @spawn(ptr %future)
 *
 *	define internal ptr @spawn(ptr %future) {
 *	  %task = call ptr @box_new_uninit(...)
 *	  call void @llvm.memcpy(ptr %task, ptr %future, i64 4136)
 *
 * becomes
 *
 *	  call void @llvm.memcpy(ptr %task, ptr %future, i64 8)
 *	  call void @llvm.memcpy(ptr %task.tag, ptr %future.tag, i64 1)
 *
 * A future that was not polled yet holds its captures and the tag, and room for all that its
 * body will ever keep over an await. A constructor writes the former, each move on the way to
 * where the future stays copies all of it. The same is true of an enum that is moved with a
 * small variant in it.
 *
 * Sound: nothing here knows of futures. Of the memory that is copied from, a local or a
 * parameter's of which all callers are seen, every write that can come before the copy is found
 * (ir/written.c). What none of them covers was never written since the memory was made, so it
 * is undef, and copying it leaves undef at the destination: any value will do there, also the
 * one that was there before. LLVM takes stores of undef away by the same rule. So nobody can
 * tell, whoever looks at either copy: Rust lets such bytes be copied alone (MaybeUninit), and a
 * copy of undef is undef. What is written to the source after the copy, or read from either
 * later, is not touched, nor are drops, the order of unwinding or the places of values. A copy
 * that is volatile stays; a part of one is aligned as its offset says.
 *
 * It runs between LLVM's two pipelines: before them copies of whole values are what LLVM's own
 * passes join, after them nothing would be left to clean the pieces.
 */
#include <string.h>

#include "base/vec.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "ir/written.h"
#include "opt/pass.h"
#include "opt/poison.h"

/* Shorter moves are a few instructions; so is what is worth leaving out. */
static const int64_t LEAST_BYTES = 128, LEAST_TRIMMED = 64;
/* What lies closer together is copied at once. */
static const int64_t MOST_GAP = 16;
enum { MOST_PIECES = 4 };

struct move {
	LLVMValueRef insn, to, from;
	int64_t size_bytes;
	struct extent pieces[MOST_PIECES];
	size_t pieces_len;
};

static bool find_move(const struct unit *u, LLVMValueRef insn, struct move *ret)
{
	uint64_t size, is_volatile;
	LLVMValueRef base;
	int64_t offset;

	if (!is_intrinsic_named(insn, "llvm.memcpy.p") ||
		!const_int(ll.GetOperand(insn, 2), &size) ||
		!const_int(ll.GetOperand(insn, 3), &is_volatile) || is_volatile ||
		size > INT32_MAX || (int64_t)size < LEAST_BYTES)
		return false;
	*ret = (struct move){.insn = insn,
		.to = ll.GetOperand(insn, 0),
		.from = ll.GetOperand(insn, 1),
		.size_bytes = (int64_t)size};
	base = ptr_base(u, ret->from, &offset);
	return ll.GetValueKind(base) == LLVMArgumentValueKind || is_alloca(base);
}

static int64_t bits_set(int64_t v)
{
	int64_t n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

/* About how many instructions a copy costs: those that are executed, or those that are there.
 */
static int64_t cost(int64_t size, bool for_size)
{
	int64_t word = for_size ? 8 : 16;

	if (size > (for_size ? 32 : 128))
		return for_size ? 4 : 12 + size / 16;
	return 2 * (size / word + bits_set(size % word));
}

static int64_t bytes_of(const struct move *m)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < m->pieces_len; i++)
		bytes += m->pieces[i].to - m->pieces[i].from;
	return bytes;
}

static bool pays(const struct move *m, bool for_size)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->pieces_len; i++)
		sum += cost(m->pieces[i].to - m->pieces[i].from, for_size);
	return m->size_bytes - bytes_of(m) >= LEAST_TRIMMED &&
	       sum <= cost(m->size_bytes, for_size);
}

/* Joins what is close; false where too many pieces are left. */
static bool make_pieces(const struct written_bytes *w, struct move *m)
{
	vec_each(struct extent, e, &w->extents) {
		struct extent *last = m->pieces_len ? &m->pieces[m->pieces_len - 1] : NULL;

		if (last && e->from - last->to < MOST_GAP)
			last->to = e->to;
		else if (m->pieces_len == MOST_PIECES)
			return false;
		else
			m->pieces[m->pieces_len++] = *e;
	}
	return true;
}

/* One piece that covers all. */
static void make_one_piece(const struct written_bytes *w, struct move *m)
{
	size_t last = w->extents.len - 1;

	m->pieces[0] = (struct extent){w->extents.at[0].from, w->extents.at[last].to};
	m->pieces_len = 1;
}

static enum reason choose_pieces(const struct written_bytes *w, struct move *m, bool for_size)
{
	int64_t written = 0;

	vec_each(struct extent, e, &w->extents)
		written += e->to - e->from;
	if (m->size_bytes - written < LEAST_TRIMMED)
		return R_ALL_WRITTEN;
	if (make_pieces(w, m) && pays(m, for_size))
		return R_NONE;
	if (w->extents.len)
		make_one_piece(w, m);
	return pays(m, for_size) ? R_NONE : R_SCATTERED;
}

static enum reason why_not(const struct pass_ctx *cx, struct move *m)
{
	bool for_size = size_counts(cx);
	struct written_bytes w;
	enum reason why = R_NONE;

	switch (written_find(cx->unit, m->from, m->size_bytes, m->insn, &w)) {
	case WRITTEN_KNOWN:
		why = choose_pieces(&w, m, for_size);
		break;
	case WRITTEN_CALLERS:
		why = R_CALLERS_UNKNOWN;
		break;
	case WRITTEN_NO_OBJECT:
	case WRITTEN_OTHERWISE:
		why = R_SOURCE_SHARED;
		break;
	}
	written_free(&w);
	return why;
}

static void trim(const struct unit *u, const struct move *m)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMTypeRef type = ll.TypeOf(ll.GetOperand(m->insn, 2));

	ll.PositionBuilderBefore(builder, m->insn);
	ll.SetInstDebugLocation(builder, m->insn);
	if (u->poison)
		ll.BuildMemSet(builder, m->to,
			ll.ConstInt(ll.Int8TypeInContext(u->context), POISON_BYTE, false),
			ll.ConstInt(type, (unsigned long long)m->size_bytes, false),
			(unsigned)call_align_bytes(m->insn, 0));
	for (size_t i = 0; i < m->pieces_len; i++) {
		int64_t at = m->pieces[i].from;

		edit_copy_part(u, builder, m->insn, at, m->pieces[i].to - at);
	}
	ll.InstructionEraseFromParent(m->insn);
	ll.DisposeBuilder(builder);
}

static bool move_trim(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module) {
		for_each_bb(bb, fn) {
			for_each_insn(insn, bb) {
				struct move m;
				int64_t trimmed;

				if (!find_move(cx->unit, insn, &m) ||
					refused(cx, insn, why_not(cx, &m)))
					continue;
				trimmed = m.size_bytes - bytes_of(&m);
				remark_applied(cx, insn,
					"%lld of the %lld bytes that are moved were not "
					"written",
					(long long)trimmed, (long long)m.size_bytes);
				trim(cx->unit, &m);
				cx->counts->moves_trimmed++;
				cx->counts->bytes_trimmed += (size_t)trimmed;
				changed = true;
			}
		}
	}
	return changed;
}

const struct pass pass_move_trim = {
	.name = "move-trim",
	.brief = "copy of a moved value what was written",
	.run = move_trim,
};
