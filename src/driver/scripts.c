/*
 * The commands whose work is done by a program in Python that is installed with async-opt:
 * catalogue, compare and explain. Here it is found and told which async-opt and which toolchain
 * are meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/cargo_build.h"
#include "driver/installed.h"

static void push_option(struct strv *argv, const char *name, const char *value)
{
	if (value)
		vec_push(argv, xprintf("%s=%s", name, value));
}

static void push_arguments(struct strv *argv, const struct cargo_args *args)
{
	bool names_future = !strcmp(args->verb, "explain");
	size_t word = 0;

	/* Which words are options' values is known here alone. */
	vec_each(char *, arg, &args->cargo) {
		if (word < args->words.len && *arg == args->words.at[word]) {
			word++;
			vec_push(argv, names_future ? xprintf("--future=%s", *arg) : *arg);
		} else {
			vec_push(argv, *arg);
		}
	}
	push_option(argv, "--target-dir", args->target_dir);
	push_option(argv, "--passes", args->options.passes);
	push_option(argv, "--no-pass", args->options.no_pass);
	push_option(argv, "--last", args->options.last);
	if (args->options.fuel >= 0)
		vec_push(argv, xprintf("--fuel=%ld", args->options.fuel));
	vec_each(char *, arg, &args->rest)
		vec_push(argv, *arg);
}

int cargo_script(const struct cargo_args *args)
{
	char *folder = installed_folder();
	char *installed = xprintf("share/async-opt/bench/lib/%s.py", args->verb);
	char *built = xprintf("../bench/lib/%s.py", args->verb);
	char *script = installed_file(installed, built);
	struct strv argv = {0};
	struct err err = {0};
	struct proc_end end;

	if (!script) {
		log_error("`%s` was not installed with this async-opt", args->verb);
		log_help("`./x install` of its source tree installs it");
		return 1;
	}
	setenv("ASYNC_OPT_BIN_DIR", folder, 1);
	/* Where it is installed need not be writable, and is not ours to write to. */
	setenv("PYTHONDONTWRITEBYTECODE", "1", 0);
	if (args->toolchain) {
		/* Only rustup's cargo looks at it; $CARGO is a toolchain's own. */
		setenv("RUSTUP_TOOLCHAIN", args->toolchain, 1);
		unsetenv("CARGO");
	}
	vec_push(&argv, "python3");
	vec_push(&argv, script);
	push_arguments(&argv, args);
	vec_push(&argv, NULL);
	if (!proc_run(argv.at, NULL, &end, &err)) {
		log_error("%s", err.message);
		log_help("`%s` needs Python 3.11 or later", args->verb);
		return 1;
	}
	free(script);
	free(installed);
	free(built);
	free(folder);
	vec_free(&argv);
	return end.exit_code;
}
