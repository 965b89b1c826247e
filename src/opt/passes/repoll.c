/*
 * repoll: a future that is never polled again after it is done does not ask whether it is.
 *
 *	async fn parent() { child().await }
 *
 *	  switch i8 %tag, label %bad [ i8 0, label %start      ; of child
 *	                               i8 1, label %returned   ; "... after completion"
 *	                               i8 2, label %panicked   ; "... after panicking"
 *	                               i8 3, label %resume ]
 *
 * becomes
 *
 *	  switch i8 %tag, label %bad [ i8 0, label %start
 *	                               i8 3, label %resume ]
 *
 * where `.await` is all that ever polls a child. What `.await` cannot do, poll a child that
 * has returned, everything else that polls a future can: for such futures the panic stays.
 *
 * Sound: the future is closed (coro/site.c), so when this body is entered its frame is
 * unresumed, or suspended with its parent suspended at that same await. Both cases that go
 * have no frame that could reach them. Nothing else changes: the tag is stored as before,
 * and other copies of the body keep their cases.
 */
#include "opt/closed.h"
#include "opt/dispatch.h"

static enum reason why_not(const struct coro *c, const struct states *left)
{
	enum reason why = closed_why_not(c);

	if (why != R_NONE)
		return why;
	if (!dispatch_count_dead(c->resume, c->tag_load, left))
		return R_NOTHING_TO_REMOVE;
	return R_NONE;
}

/* All values but "returned" and "panicked", those that are never stored included. */
static struct states all_but_done(struct unit *u, const struct coro *c)
{
	struct states s = {.size = c->states};

	s.has = arena_alloc(&u->arena, s.size * sizeof(*s.has));
	for (unsigned v = 0; v < s.size; v++)
		s.has[v] = v != STATE_RETURNED && v != STATE_PANICKED;
	return s;
}

static bool repoll(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];
		struct states left = all_but_done(cx->unit, c);
		unsigned gone;

		if (refused(cx, c->resume, why_not(c, &left)))
			continue;
		gone = dispatch_count_dead(c->resume, c->tag_load, &left);
		dispatch_remove_dead(cx->unit, c->resume, c->tag_load, &left);
		cx->counts->checks_removed += gone;
		remark_applied(cx, c->resume,
			"%zu %s and no other code %s it: no check whether it is done",
			c->sites_len, c->sites_len == 1 ? "await" : "awaits",
			c->sites_len == 1 ? "polls" : "poll");
		changed = true;
	}
	return changed;
}

const struct pass pass_repoll = {
	.name = "repoll",
	.brief = "drop the check for a poll after the end where only .await polls",
	.needs = HAVE_SITES,
	.run = repoll,
};
