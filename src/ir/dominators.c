/*
 * K. D. Cooper, T. J. Harvey, K. Kennedy: A Simple, Fast Dominance Algorithm (2001). LLVM-C
 * has no access to LLVM's own tree.
 */
#include "ir/dominators.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "ir/walk.h"

/* A block on the way from the entry, and which of its successors is next. */
struct step {
	LLVMBasicBlockRef bb;
	unsigned next;
};

typedef vec(LLVMBasicBlockRef) blocks;

/* Every block after all that it leads to, but for ways back. */
static void post_order(LLVMBasicBlockRef entry, blocks *ret)
{
	vec(struct step) way = {0};
	struct map seen = {0};

	map_set(&seen, entry, entry);
	vec_push(&way, ((struct step){entry, 0}));
	while (way.len) {
		struct step *last = &way.at[way.len - 1];
		LLVMValueRef term = ll.GetBasicBlockTerminator(last->bb);
		LLVMBasicBlockRef to;

		if (last->next == ll.GetNumSuccessors(term)) {
			vec_push(ret, last->bb);
			way.len--;
			continue;
		}
		to = ll.GetSuccessor(term, last->next++);
		if (map_get(&seen, to))
			continue;
		map_set(&seen, to, to);
		vec_push(&way, ((struct step){to, 0}));
	}
	vec_free(&way);
	map_free(&seen);
}

static size_t common(const struct dominators *d, size_t a, size_t b)
{
	while (a != b) {
		if (a > b)
			a = d->blocks[a].above;
		else
			b = d->blocks[b].above;
	}
	return a;
}

/* What dominates all predecessors of a block that have been looked at. */
static size_t above_of(const struct dominators *d, const bool *known, LLVMBasicBlockRef bb)
{
	size_t above = SIZE_MAX;

	for_each_use(use, ll.BasicBlockAsValue(bb)) {
		LLVMValueRef term = ll.GetUser(use);
		const struct dominator *from;

		if (!ll.IsAInstruction(term))
			continue; /* its address: who jumps there has it as a successor, too */
		from = map_get(&d->order, ll.GetInstructionParent(term));
		if (!from || !known[from->number])
			continue;
		above = above == SIZE_MAX ? from->number : common(d, above, from->number);
	}
	return above;
}

struct dominators dominators_find(LLVMValueRef fn)
{
	struct dominators d = {0};
	blocks order = {0};
	bool *known, changed = true;

	post_order(ll.GetEntryBasicBlock(fn), &order);
	d.len = order.len;
	d.blocks = xcalloc(order.len, sizeof(*d.blocks));
	known = xcalloc(order.len, sizeof(*known));
	for (size_t i = 0; i < d.len; i++) {
		d.blocks[i] = (struct dominator){.bb = order.at[d.len - 1 - i], .number = i};
		map_set(&d.order, d.blocks[i].bb, &d.blocks[i]);
	}
	known[0] = true;
	while (changed) {
		changed = false;
		for (size_t i = 1; i < d.len; i++) {
			size_t above = above_of(&d, known, d.blocks[i].bb);

			changed = changed || !known[i] || d.blocks[i].above != above;
			d.blocks[i].above = above;
			known[i] = true;
		}
	}
	vec_free(&order);
	free(known);
	return d;
}

void dominators_free(struct dominators *d)
{
	map_free(&d->order);
	free(d->blocks);
	*d = (struct dominators){0};
}

LLVMBasicBlockRef dominators_common(
	const struct dominators *d, LLVMBasicBlockRef a, LLVMBasicBlockRef b)
{
	const struct dominator *x = map_get(&d->order, a), *y = map_get(&d->order, b);

	return x && y ? d->blocks[common(d, x->number, y->number)].bb : NULL;
}

LLVMBasicBlockRef dominators_above(const struct dominators *d, LLVMBasicBlockRef bb)
{
	const struct dominator *x = map_get(&d->order, bb);

	return x && x->number ? d->blocks[x->above].bb : NULL;
}
