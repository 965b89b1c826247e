/*
 * Drop glues by their names.
 *
 *	core::ptr::drop_in_place<app::fetch::{{closure}}>      drops what
 *	app::fetch::{{closure}}                                resumes
 *
 * The model pairs the two where a vtable or an await proves it; a future inside of a struct
 * has neither. Legacy symbols do not tell the instances of a generic function apart: type
 * arguments are left out on both sides, and the first coroutine whose tag lies where the
 * glue looks for one is taken.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/str.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"

/* A copy of the path without the type arguments in it; the caller frees. */
static char *without_arguments(const char *path)
{
	struct str bare = {0};
	unsigned depth = 0;

	str_add(&bare, "");
	for (const char *at = path; *at; at++) {
		bool arrow = at > path && at[-1] == '-' && *at == '>';
		bool begins = *at == '<' && at > path &&
			      (isalnum((unsigned char)at[-1]) || strchr(":_}", at[-1]));

		if (depth || begins) {
			depth += *at == '<';
			depth -= *at == '>' && !arrow;
			if (begins && depth == 1 && has_suffix(bare.s, "::"))
				bare.s[bare.len -= 2] = '\0';
			continue;
		}
		str_addc(&bare, *at);
	}
	return bare.s;
}

/* The type that a glue is for; NULL where it is not a glue. The caller frees. */
static char *dropped_type(const char *symbol)
{
	char *path, *from, *to, *type = NULL;

	if (!strstr(symbol, "drop_in_place") && !strstr(symbol, "drop_glue"))
		return NULL;
	path = demangle(symbol);
	from = path ? strchr(path, '<') : NULL;
	to = path ? strrchr(path, '>') : NULL;
	if (from && to > from) {
		*to = '\0';
		type = without_arguments(from + 1);
	}
	free(path);
	return type;
}

struct named {
	char *name;
	const struct coro *coro;
};

/* By name, and then as in the model. */
static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->coro->id > y->coro->id) - (x->coro->id < y->coro->id);
}

static struct named *names_of(const struct model *m)
{
	struct named *names = xcalloc(m->coros_len + 1, sizeof(*names));

	for (size_t i = 0; i < m->coros_len; i++) {
		char *path = demangle(m->coros[i]->name);

		names[i].coro = m->coros[i];
		names[i].name = without_arguments(path ? path : m->coros[i]->name);
		free(path);
	}
	qsort(names, m->coros_len, sizeof(*names), by_name);
	return names;
}

/* The first of that name whose tag the glue reads. */
static const struct coro *find_by_name(const struct unit *u, const struct named *names,
	size_t len, LLVMValueRef glue, const char *type, LLVMValueRef *ret_tag)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(names[mid].name, type) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < len && !strcmp(names[low].name, type); low++) {
		*ret_tag = glue_tag_load(u, names[low].coro, glue);
		if (*ret_tag)
			return names[low].coro;
	}
	return NULL;
}

void for_each_drop_glue(struct unit *u, const struct model *m,
	void (*found)(void *arg, LLVMValueRef glue, LLVMValueRef tag, const struct coro *c),
	void *arg)
{
	struct named *names = names_of(m);
	struct map paired = {0};

	for (size_t i = 0; i < m->coros_len; i++) {
		if (m->coros[i]->glue && !map_get(&paired, m->coros[i]->glue))
			map_set(&paired, m->coros[i]->glue, m->coros[i]);
	}
	for_each_fn(fn, u->module) {
		const struct coro *c = map_get(&paired, fn);
		LLVMValueRef tag = c ? glue_tag_load(u, c, fn) : NULL;
		char *type = tag || ll.IsDeclaration(fn) ? NULL : dropped_type(value_name(fn));

		if (type)
			c = find_by_name(u, names, m->coros_len, fn, type, &tag);
		if (c && tag)
			found(arg, fn, tag, c);
		free(type);
	}
	for (size_t i = 0; i < m->coros_len; i++)
		free(names[i].name);
	free(names);
	map_free(&paired);
}
