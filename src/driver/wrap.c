/*
 * Cargo's rustc wrapper. Four things can happen to a call (driver/rustc_call.h): it stays
 * as it is; a dependency is left as raw bitcode; a final artefact is merged by rustc itself
 * and handed to us as its linker; a cdylib beside an rlib is both, one after the other.
 */
#include <errno.h>
#include <json-c/json.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/cargo_folder.h"
#include "driver/crate_source.h"
#include "driver/driver.h"
#include "driver/linker.h"
#include "driver/messages.h"
#include "driver/plain_rustc.h"
#include "driver/result.h"
#include "driver/rustc_call.h"
#include "driver/settings.h"

/* One call of the wrapper. Nothing is freed: the process ends with it. */
struct wrapping {
	char *folder; /* the settings folder */
	struct settings settings;
	struct rustc_call call;
	struct strv plain;	/* the command without us: user's wrapper, rustc, options */
	const char *artefact;	/* what the user calls it */
	char *result, *options; /* paths */
};

static int become(struct strv *argv)
{
	vec_push(argv, NULL);
	execvp(argv->at[0], argv->at);
	log_error("cannot run %s: %s", argv->at[0], strerror(errno));
	return 127;
}

/* `rustc @file` holds one argument per line. Cargo uses it when the line gets too long. */
static struct strv expand(int argc, char **argv)
{
	struct strv all = {0};

	for (int i = 0; i < argc; i++) {
		struct str text = {0};
		struct err err = {0};
		char *rest;

		if (i < 2 || argv[i][0] != '@' || !file_read(argv[i] + 1, &text, &err)) {
			vec_push(&all, argv[i]);
			continue;
		}
		for (char *line = strtok_r(text.s, "\n", &rest); line;
			line = strtok_r(NULL, "\n", &rest))
			vec_push(&all, line);
	}
	return all;
}

static bool read_settings(struct wrapping *w, const char *self, struct err *err)
{
	struct str text = {0};
	char *path;

	w->folder = dirname(xstrdup(self));
	path = xprintf("%s/%s", w->folder, SETTINGS_FILE);
	return file_read(path, &text, err) && settings_read(text.s, &w->settings, err);
}

/* Whether one of the programs of this call is the rustc that the driver has checked. */
static bool is_checked_rustc(const struct wrapping *w, char **argv)
{
	char *checked = xprintf("%s/bin/rustc", w->settings.sysroot);
	char *checked_path = realpath(checked, NULL);
	bool same = false;

	for (int i = 1; i < w->call.options_at && !same; i++) {
		char *path = realpath(argv[i], NULL);

		same = !strcmp(argv[i], w->settings.rustc) ||
		       (path && checked_path && !strcmp(path, checked_path));
		free(path);
	}
	free(checked_path);
	free(checked);
	return same;
}

/* A cargo that a build script starts has our wrapper in its environment. */
static bool is_ours(const struct wrapping *w)
{
	const char *root = w->settings.target_root;

	return w->settings.for_tools || (w->call.out_dir && has_prefix(w->call.out_dir, root) &&
						w->call.out_dir[strlen(root)] == '/');
}

static const char *why_stock(const struct wrapping *w, char **argv)
{
	const char *target = w->call.target ? w->call.target : w->settings.host;

	if (w->call.why_stock)
		return w->call.why_stock;
	if (!linker_knows_target(target))
		return "this target is not supported yet";
	if (!is_checked_rustc(w, argv))
		return "its rustc is not the one that was checked when the build began";
	return NULL;
}

static bool is_without_builtins(const struct wrapping *w)
{
	struct str source = {0};
	struct err err = {0};
	bool without = false;

	if (file_read(w->call.source, &source, &err))
		without = source_has_no_builtins(source.s);
	err_clear(&err);
	str_free(&source);
	return without;
}

static struct json_object *list_of(const struct strv *strings)
{
	struct json_object *list = json_object_new_array();

	vec_each(char *, s, strings)
		json_object_array_add(list, json_object_new_string(*s));
	return list;
}

/* All words of all -C llvm-args. */
static struct json_object *llvm_args(const struct rustc_call *call)
{
	struct strv words = {0};

	vec_each(char *, given, &call->llvm_args) {
		char *copy = xstrdup(*given), *rest;

		for (char *word = strtok_r(copy, " \t", &rest); word;
			word = strtok_r(NULL, " \t", &rest))
			vec_push(&words, word);
	}
	return list_of(&words);
}

