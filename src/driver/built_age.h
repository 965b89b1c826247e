/* Is what a link has left older than the program's sources? */
#ifndef AO_DRIVER_BUILT_AGE_H
#define AO_DRIVER_BUILT_AGE_H

#include <time.h>

/*
 * A source of an artefact that has changed since `written`, as far as cargo's and rustc's lists
 * of files beside what was built tell; NULL where there is none, or no list. `root` is the
 * target folder, `stem` the file's name in deps/ ("app-HASH"), `artefact` that which a user
 * knows. The caller frees.
 */
char *built_newer_source(const char *root, const char *stem, const char *artefact,
	const struct timespec *written);

#endif
