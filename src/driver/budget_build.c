/*
 * What a budget is held against: a build with the user's options, whose messages tell what was
 * linked, and the facts that these links have left.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/proc.h"
#include "driver/budget_session.h"
#include "driver/built_facts.h"
#include "driver/release_args.h"

/* The build's command line; its messages tell what was linked. */
static bool build_args(
	const struct cargo_args *args, bool library, struct cargo_args *ret, struct err *err)
{
	if (!release_args(args, NULL, library, "json-render-diagnostics", ret, err))
		return false;
	ret->quiet = args->quiet;
	ret->only_optimized = true;
	return true;
}

/* Runs the build with its stdout kept: cargo's messages. */
static int build_and_listen(const struct cargo_args *args, struct str *ret)
{
	int kept = dup(STDOUT_FILENO), file = memfd_create("cargo-messages", MFD_CLOEXEC);
	char chunk[4096];
	ssize_t got;
	int code;

	if (kept < 0 || file < 0) {
		log_error("cannot keep what cargo says: %s", strerror(errno));
		return 1;
	}
	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	code = cargo_build(args);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	lseek(file, 0, SEEK_SET);
	while ((got = read(file, chunk, sizeof(chunk))) > 0)
		str_addn(ret, chunk, (size_t)got);
	close(file);
	return code;
}

static struct source *source_of(const struct budget_session *s, const char *file)
{
	vec_each(struct source *, at, &s->sources) {
		if (!strcmp((*at)->manifest.table, "package") && !strcmp((*at)->file, file))
			return *at;
	}
	return NULL;
}

/* The facts of one file that was built, for the limits of its package. */
static void add_built(struct budget_session *s, const char *built, struct source *of)
{
	char *path = built_facts_path(s->build.folder.results, built);
	facts_list list = {0};
	struct err err = {0};

	if (path && facts_read_file(path, &list, &err)) {
		vec_each(struct facts, f, &list) {
			vec_push(&s->facts, *f);
			if (of)
				vec_push(&of->artefacts, (char *)f->artefact);
		}
		vec_free(&list);
	} else if (path) {
		log_warn("%s is left out: %s", path, err.message);
	}
	err_clear(&err);
	free(path);
}

/* One of cargo's messages: an executable or library that is whole. */
static void add_message(struct budget_session *s, const char *line)
{
	struct json_object *json = json_tokener_parse(line), *files, *types;
	const char *reason = json_text(json, "reason");
	const char *manifest = json_text(json, "manifest_path");
	const char *program = json_text(json, "executable");
	struct source *of = manifest ? source_of(s, manifest) : NULL;
	size_t len, types_len;

	types = json_array(json_member(json, "target"), "crate_types", &types_len);
	files = json_array(json, "filenames", &len);
	if (reason && !strcmp(reason, "compiler-artifact") && program) {
		add_built(s, program, of);
	} else if (reason && !strcmp(reason, "compiler-artifact") && types_len == 1 &&
		   !strcmp(json_object_get_string(json_object_array_get_idx(types, 0)),
			   "cdylib")) {
		for (size_t i = 0; i < len; i++)
			add_built(s,
				json_object_get_string(json_object_array_get_idx(files, i)),
				of);
	}
	json_object_put(json);
}

int budget_build(struct budget_session *s)
{
	struct cargo_args plain, args;
	struct str said = {0};
	struct err err = {0};
	bool library = false;
	int code;

	if (!build_args(s->args, false, &plain, &err))
		return log_failure(&err, NULL);
	if (!cargo_args_select_targets(s->args)) {
		cargo_plan(&plain, s->build.folder.plan, &s->build.plan);
		library = s->build.plan.from_cargo && !s->build.plan.finals;
		if (library && !log_is_quiet())
			log_note("a library alone is not linked: its tests and examples are "
				 "built");
	}
	if (!build_args(s->args, library, &args, &err))
		return log_failure(&err, NULL);
	code = build_and_listen(&args, &said);
	if (!code) {
		char *rest = NULL;

		for (char *line = said.s ? strtok_r(said.s, "\n", &rest) : NULL; line;
			line = strtok_r(NULL, "\n", &rest))
			add_message(s, line);
	}
	str_free(&said);
	return code;
}
