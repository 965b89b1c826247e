#include "report/profile_view.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN(name, json, kind, member, of_await, shown, brief)                               \
	{                                                                                      \
		name, json, brief, offsetof(struct profile_sum, member), kind, of_await, shown \
	}

const struct column columns[] = {
	COLUMN("polls", "polls", COLUMN_COUNT, n.polls, true, true, "begun"),
	COLUMN("first", "first_polls", COLUMN_COUNT, n.starts, true, false,
		"of them, the first of their future"),
	COLUMN("ready", "ready", COLUMN_COUNT, n.ready, true, true, "ended with Ready"),
	COLUMN("at-once", "ready_at_once", COLUMN_COUNT, n.ready_first, true, true,
		"of them, in the first poll"),
	COLUMN("pending", "pending", COLUMN_COUNT, n.pending, true, true, "ended with Pending"),
	COLUMN("idle", "idle", COLUMN_COUNT, n.idle, true, true,
		"of them, woken though nothing awaited had finished"),
	COLUMN("panics", "panics", COLUMN_COUNT, n.unwound, false, false, "ended with a panic"),
	COLUMN("refused", "polled_after_end", COLUMN_COUNT, n.refused, false, false,
		"of a future that had ended"),
	COLUMN("cancelled", "cancelled", COLUMN_COUNT, n.cancelled, true, true,
		"dropped while it was suspended"),
	COLUMN("allocs", "allocations", COLUMN_COUNT, n.allocs, true, true,
		"allocations in it and in what it calls"),
	COLUMN("bytes", "allocated_bytes", COLUMN_BYTES, n.bytes, true, true, "their size"),
	COLUMN("own-allocs", "own_allocations", COLUMN_COUNT, n.self_allocs, false, false,
		"allocations, futures polled inside left out"),
	COLUMN("own-bytes", "own_allocated_bytes", COLUMN_BYTES, n.self_bytes, false, false,
		"their size"),
	COLUMN("own-time", "own_ns", COLUMN_NS, n.self_ticks, false, true,
		"time, futures polled inside left out"),
	COLUMN("time", "ns", COLUMN_NS, n.ticks, true, true, "time in it and in what it calls"),
	COLUMN("longest", "longest_ns", COLUMN_NS, n.longest, true, true, "the longest poll"),
	COLUMN("woken", "woken_polls", COLUMN_COUNT, more.woken, true, false,
		"polls that resumed it after a wake that was seen"),
	COLUMN("delay", "wake_to_poll_ns", COLUMN_NS, more.wake_ticks, true, false,
		"from these wakes to the polls, in all"),
	COLUMN("longest-delay", "longest_wake_to_poll_ns", COLUMN_NS, more.wake_longest, true,
		false, "of them, the longest"),
	COLUMN("moves", "moves", COLUMN_COUNT, more.moves, false, false,
		"copies of values of 128 bytes and more, futures polled inside left out"),
	COLUMN("moved", "moved_bytes", COLUMN_BYTES, more.moved_bytes, false, false,
		"their size"),
};
const size_t columns_len = sizeof(columns) / sizeof(*columns);

uint64_t column_value(const struct column *c, const struct profile_sum *sum)
{
	uint64_t value;

	memcpy(&value, (const char *)sum + c->offset, sizeof(value));
	return value;
}

bool column_is_used(const struct profile *p, const struct column *c)
{
	for (size_t i = 0; i < p->futures.len; i++) {
		if (column_value(c, &p->futures.at[i]->sum))
			return true;
	}
	return false;
}

/* Digits in groups of three. */
static char *count_text(uint64_t n)
{
	char *plain = xprintf("%llu", (unsigned long long)n);
	size_t len = strlen(plain);
	struct str text = {0};

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_addc(&text, ' ');
		str_addc(&text, plain[i]);
	}
	free(plain);
	return text.s;
}

static char *scaled(uint64_t n, const char *const units[], size_t len)
{
	double value = (double)n;
	size_t unit = 0;

	while (value >= 999.5 && unit + 1 < len) {
		value /= 1000;
		unit++;
	}
	if (!unit || value >= 99.95)
		return xprintf("%.0f %s", value, units[unit]);
	return xprintf("%.1f %s", value, units[unit]);
}

char *ns_text(uint64_t ns)
{
	static const char *const units[] = {"ns", "us", "ms", "s"};

	return scaled(ns, units, 4);
}

char *column_text(const struct column *c, uint64_t value)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};

	if (c->kind == COLUMN_NS)
		return ns_text(value);
	return c->kind == COLUMN_BYTES ? scaled(value, units, 5) : count_text(value);
}

char *place_text(const char *file, unsigned line)
{
	return file ? xprintf("%s:%u", file, line) : xstrdup("");
}

/* ---- selection ---- */

static const struct column *find_column(const char *name)
{
	for (size_t i = 0; i < columns_len; i++) {
		if (!strcmp(name, columns[i].name))
			return &columns[i];
	}
	return NULL;
}

bool profile_view_check(const struct profile_view *view, struct err *err)
{
	struct str names = {0};

	if (!view->sort || !strcmp(view->sort, "name") || find_column(view->sort))
		return true;
	for (size_t i = 0; i < columns_len; i++)
		str_addf(&names, "%s, ", columns[i].name);
	err_set(err, "--sort takes %sname, not %s", names.s, view->sort);
	str_free(&names);
	return false;
}

static bool is_wanted(const struct profile_future *f, const struct profile_view *view)
{
	if (!f->sum.n.polls && !f->sum.n.cancelled)
		return false;
	return !view->filter || strstr(f->name, view->filter) ||
	       (f->file && strstr(f->file, view->filter));
}

/* qsort has no argument of its own. */
static const struct column *sorted_by;

static int compare(const void *a, const void *b)
{
	const struct profile_future *x = *(struct profile_future *const *)a;
	const struct profile_future *y = *(struct profile_future *const *)b;
	uint64_t of_x = sorted_by ? column_value(sorted_by, &x->sum) : 0;
	uint64_t of_y = sorted_by ? column_value(sorted_by, &y->sum) : 0;
	int order;

	if (of_x != of_y)
		return of_x > of_y ? -1 : 1;
	order = strcmp(x->name, y->name);
	if (order || x->line == y->line)
		return order ? order : strcmp(x->symbol, y->symbol);
	return x->line < y->line ? -1 : 1;
}

struct profile_future **view_futures(const struct profile *p, const struct profile_view *view,
	size_t *ret_len, size_t *ret_hidden)
{
	struct profile_future **list =
		xcalloc(p->futures.len + 1, sizeof(struct profile_future *));
	size_t len = 0;

	for (size_t i = 0; i < p->futures.len; i++) {
		if (is_wanted(p->futures.at[i], view))
			list[len++] = p->futures.at[i];
	}
	sorted_by = find_column(view->sort ? view->sort : "own-time");
	qsort(list, len, sizeof(struct profile_future *), compare);
	*ret_len = view->limit && len > view->limit ? view->limit : len;
	*ret_hidden = len - *ret_len;
	return list;
}
