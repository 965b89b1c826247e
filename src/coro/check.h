/*
 * Is what the model says still so? For builds of tests: what is found here is a bug of the
 * pass that ran before.
 */
#ifndef AO_CORO_CHECK_H
#define AO_CORO_CHECK_H

#include "coro/coro.h"

/*
 * On failure the message names `after`, the pass, and what is not as the model says. Sites are
 * looked at where `sites` says that they still have to be true.
 */
bool model_check(
	struct unit *u, const struct model *m, bool sites, const char *after, struct err *err);

/* For the test of it: changes a body behind the model's back. */
void model_break(struct unit *u, const struct model *m);

#endif
