/*
 * Which bytes of a child's frame carry a value from its constructor to its first poll and no
 * further?
 *
 * Bytes [x, x+n) that the move into the place writes are for the start alone when
 *
 *  - nothing in the resume function that a resumed poll can reach reads them, its entry (but
 *    for the tag) included, and neither does the drop glue in a suspended state;
 *  - the resume function does not write them;
 *  - no address that could belong to an object around them leaves the resume function. Of
 *    another coroutine's frame the size is known. So it is of what a reference is passed of:
 *    rustc marks it with the size of its type (rustc_ty_utils/src/abi.rs,
 *    adjust_for_rust_scalar), and through a reference nothing outside its type is reached. A
 *    slice, whose length is a value, is known by noalias: nothing before it is reached. Any
 *    other address may be a raw pointer to the middle of an object: then nothing moves.
 *
 * The tag is never part of an object with an address of its own, so of it only the first two
 * are asked.
 *
 * A read in the first poll has to find all of its bytes in one place, whichever way the loop
 * is entered: where it also covers bytes that stay in the frame, or that were not seen to be
 * moved, those that it shares with them stay, too.
 */
#include "coro/start.h"

#include <string.h>

#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"

/* ---- the loop of an await ---- */

static bool stores_a_state(const struct coro *c, LLVMBasicBlockRef bb)
{
	return block_tag_store(c, bb) != NULL;
}

/* From the suspended state's case straight to the loop: over blocks with one way in and out. */
static bool is_resumption(const struct coro *c, const struct suspend *s, LLVMBasicBlockRef bb,
	LLVMBasicBlockRef to)
{
	for (unsigned steps = 0; bb && steps < 8; steps++) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (bb == ll.GetEntryBasicBlock(c->resume)) {
			for (unsigned v = 0; v < c->states; v++) {
				int index = tag_outcome(term, c->tag_load, v);

				if (index < 0 || ((ll.GetSuccessor(term, (unsigned)index) ==
							  to) != (v == s->state)))
					return false;
			}
			return true;
		}
		if (ll.GetNumSuccessors(term) != 1 || stores_a_state(c, bb))
			return false;
		to = bb;
		bb = single_predecessor(bb);
	}
	return false;
}

bool await_loop_find(const struct coro *c, const struct suspend *s, struct await_loop *ret)
{
	*ret = (struct await_loop){.head = ll.GetInstructionParent(s->poll)};
	for (LLVMBasicBlockRef from = ret->head; (from = single_predecessor(from));) {
		if (ll.GetNumSuccessors(ll.GetBasicBlockTerminator(from)) != 1)
			break;
		ret->head = from;
	}
	for_each_use(use, ll.BasicBlockAsValue(ret->head)) {
		LLVMValueRef term = ll.GetUser(use);
		LLVMBasicBlockRef from;

		if (!ll.IsAInstruction(term))
			return false;
		from = ll.GetInstructionParent(term);
		if (is_resumption(c, s, from, ret->head)) {
			vec_push(&ret->resume, from);
			continue;
		}
		if (ll.GetNumSuccessors(term) != 1)
			return false;
		vec_push(&ret->enter, from);
	}
	return ret->resume.len > 0 && ret->enter.len > 0;
}

void await_loop_free(struct await_loop *loop)
{
	vec_free(&loop->enter);
	vec_free(&loop->resume);
}

/* ---- the move into the place ---- */

static bool overlaps(int64_t a, int64_t a_len, int64_t b, int64_t b_len)
{
	return a < b + b_len && b < a + a_len;
}

/* May an instruction read the child's place? Only what surely lies elsewhere may not. */
static bool may_read_place(const struct unit *u, const struct site *s, LLVMValueRef insn)
{
	LLVMValueRef from = NULL, base;
	int64_t at, size = 0;
	uint64_t len;

	if (is_load(insn)) {
		from = ll.GetOperand(insn, 0);
		size = (int64_t)access_size_bytes(u, insn);
	} else if (is_intrinsic_named(insn, "llvm.memcpy") ||
		   is_intrinsic_named(insn, "llvm.memmove")) {
		from = ll.GetOperand(insn, 1);
		if (!const_int(ll.GetOperand(insn, 2), &len))
			return true;
		size = (int64_t)len;
	} else {
		return is_intrinsic_call(insn) && !is_marker_call(insn) &&
		       !is_intrinsic_named(insn, "llvm.memset");
	}
	base = ptr_base(u, from, &at);
	if (base == s->base)
		return at < s->offset + (int64_t)s->child->size_bytes && s->offset < at + size;
	return !ll.IsAGlobalVariable(base) && !is_alloca(base);
}

