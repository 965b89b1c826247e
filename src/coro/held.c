/*
 * What lies in some bytes of a coroutine's frame when an instruction reads them?
 *
 * The question is asked of a child's own place, the compiler's `__awaitee`, which no user code
 * can name (coro/site.c), so that what this resume function does with its address is all that
 * happens to it while the child lives. The answer is found going back from the read: each
 * way has to end at a store of exactly these bytes, or at the dispatch with the state of the
 * one await that is asked about. In that state the bytes are what they were when it was
 * stored, so the ways to the store of the state are followed, too. A way that meets anything
 * else that is given the address, or another write into the bytes, or another state's case,
 * has no answer.
 *
 * A pointer to something else in the frame does not reach these bytes: it may be used for its
 * own object alone (as flatten, this rests on Rust's rules for references).
 */
#include "base/vec.h"
#include "coro/coro.h"
#include "ir/value.h"
#include "ir/walk.h"

struct way_back {
	const struct unit *u;
	const struct coro *coro;
	const struct suspend *await;
	struct span place, bytes;
	struct held *held;
	struct map seen; /* blocks that were looked at from their end */
	vec(LLVMBasicBlockRef) work;
	bool clear; /* all that was met is understood */
};

static bool is_in_place(const struct way_back *w, LLVMValueRef ptr)
{
	int64_t at;

	return ptr_offset(w->u, ptr, w->coro->self, &at) && at >= w->place.offset &&
	       at < w->place.offset + w->place.size_bytes;
}

static bool is_constant_gep(const struct way_back *w, LLVMValueRef insn)
{
	int64_t at;

	return ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
	       ptr_offset(w->u, insn, w->coro->self, &at);
}

/* Is operand k of insn the address of a plain access, or a mark without effect? */
static bool is_plain_use(LLVMValueRef insn, int k)
{
	if (is_load(insn) || (is_store(insn) && k == 1))
		return true;
	return is_marker_call(insn) || is_intrinsic_named(insn, "llvm.memcpy");
}

/* Does the address of the bytes go to where it can not be followed, calls aside? */
static bool address_is_kept(const struct way_back *w)
{
	for_each_bb(bb, w->coro->resume) {
		for_each_insn(insn, bb) {
			if (is_constant_gep(w, insn))
				continue;
			for (int k = 0; k < ll.GetNumOperands(insn); k++) {
				if (is_in_place(w, ll.GetOperand(insn, (unsigned)k)) &&
					!is_plain_use(insn, k) && !is_call(insn))
					return true;
			}
		}
	}
	return false;
}

/* Does insn write some of the bytes, in another way than by storing all of them? */
static bool may_write(const struct way_back *w, LLVMValueRef insn)
{
	struct mem_write write;
	int64_t at;

	if (is_mem_write(w->u, insn, &write)) {
		if (!ptr_offset(w->u, write.to, w->coro->self, &at) ||
			at >= w->bytes.offset + w->bytes.size_bytes)
			return false;
		return write.size_bytes == MEM_SOME_BYTES ||
		       at + write.size_bytes > w->bytes.offset;
	}
	if (!is_call(insn) || is_marker_call(insn))
		return false;
	for (unsigned i = 0; i < ll.GetNumArgOperands(insn); i++) {
		if (is_in_place(w, ll.GetOperand(insn, i)))
			return true;
	}
	return false;
}

/* Goes back from `insn`; true where the way ends here, clear or not. */
static bool ends_in_block(struct way_back *w, LLVMValueRef insn)
{
	for (; insn; insn = ll.GetPreviousInstruction(insn)) {
		int64_t at;

		if (is_store(insn) &&
			ptr_offset(w->u, ll.GetOperand(insn, 1), w->coro->self, &at) &&
			at == w->bytes.offset &&
			(int64_t)access_size_bytes(w->u, insn) == w->bytes.size_bytes &&
			!ll.GetVolatile(insn)) {
			vec_push(&w->held->stores, insn);
			return true;
		}
		if (may_write(w, insn)) {
			w->clear = false;
			return true;
		}
	}
	return false;
}

