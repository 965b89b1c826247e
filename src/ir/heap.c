#include "ir/heap.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/waker.h"
#include "ir/walk.h"

typedef vec(struct heap_fn *) work;

/*
 * What all of Rust allocates through (library/alloc/src/alloc.rs), mangled v0 in every
 * supported version.
 */
static bool is_allocator(const char *name)
{
	return has_suffix(name, "12___rust_alloc") ||
	       has_suffix(name, "19___rust_alloc_zeroed") ||
	       has_suffix(name, "14___rust_realloc");
}

static bool is_deallocator(const char *name)
{
	return has_suffix(name, "14___rust_dealloc");
}

/* Functions that are known not to allocate though their bodies are elsewhere. */
static bool only_touches_memory(const char *name)
{
	static const char *const names[] = {
		"memcpy", "memmove", "memset", "memcmp", "bcmp", "strlen"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return is_deallocator(name);
}

static struct heap_fn *fn_of(struct heap *heap, struct arena *a, LLVMValueRef fn, work *to)
{
	struct heap_fn *found = map_get(&heap->fns, fn);

	if (found)
		return found;
	found = arena_new(a, struct heap_fn);
	found->fn = fn;
	map_set(&heap->fns, fn, found);
	vec_push(to, found);
	return found;
}

static bool may_matter(LLVMValueRef insn)
{
	return is_call(insn) && !is_intrinsic_call(insn) && !call_has_attr(insn, "noreturn");
}

/* Notes the calls of a function; what is called and new is put on the list. */
static void scan(struct heap *heap, struct arena *a, struct heap_fn *f, work *list)
{
	vec(LLVMValueRef) calls = {0};
	const char *name = value_name(f->fn);

	if (is_allocator(name)) {
		f->use = HEAP_MAY;
		return;
	}
	if (only_touches_memory(name))
		return;
	if (!fn_has_exact_body(f->fn)) {
		f->use = HEAP_UNKNOWN;
		return;
	}
	for_each_bb(bb, f->fn) {
		for_each_insn(insn, bb) {
			if (may_matter(insn))
				vec_push(&calls, insn);
		}
	}
	f->calls_len = calls.len;
	f->calls = arena_alloc(a, (calls.len + 1) * sizeof(*f->calls));
	f->callees = arena_alloc(a, (calls.len + 1) * sizeof(struct heap_fn *));
	for (size_t i = 0; i < calls.len; i++) {
		LLVMValueRef callee = direct_callee(calls.at[i]);

		f->calls[i] = calls.at[i];
		if (callee)
			f->callees[i] = fn_of(heap, a, callee, list);
	}
	vec_free(&calls);
}

enum heap_use heap_call_use(const struct heap *heap, const struct heap_fn *of, size_t i)
{
	if (of->callees[i])
		return of->callees[i]->use;
	return is_waker_call(heap->u, of->calls[i]) ? HEAP_WAKER : HEAP_UNKNOWN;
}

/* Takes over what its callees are; false where nothing is new. */
static bool update(const struct heap *heap, struct heap_fn *f)
{
	enum heap_use before = f->use;

	for (size_t i = 0; i < f->calls_len; i++) {
		enum heap_use use = heap_call_use(heap, f, i);

		if (use > f->use) {
			f->use = use;
			f->why = f->calls[i];
		}
	}
	return f->use != before;
}

void heap_look(struct heap *heap, const struct unit *u, struct arena *a,
	const LLVMValueRef *fns, size_t len)
{
	work list = {0};
	bool changed = true;

	*heap = (struct heap){.u = u};
	for (size_t i = 0; i < len; i++)
		fn_of(heap, a, fns[i], &list);
	for (size_t i = 0; i < list.len; i++)
		scan(heap, a, list.at[i], &list);
	/* Each is raised at most three times. Callees tend to come behind their callers. */
	while (changed) {
		changed = false;
		for (size_t i = list.len; i; i--)
			changed = update(heap, list.at[i - 1]) || changed;
	}
	vec_free(&list);
}

const struct heap_fn *heap_of(const struct heap *heap, LLVMValueRef fn)
{
	return map_get(&heap->fns, fn);
}

void heap_free(struct heap *heap)
{
	map_free(&heap->fns);
}

/* An empty function that the allocator's users call, so that there is one (library/alloc). */
static bool is_shim(const char *name)
{
	return strstr(name, "___rust_no_alloc_shim_is_unstable") != NULL;
}

static bool only_manages(LLVMValueRef fn, unsigned depth)
{
	static const unsigned most_instructions = 120; /* raw: twice of what is left of it */
	bool manages = false;

	if (!depth || !fn_has_exact_body(fn) || fn_is_larger_than(fn, most_instructions))
		return false;
	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee;
			const char *name;

			if (!is_call(insn) || !may_matter(insn))
				continue;
			callee = direct_callee(insn);
			if (!callee)
				return false;
			name = value_name(callee);
			if (is_shim(name))
				continue;
			if (!is_allocator(name) && !is_deallocator(name) &&
				!only_manages(callee, depth - 1))
				return false;
			manages = true;
		}
	}
	return manages;
}

bool heap_only_manages(LLVMValueRef fn)
{
	/* Box's drop, Global's deallocate, alloc::dealloc, the allocator. */
	static const unsigned most_levels = 4;

	return only_manages(fn, most_levels);
}
