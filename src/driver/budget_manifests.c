/* The Cargo.tomls of a workspace: which limits there are, and where their baselines lie. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/proc.h"
#include "driver/budget_session.h"
#include "driver/built_facts.h"

#define BASELINE "async-opt-baseline.json"

const char *budget_shown(const char *path)
{
	char *cwd = getcwd(NULL, 0);
	size_t len = cwd ? strlen(cwd) : 0;
	bool below = len && !strncmp(path, cwd, len) && path[len] == '/';

	free(cwd);
	return below ? path + len + 1 : path;
}

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

static bool add_source(struct budget_session *s, const char *file, const char *table,
	struct json_object *of, struct err *err)
{
	struct source *to = xcalloc(1, sizeof(*to));

	to->file = xstrdup(file);
	to->metadata = json_member(json_member(of, "metadata"), "async-opt");
	to->manifest = (struct manifest){.path = budget_shown(to->file), .table = table};
	vec_push(&s->sources, to);
	add_crates(to, of);
	if (!file_read(file, &to->text, err))
		return false;
	to->manifest.text = to->text.s ? to->text.s : "";
	return true;
}

bool budget_read_workspace(struct budget_session *s, struct err *err)
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
static bool is_asked(const struct budget_session *s, const struct source *source)
{
	return s->args->view.read || source->artefacts.len ||
	       !strcmp(source->manifest.table, "workspace");
}

char *budget_baseline_path(const struct source *source, const char *named)
{
	const char *name = named ? named : BASELINE;
	size_t folder = (size_t)(base_name(source->file) - source->file);

	return name[0] == '/' ? xstrdup(name)
			      : xprintf("%.*s%s", (int)folder, source->file, name);
}

static bool add_baseline(struct budget_session *s, const struct source *source,
	const char *named, struct err *err)
{
	char *path = budget_baseline_path(source, named);
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

bool budget_read_limits(struct budget_session *s, struct err *err)
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
