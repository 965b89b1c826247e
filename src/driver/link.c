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
#include "base/str.h"
#include "driver/bundle.h"
#include "driver/driver.h"
#include "driver/emit.h"
#include "driver/fault.h"
#include "driver/installed.h"
#include "driver/link_args.h"
#include "driver/link_child.h"
#include "driver/link_names.h"
#include "driver/link_result.h"
#include "driver/link_settings.h"
#include "driver/link_temp.h"
#include "driver/plain_rustc.h"
#include "driver/task.h"
#include "driver/text_size.h"

struct link {
	int argc;
	char **argv; /* argv[0] is the real linker's name */
	struct link_settings set;
	struct link_line line;
	struct link_temp temp;
	struct link_result result;
	struct str log;	       /* what children and failed linkers printed */
	struct task linker;    /* the last run of the real linker */
	const char *output;    /* where the artefact has to be */
	char *module;	       /* what the children read */
	char *runtime;	       /* the library of a profile; NULL where none is wanted */
	bool in_place;	       /* the linker writes to `output` itself */
	bool has_stock_object; /* the baseline's, which serves the second tier as well */
	bool users_fault;      /* the linker's complaint is not about our object */
};

static char *in_temp(const struct link *l, const char *folder, const char *name)
{
	return xprintf("%s/%s/%s", l->temp.path, folder, name);
}

static char *object_path(const struct link *l, bool stock)
{
	return in_temp(l, stock ? "stock" : "optimized", base_name(l->line.module));
}

/* A rename may put a file where there is none or a plain one. */
static bool is_replaceable(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 || S_ISREG(st.st_mode);
}

/* /dev/null and the like, which nobody wants replaced by a program. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* ---- the real linker ---- */

/*
 * What a compiler driver says before it has looked at any object, or a linker about
 * libraries that are not there. Everything else may have to do with our object.
 */
static bool is_users_fault(const struct task *linker)
{
	static const char *const marks[] = {"unrecognized command", "unrecognized option",
		"unknown argument", "invalid linker name", "cannot find -l",
		"unable to find library -l", "library not found"};
	struct str text = {0};
	bool found = false;

	task_read(linker->err_fd, &text);
	for (size_t i = 0; text.s && i < sizeof(marks) / sizeof(*marks); i++)
		found = found || strstr(text.s, marks[i]);
	str_free(&text);
	return found;
}

/* Runs the linker with `object` in the module's place, writing to `to`. */
static bool run_linker(struct link *l, const char *object, const char *to, struct err *err)
{
	struct strv beside = {0};
	struct link_rewrite rewrite = {
		.module = l->line.module,
		.object = object,
		.beside = &beside,
		.output = to ? l->output : NULL,
		.to_output = to,
		.dir = l->temp.path,
		.stem = "arguments-",
	};
	struct strv argv = {0};
	bool ok;

	emit_more(object, &beside);
	if (l->runtime)
		vec_push(&beside, xstrdup(l->runtime));
	vec_push(&argv, xstrdup(l->set.linker));
	ok = link_line_rewrite(l->argc, l->argv, &rewrite, &argv, err);
	vec_push(&argv, NULL);
	strv_free(&beside);
	task_free(&l->linker);
	ok = ok && task_exec(&l->linker, argv.at, NULL, err);
	strv_free(&argv);
	if (!ok)
		return false;
	task_wait(&(struct task *){&l->linker}, 1);
	if (l->linker.end.exit_code == 0)
		return true;
	task_read(l->linker.out_fd, &l->log);
	task_read(l->linker.err_fd, &l->log);
	l->users_fault = is_users_fault(&l->linker);
	return err_set(err, "the linker %s failed with code %d", l->set.linker,
		l->linker.end.exit_code);
}

static bool link_object(struct link *l, bool stock, struct err *err)
{
	char *object = object_path(l, stock);
	char *to = l->in_place ? NULL : in_temp(l, "out", base_name(l->output));
	bool ok = run_linker(l, object, to, err);

	free(object);
	if (ok && !stock && (to || (l->output && is_replaceable(l->output))))
		link_names_restore(to ? to : l->output);
	free(to);
	if (ok && task_interrupted())
		return err_set(err, "interrupted");
	if (ok && !l->in_place) {
		char *folder = xprintf("%s/out", l->temp.path);

		ok = link_temp_deliver(&l->temp, folder, l->output, err);
		free(folder);
	}
	return ok;
}

