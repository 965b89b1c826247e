/*
 * devirt: the await of a box polls what lies in the box.
 *
 *	  store ptr %box, ptr %awaitee
 *	  store ptr @vtable, ptr %awaitee.8            ; Pin<Box<dyn Future>>
 *	  br label %loop
 *	loop:
 *	  %r = call i1 @Pin::poll(ptr %awaitee, ptr %cx)
 *
 *	define i1 @Pin::poll(ptr %self, ptr %cx) {
 *	  %data = load ptr, ptr %self
 *	  %vtable = load ptr, ptr %self.8
 *	  %poll = load ptr, ptr %vtable.24
 *	  %r = call i1 %poll(ptr %data, ptr %cx)
 *	  ret i1 %r
 *
 * becomes, where @vtable is a constant that holds @child,
 *
 *	loop:
 *	  %data = load ptr, ptr %awaitee
 *	  %r = call i1 @child(ptr %data, ptr %cx)
 *
 * Two steps. First calls of forwarders are inlined: functions that read the pointer to a
 * future and hand on to its poll, as those of Pin<P> and Box<F> do. Then a call through a
 * vtable is made direct where the vtable is known. From there on the await is one of a
 * coroutine that is called directly, which may be one that never suspends.
 *
 * Sound: inlining is always. But the model takes the call before the test for Pending as the
 * poll of the child (coro/await.c), so a forwarder has to give its result back as it is, and
 * to do nothing else. It reads the child's pointer from memory: a wrapper around an embedded
 * future would bring the child to a place that its author can name, and what the model says
 * of the compiler's own place would not hold for it.
 *
 * What is in a vtable does not change, so the callee is known if the vtable's address is. It
 * is read from the awaited place; on all ways to the read the last that was written there is
 * found (coro/held.c), in the poll that is running or in that which left the state of this
 * await. Each such store has to store the same constant: an address of a vtable in the same
 * function, or one that the called function always returns. That other copies of the
 * resume function may have written it does not matter: they have the same source, and so call
 * the same function or name the same type's vtable; of the many addresses that a vtable can
 * have, all hold the same functions or copies of them.
 */
#include <string.h>

#include "base/vec.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/vtable.h"
#include "ir/walk.h"
#include "opt/pass.h"

/* Box<Pin<Box<F>>> has three; what is deeper stays a call. */
static const unsigned MOST_ROUNDS = 4;
static const unsigned MOST_INSTRUCTIONS = 24;

/* ---- forwarders ---- */

/* Reads memory and computes addresses, and nothing else. */
static bool is_look(LLVMValueRef insn)
{
	switch (ll.GetInstructionOpcode(insn)) {
	case LLVMLoad:
		return is_plain_access(insn);
	case LLVMICmp: /* for llvm.assume */
	case LLVMGetElementPtr:
	case LLVMExtractValue:
	case LLVMInsertValue:
		return true;
	default:
		return is_marker_call(insn);
	}
}

/* Is v, or each member of it, what a load has read? */
static bool is_read(LLVMValueRef v)
{
	unsigned members;

	if (ll.IsAInstruction(v) && is_load(v))
		return true;
	if (ll.GetTypeKind(ll.TypeOf(v)) != LLVMStructTypeKind)
		return false;
	members = ll.CountStructElementTypes(ll.TypeOf(v));
	for (unsigned i = 0; i < members; i++) {
		LLVMValueRef of = aggregate_member(v, i);

		if (!of || !ll.IsAInstruction(of) || !is_load(of))
			return false;
	}
	return members > 0;
}

/* A function like DerefMut::deref_mut of a Box: it returns what it reads. */
static bool reads_pointer(LLVMValueRef fn)
{
	LLVMValueRef term;

	if (!fn_has_exact_body(fn) || ll.CountBasicBlocks(fn) != 1)
		return false;
	term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(fn));
	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		if (insn != term && !is_look(insn))
			return false;
	}
	return ll.GetInstructionOpcode(term) == LLVMRet && ll.GetNumOperands(term) == 1 &&
	       is_read(ll.GetOperand(term, 0));
}

