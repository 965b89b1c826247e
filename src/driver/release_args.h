/* The build that `report` and `budget` speak of. */
#ifndef AO_DRIVER_RELEASE_ARGS_H
#define AO_DRIVER_RELEASE_ARGS_H

#include "driver/cargo_args.h"

/*
 * Its command line: the user's, for release unless another profile is named, strict, with
 * messages as `format` says (NULL: as cargo's are). A library alone is never linked: with
 * `library` its tests and examples are built. `own` is a word of the command's own, or NULL.
 * The words live as long as the program. False where cargo_args_read() fails.
 */
bool release_args(const struct cargo_args *args, const char *own, bool library,
	const char *format, struct cargo_args *ret, struct err *err);

#endif
