/*
 * Calls through a waker's table.
 *
 *	%table = load ptr, ptr %waker
 *	%place = getelementptr i8, ptr %table, i64 16
 *	%wake = load ptr, ptr %place
 *	%data.place = getelementptr i8, ptr %waker, i64 8
 *	%data = load ptr, ptr %data.place
 *	call void %wake(ptr %data)
 *
 * A waker is its table and its data, in this order, in every supported version: in memory, as
 * two arguments, or as the parts of one value. References of traits are the other way round.
 */
#include "ir/waker.h"

#include "ir/value.h"

enum { CLONE, WAKE, WAKE_BY_REF, DROP, WAKER_FUNCTIONS };

static bool is_part(LLVMValueRef v, unsigned index)
{
	return ll.IsAInstruction(v) && ll.GetInstructionOpcode(v) == LLVMExtractValue &&
	       ll.GetNumIndices(v) == 1 && ll.GetIndices(v)[0] == index;
}

static bool follows_as_argument(LLVMValueRef table, LLVMValueRef data)
{
	return ll.IsAArgument(table) && ll.IsAArgument(data) && ll.GetNextParam(table) == data;
}

/* Do the two lie one behind the other, as in a waker? */
static bool are_table_and_data(const struct unit *u, LLVMValueRef table, LLVMValueRef data)
{
	LLVMValueRef table_base, data_base;
	int64_t table_bytes, data_bytes;

	if (follows_as_argument(table, data))
		return true;
	if (is_part(table, 0) && is_part(data, 1))
		return ll.GetOperand(table, 0) == ll.GetOperand(data, 0);
	if (!is_load(table) || !is_load(data))
		return false;
	table_base = ptr_base(u, ll.GetOperand(table, 0), &table_bytes);
	data_base = ptr_base(u, ll.GetOperand(data, 0), &data_bytes);
	return table_base == data_base &&
	       data_bytes - table_bytes == (int64_t)ll.PointerSize(u->layout);
}

static bool returns_as(LLVMValueRef call, unsigned function)
{
	LLVMTypeKind kind = ll.GetTypeKind(ll.TypeOf(call));

	return kind == (function == CLONE ? LLVMStructTypeKind : LLVMVoidTypeKind);
}

bool is_waker_call(const struct unit *u, LLVMValueRef call)
{
	int64_t size = (int64_t)ll.PointerSize(u->layout), bytes;
	LLVMValueRef fn = ll.GetCalledValue(call), table;

	if (ll.GetNumArgOperands(call) != 1 || !is_load(fn))
		return false;
	table = ptr_base(u, ll.GetOperand(fn, 0), &bytes);
	return bytes >= 0 && bytes % size == 0 && bytes / size < WAKER_FUNCTIONS &&
	       returns_as(call, (unsigned)(bytes / size)) &&
	       are_table_and_data(u, table, ll.GetOperand(call, 0));
}
