/* The files of a generated package: manifests, the support library, items, main. */
#include <string.h>

#include "base/proc.h"
#include "smith.h"

static bool put(const char *dir, const char *name, const struct str *text, struct err *err)
{
	char *path = xprintf("%s/%s", dir, name);
	bool ok = file_write_atomic(path, text->s, text->len, err);

	free(path);
	return ok;
}

/* --- which items --------------------------------------------------------------------- */

static bool is_root(const struct smith *s, const struct item *item)
{
	return !s->only || map_get(s->only, (void *)(uintptr_t)(item->id + 1));
}

static void mark_needed(struct smith *s)
{
	for (size_t i = s->items.len; i-- > 0;) {
		struct item *item = &s->items.at[i];

		if (!item->needed)
			continue;
		s->items_written++;
		vec_each(unsigned, callee, &item->calls)
			s->items.at[*callee].needed = true;
	}
}

static unsigned count_coroutines(const char *text)
{
	unsigned count = 0;

	for (const char *p = strstr(text, "async "); p; p = strstr(p + 1, "async "))
		count++;
	return count;
}

/* --- main.rs ------------------------------------------------------------------------- */

static void modes(const struct smith *s, struct rng *r, struct str *out)
{
	static const struct {
		const char *name;
		enum feature feature;
		unsigned one_in;
	} all[] = {
		{"CANCEL", F_CANCEL, 1},
		{"REPOLL", F_REPOLL, 1},
		{"THREAD", F_THREAD, 4},
		{"FORGET", F_FORGET, 3},
		{"SWAP", F_SWAP, 3},
		{"MOVE", F_MOVE, 2},
	};

	str_add(out, "0");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (rng_below(r, all[i].one_in) == 0 && s->has[all[i].feature])
			str_addf(out, " | %s", all[i].name);
	}
}

/* How the item's future is driven: in a box, or on the stack where its type is known. */
static void root(struct smith *s, struct item *item, struct str *out)
{
	struct rng r = rng_for(s->seed, 2000000 + item->id);
	bool boxed = rng_below(&r, 2);
	struct str call = {0}, flags = {0};

	item_call_root(s, item, &call);
	modes(s, &r, &flags);
	str_addf(out, "#[inline(never)]\nfn root%u() {\n", item->id);
	if (!boxed)
		str_addf(out, "drive_static(%u, %s, |a| { let acc = a; %s });\n", item->id,
			flags.s, call.s);
	else
		str_addf(out, "drive(%u, %s, &|a| { let acc = a; boxed(Fold(%s)) });\n",
			item->id, flags.s, call.s);
	str_add(out, "}\n\n");
	str_free(&call);
	str_free(&flags);
}

static void main_source(struct smith *s, struct str *out)
{
	const struct item *last = NULL;

	str_addf(out, "// async-smith --seed %llu --futures %u\n", (unsigned long long)s->seed,
		s->items_wanted);
	str_add(out, "#![allow(warnings)]\nmod gen_main;\nuse gen_main::*;\nuse mid::*;\n"
		     "use up::prelude::*;\n\n"
		     "#[global_allocator]\nstatic HEAP: Counting = Counting;\n\n");
	vec_each(struct item, item, &s->items) {
		if (!is_root(s, item))
			continue;
		item->needed = true;
		last = item;
		root(s, item, out);
	}
	str_add(out, "fn main() {\ntrace_panics();\n");
	vec_each(struct item, item, &s->items) {
		if (is_root(s, item))
			str_addf(out, "if wanted(%u) { root%u(); }\n", item->id, item->id);
	}
	if (last) {
		struct str call = {0};

		item_call_root(s, (struct item *)last, &call);
		str_addf(out, "finish(&|a| { let acc = a; boxed(Fold(%s)) });\n", call.s);
		str_free(&call);
	}
	str_add(out, "}\n");
}

/* --- manifests ----------------------------------------------------------------------- */

