/* Wakers in IR. */
#ifndef AO_IR_WAKER_H
#define AO_IR_WAKER_H

#include "ir/unit.h"

/*
 * Is it a call of a function of a waker's table (clone, wake, wake_by_ref, drop) with that
 * waker's data? Such a table is an executor's. Another library's table that lies before its
 * data, and whose functions take nothing else, looks the same.
 */
bool is_waker_call(const struct unit *u, LLVMValueRef call);

#endif
