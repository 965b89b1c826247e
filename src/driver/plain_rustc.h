/* The user's own rustc command, turned into one that makes the linked file only. */
#ifndef AO_DRIVER_PLAIN_RUSTC_H
#define AO_DRIVER_PLAIN_RUSTC_H

#include <stddef.h>

#include "base/vec.h"

/*
 * The rustc that called us is still at work in its output folder, so the second one gets
 * a folder of its own for all that it writes: `file` is the linked file, in `dir`. Lints
 * were reported by the first one and are capped. Everything else stays, down to the
 * linker. crate_type is what is being linked, where the command makes several at once.
 * ret gets strings of its own and ends in a NULL that is not counted.
 */
void plain_rustc_argv(char *const *argv, size_t len, const char *crate_type, const char *dir,
	const char *file, struct strv *ret);

/*
 * The command of a call that makes a cdylib and an rlib at once (driver/rustc_call.h), as two:
 * all but the cdylib, and the cdylib alone under fat LTO, whose lints were reported by then.
 * The strings of argv are borrowed.
 */
void rustc_argv_without_cdylib(const struct strv *argv, struct strv *ret);
void rustc_argv_of_cdylib(const struct strv *argv, struct strv *ret);

#endif
