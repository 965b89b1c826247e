/* Which futures are shown, and in which order. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "report/facts.h"

enum { COLUMNS = 6 };
static const char *const columns[COLUMNS] = {
	"text", "frame", "moved", "heap", "states", "awaits"};

static uint64_t column_of(const struct fact_future *f, size_t column)
{
	const uint64_t values[COLUMNS] = {f->text_bytes, f->frame_bytes,
		f->moved_making + f->moved_first, f->allocations, f->states_reached,
		f->awaits.len};

	return values[column];
}

/* The number of a column; COLUMNS for "name". */
static size_t column_named(const char *name)
{
	size_t i = 0;

	while (name && i < COLUMNS && strcmp(columns[i], name) != 0)
		i++;
	return i;
}

bool facts_view_check(const struct facts_view *view, struct err *err)
{
	regex_t compiled;

	if (view->sort && strcmp(view->sort, "name") != 0 &&
		column_named(view->sort) == COLUMNS)
		return err_set(err,
			"--sort takes text, frame, moved, heap, states, awaits or name, not "
			"\"%s\"",
			view->sort);
	if (!view->filter)
		return true;
	if (regcomp(&compiled, view->filter, REG_EXTENDED | REG_NOSUB))
		return err_set(
			err, "--filter takes a regular expression, not \"%s\"", view->filter);
	regfree(&compiled);
	return true;
}

/* One that is shown, with what it is sorted by: the largest first, then by name. */
struct row {
	uint64_t key;
	struct fact_future *future;
};

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int names = strcmp(x->future->name, y->future->name);

	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	return names ? names : strcmp(x->future->symbol, y->future->symbol);
}

void facts_view_select(const struct facts *f, const struct facts_view *view, fact_futures *ret)
{
	size_t column = column_named(view->sort ? view->sort : columns[0]);
	bool filters = view->filter != NULL;
	vec(struct row) rows = {0};
	regex_t wanted;

	if (filters && regcomp(&wanted, view->filter, REG_EXTENDED | REG_NOSUB))
		BUG("a filter that was not checked");
	vec_each(struct fact_future *, at, &f->futures) {
		struct row row = {0, *at};

		if (filters && regexec(&wanted, (*at)->name, 0, NULL, 0))
			continue;
		if (column < COLUMNS)
			row.key = column_of(*at, column);
		vec_push(&rows, row);
	}
	if (filters)
		regfree(&wanted);
	if (rows.len)
		qsort(rows.at, rows.len, sizeof(*rows.at), compare_rows);
	for (size_t i = 0; i < rows.len; i++)
		vec_push(ret, rows.at[i].future);
	vec_free(&rows);
}

void facts_view_apply(struct facts *f, const struct facts_view *view)
{
	fact_futures shown = {0};

	if (!view->sort && !view->filter && !view->limit)
		return;
	facts_view_select(f, view, &shown);
	if (view->limit && shown.len > view->limit)
		shown.len = view->limit;
	vec_each(struct fact_future *, at, &f->futures) {
		bool kept = false;

		for (size_t i = 0; i < shown.len && !kept; i++)
			kept = shown.at[i] == *at;
		if (!kept)
			fact_future_free(*at);
	}
	f->futures.len = 0;
	vec_each(struct fact_future *, at, &shown)
		vec_push(&f->futures, *at);
	vec_free(&shown);
}
