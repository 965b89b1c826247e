/*
 * The linker that rustc calls for a final artefact.
 *
 *	one bitcode module ─ child process: our passes, LLVM's pipeline ─ object ─ real linker
 *	                   └ failed: the same without our passes
 *	                      └ failed: the rustc command as the user's cargo wrote it
 *	                         └ failed: a mark for the cargo driver, which runs plain cargo
 *
 * The artefact is linked under its own name in a folder of ours beside the real place and
 * renamed at the end, because some linkers (bfd, gold) write in place and a link that is
 * killed half-way would leave half a program. The file's own name stays what it was, and
 * whatever else the linker puts beside it is moved along, so only a word that makes the
 * linker record the whole path of its output (-Map, --dependency-file) could tell the
 * difference; then, and where the output is no regular file (/dev/null), the linker
 * writes in place, as it would for stock rustc.
 *
 * rustc reads its linker's exit code and stderr, and retries without options that an old
 * compiler does not know: both are passed on as they are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/driver.h"
#include "driver/fault.h"
#include "driver/installed.h"
#include "driver/link.h"

char *link_path(const struct link *l, const char *folder, const char *name)
{
	return xprintf("%s/%s/%s", l->temp.path, folder, name);
}

char *link_object_path(const struct link *l, bool stock)
{
	return link_path(l, stock ? "stock" : "optimized", base_name(l->line.module));
}

bool link_is_replaceable(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 || S_ISREG(st.st_mode);
}

static int run_fallbacks(struct link *l, const char *why)
{
	struct err err = {0};
	bool ok = false;

	link_save_bundle(l);
	if (l->set.strict)
		return link_fail(l, why);
	if (l->module)
		ok = link_try_stock_pipeline(l, &err);
	if (!ok && !task_interrupted() && !l->users_fault)
		ok = link_try_plain_rustc(l, &err);
	if (task_interrupted()) {
		err_clear(&err);
		return 1;
	}
	if (ok) {
		err_clear(&err);
		return link_finish(l, why);
	}
	/* A linker that fails with plain rustc's object too fails for a reason of the user's.
	 */
	if (l->linker.pid && l->linker.end.exit_code) {
		err_clear(&err);
		return link_pass_on(l);
	}
	str_addf(&l->log, "%s\n", err.message ? err.message : "");
	link_mark_failed(l, why);
	err_clear(&err);
	return link_fail(l, why);
}

/* A sentence where this line is not one that we can work on; the caller frees. */
static char *why_not(const struct link *l)
{
	if (l->set.instrument && !l->set.ring && !l->runtime)
		return xstrdup(
			"the library of a profile was not installed with this async-opt");
	if (!l->set.libllvm)
		return xstrdup("no libLLVM is known for this rustc");
	if (l->line.module)
		return NULL;
	if (l->line.modules.len == 0)
		return xstrdup("the linker was given no bitcode");
	return xprintf(
		"the linker was given %zu bitcode modules instead of one", l->line.modules.len);
}

static bool prepare_folders(struct link *l, struct err *err)
{
	static const char *const names[] = {"out", "optimized", "stock", "baseline", "plain"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = xprintf("%s/%s", l->temp.path, names[i]);
		bool ok = dir_make(path, err);

		free(path);
		if (!ok)
			return false;
	}
	return true;
}

/* The module as the children see it; the fault spoils a copy, never rustc's own file. */
static bool prepare_module(struct link *l, struct err *err)
{
	if (!l->line.module)
		return true;
	if (!fault("bad-bitcode")) {
		l->module = xstrdup(l->line.module);
		return true;
	}
	l->module = link_path(l, "stock", "spoiled.bc");
	if (!copy_file(l->line.module, l->module, err))
		return false;
	return truncate(l->module, 100 * 1000L) == 0 ||
	       err_sys(err, "cannot spoil the bitcode");
}

static int run_tiers(struct link *l)
{
	struct err err = {0};
	char *why = why_not(l);
	int code;

	if (!why && link_try_optimized(l, &err))
		return link_finish(l, NULL);
	if (task_interrupted())
		code = 1;
	else if (l->users_fault)
		code = link_pass_on(l);
	else
		code = run_fallbacks(l, why ? why : err.message);
	err_clear(&err);
	free(why);
	return code;
}

static int link_in_temp(struct link *l)
{
	struct err err = {0};
	bool ok = link_temp_make(l->output ? l->output : "a.out", &l->temp, &err) &&
		  prepare_folders(l, &err) && prepare_module(l, &err);
	int code;

	if (ok) {
		code = run_tiers(l);
	} else {
		link_mark_failed(l, err.message);
		code = link_fail(l, err.message);
	}
	if (code == 0)
		task_print(&l->linker);
	if (task_interrupted() && l->in_place && l->output && link_is_replaceable(l->output))
		unlink(l->output);
	link_temp_remove(&l->temp);
	err_clear(&err);
	return code;
}

/* `cc --version` and the like: nothing is linked, and none of it is our business. */
static int become_linker(struct link *l)
{
	l->argv[0] = (char *)l->set.linker;
	execvp(l->argv[0], l->argv);
	log_error("cannot run %s", l->argv[0]);
	return 1;
}

int cmd_link(int argc, char **argv)
{
	struct link l = {.argc = argc, .argv = argv, .temp.lock_fd = -1};
	const char *text = getenv(LINK_VARIABLE);
	struct err err = {0};
	int code;

	fault_init();
	if (!link_settings_parse(text ? text : "", &l.set, &err)) {
		log_error("%s", err.message);
		err_clear(&err);
		return 1;
	}
	unsetenv(LINK_VARIABLE);
	link_line_parse(argc, argv, &l.line);
	l.output = l.line.output;
	if (!l.output && !l.line.modules.len)
		return become_linker(&l);
	if (l.set.instrument && !l.set.ring)
		l.runtime = installed_file("lib/async-opt/libao_rt.a", "rt/libao_rt.a");
	l.in_place = !l.output || l.line.output_told || !link_is_replaceable(l.output);

	task_init();
	code = link_in_temp(&l);
	if (task_interrupted())
		task_die();
	task_free(&l.linker);
	link_line_free(&l.line);
	link_result_free(&l.result);
	link_settings_free(&l.set);
	str_free(&l.log);
	free(l.module);
	free(l.runtime);
	return code;
}
