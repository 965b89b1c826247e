/* What rustc would have set on its target machine, and code generation with it. */
#ifndef AO_LLVM_TARGET_H
#define AO_LLVM_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
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

typedef struct LLVMOpaqueModule *LLVMModuleRef;
typedef struct LLVMOpaqueTargetMachine *LLVMTargetMachineRef;

/* Hands rustc's own switches and the user's -C llvm-args to LLVM; once, before any pass. */
void target_init(const struct target_options *options);

/* The features that the module was compiled for, "+a,-b". The caller frees. */
char *target_features(LLVMModuleRef module);

/* A target machine for the module's triple. The caller disposes of it. NULL on failure. */
LLVMTargetMachineRef target_machine(
	LLVMModuleRef module, const struct target_options *options, struct err *err);

/*
 * One of LLVM's own pipelines by its textual name with the level filled in for "%", e.g.
 * "lto<%>" at level 's' is "lto<Os>". Tuned as rustc tunes it (back/write.rs).
 */
bool target_run_pipeline(LLVMModuleRef module, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *pipeline, struct err *err);

/*
 * Whether nothing in code generation looks at several functions or variables together, so
 * that a module may be generated in parts: no outliner, no GlobalMerge, and ELF.
 */
bool target_generates_by_function(LLVMModuleRef module);

/* Generates the object file at path, each function in a section of its own. */
bool target_emit_object(LLVMModuleRef module, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *path, struct err *err);

#endif
