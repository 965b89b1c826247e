/* cargo async-opt: which command it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/proc.h"
#include "driver/cargo_build.h"
#include "driver/driver.h"
#include "opt/pipeline.h"

/* cargo clean, for our folder: whole, or as far as its arguments say. */
int cargo_clean(const struct cargo_args *args)
{
	struct build b = {.args = args};
	struct err err = {0};
	struct strv argv = {0};
	struct proc_end end;

	if (!build_find_folder(&b, &err)) {
		log_error("%s", err.message);
		return 1;
	}
	if (!args->cargo.len || args->cargo.len == args->queries.len) {
		if (!folder_remove(&b.folder, &err) ||
			!folder_remove(&b.profile_folder, &err) ||
			!folder_remove(&b.report_folder, &err)) {
			log_error("%s", err.message);
			log_help("remove it yourself if nothing else needs it");
			return 1;
		}
		log_status("Removed", "%s", b.folder.root);
		return 0;
	}
	if (!folder_is_ours(&b.folder))
		return 0;
	cargo_command(args, &argv);
	vec_push(&argv, "clean");
	vec_each(char *, arg, &args->cargo)
		vec_push(&argv, *arg);
	vec_push(&argv, "--target-dir");
	vec_push(&argv, b.folder.root);
	vec_push(&argv, NULL);
	if (!proc_run(argv.at, NULL, &end, &err)) {
		log_error("%s", err.message);
		return 1;
	}
	return end.exit_code;
}

/* Here and not in the first link, which would go on without us. */
static bool check_passes(const struct options *options, struct err *err)
{
	const struct pipeline p = {
		.passes = options->passes,
		.no_pass = options->no_pass,
		.last = options->last,
	};

	return pipeline_check_names(&p, err);
}

int cmd_cargo(int argc, char **argv)
{
	struct cargo_args args;
	struct err err = {0};
	const char *help = NULL, *quiet = getenv("CARGO_TERM_QUIET");

	if (!cargo_args_read(argc, argv, &args, &help, &err)) {
		log_error("%s", err.message);
		log_help("%s", help ? help : "`cargo async-opt --help` lists the options");
		return 2;
	}
	if (!check_passes(&args.options, &err)) {
		log_error("%s", err.message);
		log_help("`async-opt --help` lists the passes");
		return 2;
	}
	log_init(args.quiet || (quiet && !strcmp(quiet, "true")));
	if (args.color)
		log_set_color(args.color);
	if (args.version) {
		printf("cargo-async-opt %s\n", AO_VERSION);
		return 0;
	}
	if (args.profiled && !args.help)
		return cargo_profiled(&args);
	if (args.help || !args.verb || !strcmp(args.verb, "help"))
		return cargo_help(args.help ? args.verb : NULL);
	if (!strcmp(args.verb, "info"))
		return cargo_info(&args);
	if (!strcmp(args.verb, "env"))
		return cargo_env(&args);
	if (!strcmp(args.verb, "catalogue") || !strcmp(args.verb, "compare") ||
		!strcmp(args.verb, "explain"))
		return cargo_script(&args);
	if (!strcmp(args.verb, "report"))
		return cargo_report(&args);
	if (!strcmp(args.verb, "budget"))
		return cargo_budget(&args);
	if (!strcmp(args.verb, "profile"))
		return cargo_profile(&args);
	if (!strcmp(args.verb, "clean"))
		return cargo_clean(&args);
	return cargo_build(&args);
}
