/*
 * LLVM's C API, opened at run time from the libLLVM that the user's rustc is linked with.
 * One table of entry points, typed by llvm-c's own headers, so a wrong signature does not
 * compile. Called as ll.GetUser(use).
 */
#ifndef AO_LLVM_LL_H
#define AO_LLVM_LL_H

#include <llvm-c/Analysis.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Comdat.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Error.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Linker.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdbool.h>

#include "base/err.h"

struct ll {
#define X(f) __typeof__(&LLVM##f) f;
#define O(f) X(f)
#include "llvm/llvm.def"
#undef X
#undef O
};

extern struct ll ll;

/*
 * Opens the library and fills the table; once per process. Checks the major version that
 * the library reports against the headers that this program was built with. Installs a
 * fatal-error handler that prints LLVM's message and exits with LL_EXIT_FATAL.
 */
bool ll_open(const char *libllvm_path, struct err *err);
#define LL_EXIT_FATAL 70

/* "22.1.2", of the library that is open. */
const char *ll_version(void);

/* Hands "-option" words to LLVM's own command line; once per process. */
void ll_options(int argc, const char *const *argv);

/*
 * Makes every target of this library known: info, code generation, assembly parser (for
 * module-level and inline assembly).
 */
void ll_init_targets(void);

#endif
