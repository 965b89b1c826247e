/*
 * What one rustc command line is for. Cargo itself says which call is which: a dependency
 * of artefacts under fat LTO gets `-C linker-plugin-lto`, a final artefact `-C lto`. What
 * artefacts without LTO need as well gets neither, nor the `-C embed-bitcode=no` of builds
 * without LTO and of host code (build scripts, procedural macros).
 */
#ifndef AO_DRIVER_RUSTC_CALL_H
#define AO_DRIVER_RUSTC_CALL_H

#include <stdbool.h>

#include "base/str.h"
#include "base/vec.h"

enum call_kind {
	CALL_OTHER, /* probes, host code, kinds that are not linked under LTO */
	CALL_DEP,   /* a library that final artefacts are merged from */
	CALL_BOTH,  /* the same, but its object code is wanted beside the bitcode */
	CALL_FINAL, /* an executable, a test or a cdylib under fat LTO */
	CALL_MIXED, /* a cdylib and an rlib at once, which cargo takes LTO away from */
};

/* Strings point into argv, except for `features`. rustc_call_free accepts a zeroed one. */
struct rustc_call {
	enum call_kind kind;
	const char *why_stock; /* a DEP or FINAL that must stay as it is; NULL: it need not */
	int options_at;	       /* argv[options_at] is the first that is not a program */
	bool from_std;	       /* a part of the standard library under -Zbuild-std */

	const char *crate_name, *crate_type; /* crate_type: "bin", "cdylib", "test" */
	const char *source, *out_dir, *extra_filename;
	const char *target; /* NULL for the host */
	const char *linker; /* NULL for the target's default */
	const char *opt_level, *cpu, *relocation, *code_model;
	struct str features;	   /* all -C target-feature, joined by commas */
	struct strv llvm_args;	   /* all -C llvm-args as given */
	struct strv crate_folders; /* all -L dependency=, without that prefix */
	bool writes_dep_info;
	bool any_debug_info, full_debug_info; /* the user wants it */
};

/*
 * Looks at argv alone: argv[0] is the wrapper's own name, then programs (a workspace
 * wrapper, rustc), then options.
 */
void rustc_call_read(int argc, char *const argv[], struct rustc_call *ret);
void rustc_call_free(struct rustc_call *call);

#endif
