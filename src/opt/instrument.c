/*
 * The events of a profile.
 *
 *	start:
 *	  %tag = load i8, ptr %self.tag
 *	  call void @ao_rt_enter(i32 7, i32 %tag)       ; 7: this future's number
 *	  switch i8 %tag, ...
 *	loop:
 *	  call void @ao_rt_begin(i32 8)                 ; 8: its first await's
 *	  %r = call i1 @child(ptr %awaitee, ptr %cx)
 *	  br i1 %r, label %suspend, label %ready
 *	ready:
 *	  call void @ao_rt_ready(i32 8)
 *	suspend:
 *	  store i8 3, ptr %self.tag
 *	  call void @ao_rt_leave(i32 7, i32 3)
 *	  ret i1 true
 *	thrown:                                         ; by @child
 *	  %e = landingpad ...
 *	  call void @ao_rt_thrown(i32 7)
 *	unwound:
 *	  store i8 2, ptr %self.tag
 *	  call void @ao_rt_leave(i32 7, i32 2)
 *	  resume { ptr, i32 } %e
 *
 * They are put in before any pass runs, and passes look through them as they look through
 * lifetime markers (ir/value.c, is_event_call). That is right because an event reads and
 * writes only memory that this module can not reach, always returns, never unwinds, and
 * takes nothing but numbers: what a pass proves about the code around it is as true with it
 * as without. So the program that is profiled is the program as it is shipped, and counts
 * speak of the futures of the source: when flatten makes a child a part of its parent, the
 * child's events go with its body.
 *
 * Numbers are constants but for the tag, which the dispatch has loaded already. LLVM is told
 * the same (memory(inaccessiblemem), nounwind, willreturn) and moves no event over another,
 * nor over a call that is not known. Its inliner takes them as free.
 */
#include "opt/instrument.h"

#include <string.h>

#include "base/str.h"
#include "ir/cfg.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "rt/format.h"

/* MemoryEffects: two bits for each kind of memory, the second is the inaccessible one. */
static const uint64_t INACCESSIBLE_ONLY = 3 << 2;

/* The inliner's cost of a call: what is inlined is what would be without events. */
static const char free_call[] = "call-inline-cost";

struct instrumenting {
	struct unit *u;
	struct event_builder b;
	struct event_table table;
	uint32_t *point_of; /* by the coroutine's id; 0: it says nothing */
};

/* ---- calls of the library ---- */

static void add_attribute(
	const struct unit *u, LLVMValueRef fn, const char *name, uint64_t value)
{
	unsigned kind = ll.GetEnumAttributeKindForName(name, strlen(name));

	ll.AddAttributeAtIndex(fn, LLVMAttributeFunctionIndex,
		ll.CreateEnumAttribute(u->context, kind, value));
}

static LLVMValueRef event_fn(
	const struct unit *u, const char *name, LLVMTypeRef param, unsigned params)
{
	LLVMValueRef fn = ll.GetNamedFunction(u->module, name);
	LLVMTypeRef types[EVENT_MOST_ARGS] = {param, param, param};

	if (fn)
		return fn;
	fn = ll.AddFunction(u->module, name,
		ll.FunctionType(ll.VoidTypeInContext(u->context), types, params, false));
	ll.SetVisibility(fn, LLVMHiddenVisibility);
	add_attribute(u, fn, "nounwind", 0);
	add_attribute(u, fn, "willreturn", 0);
	add_attribute(u, fn, "nocallback", 0);
	add_attribute(u, fn, "memory", INACCESSIBLE_ONLY);
	return fn;
}

struct event_builder event_builder_of(const struct unit *u)
{
	return (struct event_builder){.u = u,
		.builder = ll.CreateBuilderInContext(u->context),
		.i32 = ll.Int32TypeInContext(u->context)};
}