static void manifest(const struct smith *s, enum crate crate, struct str *out)
{
	static const char *const names[] = {"up", "mid", "smith"};
	static const char *const units[] = {"1", "4", "16"};
	static const char *const odd[] = {"", "",
		"[profile.release.package.mid]\nopt-level = 1\n",
		"[profile.release.package.mid]\noverflow-checks = true\n",
		"[profile.release.package.up]\noverflow-checks = true\n",
		"[profile.release.package.mid]\nopt-level = \"s\"\ncodegen-units = 1\n"};
	struct rng r = rng_for(s->seed, 3000000);

	str_addf(out,
		"[package]\nname = \"%s\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n"
		"[dependencies]\n",
		names[crate]);
	if (crate != CRATE_UP)
		str_addf(out, "up = { path = \"%sup\" }\n", crate == CRATE_MID ? "../" : "");
	if (crate != CRATE_MAIN)
		return;
	str_add(out, "mid = { path = \"mid\" }\n\n[workspace]\n");
	if (!s->has[F_UNITS])
		return;
	str_addf(out, "\n[profile.release]\ncodegen-units = %s\n", units[rng_below(&r, 3)]);
	str_addf(out, "debug = %u\n\n", rng_below(&r, 4) == 0 ? 1 + rng_below(&r, 2) : 0);
	str_add(out, odd[rng_below(&r, sizeof(odd) / sizeof(odd[0]))]);
}

/* --- the package --------------------------------------------------------------------- */

static bool put_support(const char *dir, struct err *err)
{
	for (const struct rt_file *f = rt_files; f->name; f++) {
		struct str text = {0}, name = {0};
		bool ok;

		str_add(&text, f->text);
		str_addf(&name, "up/src/%s", f->name);
		ok = put(dir, name.s, &text, err);
		str_free(&text);
		str_free(&name);
		if (!ok)
			return false;
	}
	return true;
}

static bool put_items(struct smith *s, const char *dir, struct err *err)
{
	static const char *const paths[] = {
		"up/src/gen_up.rs", "mid/src/lib.rs", "src/gen_main.rs"};
	static const char *const heads[] = {"use crate::prelude::*;\n\n",
		"#![allow(warnings)]\nuse up::prelude::*;\n\n",
		"use mid::*;\nuse up::prelude::*;\n\n"};
	bool ok = true;

	for (int c = 0; c < CRATE_COUNT && ok; c++) {
		struct str text = {0};

		str_add(&text, heads[c]);
		vec_each(struct item, item, &s->items) {
			if (item->crate == (enum crate)c && item->needed)
				str_add(&text, item->definition);
		}
		s->coroutines_written += count_coroutines(text.s);
		ok = put(dir, paths[c], &text, err);
		str_free(&text);
	}
	return ok;
}

static bool put_manifests(const struct smith *s, const char *dir, struct err *err)
{
	static const char *const paths[] = {"up/Cargo.toml", "mid/Cargo.toml", "Cargo.toml"};
	bool ok = true;

	for (int c = 0; c < CRATE_COUNT && ok; c++) {
		struct str text = {0};

		manifest(s, (enum crate)c, &text);
		ok = put(dir, paths[c], &text, err);
		str_free(&text);
	}
	return ok;
}

bool package_write(struct smith *s, const char *dir, struct err *err)
{
	static const char *const folders[] = {"src", "up/src", "mid/src"};
	struct str text = {0};
	bool ok = true;

	for (size_t i = 0; i < 3 && ok; i++) {
		char *path = xprintf("%s/%s", dir, folders[i]);

		ok = dir_make(path, err);
		free(path);
	}
	main_source(s, &text);
	mark_needed(s);
	ok = ok && put(dir, "src/main.rs", &text, err) && put_support(dir, err) &&
	     put_items(s, dir, err) && put_manifests(s, dir, err);
	str_free(&text);
	return ok;
}
