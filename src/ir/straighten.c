#include "ir/straighten.h"

#include <string.h>

#include "ir/value.h"
#include "ir/walk.h"

/* Enough for a constructor of a few captures; larger bodies are left to LLVM's inliner. */
static const unsigned MOST_INSTRUCTIONS = 24;
/* IntoFuture of a wrapper of a wrapper; what is left after this stays a call. */
static const unsigned MOST_ROUNDS = 4;

static bool is_straight_line(LLVMValueRef fn)
{
	unsigned instructions = 0;

	if (ll.IsDeclaration(fn) || ll.CountBasicBlocks(fn) != 1)
		return false;
	if (ll.GetLinkage(fn) != LLVMInternalLinkage &&
		ll.GetLinkage(fn) != LLVMPrivateLinkage &&
		ll.GetLinkage(fn) != LLVMExternalLinkage)
		return false;
	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		if (is_call(insn) && !is_intrinsic_call(insn))
			return false;
		if (!is_marker_call(insn) && ++instructions > MOST_INSTRUCTIONS)
			return false;
	}
	return true;
}

void call_never_inline(const struct unit *u, LLVMValueRef call)
{
	static const char name[] = "noinline";

	ll.AddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
		ll.CreateEnumAttribute(
			u->context, ll.GetEnumAttributeKindForName(name, sizeof(name) - 1), 0));
}

void call_inline_always(const struct unit *u, LLVMValueRef call)
{
	static const char name[] = "alwaysinline", never[] = "noinline";

	ll.RemoveCallSiteEnumAttribute(call, LLVMAttributeFunctionIndex,
		ll.GetEnumAttributeKindForName(never, sizeof(never) - 1));
	ll.AddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
		ll.CreateEnumAttribute(
			u->context, ll.GetEnumAttributeKindForName(name, sizeof(name) - 1), 0));
}

static bool same_text_attribute(LLVMValueRef a, LLVMValueRef b, const char *name)
{
	unsigned len = (unsigned)strlen(name);

	/* Attributes are unique in a context. */
	return ll.GetStringAttributeAtIndex(a, LLVMAttributeFunctionIndex, name, len) ==
	       ll.GetStringAttributeAtIndex(b, LLVMAttributeFunctionIndex, name, len);
}

bool fn_can_be_inlined(LLVMValueRef callee, LLVMValueRef caller)
{
	static const char *const never[] = {"noinline", "optnone", "naked", "returns_twice"};
	static const char *const sanitizers[] = {"sanitize_address", "sanitize_thread",
		"sanitize_memory", "sanitize_hwaddress", "ssp", "sspreq", "sspstrong"};

	if (ll.IsDeclaration(callee))
		return false;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		if (fn_has_attr(callee, never[i]))
			return false;
	}
	for (size_t i = 0; i < sizeof(sanitizers) / sizeof(*sanitizers); i++) {
		if (fn_has_attr(callee, sanitizers[i]) != fn_has_attr(caller, sanitizers[i]))
			return false;
	}
	return same_text_attribute(callee, caller, "target-cpu") &&
	       same_text_attribute(callee, caller, "target-features");
}

bool inline_marked(const struct unit *u, struct err *err)
{
	return unit_run_passes(u, "always-inline", err);
}

/* Marks the calls of one function; how many. */
static size_t mark_calls(const struct unit *u, LLVMValueRef fn)
{
	size_t marked = 0;

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

			if (!callee || callee == fn || call_has_attr(insn, "noinline"))
				continue;
			if (!is_straight_line(callee) || !fn_can_be_inlined(callee, fn))
				continue;
			call_inline_always(u, insn);
			marked++;
		}
	}
	return marked;
}

bool straighten(const struct unit *u, const LLVMValueRef *in, size_t count, struct err *err)
{
	for (unsigned round = 0; round < MOST_ROUNDS; round++) {
		size_t marked = 0;

		for (size_t i = 0; i < count; i++)
			marked += mark_calls(u, in[i]);
		if (!marked)
			return true;
		if (!inline_marked(u, err))
			return false;
	}
	return true;
}
