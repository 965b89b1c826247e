/*
 * What passes did and why they did not, in LLVM's own remark form (YAML), so that
 * opt-viewer and llvm-remarkutil open it. See llvm/docs/Remarks.rst.
 */
#ifndef AO_OPT_REMARK_H
#define AO_OPT_REMARK_H

#include <stdbool.h>
#include <stdio.h>

#include "llvm/ll.h"

enum remark_kind { REMARK_PASSED, REMARK_MISSED };

struct remarks {
	FILE *out; /* NULL: not wanted */
	/* Told of each; may be NULL. The texts live as long as the call. */
	void (*seen)(void *arg, enum remark_kind kind, const char *pass, const char *id,
		LLVMValueRef at, const char *text);
	void *arg;
};

/* Is anybody interested? */
bool remarks_wanted(const struct remarks *r);

/* `id` is the remark's name (a reason, or "Applied"), `at` an instruction or a function. */
void remark_write(struct remarks *r, enum remark_kind kind, const char *pass, const char *id,
	LLVMValueRef at, const char *text);

#endif
