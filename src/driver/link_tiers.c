/* The ways to an artefact, best first: link.c has the order. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "driver/fault.h"
#include "driver/link.h"
#include "driver/link_child.h"
#include "driver/plain_rustc.h"

/* /dev/null and the like, which nobody wants replaced by a program. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool start_child(struct link *l, struct link_child *child, bool stock, struct err *err)
{
	char *object = link_object_path(l, stock);
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

bool link_try_optimized(struct link *l, struct err *err)
{
	l->result.tier = TIER_OPTIMIZED;
	if (!optimize(l, err) || task_interrupted() || !link_object(l, false, err)) {
		l->result.counts = (struct optimize_result){0};
		return false;
	}
	return true;
}

bool link_try_stock_pipeline(struct link *l, struct err *err)
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

bool link_try_plain_rustc(struct link *l, struct err *err)
{
	char *folder = xprintf("%s/plain", l->temp.path);
	char *file = link_path(l, "plain", base_name(l->output ? l->output : "a.out"));
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