/* Is a pointer that a forwarder hands on read from memory? */
static bool is_read_pointer(LLVMValueRef v)
{
	if (!ll.IsAInstruction(v))
		return false;
	if (ll.GetInstructionOpcode(v) == LLVMExtractValue)
		v = ll.GetOperand(v, 0);
	if (!ll.IsAInstruction(v))
		return false;
	return is_load(v) ||
	       (is_call(v) && direct_callee(v) && reads_pointer(direct_callee(v)));
}

/* Is v the result of the call, maybe taken apart and put together again? */
static bool is_result(LLVMValueRef v, LLVMValueRef call)
{
	unsigned members;

	if (v == call)
		return true;
	if (ll.TypeOf(v) != ll.TypeOf(call) ||
		ll.GetTypeKind(ll.TypeOf(v)) != LLVMStructTypeKind)
		return false;
	members = ll.CountStructElementTypes(ll.TypeOf(v));
	for (unsigned i = 0; i < members; i++) {
		LLVMValueRef of = aggregate_member(v, i);

		if (!of || !ll.IsAInstruction(of) ||
			ll.GetInstructionOpcode(of) != LLVMExtractValue ||
			ll.GetOperand(of, 0) != call || ll.GetNumIndices(of) != 1 ||
			*ll.GetIndices(of) != i)
			return false;
	}
	return members > 0;
}

/*
 * The call that fn hands on to; NULL where fn does more than that. Its arguments are fn's own
 * but for the future, which is read from memory.
 */
static LLVMValueRef forwarded_call(LLVMValueRef fn)
{
	LLVMValueRef call = NULL, result, term;
	unsigned instructions = 0, params = ll.CountParams(fn), self;

	if (!fn_has_exact_body(fn) || ll.CountBasicBlocks(fn) != 1 || params < 2 || params > 3)
		return NULL;
	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		if (++instructions > MOST_INSTRUCTIONS)
			return NULL;
		if (ll.GetInstructionOpcode(insn) == LLVMRet || is_look(insn))
			continue;
		if (call || !is_call(insn))
			return NULL;
		if (!direct_callee(insn) || !reads_pointer(direct_callee(insn)))
			call = insn;
	}
	term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(fn));
	if (!call || ll.GetInstructionOpcode(term) != LLVMRet ||
		ll.GetNumArgOperands(call) != params)
		return NULL;
	self = params - 2;
	for (unsigned i = 0; i < params; i++) {
		if (i != self && ll.GetOperand(call, i) != ll.GetParam(fn, i))
			return NULL;
	}
	result = ll.GetNumOperands(term) ? ll.GetOperand(term, 0) : NULL;
	if (result && !is_result(result, call))
		return NULL;
	return is_read_pointer(ll.GetOperand(call, self)) ? call : NULL;
}

/* Does the poll of an await end, over forwarders, at a coroutine or in a vtable? */
static bool is_forwarder(const struct model *m, LLVMValueRef fn, LLVMValueRef caller)
{
	for (unsigned depth = 0; fn && depth < MOST_ROUNDS; depth++) {
		LLVMValueRef call;

		if (map_get(&m->by_resume, fn))
			return depth > 0;
		call = fn_can_be_inlined(fn, caller) ? forwarded_call(fn) : NULL;
		if (!call)
			return false;
		fn = direct_callee(call);
		if (!fn)
			return true;
	}
	return false;
}

/* Inlines the forwarders that awaits poll, one level; whether there were any. */
static bool inline_forwarders(struct pass_ctx *cx)
{
	const struct model *m = cx->model;
	vec(LLVMValueRef) bodies = {0};
	struct err err = {0};
	bool any;

	model_pin_polls(cx->unit, m, true);
	for (size_t i = 0; i < m->coros_len; i++) {
		struct coro *c = m->coros[i];
		size_t before = bodies.len;

		for (size_t k = 0; k < c->suspends_len; k++) {
			struct suspend *s = &c->suspends[k];
			LLVMValueRef callee = s->poll ? direct_callee(s->poll) : NULL;

			if (!callee || s->was_noinline || !is_forwarder(m, callee, c->resume))
				continue;
			call_inline_always(cx->unit, s->poll);
			s->poll = NULL; /* gone; model_look_again finds the new one */
			if (bodies.len == before)
				vec_push(&bodies, c->resume);
		}
	}
	any = bodies.len > 0;
	if (any && (!inline_marked(cx->unit, &err) ||
			   !straighten(cx->unit, bodies.at, bodies.len, &err)))
		BUG("devirt: %s", err.message);
	model_pin_polls(cx->unit, m, false);
	if (any)
		model_look_again(cx->unit, cx->model);
	vec_free(&bodies);
	return any;
}

