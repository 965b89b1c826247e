/*
 * Which drop glue belongs to which resume function?
 *
 * Two kinds of evidence, both structural: a vtable of a future type holds its drop glue,
 * size, alignment and poll in this order (rustc_middle/src/ty/vtable.rs), and a coroutine
 * that awaited a child drops it at the place where it polled it, as the first thing after
 * Ready. Either way the glue has to dispatch on a tag of the same place and width.
 */
#include <string.h>

#include "coro/build.h"
#include "ir/value.h"
#include "ir/walk.h"

LLVMValueRef glue_tag_load(const struct unit *u, const struct coro *c, LLVMValueRef glue)
{
	int64_t offset;
	LLVMValueRef load;

	if (ll.IsDeclaration(glue) || ll.CountParams(glue) != 1)
		return NULL;
	load = entry_tag_load(u, glue, ll.GetParam(glue, 0), &offset);
	if (!load || offset != c->tag_offset ||
		ll.GetIntTypeWidth(ll.TypeOf(load)) != c->tag_bits)
		return NULL;
	return load;
}

static void pair(const struct unit *u, struct coro *c, LLVMValueRef glue)
{
	if (!c->glue && glue_tag_load(u, c, glue))
		c->glue = glue;
}

static void pair_in_vtable(const struct unit *u, const struct model *m, LLVMValueRef vtable)
{
	LLVMValueRef init = ll.GetInitializer(vtable);
	LLVMValueRef glue;

	if (!init || ll.GetValueKind(init) != LLVMConstantStructValueKind ||
		ll.GetNumOperands(init) < 3)
		return;
	glue = ll.IsAFunction(ll.GetOperand(init, 0));
	if (!glue || ll.GetTypeKind(ll.TypeOf(ll.GetOperand(init, 1))) != LLVMArrayTypeKind)
		return;
	for (int i = 2; i < ll.GetNumOperands(init); i++) {
		struct coro *c = map_get(&m->by_resume, ll.GetOperand(init, (unsigned)i));

		if (c)
			pair(u, c, glue);
	}
}

/* Looks through calls that give back their only argument, as Pin::new_unchecked does. */
static LLVMValueRef strip_identity(LLVMValueRef v)
{
	while (ll.IsAInstruction(v) && is_call(v)) {
		LLVMValueRef fn = direct_callee(v), term;

		if (!fn || ll.IsDeclaration(fn) || ll.CountParams(fn) != 1 ||
			ll.CountBasicBlocks(fn) != 1)
			return v;
		term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(fn));
		if (ll.GetInstructionOpcode(term) != LLVMRet || ll.GetNumOperands(term) != 1 ||
			ll.GetOperand(term, 0) != ll.GetParam(fn, 0))
			return v;
		v = ll.GetOperand(v, 0);
	}
	return v;
}

bool is_drop_glue_name(const char *name)
{
	return strstr(name, "drop_in_place") || strstr(name, "drop_glue");
}

/* The first call after an edge, over straight lines. */
static LLVMValueRef first_call_after(LLVMBasicBlockRef bb)
{
	for (unsigned steps = 0; steps < 8; steps++) {
		LLVMValueRef term = ll.GetBasicBlockTerminator(bb);

		for_each_insn(insn, bb) {
			if (is_call(insn) && !is_intrinsic_call(insn))
				return insn;
		}
		if (ll.GetNumSuccessors(term) != 1)
			return NULL;
		bb = ll.GetSuccessor(term, 0);
	}
	return NULL;
}

static void pair_at_await(const struct unit *u, const struct model *m,
	const struct coro *parent, const struct suspend *s)
{
	struct coro *child = coro_polled(m, s->poll);
	int64_t polled_at, dropped_at;
	LLVMValueRef frame;

	if (!child || child->glue)
		return;
	frame = strip_identity(ll.GetOperand(s->poll, child->self_param));
	if (!ptr_offset(u, frame, parent->self, &polled_at))
		return;
	for (unsigned i = 0; i < ll.GetNumSuccessors(s->test); i++) {
		LLVMValueRef drop = first_call_after(ll.GetSuccessor(s->test, i));
		LLVMValueRef glue = drop ? direct_callee(drop) : NULL;

		if (i == s->pending_index || !glue || !is_drop_glue_name(value_name(glue)))
			continue;
		if (ptr_offset(u, ll.GetOperand(drop, 0), parent->self, &dropped_at) &&
			dropped_at == polled_at)
			pair(u, child, glue);
	}
}

void find_glue(struct unit *u, struct model *m)
{
	for_each_global(g, u->module) {
		if (ll.IsGlobalConstant(g))
			pair_in_vtable(u, m, g);
	}
	for (size_t i = 0; i < m->coros_len; i++) {
		struct coro *c = m->coros[i];

		for (size_t k = 0; k < c->suspends_len; k++) {
			if (c->suspends[k].poll)
				pair_at_await(u, m, c, &c->suspends[k]);
		}
	}
}
