/*
 * What the points of a profile are, as rt/format.h says it, and how the library gets to know:
 *
 *	@ao_rt_table = internal constant [... x i8] c"F\09..."
 *	@ao_rt_program = hidden constant { i32 3, i32 9, i64 ..., ptr @ao_rt_table }
 */
#include "opt/instrument.h"
#include "rt/format.h"

void event_table_add(struct event_table *t, char kind, uint32_t point, unsigned states,
	const char *symbol, LLVMValueRef at)
{
	unsigned len = 0;
	const char *file = at ? ll.GetDebugLocFilename(at, &len) : NULL;

	str_addf(&t->text, "%c\t%u\t%u\t%s\t%u\t", kind, point, states, symbol,
		file ? ll.GetDebugLocLine(at) : 0);
	for (unsigned i = 0; file && i < len; i++)
		str_addc(&t->text, file[i] == '\t' || file[i] == '\n' ? ' ' : file[i]);
	str_addc(&t->text, '\n');
}

/* struct ao_program */
void event_table_put(struct unit *u, const struct event_table *t)
{
	LLVMTypeRef i32 = ll.Int32TypeInContext(u->context);
	LLVMValueRef text = ll.ConstStringInContext2(
		u->context, t->text.s ? t->text.s : "", t->text.len, true);
	LLVMValueRef table = ll.AddGlobal(u->module, ll.TypeOf(text), "ao_rt_table");
	LLVMValueRef members[] = {ll.ConstInt(i32, AO_VERSION_OF_FORMAT, false),
		ll.ConstInt(i32, t->points, false),
		ll.ConstInt(ll.Int64TypeInContext(u->context), t->text.len, false), table};
	LLVMValueRef program = ll.ConstStructInContext(u->context, members, 4, false);
	LLVMValueRef global = ll.AddGlobal(u->module, ll.TypeOf(program), "ao_rt_program");

	ll.SetInitializer(table, text);
	ll.SetLinkage(table, LLVMInternalLinkage);
	ll.SetGlobalConstant(table, true);
	ll.SetInitializer(global, program);
	ll.SetVisibility(global, LLVMHiddenVisibility);
	ll.SetGlobalConstant(global, true);
}
