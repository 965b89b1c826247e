/* Small changes to a control-flow graph that LLVM-C leaves to its callers. */
#ifndef AO_IR_EDIT_H
#define AO_IR_EDIT_H

#include "ir/unit.h"

/*
 * Says that the edge `index` out of term's block is never taken: it is led to a fresh block
 * that holds only `unreachable`. Phis of the old target lose one incoming value for it.
 */
void edit_kill_edge(const struct unit *u, LLVMValueRef term, unsigned index);

/*
 * Says that a switch is never left by its cases `dead[i]` (indices of successors, 0 is the
 * default, which must be unreachable already): they are taken out of the instruction.
 * Returns the new switch; `term` is gone.
 */
LLVMValueRef edit_drop_cases(
	const struct unit *u, LLVMValueRef term, const bool *dead, unsigned successors);

/* Every phi of bb loses one incoming value for the edge from pred. */
void edit_drop_incoming(const struct unit *u, LLVMBasicBlockRef bb, LLVMBasicBlockRef pred);
/* What came to the phis of bb from pred comes from `other`. */
void edit_replace_incoming(const struct unit *u, LLVMBasicBlockRef bb, LLVMBasicBlockRef pred,
	LLVMBasicBlockRef other);

/* Is the block nothing but `unreachable`? */
bool is_unreachable_block(LLVMBasicBlockRef bb);

/* A call or invoke of a function that returns nothing; an invoke leaves a plain branch. */
void edit_remove_call(const struct unit *u, LLVMValueRef call);

/*
 * A local in fn's entry for what lies in a frame `offset` bytes behind its start: aligned as
 * it is there, where the frame is aligned to align_bytes. Returns the address of its first
 * byte.
 */
LLVMValueRef edit_local_like(const struct unit *u, LLVMValueRef fn, uint64_t size_bytes,
	int64_t offset, uint64_t align_bytes, const char *name);

/* base + offset bytes. */
LLVMValueRef edit_place(
	const struct unit *u, LLVMBuilderRef builder, LLVMValueRef base, int64_t offset);

/* What a memcpy does to `size_bytes` of its bytes, `at` behind its two addresses. */
void edit_copy_part(const struct unit *u, LLVMBuilderRef builder, LLVMValueRef copy, int64_t at,
	int64_t size_bytes);

#endif