static struct json_object *target_json(const struct rustc_call *call)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "opt_level", call->opt_level ? call->opt_level : "0");
	json_add_text(json, "cpu", call->cpu);
	json_add_text(json, "features", call->features.s);
	json_add_text(json, "relocation", call->relocation);
	json_add_text(json, "code_model", call->code_model);
	json_object_object_add(json, "llvm_args", llvm_args(call));
	return json;
}

/* One string in the environment has to stay below 128 KiB: a long command goes to a file. */
static bool plain_argv(const struct wrapping *w, struct strv *ret, struct err *err)
{
	struct str text = {0};
	size_t programs = w->plain.len, bytes = 0;
	char *path;

	for (size_t i = 0; i < w->plain.len; i++) {
		bytes += strlen(w->plain.at[i]);
		if (programs == w->plain.len && w->plain.at[i][0] == '-')
			programs = i;
	}
	if (bytes < 60000)
		programs = w->plain.len;
	for (size_t i = 0; i < w->plain.len; i++) {
		if (i < programs)
			vec_push(ret, w->plain.at[i]);
		else
			str_addf(&text, "%s\n", w->plain.at[i]);
	}
	if (programs == w->plain.len)
		return true;
	path = xprintf("%s.args", w->result);
	vec_push(ret, xprintf("@%s", path));
	return file_write_atomic(path, text.s, text.len, err);
}

/* A target may be the path of a file that describes it; its name is the file's, then. */
static const char *target_name(const char *target)
{
	const char *name = base_name(target);

	return has_suffix(name, ".json") ? xstrndup(name, strlen(name) - strlen(".json"))
					 : name;
}

/*
 * Line tables that nobody asked for: where a panic aborts, nothing but debug information tells
 * a future that never returns from other code (coro/described.c), and firmware's tasks are
 * such. They are taken out again at the link.
 */
static bool adds_line_tables(const struct wrapping *w)
{
	const char *target = w->call.target ? w->call.target : w->settings.host;

	return !w->settings.options.layouts && !w->call.any_debug_info &&
	       linker_has_no_os(target);
}

/* Not by cargo's profile: symbols' hashes stay what they are. */
static void add_debug_info(const struct wrapping *w, struct strv *argv)
{
	if (w->settings.options.layouts)
		vec_push(argv, "-Cdebuginfo=2");
	else if (adds_line_tables(w))
		vec_push(argv, "-Cdebuginfo=line-tables-only");
}

