/* Functions of events that are written as text: into the module. */
#include "base/err.h"
#include "opt/instrument.h"

bool event_link_text(struct unit *u, const struct str *text, struct err *err)
{
	LLVMModuleRef module;
	LLVMMemoryBufferRef bytes;
	char *message = NULL;

	bytes = ll.CreateMemoryBufferWithMemoryRangeCopy(text->s, text->len, "events");
	if (ll.ParseIRInContext(u->context, bytes, &module, &message)) {
		err_set(err, "LLVM %s can not read the functions of the events: %s",
			ll_version(), message ? message : "unknown error");
		if (message)
			ll.DisposeMessage(message);
		return false;
	}
	ll.SetTarget(module, ll.GetTarget(u->module));
	ll.SetModuleDataLayout(module, ll.GetModuleDataLayout(u->module));
	return !ll.LinkModules2(u->module, module) ||
	       err_set(err, "the functions of the events can not be linked");
}
