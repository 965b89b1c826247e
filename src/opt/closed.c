#include "opt/closed.h"

#include "ir/value.h"

enum reason closed_why_not(const struct coro *c)
{
	switch (c->open) {
	case OPEN_NOT:
		return R_NONE;
	case OPEN_POLLED_OTHERWISE:
		return R_POLLED_OTHERWISE;
	case OPEN_NOT_EMBEDDED:
		return R_FRAME_NOT_EMBEDDED;
	case OPEN_NOT_FRESH:
		return R_CHILD_NOT_FRESH;
	case OPEN_PARENT_MAY_UNWIND:
		return R_MAY_UNWIND;
	}
	BUG("open reason %d", (int)c->open);
}

bool coro_is_better_alone(const struct coro *c, char opt_level)
{
	/* Measured on the twins: below this, what a call costs is more than the offsets do. */
	static const unsigned large = 250;
	static const int64_t short_offset = 127;

	return (opt_level == 's' || opt_level == 'z') && c->sites_len == 1 &&
	       c->sites->base == c->sites->parent->self &&
	       c->sites->offset + (int64_t)c->size_bytes > short_offset &&
	       fn_is_larger_than(c->resume, large);
}