/* Links the baseline to a file that is only measured. A failure costs the figure, no more. */
static void measure_baseline(struct link *l)
{
	char *object = object_path(l, true);
	char *to = in_temp(l, "baseline", base_name(l->output));
	struct err err = {0};

	l->result.has_text_before =
		run_linker(l, object, to, &err) && text_size(to, &l->result.text_before, &err);
	l->users_fault = false;
	err_clear(&err);
	free(object);
	free(to);
}

/* ---- the tiers ---- */

static bool start_child(struct link *l, struct link_child *child, bool stock, struct err *err)
{
	char *object = object_path(l, stock);
	struct link_job job = {
		.set = &l->set,
		.cpu = l->line.cpu,
		.input = l->module,
		.object = object,
		.stock = stock,
	};

	return link_child_start(child, &job, err);
}

static void free_child(struct link_child *child)
{
	free((char *)child->job.object);
	link_child_free(child);
}

/* Makes the optimized object and, where a baseline is wanted, the stock one beside it. */
static bool optimize(struct link *l, struct err *err)
{
	struct link_child ours = {0}, stock = {0};
	struct err ignored = {0};
	bool ok = start_child(l, &ours, false, err);
	bool both = ok && l->set.baseline && start_child(l, &stock, true, &ignored);

	if (ok) {
		task_wait((struct task *[]){&ours.task, &stock.task}, 2);
		ok = link_child_end(&ours, &l->result.counts, &l->log, err);
	}
	if (both)
		l->has_stock_object = link_child_end(&stock, NULL, &l->log, &ignored);
	if (ok && fault("bad-object"))
		ok = truncate(ours.job.object, 100) == 0;
	err_clear(&ignored);
	free_child(&ours);
	free_child(&stock);
	return ok;
}

static bool try_optimized(struct link *l, struct err *err)
{
	l->result.tier = TIER_OPTIMIZED;
	if (!optimize(l, err) || task_interrupted() || !link_object(l, false, err)) {
		l->result.counts = (struct optimize_result){0};
		return false;
	}
	return true;
}

static bool try_stock_pipeline(struct link *l, struct err *err)
{
	struct link_child child = {0};
	bool ok = true;

	l->result.tier = TIER_STOCK_PIPELINE;
	if (!l->has_stock_object) {
		ok = start_child(l, &child, true, err);
		if (ok) {
			task_wait(&(struct task *){&child.task}, 1);
			ok = link_child_end(&child, NULL, &l->log, err);
		}
		free_child(&child);
	}
	return ok && !task_interrupted() && link_object(l, true, err);
}

/*
 * Where the device is full, our own files are what fills it: stock rustc would have had
 * none of them, nor the bitcode, which is rustc's temporary file and read no more.
 */
static void free_space(struct link *l)
{
	static const char *const names[] = {"out", "optimized", "stock"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = xprintf("%s/%s", l->temp.path, names[i]);
		struct err err = {0};

		if (!dir_remove(path, &err))
			err_clear(&err);
		free(path);
	}
	if (l->line.module)
		unlink(l->line.module);
}

/* The user's rustc command, linking into our folder; its file is then moved in place. */
static bool try_plain_rustc(struct link *l, struct err *err)
{
	char *folder = xprintf("%s/plain", l->temp.path);
	char *file = in_temp(l, "plain", base_name(l->output ? l->output : "a.out"));
	struct strv argv = {0};
	struct task task = {0};
	bool ok = false;

	l->result.tier = TIER_PLAIN_RUSTC;
	if (!l->set.plain_argv.len || !l->output) {
		err_set(err, "there is no plain rustc command to fall back to");
		goto out;
	}
	free_space(l);
	plain_rustc_argv(l->set.plain_argv.at, l->set.plain_argv.len, l->set.crate_type, folder,
		file, &argv);
	if (fault("plain-fails")) {
		free(argv.at[0]);
		argv.at[0] = xstrdup("false");
	}
	if (!task_exec(&task, argv.at, l->set.plain_cwd, err))
		goto out;
	task_wait(&(struct task *){&task}, 1);
	task_read(task.err_fd, &l->log);
	if (task.end.exit_code)
		err_set(err, "plain rustc failed with code %d", task.end.exit_code);
	else if (is_special(l->output))
		ok = true;
	else
		ok = !task_interrupted() && link_temp_deliver(&l->temp, folder, l->output, err);
out:
	task_free(&task);
	strv_free(&argv);
	free(folder);
	free(file);
	return ok;
}

/* ---- what is said about it ---- */

/* Saves a bundle where one is wanted; its absence is no reason to fail a link. */
static void save_bundle(struct link *l)
{
	struct bundle_source source = {
		.set = &l->set,
		.line = &l->line,
		.module = l->module,
		.log = l->log.s,
	};
	struct err err = {0};

	if (!l->set.save_bundle || l->result.bundle)
		return;
	if (!bundle_save(l->set.save_bundle, &source, &l->result.bundle, &err))
		str_addf(&l->log, "no bundle: %s\n", err.message);
	err_clear(&err);
}

