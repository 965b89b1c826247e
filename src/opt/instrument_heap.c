/*
 * Allocations say how large they are.
 *
 *	define ptr @__rust_alloc(i64 %size, i64 %align) {
 *	  call void @ao_rt_alloc(i64 %size)
 *
 * or, where the function is not in the module, in front of each call of it.
 */
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"

/*
 * What all of Rust allocates through (library/alloc/src/alloc.rs): a function that rustc
 * makes for the final artefact, and that leads to the program's #[global_allocator].
 */
struct allocator {
	const char *suffix; /* of the symbol, mangled v0 in every supported version */
	const char *event;
	unsigned first, count; /* the parameters that the event is told */
};

static const struct allocator allocators[] = {
	{"12___rust_alloc", "ao_rt_alloc", 0, 1},
	{"19___rust_alloc_zeroed", "ao_rt_alloc", 0, 1},
	{"14___rust_realloc", "ao_rt_realloc", 1, 2},
};

/* The size is one argument; of a realloc: old size, alignment, new size. */
static void add_allocator(
	const struct event_builder *b, const struct allocator *a, LLVMValueRef fn)
{
	unsigned last = a->first + (a->count == 2 ? 2 : 0);

	if (!ll.IsDeclaration(fn)) {
		LLVMValueRef args[] = {ll.GetParam(fn, a->first), ll.GetParam(fn, last)};

		event_add(b, ll.GetFirstInstruction(ll.GetEntryBasicBlock(fn)), a->event, args,
			a->count);
		return;
	}
	for_each_use(use, fn) {
		LLVMValueRef call = ll.GetUser(use), args[2];

		if (!ll.IsAInstruction(call) || !is_call(call) || direct_callee(call) != fn)
			continue;
		args[0] = ll.GetOperand(call, a->first);
		args[1] = ll.GetOperand(call, last);
		event_add(b, call, a->event, args, a->count);
	}
}

void event_add_allocators(const struct event_builder *b)
{
	for_each_fn(fn, b->u->module) {
		for (size_t i = 0; i < sizeof(allocators) / sizeof(*allocators); i++) {
			if (has_suffix(value_name(fn), allocators[i].suffix))
				add_allocator(b, &allocators[i], fn);
		}
	}
}
