/*
 * cargo async-opt build and its relatives: decides, prepares the folder, runs cargo.
 * Nothing is set in cargo's environment, because the programs that `run` and `test` start
 * inherit it; arguments they do not see.
 */
#include "driver/cargo_build.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/toml.h"
#include "driver/driver.h"
#include "driver/messages.h"

extern char **environ;

static void append(struct strv *to, const struct strv *from)
{
	vec_each(char *, arg, from)
		vec_push(to, *arg);
}

static void append_config(struct strv *to, char *setting)
{
	vec_push(to, "--config");
	vec_push(to, setting);
}

/* key="value" as TOML. */
static char *toml_setting(const char *key, const char *value)
{
	char *quoted = toml_quoted(value), *setting = xprintf("%s=%s", key, quoted);

	free(quoted);
	return setting;
}

/* Cargo's command line with more arguments of ours, which may be NULL. */
static struct strv cargo_argv(const struct cargo_args *args, const struct strv *more)
{
	struct strv argv = {0};

	cargo_command(args, &argv);
	vec_push(&argv, (char *)args->verb);
	append(&argv, &args->cargo);
	if (more)
		append(&argv, more);
	append(&argv, &args->rest);
	vec_push(&argv, NULL);
	return argv;
}

int cargo_plain(const struct cargo_args *args)
{
	struct strv more = {0}, argv;

	if (args->target_dir) {
		vec_push(&more, "--target-dir");
		vec_push(&more, (char *)args->target_dir);
	}
	argv = cargo_argv(args, &more);
	execvp(argv.at[0], argv.at);
	log_error("cannot run %s: %s", argv.at[0], strerror(errno));
	return 127;
}

static volatile sig_atomic_t child_pid;

/*
 * A key on the terminal reaches cargo by itself; what somebody sends to this process alone
 * is passed on. Either way cargo ends first and says how.
 */
static void pass_on(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_code <= 0 && child_pid > 0)
		kill((pid_t)child_pid, number);
}