void event_add(const struct event_builder *b, LLVMValueRef before, const char *name,
	LLVMValueRef *args, unsigned count)
{
	LLVMValueRef fn = event_fn(b->u, name, ll.TypeOf(args[0]), count), call;

	ll.PositionBuilderBefore(b->builder, before);
	call = ll.BuildCall2(b->builder, ll.GlobalGetValueType(fn), fn, args, count, "");
	ll.AddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
		ll.CreateStringAttribute(
			b->u->context, free_call, sizeof(free_call) - 1, "0", 1));
}

static LLVMValueRef number(const struct instrumenting *in, uint64_t n)
{
	return ll.ConstInt(in->b.i32, n, false);
}

static void add_numbers(const struct instrumenting *in, LLVMValueRef before, const char *name,
	uint32_t point, uint64_t second)
{
	LLVMValueRef args[] = {number(in, point), number(in, second)};

	event_add(&in->b, before, name, args, 2);
}

static void add_number(
	const struct instrumenting *in, LLVMValueRef before, const char *name, uint32_t point)
{
	LLVMValueRef arg = number(in, point);

	event_add(&in->b, before, name, &arg, 1);
}

/* An event with the tag that `load` has read, before the dispatch on it. */
static void add_with_tag(
	const struct instrumenting *in, LLVMValueRef load, const char *name, uint32_t point)
{
	LLVMBasicBlockRef bb = ll.GetInstructionParent(load);
	LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
	LLVMValueRef args[] = {number(in, point), load};

	ll.PositionBuilderBefore(in->b.builder, term);
	if (ll.GetIntTypeWidth(ll.TypeOf(load)) < 32)
		args[1] = ll.BuildZExt(in->b.builder, load, in->b.i32, "");
	event_add(&in->b, term, name, args, 2);
}

/* ---- the parts of a resume function ---- */

/* A block of its own on the edge `index` of term; NULL where phis would have to change. */
static LLVMValueRef split_edge(
	const struct instrumenting *in, LLVMValueRef term, unsigned index)
{
	LLVMBasicBlockRef to = ll.GetSuccessor(term, index), fresh;
	LLVMBasicBlockRef from = ll.GetInstructionParent(term);
	LLVMValueRef branch;

	if (is_phi(ll.GetFirstInstruction(to)))
		return NULL;
	fresh = ll.AppendBasicBlockInContext(
		in->u->context, ll.GetBasicBlockParent(from), "ready.event");
	ll.PositionBuilderAtEnd(in->b.builder, fresh);
	branch = ll.BuildBr(in->b.builder, to);
	ll.SetSuccessor(term, index, fresh);
	return branch;
}

/* Where an event for a Ready of this await goes on each edge that is not Pending's. */
static bool add_ready(const struct instrumenting *in, const struct suspend *s, uint32_t point)
{
	LLVMBasicBlockRef from = ll.GetInstructionParent(s->test);

	for (unsigned i = 0; i < ll.GetNumSuccessors(s->test); i++) {
		LLVMBasicBlockRef to = ll.GetSuccessor(s->test, i);
		LLVMValueRef at;

		if (i == s->pending_index || is_unreachable_block(to))
			continue;
		at = single_predecessor(to) == from ? first_behind_phis(to)
						    : split_edge(in, s->test, i);
		if (!at)
			return false;
		add_number(in, at, "ao_rt_ready", point);
	}
	return true;
}

/*
 * What is awaited may unwind into this future: its poll ends there. The same block may catch
 * what other calls throw, while no await is under way.
 */
static void add_thrown(const struct instrumenting *in, LLVMValueRef poll, uint32_t future)
{
	LLVMValueRef pad, at;

	if (ll.GetInstructionOpcode(poll) != LLVMInvoke)
		return;
	pad = first_behind_phis(ll.GetUnwindDest(poll));
	if (ll.GetInstructionOpcode(pad) != LLVMLandingPad)
		return;
	at = ll.GetNextInstruction(pad);
	if (!is_event_call(at))
		add_number(in, at, "ao_rt_thrown", future);
}

static uint32_t await_point(uint32_t future, unsigned state)
{
	return future + 1 + (state - STATE_SUSPEND_0);
}

