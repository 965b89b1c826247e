#include "coro/lift.h"

#include <string.h>

#include "coro/build.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"

/* ---- may it be lifted? ---- */

static LLVMValueRef dispatch_of(const struct coro *c)
{
	return ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(c->resume));
}

/* Where the dispatch goes in a state; NULL where it depends on more than the tag. */
static LLVMBasicBlockRef arm_of(const struct coro *c, unsigned state)
{
	LLVMValueRef term = dispatch_of(c);
	int index = tag_outcome(term, c->tag_load, state);

	return index < 0 ? NULL : ll.GetSuccessor(term, (unsigned)index);
}

static bool has_phis(LLVMBasicBlockRef bb)
{
	return is_phi(ll.GetFirstInstruction(bb));
}

/* The store of this one state and nothing else, in a block that then returns. */
static bool is_plain_suspend(
	const struct unit *u, const struct coro *c, const struct suspend *s)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(ll.GetInstructionParent(s->store));
	int64_t offset;
	uint64_t value;

	return is_store(s->store) && is_plain_access(s->store) &&
	       const_int(ll.GetOperand(s->store, 0), &value) && value == s->state &&
	       access_size_bytes(u, s->store) * 8 == c->tag_bits &&
	       ptr_offset(u, ll.GetOperand(s->store, 1), c->self, &offset) &&
	       offset == c->tag_offset && ll.GetInstructionOpcode(term) == LLVMRet &&
	       coro_stores_state_once(c, s);
}

/* Nothing that the dispatch could do in another state is lost. */
static bool has_no_other_arm(const struct coro *c)
{
	LLVMBasicBlockRef other = arm_of(c, c->states);

	if (other && is_unreachable_block(other))
		return true;
	for (unsigned v = 0; other && v < c->states; v++) {
		if (arm_of(c, v) == other)
			return true;
	}
	return false;
}

const char *lift_why_not(const struct unit *u, const struct coro *c)
{
	if (!has_no_other_arm(c))
		return "its dispatch has an arm for a state that is not known";
	for (unsigned v = 0; v < c->states; v++) {
		LLVMBasicBlockRef arm = arm_of(c, v);
		const struct suspend *s = coro_suspend(c, v);

		if (!arm || has_phis(arm))
			return "where its dispatch goes is not known by the state alone";
		if (v < STATE_SUSPEND_0)
			continue;
		if (is_unreachable_block(arm))
			return "a state has no arm";
		if (!s || !is_plain_suspend(u, c, s))
			return "a state is not stored by one suspend point";
	}
	return NULL;
}

/* ---- lifting ---- */

static void go_to(const struct unit *u, LLVMBasicBlockRef from, LLVMBasicBlockRef to,
	LLVMMetadataRef place)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef branch;

	ll.PositionBuilderAtEnd(builder, from);
	branch = ll.BuildBr(builder, to);
	if (place)
		ll.InstructionSetDebugLoc(branch, place);
	ll.DisposeBuilder(builder);
}

static void lift_point(const struct unit *u, struct lifted_point *p, const struct suspend *s)
{
	LLVMValueRef leave = ll.GetBasicBlockTerminator(ll.GetInstructionParent(s->store));

	p->leaves = ll.GetInstructionParent(s->store);
	p->place = ll.InstructionGetDebugLoc(s->store);
	p->leave_at = ll.InstructionGetDebugLoc(leave);
	p->pending = ll.GetNumOperands(leave) ? ll.GetOperand(leave, 0) : NULL;
	ll.InstructionEraseFromParent(leave);
	ll.InstructionEraseFromParent(s->store);
	go_to(u, p->leaves, p->resumes, p->place);
}

struct lifted *lift(struct unit *u, const struct coro *c)
{
	struct lifted *l = arena_new(&u->arena, struct lifted);
	LLVMValueRef dispatch = dispatch_of(c);

	if (lift_why_not(u, c))
		BUG("%s was to be lifted: %s", c->name, lift_why_not(u, c));
	l->coro = c;
	l->start = arm_of(c, STATE_UNRESUMED);
	l->place = ll.InstructionGetDebugLoc(dispatch);
	for (unsigned v = STATE_RETURNED; v < STATE_SUSPEND_0; v++) {
		LLVMBasicBlockRef arm = arm_of(c, v);

		l->done[v] = is_unreachable_block(arm) ? NULL : arm;
	}
	l->points = arena_alloc(&u->arena, (c->states + 1) * sizeof(*l->points));
	for (unsigned v = STATE_SUSPEND_0; v < c->states; v++)
		l->points[l->points_len++] =
			(struct lifted_point){.state = v, .resumes = arm_of(c, v)};
	ll.InstructionEraseFromParent(dispatch);
	go_to(u, ll.GetEntryBasicBlock(c->resume), l->start, l->place);
	for (size_t i = 0; i < l->points_len; i++)
		lift_point(u, &l->points[i], coro_suspend(c, l->points[i].state));
	return l;
}

