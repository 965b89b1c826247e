/* cargo async-opt env: what another tool has to set so that its cargo uses us. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "driver/cargo_build.h"

struct variable {
	const char *name, *value;
};

/* Quoted for a POSIX shell. */
static void add_quoted(struct str *b, const char *value)
{
	str_addc(b, '\'');
	for (; *value; value++) {
		if (*value == '\'')
			str_add(b, "'\\''");
		else
			str_addc(b, *value);
	}
	str_addc(b, '\'');
}

void env_line(const char *format, const char *name, const char *value, struct str *ret)
{
	if (format && !strcmp(format, "github")) {
		str_addf(ret, "%s=%s\n", name, value);
		return;
	}
	str_addf(ret, "export %s=", name);
	add_quoted(ret, value);
	str_addc(ret, '\n');
}

static void print(const char *format, const struct variable *variables, size_t count)
{
	struct json_object *json = json_object_new_object();
	struct str lines = {0};

	for (size_t i = 0; i < count; i++) {
		env_line(format, variables[i].name, variables[i].value, &lines);
		json_object_object_add(
			json, variables[i].name, json_object_new_string(variables[i].value));
	}
	if (format && !strcmp(format, "json"))
		puts(json_object_to_json_string_ext(
			json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	else
		fputs(lines.s, stdout);
	str_free(&lines);
	json_object_put(json);
}

/* CARGO_PROFILE_<PROFILE>_LTO */
static char *lto_variable(const char *profile)
{
	char *name = xprintf("CARGO_PROFILE_%s_LTO", profile);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	return name;
}

static int fail(const char *message, const char *help)
{
	log_error("%s", message);
	log_help("%s", help);
	return 1;
}

int cargo_env(const struct cargo_args *args)
{
	struct build b = {.args = args};
	struct err err = {0};
	struct variable variables[4];
	size_t count = 0;
	const char *why;

	if (args->format && strcmp(args->format, "sh") != 0 &&
		strcmp(args->format, "json") != 0 && strcmp(args->format, "github") != 0) {
		log_error("there is no format %s", args->format);
		log_help("--format sh, json or github");
		return 2;
	}
	if (!build_find_toolchain(args, &b.toolchain, &err) || !build_find_folder(&b, &err))
		return fail(err.message, "run it where cargo builds, with its toolchain");
	cargo_plan(args, b.folder.plan, &b.plan);
	if (!b.plan.profile)
		return fail("the dev profile is not optimized", "--profile release");
	why = toolchain_why_untested(&b.toolchain);
	if (!why)
		why = build_why_plain(&b);
	if (why)
		return fail(why, "without these variables the tool runs plain cargo");
	if (!folder_prepare(&b.folder, NULL, &err) || !build_write_settings(&b, true, &err) ||
		!folder_put_in_force(b.folder.root, &b.settings, &err))
		return fail(err.message, "`cargo async-opt clean`, or another --target-dir");

	/* RUSTC_WRAPPER and not its CARGO_BUILD_ form: it beats every config file. */
	variables[count++] = (struct variable){
		"RUSTC_WRAPPER", xprintf("%s/%s", b.settings_folder, SETTINGS_WRAPPER)};
	variables[count++] = (struct variable){lto_variable(b.plan.profile), "fat"};
	variables[count++] = (struct variable){"CARGO_TARGET_DIR", b.folder.root};
	if (b.own_build_dir)
		variables[count++] = (struct variable){"CARGO_BUILD_BUILD_DIR", b.folder.root};
	print(args->format, variables, count);
	return 0;
}
