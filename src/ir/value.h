/* Questions about single values that LLVM-C makes longer than a line. */
#ifndef AO_IR_VALUE_H
#define AO_IR_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "ir/unit.h"

/*
 * Is ptr `base` plus a constant number of bytes, by getelementptr with constant indices
 * over i8 (rustc's only form) or over a type whose size is known?
 */
bool ptr_offset(const struct unit *u, LLVMValueRef ptr, LLVMValueRef base, int64_t *ret_bytes);

/* What ptr is a constant number of bytes behind, through the same getelementptrs. */
LLVMValueRef ptr_base(const struct unit *u, LLVMValueRef ptr, int64_t *ret_bytes);

/* An integer constant of at most 64 bits. */
bool const_int(LLVMValueRef v, uint64_t *ret);

/*
 * The value of an integer operation whose operands are a and b (which a conversion has not).
 * False for other operations, and for comparisons of signed numbers.
 */
bool fold_integers(LLVMValueRef v, uint64_t a, uint64_t b, uint64_t *ret);

/*
 * The member of an aggregate that was put in by itself, by insertvalue or in a constant; NULL
 * where there is no such.
 */
LLVMValueRef aggregate_member(LLVMValueRef v, unsigned index);

/* What an extractvalue takes out, where it was put in before by itself; else v. */
LLVMValueRef aggregate_look_through(LLVMValueRef v);

/* Has the function a body here that no other definition can take the place of? */
bool fn_has_exact_body(LLVMValueRef fn);
/* Is it of this module alone, and does nothing here name it? LLVM takes it away then. */
bool fn_is_unused(LLVMValueRef fn);

bool is_call(LLVMValueRef insn);	   /* call or invoke, intrinsics included */
bool is_intrinsic_call(LLVMValueRef insn); /* events count as intrinsics */
/*
 * An event for a profile (opt/instrument.c): it touches no memory of this module, returns,
 * and does not unwind.
 */
bool is_event_call(LLVMValueRef insn);
/* A call that does nothing to the program: lifetime markers, debug information, assume. */
bool is_marker_call(LLVMValueRef insn);
/* A call of an intrinsic whose name begins so, e.g. "llvm.memcpy". */
bool is_intrinsic_named(LLVMValueRef insn, const char *prefix);
/* The function that a call names directly, NULL for an indirect call. */
LLVMValueRef direct_callee(LLVMValueRef call);
bool is_load(LLVMValueRef insn);
bool is_store(LLVMValueRef insn);
bool is_phi(LLVMValueRef v);
bool is_alloca(LLVMValueRef v);
/* A load or store that is neither volatile nor atomic. */
bool is_plain_access(LLVMValueRef insn);
/* The first instruction that is no phi. */
LLVMValueRef first_behind_phis(LLVMBasicBlockRef bb);

/* What a conditional br or a switch depends on; NULL for any other instruction. */
LLVMValueRef branch_condition(LLVMValueRef term);
/* The index of the successor that a value of the condition leads to. */
unsigned branch_successor(LLVMValueRef term, uint64_t value);

/* The name; lives as long as the module, and until the value is renamed. */
const char *value_name(LLVMValueRef v);

/* Does the function (or this call, or its callee) have the attribute? */
bool fn_has_attr(LLVMValueRef fn, const char *name);
bool call_has_attr(LLVMValueRef call, const char *name);
void fn_add_attr(const struct unit *u, LLVMValueRef fn, const char *name);
bool param_has_attr(LLVMValueRef fn, unsigned param, const char *name);
/* The value of an integer attribute of a parameter, counted from 0; 0 where it is absent. */
uint64_t param_attr_value(LLVMValueRef fn, unsigned param, const char *name);

/* The bytes behind an argument by its `dereferenceable` mark, here or at the callee; or 0. */
uint64_t call_dereferenceable_bytes(LLVMValueRef call, unsigned argument);

/* The bytes that an instruction writes by itself: a store, memcpy, memmove or memset. */
struct mem_write {
	LLVMValueRef to;
	int64_t size_bytes; /* MEM_SOME_BYTES where it is computed at run time */
	LLVMValueRef value; /* NULL: not a single value */
};
#define MEM_SOME_BYTES INT64_MAX
bool is_mem_write(const struct unit *u, LLVMValueRef insn, struct mem_write *ret);

/* Does an argument bear the attribute, here or at the callee? */
bool call_argument_has(LLVMValueRef call, unsigned argument, const char *name);

/* The alignment that an argument's `align` mark says, here or at the callee; or 1. */
uint64_t call_align_bytes(LLVMValueRef call, unsigned argument);

/* Is memory only read through the argument, and its address not kept, says an attribute? */
bool call_argument_is_only_read(LLVMValueRef call, unsigned argument);

/* The instructions of fn that do something; are there more than `most`? */
unsigned fn_size(LLVMValueRef fn);
/* Is it marked to be small, or as small as can be? */
bool fn_is_for_size(LLVMValueRef fn);
bool fn_is_larger_than(LLVMValueRef fn, unsigned most);

/* Bytes that a store writes or a load reads. */
uint64_t access_size_bytes(const struct unit *u, LLVMValueRef insn);

#endif
