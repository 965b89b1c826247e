#include "ir/unit.h"

#include <string.h>

#include "base/str.h"

/* LLVM would print and, on an error, exit; we keep an error's text for the caller. */
static void on_diagnostic(LLVMDiagnosticInfoRef info, void *context)
{
	struct unit *u = context;

	if (ll.GetDiagInfoSeverity(info) == LLVMDSError && u->diagnostic) {
		char *text = ll.GetDiagInfoDescription(info);

		err_set(u->diagnostic, "%s", text);
		ll.DisposeMessage(text);
	}
}

bool unit_open(const char *path, struct unit *ret, struct err *err)
{
	LLVMMemoryBufferRef bytes;
	char *message = NULL;

	*ret = (struct unit){.context = ll.ContextCreate(), .diagnostic = err};
	ll.ContextSetDiagnosticHandler(ret->context, on_diagnostic, ret);
	if (ll.CreateMemoryBufferWithContentsOfFile(path, &bytes, &message)) {
		err_set(err, "cannot read %s: %s", path, message);
		goto fail;
	}
	/* Consumes the buffer, also on failure. */
	if (ll.ParseIRInContext(ret->context, bytes, &ret->module, &message)) {
		err_set(err, "LLVM %s can not read %s: %s", ll_version(), path,
			message ? message : "unknown error");
		goto fail;
	}
	ret->layout = ll.GetModuleDataLayout(ret->module);
	return true;

fail:
	if (message)
		ll.DisposeMessage(message);
	ll.ContextDispose(ret->context);
	*ret = (struct unit){0};
	return false;
}

void unit_close(struct unit *u)
{
	if (!u->context)
		return;
	ll.DisposeModule(u->module);
	ll.ContextDispose(u->context);
	arena_release(&u->arena);
	*u = (struct unit){0};
}

bool unit_verify(const struct unit *u, const char *after, struct err *err)
{
	char *message = NULL;
	bool ok = !ll.VerifyModule(u->module, LLVMReturnStatusAction, &message);

	if (!ok)
		err_set(err, "broken IR after %s: %.*s", after,
			(int)strcspn(message ? message : "", "\n"), message ? message : "");
	if (message)
		ll.DisposeMessage(message);
	return ok;
}

bool unit_write_bitcode(const struct unit *u, const char *path, struct err *err)
{
	if (ll.WriteBitcodeToFile(u->module, path))
		return err_set(err, "cannot write %s", path);
	return true;
}

bool unit_write_text(const struct unit *u, const char *path, struct err *err)
{
	char *message = NULL;

	if (!ll.PrintModuleToFile(u->module, path, &message))
		return true;
	err_set(err, "cannot write %s: %s", path, message ? message : "unknown error");
	if (message)
		ll.DisposeMessage(message);
	return false;
}

bool target_is_bare_metal(const struct unit *u)
{
	return strstr(ll.GetTarget(u->module), "-none") != NULL;
}

bool target_is_x86(const struct unit *u)
{
	const char *triple = ll.GetTarget(u->module);

	return has_prefix(triple, "x86_64") ||
	       (triple[0] == 'i' && triple[1] && has_prefix(triple + 2, "86-"));
}

bool target_loads_unaligned(const struct unit *u)
{
	return target_is_x86(u) || has_prefix(ll.GetTarget(u->module), "aarch64");
}

bool unit_run_passes(const struct unit *u, const char *passes, struct err *err)
{
	LLVMPassBuilderOptionsRef options = ll.CreatePassBuilderOptions();
	LLVMErrorRef failed = ll.RunPasses(u->module, passes, NULL, options);

	ll.DisposePassBuilderOptions(options);
	if (failed) {
		char *message = ll.GetErrorMessage(failed);

		err_set(err, "LLVM's %s: %s", passes, message);
		ll.DisposeErrorMessage(message);
	}
	return !failed;
}
