/*
 * frame-local: the frame of a child that never suspends lives on the stack.
 *
 *	%awaitee = getelementptr i8, ptr %self, i64 8
 *	call void @llvm.memcpy(ptr %awaitee, ptr %made, i64 16, i1 false)
 *	%r = call i1 @child(ptr %awaitee, ptr %cx)       ; never Pending, see never-suspends
 *	call void @drop_in_place(ptr %awaitee)
 *
 * becomes
 *
 *	%awaitee.local = alloca [16 x i8]
 *	call void @llvm.memcpy(ptr %awaitee.local, ...)  ; and so on
 *
 * An embedded frame is memory that the caller can see, so LLVM has to keep every store to
 * it: the child's tag is written although nobody will read it. On the stack it is only a
 * local, and nothing of it is left once the child is inlined.
 *
 * Sound: the bytes of the child's place carry nothing from one poll of the parent to the
 * next, for (1) the child is made, polled and dropped without a suspend between, because
 * every path to a use, from the start and from each resumed state, first makes it anew;
 * (2) the parent's drop glue does not look at those bytes in any state that a frame can rest
 * in. While the parent runs, the only uses of the place are the three above: the compiler's
 * own __awaitee has no name that user code could borrow. Other locals that rustc laid over
 * the same bytes have other offsets (or else this is refused) and stay in the frame. A
 * pointer that the child keeps to itself dies with the child, in the same poll. Other
 * copies of the parent treat the bytes as dead in every state that they can meet, so it
 * does not matter that they are not written here. Size, alignment and all other bytes of
 * the parent's frame stay as they were.
 */
#include <string.h>

#include "base/vec.h"
#include "ir/edit.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

/*
 * More than the first goes to the stack only where LLVM is sure to inline the child, and of the
 * local is left no more than what blocking code would keep there, too.
 */
static const uint64_t MOST_LOCAL_BYTES = 256, MOST_INLINED_BYTES = 4096;
/* LLVM's own bound for the last call of a function is 15000 units of 5 per instruction. */
static const unsigned MOST_INSTRUCTIONS = 2500;

struct place_use {
	LLVMValueRef insn;
	unsigned operand;
};

/* The child's place in the parent's frame and all that touches it in code that runs. */
struct place {
	const struct coro *parent;
	const struct coro *child;
	const struct reach *reach;
	int64_t offset;
	uint64_t size_bytes, align_bytes;
	vec(struct place_use) uses; /* at exactly `offset` */
	bool shared;		    /* something inside, under another offset */
};

static bool is_move_into(LLVMValueRef insn, unsigned operand)
{
	return operand == 0 && is_intrinsic_named(insn, "llvm.memcpy");
}

static bool is_drop(LLVMValueRef insn, unsigned operand)
{
	LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

	return callee && operand == 0 && ll.GetNumArgOperands(insn) == 1 &&
	       (strstr(value_name(callee), "drop_in_place") ||
		       strstr(value_name(callee), "drop_glue"));
}

/* A store of the address itself into a local that only a debugger reads. */
static bool is_debug_spill(LLVMValueRef insn, unsigned operand)
{
	LLVMValueRef slot;

	if (!is_store(insn) || operand != 0)
		return false;
	slot = ll.GetOperand(insn, 1);
	if (!is_alloca(slot))
		return false;
	for_each_use(use, slot) {
		LLVMValueRef user = ll.GetUser(use);

		if (is_marker_call(user))
			continue;
		if (!is_store(user) || ll.GetOperand(user, 1) != slot)
			return false;
	}
	return true;
}

static bool is_poll(const struct place *p, LLVMValueRef insn, unsigned operand)
{
	return is_call(insn) && direct_callee(insn) == p->child->resume &&
	       operand == p->child->self_param;
}

static bool is_constant_gep(const struct unit *u, LLVMValueRef insn, LLVMValueRef frame)
{
	int64_t bytes;

	return ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
	       ptr_offset(u, insn, frame, &bytes);
}

