/* Limits as Cargo.toml has them: read, and refused where they are not understood. */
#include "report/budget.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json.h"
#include "base/toml.h"

static const struct limit_row {
	const char *key;
	bool is_flag;
} limit_rows[] = {
#define X(constant, key, counted, flag) {key, flag},
	LIMITS(X)
#undef X
};

const char *limit_key(enum limit_kind kind)
{
	return limit_rows[kind].key;
}

void budget_free(struct budget *b)
{
	vec_free(&b->rules);
	vec_free(&b->checks);
	arena_release(&b->arena);
	*b = (struct budget){0};
}

/* What is being read: names the line of `pattern` and `key`, which may be NULL. */
struct place {
	const struct manifest *manifest;
	const char *pattern, *key;
};

static unsigned line_of(const struct place *at)
{
	const char *path[] = {
		at->manifest->table, "metadata", "async-opt", "budget", at->pattern, at->key};
	size_t len = at->pattern ? (at->key ? 6 : 5) : 4;

	if (!at->pattern && at->key) /* a member of metadata.async-opt itself */
		path[3] = at->key;
	return toml_line(at->manifest->text, path, len);
}

/* Where, and what is wrong there. */
static bool refuse(const struct place *at, struct err *err)
{
	return err_context(err, "%s:%u", at->manifest->path, line_of(at));
}

static bool unknown_key(const struct place *at, const char *const *known, size_t len,
	const char *what, struct err *err)
{
	const char *near = NULL;
	size_t least = 4;

	for (size_t i = 0; i < len; i++) {
		size_t distance = edit_distance(at->key, known[i]);

		if (distance < least) {
			least = distance;
			near = known[i];
		}
	}
	err_set(err, "there is no %s `%s`", what, at->key);
	if (near)
		err_set(err, "there is no %s `%s`; did you mean `%s`?", what, at->key, near);
	return refuse(at, err);
}

static bool read_growth(struct json_object *value, struct limit *ret, struct err *err)
{
	if (json_object_is_type(value, json_type_string) ||
		json_object_is_type(value, json_type_int))
		return growth_read(json_object_get_string(value), &ret->growth, err);
	return err_set(err, "growth is a number of bytes (64) or percent (\"10%%\")");
}

static bool read_value(
	enum limit_kind kind, struct json_object *value, struct limit *ret, struct err *err)
{
	ret->given = true;
	if (kind == LIMIT_MAX_GROWTH)
		return read_growth(value, ret, err);
	if (limit_rows[kind].is_flag) {
		if (!json_object_is_type(value, json_type_boolean))
			return err_set(err, "`%s` is true or false", limit_key(kind));
		ret->given = json_object_get_boolean(value);
		return true;
	}
	if (!json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 0)
		return err_set(err, "`%s` is a number, 0 or more", limit_key(kind));
	ret->most = json_object_get_uint64(value);
	return true;
}

static bool read_limit(struct budget_rule *rule, const struct place *at,
	struct json_object *value, struct err *err)
{
	const char *keys[LIMIT_KINDS];

	for (size_t i = 0; i < LIMIT_KINDS; i++) {
		struct limit *limit = &rule->limits[i];

		keys[i] = limit_rows[i].key;
		if (strcmp(keys[i], at->key) != 0)
			continue;
		limit->line = line_of(at);
		return read_value(i, value, limit, err) || refuse(at, err);
	}
	return unknown_key(at, keys, LIMIT_KINDS, "limit", err);
}

static bool read_rule(
	struct budget *b, struct place at, struct json_object *limits, struct err *err)
{
	struct budget_rule rule = {
		.manifest = at.manifest,
		.pattern = arena_strdup(&b->arena, at.pattern),
		.line = line_of(&at),
	};

	if (!json_object_is_type(limits, json_type_object)) {
		err_set(err, "`%s` is no table of limits; write \"%s\" = { frame-bytes = 96 }",
			at.pattern, at.pattern);
		return refuse(&at, err);
	}
	json_object_object_foreach(limits, key, value)
	{
		at.key = key;
		if (!read_limit(&rule, &at, value, err))
			return false;
	}
	vec_push(&b->rules, rule);
	return true;
}

static bool read_rules(struct budget *b, const struct manifest *from, struct json_object *rules,
	struct err *err)
{
	struct place at = {.manifest = from};

	if (!json_object_is_type(rules, json_type_object)) {
		err_set(err, "`budget` is a table of patterns and limits");
		return refuse(&at, err);
	}
	json_object_object_foreach(rules, pattern, limits)
	{
		at.pattern = pattern;
		if (!read_rule(b, at, limits, err))
			return false;
	}
	return true;
}

bool budget_add(struct budget *b, struct json_object *metadata, const struct manifest *from,
	const char **ret_baseline, struct err *err)
{
	static const char *const known[] = {"budget", "baseline"};
	struct place at = {.manifest = from};

	*ret_baseline = NULL;
	if (!metadata)
		return true;
	if (!json_object_is_type(metadata, json_type_object)) {
		err_set(err, "metadata.async-opt is no table");
		return refuse(&at, err);
	}
	json_object_object_foreach(metadata, key, value)
	{
		at.key = key;
		if (!strcmp(key, "budget")) {
			if (!read_rules(b, from, value, err))
				return false;
		} else if (strcmp(key, "baseline") != 0) {
			return unknown_key(&at, known, 2, "setting", err);
		} else if (!json_object_is_type(value, json_type_string)) {
			err_set(err, "`baseline` is the path of a file");
			return refuse(&at, err);
		} else {
			*ret_baseline = arena_strdup(&b->arena, json_object_get_string(value));
		}
	}
	return true;
}
