/* What symbols of rustc's tell: marks, the namespace of coroutines, copies of one function. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "coro/build.h"
#include "ir/value.h"

/* The length of a symbol without what linkers append: ".5", ".llvm.123". */
static size_t bare_length(const char *name)
{
	size_t len = strlen(name);

	for (;;) {
		size_t at = len;

		while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
			at--;
		if (at == len || at == 0 || name[at - 1] != '.')
			return len;
		len = at - 1;
		if (len >= 5 && strncmp(name + len - 5, ".llvm", 5) == 0)
			len -= 5;
	}
}

static bool ends_at(const char *name, size_t len, const char *suffix)
{
	size_t suffix_len = strlen(suffix);

	return len >= suffix_len && strncmp(name + len - suffix_len, suffix, suffix_len) == 0;
}

/* Is it the named panic, mangled v0 (a shipped std) or legacy (a std built by the user)? */
static bool is_mark(const char *name, const char *component)
{
	size_t len = strlen(component);

	if (ends_at(name, bare_length(name), component))
		return true;
	for (const char *at = strstr(name, component); at; at = strstr(at + 1, component)) {
		if (has_prefix(at + len, "17h"))
			return true;
	}
	return false;
}

unsigned marked_state(LLVMValueRef fn)
{
	const char *name = value_name(fn);

	if (is_mark(name, "28panic_const_async_fn_resumed"))
		return STATE_RETURNED;
	if (is_mark(name, "34panic_const_async_fn_resumed_panic"))
		return STATE_PANICKED;
	return 0;
}

bool is_in_closure_namespace(const char *name)
{
	static const char legacy[] = "$u7b$$u7b$closure$u7d$$u7d$";
	static const size_t hash_len = sizeof("17h0123456789abcdefE") - 1;
	size_t len = bare_length(name);

	if (has_prefix(name, "_ZN"))
		return len > hash_len && ends_at(name, len - hash_len, legacy);
	return has_prefix(name, "_RNC") || has_prefix(name, "_RINC");
}

/*
 * The part of a symbol that copies of one function in several crates share: without the
 * hash (legacy), without the instantiating crate (v0). What is taken for a copy and is none
 * costs an optimization and nothing else.
 */
static size_t path_length(const char *name)
{
	static const size_t hash_len = sizeof("17h0123456789abcdefE") - 1;
	size_t len = bare_length(name);

	if (has_prefix(name, "_ZN"))
		return len > hash_len ? len - hash_len : len;
	for (size_t at = len; at > 4; at--) {
		bool crate = name[at - 2] == 'C' && name[at - 1] == 's';

		if (name[len - 1] == '_' ? name[at - 1] == 'B' : crate)
			return name[len - 1] == '_' ? at - 1 : at - 2;
	}
	return len;
}

static bool same_path(const char *a, const char *b)
{
	size_t len = path_length(a);

	return len == path_length(b) && strncmp(a, b, len) == 0;
}

bool coro_is_copy(const struct coro *a, const struct coro *b)
{
	return same_path(a->name, b->name);
}

bool coro_glue_is_copy(LLVMValueRef a, LLVMValueRef b)
{
	return same_path(value_name(a), value_name(b));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *path_of(struct unit *u, LLVMValueRef fn)
{
	const char *name = value_name(fn);

	return arena_strndup(&u->arena, name, path_length(name));
}

void find_copies(struct unit *u, const struct model *m)
{
	size_t len = m->coros_len + m->opaque_len;
	char **paths = arena_alloc(&u->arena, (len + 1) * sizeof(*paths));

	for (size_t i = 0; i < len; i++)
		paths[i] = path_of(u, i < m->coros_len ? m->coros[i]->resume
						       : m->opaque[i - m->coros_len].fn);
	qsort(paths, len, sizeof(*paths), by_text);
	for (size_t i = 0; i < m->coros_len; i++) {
		char *path = path_of(u, m->coros[i]->resume);
		char **at = bsearch(&path, paths, len, sizeof(*paths), by_text);

		m->coros[i]->alone = !(at > paths && strcmp(at[-1], path) == 0) &&
				     !(at + 1 < paths + len && strcmp(at[1], path) == 0);
	}
}
