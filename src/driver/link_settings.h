/*
 * What the rustc wrapper tells the linker, as JSON in one environment variable. It is for
 * that one link: the variable is removed before anything is started.
 */
#ifndef AO_DRIVER_LINK_SETTINGS_H
#define AO_DRIVER_LINK_SETTINGS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/vec.h"
#include "ir/origin.h"
#include "llvm/target.h"

#define LINK_VARIABLE "ASYNC_OPT_LINK"

struct json_object;

/* Strings belong to `json` and live as long; NULL where the member is absent or null. */
struct link_settings {
	struct json_object *json;
	const char *linker; /* the user's; looked up in PATH */
	const char *rustc;
	const char *libllvm;
	const char *crate_name;
	const char *artefact;
	const char *crate_type; /* "bin", "cdylib", "test" */
	struct target_options target;
	struct crate_files crates;
	const char *passes, *no_pass, *last;
	long fuel;
	bool verify, strict, baseline, instrument, moves, lines_only;
	long ring; /* bytes; 0: none */
	bool line_tables_added;
	const char *hints; /* a file made of a profile; NULL: none */
	const char *save_bundle;
	struct strv plain_argv; /* the rustc command as the user's cargo wrote it */
	const char *plain_cwd;
	const char *result;
	const char *settings_folder; /* where the cargo driver listens (driver/messages.h) */
};

/* On failure nothing is kept. link_settings_free accepts zeroed ones. */
bool link_settings_parse(const char *text, struct link_settings *ret, struct err *err);
void link_settings_free(struct link_settings *set);

#endif
