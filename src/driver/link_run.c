/* The real linker, called as rustc called us, with our object in the module's place. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "driver/emit.h"
#include "driver/link.h"
#include "driver/link_names.h"
#include "driver/text_size.h"

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

bool link_object(struct link *l, bool stock, struct err *err)
{
	char *object = link_object_path(l, stock);
	char *to = l->in_place ? NULL : link_path(l, "out", base_name(l->output));
	bool ok = run_linker(l, object, to, err);

	free(object);
	if (ok && !stock && (to || (l->output && link_is_replaceable(l->output))))
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

void link_measure_baseline(struct link *l)
{
	char *object = link_object_path(l, true);
	char *to = link_path(l, "baseline", base_name(l->output));
	struct err err = {0};

	l->result.has_text_before =
		run_linker(l, object, to, &err) && text_size(to, &l->result.text_before, &err);
	l->users_fault = false;
	err_clear(&err);
	free(object);
	free(to);
}

int link_pass_on(const struct link *l)
{
	task_print(&l->linker);
	return l->linker.end.exit_code;
}
