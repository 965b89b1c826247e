/*
 * cargo async-opt budget [OPTIONS] [CARGO BUILD'S OPTIONS]: builds, and holds what the links
 * have left about the futures against the limits of each Cargo.toml. --init writes limits and
 * a baseline, --table a table for a README, --read PATH takes facts instead of building.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/toml.h"
#include "driver/built_facts.h"
#include "driver/cargo_build.h"
#include "driver/driver.h"
#include "report/budget.h"

#define BASELINE "async-opt-baseline.json"

/* A Cargo.toml of the workspace, and what of it was built. */
struct source {
	struct manifest manifest;
	char *file; /* the whole path */
	struct str text;
	struct json_object *metadata;
	struct strv artefacts;
	struct strv crates; /* names of the package's crates, as in paths */
};

struct session {
	const struct cargo_args *args;
	struct build build;
	struct json_object *workspace; /* what cargo metadata says */
	vec(struct source *) sources;
	facts_list facts, baseline;
	bool has_baseline;
	struct budget budget;
};

/* Paths below the current folder are shown from there. */
static const char *shown(const char *path)
{
	char *cwd = getcwd(NULL, 0);
	size_t len = cwd ? strlen(cwd) : 0;
	bool below = len && !strncmp(path, cwd, len) && path[len] == '/';

	free(cwd);
	return below ? path + len + 1 : path;
}

/* ---- the build ---- */

/* The build's command line: the user's, for release, and tests and examples of a library. */
static bool build_args(
	const struct cargo_args *args, bool library, struct cargo_args *ret, struct err *err)
{
	struct strv words = {0};
	const char *help;

	vec_push(&words, "cargo-async-opt");
	if (args->toolchain)
		vec_push(&words, xprintf("+%s", args->toolchain));
	vec_push(&words, "build");
	for (size_t i = 0; i < args->cargo.len; i++) {
		const char *word = args->cargo.at[i];

		if (!strcmp(word, "--message-format"))
			i++;
		else if (!has_prefix(word, "--message-format="))
			vec_push(&words, args->cargo.at[i]);
	}
	if (!args->release && !args->profile)
		vec_push(&words, "--release");
	if (library) {
		vec_push(&words, "--tests");
		vec_push(&words, "--examples");
	}
	vec_push(&words, "--message-format=json-render-diagnostics");
	if (!cargo_args_read((int)words.len, words.at, ret, &help, err))
		return false;
	ret->options = args->options;
	ret->options.strict = true;
	ret->target_dir = args->target_dir;
	ret->quiet = args->quiet;
	ret->only_optimized = true;
	return true;
}

/* Runs the build with its stdout kept: cargo's messages. */
static int build_and_listen(const struct cargo_args *args, struct str *ret)
{
	int kept = dup(STDOUT_FILENO), file = memfd_create("cargo-messages", MFD_CLOEXEC);
	char chunk[4096];
	ssize_t got;
	int code;

	if (kept < 0 || file < 0) {
		log_error("cannot keep what cargo says: %s", strerror(errno));
		return 1;
	}
	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	code = cargo_build(args);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	lseek(file, 0, SEEK_SET);
	while ((got = read(file, chunk, sizeof(chunk))) > 0)
		str_addn(ret, chunk, (size_t)got);
	close(file);
	return code;
}

static struct source *source_of(const struct session *s, const char *file)
{
	vec_each(struct source *, at, &s->sources) {
		if (!strcmp((*at)->manifest.table, "package") && !strcmp((*at)->file, file))
			return *at;
	}
	return NULL;
}

/* The facts of one file that was built, for the limits of its package. */
static void add_built(struct session *s, const char *built, struct source *of)
{
	char *path = built_facts_path(s->build.folder.results, built);
	facts_list list = {0};
	struct err err = {0};

	if (path && facts_read_file(path, &list, &err)) {
		vec_each(struct facts, f, &list) {
			vec_push(&s->facts, *f);
			if (of)
				vec_push(&of->artefacts, (char *)f->artefact);
		}
		vec_free(&list);
	} else if (path) {
		log_warn("%s is left out: %s", path, err.message);
	}
	err_clear(&err);
	free(path);
}