static bool link_json(const struct wrapping *w, char **ret, struct err *err)
{
	const struct options *options = &w->settings.options;
	const char *target = w->call.target ? w->call.target : w->settings.host;
	struct json_object *json = json_object_new_object();
	struct strv plain = {0};
	const char *rustc = w->settings.rustc;

	for (size_t i = 0; i < w->plain.len && w->plain.at[i][0] != '-'; i++)
		rustc = w->plain.at[i];
	if (!plain_argv(w, &plain, err))
		return false;
	json_object_object_add(json, "schema", json_object_new_int(1));
	json_add_text(json, "linker", w->call.linker ? w->call.linker : linker_default(target));
	json_add_text(json, "rustc", rustc);
	json_add_text(json, "libllvm", w->settings.libllvm);
	json_add_text(json, "crate_name", w->call.crate_name);
	json_add_text(json, "artefact", w->artefact);
	json_add_text(json, "crate_type", w->call.crate_type);
	json_object_object_add(json, "target", target_json(&w->call));
	json_object_object_add(json, "crates", list_of(&w->call.crate_folders));
	json_add_text(json, "std",
		xprintf("%s/lib/rustlib/%s/lib", w->settings.sysroot, target_name(target)));
	json_add_text(json, "passes", options->passes);
	json_add_text(json, "no_pass", options->no_pass);
	json_add_text(json, "last", options->last);
	json_object_object_add(json, "fuel", json_object_new_int64(options->fuel));
	json_object_object_add(json, "verify", json_object_new_boolean(options->verify));
	json_object_object_add(json, "strict", json_object_new_boolean(options->strict));
	json_object_object_add(json, "baseline", json_object_new_boolean(options->baseline));
	json_object_object_add(
		json, "instrument", json_object_new_boolean(options->instrument));
	json_object_object_add(json, "moves", json_object_new_boolean(options->moves));
	json_object_object_add(json, "ring", json_object_new_int64(options->ring));
	json_add_text(json, "hints", options->use_profile);
	json_object_object_add(json, "lines_only",
		json_object_new_boolean(options->layouts && !w->call.full_debug_info));
	json_object_object_add(
		json, "line_tables_added", json_object_new_boolean(adds_line_tables(w)));
	json_add_text(json, "save_bundle", options->save_bundle);
	json_object_object_add(json, "plain_argv", list_of(&plain));
	json_add_text(json, "plain_cwd", getcwd(NULL, 0));
	json_add_text(json, "result", w->result);
	json_add_text(json, "settings_folder", w->folder);
	*ret = xstrdup(json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(json);
	return true;
}

/* Makes cargo see a change of our options as a change of this artefact's sources. */
static bool depend_on_options(const struct wrapping *w, struct err *err)
{
	const struct rustc_call *call = &w->call;
	struct str old = {0}, new = {0};
	char *path;

	if (!call->writes_dep_info || !call->out_dir || !call->crate_name)
		return true;
	path = xprintf("%s/%s%s.d", call->out_dir, call->crate_name,
		call->extra_filename ? call->extra_filename : "");
	return file_read(path, &old, err) &&
	       (dep_info_add(old.s, w->options, &new) ||
		       err_set(err, "%s holds no rule", path)) &&
	       file_write_atomic(path, new.s, new.len, err);
}

/* For tools there is stderr alone, which cargo keeps and shows again with each later build. */
static void say(const struct wrapping *w, const char *verb, const char *text)
{
	if (!message_send(w->folder, verb, text) && w->settings.for_tools)
		log_status(verb, "%s", text);
}

/* What the shim could not say itself: rustc shows no linker's stderr. */
static void report(const struct wrapping *w)
{
	struct str text = {0}, line = {0};
	struct err err = {0};
	struct result result = {0};

	if (!file_read(w->result, &text, &err) || !result_read(text.s, &result, &err)) {
		log_warn("%s: it is not known how this was linked: %s", w->artefact,
			err.message);
		return;
	}
	if (result.warning)
		log_warn("%s", result.warning);
	if (result.help)
		log_help("%s", result.help);
	result_line(&result, w->settings.lto_note, &line);
	say(w, "async-opt:", line.s);
}

/* Under --strict the shim fails where it could go on: the driver has to know whose error it is.
 */
static void mark_strict_failure(const struct wrapping *w)
{
	struct cargo_folder folder = folder_in(w->settings.target_root);
	struct str text = {0};
	struct err err = {0};
	struct result result = {0};

	if (file_read(w->result, &text, &err) && result_read(text.s, &result, &err) &&
		!strcmp(result.tier, "failed") &&
		!file_write_atomic(folder.link_failed, "", 0, &err))
		log_warn("%s", err.message);
	err_clear(&err);
}

/* The code of a library as rustc's front end makes it; rustc compiles some to native code. */
static void leave_raw(const struct wrapping *w, struct strv *argv)
{
	if (is_without_builtins(w))
		return;
	vec_push(argv, "-Cno-prepopulate-passes");
	add_debug_info(w, argv);
}

static int compile_dep(struct wrapping *w)
{
	leave_raw(w, &w->plain);
	return become(&w->plain);
}

static void name_artefact(struct wrapping *w)
{
	const char *bin = getenv("CARGO_BIN_NAME");
	const char *crate = w->call.crate_name ? w->call.crate_name : "?";
	bool is_bin = !strcmp(w->call.crate_type, "bin");
	char *stem = xprintf("%s/.async-opt/results/%s%s", w->settings.target_root, crate,
		w->call.extra_filename ? w->call.extra_filename : "");

	w->artefact = !is_bin ? xprintf("%s (%s)", crate, w->call.crate_type)
		      : bin   ? bin
			      : crate;
	w->result = xprintf("%s.json", stem);
	w->options = folder_options_file(w->settings.target_root, &w->settings);
	free(stem);
}

/* Everything that has to be there before rustc starts. */
static bool prepare_final(struct wrapping *w, struct strv *ret_argv, struct err *err)
{
	const char *target = w->call.target ? w->call.target : w->settings.host;
	const char *linker = w->call.linker ? w->call.linker : linker_default(target);
	char *stand_in = linker_stand_in(w->folder, linker, err);
	char *json;

	if (!stand_in || !link_json(w, &json, err))
		return false;
	if (w->settings.for_tools &&
		!folder_put_in_force(w->settings.target_root, &w->settings, err))
		return false;
	vec_each(char *, arg, &w->plain)
		vec_push(ret_argv, *arg);
	vec_push(ret_argv, "-Clinker-plugin-lto");
	vec_push(ret_argv, "-Cno-prepopulate-passes");
	add_debug_info(w, ret_argv);
	if (w->settings.options.layouts)
		vec_push(ret_argv, "-Cstrip=none");
	vec_push(ret_argv, xprintf("-Clinker=%s", stand_in));
	vec_push(ret_argv, NULL);
	unlink(w->result);
	setenv("ASYNC_OPT_LINK", json, 1);
	free(json);
	return true;
}

static int link_final(struct wrapping *w)
{
	struct strv argv = {0};
	struct err err = {0};
	struct proc_end end = {0};

	name_artefact(w);
	if (!prepare_final(w, &argv, &err)) {
		log_warn("%s stays as rustc makes it: %s", w->artefact, err.message);
		return become(&w->plain);
	}
	if (!w->settings.for_tools)
		say(w, "Optimizing",
			!strcmp(w->call.crate_type, "bin") ? xprintf("%s (bin)", w->artefact)
							   : w->artefact);
	if (!proc_run(argv.at, NULL, &end, &err)) {
		log_error("%s", err.message);
		return 127;
	}
	if (end.exit_code != 0) {
		if (w->settings.options.strict)
			mark_strict_failure(w);
		return end.exit_code;
	}
	if (!depend_on_options(w, &err)) {
		log_warn("%s will not be linked again when options change: %s", w->artefact,
			err.message);
		log_help("`cargo async-opt clean` before the next build");
	}
	report(w);
	return 0;
}

/* An rlib beside the cdylib first, so that its warnings and errors are rustc's alone. */
static int compile_mixed(struct wrapping *w)
{
	struct strv rest = {0}, cdylib = {0};
	struct err err = {0};
	struct proc_end end = {0};

	rustc_argv_without_cdylib(&w->plain, &rest);
	rustc_argv_of_cdylib(&w->plain, &cdylib);
	leave_raw(w, &rest);
	vec_push(&rest, NULL);
	if (!proc_run(rest.at, NULL, &end, &err)) {
		log_error("%s", err.message);
		return 127;
	}
	if (end.exit_code != 0)
		return end.exit_code;
	w->plain = cdylib;
	return link_final(w);
}

int cmd_wrap(int argc, char **argv)
{
	struct wrapping w = {0};
	struct err err = {0};
	struct strv expanded;
	const char *why;

	if (argc < 2) {
		log_error("this is cargo's rustc wrapper and wants rustc's command line");
		return 2;
	}
	if (!read_settings(&w, argv[0], &err)) {
		log_warn("the settings of this build are gone: %s", err.message);
		log_help("start it with `cargo async-opt build`");
	} else if (w.settings.user_wrapper) {
		vec_push(&w.plain, (char *)w.settings.user_wrapper);
	}
	for (int i = 1; i < argc; i++)
		vec_push(&w.plain, argv[i]);
	expanded = expand(argc, argv);
	rustc_call_read((int)expanded.len, expanded.at, &w.call);
	if (err.message || w.call.kind == CALL_OTHER || !is_ours(&w))
		return become(&w.plain);

	why = why_stock(&w, argv);
	if (!w.settings.split && w.call.kind == CALL_BOTH)
		return become(&w.plain);
	if (!w.settings.split && w.call.kind == CALL_MIXED)
		why = "a dylib or a staticlib needs the objects beside it";
	if (why) {
		if (w.call.kind == CALL_FINAL || w.call.kind == CALL_MIXED)
			log_warn("%s stays as rustc makes it: %s", w.call.crate_name, why);
		return become(&w.plain);
	}
	switch (w.call.kind) {
	case CALL_FINAL:
		return link_final(&w);
	case CALL_MIXED:
		return compile_mixed(&w);
	default:
		return compile_dep(&w);
	}
}
