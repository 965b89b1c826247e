/*
 * Stock fat LTO optimizes each crate alone before it merges them: nothing is inlined from one
 * crate into another yet, and std's code, optimized when the toolchain was made, is not
 * optimized once more. Here all crates are merged before LLVM sees them, so that the passes
 * do. Without a border the first stage inlines in another order: small functions on the way
 * swallow bodies of other crates that have one caller, and are then too large for their own
 * callers (docs/pipeline.md has figures).
 *
 *	call @other_crate(...)            call @other_crate(...) #fence     noinline
 *	define @of_std(...) minsize       define @of_std(...) #frozen="m"   noinline optnone
 *
 * for the first stage only. A mark travels with a call that is inlined or copied, so marks
 * are taken off by what they say, not by where they were put; calls and functions that bore
 * noinline themselves keep it. What stays behind would keep LLVM from merging functions that
 * are otherwise equal.
 *
 * Sound: noinline and optnone change no meaning.
 */
#include "opt/fence.h"

#include <string.h>

#include "ir/value.h"
#include "ir/walk.h"

static const char fence_mark[] = "async-opt-fence", frozen_mark[] = "async-opt-frozen";

/* What optnone does not go with; the letter stands for it in the mark. */
static const struct {
	char letter;
	const char *name;
} displaced[] = {{'m', "minsize"}, {'s', "optsize"}, {'a', "alwaysinline"}, {'n', "noinline"}};

enum { DISPLACED = sizeof(displaced) / sizeof(*displaced) };

static unsigned kind_of(const char *name)
{
	return ll.GetEnumAttributeKindForName(name, strlen(name));
}

static LLVMAttributeRef text_attribute(const struct unit *u, const char *key, const char *value)
{
	return ll.CreateStringAttribute(
		u->context, key, (unsigned)strlen(key), value, (unsigned)strlen(value));
}

static void freeze(const struct unit *u, LLVMValueRef fn)
{
	char letters[DISPLACED + 1] = "";
	size_t len = 0;

	if (fn_has_attr(fn, "optnone"))
		return;
	for (size_t i = 0; i < DISPLACED; i++) {
		if (!fn_has_attr(fn, displaced[i].name))
			continue;
		letters[len++] = displaced[i].letter;
		ll.RemoveEnumAttributeAtIndex(
			fn, LLVMAttributeFunctionIndex, kind_of(displaced[i].name));
	}
	ll.AddAttributeAtIndex(
		fn, LLVMAttributeFunctionIndex, text_attribute(u, frozen_mark, letters));
	fn_add_attr(u, fn, "noinline");
	fn_add_attr(u, fn, "optnone");
}

static void thaw(const struct unit *u, LLVMValueRef fn)
{
	unsigned len = 0, key_len = (unsigned)strlen(frozen_mark);
	LLVMAttributeRef mark = ll.GetStringAttributeAtIndex(
		fn, LLVMAttributeFunctionIndex, frozen_mark, key_len);
	const char *letters;

	if (!mark)
		return;
	letters = ll.GetStringAttributeValue(mark, &len);
	ll.RemoveEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, kind_of("optnone"));
	ll.RemoveEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, kind_of("noinline"));
	for (size_t i = 0; i < DISPLACED; i++) {
		if (memchr(letters, displaced[i].letter, len))
			fn_add_attr(u, fn, displaced[i].name);
	}
	ll.RemoveStringAttributeAtIndex(fn, LLVMAttributeFunctionIndex, frozen_mark, key_len);
}

static void put_on_calls(const struct unit *u, const struct origins *o, LLVMValueRef fn)
{
	LLVMAttributeRef mark = text_attribute(u, fence_mark, "");
	LLVMAttributeRef never = ll.CreateEnumAttribute(u->context, kind_of("noinline"), 0);

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

			if (!callee || !origins_differ(o, fn, callee) ||
				call_has_attr(insn, "noinline") ||
				call_has_attr(insn, "alwaysinline"))
				continue;
			ll.AddCallSiteAttribute(insn, LLVMAttributeFunctionIndex, mark);
			ll.AddCallSiteAttribute(insn, LLVMAttributeFunctionIndex, never);
		}
	}
}

static void take_off_calls(LLVMValueRef fn)
{
	unsigned len = (unsigned)strlen(fence_mark), never = kind_of("noinline");

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			if (!is_call(insn) ||
				!ll.GetCallSiteStringAttribute(
					insn, LLVMAttributeFunctionIndex, fence_mark, len))
				continue;
			ll.RemoveCallSiteStringAttribute(
				insn, LLVMAttributeFunctionIndex, fence_mark, len);
			ll.RemoveCallSiteEnumAttribute(insn, LLVMAttributeFunctionIndex, never);
		}
	}
}

void fence_put(const struct unit *u, const struct origins *o)
{
	for_each_fn(fn, u->module) {
		if (origins_is_std(o, fn))
			freeze(u, fn);
	}
	for_each_fn(fn, u->module)
		put_on_calls(u, o, fn);
}

void fence_take(const struct unit *u)
{
	for_each_fn(fn, u->module) {
		thaw(u, fn);
		take_off_calls(fn);
	}
}