/* The size of the child's frame: what is moved into its place. */
static void measure(const struct unit *u, struct place *p)
{
	uint64_t of_parent;

	for (size_t i = 0; i < p->reach->blocks.len; i++) {
		for_each_insn(insn, (LLVMBasicBlockRef)p->reach->blocks.entries[i].value) {
			int64_t at;
			uint64_t len;

			if (is_intrinsic_named(insn, "llvm.memcpy") &&
				ptr_offset(u, ll.GetOperand(insn, 0), p->parent->self, &at) &&
				at == p->offset && const_int(ll.GetOperand(insn, 2), &len) &&
				len > p->size_bytes)
				p->size_bytes = len;
		}
	}
	/*
	 * A move into the place may say more about its alignment than the child asks for: all
	 * that follows from the parent's own (rustc's restrict_for_offset), never more.
	 */
	p->align_bytes = param_attr_value(p->child->resume, p->child->self_param, "align");
	of_parent = param_attr_value(p->parent->resume, p->parent->self_param, "align");
	if (p->align_bytes < of_parent)
		p->align_bytes = of_parent;
	if (p->align_bytes < 8)
		p->align_bytes = 8;
}

static void collect_uses(const struct unit *u, struct place *p)
{
	for (size_t i = 0; i < p->reach->blocks.len; i++) {
		for_each_insn(insn, (LLVMBasicBlockRef)p->reach->blocks.entries[i].value) {
			if (is_constant_gep(u, insn, p->parent->self))
				continue;
			for (int k = 0; k < ll.GetNumOperands(insn); k++) {
				struct place_use use = {insn, (unsigned)k};
				LLVMValueRef operand = ll.GetOperand(insn, use.operand);
				int64_t at;

				if (!ptr_offset(u, operand, p->parent->self, &at))
					continue;
				if (at == p->offset)
					vec_push(&p->uses, use);
				else if (at > p->offset &&
					 (uint64_t)(at - p->offset) < p->size_bytes)
					p->shared = true;
			}
		}
	}
}

/* Is there a way from the entry to a use, with no move into the place before it? */
static bool used_before_made(const struct place *p)
{
	struct map seen = {0}, use_of = {0};
	vec(LLVMBasicBlockRef) work = {0};
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(p->parent->resume);
	bool found = false;

	vec_each(struct place_use, use, &p->uses)
		map_set(&use_of, use->insn, use);
	vec_push(&work, entry);
	map_set(&seen, entry, entry);
	while (work.len && !found) {
		LLVMBasicBlockRef bb = work.at[--work.len];
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		bool made = false;

		for_each_insn(insn, bb) {
			const struct place_use *use = map_get(&use_of, insn);

			if (!use || made || is_debug_spill(insn, use->operand))
				continue;
			made = is_move_into(insn, use->operand);
			found = found || !made;
		}
		for (unsigned i = 0; !made && i < ll.GetNumSuccessors(term); i++) {
			LLVMBasicBlockRef next = ll.GetSuccessor(term, i);

			if (!reach_has(p->reach, next) || map_get(&seen, next))
				continue;
			map_set(&seen, next, next);
			vec_push(&work, next);
		}
	}
	vec_free(&work);
	map_free(&seen);
	map_free(&use_of);
	return found;
}

static bool rests_suspended(const struct place *p)
{
	for (unsigned s = STATE_SUSPEND_0; s < p->reach->states.size; s++) {
		if (p->reach->states.has[s])
			return true;
	}
	return false;
}

static bool block_touches(
	const struct unit *u, const struct place *p, LLVMBasicBlockRef bb, LLVMValueRef frame)
{
	for_each_insn(insn, bb) {
		if (is_constant_gep(u, insn, frame))
			continue;
		for (int k = 0; k < ll.GetNumOperands(insn); k++) {
			int64_t at;

			if (ptr_offset(u, ll.GetOperand(insn, (unsigned)k), frame, &at) &&
				at >= p->offset && (uint64_t)(at - p->offset) < p->size_bytes)
				return true;
		}
	}
	return false;
}

/* Does the parent's glue, for a frame that rests in a suspended state, touch the place? */
static bool glue_touches(const struct unit *u, const struct place *p, LLVMValueRef tag)
{
	LLVMValueRef glue = p->parent->glue, frame = ll.GetParam(glue, 0);
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(glue);
	LLVMValueRef dispatch = ll.GetBasicBlockTerminator(entry);
	vec(LLVMBasicBlockRef) work = {0};
	struct map seen = {0};
	bool touches = false;

	for (unsigned s = STATE_SUSPEND_0; s < p->reach->states.size; s++) {
		int index = p->reach->states.has[s] ? tag_outcome(dispatch, tag, s) : -1;

		if (index >= 0)
			vec_push(&work, ll.GetSuccessor(dispatch, (unsigned)index));
	}
	while (work.len && !touches) {
		LLVMBasicBlockRef bb = work.at[--work.len];
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		if (map_get(&seen, bb))
			continue;
		map_set(&seen, bb, bb);
		touches = block_touches(u, p, bb, frame);
		for (unsigned i = 0; i < ll.GetNumSuccessors(term); i++)
			vec_push(&work, ll.GetSuccessor(term, i));
	}
	vec_free(&work);
	map_free(&seen);
	return touches;
}

