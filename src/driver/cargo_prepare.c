/* What has to be known and written before cargo starts (driver/cargo_build.h). */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/cargo_build.h"
#include "driver/linker.h"
#include "driver/profile_files.h"
#include "driver/rustc_call.h"

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

bool build_find_toolchain(const struct cargo_args *args, struct toolchain *ret, struct err *err)
{
	const char *rustc = variable("RUSTC");

	/* What rustup's cargo does with +toolchain, for the rustc that we run ourselves. */
	if (args->toolchain)
		setenv("RUSTUP_TOOLCHAIN", args->toolchain, 1);
	if (!rustc)
		rustc = variable("CARGO_BUILD_RUSTC");
	if (!rustc)
		rustc = cargo_config_path(args, "build.rustc");
	return toolchain_find(rustc ? rustc : "rustc", ret, err);
}

/* cargo install NAME has no workspace: a folder of its own, like cargo. */
static bool temporary_folder(struct build *b, struct err *err)
{
	const char *parent = variable("TMPDIR");
	char *folder = dir_make_temp(parent ? parent : "/tmp", "async-opt-install-", err);

	if (!folder)
		return false;
	b->temporary = folder;
	b->folder = folder_in(folder);
	return true;
}

/* The same program, options and toolchain will fail in the same way. */
static char *plain_key(const struct build *b)
{
	struct err err = {0};
	struct str text = {0};
	char *program = program_digest(&err), *key;

	str_addf(&text, "%s\n%s\n", program ? program : "", b->toolchain.verbose);
	options_text(&b->args->options, &text);
	key = xprintf("%016llx", fnv1a(FNV_START, text.s, text.len));
	str_free(&text);
	free(program);
	err_clear(&err);
	return key;
}

bool build_find_folder(struct build *b, struct err *err)
{
	const struct cargo_args *args = b->args;
	const char *named = args->target_dir ? args->target_dir : variable("CARGO_TARGET_DIR");
	bool installs = args->verb && !strcmp(args->verb, "install");
	char *manifest = NULL, *target = NULL, *build = NULL;

	b->plain_key = plain_key(b);
	if (installs && args->path)
		manifest = xprintf("%s/Cargo.toml", args->path);
	if (installs && named)
		target = path_absolute(named);
	else if (installs && !manifest)
		return temporary_folder(b, err);
	else if (!cargo_folders(args, manifest, &target, &build, err))
		return false;
	b->own_build_dir =
		(build && strcmp(build, target) != 0) || variable("CARGO_BUILD_BUILD_DIR");
	if (args->target_dir)
		target = path_absolute(args->target_dir);
	b->profile_folder = folder_for_profile(target);
	b->report_folder = folder_for_report(target);
	b->folder = args->options.instrument ? b->profile_folder
		    : args->options.layouts  ? b->report_folder
					     : folder_in(target);
	return true;
}

static void add_words(struct strv *to, const char *text, const char *separators)
{
	char *copy = xstrdup(text), *rest;

	for (char *word = strtok_r(copy, separators, &rest); word;
		word = strtok_r(NULL, separators, &rest))
		vec_push(to, word);
}

/* The value of `rustflags` in a table: one string or a list. */
static void add_rustflags(struct strv *to, struct json_object *table)
{
	struct json_object *flags;

	if (!json_object_object_get_ex(table, "rustflags", &flags))
		return;
	if (json_object_is_type(flags, json_type_string))
		add_words(to, json_object_get_string(flags), " ");
	for (size_t i = 0; json_object_is_type(flags, json_type_array) &&
			   i < json_object_array_length(flags);
		i++)
		vec_push(to,
			xstrdup(json_object_get_string(json_object_array_get_idx(flags, i))));
}

/* CARGO_TARGET_<TRIPLE>_RUSTFLAGS */
static const char *target_variable(const char *target)
{
	char *name = xprintf("CARGO_TARGET_%s_RUSTFLAGS", target);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	return variable(name);
}

/*
 * The flags that cargo will give to rustc, as far as they can be seen from here: those of
 * [target.'cfg(...)'] are left to the wrapper, which sees each call.
 */
