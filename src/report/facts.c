#include "report/facts.h"

#include <stdlib.h>
#include <string.h>

void fact_future_free(struct fact_future *future)
{
	vec_each(struct fact_await, a, &future->awaits)
		vec_free(&a->held.list);
	vec_free(&future->captures.list);
	vec_free(&future->awaits);
	vec_free(&future->savings);
	vec_free(&future->remarks);
}

void facts_free(struct facts *f)
{
	vec_each(struct fact_future *, at, &f->futures)
		fact_future_free(*at);
	vec_free(&f->futures);
	vec_free(&f->opaque);
	arena_release(&f->arena);
	*f = (struct facts){0};
}

static int by_bytes(const void *a, const void *b)
{
	const struct fact_value *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

void facts_sort_values(struct fact_values *values)
{
	if (values->list.len)
		qsort(values->list.at, values->list.len, sizeof(*values->list.at), by_bytes);
}

static int by_symbol(const void *a, const void *b)
{
	const struct fact_future *const *x = a, *const *y = b;

	return strcmp((*x)->symbol, (*y)->symbol);
}

void facts_sort(struct facts *f)
{
	if (f->futures.len)
		qsort(f->futures.at, f->futures.len, sizeof(*f->futures.at), by_symbol);
}

struct fact_future *facts_find(const struct facts *f, const char *symbol)
{
	const struct fact_future key = {.symbol = symbol}, *wanted = &key;
	struct fact_future **found = NULL;

	if (f->futures.len)
		found = bsearch(&wanted, f->futures.at, f->futures.len, sizeof(*f->futures.at),
			by_symbol);
	return found ? *found : NULL;
}

void facts_list_free(facts_list *list)
{
	vec_each(struct facts, f, list)
		facts_free(f);
	vec_free(list);
}

static const char *const changes[] = {
	[CHANGE_REFERENCE] = "reference", [CHANGE_BOX] = "box", [CHANGE_DROP] = "drop"};

static const char *const kinds[] = {[KIND_EMBEDDED] = "embedded",
	[KIND_AWAY] = "away",
	[KIND_OPAQUE] = "opaque",
	[KIND_OTHER] = "other",
	[KIND_DYN] = "dyn",
	[KIND_UNCLEAR] = "unclear"};

const char *kind_name(enum fact_kind kind)
{
	return kinds[kind];
}

enum fact_kind kind_named(const char *name)
{
	for (size_t i = 1; name && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!strcmp(kinds[i], name))
			return (enum fact_kind)i;
	}
	return KIND_UNKNOWN;
}

const char *change_name(enum change change)
{
	return changes[change];
}

bool change_named(const char *name, enum change *ret)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		*ret = (enum change)i;
		if (!strcmp(changes[i], name))
			return true;
	}
	return false;
}

/* ---- of one name ---- */

static int by_name(const void *a, const void *b)
{
	const struct fact_group *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void add_to_group(struct fact_group *to, const struct fact_group *one)
{
	to->copies += one->copies;
	if (one->frame_bytes > to->frame_bytes)
		to->frame_bytes = one->frame_bytes;
	to->text_bytes += one->text_bytes;
	if (one->states > to->states)
		to->states = one->states;
	to->never_suspends = to->never_suspends && one->never_suspends;
}

void facts_groups(const struct facts *f, fact_groups *ret)
{
	size_t groups = 0;

	vec_each(struct fact_future *, at, &f->futures) {
		const struct fact_future *future = *at;
		struct fact_group one = {
			.name = future->name,
			.first = future,
			.copies = 1,
			.frame_bytes = future->frame_bytes,
			.text_bytes = future->text_bytes,
			.states = future->states_reached,
			.never_suspends = future->never_suspends,
		};

		vec_push(ret, one);
	}
	if (ret->len)
		qsort(ret->at, ret->len, sizeof(*ret->at), by_name);
	vec_each(struct fact_group, one, ret) {
		if (groups && !strcmp(ret->at[groups - 1].name, one->name))
			add_to_group(&ret->at[groups - 1], one);
		else
			ret->at[groups++] = *one;
	}
	ret->len = groups;
}

const struct fact_group *facts_group(const fact_groups *groups, const char *name)
{
	const struct fact_group key = {.name = name};

	return groups->len ? bsearch(&key, groups->at, groups->len, sizeof(key), by_name)
			   : NULL;
}

/* ---- names ---- */

/* How well a name fits what a user wrote: 0 not at all, then in it, at its end, all of it. */
static unsigned how_well(const char *name, const char *wanted)
{
	if (!strcmp(name, wanted))
		return 3;
	if (has_suffix(name, wanted))
		return 2;
	return strstr(name, wanted) ? 1 : 0;
}

size_t facts_distance(const char *name, const char *wanted)
{
	const char *end = name + strlen(name);
	size_t len = strlen(wanted);
	const char *tail = len < (size_t)(end - name) ? end - len : name;

	while (tail > name && strncmp(tail - 2 < name ? name : tail - 2, "::", 2) != 0)
		tail--;
	return edit_distance(tail, wanted);
}

static void no_such_name(const struct facts *f, const char *name, struct err *err)
{
	const char *near = NULL;
	size_t least = SIZE_MAX;

	vec_each(struct fact_future *, at, &f->futures) {
		size_t d = facts_distance((*at)->name, name);

		if (d < least) {
			least = d;
			near = (*at)->name;
		}
	}
	if (near)
		err_set(err, "there is no future `%s`; did you mean `%s`?", name, near);
	else
		err_set(err, "there is no future `%s`: %s has none", name, f->artefact);
}

const struct fact_future *facts_named(const struct facts *f, const char *name, struct err *err)
{
	const struct fact_future *found = NULL;
	struct str names = {0};
	unsigned best = 1, several = 0;

	vec_each(struct fact_future *, at, &f->futures) {
		unsigned fits = how_well((*at)->name, name);

		if (fits < best)
			continue;
		if (fits > best) {
			str_free(&names);
			several = 0;
		}
		best = fits;
		found = *at;
		if (several++ < 5)
			str_addf(&names, "%s`%s`", names.len ? ", " : "", (*at)->name);
	}
	if (!found)
		no_such_name(f, name, err);
	/* Instances and copies may have one name: the first stands for them. */
	if (several > 1 && best < 3) {
		err_set(err, "`%s` may be one of %u futures: %s%s", name, several, names.s,
			several > 5 ? ", ..." : "");
		found = NULL;
	}
	str_free(&names);
	return found;
}

const char *facts_allocates_text(const struct fact_future *f)
{
	switch (f->allocates) {
	case ALLOCATES_NEVER:
		return "never";
	case ALLOCATES_IN_WAKERS:
		return "never, wakers aside";
	case ALLOCATES:
		return "it may";
	case ALLOCATES_UNKNOWN:
		break;
	}
	return "not known";
}

bool facts_never_allocates(const struct fact_future *f)
{
	return f->allocates == ALLOCATES_NEVER || f->allocates == ALLOCATES_IN_WAKERS;
}
