/* How far functions reach through an address that they are given. */
#ifndef AO_IR_TOUCHED_H
#define AO_IR_TOUCHED_H

#include "ir/unit.h"

/*
 * The bytes, from the address on (or before it), that a call of fn can read or write through
 * this parameter. False where it can not be told, or where the address may be kept.
 */
bool param_touched(const struct unit *u, LLVMValueRef fn, unsigned param, int64_t *ret_from,
	int64_t *ret_end);

#endif