static void set_help(struct link *l)
{
	free(l->result.help);
	if (l->result.bundle)
		l->result.help = xprintf("please report it; what is needed to reproduce it is "
					 "in %s",
			l->result.bundle);
	else if (l->set.save_bundle)
		l->result.help = xstrdup("the bundle could not be saved");
	else
		l->result.help = xstrdup("--save-bundle=DIR keeps what is needed to reproduce "
					 "it; please report it");
}

static void set_warning(struct link *l, const char *why)
{
	static const char *const outcomes[] = {
		[TIER_OPTIMIZED] = "was optimized",
		[TIER_STOCK_PIPELINE] = "was built without async-opt's passes",
		[TIER_PLAIN_RUSTC] = "was built by plain rustc",
		[TIER_FAILED] = "could not be optimized",
	};

	l->result.warning =
		xprintf("%s %s: %s", l->set.crate_name, outcomes[l->result.tier], why);
	set_help(l);
}

static void write_result(struct link *l)
{
	struct err err = {0};

	if (!l->set.result) {
		if (l->result.warning && l->result.tier != TIER_FAILED)
			log_warn("%s", l->result.warning);
		return;
	}
	if (!link_result_write(l->set.result, l->set.artefact ? l->set.artefact : l->output,
		    &l->result, &err))
		log_warn("%s", err.message);
	err_clear(&err);
}

static int finish(struct link *l, const char *why)
{
	struct err no_elf = {0};

	if (why)
		set_warning(l, why);
	if (l->output && !text_size(l->output, &l->result.text_after, &no_elf))
		err_clear(&no_elf);
	if (l->set.baseline && l->has_stock_object && l->result.tier == TIER_OPTIMIZED)
		measure_baseline(l);
	if (fault("save-bundle"))
		save_bundle(l);
	if (!task_interrupted())
		write_result(l);
	return 0;
}

/* Tells the cargo driver, which runs plain cargo in its own folder then. */
static void mark_failed(struct link *l, const char *why)
{
	struct err err = {0};
	char *folder, *mark;

	if (!l->set.result)
		return;
	folder = xstrndup(l->set.result, (size_t)(base_name(l->set.result) - l->set.result));
	mark = xprintf("%s../link-failed", folder);
	if (!file_write_atomic(mark, why, strlen(why), &err))
		log_warn("%s", err.message);
	err_clear(&err);
	free(mark);
	free(folder);
}

static int fail(struct link *l, const char *why)
{
	l->result.tier = TIER_FAILED;
	set_warning(l, why);
	write_result(l);
	log_error("%s", l->result.warning);
	if (l->result.help)
		log_help("%s", l->result.help);
	return 1;
}

/* The user's own link error, in the linker's own words. */
static int pass_on_linker(const struct link *l)
{
	task_print(&l->linker);
	return l->linker.end.exit_code;
}

/* ---- the order of it all ---- */

static int run_fallbacks(struct link *l, const char *why)
{
	struct err err = {0};
	bool ok = false;

	save_bundle(l);
	if (l->set.strict)
		return fail(l, why);
	if (l->module)
		ok = try_stock_pipeline(l, &err);
	if (!ok && !task_interrupted() && !l->users_fault)
		ok = try_plain_rustc(l, &err);
	if (task_interrupted()) {
		err_clear(&err);
		return 1;
	}
	if (ok) {
		err_clear(&err);
		return finish(l, why);
	}
	/* A linker that fails with plain rustc's object too fails for a reason of the user's.
	 */
	if (l->linker.pid && l->linker.end.exit_code) {
		err_clear(&err);
		return pass_on_linker(l);
	}
	str_addf(&l->log, "%s\n", err.message ? err.message : "");
	mark_failed(l, why);
	err_clear(&err);
	return fail(l, why);
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
	l->module = in_temp(l, "stock", "spoiled.bc");
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

	if (!why && try_optimized(l, &err))
		return finish(l, NULL);
	if (task_interrupted())
		code = 1;
	else if (l->users_fault)
		code = pass_on_linker(l);
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
		mark_failed(l, err.message);
		code = fail(l, err.message);
	}
	if (code == 0)
		task_print(&l->linker);
	if (task_interrupted() && l->in_place && l->output && is_replaceable(l->output))
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
	l.in_place = !l.output || l.line.output_told || !is_replaceable(l.output);

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
