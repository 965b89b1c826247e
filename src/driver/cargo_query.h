/*
 * What cargo knows and a driver must not guess: the target folder, the profile in use and
 * what is to be built, settings in config files.
 */
#ifndef AO_DRIVER_CARGO_QUERY_H
#define AO_DRIVER_CARGO_QUERY_H

#include <stdbool.h>

#include "base/err.h"
#include "driver/cargo_args.h"

struct json_object;

/* The cargo to run, and its leading arguments: "cargo", "+nightly". */
void cargo_command(const struct cargo_args *args, struct strv *ret);

/*
 * The user's target folder and the folder of intermediate files (usually the same), as
 * absolute paths that the caller frees. manifest_path may be NULL.
 */
bool cargo_folders(const struct cargo_args *args, const char *manifest_path, char **ret_target,
	char **ret_build, struct err *err);

/* What `cargo metadata --no-deps` says; NULL on failure. json_object_put it. */
struct json_object *cargo_metadata(const struct cargo_args *args, struct err *err);

/*
 * A config value (build.rustc-wrapper) from cargo's files and --config arguments; NULL
 * where there is none. A relative path in it is made absolute as cargo would do it. The
 * caller frees.
 */
char *cargo_config_path(const struct cargo_args *args, const char *key);
/* The whole configuration as JSON; NULL where it can not be had. json_object_put it. */
struct json_object *cargo_config(const struct cargo_args *args);

/* The roots of what a command builds. */
struct cargo_plan {
	char *profile;	       /* "release" */
	char *opt_level;       /* "3" */
	char *lto;	       /* "false", "thin", "fat", "off", "true" */
	char *platform;	       /* the target triple; NULL for the host */
	int finals;	       /* artefacts that can be optimized */
	int staticlibs, mixed; /* roots by crate type: with a staticlib; cdylib beside rlib */
	bool split;	       /* cdylib beside rlib, somewhere, and no dylib or staticlib */
	bool whole;	 /* a dylib or staticlib, somewhere: its objects are rustc's own */
	bool from_cargo; /* false: concluded from names, nothing but .profile is known */
};

/*
 * Asks for the unit graph, with a target folder of its own for what cargo caches; where
 * cargo has none for this command, concludes from the names of profiles. The profile is
 * NULL where that means the dev profile. cargo_plan_free accepts a zeroed one.
 */
void cargo_plan(
	const struct cargo_args *args, const char *cache_folder, struct cargo_plan *ret);
void cargo_plan_free(struct cargo_plan *plan);

#endif
