/* Archives of object files (ar): what their symbol table lists. */
#ifndef AO_BASE_ARCHIVE_H
#define AO_BASE_ARCHIVE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Calls each(arg, name) for every name in the archive's own symbol table, in its order: what
 * members offer to others, whatever they are made of. The members are not read. A name lives
 * as long as the call.
 */
bool archive_symbols(const char *path, void (*each)(void *arg, const char *name), void *arg,
	struct err *err);

#endif
