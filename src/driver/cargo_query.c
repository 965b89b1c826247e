#include "driver/cargo_query.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/proc.h"

extern char **environ;

void cargo_command(const struct cargo_args *args, struct strv *ret)
{
	const char *cargo = getenv("CARGO");

	/* Only rustup's cargo understands +toolchain; $CARGO is the toolchain's own. */
	if (args->toolchain || !cargo || !*cargo)
		cargo = "cargo";
	vec_push(ret, (char *)cargo);
	if (args->toolchain)
		vec_push(ret, xprintf("+%s", args->toolchain));
}

/* This process's environment and one more variable; the caller vec_frees it. */
static struct strv environment_and(char *variable)
{
	struct strv env = {0};

	for (char **at = environ; *at; at++)
		vec_push(&env, *at);
	vec_push(&env, variable);
	vec_push(&env, NULL);
	return env;
}

static void append(struct strv *to, const struct strv *from)
{
	vec_each(char *, arg, from)
		vec_push(to, *arg);
}

/* Runs cargo and takes its stdout; false with what cargo said last where it failed. */
static bool ask(struct strv *argv, bool unstable, struct str *ret, struct err *err)
{
	static char bootstrap[] = "RUSTC_BOOTSTRAP=1";
	struct strv env = environment_and(bootstrap);
	struct str errors = {0};
	struct proc_end end = {0};
	bool ok;

	vec_push(argv, NULL);
	ok = proc_capture(argv->at, unstable ? env.at : NULL, ret, &errors, &end, err);
	if (ok && end.exit_code != 0) {
		while (errors.len && errors.s[errors.len - 1] == '\n')
			errors.s[--errors.len] = '\0';
		ok = err_set(err, "%s", errors.len ? errors.s : "cargo failed without a word");
	}
	str_free(&errors);
	vec_free(&env);
	vec_free(argv);
	return ok;
}

static struct json_object *metadata_of(
	const struct cargo_args *args, const char *manifest_path, struct err *err)
{
	const char *words[] = {"metadata", "--no-deps", "--format-version", "1", "--quiet"};
	struct json_object *json = NULL;
	struct strv argv = {0};
	struct str out = {0};

	cargo_command(args, &argv);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		vec_push(&argv, (char *)words[i]);
	append(&argv, &args->queries);
	if (manifest_path) {
		vec_push(&argv, "--manifest-path");
		vec_push(&argv, (char *)manifest_path);
	}
	if (ask(&argv, false, &out, err)) {
		json = json_tokener_parse(out.s ? out.s : "");
		if (!json)
			err_set(err, "what cargo metadata says is no JSON");
	}
	str_free(&out);
	return json;
}

struct json_object *cargo_metadata(const struct cargo_args *args, struct err *err)
{
	return metadata_of(args, NULL, err);
}

bool cargo_folders(const struct cargo_args *args, const char *manifest_path, char **ret_target,
	char **ret_build, struct err *err)
{
	struct json_object *json = metadata_of(args, manifest_path, err);
	const char *target = json_text(json, "target_directory");
	const char *build = json_text(json, "build_directory");
	bool named = target != NULL;

	if (!json)
		return false;
	if (named) {
		*ret_target = xstrdup(target);
		*ret_build = xstrdup(build ? build : target);
	}
	json_object_put(json);
	return named || err_set(err, "cargo metadata names no target folder");
}

static bool ask_config(
	const struct cargo_args *args, const char *format, const char *key, struct str *ret)
{
	struct strv argv = {0};
	struct err err = {0};
	bool ok;

	cargo_command(args, &argv);
	for (size_t i = 0; i < args->queries.len; i++) {
		bool two = !strcmp(args->queries.at[i], "--config");

		if (two || has_prefix(args->queries.at[i], "--config="))
			vec_push(&argv, args->queries.at[i]);
		if (two && i + 1 < args->queries.len)
			vec_push(&argv, args->queries.at[++i]);
	}
	vec_push(&argv, "-Zunstable-options");
	vec_push(&argv, "config");
	vec_push(&argv, "get");
	vec_push(&argv, "--format");
	vec_push(&argv, (char *)format);
	if (!strcmp(format, "toml"))
		vec_push(&argv, "--show-origin");
	if (key)
		vec_push(&argv, (char *)key);
	ok = ask(&argv, true, ret, &err) && ret->len;
	err_clear(&err);
	return ok;
}

