/*
 * cargo async-opt profile [OPTIONS] -- COMMAND [ARGS]: a build with events, the command with
 * a folder for what they come to, and what is in the folder afterwards.
 *
 * A COMMAND that is cargo's run, test or bench is that; any other is started after a build,
 * with the folder of the built programs in front of PATH. With --ring what was recorded stays
 * in the memory of another machine, and is shown once a dump of it is there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/cargo_build.h"
#include "driver/profile_files.h"
#include "driver/ring_files.h"
#include "report/profile.h"

#define FOLDER_VARIABLE "ASYNC_OPT_PROFILE"
#define EVENTS_VARIABLE "ASYNC_OPT_PROFILE_EVENTS"

/* A megabyte for each thread. */
static const char trace_events[] = "65536";

/* ---- what is shown ---- */

static bool view_of(const struct cargo_args *args, struct profile_view *ret, struct err *err)
{
	const char *format = args->message_format;
	char *end = NULL;

	*ret = (struct profile_view){
		.sort = args->view.sort, .filter = args->view.filter, .limit = 20};
	if (args->view.limit) {
		ret->limit = strtoul(args->view.limit, &end, 10);
		if (!*args->view.limit || *end)
			return err_set(
				err, "--limit takes a number, not \"%s\"", args->view.limit);
	}
	if (format && strcmp(format, "human") != 0 && strcmp(format, "json") != 0)
		return err_set(err, "--message-format takes human or json, not %s", format);
	return profile_view_check(ret, err);
}

static bool write_view(const struct profile *p, const char *path,
	void (*make)(const struct profile *, struct str *), struct err *err)
{
	struct str text = {0};
	bool ok;

	if (!path)
		return true;
	make(p, &text);
	ok = file_write_atomic(path, text.s ? text.s : "", text.len, err);
	if (ok)
		log_status("Wrote", "%s", path);
	str_free(&text);
	return ok;
}

static bool write_html(const struct profile *p, const struct profile_view *view,
	const char *path, struct err *err)
{
	struct str text = {0};
	bool ok;

	if (!path)
		return true;
	profile_html(p, view, &text);
	ok = file_write_atomic(path, text.s, text.len, err);
	if (ok)
		log_status("Wrote", "%s", path);
	str_free(&text);
	return ok;
}

static int show(const struct cargo_args *args, const struct profile *p)
{
	const char *format = args->message_format;
	struct profile_view view;
	struct str text = {0};
	struct err err = {0};

	if (!view_of(args, &view, &err))
		return log_failure(&err, NULL);
	if (format && !strcmp(format, "json"))
		profile_json(p, &view, &text);
	else
		profile_text(p, &view, &text);
	fputs(text.s ? text.s : "", stdout);
	str_free(&text);
	if (!write_view(p, args->view.folded, profile_folded, &err) ||
		!write_view(p, args->view.trace, profile_trace, &err) ||
		!write_html(p, &view, args->view.html, &err))
		return log_failure(&err, NULL);
	return 0;
}

/* ---- what is run ---- */

static int read_and_show(const struct cargo_args *args, const char *path)
{
	struct profile p = {0};
	struct err err = {0};
	const char *image = args->view.image;
	bool ok = image ? ring_files_read(&p, path, image, args->view.clock_hz, &err)
			: profile_files_read(&p, path, &err);
	int code = ok ? show(args, &p) : log_failure(&err, NULL);

	profile_free(&p);
	return code;
}

/* Does the command name cargo's profile by itself? Otherwise it is the release profile. */
static bool names_profile(const struct cargo_args *args)
{
	return args->release || args->profile || args->debug || !strcmp(args->verb, "bench");
}

/* Ours here, though it is passed on: of another command of ours, or of cargo's. */
static bool is_ours(const char *word, bool *ret_value_follows)
{
	static const char *const names[] = {"--message-format", "--html"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (!strncmp(word, names[i], len) && (!word[len] || word[len] == '=')) {
			*ret_value_follows = !word[len];
			return true;
		}
	}
	return false;
}

/* The command line of the build, as words. */
static void words_of_build(const struct cargo_args *args, bool of_cargo, struct strv *ret)
{
	vec_push(ret, "cargo-async-opt");
	if (args->toolchain)
		vec_push(ret, xprintf("+%s", args->toolchain));
	vec_push(ret, of_cargo ? args->rest.at[1] : "build");
	for (size_t i = 0; i < args->cargo.len; i++) {
		bool value_follows;

		if (!is_ours(args->cargo.at[i], &value_follows))
			vec_push(ret, args->cargo.at[i]);
		else
			i += value_follows;
	}
	for (size_t i = 2; of_cargo && i < args->rest.len; i++)
		vec_push(ret, args->rest.at[i]);
}

static bool build_args(
	const struct cargo_args *args, bool of_cargo, struct cargo_args *ret, struct err *err)
{
	struct strv words = {0};
	const char *help;

	words_of_build(args, of_cargo, &words);
	if (!cargo_args_read((int)words.len, words.at, ret, &help, err))
		return false;
	ret->options = args->options;
	ret->options.instrument = ret->options.strict = true;
	ret->target_dir = ret->target_dir ? ret->target_dir : args->target_dir;
	if (!names_profile(ret)) {
		ret->release = true;
		vec_push(&ret->cargo, "--release");
	}
	return true;
}

