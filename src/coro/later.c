/*
 * All accesses of a body to its frame are collected once, block by block; a question about
 * some bytes is then a walk over blocks from the case of a state. A block that returns with
 * the store of a state leads to that state's case, as long as the value is held there.
 *
 * An address that is not a constant number of bytes behind the frame's start is of something
 * that lies around it: it counts as a use of where it begins (ptr_offset), and a value whose
 * address is given to a call is used there. A reference that was made before the suspend
 * is not followed; later_is_lent says that there may be one.
 */
#include "coro/later.h"

#include "coro/build.h"
#include "ir/value.h"
#include "ir/walk.h"

/* ---- collecting ---- */

static bool is_constant_gep(const struct unit *u, const struct coro *c, LLVMValueRef insn)
{
	int64_t at;

	return ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
	       ptr_offset(u, insn, c->self, &at);
}

/* A result that no address fits in: what is given an address can hand it on by it. */
static bool returns_plain(LLVMValueRef call)
{
	LLVMTypeKind kind = ll.GetTypeKind(ll.TypeOf(call));

	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		if (call_argument_has(call, i, "sret"))
			return false;
	}
	return kind == LLVMVoidTypeKind || kind == LLVMFloatTypeKind ||
	       kind == LLVMDoubleTypeKind ||
	       (kind == LLVMIntegerTypeKind && ll.GetIntTypeWidth(ll.TypeOf(call)) <= 64);
}

static bool is_copy(LLVMValueRef insn)
{
	return is_intrinsic_named(insn, "llvm.memcpy") ||
	       is_intrinsic_named(insn, "llvm.memmove");
}

/* What insn does with the address that is its operand k. */
static struct frame_access classify(const struct unit *u, LLVMValueRef insn, unsigned k)
{
	struct frame_access a = {.size_bytes = 1, .kind = VALUE_USED};
	struct mem_write write;
	LLVMValueRef callee;

	if (is_load(insn)) {
		a.size_bytes = (int64_t)access_size_bytes(u, insn);
		a.moved = ll.GetFirstUse(insn) && is_store(ll.GetUser(ll.GetFirstUse(insn)));
		return a;
	}
	if (is_mem_write(u, insn, &write) && write.size_bytes != MEM_SOME_BYTES) {
		bool to = is_store(insn) ? k == 1 : k == 0;

		a.lent = is_store(insn) && !to;
		if (!a.lent)
			a.size_bytes = write.size_bytes;
		if (to)
			a.kind = VALUE_WRITTEN;
		a.moved = is_copy(insn) && !to;
		return a;
	}
	callee = is_call(insn) ? direct_callee(insn) : NULL;
	if (callee && is_drop_glue_name(value_name(callee)) && k == 0)
		a.kind = VALUE_DROPPED;
	else
		a.lent = !is_call(insn) || !returns_plain(insn);
	return a;
}

static void collect_in(const struct unit *u, struct later *l, LLVMBasicBlockRef bb)
{
	for_each_insn(insn, bb) {
		if (is_constant_gep(u, l->coro, insn) || is_marker_call(insn))
			continue;
		for (int k = 0; k < ll.GetNumOperands(insn); k++) {
			struct frame_access a;
			int64_t at;

			if (!ptr_offset(
				    u, ll.GetOperand(insn, (unsigned)k), l->coro->self, &at))
				continue;
			a = classify(u, insn, (unsigned)k);
			a.at = at;
			vec_push(&l->accesses, a);
		}
	}
}

/* The suspended state that a block leaves when it returns; 0: none. */
static unsigned state_left(const struct coro *c, LLVMBasicBlockRef bb)
{
	const struct tag_store *s;

	if (ll.GetInstructionOpcode(ll.GetBasicBlockTerminator(bb)) != LLVMRet)
		return 0;
	s = block_tag_store(c, bb);
	for (unsigned v = STATE_SUSPEND_0; s && v < s->values.size; v++) {
		if (s->values.has[v])
			return v;
	}
	return 0;
}

