/*
 * The usual case of an event, where it happens, on x86-64.
 *
 *	call void @ao_rt_ready(i32 8)
 *
 * becomes
 *
 *	%now = load ptr, ptr @ao_rt_now               ; thread-local
 *	br (%now.usual != 8), otherwise
 *	%now.ready++, @ao_rt_progress++
 *	@ao_rt_now = %now.outer
 *	...
 *	otherwise:
 *	  call void @ao_rt_ready(i32 8)
 *
 * What is usual is the library's to say (rt/events.c: is_usual). This comes last of all: the
 * passes and LLVM have seen one call that touches nothing of theirs. The functions below are
 * linked into the module, take the place of the library's, and LLVM inlines them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"

static const char event_prefix[] = "ao_rt_", inline_prefix[] = "ao_inline_";

static bool link_functions(struct unit *u, struct err *err)
{
	struct str text = {0};
	bool ok;

	event_inline_text(&text);
	ok = event_link_text(u, &text, err);
	str_free(&text);
	return ok;
}

/* Calls of an event by others than its own inlined form. */
static void take_place(LLVMValueRef event, LLVMValueRef fn)
{
	LLVMUseRef next;

	ll.SetLinkage(fn, LLVMInternalLinkage);
	for (LLVMUseRef use = event ? ll.GetFirstUse(event) : NULL; use; use = next) {
		LLVMValueRef call = ll.GetUser(use);

		next = ll.GetNextUse(use);
		if (ll.IsAInstruction(call) && is_call(call) &&
			ll.GetBasicBlockParent(ll.GetInstructionParent(call)) != fn)
			ll.SetOperand(call, (unsigned)ll.GetNumOperands(call) - 1, fn);
	}
}

bool instrument_inline(struct unit *u, struct err *err)
{
	size_t prefix_len = sizeof(inline_prefix) - 1;

	if (!has_prefix(ll.GetTarget(u->module), "x86_64"))
		return true;
	if (!link_functions(u, err))
		return false;
	for_each_fn(fn, u->module) {
		const char *name = value_name(fn);
		char *event;

		if (strncmp(name, inline_prefix, prefix_len) != 0)
			continue;
		event = xprintf("%s%s", event_prefix, name + prefix_len);
		take_place(ll.GetNamedFunction(u->module, event), fn);
		free(event);
	}
	return unit_run_passes(u, "always-inline", err);
}
