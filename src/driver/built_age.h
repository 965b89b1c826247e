/* Is what a link has left older than the program's sources? */
#ifndef AO_DRIVER_BUILT_AGE_H
#define AO_DRIVER_BUILT_AGE_H

#include <stdbool.h>
#include <time.h>

bool time_is_later(const struct timespec *a, const struct timespec *b);

/*
 * A source of an artefact that has changed since `written`, as far as cargo's and rustc's lists
 * of files beside what was built tell; NULL where there is none, or no list. `root` is the
 * target folder, `stem` the file's name in deps/ ("app-HASH"), `artefact` that which a user
 * knows. The caller frees.
 */
char *built_newer_source(const char *root, const char *stem, const char *artefact,
	const struct timespec *written);

#endif
