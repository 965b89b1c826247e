/* The lines of a hints file (opt/hints.h), read and written. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/proc.h"
#include "base/str.h"
#include "opt/hints.h"

enum { MOST_STATES = 65536 };

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

const struct hint *hints_of(const struct hints *h, const char *path, unsigned states)
{
	struct hint wanted = {.path = path, .states = states};

	if (!h->list.len)
		return NULL;
	return bsearch(&wanted, h->list.at, h->list.len, sizeof(*h->list.at), by_path);
}
