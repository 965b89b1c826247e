#include "ir/straighten.h"

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
	if (fn_has_attr(fn, "noinline") || fn_has_attr(fn, "optnone") ||
		fn_has_attr(fn, "naked") || fn_has_attr(fn, "returns_twice"))
		return false;
	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		if (is_call(insn) && !is_intrinsic_call(insn))
			return false;
		if (!is_marker_call(insn) && ++instructions > MOST_INSTRUCTIONS)
			return false;
	}
	return true;
}

/* Marks the calls of one function; how many. */
static size_t mark_calls(const struct unit *u, LLVMValueRef fn)
{
	static const char name[] = "alwaysinline";
	LLVMAttributeRef always = ll.CreateEnumAttribute(
		u->context, ll.GetEnumAttributeKindForName(name, sizeof(name) - 1), 0);
	size_t marked = 0;

	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

			if (!callee || callee == fn || call_has_attr(insn, "noinline"))
				continue;
			if (!is_straight_line(callee))
				continue;
			ll.AddCallSiteAttribute(insn, LLVMAttributeFunctionIndex, always);
			marked++;
		}
	}
	return marked;
}

bool straighten(const struct unit *u, const LLVMValueRef *in, size_t count, struct err *err)
{
	for (unsigned round = 0; round < MOST_ROUNDS; round++) {
		LLVMPassBuilderOptionsRef options;
		LLVMErrorRef failed;
		size_t marked = 0;

		for (size_t i = 0; i < count; i++)
			marked += mark_calls(u, in[i]);
		if (!marked)
			return true;

		options = ll.CreatePassBuilderOptions();
		failed = ll.RunPasses(u->module, "always-inline", NULL, options);
		ll.DisposePassBuilderOptions(options);
		if (failed) {
			char *message = ll.GetErrorMessage(failed);

			err_set(err, "LLVM's always-inline: %s", message);
			ll.DisposeErrorMessage(message);
			return false;
		}
	}
	return true;
}
