/*
 * keep-shared: a resume function that several awaits poll stays one where copies cost much.
 *
 *	%a = call i1 @read_register(ptr %first, ptr %cx)      ; 40 instructions
 *	...
 *	%b = call i1 @read_register(ptr %second, ptr %cx)
 *
 * LLVM's inliner copies a body into each of its callers where it thinks that little, and the
 * smaller the other passes make resume functions, the more of them it copies: at opt-level s
 * a firmware of layered drivers grew by half. A resume function that is polled from more
 * than one place is marked noinline, at s and z, unless it is as small as a call. So is one
 * with a single poll whose frame lies so far inside the parent's that more than 40 of its
 * accesses at z, 160 at s, would need the long form of an offset; on x86, where near-frame
 * makes them short, only at z and in a parent that nothing awaits (see coro_must_be_alone).
 *
 * At the other levels instructions count first, and a copy saves the call and lets the caller
 * see what the body does. But a small body at many awaits multiplies what is around it: the
 * copies of a reader of answers at fourteen awaits doubled a modem's driver. There it is marked
 * where all copies together would add more than 800 instructions.
 *
 * Sound: noinline changes no meaning.
 */
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/closed.h"

static enum reason why_not(const struct pass_ctx *cx, const struct coro *c)
{
	bool for_size = size_counts(cx);

	if (!for_size && copies_add_little(fn_size(c->resume), coro_count_polls(c)))
		return R_SPEED_COUNTS;
	if (for_size && coro_count_polls(c) < 2 && !coro_must_be_alone(cx, c))
		return R_POLLED_ONCE;
	if (fn_is_small(c->resume) || fn_has_attr(c->resume, "alwaysinline") ||
		fn_has_attr(c->resume, "noinline"))
		return R_SMALL;
	return R_NONE;
}

static bool keep_shared(struct pass_ctx *cx)
{
	bool changed = false;

	for (size_t i = 0; i < cx->model->coros_len; i++) {
		struct coro *c = cx->model->coros[i];

		if (refused(cx, c->resume, why_not(cx, c)))
			continue;
		fn_add_attr(cx->unit, c->resume, "noinline");
		remark_applied(cx, c->resume, "stays a function; polled from %u %s",
			coro_count_polls(c), coro_count_polls(c) == 1 ? "place" : "places");
		changed = true;
	}
	return changed;
}

const struct pass pass_keep_shared = {
	.name = "keep-shared",
	.brief = "do not copy a resume function into each of its callers where that costs much",
	.run = keep_shared,
};
