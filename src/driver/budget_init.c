/* budget --init: today's figures as limits in Cargo.toml, and as a baseline beside it. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/toml.h"
#include "driver/budget_session.h"

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

static bool has_rule(const struct budget_session *s, const char *name)
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
	to->never_allocates = to->never_allocates && facts_never_allocates(f);
	if (f->states_reached > to->states)
		to->states = f->states_reached;
}

typedef vec(struct figures) figures_list;

static int by_name(const void *a, const void *b)
{
	const struct figures *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void collect(
	const struct budget_session *s, const struct source *source, figures_list *ret)
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
	struct budget_session *s, struct source *source, const char *tables, struct err *err)
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
	const struct budget_session *s, const struct source *source, struct err *err)
{
	char *path = budget_baseline_path(source, json_text(source->metadata, "baseline"));
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
		log_status("Wrote", "%s", budget_shown(path));
	vec_free(&own);
	str_free(&text);
	free(path);
	return ok;
}

int budget_init(struct budget_session *s)
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
