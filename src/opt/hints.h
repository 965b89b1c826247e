/* What a profile says of a program's futures, for passes and for LLVM. */
#ifndef AO_OPT_HINTS_H
#define AO_OPT_HINTS_H

#include "base/err.h"
#include "base/str.h"
#include "coro/coro.h"

/*
 * A file of lines, fields separated by tabs, begun by HINTS_FIRST_LINE. For each path of
 * futures (all instances and copies together), and then for its awaits:
 *
 *	F states first refused path        refused: polls after the end
 *	A state pending resumed ready
 *
 * Paths are as demangle() has them, so that they are the same in another build.
 */
#define HINTS_FIRST_LINE "async-opt hints 1"

struct hint_await {
	uint64_t pending, resumed, ready;
};

struct hint {
	const char *path;
	unsigned states;
	uint64_t first, refused;
	struct hint_await *awaits; /* by state - STATE_SUSPEND_0 */
};

struct hints {
	struct arena arena;
	vec(struct hint) list; /* sorted by path */
};

/* hints_free frees it, also after a failure. */
bool hints_read(const char *path, struct hints *ret, struct err *err);
void hints_free(struct hints *h);
/* What they say of a future; NULL where that is nothing. */
const struct hint *hints_of(const struct hints *h, const char *path, unsigned states);
/* Adds the lines of one path, behind HINTS_FIRST_LINE or another one's. */
void hint_write(const struct hint *hint, struct str *ret);

/*
 * Weighs the dispatch and the awaits of each future that the hints know, and marks those as
 * cold that were never polled. Returns how many they know.
 */
size_t hints_apply(struct unit *u, const struct model *m, const struct hints *h);

#endif
