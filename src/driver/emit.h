/* Code generation: one object, or several side by side for the linker. */
#ifndef AO_DRIVER_EMIT_H
#define AO_DRIVER_EMIT_H

#include "base/vec.h"
#include "ir/unit.h"
#include "llvm/target.h"

/* The object of one part: the path itself for the first. The caller frees. */
char *emit_path(const char *path, unsigned part);
/* The objects that emit_objects left for this path, after the first; ret owns them. */
void emit_more(const char *path, struct strv *ret);

/*
 * Writes the module's code to `path` and, where it is large, to more files beside it. On
 * failure none of them is there.
 */
bool emit_objects(const struct unit *u, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *path, struct err *err);

#endif