/*
 * Goes back from the end of bb to the last call, or to the last read of the place, whose bytes
 * another local may have had before. Over blocks with one way in and out.
 */
static void collect_moved(const struct unit *u, const struct site *s, LLVMBasicBlockRef bb,
	unsigned edge, struct start *start)
{
	for (unsigned steps = 0; bb && steps < 8; steps++, bb = single_predecessor(bb)) {
		if (steps && ll.GetNumSuccessors(ll.GetBasicBlockTerminator(bb)) != 1)
			return;
		for (LLVMValueRef insn = ll.GetLastInstruction(bb); insn;
			insn = ll.GetPreviousInstruction(insn)) {
			struct mem_write w;
			struct moved moved = {
				.write = insn, .edge = edge, .for_start_alone = true};

			if ((is_call(insn) && !is_intrinsic_call(insn)) ||
				may_read_place(u, s, insn))
				return;
			if (!is_mem_write(u, insn, &w) ||
				ptr_base(u, w.to, &moved.at) != s->base)
				continue;
			moved.at -= s->offset;
			moved.size_bytes = w.size_bytes;
			if (w.size_bytes != MEM_SOME_BYTES &&
				!overlaps(0, (int64_t)s->child->size_bytes, moved.at,
					w.size_bytes))
				continue;
			if (moved.at < 0 || w.size_bytes == MEM_SOME_BYTES ||
				moved.at + w.size_bytes > (int64_t)s->child->size_bytes)
				return; /* partly of something else */
			vec_push(&start->moved, moved);
		}
	}
}

/* ---- what a body does with its frame ---- */

/*
 * A read of more than this stays in the frame: what it reads goes to the stack, where LLVM
 * does not forward it. A stack on bare metal has a few kilobytes.
 */
enum { MOST_READ_BYTES = 32768, MOST_READ_BYTES_BARE_METAL = 4096 };

enum access_kind { ACCESS_READ, ACCESS_WRITE, ACCESS_RANGE, ACCESS_SLICE, ACCESS_ESCAPE };

struct access {
	enum access_kind kind;
	LLVMValueRef insn;
	int64_t at, size_bytes;
	bool late; /* a resumed poll, or a drop of a suspended frame, can reach it */
};

struct accesses {
	struct access *at;
	size_t len, cap;
};

static const struct coro *frame_passed(
	const struct model *m, LLVMValueRef call, unsigned operand)
{
	LLVMValueRef callee = direct_callee(call);
	const struct coro *c = callee ? map_get(&m->by_resume, callee) : NULL;

	if (c && operand == c->self_param)
		return c;
	c = callee ? map_get(&m->by_glue, callee) : NULL;
	return c && operand == 0 ? c : NULL;
}

static bool reaches_nothing_before(LLVMValueRef address, unsigned depth);

/* Is operand k, an element's address, used for an access at it or behind it alone? */
static bool stays_behind(LLVMValueRef user, unsigned k, unsigned depth)
{
	if (is_load(user) || is_store(user))
		return is_load(user) || k == 1;
	if (ll.GetInstructionOpcode(user) == LLVMGetElementPtr)
		return depth && (ll.GEPGetNoWrapFlags(user) & LLVMGEPFlagNUW) &&
		       reaches_nothing_before(user, depth - 1);
	if (!is_call(user))
		return false;
	if (is_intrinsic_call(user))
		return is_marker_call(user) || is_intrinsic_named(user, "llvm.memcpy") ||
		       is_intrinsic_named(user, "llvm.memmove") ||
		       is_intrinsic_named(user, "llvm.memset");
	return call_dereferenceable_bytes(user, k) > 0;
}

static bool reaches_nothing_before(LLVMValueRef address, unsigned depth)
{
	for_each_use(use, address) {
		LLVMValueRef user = ll.GetUser(use);

		if (!ll.IsAInstruction(user))
			return false;
		for (int k = 0; k < ll.GetNumOperands(user); k++) {
			if (ll.GetOperand(user, (unsigned)k) == address &&
				!stays_behind(user, (unsigned)k, depth))
				return false;
		}
	}
	return true;
}