/* ---- lowering ---- */

static LLVMValueRef tag_value(const struct unit *u, const struct coro *c, unsigned state)
{
	return ll.ConstInt(ll.IntTypeInContext(u->context, c->tag_bits), state, false);
}

/* As rustc dispatches: on the discriminant, which has 32 bits, and not on the tag. */
static LLVMValueRef discriminant(const struct unit *u, LLVMBuilderRef builder, LLVMValueRef tag)
{
	LLVMTypeRef type = ll.IntTypeInContext(u->context, 32);

	return ll.TypeOf(tag) == type ? tag : ll.BuildZExt(builder, tag, type, "");
}

static void lower_point(
	const struct unit *u, const struct coro *c, const struct lifted_point *p)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef store, leave;

	ll.InstructionEraseFromParent(ll.GetBasicBlockTerminator(p->leaves));
	ll.PositionBuilderAtEnd(builder, p->leaves);
	store = ll.BuildStore(builder, tag_value(u, c, p->state),
		edit_place(u, builder, c->self, c->tag_offset));
	if (p->place)
		ll.InstructionSetDebugLoc(store, p->place);
	leave = p->pending ? ll.BuildRet(builder, p->pending) : ll.BuildRetVoid(builder);
	if (p->leave_at)
		ll.InstructionSetDebugLoc(leave, p->leave_at);
	ll.DisposeBuilder(builder);
}

static void add_case(
	const struct unit *u, LLVMValueRef dispatch, unsigned state, LLVMBasicBlockRef arm)
{
	ll.AddCase(
		dispatch, ll.ConstInt(ll.IntTypeInContext(u->context, 32), state, false), arm);
}

void lower(const struct unit *u, const struct lifted *l)
{
	const struct coro *c = l->coro;
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(c->resume);
	LLVMBasicBlockRef none =
		ll.AppendBasicBlockInContext(u->context, c->resume, "no.state");
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	LLVMValueRef dispatch;

	ll.PositionBuilderAtEnd(builder, none);
	ll.BuildUnreachable(builder);
	ll.InstructionEraseFromParent(ll.GetBasicBlockTerminator(entry));
	ll.PositionBuilderAtEnd(builder, entry);
	dispatch =
		ll.BuildSwitch(builder, discriminant(u, builder, c->tag_load), none, c->states);
	if (l->place)
		ll.InstructionSetDebugLoc(dispatch, l->place);
	add_case(u, dispatch, STATE_UNRESUMED, l->start);
	for (unsigned v = STATE_RETURNED; v < STATE_SUSPEND_0; v++) {
		if (l->done[v])
			add_case(u, dispatch, v, l->done[v]);
	}
	for (size_t i = 0; i < l->points_len; i++) {
		add_case(u, dispatch, l->points[i].state, l->points[i].resumes);
		lower_point(u, c, &l->points[i]);
	}
	ll.DisposeBuilder(builder);
}

/* ---- there and back ---- */

/* What the model says of one future, before and after. */
static bool is_same(const struct coro *a, const struct coro *b)
{
	if (!a || !b || a->states != b->states || a->stores_len != b->stores_len ||
		a->suspends_len != b->suspends_len || a->tag_load != b->tag_load ||
		a->glue != b->glue)
		return false;
	for (size_t i = 0; i < a->suspends_len; i++) {
		const struct suspend *was = &a->suspends[i], *is = coro_suspend(b, was->state);

		if (!is || is->test != was->test || is->poll != was->poll ||
			is->pending_index != was->pending_index)
			return false;
	}
	return true;
}

static bool came_back(const struct model *before, const struct model *after, struct err *err)
{
	if (before->coros_len == after->coros_len && before->opaque_len == after->opaque_len)
		return true;
	return err_set(err, "of %zu futures %zu came back from the lifted form",
		before->coros_len, after->coros_len);
}

bool lift_and_lower(struct unit *u, struct model **model, size_t *ret_lifted, struct err *err)
{
	struct model *before = *model;
	struct lifted **all = arena_alloc(&u->arena, (before->coros_len + 1) * sizeof(*all));
	size_t len = 0;
	bool ok;

	for (size_t i = 0; i < before->coros_len; i++) {
		if (!lift_why_not(u, before->coros[i]))
			all[len++] = lift(u, before->coros[i]);
	}
	ok = unit_verify(u, "lifting", err);
	for (size_t i = 0; i < len; i++)
		lower(u, all[i]);
	*model = model_build(u);
	*ret_lifted = len;
	ok = ok && came_back(before, *model, err);
	for (size_t i = 0; ok && i < len; i++) {
		const struct coro *was = all[i]->coro;

		if (!is_same(was, map_get(&(*model)->by_resume, was->resume)))
			ok = err_set(
				err, "%s came back from the lifted form as another", was->name);
	}
	model_free(before);
	return ok;
}
