/*
 * The command line of `cargo async-opt VERB ...`, taken apart: our own options, what goes
 * to cargo, and what belongs to the program that cargo starts.
 */
#ifndef AO_DRIVER_CARGO_ARGS_H
#define AO_DRIVER_CARGO_ARGS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/vec.h"
#include "driver/settings.h"

struct cargo_args {
	const char *toolchain; /* "nightly" of a leading +nightly; NULL for none */
	const char *verb;      /* "build"; short forms resolved; NULL for none */
	struct strv cargo;     /* for cargo after the verb, in order; --target-dir taken out */
	struct strv words;     /* those of .cargo that are neither options nor their values */
	struct strv rest;      /* from "--" on, or from the program's first argument on */
	struct strv queries;   /* those of .cargo that any question to cargo needs as well */
	struct options options;
	bool only_optimized;		 /* a build that plain cargo must not make instead */
	bool init, table, allow_unknown; /* of `budget` */
	bool profiled; /* run, test, bench with --profile and no name: as `profile -- run` */
	bool help, version, plain, quiet, release, debug;
	const char *format;	    /* of `env`: --format */
	const char *message_format; /* stays in .cargo, too */
	struct {
		const char *sort, *filter, *limit, *folded, *trace, *html, *keep, *read, *diff,
			*max_growth, *image, *clock_hz;
	} view; /* what `profile` and `report` show and write; html stays in .cargo, too */
	const char *color, *target_dir, *manifest_path, *profile, *target, *path;
};

/*
 * argv[0] is ignored. Strings point into argv or live as long as the process. False: a
 * usage error, with *ret_help (may stay NULL) saying what to do.
 */
bool cargo_args_read(
	int argc, char **argv, struct cargo_args *ret, const char **ret_help, struct err *err);
/* Does the command line say which targets are built: --bin, --tests, ...? */
bool cargo_args_select_targets(const struct cargo_args *args);

#endif
