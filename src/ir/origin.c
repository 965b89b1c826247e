#include "ir/origin.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/str.h"
#include "ir/walk.h"

struct finding {
	const struct unit *u;
	struct origins *origins;
	char *crate;		/* the one that is being read */
	vec(LLVMValueRef) todo; /* found, and what they use not yet looked at */
	struct map seen;	/* constants */
};

static void claim(struct finding *f, LLVMValueRef value, char *crate)
{
	if (map_get(&f->origins->crates, value))
		return;
	map_set(&f->origins->crates, value, crate);
	vec_push(&f->todo, value);
}

static void claim_symbol(void *arg, const char *name)
{
	struct finding *f = arg;
	LLVMValueRef fn = ll.GetNamedFunction(f->u->module, name);

	if (fn && !ll.IsDeclaration(fn))
		claim(f, fn, f->crate);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The rlibs in a folder, in the order of their names. */
static void list_rlibs(const char *folder, struct strv *ret)
{
	DIR *dir = opendir(folder);
	size_t first = ret->len;
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (has_prefix(entry->d_name, "lib") && has_suffix(entry->d_name, ".rlib"))
			vec_push(ret, xprintf("%s/%s", folder, entry->d_name));
	}
	closedir(dir);
	if (ret->len > first)
		qsort(ret->at + first, ret->len - first, sizeof(*ret->at), by_name);
}

static void read_rlib(struct finding *f, const char *path)
{
	struct err err = {0};

	if (!archive_symbols(path, claim_symbol, f, &err))
		err_clear(&err);
}

static void claim_value(struct finding *f, LLVMValueRef value, char *crate);

static void claim_operands(struct finding *f, LLVMValueRef user, char *crate)
{
	int count = ll.GetNumOperands(user);

	for (int i = 0; i < count; i++)
		claim_value(f, ll.GetOperand(user, (unsigned)i), crate);
}

/* An operand: a definition that nobody has claimed, or a constant with such in it. */
static void claim_value(struct finding *f, LLVMValueRef value, char *crate)
{
	if (!value || !ll.IsAConstant(value))
		return;
	if (ll.IsAFunction(value)) {
		if (!ll.IsDeclaration(value))
			claim(f, value, crate);
	} else if (ll.IsAGlobalVariable(value)) {
		if (ll.GetInitializer(value))
			claim(f, value, crate);
	} else if (!map_get(&f->seen, value)) {
		map_set(&f->seen, value, f);
		claim_operands(f, value, crate);
	}
}

static void claim_used(struct finding *f)
{
	for (size_t i = 0; i < f->todo.len; i++) {
		LLVMValueRef value = f->todo.at[i];
		char *crate = map_get(&f->origins->crates, value);

		if (!ll.IsAFunction(value)) {
			claim_value(f, ll.GetInitializer(value), crate);
			continue;
		}
		for_each_bb(bb, value) {
			for_each_insn(insn, bb)
				claim_operands(f, insn, crate);
		}
	}
}

void origins_find(const struct unit *u, const struct crate_files *files, struct origins *ret)
{
	struct finding f = {.u = u, .origins = ret};
	struct strv rlibs = {0};
	size_t std;

	*ret = (struct origins){0};
	if (files->std)
		list_rlibs(files->std, &rlibs);
	std = rlibs.len;
	vec_each(char *, folder, &files->folders)
		list_rlibs(*folder, &rlibs);
	if (!rlibs.len)
		return;
	/* One for std, one for each rlib, one for the crate that was compiled last. */
	ret->ids = xcalloc(rlibs.len + 2, 1);
	for (size_t i = 0; i < rlibs.len; i++) {
		f.crate = ret->ids + (i < std ? 0 : 1 + i - std);
		read_rlib(&f, rlibs.at[i]);
		free(rlibs.at[i]);
	}
	claim_used(&f);
	for_each_fn(fn, u->module) {
		if (!ll.IsDeclaration(fn))
			claim(&f, fn, ret->ids + rlibs.len + 1);
	}
	vec_free(&rlibs);
	vec_free(&f.todo);
	map_free(&f.seen);
}

void origins_free(struct origins *o)
{
	map_free(&o->crates);
	free(o->ids);
	*o = (struct origins){0};
}

bool origins_differ(const struct origins *o, LLVMValueRef a, LLVMValueRef b)
{
	const void *of_a = map_get(&o->crates, a), *of_b = map_get(&o->crates, b);

	return of_a && of_b && of_a != of_b;
}

bool origins_is_std(const struct origins *o, LLVMValueRef fn)
{
	return o->ids && map_get(&o->crates, fn) == o->ids;
}