struct json_object *cargo_config(const struct cargo_args *args)
{
	struct str out = {0};
	struct json_object *json = NULL;

	if (ask_config(args, "json", NULL, &out))
		json = json_tokener_parse(out.s);
	str_free(&out);
	return json;
}

/* The folder that a path from `origin` ("/p/.cargo/config.toml") starts from. */
static char *origin_folder(const char *origin)
{
	char *path = xstrdup(origin), *cut = NULL;

	for (int up = 0; up < 2; up++) {
		cut = strrchr(path, '/');
		if (cut)
			*cut = '\0';
	}
	if (cut)
		return path;
	free(path);
	return getcwd(NULL, 0); /* given on the command line */
}

char *cargo_config_path(const struct cargo_args *args, const char *key)
{
	struct str json = {0}, toml = {0};
	struct json_object *parsed = NULL;
	const char *value, *origin;
	char *path = NULL;

	if (ask_config(args, "json-value", key, &json))
		parsed = json_tokener_parse(json.s);
	value = json_object_is_type(parsed, json_type_string) ? json_object_get_string(parsed)
							      : NULL;
	if (value && value[0] != '/' && strchr(value, '/') &&
		ask_config(args, "toml", key, &toml) && (origin = strstr(toml.s, " # "))) {
		char *folder;

		toml.s[strcspn(toml.s, "\n")] = '\0';
		folder = origin_folder(origin + 3);
		path = xprintf("%s/%s", folder, value);
		free(folder);
	} else if (value && *value) {
		path = xstrdup(value);
	}
	json_object_put(parsed);
	str_free(&json);
	str_free(&toml);
	return path;
}

/* Cargo calls it dev, but knows more profiles that inherit from dev. */
static void conclude_from_names(const struct cargo_args *args, struct cargo_plan *ret)
{
	bool optimized = args->release || !strcmp(args->verb, "bench") ||
			 !strcmp(args->verb, "install") || !strcmp(args->verb, "env");
	const char *profile = optimized && !args->debug ? "release" : NULL;

	if (!strcmp(args->verb, "bench") && !args->release)
		profile = "bench";
	if (args->profile)
		profile = args->profile;
	if (profile && (!strcmp(profile, "dev") || !strcmp(profile, "test")))
		profile = NULL;
	ret->profile = profile ? xstrdup(profile) : NULL;
	ret->platform = args->target ? xstrdup(args->target) : NULL;
}

static bool has_text(struct json_object *array, const char *text)
{
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		const char *word = json_object_get_string(json_object_array_get_idx(array, i));

		if (word && !strcmp(word, text))
			return true;
	}
	return false;
}

static char *text_or(struct json_object *json, const char *name, const char *otherwise)
{
	const char *text = json_text(json, name);

	return xstrdup(text ? text : otherwise);
}

static void forget_profile(struct cargo_plan *plan)
{
	free(plan->profile);
	free(plan->opt_level);
	free(plan->lto);
	free(plan->platform);
}

/* Notes in ret what is built from objects, not from bitcode alone (driver/rustc_call.h). */
static void add_kind(struct json_object *unit, struct cargo_plan *ret)
{
	struct json_object *types = json_member(json_member(unit, "target"), "crate_types");
	const char *mode = json_text(unit, "mode");

	if (!json_object_is_type(types, json_type_array) || !mode || strcmp(mode, "build") != 0)
		return;
	if (has_text(types, "dylib") || has_text(types, "staticlib"))
		ret->whole = true;
	else if (has_text(types, "cdylib") && json_object_array_length(types) > 1)
		ret->split = true;
}

