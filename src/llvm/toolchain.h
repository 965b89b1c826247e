/*
 * One rustc and the libLLVM that it is linked with. A rustc brings its LLVM as a shared
 * library that librustc_driver names in DT_NEEDED; it is found the way the dynamic linker
 * would find it, so a rustup toolchain gives its private copy and a distribution's rustc
 * the system's.
 */
#ifndef AO_LLVM_TOOLCHAIN_H
#define AO_LLVM_TOOLCHAIN_H

#include <stdbool.h>

#include "base/err.h"

struct toolchain {
	char *rustc;	    /* the program as it was named */
	char *release;	    /* "1.95.0", "1.97.0-nightly" */
	char *host;	    /* "x86_64-unknown-linux-gnu" */
	char *llvm_version; /* as rustc -vV says: "22.1.2" */
	char *verbose;	    /* all that rustc -vV says */
	char *sysroot;
	char *driver_path;  /* librustc_driver-*.so */
	char *libllvm_path; /* the shared library to open */
};

/*
 * Asks rustc (`-vV`, `--print sysroot`) and fills all of *ret. On failure nothing is kept.
 * toolchain_free accepts a zeroed one.
 */
bool toolchain_find(const char *rustc, struct toolchain *ret, struct err *err);
void toolchain_free(struct toolchain *tc);

/*
 * The tested range, and the one place it is written down. NULL where tc is in it, else
 * why not, as a sentence without a full stop ("rustc 1.80 is older than 1.95, ..."); the
 * caller frees.
 */
char *toolchain_why_untested(const struct toolchain *tc);
/* The range in words, for `info`: "rustc 1.95 to 1.97 with LLVM 22". */
const char *toolchain_tested_range(void);

#endif