/* One of cargo's messages: an executable or library that is whole. */
static void add_message(struct session *s, const char *line)
{
	struct json_object *json = json_tokener_parse(line), *files, *types;
	const char *reason = json_text(json, "reason");
	const char *manifest = json_text(json, "manifest_path");
	const char *program = json_text(json, "executable");
	struct source *of = manifest ? source_of(s, manifest) : NULL;
	size_t len, types_len;

	types = json_array(json_member(json, "target"), "crate_types", &types_len);
	files = json_array(json, "filenames", &len);
	if (reason && !strcmp(reason, "compiler-artifact") && program) {
		add_built(s, program, of);
	} else if (reason && !strcmp(reason, "compiler-artifact") && types_len == 1 &&
		   !strcmp(json_object_get_string(json_object_array_get_idx(types, 0)),
			   "cdylib")) {
		for (size_t i = 0; i < len; i++)
			add_built(s,
				json_object_get_string(json_object_array_get_idx(files, i)),
				of);
	}
	json_object_put(json);
}

static bool selects_targets(const struct cargo_args *args)
{
	static const char *const options[] = {"--bin", "--bins", "--test", "--tests",
		"--example", "--examples", "--bench", "--benches", "--all-targets", "--lib"};

	vec_each(char *, word, &args->cargo) {
		for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
			size_t len = strlen(options[i]);

			if (!strncmp(*word, options[i], len) &&
				(!(*word)[len] || (*word)[len] == '='))
				return true;
		}
	}
	return false;
}

static int build_facts(struct session *s)
{
	struct cargo_args plain, args;
	struct str said = {0};
	struct err err = {0};
	bool library = false;
	int code;

	if (!build_args(s->args, false, &plain, &err))
		return log_failure(&err, NULL);
	if (!selects_targets(s->args)) {
		cargo_plan(&plain, s->build.folder.plan, &s->build.plan);
		library = s->build.plan.from_cargo && !s->build.plan.finals;
		if (library && !log_is_quiet())
			log_note("a library alone is not linked: its tests and examples are "
				 "built");
	}
	if (!build_args(s->args, library, &args, &err))
		return log_failure(&err, NULL);
	code = build_and_listen(&args, &said);
	if (!code) {
		char *rest = NULL;

		for (char *line = said.s ? strtok_r(said.s, "\n", &rest) : NULL; line;
			line = strtok_r(NULL, "\n", &rest))
			add_message(s, line);
	}
	str_free(&said);
	return code;
}

/* ---- the manifests ---- */

/* The crates whose futures are the package's own: not those of tests and examples. */
static void add_crates(struct source *to, struct json_object *package)
{
	static const char *const not_own[] = {"test", "example", "bench", "custom-build"};
	size_t len, kinds_len;
	struct json_object *targets = json_array(package, "targets", &len);

	for (size_t i = 0; i < len; i++) {
		struct json_object *target = json_object_array_get_idx(targets, i);
		struct json_object *kinds = json_array(target, "kind", &kinds_len);
		const char *name = json_text(target, "name");
		const char *kind =
			kinds_len ? json_object_get_string(json_object_array_get_idx(kinds, 0))
				  : "";
		bool own = name != NULL;
		char *crate = xstrdup(name ? name : "");

		for (size_t k = 0; k < sizeof(not_own) / sizeof(*not_own); k++)
			own = own && strcmp(kind, not_own[k]) != 0;
		for (char *c = crate; *c; c++)
			*c = *c == '-' ? '_' : *c;
		if (own)
			vec_push(&to->crates, crate);
		else
			free(crate);
	}
}

