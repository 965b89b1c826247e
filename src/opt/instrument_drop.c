/*
 * Drop glues by their names.
 *
 *	core::ptr::drop_in_place<app::fetch::{async_fn_env#0}<u8>>      drops what
 *	app::fetch::{async_fn#0}<u8>                                    resumes
 *
 * The model pairs the two where a vtable or an await proves it; a future inside of a struct
 * has neither. These names are those of the line tables, which a build of a profile has. Where
 * there are none symbols have to do, and legacy ones do not tell the instances of a generic
 * function apart: type arguments are left out on both sides,
 *
 *	core::ptr::drop_in_place<app::fetch::{{closure}}>
 *	app::fetch::{{closure}}
 *
 * and the first coroutine whose tag lies where the glue looks for one is taken.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/str.h"
#include "base/vec.h"
#include "ir/debug.h"
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

/* The same from line tables; NULL where there are none. The caller frees. */
static char *dropped_env(struct unit *u, LLVMValueRef fn)
{
	LLVMMetadataRef subprogram = ll.GetSubprogram(fn);
	const char *path = subprogram ? debug_subprogram_path(u, subprogram) : NULL;
	const char *from = path ? strchr(path, '<') : NULL,
		   *to = path ? strrchr(path, '>') : NULL;

	if (!from || to < from ||
		(!strstr(path, "drop_in_place<") && !strstr(path, "drop_glue<")))
		return NULL;
	return xstrndup(from + 1, (size_t)(to - from - 1));
}

/* What the frame of a resume function is called there: {async_fn_env#0} of {async_fn#0}. */
static char *env_of(struct unit *u, LLVMValueRef resume)
{
	LLVMMetadataRef subprogram = ll.GetSubprogram(resume);
	const char *path = subprogram ? debug_subprogram_path(u, subprogram) : NULL, *at = path;

	/* The last one that is in no type's arguments. */
	for (const char *next = path; next && *next && *next != '<'; next++) {
		if (*next == '#')
			at = next;
	}
	return at && *at == '#' ? xprintf("%.*s_env%s", (int)(at - path), path, at) : NULL;
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

static struct named *names_of(struct unit *u, const struct model *m, bool described)
{
	struct named *names = xcalloc(m->coros_len + 1, sizeof(*names));

	for (size_t i = 0; i < m->coros_len; i++) {
		char *path = described ? env_of(u, m->coros[i]->resume)
				       : demangle(m->coros[i]->name);

		names[i].coro = m->coros[i];
		names[i].name = described && path
					? xstrdup(path)
					: without_arguments(path ? path : m->coros[i]->name);
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

struct finding {
	struct unit *u;
	const struct model *m;
	struct named *described, *symbols;
	struct map paired;
};

/* Whose frames the function drops, by line tables or else by symbols; NULL: of none. */
static const struct coro *find_dropped(
	const struct finding *f, LLVMValueRef fn, LLVMValueRef *ret_tag)
{
	char *type = dropped_env(f->u, fn);
	const struct named *names = type ? f->described : f->symbols;
	const struct coro *c = NULL;

	if (!type)
		type = dropped_type(value_name(fn));
	if (type)
		c = find_by_name(f->u, names, f->m->coros_len, fn, type, ret_tag);
	free(type);
	return c;
}

static void free_names(struct named *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		free(names[i].name);
	free(names);
}

void for_each_drop_glue(struct unit *u, const struct model *m,
	void (*found)(void *arg, LLVMValueRef glue, LLVMValueRef tag, const struct coro *c),
	void *arg)
{
	struct finding f = {.u = u,
		.m = m,
		.described = names_of(u, m, true),
		.symbols = names_of(u, m, false)};

	for (size_t i = 0; i < m->coros_len; i++) {
		if (m->coros[i]->glue && !map_get(&f.paired, m->coros[i]->glue))
			map_set(&f.paired, m->coros[i]->glue, m->coros[i]);
	}
	for_each_fn(fn, u->module) {
		const struct coro *c = map_get(&f.paired, fn);
		LLVMValueRef tag = c ? glue_tag_load(u, c, fn) : NULL;

		if (!tag && !ll.IsDeclaration(fn))
			c = find_dropped(&f, fn, &tag);
		if (c && tag)
			found(arg, fn, tag, c);
	}
	free_names(f.described, m->coros_len);
	free_names(f.symbols, m->coros_len);
	map_free(&f.paired);
}
