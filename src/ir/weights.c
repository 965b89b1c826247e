#include "ir/weights.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ir/value.h"

/* MDNode !{!"branch_weights", i32 ..., i32 ...} */
static const char kind_name[] = "prof", first_operand[] = "branch_weights";

static unsigned kind_of(const struct unit *u)
{
	return ll.GetMDKindIDInContext(u->context, kind_name, sizeof(kind_name) - 1);
}

/* They are 32 bits wide, and LLVM adds them up. */
static unsigned shift_of(const uint64_t *weights, unsigned count)
{
	unsigned shift = 0;

	for (unsigned i = 0; i < count; i++) {
		while (weights[i] >> shift > UINT32_MAX / 1024)
			shift++;
	}
	return shift;
}

void weights_set(
	const struct unit *u, LLVMValueRef term, const uint64_t *weights, unsigned successors)
{
	unsigned shift = shift_of(weights, successors);
	LLVMTypeRef i32 = ll.Int32TypeInContext(u->context);
	LLVMMetadataRef *operands = xcalloc(successors + 1, sizeof(*operands));
	bool any = false;

	operands[0] =
		ll.MDStringInContext2(u->context, first_operand, sizeof(first_operand) - 1);
	for (unsigned i = 0; i < successors; i++) {
		uint64_t weight = weights[i] >> shift;

		any = any || weights[i];
		operands[i + 1] = ll.ValueAsMetadata(ll.ConstInt(i32, weight + !weight, false));
	}
	if (any)
		ll.SetMetadata(term, kind_of(u),
			ll.MetadataAsValue(u->context,
				ll.MDNodeInContext2(u->context, operands, successors + 1)));
	free(operands);
}

bool weights_get(
	const struct unit *u, LLVMValueRef term, uint64_t *ret_weights, unsigned successors)
{
	LLVMValueRef node = ll.GetMetadata(term, kind_of(u)), *operands;
	bool ok = node && ll.GetMDNodeNumOperands(node) == successors + 1;

	if (!ok)
		return false;
	operands = xcalloc(successors + 1, sizeof(LLVMValueRef));
	ll.GetMDNodeOperands(node, operands);
	for (unsigned i = 0; ok && i < successors; i++)
		ok = operands[i + 1] && const_int(operands[i + 1], &ret_weights[i]);
	free(operands);
	return ok;
}
