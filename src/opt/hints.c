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

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/proc.h"
#include "base/str.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "ir/weights.h"
#include "opt/dispatch.h"

enum { MOST_STATES = 65536 };

/* ---- the file ---- */

static bool take_number(char **at, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(*at, &end, 10);
	if (end == *at || errno || (*end != '\t' && *end))
		return false;
	*at = *end ? end + 1 : end;
	return true;
}

static bool take_future(struct hints *h, char *at)
{
	struct hint hint = {0};
	uint64_t states;

	if (!take_number(&at, &states) || !take_number(&at, &hint.first) ||
		!take_number(&at, &hint.refused) || states < STATE_SUSPEND_0 ||
		states > MOST_STATES || !*at)
		return false;
	hint.states = (unsigned)states;
	hint.path = arena_strdup(&h->arena, at);
	hint.awaits = arena_alloc(&h->arena, states * sizeof(*hint.awaits));
	vec_push(&h->list, hint);
	return true;
}

static bool take_await(struct hints *h, char *at)
{
	struct hint *hint = h->list.len ? &h->list.at[h->list.len - 1] : NULL;
	struct hint_await await;
	uint64_t state;

	if (!hint || !take_number(&at, &state) || !take_number(&at, &await.pending) ||
		!take_number(&at, &await.resumed) || !take_number(&at, &await.ready) ||
		state < STATE_SUSPEND_0 || state >= hint->states)
		return false;
	hint->awaits[state - STATE_SUSPEND_0] = await;
	return true;
}

static bool take_line(struct hints *h, char *line)
{
	if (line[0] && line[1] != '\t')
		return false;
	return line[0] == 'F' ? take_future(h, line + 2)
			      : line[0] == 'A' && take_await(h, line + 2);
}

/* By path, and then by states: a name may stand for several futures. */
static int by_path(const void *a, const void *b)
{
	const struct hint *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->states > y->states) - (x->states < y->states);
}

bool hints_read(const char *path, struct hints *ret, struct err *err)
{
	struct str text = {0};
	char *line, *next = NULL;
	bool ok;

	*ret = (struct hints){0};
	if (!file_read(path, &text, err))
		return false;
	line = strtok_r(text.s ? text.s : "", "\n", &next);
	ok = line && !strcmp(line, HINTS_FIRST_LINE);
	while (ok && (line = strtok_r(NULL, "\n", &next)))
		ok = take_line(ret, line);
	str_free(&text);
	if (!ok)
		return err_set(err, "%s: these are no hints", path);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof(*ret->list.at), by_path);
	return true;
}

void hint_write(const struct hint *hint, struct str *ret)
{
	str_addf(ret, "F\t%u\t%llu\t%llu\t%s\n", hint->states, (unsigned long long)hint->first,
		(unsigned long long)hint->refused, hint->path);
	for (unsigned s = STATE_SUSPEND_0; s < hint->states; s++) {
		const struct hint_await *a = &hint->awaits[s - STATE_SUSPEND_0];

		str_addf(ret, "A\t%u\t%llu\t%llu\t%llu\n", s, (unsigned long long)a->pending,
			(unsigned long long)a->resumed, (unsigned long long)a->ready);
	}
}

void hints_free(struct hints *h)
{
	vec_free(&h->list);
	arena_release(&h->arena);
}

/* ---- the module ---- */

static const struct hint *find_hint(const struct hints *h, const struct coro *c)
{
	struct hint wanted = {.path = demangle(c->name), .states = c->states}, *found = NULL;

	if (wanted.path && h->list.len)
		found = bsearch(&wanted, h->list.at, h->list.len, sizeof(*h->list.at), by_path);
	free((char *)wanted.path);
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
