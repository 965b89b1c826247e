/* Vtables: constants that hold functions. */
#ifndef AO_IR_VTABLE_H
#define AO_IR_VTABLE_H

#include "ir/unit.h"

/*
 * The constant global that a pointer is in any case: given by its name, or what a function
 * that is called always returns, alone or as a member. NULL where that can not be told.
 */
LLVMValueRef vtable_known(LLVMValueRef v);

/* The function at a place in it; NULL where there is none. */
LLVMValueRef vtable_entry(const struct unit *u, LLVMValueRef vtable, int64_t offset);

#endif
