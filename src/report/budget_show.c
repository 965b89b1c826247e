/* What came out of a budget: for a terminal, for programs, for code hosts, for a README. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/budget.h"

bool budget_holds(const struct budget *b, bool unknown_is_fine)
{
	return !b->exceeded && !b->no_match && (unknown_is_fine || !b->unknown);
}

static bool is_bad(const struct check *c, const struct budget_view *view)
{
	return c->status != CHECK_KEPT &&
	       !(c->status == CHECK_UNKNOWN && view->unknown_is_fine);
}

static const char *status_name(enum check_status status)
{
	static const char *const names[] = {
		[CHECK_KEPT] = "kept",
		[CHECK_EXCEEDED] = "exceeded",
		[CHECK_UNKNOWN] = "unknown",
		[CHECK_NO_MATCH] = "no-match",
	};

	return names[status];
}

/* The key of the limit; of a pattern without a future there is none. */
static const char *key_of(const struct check *c)
{
	return c->status == CHECK_NO_MATCH ? NULL : limit_key(c->kind);
}

/* "app::wait in app: frame-bytes: 128 bytes of frame, the limit is 96" */
static void add_sentence(const struct check *c, struct str *to)
{
	if (c->status == CHECK_NO_MATCH)
		str_addf(to, "`%s`: ", c->rule->pattern);
	else
		str_addf(to, "%s in %s: %s%s: ", c->name, c->artefact,
			c->status == CHECK_UNKNOWN ? "cannot check " : "", key_of(c));
	str_add(to, c->message ? c->message : "kept");
}

/* ---- a terminal ---- */

void budget_text(const struct budget *b, const struct budget_view *view, struct str *ret)
{
	vec_each(struct check, c, &b->checks) {
		if (c->status == CHECK_KEPT)
			continue;
		str_addf(ret, "%s:%u: %s: ", c->rule->manifest->path, c->line,
			is_bad(c, view) ? "error" : "warning");
		add_sentence(c, ret);
		str_addc(ret, '\n');
		if (c->future && c->future->file)
			str_addf(ret, "    at %s:%u\n", c->future->file, c->future->line);
		if (c->help)
			str_addf(ret, "    help: %s\n", c->help);
	}
	str_addf(ret, "%zu kept, %zu exceeded, %zu cannot be checked", b->kept, b->exceeded,
		b->unknown);
	if (b->no_match)
		str_addf(ret, ", %zu without a future", b->no_match);
	str_addc(ret, '\n');
}

/* ---- programs ---- */

static struct json_object *check_json(const struct check *c)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "status", status_name(c->status));
	json_add_text(json, "limit", key_of(c));
	json_add_text(json, "pattern", c->rule->pattern);
	json_add_text(json, "manifest", c->rule->manifest->path);
	json_add_number(json, "manifest_line", c->line);
	json_add_text(json, "artefact", c->artefact);
	json_add_text(json, "future", c->name);
	json_add_text(json, "symbol", c->future ? c->future->symbol : NULL);
	json_add_place(
		json, c->future ? c->future->file : NULL, c->future ? c->future->line : 0);
	json_add_text(json, "message", c->message);
	json_add_text(json, "help", c->help);
	return json;
}

void budget_json(const struct budget *b, const struct budget_view *view, struct str *ret)
{
	struct json_object *json = json_object_new_object();
	struct json_object *checks = json_object_new_array();

	vec_each(struct check, c, &b->checks)
		json_object_array_add(checks, check_json(c));
	json_add_number(json, "schema", 1);
	json_add_flag(json, "holds", budget_holds(b, view->unknown_is_fine));
	json_add_number(json, "kept", b->kept);
	json_add_number(json, "exceeded", b->exceeded);
	json_add_number(json, "unknown", b->unknown);
	json_add_number(json, "no_match", b->no_match);
	json_add(json, "checks", checks);
	json_print(json, true, ret);
}

/* ---- SARIF ---- */

static const char no_match_rule[] = "pattern-without-a-future";

static struct json_object *sarif_text(const char *text)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "text", text);
	return json;
}

/* A URI may hold letters, digits and a few signs; what else is in a path is escaped. */
static struct json_object *sarif_file(const char *path)
{
	struct json_object *json = json_object_new_object();
	struct str uri = {0};

	if (path[0] == '/')
		str_add(&uri, "file://");
	for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
		if (*c > ' ' && *c < 0x7f && !strchr("\"%<>\\^`{|}?#[]", *c))
			str_addc(&uri, (char)*c);
		else
			str_addf(&uri, "%%%02X", *c);
	}
	json_add_text(json, "uri", uri.s);
	str_free(&uri);
	return json;
}

static struct json_object *sarif_location(const char *path, unsigned line)
{
	struct json_object *json = json_object_new_object();
	struct json_object *physical = json_object_new_object();
	struct json_object *region = json_object_new_object();

	json_add_number(region, "startLine", line ? line : 1);
	json_add(physical, "artifactLocation", sarif_file(path));
	json_add(physical, "region", region);
	json_add(json, "physicalLocation", physical);
	return json;
}

static struct json_object *sarif_result(const struct check *c, const struct budget_view *view)
{
	struct json_object *json = json_object_new_object();
	struct json_object *locations = json_object_new_array(), *related;
	struct json_object *at;
	struct str text = {0};

