/* Memory of a box that lives within one poll: what takes it and gives it back is shown. */
#ifndef AO_OPT_BOX_MEMORY_H
#define AO_OPT_BOX_MEMORY_H

#include "ir/unit.h"

/*
 * LLVM removes memory that is taken, used and given back within one function, where it sees
 * all three there. At s and z it leaves the drop of a `dyn` box and the call that allocates
 * where they are; these ask it to inline them in `in`, and what they call of the allocator.
 * Nothing is inlined yet.
 */
void box_inline_drop(const struct unit *u, LLVMValueRef drop, LLVMValueRef in);
/* `box` is the pointer to the memory, or what has it as its first member. */
void box_inline_allocation(const struct unit *u, LLVMValueRef box, LLVMValueRef in);

#endif
