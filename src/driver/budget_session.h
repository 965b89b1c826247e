/* Between the files of `cargo async-opt budget`. */
#ifndef AO_DRIVER_BUDGET_SESSION_H
#define AO_DRIVER_BUDGET_SESSION_H

#include "driver/cargo_build.h"
#include "report/budget.h"

/* A Cargo.toml of the workspace, and what of it was built. */
struct source {
	struct manifest manifest;
	char *file; /* the whole path */
	struct str text;
	struct json_object *metadata;
	struct strv artefacts;
	struct strv crates; /* names of the package's crates, as in paths */
};

struct budget_session {
	const struct cargo_args *args;
	struct build build;
	struct json_object *workspace; /* what cargo metadata says */
	vec(struct source *) sources;
	facts_list facts, baseline;
	bool has_baseline;
	struct budget budget;
};

/* Builds, and reads what the links have left. An exit code; what failed was said. */
int budget_build(struct budget_session *s);

/* The Cargo.tomls of the workspace. */
bool budget_read_workspace(struct budget_session *s, struct err *err);
/* The limits of what was built, and the baselines. */
bool budget_read_limits(struct budget_session *s, struct err *err);
/* Where the baseline is; named: what the Cargo.toml says, or NULL. The caller frees. */
char *budget_baseline_path(const struct source *source, const char *named);
/* Paths below the current folder are shown from there. */
const char *budget_shown(const char *path);

/* --init: today's figures, as limits and as a baseline. An exit code. */
int budget_init(struct budget_session *s);

#endif
