/*
 * Branch weights from a profile.
 *
 *	  switch i32 %tag, label %bad [ i32 0, label %first  i32 3, label %resume ], !prof !1
 *	  ...
 *	  br i1 %pending, label %suspend, label %ready, !prof !2
 *
 *	!1 = !{!"branch_weights", i32 1, i32 4000, i32 17}
 *	!2 = !{!"branch_weights", i32 17, i32 4000}
 *
 * Added to the raw module, before any pass, so that a child's go with its body into its
 * parent. LLVM lays out blocks by them, puts what is cold out of line, and inlines less there.
 *
 * Sound whatever the profile says: weights and the attribute `cold` change no meaning. One of
 * another program, or of an older version of this one, makes code slower at most; futures are
 * known by path and number of states.
 */
#include "opt/hints.h"

#include <stdlib.h>

#include "base/demangle.h"
#include "base/str.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "ir/weights.h"
#include "opt/dispatch.h"

static const struct hint *find_hint(const struct hints *h, const struct coro *c)
{
	char *path = demangle(c->name);
	const struct hint *found = path ? hints_of(h, path, c->states) : NULL;

	free(path);
	return found;
}

static void weigh_dispatch(const struct unit *u, const struct coro *c, const struct hint *hint)
{
	uint64_t *runs = xcalloc(c->states, sizeof(*runs));

	runs[STATE_UNRESUMED] = hint->first;
	runs[STATE_RETURNED] = hint->refused;
	for (unsigned s = STATE_SUSPEND_0; s < c->states; s++)
		runs[s] = hint->awaits[s - STATE_SUSPEND_0].resumed;
	dispatch_weigh(u, c->resume, c->tag_load, runs, c->states);
	free(runs);
}

static void weigh_await(const struct unit *u, const struct suspend *s, struct hint_await await)
{
	unsigned successors = s->test ? ll.GetNumSuccessors(s->test) : 0;
	uint64_t *weights = xcalloc(successors + 1, sizeof(*weights));

	for (unsigned i = 0; i < successors; i++)
		weights[i] = i == s->pending_index ? await.pending : await.ready;
	if (successors > 1)
		weights_set(u, s->test, weights, successors);
	free(weights);
}

static bool was_polled(const struct hint *hint)
{
	uint64_t polls = hint->first + hint->refused;

	for (unsigned s = STATE_SUSPEND_0; s < hint->states; s++)
		polls += hint->awaits[s - STATE_SUSPEND_0].resumed;
	return polls != 0;
}

static void apply(const struct unit *u, const struct coro *c, const struct hint *hint)
{
	if (!was_polled(hint)) {
		fn_add_attr(u, c->resume, "cold");
		return;
	}
	weigh_dispatch(u, c, hint);
	for (size_t i = 0; i < c->suspends_len; i++) {
		unsigned state = c->suspends[i].state;

		if (coro_stores_state_once(c, &c->suspends[i]))
			weigh_await(u, &c->suspends[i], hint->awaits[state - STATE_SUSPEND_0]);
	}
}

size_t hints_apply(struct unit *u, const struct model *m, const struct hints *h)
{
	size_t known = 0;

	for (size_t i = 0; i < m->coros_len; i++) {
		const struct hint *hint = find_hint(h, m->coros[i]);

		if (!hint)
			continue;
		known++;
		apply(u, m->coros[i], hint);
	}
	return known;
}
