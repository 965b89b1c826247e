/* The commands of cargo that build something, and what they share with `env` and `info`. */
#ifndef AO_DRIVER_CARGO_BUILD_H
#define AO_DRIVER_CARGO_BUILD_H

#include <stdbool.h>

#include "base/err.h"
#include "driver/cargo_args.h"
#include "driver/cargo_folder.h"
#include "driver/cargo_query.h"
#include "driver/settings.h"
#include "llvm/toolchain.h"

/*
 * Everything that has to be known before cargo starts. Strings live as long as the process.
 */
struct build {
	const struct cargo_args *args;
	struct toolchain toolchain;
	struct cargo_plan plan;
	struct cargo_folder folder;
	struct cargo_folder profile_folder; /* another one, for profile's builds */
	struct cargo_folder report_folder;  /* another one, for builds with layouts */
	struct settings settings;
	char *settings_folder;
	char *plain_key; /* what a plain build that stands for this one is remembered by */
	const char *temporary; /* a target folder to remove afterwards; NULL for none */
	bool own_build_dir;    /* cargo's build.build-dir has to be set, too */
};

/* Finds the toolchain that cargo would use. */
bool build_find_toolchain(
	const struct cargo_args *args, struct toolchain *ret, struct err *err);
/* Finds the folder for artefacts. */
bool build_find_folder(struct build *b, struct err *err);
/*
 * Why this command has to be left to plain cargo, as a sentence without a full stop; NULL
 * where it has not. Needs toolchain, folder and plan.
 */
const char *build_why_plain(const struct build *b);
/* Fills the settings and writes them. */
bool build_write_settings(struct build *b, bool for_tools, struct err *err);

/* build, run, test, bench, rustc, install. */
int cargo_build(const struct cargo_args *args);
/* The same command as plain cargo: replaces this process, returns only on failure. */
int cargo_plain(const struct cargo_args *args);
/* Prints the environment for tools that call cargo themselves. */
int cargo_env(const struct cargo_args *args);
int cargo_clean(const struct cargo_args *args);
int cargo_info(const struct cargo_args *args);
/* catalogue, compare. */
int cargo_script(const struct cargo_args *args);
int cargo_profile(const struct cargo_args *args);
/* run, test or bench with --profile alone: the same as `profile -- run`. */
int cargo_profiled(struct cargo_args *args);
/* Limits on futures. */
int cargo_budget(const struct cargo_args *args);
/* The futures of what was built last. */
int cargo_report(const struct cargo_args *args);
/* --help of a command; NULL: of all. */
int cargo_help(const char *verb);

/* One line of `env`: format is "sh", "github" or NULL for "sh". */
void env_line(const char *format, const char *name, const char *value, struct str *ret);

#endif