/* The one tag value that a return leaves; false where it is not one. */
static bool state_left(const struct coro *c, LLVMBasicBlockRef bb, unsigned *ret)
{
	const struct tag_store *store = block_tag_store(c, bb);
	unsigned values = 0;

	for (unsigned v = 0; store && v < store->values.size; v++) {
		if (!store->values.has[v])
			continue;
		*ret = v;
		values++;
	}
	return values == 1;
}

static bool all_returns_known(const struct coro *c)
{
	for_each_bb(bb, c->resume) {
		unsigned state;

		if (ll.GetInstructionOpcode(ll.GetBasicBlockTerminator(bb)) == LLVMRet &&
			!state_left(c, bb, &state))
			return false;
	}
	return true;
}

static bool is_resumed_panic(LLVMValueRef insn)
{
	LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

	return callee && strstr(value_name(callee), "panic_const_async_fn_resumed");
}

static void add_leaves(const struct instrumenting *in, const struct coro *c, uint32_t point)
{
	for_each_bb(bb, c->resume) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);
		unsigned state;

		for_each_insn(insn, bb) {
			if (is_resumed_panic(insn))
				add_numbers(in, insn, "ao_rt_leave", point, STATE_PANICKED);
		}
		if (ll.GetInstructionOpcode(term) == LLVMResume)
			add_numbers(in, term, "ao_rt_leave", point, STATE_PANICKED);
		else if (ll.GetInstructionOpcode(term) == LLVMRet && state_left(c, bb, &state))
			add_numbers(in, term, "ao_rt_leave", point, state);
	}
}

/* ---- futures and awaits ---- */

static void add_await(
	struct instrumenting *in, const struct coro *c, uint32_t future, unsigned state)
{
	uint32_t point = await_point(future, state);
	const struct suspend *s = coro_suspend(c, state);
	LLVMValueRef child = s && s->poll ? direct_callee(s->poll) : NULL;
	LLVMValueRef at = s ? s->poll ? s->poll : s->store : NULL;

	if (s && s->test && s->poll && coro_stores_state_once(c, s) &&
		add_ready(in, s, point)) {
		add_number(in, s->poll, "ao_rt_begin", point);
		add_thrown(in, s->poll, future);
	}
	event_table_add(&in->table, 'A', point, state, child ? value_name(child) : "-", at);
}

static bool add_coro(struct instrumenting *in, const struct coro *c)
{
	uint32_t point = in->table.points;

	if (!all_returns_known(c))
		return false;
	in->table.points += 1 + (c->states - STATE_SUSPEND_0);
	event_table_add(&in->table, 'F', point, c->states, c->name, c->resume);
	for (unsigned state = STATE_SUSPEND_0; state < c->states; state++)
		add_await(in, c, point, state);
	add_with_tag(in, c->tag_load, "ao_rt_enter", point);
	add_leaves(in, c, point);
	in->point_of[c->id] = point;
	return true;
}

static void add_drop(void *arg, LLVMValueRef glue, LLVMValueRef tag, const struct coro *c)
{
	const struct instrumenting *in = arg;

	(void)glue;
	if (in->point_of[c->id])
		add_with_tag(in, tag, "ao_rt_drop", in->point_of[c->id]);
}

size_t instrument(struct unit *u, const struct model *m, struct event_table *ret_ring)
{
	struct instrumenting in = {
		.u = u,
		.b = event_builder_of(u),
		.table.points = 1, /* 0: no future */
		.point_of = arena_alloc(&u->arena, (m->coros_len + 1) * sizeof(*in.point_of)),
	};
	size_t futures = 0;

	for (size_t i = 0; i < m->coros_len; i++)
		futures += add_coro(&in, m->coros[i]);
	for_each_drop_glue(u, m, add_drop, &in);
	event_add_allocators(&in.b);
	ll.DisposeBuilder(in.b.builder);
	if (ret_ring) {
		*ret_ring = in.table;
		return futures;
	}
	event_table_put(u, &in.table);
	str_free(&in.table.text);
	return futures;
}