static void watch_signals(void)
{
	const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* Runs cargo and shows what the wrappers say meanwhile. */
static int run_cargo(struct strv *argv, char **env, const char *settings_folder)
{
	struct messages messages = {.fd = -1};
	struct err err = {0};
	struct proc_end end;
	pid_t pid;

	watch_signals();
	if (settings_folder)
		messages_open(&messages, settings_folder);
	if (!proc_start(argv->at, env, &pid, &err)) {
		messages_close(&messages);
		log_error("%s", err.message);
		log_help("install cargo, or set CARGO to it");
		return 127;
	}
	child_pid = pid;
	end = messages_wait(&messages, pid);
	messages_close(&messages);
	return end.exit_code;
}

/*
 * RUSTC_WRAPPER in the environment beats every config, so cargo must not see it; the
 * programs that cargo starts get it back through cargo's [env].
 */
static char **without_wrapper(struct strv *ret_more)
{
	const char *wrapper = getenv("RUSTC_WRAPPER");
	struct strv env = {0};

	if (!wrapper)
		return NULL;
	for (char **at = environ; *at; at++) {
		if (!has_prefix(*at, "RUSTC_WRAPPER="))
			vec_push(&env, *at);
	}
	vec_push(&env, NULL);
	if (strcmp(base_name(wrapper), SETTINGS_WRAPPER) != 0) {
		append_config(ret_more, toml_setting("env.RUSTC_WRAPPER.value", wrapper));
		append_config(ret_more, "env.RUSTC_WRAPPER.force=true");
	}
	return env.at;
}

static int run_optimized(const struct build *b)
{
	char *wrapper = xprintf("%s/%s", b->settings_folder, SETTINGS_WRAPPER);
	char *lto = xprintf("profile.%s.lto", b->plan.profile);
	struct strv more = {0}, argv;
	char **env;

	vec_push(&more, "--target-dir");
	vec_push(&more, b->folder.root);
	append_config(&more, toml_setting("build.rustc-wrapper", wrapper));
	append_config(&more, toml_setting(lto, "fat"));
	if (b->own_build_dir)
		append_config(&more, toml_setting("build.build-dir", b->folder.root));
	if (b->settings.options.instrument) /* lines for the futures; code stays the same */
		append_config(&more, toml_setting(xprintf("profile.%s.debug", b->plan.profile),
					     "line-tables-only"));
	env = without_wrapper(&more);
	argv = cargo_argv(b->args, &more);
	return run_cargo(&argv, env, b->settings_folder);
}

/* The user's own profile in our folder. */
static int run_plain_here(const struct build *b)
{
	struct strv more = {0}, argv;

	vec_push(&more, "--target-dir");
	vec_push(&more, b->folder.root);
	if (b->own_build_dir)
		append_config(&more, toml_setting("build.build-dir", b->folder.root));
	argv = cargo_argv(b->args, &more);
	return run_cargo(&argv, NULL, NULL);
}

/* Nothing of ours could link: the whole build again, as cargo alone does it. */
static int build_again(const struct build *b)
{
	struct err err = {0};

	if (b->settings.options.strict) {
		log_error("the link failed with async-opt, and --strict forbids going on "
			  "without");
		log_help(b->settings.options.instrument || b->settings.options.layouts
				 ? "--passes= leaves async-opt's passes out; please report it"
				 : "leave --strict out, or report this with --save-bundle DIR");
		return 1;
	}
	log_warn("the link failed; building again as plain cargo");
	log_help("--save-bundle DIR keeps what is needed to report this");
	if (!folder_prepare(&b->folder, b->plain_key, &err)) {
		log_error("%s", err.message);
		log_help("`cargo async-opt clean`, or build with --plain");
		return 1;
	}
	return run_plain_here(b);
}

static int build_optimized(struct build *b)
{
	struct err err = {0};
	int code;

	if (folder_is_plain(&b->folder, b->plain_key) && !b->settings.options.strict) {
		log_note("plain cargo again: the last link with async-opt failed here");
		log_help("`cargo async-opt clean` makes the next build try once more");
		return run_plain_here(b);
	}
	if (!folder_prepare(&b->folder, NULL, &err) || !build_write_settings(b, false, &err) ||
		!folder_put_in_force(b->folder.root, &b->settings, &err)) {
		log_warn("%s; running plain cargo", err.message);
		if (b->settings.options.strict)
			return 1;
		return cargo_plain(b->args);
	}
	unlink(b->folder.link_failed);
	code = run_optimized(b);
	if (code != 0 && file_exists(b->folder.link_failed))
		code = build_again(b);
	return code;
}

/* Plain cargo, and why; an error where the user insists. */
static int build_plain(const struct build *b, const char *why)
{
	if (b->args->options.strict) {
		log_error("%s", why);
		if (!b->args->options.instrument && !b->args->options.layouts &&
			!b->args->only_optimized)
			log_help("leave --strict out to run plain cargo");
		return 1;
	}
	log_warn("%s; running plain cargo", why);
	return cargo_plain(b->args);
}

/* What is not worth a warning, because nobody would expect otherwise. NULL for nothing. */
static const char *nothing_to_do(const struct build *b)
{
	const struct cargo_plan *plan = &b->plan;

	if (!plan->profile)
		return "the dev profile is not optimized (add --release)";
	if (plan->from_cargo && !strcmp(plan->opt_level, "0"))
		return xprintf(
			"profile %s has opt-level 0 and is not optimized (add --release)",
			plan->profile);
	if (plan->from_cargo && !plan->finals && plan->staticlibs)
		return "a staticlib is put together by rustc alone so far";
	if (plan->from_cargo && !plan->finals && plan->mixed)
		return "a cdylib beside an rlib is left to rustc where a dylib or a staticlib "
		       "needs the same objects";
	if (plan->from_cargo && !plan->finals)
		return "no executable, test or cdylib is built here";
	return NULL;
}

/* A build script of a build of ours runs us again: its programs are not the user's. */
static bool is_inside_build(void)
{
	const char *wrapper = getenv("RUSTC_WRAPPER");

	return wrapper && getenv("OUT_DIR") && !strcmp(base_name(wrapper), SETTINGS_WRAPPER);
}

int cargo_build(const struct cargo_args *args)
{
	struct build b = {.args = args};
	struct err err = {0};
	const char *why, *nothing;
	int code;

	if (args->plain)
		return cargo_plain(args);
	if (is_inside_build()) {
		unsetenv("RUSTC_WRAPPER");
		return cargo_plain(args);
	}
	if (!build_find_toolchain(args, &b.toolchain, &err))
		return build_plain(&b, err.message);
	why = toolchain_why_untested(&b.toolchain);
	if (why)
		return build_plain(&b, why);
	/* Where cargo can not even name the folder, cargo itself explains it best. */
	if (!build_find_folder(&b, &err))
		return cargo_plain(args);
	cargo_plan(args, b.folder.plan, &b.plan);
	nothing = nothing_to_do(&b);
	if (nothing && (args->options.instrument || args->options.layouts)) {
		log_error("there is nothing to %s: %s",
			args->options.instrument ? "profile" : "report", nothing);
		return 1;
	}
	if (nothing && args->only_optimized) {
		log_error("there is nothing to check: %s", nothing);
		log_help("--tests, --examples or --workspace build more");
		return 1;
	}
	if (nothing) {
		if (!log_is_quiet())
			log_note("%s; plain cargo runs", nothing);
		return cargo_plain(args);
	}
	why = build_why_plain(&b);
	code = why ? build_plain(&b, why) : build_optimized(&b);
	if (b.temporary && !dir_remove(b.temporary, &err))
		log_warn("%s", err.message);
	return code;
}
