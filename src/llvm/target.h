/* What rustc would have set on its target machine, and code generation with it. */
#ifndef AO_LLVM_TARGET_H
#define AO_LLVM_TARGET_H

#include <stddef.h>

#include "base/vec.h"

/* Copied from the user's rustc command line; all zero is rustc's default. */
struct target_options {
	char opt_level;		/* '0' '1' '2' '3' 's' 'z'; 0 means '3' */
	const char *cpu;	/* -C target-cpu; NULL for the target's default */
	const char *features;	/* -C target-feature, as given; NULL for none */
	const char *relocation; /* -C relocation-model; NULL for what the module's flags say */
	const char *code_model; /* -C code-model; NULL for the default */
	struct strv llvm_args;	/* -C llvm-args, one word each */
};

#endif