static bool add_source(struct session *s, const char *file, const char *table,
	struct json_object *of, struct err *err)
{
	struct source *to = xcalloc(1, sizeof(*to));

	to->file = xstrdup(file);
	to->metadata = json_member(json_member(of, "metadata"), "async-opt");
	to->manifest = (struct manifest){.path = shown(to->file), .table = table};
	vec_push(&s->sources, to);
	add_crates(to, of);
	if (!file_read(file, &to->text, err))
		return false;
	to->manifest.text = to->text.s ? to->text.s : "";
	return true;
}

static bool read_workspace(struct session *s, struct err *err)
{
	struct json_object *packages;
	const char *root;
	size_t len;

	s->workspace = cargo_metadata(s->args, err);
	if (!s->workspace)
		return false;
	packages = json_array(s->workspace, "packages", &len);
	for (size_t i = 0; i < len; i++) {
		struct json_object *one = json_object_array_get_idx(packages, i);
		const char *file = json_text(one, "manifest_path");

		if (file && !add_source(s, file, "package", one, err))
			return false;
	}
	root = json_text(s->workspace, "workspace_root");
	return !root ||
	       add_source(s, xprintf("%s/Cargo.toml", root), "workspace", s->workspace, err);
}

/* Limits of packages of which nothing was built are left aside; with --read all count. */
static bool is_asked(const struct session *s, const struct source *source)
{
	return s->args->view.read || source->artefacts.len ||
	       !strcmp(source->manifest.table, "workspace");
}

/* Where the baseline is; the caller frees. */
static char *baseline_path(const struct source *source, const char *named)
{
	const char *name = named ? named : BASELINE;
	size_t folder = (size_t)(base_name(source->file) - source->file);

	return name[0] == '/' ? xstrdup(name)
			      : xprintf("%.*s%s", (int)folder, source->file, name);
}

static bool add_baseline(
	struct session *s, const struct source *source, const char *named, struct err *err)
{
	char *path = baseline_path(source, named);
	facts_list list = {0};
	bool there = file_exists(path), ok = true;

	if (there) {
		ok = facts_read_file(path, &list, err);
		vec_each(struct facts, f, &list)
			vec_push(&s->baseline, *f);
		vec_free(&list);
		s->has_baseline = ok;
	}
	if (!there && named)
		ok = err_set(err, "%s: there is no baseline %s", source->manifest.path, path);
	free(path);
	return ok;
}

static bool read_limits(struct session *s, struct err *err)
{
	const char *baseline;

	vec_each(struct source *, at, &s->sources) {
		struct source *source = *at;

		if (!is_asked(s, source))
			continue;
		if (!s->args->view.read && !strcmp(source->manifest.table, "package")) {
			source->manifest.artefacts = (const char *const *)source->artefacts.at;
			source->manifest.artefacts_len = source->artefacts.len;
		}
		if (!budget_add(
			    &s->budget, source->metadata, &source->manifest, &baseline, err))
			return false;
		if (source->metadata && !s->args->init &&
			!add_baseline(s, source, baseline, err))
			return false;
	}
	return true;
}

/* ---- --init ---- */

static bool is_of_crates(const struct source *source, const char *name)
{
	vec_each(char *, crate, &source->crates) {
		size_t len = strlen(*crate);
		const char *at = name[0] == '<' ? name + 1 : name;

		if (!strncmp(at, *crate, len) && has_prefix(at + len, "::"))
			return true;
	}
	return false;
}

static bool has_rule(const struct session *s, const char *name)
{
	vec_each(struct budget_rule, rule, &s->budget.rules) {
		if (pattern_fits(rule->pattern, name))
			return true;
	}
	return false;
}

/* The largest of each figure over all artefacts and copies. */
struct figures {
	const char *name;
	uint64_t frame_bytes;
	bool frame_known, text_known, never_suspends, never_allocates;
	unsigned states;
};