static struct access classify(
	const struct unit *u, const struct model *m, LLVMValueRef insn, unsigned operand)
{
	struct access a = {.kind = ACCESS_ESCAPE, .insn = insn};
	uint64_t len;

	if (is_load(insn)) {
		a.kind = ACCESS_READ;
		a.size_bytes = (int64_t)access_size_bytes(u, insn);
	} else if (is_store(insn) && operand == 1) {
		a.kind = ACCESS_WRITE;
		a.size_bytes = (int64_t)access_size_bytes(u, insn);
	} else if ((is_intrinsic_named(insn, "llvm.memcpy") ||
			   is_intrinsic_named(insn, "llvm.memmove") ||
			   is_intrinsic_named(insn, "llvm.memset")) &&
		   const_int(ll.GetOperand(insn, 2), &len)) {
		a.kind = operand == 0 ? ACCESS_WRITE : ACCESS_READ;
		a.size_bytes = (int64_t)len;
	} else if (is_call(insn) && !is_intrinsic_call(insn)) {
		const struct coro *c = frame_passed(m, insn, operand);

		a.size_bytes = (int64_t)(c ? c->size_bytes
					   : call_dereferenceable_bytes(insn, operand));
		if (a.size_bytes)
			a.kind = ACCESS_RANGE;
		else if (!c && call_argument_has(insn, operand, "noalias"))
			a.kind = ACCESS_SLICE;
	} else if (ll.GetInstructionOpcode(insn) == LLVMGetElementPtr && operand == 0 &&
		   (ll.GEPGetNoWrapFlags(insn) & LLVMGEPFlagNUW) &&
		   reaches_nothing_before(insn, 4)) {
		a.kind = ACCESS_SLICE;
	}
	return a;
}

static void collect_in(const struct unit *u, const struct model *m, LLVMBasicBlockRef bb,
	LLVMValueRef frame, bool late, struct accesses *ret)
{
	for_each_insn(insn, bb) {
		int64_t at;

		if (is_marker_call(insn) || coro_is_state_read(u, insn) ||
			(ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
				ptr_offset(u, insn, frame, &at)))
			continue;
		for (int k = 0; k < ll.GetNumOperands(insn); k++) {
			struct access a;

			if (!ptr_offset(u, ll.GetOperand(insn, (unsigned)k), frame, &at))
				continue;
			a = classify(u, m, insn, (unsigned)k);
			a.at = at;
			a.late = late;
			vec_push(ret, a);
		}
	}
}

static void reach_from(LLVMBasicBlockRef bb, struct map *seen)
{
	vec(LLVMBasicBlockRef) work = {0};

	vec_push(&work, bb);
	while (work.len) {
		LLVMValueRef term;

		bb = work.at[--work.len];
		if (map_get(seen, bb))
			continue;
		map_set(seen, bb, bb);
		term = ll.GetBasicBlockTerminator(bb);
		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++)
			vec_push(&work, ll.GetSuccessor(term, i));
	}
	vec_free(&work);
}

/* The blocks that a dispatch leads to with the tag of a suspended frame. */
static bool reach_suspended(
	const struct coro *c, LLVMValueRef fn, LLVMValueRef tag, struct map *ret)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(fn));

	for (unsigned v = STATE_SUSPEND_0; v < c->states; v++) {
		int index = tag_outcome(term, tag, v);

		if (index < 0)
			return false;
		reach_from(ll.GetSuccessor(term, (unsigned)index), ret);
	}
	return true;
}

/* False where one can not say what a suspended frame meets. */
static bool collect_accesses(
	const struct unit *u, const struct model *m, const struct coro *c, struct accesses *ret)
{
	LLVMValueRef glue_tag = glue_tag_load(u, c, c->glue);
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(c->resume);
	struct map late = {0}, dropped = {0};
	bool ok = glue_tag && reach_suspended(c, c->resume, c->tag_load, &late) &&
		  reach_suspended(c, c->glue, glue_tag, &dropped);

	if (ok) {
		for_each_bb(bb, c->resume)
			collect_in(u, m, bb, c->self, bb == entry || map_get(&late, bb), ret);
		for (size_t i = 0; i < dropped.len; i++)
			collect_in(u, m, dropped.entries[i].value, ll.GetParam(c->glue, 0),
				true, ret);
	}
	map_free(&late);
	map_free(&dropped);
	return ok;
}

static bool is_in_tag(const struct coro *c, const struct access *a)
{
	return a->at >= c->tag_offset &&
	       a->at + a->size_bytes <= c->tag_offset + c->tag_bits / 8;
}

static bool is_tag(const struct coro *c, const struct moved *m)
{
	return m->at == c->tag_offset && m->size_bytes == c->tag_bits / 8;
}