void later_open(const struct unit *u, const struct coro *c, struct later *ret)
{
	*ret = (struct later){.coro = c};
	for_each_bb(bb, c->resume) {
		struct frame_block block = {
			.bb = bb, .first = ret->accesses.len, .suspends = state_left(c, bb)};

		collect_in(u, ret, bb);
		block.len = ret->accesses.len - block.first;
		vec_push(&ret->blocks, block);
	}
	vec_each(struct frame_block, block, &ret->blocks)
		map_set(&ret->by_block, block->bb, block);
}

void later_close(struct later *l)
{
	vec_free(&l->accesses);
	vec_free(&l->blocks);
	map_free(&l->by_block);
}

/* ---- asking ---- */

struct onward {
	const struct later *l;
	struct map seen;
	vec(const struct frame_block *) work;
};

static void go_to(struct onward *w, LLVMBasicBlockRef bb)
{
	if (map_get(&w->seen, bb))
		return;
	map_set(&w->seen, bb, bb);
	vec_push(&w->work, map_get(&w->l->by_block, bb));
}

static void go_to_state(struct onward *w, unsigned state)
{
	const struct coro *c = w->l->coro;
	LLVMValueRef term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(c->resume));
	int index = tag_outcome(term, c->tag_load, state);

	if (index >= 0)
		go_to(w, ll.GetSuccessor(term, (unsigned)index));
}

static void go_on(struct onward *w, const struct frame_block *block)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(block->bb);

	for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++)
		go_to(w, ll.GetSuccessor(term, i));
}

static void onward_free(struct onward *w)
{
	vec_free(&w->work);
	map_free(&w->seen);
}

static bool overlap(struct span x, const struct frame_access *a)
{
	return a->at < x.offset + x.size_bytes && x.offset < a->at + a->size_bytes;
}

static bool covers(const struct frame_access *a, struct span x)
{
	return a->at <= x.offset && x.offset + x.size_bytes <= a->at + a->size_bytes;
}

/* What a block does first with the bytes: 1 uses them, -1 writes all of them, 0 neither. */
static int first_of(const struct later *l, const struct frame_block *block, struct span bytes)
{
	for (size_t i = block->first; i < block->first + block->len; i++) {
		const struct frame_access *a = &l->accesses.at[i];

		if (!overlap(bytes, a) || a->kind == VALUE_DROPPED)
			continue;
		return a->kind == VALUE_WRITTEN && covers(a, bytes) ? -1 : 1;
	}
	return 0;
}

bool later_is_used(const struct later *l, unsigned state, struct span bytes, const bool *held)
{
	struct onward w = {.l = l};
	bool used = false;

	go_to_state(&w, state);
	while (w.work.len && !used) {
		const struct frame_block *block = w.work.at[--w.work.len];
		int first = first_of(l, block, bytes);

		used = first > 0;
		if (first)
			continue;
		if (!block->suspends)
			go_on(&w, block);
		else if (held[block->suspends])
			go_to_state(&w, block->suspends);
	}
	onward_free(&w);
	return used;
}

bool later_is_lent(const struct later *l, struct span bytes)
{
	vec_each(struct frame_access, a, &l->accesses) {
		if (a->lent && overlap(bytes, a))
			return true;
	}
	return false;
}

uint64_t later_moved_first(const struct later *l, struct span bytes)
{
	struct onward w = {.l = l};
	uint64_t moved = 0;

	go_to_state(&w, STATE_UNRESUMED);
	while (w.work.len) {
		const struct frame_block *block = w.work.at[--w.work.len];

		for (size_t i = block->first; i < block->first + block->len; i++) {
			const struct frame_access *a = &l->accesses.at[i];

			if (a->moved && overlap(bytes, a))
				moved += (uint64_t)a->size_bytes;
		}
		if (!block->suspends)
			go_on(&w, block);
	}
	onward_free(&w);
	return moved;
}