static bool is_of_cargo(const struct cargo_args *args)
{
	static const char *const verbs[] = {"run", "r", "test", "t", "bench", "build", "b"};

	for (size_t i = 0; args->rest.len > 1 && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (!strcmp(args->rest.at[1], verbs[i]))
			return true;
	}
	return false;
}

/* Puts the folder of what was built in front of PATH. */
static bool offer_programs(const struct cargo_args *build, struct err *err)
{
	struct build b = {.args = build};
	const char *path = getenv("PATH");
	const char *profile = build->profile ? build->profile : "release";
	char *programs, *value;

	if (!build_find_folder(&b, err))
		return false;
	programs = xprintf("%s/%s", b.folder.root, profile);
	value = xprintf("%s%s%s", programs, path ? ":" : "", path ? path : "");
	setenv("PATH", value, 1);
	free(programs);
	free(value);
	return true;
}

static int run_command(const struct cargo_args *args)
{
	struct strv argv = {0};
	struct proc_end end;
	struct err err = {0};

	for (size_t i = 1; i < args->rest.len; i++)
		vec_push(&argv, args->rest.at[i]);
	vec_push(&argv, NULL);
	if (!proc_run(argv.at, NULL, &end, &err))
		return log_failure(&err, "COMMAND is run, test, bench, or a program in PATH");
	vec_free(&argv);
	return end.exit_code;
}

static void set_variables(const struct cargo_args *args, const char *folder)
{
	if (!folder)
		return;
	setenv(FOLDER_VARIABLE, folder, 1);
	if (args->view.trace)
		setenv(EVENTS_VARIABLE, trace_events, 0);
}

/* Builds and runs; a ring has no folder. -1 where the build failed, which has said so. */
static int build_and_run(const struct cargo_args *args, const char *folder, struct err *err)
{
	bool of_cargo = is_of_cargo(args) || args->rest.len < 2;
	struct cargo_args build;
	int code;

	if (args->rest.len < 2)
		vec_push((struct strv *)&args->rest, "--");
	if (args->rest.len < 2)
		vec_push((struct strv *)&args->rest, "run");
	if (!build_args(args, of_cargo, &build, err))
		return -1;
	if (of_cargo) {
		set_variables(args, folder);
		return cargo_build(&build);
	}
	code = cargo_build(&build);
	if (code)
		return code;
	if (!offer_programs(&build, err))
		return -1;
	set_variables(args, folder);
	return run_command(args);
}

static char *make_folder(const struct cargo_args *args, struct err *err)
{
	const char *parent = getenv("TMPDIR");
	char *path;

	if (!args->view.keep)
		return dir_make_temp(
			parent && *parent ? parent : "/tmp", "async-opt-profile-", err);
	path = path_absolute(args->view.keep);
	if (dir_make(path, err))
		return path;
	free(path);
	return NULL;
}

/* Nothing was written: why? */
static int nothing_written(int code)
{
	if (code) /* the build or the program has said why */
		return code;
	log_error("no profile was written");
	log_help("the command has to start a program that was built just now; a full disk, or "
		 "another value of " FOLDER_VARIABLE " in it, also keeps a profile away");
	return 1;
}

/* What was recorded is where the program ran. */
static int build_with_ring(const struct cargo_args *args)
{
	struct err err = {0};
	int code = build_and_run(args, NULL, &err);

	if (code < 0)
		return log_failure(&err, NULL);
	if (!code)
		log_help("--image IMAGE says where the ring is, and --read DUMP --image IMAGE "
			 "what is in a dump of it");
	return code;
}

int cargo_profiled(struct cargo_args *args)
{
	struct strv rest = {0};

	vec_push(&rest, "--");
	vec_push(&rest, (char *)args->verb);
	vec_each(char *, word, &args->rest)
		vec_push(&rest, *word);
	args->rest = rest;
	args->verb = "profile";
	return cargo_profile(args);
}

int cargo_profile(const struct cargo_args *args)
{
	struct profile_view view;
	struct err err = {0};
	struct strv files = {0};
	char *folder;
	int code, shown = 0;

	if (!view_of(args, &view, &err)) {
		log_failure(&err, "`cargo async-opt profile --help` lists the options");
		return 2;
	}
	if (args->view.read)
		return read_and_show(args, args->view.read);
	if (args->view.image)
		return ring_files_show_image(args->view.image);
	if (args->options.ring)
		return build_with_ring(args);
	if (args->target) {
		log_error("a profile is of programs for this machine, not for --target");
		log_help("--ring BYTES is for targets without an operating system");
		return 2;
	}
	folder = make_folder(args, &err);
	if (!folder)
		return log_failure(&err, NULL);
	code = build_and_run(args, folder, &err);
	if (code < 0) {
		code = log_failure(&err, NULL);
	} else {
		profile_files_list(folder, &files);
		shown = files.len ? read_and_show(args, folder) : nothing_written(code);
	}
	vec_free(&files);
	if (!args->view.keep && !dir_remove(folder, &err))
		log_warn("%s", err.message);
	free(folder);
	return code ? code : shown;
}
