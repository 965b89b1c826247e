/* Two small readers of what rustc reads and writes: a crate's root file, and dep-info. */
#ifndef AO_DRIVER_CRATE_SOURCE_H
#define AO_DRIVER_CRATE_SOURCE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Whether the inner attributes at the top of a crate's root file name no_builtins, in
 * #![no_builtins] or inside a cfg_attr (whose condition is not looked at).
 */
bool source_has_no_builtins(const char *source);

/*
 * Makes the text of a dep-info file say that its first output also depends on `path`.
 * Cargo reads that first rule and no other. False where there is no rule.
 */
bool dep_info_add(const char *dep_info, const char *path, struct str *ret);

#endif
