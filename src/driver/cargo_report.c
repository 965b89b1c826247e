/*
 * cargo async-opt report [FUTURE]: what is known of the futures of what was built last. Each
 * link has left it beside its result (driver/link_facts.h). With --layouts it is built first,
 * with debug information and in a folder of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/built_facts.h"
#include "driver/cargo_build.h"
#include "driver/release_args.h"
#include "report/facts_diff.h"

static bool view_of(const struct cargo_args *args, struct facts_view *ret, struct err *err)
{
	const char *format = args->message_format, *limit = args->view.limit;
	char *end;

	*ret = (struct facts_view){
		.sort = args->view.sort, .filter = args->view.filter, .limit = 30};
	if (limit) {
		ret->limit = strtoul(limit, &end, 10);
		if (!*limit || *end)
			return err_set(err, "--limit takes a number, not \"%s\"", limit);
	}
	if (format && strcmp(format, "human") != 0 && strcmp(format, "json") != 0)
		return err_set(err, "--message-format takes human or json, not %s", format);
	if (args->words.len > 1)
		return err_set(err, "one future at a time, not %s and %s", args->words.at[0],
			args->words.at[1]);
	if (args->view.max_growth && !args->view.diff)
		return err_set(err, "--max-growth is for --diff");
	if (args->view.diff && args->words.len)
		return err_set(err, "--diff is about all futures, not %s", args->words.at[0]);
	return facts_view_check(ret, err);
}

/* As JSON: artefacts with one future each. */
static void show_one_json(const facts_list *of_one, struct str *text)
{
	facts_write_all(of_one->at, of_one->len, text);
	vec_each(struct facts, f, of_one)
		vec_free(&f->futures);
}

/* In every artefact that has it; an error where none has. */
static bool show_one(
	const facts_list *all, const char *name, bool json, struct str *text, struct err *err)
{
	facts_list found = {0};
	bool any = false;

	for (size_t i = 0; i < all->len; i++) {
		const struct fact_future *future = facts_named(&all->at[i], name, err);

		if (!future)
			continue;
		if (json) {
			struct facts one = {.artefact = all->at[i].artefact};

			vec_push(&one.futures, (struct fact_future *)future);
			vec_push(&found, one);
		} else {
			if (any)
				str_addc(text, '\n');
			facts_one(&all->at[i], future, text);
		}
		any = true;
	}
	if (json && any)
		show_one_json(&found, text);
	vec_free(&found);
	return any;
}

/* JSON is all of it where --limit does not say otherwise. */
static void apply(const struct cargo_args *args, const struct facts_view *view, facts_list *all)
{
	struct facts_view own = *view;

	if (!args->view.limit)
		own.limit = 0;
	vec_each(struct facts, f, all)
		facts_view_apply(f, &own);
}

static int show(const struct cargo_args *args, const struct facts_view *view, facts_list *all)
{
	bool json = args->message_format && !strcmp(args->message_format, "json");
	struct str text = {0};
	struct err err = {0};
	int code = 0;

	if (args->words.len && !show_one(all, args->words.at[0], json, &text, &err))
		code = log_failure(
			&err, "`cargo async-opt report --limit 0` lists all futures");
	else if (!args->words.len && json) {
		apply(args, view, all);
		facts_write_all(all->at, all->len, &text);
	} else if (!args->words.len) {
		for (size_t i = 0; i < all->len; i++) {
			if (i)
				str_addc(&text, '\n');
			facts_table(&all->at[i], view, &text);
		}
	}
	fputs(text.s ? text.s : "", stdout);
	err_clear(&err);
	str_free(&text);
	return code;
}

/* A report with layouts is of a build of its own. Of a library alone, what it is used in. */
static bool is_library(const struct cargo_args *args, const struct cargo_args *build)
{
	struct build b = {.args = build};
	struct err err = {0};
	bool library = false;

	if (!cargo_args_select_targets(args) && build_find_folder(&b, &err)) {
		cargo_plan(build, b.folder.plan, &b.plan);
		library = b.plan.from_cargo && !b.plan.finals;
	}
	err_clear(&err);
	return library;
}

static int build_first(const struct cargo_args *args)
{
	const char *future = args->words.len ? args->words.at[0] : NULL;
	struct cargo_args build;
	struct err err = {0};
	bool library;

	if (!release_args(args, future, false, NULL, &build, &err))
		return log_failure(&err, "`cargo async-opt report --help`");
	library = is_library(args, &build);
	if (library) {
		log_note("a library alone is not linked: its tests and examples are reported");
		if (!release_args(args, future, true, NULL, &build, &err))
			return log_failure(&err, "`cargo async-opt report --help`");
	}
	return cargo_build(&build);
}

/* What is compared is in order of names, and the limit is that of what is shown. */
static void apply_filter(const struct facts_view *view, facts_list *all)
{
	const struct facts_view own = {.filter = view->filter};

	vec_each(struct facts, f, all)
		facts_view_apply(f, &own);
}

static int show_diff(
	const struct cargo_args *args, const struct facts_view *view, facts_list *now)
{
	bool json = args->message_format && !strcmp(args->message_format, "json");
	const char *most = args->view.max_growth;
	struct growth growth;
	struct facts_diff diff;
	facts_list before = {0};
	struct str text = {0};
	struct err err = {0};
	int code;

	if (most && !growth_read(most, &growth, &err)) {
		log_failure(&err, "--max-growth 5% or --max-growth 64");
		return 2;
	}
	if (!facts_read_file(args->view.diff, &before, &err))
		return log_failure(&err,
			"it has to be what `cargo async-opt report --message-format "
			"json` writes");
	apply_filter(view, &before);
	apply_filter(view, now);
	facts_diff(&before, now, most ? &growth : NULL, &diff);
	if (json)
		facts_diff_json(&diff, &text);
	else
		facts_diff_text(&diff, view->limit, &text);
	fputs(text.s ? text.s : "", stdout);
	code = diff.beyond ? 1 : 0;
	facts_diff_free(&diff);
	facts_list_free(&before);
	str_free(&text);
	return code;
}

int cargo_report(const struct cargo_args *args)
{
	struct build b = {.args = args};
	struct facts_view view;
	struct err err = {0};
	facts_list all = {0};
	int code;

	if (!view_of(args, &view, &err)) {
		log_failure(&err, "`cargo async-opt report --help` lists the options");
		return 2;
	}
	code = args->options.layouts ? build_first(args) : 0;
	if (code)
		return code;
	if (!build_find_folder(&b, &err))
		return log_failure(
			&err, "run it in the folder of a package, or name --manifest-path");
	built_facts_read(b.folder.root, b.folder.results, &all);
	if (!all.len) {
		err_set(&err, "nothing in %s was built with futures to report", b.folder.root);
		return log_failure(&err,
			"`cargo async-opt build --release` first; a library is reported "
			"through its "
			"tests and examples: `cargo async-opt report --layouts`");
	}
	code = args->view.diff ? show_diff(args, &view, &all) : show(args, &view, &all);
	facts_list_free(&all);
	return code;
}