/* From the store of the await's state to the return: nothing happens to the bytes there? */
static bool rests_as_stored(const struct way_back *w)
{
	LLVMValueRef insn = w->await->store, term = insn;

	for (unsigned steps = 0; steps < 8; steps++) {
		for (; insn; insn = ll.GetNextInstruction(insn)) {
			if (may_write(w, insn))
				return false;
			term = insn;
		}
		if (ll.GetInstructionOpcode(term) == LLVMRet)
			return true;
		if (ll.GetNumSuccessors(term) != 1)
			return false;
		insn = ll.GetFirstInstruction(ll.GetSuccessor(term, 0));
	}
	return false;
}

static bool is_ever_stored(const struct coro *c, unsigned state)
{
	for (size_t i = 0; i < c->stores_len; i++) {
		if (states_has(&c->stores[i].values, state))
			return true;
	}
	return state == STATE_UNRESUMED;
}

/* One comes to bb from the dispatch `term`: with the state of the await and no other? */
static bool is_resumed_only(const struct way_back *w, LLVMValueRef term, LLVMBasicBlockRef bb)
{
	for (unsigned v = 0; v < w->coro->states; v++) {
		int index = tag_outcome(term, w->coro->tag_load, v);

		if (index < 0)
			return false;
		if (ll.GetSuccessor(term, (unsigned)index) == bb && v != w->await->state &&
			is_ever_stored(w->coro, v))
			return false;
	}
	return true;
}

static void go_back_from(struct way_back *w, LLVMBasicBlockRef bb);

static void resumed(struct way_back *w, LLVMValueRef term, LLVMBasicBlockRef bb)
{
	const struct suspend *s = w->await;

	if (s->cut) { /* and nothing else stores the state: this does not happen */
		w->clear = w->clear && coro_stores_state_once(w->coro, s) &&
			   is_resumed_only(w, term, bb);
		return;
	}
	if (!s->store || !coro_stores_state_once(w->coro, s) || !is_resumed_only(w, term, bb) ||
		!rests_as_stored(w)) {
		w->clear = false;
		return;
	}
	if (w->held->resumed)
		return;
	w->held->resumed = true;
	if (!ends_in_block(w, ll.GetPreviousInstruction(s->store)))
		go_back_from(w, ll.GetInstructionParent(s->store));
}

static bool is_dispatch(const struct way_back *w, LLVMValueRef term)
{
	LLVMValueRef condition = branch_condition(term);

	return condition && !ll.IsAConstantInt(condition) &&
	       tag_outcome(term, w->coro->tag_load, STATE_UNRESUMED) >= 0;
}

static void go_back_from(struct way_back *w, LLVMBasicBlockRef bb)
{
	if (bb == ll.GetEntryBasicBlock(w->coro->resume))
		w->clear = false;
	for_each_use(use, ll.BasicBlockAsValue(bb)) {
		LLVMValueRef term = ll.GetUser(use);
		LLVMBasicBlockRef from;

		if (!ll.IsAInstruction(term)) {
			w->clear = false;
			return;
		}
		from = ll.GetInstructionParent(term);
		if (is_dispatch(w, term)) {
			resumed(w, term, bb);
		} else if (!map_get(&w->seen, from)) {
			map_set(&w->seen, from, from);
			vec_push(&w->work, from);
		}
	}
}

bool coro_held(const struct unit *u, const struct coro *c, const struct suspend *await,
	LLVMValueRef insn, struct span place, struct span bytes, struct held *ret)
{
	struct way_back w = {.u = u,
		.coro = c,
		.await = await,
		.place = place,
		.bytes = bytes,
		.held = ret,
		.clear = true};

	*ret = (struct held){0};
	w.clear = !address_is_kept(&w);
	if (w.clear && !ends_in_block(&w, ll.GetPreviousInstruction(insn)))
		go_back_from(&w, ll.GetInstructionParent(insn));
	while (w.clear && w.work.len) {
		LLVMBasicBlockRef bb = w.work.at[--w.work.len];

		if (!ends_in_block(&w, ll.GetLastInstruction(bb)))
			go_back_from(&w, bb);
	}
	vec_free(&w.work);
	map_free(&w.seen);
	return w.clear;
}

void held_free(struct held *held)
{
	vec_free(&held->stores);
}
