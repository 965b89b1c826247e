/*
 * All uses of a parameter are followed: through constant offsets into accesses, copies of
 * constant length, and parameters of functions that are here. Anything else ends the search.
 */
#include "ir/touched.h"

#include "ir/value.h"
#include "ir/walk.h"

static const unsigned MOST_LEVELS = 4, MOST_USES = 200;

struct touched {
	const struct unit *u;
	unsigned uses; /* left */
	int64_t from, end;
};

static bool follow_param(
	struct touched *t, LLVMValueRef fn, unsigned param, int64_t at, unsigned levels);

static void add(struct touched *t, int64_t at, int64_t size_bytes)
{
	if (at < t->from)
		t->from = at;
	if (at + size_bytes > t->end)
		t->end = at + size_bytes;
}

static bool follow_call(
	struct touched *t, LLVMValueRef call, LLVMValueRef ptr, int64_t at, unsigned levels)
{
	LLVMValueRef callee = direct_callee(call);
	struct mem_write write;
	uint64_t size;

	if (is_marker_call(call))
		return true;
	if (is_mem_write(t->u, call, &write)) {
		if (!const_int(ll.GetOperand(call, 2), &size) || size > INT32_MAX)
			return false;
		add(t, at, (int64_t)size);
		return true;
	}
	if (!callee || is_intrinsic_call(call) || !levels)
		return false;
	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		if (ll.GetOperand(call, i) == ptr &&
			!follow_param(t, callee, i, at, levels - 1))
			return false;
	}
	return true;
}

static bool follow(struct touched *t, LLVMValueRef ptr, int64_t at, unsigned levels)
{
	for_each_use(use, ptr) {
		LLVMValueRef user = ll.GetUser(use);
		int64_t more;

		if (!ll.IsAInstruction(user) || !t->uses--)
			return false;
		if (is_load(user) || (is_store(user) && ll.GetOperand(user, 0) != ptr)) {
			add(t, at, (int64_t)access_size_bytes(t->u, user));
		} else if (ptr_offset(t->u, user, ptr, &more)) {
			if (!follow(t, user, at + more, levels))
				return false;
		} else if (is_call(user)) {
			if (!follow_call(t, user, ptr, at, levels))
				return false;
		} else if (ll.GetInstructionOpcode(user) != LLVMICmp) {
			return false;
		}
	}
	return true;
}

static bool follow_param(
	struct touched *t, LLVMValueRef fn, unsigned param, int64_t at, unsigned levels)
{
	return fn_has_exact_body(fn) && param < ll.CountParams(fn) &&
	       follow(t, ll.GetParam(fn, param), at, levels);
}

bool param_touched(const struct unit *u, LLVMValueRef fn, unsigned param, int64_t *ret_from,
	int64_t *ret_end)
{
	struct touched t = {.u = u, .uses = MOST_USES};

	if (!follow_param(&t, fn, param, 0, MOST_LEVELS))
		return false;
	*ret_from = t.from;
	*ret_end = t.end;
	return true;
}