/* Will LLVM put the child's body here? This poll is the only use of it. */
static bool will_be_inlined(const struct place *p)
{
	LLVMValueRef fn = p->child->resume;
	LLVMUseRef first = ll.GetFirstUse(fn);

	return first && !ll.GetNextUse(first) && ll.GetLinkage(fn) == LLVMInternalLinkage &&
	       fn_can_be_inlined(fn, p->parent->resume) &&
	       !fn_is_larger_than(fn, MOST_INSTRUCTIONS);
}

static uint64_t most_bytes(const struct unit *u, const struct place *p)
{
	return will_be_inlined(p) && !target_is_bare_metal(u) ? MOST_INLINED_BYTES
							      : MOST_LOCAL_BYTES;
}

/* Why the child's frame has to stay where it is. */
static enum reason why_not(const struct unit *u, const struct place *p)
{
	LLVMValueRef glue_tag;

	if (!p->size_bytes)
		return R_FRAME_SIZE_UNKNOWN;
	if (p->size_bytes > most_bytes(u, p))
		return R_FRAME_TOO_LARGE;
	vec_each(struct place_use, use, &p->uses) {
		if (!is_move_into(use->insn, use->operand) &&
			!is_drop(use->insn, use->operand) &&
			!is_poll(p, use->insn, use->operand) &&
			!is_debug_spill(use->insn, use->operand))
			return R_FRAME_USED_OTHERWISE;
	}
	if (p->shared)
		return R_FRAME_SHARED;
	if (used_before_made(p))
		return R_FRAME_LIVE_AT_RESUME;
	if (!rests_suspended(p))
		return R_NONE;
	glue_tag = p->parent->glue ? glue_tag_load(u, p->parent, p->parent->glue) : NULL;
	if (!glue_tag)
		return R_GLUE_UNPAIRED;
	return glue_touches(u, p, glue_tag) ? R_GLUE_USES_FRAME : R_NONE;
}

static void move_to_stack(const struct unit *u, const struct place *p)
{
	LLVMValueRef local = edit_local_like(u, p->parent->resume, p->size_bytes, p->offset,
		p->align_bytes, "awaitee.local");

	vec_each(struct place_use, use, &p->uses)
		ll.SetOperand(use->insn, use->operand, local);
}

static bool localize(struct pass_ctx *cx, struct coro *parent, const struct suspend *s,
	const struct reach *reach)
{
	struct place p = {
		.parent = parent, .child = coro_polled(cx->model, s->poll), .reach = reach};
	LLVMValueRef frame = ll.GetOperand(s->poll, p.child->self_param);
	enum reason why;
	bool changed;

	if (!ptr_offset(cx->unit, frame, parent->self, &p.offset)) {
		why = R_FRAME_NOT_EMBEDDED;
	} else {
		measure(cx->unit, &p);
		collect_uses(cx->unit, &p);
		why = why_not(cx->unit, &p);
	}
	changed = !refused(cx, s->poll, why);
	if (changed) {
		move_to_stack(cx->unit, &p);
		cx->counts->frames_local++;
		remark_applied(cx, s->poll, "the frame of %s, %llu bytes, is a local here",
			p.child->name, (unsigned long long)p.size_bytes);
	}
	vec_free(&p.uses);
	return changed;
}

static bool frame_local(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];
		struct reach reach = coro_reach(cx->unit, c);

		for (size_t k = 0; k < c->suspends_len; k++) {
			const struct suspend *s = &c->suspends[k];

			if (s->cut && coro_polled(cx->model, s->poll) &&
				reach_has(&reach, ll.GetInstructionParent(s->poll)))
				changed = localize(cx, c, s, &reach) || changed;
		}
		reach_free(&reach);
	}
	return changed;
}

const struct pass pass_frame_local = {
	.name = "frame-local",
	.brief = "keep the frame of a child that never suspends on the stack",
	.straightened = true,
	.run = frame_local,
};
