/* The table of a profile: which future and which await each point is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/profile_reading.h"
#include "report/symbol.h"

static uint64_t key_of(const char *program, const char *symbol, const char *file, unsigned line)
{
	uint64_t hash = fnv1a(FNV_START, program, strlen(program) + 1);

	hash = fnv1a(hash, symbol, strlen(symbol) + 1);
	hash = fnv1a(hash, file, strlen(file) + 1);
	return fnv1a(hash, &line, sizeof(line));
}

/* One line of the table: its fields, cut at tabs. */
struct row {
	char kind;
	uint32_t point, number, line;
	char *symbol, *file;
};

static bool take_number(char **at, uint32_t *ret)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(*at, &end, 10);
	if (end == *at || errno || n > UINT32_MAX || *end != '\t')
		return false;
	*ret = (uint32_t)n;
	*at = end + 1;
	return true;
}

static bool parse_row(char *line, struct row *ret)
{
	char *at = line + 2;

	if ((line[0] != 'F' && line[0] != 'A') || line[1] != '\t')
		return false;
	ret->kind = line[0];
	if (!take_number(&at, &ret->point) || !take_number(&at, &ret->number))
		return false;
	ret->symbol = at;
	at = strchr(at, '\t');
	if (!at)
		return false;
	*at++ = '\0';
	if (!take_number(&at, &ret->line))
		return false;
	ret->file = at;
	return true;
}

static const char *keep_path(struct profile *p, const char *symbol)
{
	char *path = symbol_path(symbol);
	const char *kept = arena_strdup(&p->arena, path);

	free(path);
	return kept;
}

/* What is awaited, by its type where its poll is `<T as core::future::future::Future>::poll`.
 */
static const char *awaited(struct profile *p, const char *symbol)
{
	static const char poll[] = " as core::future::future::Future>::poll";
	const char *path = keep_path(p, symbol);
	size_t len = strlen(path), poll_len = sizeof(poll) - 1;

	return path[0] == '<' && has_suffix(path, poll)
		       ? arena_strndup(&p->arena, path + 1, len - poll_len - 1)
		       : path;
}

static size_t find_future(struct reading *r, const struct row *row)
{
	struct profile *p = r->p;
	uint64_t key = key_of(r->h->program, row->symbol, row->file, row->line);
	struct profile_future *f;

	for (size_t i = 0; i < p->futures.len; i++) {
		if (p->futures.at[i]->key == key)
			return i;
	}
	f = arena_new(&p->arena, struct profile_future);
	f->key = key;
	f->symbol = arena_strdup(&p->arena, row->symbol);
	f->name = keep_path(p, row->symbol);
	f->file = *row->file ? arena_strdup(&p->arena, row->file) : NULL;
	f->line = row->line;
	f->awaits_len = row->number > 3 ? row->number - 3 : 0;
	f->awaits = arena_alloc(&p->arena, (f->awaits_len + 1) * sizeof(*f->awaits));
	vec_push(&p->futures, f);
	return p->futures.len - 1;
}

static bool take_row(struct reading *r, const struct row *row, size_t *future)
{
	struct profile *p = r->p;
	struct profile_await *a;

	if (row->point >= r->h->points)
		return false;
	if (row->kind == 'F') {
		if (row->number > 65536)
			return false;
		*future = find_future(r, row);
		r->future_of[row->point] = *future;
		return true;
	}
	if (*future == SIZE_MAX || row->number < 3 ||
		row->number - 3 >= p->futures.at[*future]->awaits_len)
		return false;
	a = &p->futures.at[*future]->awaits[row->number - 3];
	r->await_of[row->point] = a;
	r->future_of[row->point] = *future;
	r->state_of[row->point] = row->number;
	if (a->state)
		return true;
	a->state = row->number;
	a->line = row->line;
	a->file = *row->file ? arena_strdup(&p->arena, row->file) : NULL;
	a->child = strcmp(row->symbol, "-") != 0 ? awaited(p, row->symbol) : NULL;
	return true;
}

bool profile_read_table(struct reading *r)
{
	char *text = xstrndup(r->bytes + r->h->table_offset, r->h->table_bytes), *next;
	size_t future = SIZE_MAX;
	bool ok = true;

	for (char *line = text; ok && *line; line = next) {
		char *end = strchr(line, '\n');
		struct row row;

		if (end)
			*end = '\0';
		next = end ? end + 1 : line + strlen(line);
		ok = parse_row(line, &row) && take_row(r, &row, &future);
	}
	free(text);
	return ok;
}