	add_sentence(c, &text);
	if (c->help)
		str_addf(&text, " (%s)", c->help);
	json_add_text(json, "ruleId", key_of(c) ? key_of(c) : no_match_rule);
	json_add_text(json, "level", is_bad(c, view) ? "error" : "warning");
	json_add(json, "message", sarif_text(text.s));
	str_free(&text);
	json_object_array_add(locations, sarif_location(c->rule->manifest->path, c->line));
	json_add(json, "locations", locations);
	if (c->future && c->future->file) {
		related = json_object_new_array();
		at = sarif_location(c->future->file, c->future->line);
		json_add(at, "message", sarif_text("the future"));
		json_object_array_add(related, at);
		json_add(json, "relatedLocations", related);
	}
	return json;
}

static struct json_object *sarif_rule(const char *id, const char *text)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "id", id);
	json_add(json, "shortDescription", sarif_text(text));
	return json;
}

static struct json_object *sarif_tool(const struct budget_view *view)
{
	struct json_object *tool = json_object_new_object();
	struct json_object *driver = json_object_new_object();
	struct json_object *rules = json_object_new_array();

	for (unsigned k = 0; k < LIMIT_KINDS; k++) {
		char *text =
			xprintf("A future is within the limit %s of Cargo.toml", limit_key(k));

		json_object_array_add(rules, sarif_rule(limit_key(k), text));
		free(text);
	}
	json_object_array_add(
		rules, sarif_rule(no_match_rule, "Each pattern of limits is of a future"));
	json_add_text(driver, "name", "cargo-async-opt budget");
	json_add_text(driver, "version", view->version);
	json_add(driver, "rules", rules);
	json_add(tool, "driver", driver);
	return tool;
}

void budget_sarif(const struct budget *b, const struct budget_view *view, struct str *ret)
{
	struct json_object *json = json_object_new_object(), *run = json_object_new_object();
	struct json_object *runs = json_object_new_array();
	struct json_object *results = json_object_new_array();

	vec_each(struct check, c, &b->checks) {
		if (c->status != CHECK_KEPT)
			json_object_array_add(results, sarif_result(c, view));
	}
	json_add(run, "tool", sarif_tool(view));
	json_add(run, "results", results);
	json_object_array_add(runs, run);
	json_add_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_add_text(json, "version", "2.1.0");
	json_add(json, "runs", runs);
	json_print(json, true, ret);
}

/* ---- GitHub ---- */

/* A value of a workflow command; in a property also : and , are escaped. */
static void add_escaped(struct str *to, const char *text, bool property)
{
	for (; *text; text++) {
		if (*text == '%' || *text == '\n' || *text == '\r' ||
			(property && (*text == ':' || *text == ',')))
			str_addf(to, "%%%02X", (unsigned char)*text);
		else
			str_addc(to, *text);
	}
}

void budget_github(const struct budget *b, const struct budget_view *view, struct str *ret)
{
	vec_each(struct check, c, &b->checks) {
		struct str text = {0};

		if (c->status == CHECK_KEPT)
			continue;
		add_sentence(c, &text);
		if (c->help)
			str_addf(&text, "\n%s", c->help);
		str_addf(ret, "::%s file=", is_bad(c, view) ? "error" : "warning");
		add_escaped(ret, c->rule->manifest->path, true);
		str_addf(ret, ",line=%u,title=", c->line);
		add_escaped(ret, key_of(c) ? key_of(c) : no_match_rule, true);
		str_add(ret, "::");
		add_escaped(ret, text.s, false);
		str_addc(ret, '\n');
		str_free(&text);
	}
}

/* ---- Markdown ---- */

static void add_bytes(struct str *to, uint64_t n)
{
	if (n)
		str_addf(to, " %llu byte%s |", (unsigned long long)n, n == 1 ? "" : "s");
	else
		str_add(to, " not known |");
}

static void add_markdown_row(struct str *to, const struct fact_future *f)
{
	size_t suspends = fact_suspends(f);
	const char *allocates = f->allocates == ALLOCATES ? "may" : facts_allocates_text(f);

	str_addf(to, "| `%s` |", f->name);
	if (f->never_suspends)
		str_add(to, " never |");
	else if (suspends)
		str_addf(to, " at %zu await%s |", suspends, suspends == 1 ? "" : "s");
	else
		str_add(to, " may |");
	str_addf(to, " %s |", allocates);
	add_bytes(to, f->frame_bytes);
	add_bytes(to, f->text_bytes);
	str_addc(to, '\n');
}

static bool is_in_budget(const struct budget *b, const char *name)
{
	vec_each(struct budget_rule, rule, &b->rules) {
		if (pattern_fits(rule->pattern, name))
			return true;
	}
	return !b->rules.len;
}

/* Of several artefacts the one where most is known stands for the future. */
static unsigned how_known(const struct fact_future *f)
{
	return 4U * (f->frame_bytes != 0) + 2U * (f->allocates != ALLOCATES_UNKNOWN) +
	       (f->text_bytes != 0);
}

static int by_future_name(const void *a, const void *b)
{
	const struct fact_future *const *x = a, *const *y = b;
	int names = strcmp((*x)->name, (*y)->name);

	return names ? names : (int)how_known(*y) - (int)how_known(*x);
}

void budget_markdown(const struct budget *b, const facts_list *all, struct str *ret)
{
	vec(const struct fact_future *) list = {0};

	vec_each(struct facts, f, all) {
		vec_each(struct fact_future *, at, &f->futures) {
			if (is_in_budget(b, (*at)->name))
				vec_push(&list, *at);
		}
	}
	if (list.len)
		qsort(list.at, list.len, sizeof(*list.at), by_future_name);
	str_add(ret, "| future | suspends | allocates | frame | text |\n"
		     "|---|---|---|---|---|\n");
	for (size_t i = 0; i < list.len; i++) {
		if (!i || strcmp(list.at[i]->name, list.at[i - 1]->name) != 0)
			add_markdown_row(ret, list.at[i]);
	}
	vec_free(&list);
}