static void add_user_flags(const struct build *b, const char *target, struct strv *to)
{
	struct json_object *config, *tables, *table;
	const char *flags;

	if ((flags = getenv("CARGO_ENCODED_RUSTFLAGS"))) {
		add_words(to, flags, "\x1f");
	} else if ((flags = getenv("RUSTFLAGS"))) {
		add_words(to, flags, " ");
	} else {
		config = cargo_config(b->args);
		if ((flags = target_variable(target)))
			add_words(to, flags, " ");
		if ((flags = variable("CARGO_BUILD_RUSTFLAGS")))
			add_words(to, flags, " ");
		if (json_object_object_get_ex(config, "target", &tables) &&
			json_object_object_get_ex(tables, target, &table))
			add_rustflags(to, table);
		if (json_object_object_get_ex(config, "build", &table))
			add_rustflags(to, table);
		json_object_put(config);
	}
	if (!strcmp(b->args->verb, "rustc")) {
		for (size_t i = 1; i < b->args->rest.len; i++)
			vec_push(to, b->args->rest.at[i]);
	}
}

const char *build_why_plain(const struct build *b)
{
	const char *target = b->plan.platform ? b->plan.platform : b->toolchain.host;
	char *before[] = {"", "rustc", "--crate-type=bin", "-Clto=fat"};
	struct strv argv = {0};
	struct rustc_call call;
	const char *why;

	if (!linker_knows_target(target))
		return xprintf("the target %s is not supported yet", target);
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		vec_push(&argv, before[i]);
	add_user_flags(b, target, &argv);
	vec_push(&argv, "main.rs");
	rustc_call_read((int)argv.len, argv.at, &call);
	why = call.why_stock;
	rustc_call_free(&call);
	vec_free(&argv);
	return why;
}

/* The user's own wrapper, in cargo's order of precedence; NULL for none. */
static const char *user_wrapper(const struct cargo_args *args)
{
	const char *wrapper = getenv("RUSTC_WRAPPER");

	/* Ours, from `cargo async-opt env`, is not the user's. */
	if (wrapper && strcmp(base_name(wrapper), SETTINGS_WRAPPER) != 0)
		return !*wrapper	      ? NULL
		       : strchr(wrapper, '/') ? path_absolute(wrapper)
					      : wrapper;
	wrapper = variable("CARGO_BUILD_RUSTC_WRAPPER");
	if (!wrapper)
		return cargo_config_path(args, "build.rustc-wrapper");
	return strchr(wrapper, '/') ? path_absolute(wrapper) : wrapper;
}

/* For the closing line: the profile asked for something else. NULL where it did not. */
static char *lto_note(const struct cargo_plan *plan)
{
	const char *quote = "\"";

	if (!plan->from_cargo || !strcmp(plan->lto, "fat") || !strcmp(plan->lto, "true"))
		return NULL;
	if (!strcmp(plan->lto, "false"))
		quote = "";
	return xprintf("profile %s: lto = %s%s%s overridden by fat", plan->profile, quote,
		plan->lto, quote);
}

/* What --use-profile names, for the links; the build goes on without where it is no good. */
static const char *hints_of(const struct build *b)
{
	const char *profile = b->args->options.use_profile;
	struct err err = {0};
	char *path;

	if (!profile)
		return NULL;
	path = dir_make(b->folder.admin, &err)
		       ? profile_hints_write(profile, b->folder.admin, &err)
		       : NULL;
	if (!path)
		log_warn("%s; this build is without a profile", err.message);
	err_clear(&err);
	return path;
}

bool build_write_settings(struct build *b, bool for_tools, struct err *err)
{
	char *build_id = program_digest(err);

	if (!build_id)
		return false;
	b->settings = (struct settings){
		.options = b->args->options,
		.build_id = build_id,
		.target_root = b->folder.root,
		.user_wrapper = user_wrapper(b->args),
		.rustc = b->toolchain.rustc,
		.sysroot = b->toolchain.sysroot,
		.libllvm = b->toolchain.libllvm_path,
		.host = b->toolchain.host,
		.profile = b->plan.profile,
		.lto_note = lto_note(&b->plan),
		.for_tools = for_tools,
		.split = b->plan.split,
	};
	b->settings.options.use_profile = hints_of(b);
	if ((b->plan.split || b->plan.whole) &&
		!folder_set_objects(&b->folder, b->plan.split, err))
		return false;
	b->settings_folder = folder_write_settings(&b->folder, &b->settings, err);
	return b->settings_folder;
}