static bool is_for_start(
	const struct coro *c, const struct accesses *all, const struct moved *moved)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct access *a = &all->at[i];
		bool hit = overlaps(moved->at, moved->size_bytes, a->at, a->size_bytes);

		if (a->kind == ACCESS_ESCAPE && !is_tag(c, moved))
			return false;
		if (a->kind == ACCESS_SLICE && a->at < moved->at + moved->size_bytes &&
			!is_tag(c, moved))
			return false;
		if (a->kind == ACCESS_RANGE && hit)
			return false;
		if (a->kind == ACCESS_WRITE && hit && !is_in_tag(c, a))
			return false;
		if (a->kind == ACCESS_READ && hit && a->late && a->insn != c->tag_load)
			return false;
	}
	return true;
}

/* Is each byte moved, for the start alone, on one way into the loop? */
static bool is_covered(const struct start *start, unsigned edge, int64_t at, int64_t size_bytes)
{
	int64_t end = at + size_bytes;

	while (at < end) {
		int64_t next = at;

		vec_each(struct moved, m, &start->moved) {
			if (m->for_start_alone && m->edge == edge && m->at <= at &&
				m->at + m->size_bytes > next)
				next = m->at + m->size_bytes;
		}
		if (next == at)
			return false;
		at = next;
	}
	return true;
}

/* Does a read in the first poll cover nothing but bytes for the start? */
static bool reads_start_alone(const struct unit *u, const struct coro *c,
	const struct start *start, const struct accesses *all, const struct access *read)
{
	if (read->size_bytes >
		(target_is_bare_metal(u) ? MOST_READ_BYTES_BARE_METAL : MOST_READ_BYTES))
		return false;
	for (unsigned edge = 0; edge < start->edges; edge++) {
		if (!is_covered(start, edge, read->at, read->size_bytes))
			return false;
	}
	vec_each(struct moved, m, &start->moved) {
		if (!m->for_start_alone &&
			overlaps(m->at, m->size_bytes, read->at, read->size_bytes))
			return false;
	}
	for (size_t i = 0; i < all->len; i++) {
		const struct access *a = &all->at[i];

		if (a->kind == ACCESS_WRITE &&
			overlaps(a->at, a->size_bytes, read->at, read->size_bytes))
			return false;
	}
	return !overlaps(c->tag_offset, c->tag_bits / 8, read->at, read->size_bytes);
}

/* Takes back what a read shares with bytes that stay; true where something changed. */
static bool settle_reads(const struct unit *u, const struct coro *c, const struct accesses *all,
	struct start *start)
{
	bool changed = false;

	for (size_t i = 0; i < all->len; i++) {
		const struct access *a = &all->at[i];

		if (a->kind != ACCESS_READ || a->insn == c->tag_load ||
			reads_start_alone(u, c, start, all, a))
			continue;
		vec_each(struct moved, m, &start->moved) {
			if (m->for_start_alone &&
				overlaps(m->at, m->size_bytes, a->at, a->size_bytes)) {
				m->for_start_alone = false;
				changed = true;
			}
		}
	}
	return changed;
}

static void collect_reads(const struct coro *c, const struct accesses *all, struct start *start)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct access *a = &all->at[i];
		bool hit = false;

		if (a->kind != ACCESS_READ || a->insn == c->tag_load)
			continue;
		vec_each(struct moved, m, &start->moved)
			hit = hit || (m->for_start_alone && overlaps(m->at, m->size_bytes,
								    a->at, a->size_bytes));
		if (hit)
			vec_push(&start->reads, ((struct start_read){a->insn, a->at}));
	}
}

void start_find(const struct unit *u, const struct model *m, const struct site *s,
	const struct await_loop *loop, struct start *ret)
{
	struct accesses all = {0};
	bool ok = collect_accesses(u, m, s->child, &all);

	*ret = (struct start){0};
	ret->edges = (unsigned)loop->enter.len;
	for (unsigned i = 0; i < ret->edges; i++)
		collect_moved(u, s, loop->enter.at[i], i, ret);
	vec_each(struct moved, moved, &ret->moved)
		moved->for_start_alone = ok && is_for_start(s->child, &all, moved);
	while (settle_reads(u, s->child, &all, ret))
		;
	collect_reads(s->child, &all, ret);
	vec_free(&all);
}

void start_free(struct start *start)
{
	vec_free(&start->moved);
	vec_free(&start->reads);
}