/* Counts one root, and takes the profile of the first that can be optimized. */
static void add_root(struct json_object *unit, struct cargo_plan *ret)
{
	struct json_object *target = json_member(unit, "target"),
			   *profile = json_member(unit, "profile");
	struct json_object *types = json_member(target, "crate_types");
	const char *mode = json_text(unit, "mode");
	bool is_test = mode && !strcmp(mode, "test"), linked = is_test;

	if (!json_object_is_type(types, json_type_array) || !profile || !mode ||
		(strcmp(mode, "build") != 0 && !is_test) || has_text(types, "proc-macro"))
		return;
	if (!is_test && json_object_array_length(types) == 1) {
		linked = has_text(types, "bin") || has_text(types, "cdylib");
	} else if (!is_test && has_text(types, "cdylib")) {
		ret->mixed++;
		linked = ret->split;
	}
	if (!is_test && has_text(types, "staticlib"))
		ret->staticlibs++;
	if (!linked && ret->profile)
		return;
	if (linked && ret->finals++)
		return;
	forget_profile(ret);
	ret->profile = text_or(profile, "name", "release");
	ret->opt_level = text_or(profile, "opt_level", "3");
	ret->lto = text_or(profile, "lto", "false");
	ret->platform =
		json_text(unit, "platform") ? xstrdup(json_text(unit, "platform")) : NULL;
}

static bool read_unit_graph(const char *text, struct cargo_plan *ret)
{
	struct json_object *json = json_tokener_parse(text);
	struct json_object *units = json_member(json, "units"),
			   *roots = json_member(json, "roots");
	bool ok = json_object_is_type(units, json_type_array) &&
		  json_object_is_type(roots, json_type_array);

	for (size_t i = 0; ok && i < json_object_array_length(units); i++)
		add_kind(json_object_array_get_idx(units, i), ret);
	ret->split = ret->split && !ret->whole;
	for (size_t i = 0; ok && i < json_object_array_length(roots); i++) {
		struct json_object *root = json_object_array_get_idx(roots, i);

		add_root(json_object_array_get_idx(units, (size_t)json_object_get_int(root)),
			ret);
	}
	json_object_put(json);
	return ok && ret->profile;
}

/* What `verb` would build, as a unit graph. */
static bool ask_unit_graph(const struct cargo_args *args, const char *verb, bool release,
	const char *cache_folder, struct cargo_plan *ret)
{
	struct strv argv = {0};
	struct str out = {0};
	struct err err = {0};
	bool ok;

	cargo_command(args, &argv);
	vec_push(&argv, (char *)verb);
	append(&argv, &args->cargo);
	if (release)
		vec_push(&argv, "--release");
	vec_push(&argv, "--target-dir");
	vec_push(&argv, (char *)cache_folder);
	vec_push(&argv, "-Zunstable-options");
	vec_push(&argv, "--unit-graph");
	ok = ask(&argv, true, &out, &err) && read_unit_graph(out.s, ret);
	err_clear(&err);
	str_free(&out);
	return ok;
}

void cargo_plan(const struct cargo_args *args, const char *cache_folder, struct cargo_plan *ret)
{
	/* `cargo run --unit-graph` wants to run nothing and fails; the units are build's. */
	const char *verb = strcmp(args->verb, "run") ? args->verb : "build";

	*ret = (struct cargo_plan){0};
	if (!strcmp(verb, "env")) {
		/* What the tools will build is not known; of the package here a little is. */
		ask_unit_graph(args, "build", !args->release && !args->profile && !args->debug,
			cache_folder, ret);
	} else if (strcmp(verb, "install") != 0) {
		ret->from_cargo = ask_unit_graph(args, verb, false, cache_folder, ret);
	}
	if (ret->from_cargo)
		return;
	forget_profile(ret);
	*ret = (struct cargo_plan){.split = ret->split, .whole = ret->whole};
	conclude_from_names(args, ret);
}

void cargo_plan_free(struct cargo_plan *plan)
{
	forget_profile(plan);
	*plan = (struct cargo_plan){0};
}
