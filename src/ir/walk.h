/* Loops over a module. The current instruction may be erased inside for_each_insn. */
#ifndef AO_IR_WALK_H
#define AO_IR_WALK_H

#include "llvm/ll.h"

#define for_each_fn(fn, module) \
	for (LLVMValueRef fn = ll.GetFirstFunction(module); fn; fn = ll.GetNextFunction(fn))

#define for_each_global(g, module) \
	for (LLVMValueRef g = ll.GetFirstGlobal(module); g; g = ll.GetNextGlobal(g))

#define for_each_bb(bb, fn)                                        \
	for (LLVMBasicBlockRef bb = ll.GetFirstBasicBlock(fn); bb; \
		bb = ll.GetNextBasicBlock(bb))

#define for_each_insn(insn, bb)                                                    \
	for (LLVMValueRef insn = ll.GetFirstInstruction(bb),                       \
			  insn##_next = insn ? ll.GetNextInstruction(insn) : NULL; \
		insn;                                                              \
		insn = insn##_next, insn##_next = insn ? ll.GetNextInstruction(insn) : NULL)

#define for_each_use(use, value) \
	for (LLVMUseRef use = ll.GetFirstUse(value); use; use = ll.GetNextUse(use))

#endif
