#include "driver/emit.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/proc.h"
#include "base/str.h"
#include "driver/fault.h"
#include "ir/parts.h"

struct emission {
	const struct unit *u;
	LLVMTargetMachineRef machine;
	const struct target_options *options;
	const char *path;
	struct parts parts;
};

char *emit_path(const char *path, unsigned part)
{
	return part ? xprintf("%s.%u.o", path, part) : xstrdup(path);
}

void emit_more(const char *path, struct strv *ret)
{
	for (unsigned i = 1; i < PARTS_MAX; i++) {
		char *object = emit_path(path, i);

		if (!file_exists(object)) {
			free(object);
			break;
		}
		vec_push(ret, object);
	}
}

static void remove_objects(const char *path)
{
	for (unsigned i = 0; i < PARTS_MAX; i++) {
		char *object = emit_path(path, i);

		unlink(object);
		free(object);
	}
}

static bool emit_part(void *arg, unsigned part, struct err *err)
{
	struct emission *e = arg;
	char *object = emit_path(e->path, part);
	bool ok;

	if (part == 1 && fault("part-segv"))
		raise(SIGSEGV);
	ok = parts_keep(e->u, &e->parts, part, err) &&
	     target_emit_object(e->u->module, e->machine, e->options, object, err);
	free(object);
	return ok;
}

bool emit_objects(const struct unit *u, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *path, struct err *err)
{
	struct emission e = {.u = u, .machine = machine, .options = options, .path = path};
	bool ok;

	remove_objects(path);
	if (target_generates_by_function(u->module))
		parts_plan(u, fault("small-parts") ? 300 : PARTS_SIZE, &e.parts);
	if (e.parts.count > 1) {
		ok = jobs_run(e.parts.count, emit_part, &e, err) ||
		     err_context(err, "code generation");
	} else {
		ok = target_emit_object(u->module, machine, options, path, err);
	}
	if (!ok)
		remove_objects(path);
	parts_free(&e.parts);
	return ok;
}