static void add_figures(struct figures *to, const struct fact_future *f)
{
	if (f->frame_bytes > to->frame_bytes)
		to->frame_bytes = f->frame_bytes;
	to->frame_known = to->frame_known && f->frame_bytes;
	to->text_known = to->text_known && f->text_bytes;
	to->never_suspends = to->never_suspends && f->never_suspends;
	to->never_allocates = to->never_allocates && f->allocates == ALLOCATES_NEVER;
	if (f->states_reached > to->states)
		to->states = f->states_reached;
}

typedef vec(struct figures) figures_list;

static int by_name(const void *a, const void *b)
{
	const struct figures *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void collect(const struct session *s, const struct source *source, figures_list *ret)
{
	vec_each(struct facts, f, &s->facts) {
		vec_each(struct fact_future *, at, &f->futures) {
			struct figures fresh = {(*at)->name, 0, true, true, true, true, 0};
			struct figures *to = NULL;

			if (!is_of_crates(source, fresh.name) || has_rule(s, fresh.name))
				continue;
			vec_each(struct figures, one, ret) {
				if (!strcmp(one->name, fresh.name))
					to = one;
			}
			if (!to) {
				vec_push(ret, fresh);
				to = &ret->at[ret->len - 1];
			}
			add_figures(to, *at);
		}
	}
	if (ret->len)
		qsort(ret->at, ret->len, sizeof(*ret->at), by_name);
}

static void add_table(struct str *to, const struct figures *one)
{
	char *quoted = toml_quoted(one->name);

	str_addf(to, "\n[package.metadata.async-opt.budget.%s]\n", quoted);
	if (one->frame_known)
		str_addf(to, "frame-bytes = %llu\n", (unsigned long long)one->frame_bytes);
	str_addf(to, "states = %u\n", one->states);
	if (one->never_suspends)
		str_add(to, "never-suspends = true\n");
	if (one->never_allocates)
		str_add(to, "never-allocates = true\n");
	if (one->frame_known || one->text_known)
		str_add(to, "max-growth = \"10%\"\n");
	free(quoted);
}

/* Appends to the file behind a link, and takes it back where cargo refuses what comes out. */
static bool append_tables(
	struct session *s, struct source *source, const char *tables, struct err *err)
{
	char *file = realpath(source->file, NULL);
	struct json_object *now;
	struct err ignored = {0};
	struct str text = {0};
	bool ok = file || err_sys(err, "cannot write %s", source->file);

	str_add(&text, source->manifest.text);
	if (text.len && text.s[text.len - 1] != '\n')
		str_addc(&text, '\n');
	str_add(&text, tables);
	ok = ok && file_write_atomic(file, text.s, text.len, err);
	if (ok) {
		now = cargo_metadata(s->args, err);
		json_object_put(now);
		if (!now) {
			file_write_atomic(file, source->manifest.text,
				strlen(source->manifest.text), &ignored);
			err_clear(&ignored);
			ok = err_context(err, "%s stays as it was", source->manifest.path);
		}
	}
	str_free(&text);
	free(file);
	return ok;
}

static bool write_baseline(
	const struct session *s, const struct source *source, struct err *err)
{
	char *path = baseline_path(source, json_text(source->metadata, "baseline"));
	facts_list own = {0};
	struct str text = {0};
	bool ok;

	vec_each(struct facts, f, &s->facts) {
		vec_each(char *, artefact, &source->artefacts) {
			if (!strcmp(*artefact, f->artefact))
				vec_push(&own, *f);
		}
	}
	facts_write_baseline(own.at, own.len, &text);
	ok = file_write_atomic(path, text.s, text.len, err);
	if (ok)
		log_status("Wrote", "%s", shown(path));
	vec_free(&own);
	str_free(&text);
	free(path);
	return ok;
}

static int init(struct session *s)
{
	struct err err = {0};
	size_t packages = 0;

	vec_each(struct source *, at, &s->sources) {
		figures_list list = {0};
		struct str tables = {0};

		if (!(*at)->artefacts.len)
			continue;
		packages++;
		collect(s, *at, &list);
		vec_each(struct figures, one, &list)
			add_table(&tables, one);
		if (tables.len && !append_tables(s, *at, tables.s, &err))
			return log_failure(&err, "add the limits by hand: docs/budget.md");
		log_status("Added", "limits for %zu future%s to %s", list.len,
			list.len == 1 ? "" : "s", (*at)->manifest.path);
		if (!write_baseline(s, *at, &err))
			return log_failure(&err, NULL);
		vec_free(&list);
		str_free(&tables);
	}
	if (packages)
		return 0;
	err_set(&err, "nothing with futures was built");
	return log_failure(&err, "name what is to be built: --tests, --examples, --workspace");
}

/* ---- all of it ---- */

static int show(struct session *s)
{
	const char *format = s->args->message_format;
	const struct budget_view view = {
		.unknown_is_fine = s->args->allow_unknown, .version = AO_VERSION};
	struct str text = {0};

	if (s->args->table)
		budget_markdown(&s->budget, &s->facts, &text);
	else
		budget_check(&s->budget, &s->facts, s->has_baseline ? &s->baseline : NULL);
	if (s->args->table)
		;
	else if (!format || !strcmp(format, "human"))
		budget_text(&s->budget, &view, &text);
	else if (!strcmp(format, "json"))
		budget_json(&s->budget, &view, &text);
	else if (!strcmp(format, "sarif"))
		budget_sarif(&s->budget, &view, &text);
	else
		budget_github(&s->budget, &view, &text);
	fputs(text.s ? text.s : "", stdout);
	str_free(&text);
	return s->args->table || budget_holds(&s->budget, view.unknown_is_fine) ? 0 : 1;
}

static bool check_arguments(const struct cargo_args *args, struct err *err)
{
	static const char *const formats[] = {"human", "json", "sarif", "github"};
	const char *format = args->message_format;
	bool known = !format;

	for (size_t i = 0; format && i < sizeof(formats) / sizeof(*formats); i++)
		known = known || !strcmp(format, formats[i]);
	if (!known)
		return err_set(err,
			"--message-format takes human, json, sarif or github, not %s", format);
	if (args->init && args->view.read)
		return err_set(err, "--init needs a build, not --read");
	return args->words.len ? err_set(err, "what is %s?", args->words.at[0]) : true;
}

static int run(struct session *s)
{
	struct err err = {0};
	int code;

	if (!build_find_folder(&s->build, &err) || !read_workspace(s, &err))
		return log_failure(
			&err, "run it in the folder of a package, or name --manifest-path");
	if (s->args->view.read) {
		if (!facts_read_file(s->args->view.read, &s->facts, &err))
			return log_failure(&err, "it has to be what `cargo async-opt report "
						 "--message-format json` writes");
	} else if ((code = build_facts(s))) {
		return code;
	}
	if (!read_limits(s, &err))
		return log_failure(&err,
			"docs/budget.md has the limits; `cargo async-opt budget "
			"--init` writes today's figures");
	if (s->args->init)
		return init(s);
	if (!s->budget.rules.len && !s->args->table) {
		err_set(&err, "no limits are set for what was built");
		return log_failure(&err,
			"`cargo async-opt budget --init` writes today's figures to "
			"Cargo.toml");
	}
	return show(s);
}

int cargo_budget(const struct cargo_args *args)
{
	struct session s = {.args = args, .build = {.args = args}};
	struct err err = {0};
	int code;

	if (!check_arguments(args, &err)) {
		log_failure(&err, "`cargo async-opt budget --help` lists the options");
		return 2;
	}
	code = run(&s);
	budget_free(&s.budget);
	facts_list_free(&s.facts);
	facts_list_free(&s.baseline);
	json_object_put(s.workspace);
	return code;
}
