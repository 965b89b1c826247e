/* Which targets and linkers can be optimized, and how the linker is put in between. */
#ifndef AO_DRIVER_LINKER_H
#define AO_DRIVER_LINKER_H

#include <stdbool.h>

#include "base/err.h"

/* Whether artefacts for this target triple can be optimized. */
bool linker_knows_target(const char *target);
/* The linker that rustc runs for a target where nobody names one. */
const char *linker_default(const char *target);

/* Firmware, and modules for a browser: targets without an operating system. */
bool linker_has_no_os(const char *target);

/*
 * A name for this program, in settings_folder, from which rustc infers the same linker
 * flavour as from `linker`. The caller frees.
 */
char *linker_stand_in(const char *settings_folder, const char *linker, struct err *err);

#endif