/* ---- vtables ---- */

/* A call through a vtable that lies in the awaited place, behind the pointer to the child. */
struct dyn_poll {
	LLVMValueRef read;     /* of the vtable's address */
	int64_t entry_offset;  /* in the vtable */
	struct span place, at; /* of the fat pointer and of its second half */
	LLVMValueRef callee;   /* what is called in truth */
};

static bool find_dyn_poll(
	const struct unit *u, const struct coro *c, LLVMValueRef poll, struct dyn_poll *ret)
{
	LLVMValueRef entry = ll.GetCalledValue(poll);
	int64_t word;

	if (!ll.IsAInstruction(entry) || !is_load(entry))
		return false;
	ret->read = aggregate_look_through(
		ptr_base(u, ll.GetOperand(entry, 0), &ret->entry_offset));
	if (!ll.IsAInstruction(ret->read) || !is_load(ret->read) || ll.GetVolatile(ret->read))
		return false;
	word = (int64_t)access_size_bytes(u, ret->read);
	ret->at.size_bytes = word;
	if (!ptr_offset(u, ll.GetOperand(ret->read, 0), c->self, &ret->at.offset) ||
		ret->at.offset < word)
		return false;
	ret->place = (struct span){ret->at.offset - word, 2 * word};
	return true;
}

static enum reason why_not(
	const struct unit *u, const struct coro *c, const struct suspend *s, struct dyn_poll *d)
{
	LLVMValueRef vtable = NULL;
	struct held held;
	enum reason why = R_NONE;

	if (!find_dyn_poll(u, c, s->poll, d))
		return R_VTABLE_ELSEWHERE;
	if (!coro_held(u, c, s, d->read, d->place, d->at, &held) || !held.stores.len)
		why = R_SLOT_UNCLEAR;
	for (size_t i = 0; why == R_NONE && i < held.stores.len; i++) {
		LLVMValueRef of = vtable_known(ll.GetOperand(held.stores.at[i], 0));

		if (!of)
			why = R_VTABLE_UNKNOWN;
		else if (vtable && of != vtable)
			why = R_VTABLE_DIFFERS;
		vtable = of;
	}
	held_free(&held);
	if (why != R_NONE)
		return why;
	d->callee = vtable_entry(u, vtable, d->entry_offset);
	if (!d->callee ||
		ll.GlobalGetValueType(d->callee) != ll.GetCalledFunctionType(s->poll) ||
		ll.GetFunctionCallConv(d->callee) != ll.GetInstructionCallConv(s->poll))
		return R_CALL_DIFFERS;
	return R_NONE;
}

static bool devirt_awaits(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];

		for (size_t k = 0; k < c->suspends_len; k++) {
			struct suspend *s = &c->suspends[k];
			struct dyn_poll d = {0};

			if (!s->poll || direct_callee(s->poll) ||
				refused(cx, s->poll, why_not(cx->unit, c, s, &d)))
				continue;
			ll.SetOperand(
				s->poll, (unsigned)ll.GetNumOperands(s->poll) - 1, d.callee);
			cx->counts->calls_direct++;
			remark_applied(cx, s->poll, "polls %s directly", value_name(d.callee));
			changed = true;
		}
	}
	return changed;
}

static bool devirt(struct pass_ctx *cx)
{
	bool changed = false;

	for (unsigned round = 0; round < MOST_ROUNDS; round++) {
		bool more = inline_forwarders(cx);

		more = devirt_awaits(cx) || more;
		if (!more)
			break;
		changed = true;
	}
	if (changed)
		model_look_again(cx->unit, cx->model);
	return changed;
}

const struct pass pass_devirt = {
	.name = "devirt",
	.brief = "poll directly what lies in an awaited box",
	.straightened = true,
	.run = devirt,
};
