/*
 * Loads whose value is not one, but is known on ways that meet before them: a child's tag is 0
 * behind its construction and 3 where the poll begins. As a phi of these LLVM tells the ways
 * apart; it can not while it is a load.
 */
#include "coro/slots_walk.h"
#include "ir/cfg.h"
#include "ir/value.h"
#include "ir/walk.h"

/* Does a test of control flow depend on the load, and on nothing else? */
static bool is_tested(LLVMValueRef load)
{
	for_each_use(use, load) {
		LLVMValueRef user = ll.GetUser(use);

		if (ll.IsAInstruction(user) &&
			(ll.GetInstructionOpcode(user) == LLVMSwitch ||
				(ll.GetInstructionOpcode(user) == LLVMICmp &&
					ll.IsAConstantInt(ll.GetOperand(user, 1)))))
			return true;
	}
	return false;
}

/* Where in the frame, whenever ptr is computed; false where that is not one place. */
static bool one_place(const struct slots_walk *w, LLVMValueRef ptr, int64_t *ret)
{
	LLVMValueRef base = ptr_base(w->u, ptr, ret);
	const struct fact *known = base == w->c->self ? NULL : map_get(&w->known, base);

	if (known && known->kind == FACT_PLACE)
		*ret += known->place;
	return base == w->c->self || (known && known->kind == FACT_PLACE);
}

/* May one of the instructions from `first` up to `end` (NULL: all) write the bytes? */
static bool is_written_before(
	const struct slots_walk *w, LLVMValueRef first, LLVMValueRef end, struct span bytes)
{
	for (LLVMValueRef insn = first; insn != end; insn = ll.GetNextInstruction(insn)) {
		struct mem_write write;
		int64_t at;

		if (!is_mem_write(w->u, insn, &write))
			continue;
		if (!one_place(w, write.to, &at) || write.size_bytes == MEM_SOME_BYTES ||
			(at < bytes.offset + bytes.size_bytes &&
				bytes.offset < at + write.size_bytes))
			return true;
	}
	return false;
}

static bool is_own_predecessor(LLVMBasicBlockRef bb)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

	for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++) {
		if (ll.GetSuccessor(term, i) == bb)
			return true;
	}
	return false;
}

/* The block with several ways in from which on the bytes are as the load finds them. */
static LLVMBasicBlockRef meeting_block(
	const struct slots_walk *w, LLVMValueRef load, struct span bytes)
{
	static const unsigned most_blocks = 16;
	LLVMBasicBlockRef bb = ll.GetInstructionParent(load);
	LLVMValueRef end = load;

	for (unsigned i = 0; i < most_blocks; i++) {
		LLVMBasicBlockRef before = single_predecessor(bb);

		if (is_written_before(w, ll.GetFirstInstruction(bb), end, bytes))
			return NULL;
		if (!before || is_own_predecessor(bb))
			return bb;
		bb = before;
		end = NULL;
	}
	return NULL;
}

/* All edges into the block, and what the slot holds on each; false: not to be split. */
static bool find_ways(
	const struct slots_walk *w, const struct map *edges, int slot, struct split *split)
{
	vec(struct way_in) ways = {0};
	bool ok = true, any = false;

	for_each_use(use, ll.BasicBlockAsValue(split->at)) {
		struct way_in way = {.term = ll.GetUser(use)};
		const struct edges *of;

		if (!ll.IsAInstruction(way.term) || !ll.GetNumSuccessors(way.term) ||
			ll.GetInstructionOpcode(way.term) == LLVMCatchSwitch) {
			ok = false;
			break;
		}
		of = map_get(edges, way.term);
		for (unsigned k = 0; of && k < ll.GetNumSuccessors(way.term); k++) {
			struct fact fact;

			if (ll.GetSuccessor(way.term, k) != split->at || !of->facts[k])
				continue;
			fact = of->facts[k]->of[slot];
			if (way.constant && fact.constant != way.constant)
				ok = false; /* two edges of one switch */
			if (fact.kind == FACT_CONSTANT &&
				ll.TypeOf(fact.constant) == ll.TypeOf(split->load))
				way.constant = fact.constant;
		}
		any = any || way.constant;
		vec_push(&ways, way);
	}
	split->ways_len = ways.len;
	split->ways = arena_alloc(w->arena, (ways.len + 1) * sizeof(*split->ways));
	for (size_t i = 0; i < ways.len; i++)
		split->ways[i] = ways.at[i];
	vec_free(&ways);
	return ok && any && split->ways_len > 1;
}

void find_splits(const struct slots_walk *w, const struct map *edges, struct slots *ret)
{
	for (size_t i = 0; i < w->known.len; i++) {
		LLVMValueRef load = (LLVMValueRef)(uintptr_t)w->known.entries[i].key;
		const struct fact *known = w->known.entries[i].value;
		struct split split = {.load = load};
		struct span bytes;
		int slot;

		if (known->kind != FACT_ANY || !is_load(load) || load == w->c->tag_load ||
			!one_place(w, ll.GetOperand(load, 0), &bytes.offset) ||
			!is_plain_access(load))
			continue;
		bytes.size_bytes = (int64_t)access_size_bytes(w->u, load);
		slot = slot_var(w, bytes);
		if (slot < 0 || slot_is_shared(w, bytes) || !is_tested(load))
			continue;
		split.place = bytes.offset;
		split.at = meeting_block(w, load, bytes);
		if (split.at && split.at != ll.GetEntryBasicBlock(w->c->resume) &&
			find_ways(w, edges, slot, &split))
			vec_push(&ret->splits, split);
	}
}
