/*
 * From a wake to the poll.
 *
 *	@vtable = constant { ptr @clone, ptr @wake, ptr @wake_by_ref, ptr @drop }
 *	define void @wake(ptr %data) {
 *	  call void @ao_rt_wake(ptr %data)
 *
 *	define i1 @task(ptr %self, ptr %cx) {
 *	  %waker = load ptr, ptr %cx
 *	  %data.place = getelementptr i8, ptr %waker, i64 8
 *	  %data = load ptr, ptr %data.place
 *	  call void @ao_rt_context(ptr %data)
 *	  call void @ao_rt_enter(i32 7, i32 %tag)
 *
 * Which constants are a waker's functions can be seen: four functions, of which the first
 * returns two pointers and the others nothing. No vtable of a trait is like it, since the first
 * three words of those are a drop glue, a size and an alignment. Were another constant taken
 * for one, its functions would record a wake of whatever pointer they are given.
 *
 * A Context begins with the reference of its waker, and a waker is its vtable and its data:
 * rustc sorts members, and has put these so in all versions that async-opt supports. A body
 * that has lost its Context (no `noundef`, `dereferenceable` parameter) is left alone.
 *
 * The loads are added after the passes on raw IR have run, so that these see the program as it
 * is. They are of memory that is there: that is what the parameter's attributes say.
 */
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"

enum { CLONE, WAKE, WAKE_BY_REF, DROP, WAKER_FUNCTIONS };

static bool takes_one_pointer(LLVMValueRef fn)
{
	return ll.CountParams(fn) == 1 &&
	       ll.GetTypeKind(ll.TypeOf(ll.GetParam(fn, 0))) == LLVMPointerTypeKind;
}

static bool returns_kind(LLVMValueRef fn, LLVMTypeKind kind)
{
	return ll.GetTypeKind(ll.GetReturnType(ll.GlobalGetValueType(fn))) == kind;
}

/* Where the functions of a waker are in a constant; *ret has them. */
static bool is_waker_vtable(LLVMValueRef init, LLVMValueRef ret[WAKER_FUNCTIONS])
{
	if (!init || ll.GetValueKind(init) != LLVMConstantStructValueKind ||
		ll.GetNumOperands(init) != WAKER_FUNCTIONS)
		return false;
	for (unsigned i = 0; i < WAKER_FUNCTIONS; i++) {
		ret[i] = ll.IsAFunction(ll.GetOperand(init, i));
		if (!ret[i] || !takes_one_pointer(ret[i]) ||
			!returns_kind(
				ret[i], i == CLONE ? LLVMStructTypeKind : LLVMVoidTypeKind))
			return false;
	}
	return true;
}

static void add_wake(const struct event_builder *b, LLVMValueRef fn)
{
	LLVMValueRef first, data = ll.GetParam(fn, 0);

	if (ll.IsDeclaration(fn))
		return;
	first = ll.GetFirstInstruction(ll.GetEntryBasicBlock(fn));
	if (!is_event_call(first))
		event_add(b, first, "ao_rt_wake", &data, 1);
}

/* Is it polled by anything else than awaits of coroutines? */
static bool is_outermost(const struct model *m, const struct coro *c)
{
	for_each_use(use, c->resume) {
		LLVMValueRef user = ll.GetUser(use), fn;

		if (!ll.IsAInstruction(user) || !is_call(user) ||
			direct_callee(user) != c->resume)
			return true;
		fn = ll.GetBasicBlockParent(ll.GetInstructionParent(user));
		if (!map_get(&m->by_resume, fn))
			return true;
	}
	return false;
}

/* The first event in its entry, where that is its own. */
static LLVMValueRef own_enter(const struct coro *c)
{
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(c->resume);

	for_each_insn(insn, entry) {
		if (is_event_call(insn))
			return insn;
	}
	return NULL;
}

static void add_context(const struct event_builder *b, const struct coro *c)
{
	unsigned param = c->self_param + 1;
	LLVMTypeRef ptr;
	LLVMValueRef at = own_enter(c), waker, place, data;

	if (!at || ll.CountParams(c->resume) <= param ||
		!param_has_attr(c->resume, param, "noundef") ||
		!param_has_attr(c->resume, param, "dereferenceable"))
		return;
	ptr = ll.TypeOf(c->self);
	ll.PositionBuilderBefore(b->builder, at);
	waker = ll.BuildLoad2(b->builder, ptr, ll.GetParam(c->resume, param), "");
	place = edit_place(b->u, b->builder, waker, ll.PointerSize(b->u->layout));
	data = ll.BuildLoad2(b->builder, ptr, place, "");
	event_add(b, at, "ao_rt_context", &data, 1);
}

void instrument_wakes(struct unit *u, const struct model *m)
{
	struct event_builder b = event_builder_of(u);

	for_each_global(g, u->module) {
		LLVMValueRef fns[WAKER_FUNCTIONS];

		if (!is_waker_vtable(ll.GetInitializer(g), fns))
			continue;
		add_wake(&b, fns[WAKE]);
		add_wake(&b, fns[WAKE_BY_REF]);
	}
	for (size_t i = 0; i < m->coros_len; i++) {
		if (is_outermost(m, m->coros[i]))
			add_context(&b, m->coros[i]);
	}
	ll.DisposeBuilder(b.builder);
}
