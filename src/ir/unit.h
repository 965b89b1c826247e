/*
 * One module at hand, and what is remembered about it. The arena dies with the module:
 * everything that analyses hand out lives there.
 */
#ifndef AO_IR_UNIT_H
#define AO_IR_UNIT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "llvm/ll.h"

struct unit {
	LLVMContextRef context;
	LLVMModuleRef module;
	LLVMTargetDataRef layout; /* borrowed from the module */
	struct arena arena;
	struct err *diagnostic; /* what LLVM's diagnostic handler saw while reading */
	bool poison; /* what a pass takes for dead is overwritten: see opt/poison.h */
};

/* Reads bitcode or textual IR. On failure *ret is left closed. */
bool unit_open(const char *path, struct unit *ret, struct err *err);
void unit_close(struct unit *u);

/*
 * No operating system? A stack there has a few kilobytes and no guard page, and its tasks'
 * frames are static.
 */
bool target_is_bare_metal(const struct unit *u);
/* In both of its sizes. */
bool target_is_x86(const struct unit *u);
/* Does one instruction load a word from any address, whatever the processor's features? */
bool target_loads_unaligned(const struct unit *u);

/* LLVM's verifier; on failure the message names `after`, the pass that ran before it. */
bool unit_verify(const struct unit *u, const char *after, struct err *err);

bool unit_write_bitcode(const struct unit *u, const char *path, struct err *err);
bool unit_write_text(const struct unit *u, const char *path, struct err *err);

/* LLVM's passes of these names, with no target in mind. */
bool unit_run_passes(const struct unit *u, const char *passes, struct err *err);

#endif
