/*
 * What passes did and why they did not, in LLVM's own remark form (YAML), so that
 * opt-viewer and llvm-remarkutil open it. See llvm/docs/Remarks.rst.
 */
#ifndef AO_OPT_REMARK_H
#define AO_OPT_REMARK_H

#include <stdio.h>

#include "llvm/ll.h"

struct remarks {
	FILE *out; /* NULL: not wanted */
};

enum remark_kind { REMARK_PASSED, REMARK_MISSED };

/* `id` is the remark's name (a reason, or "Applied"), `at` an instruction or a function. */
void remark_write(struct remarks *r, enum remark_kind kind, const char *pass, const char *id,
	LLVMValueRef at, const char *text);

#endif
