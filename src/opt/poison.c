#include "opt/poison.h"

#include <string.h>

#include "ir/edit.h"
#include "ir/walk.h"

void poison_unreachable(const struct unit *u)
{
	static const char name[] = "llvm.trap";
	unsigned id = ll.LookupIntrinsicID(name, strlen(name));
	LLVMValueRef trap = ll.GetIntrinsicDeclaration(u->module, id, NULL, 0);
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);

	for_each_fn(fn, u->module) {
		for_each_bb(bb, fn) {
			if (!is_unreachable_block(bb))
				continue;
			ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(bb));
			ll.BuildCall2(builder, ll.GlobalGetValueType(trap), trap, NULL, 0, "");
		}
	}
	ll.DisposeBuilder(builder);
}
