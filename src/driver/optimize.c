#include "driver/optimize.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "driver/emit.h"
#include "driver/link_facts.h"
#include "ir/unit.h"
#include "opt/hints.h"
#include "opt/pipeline.h"

static bool write_output(const struct optimize_request *rq, const struct unit *u,
	LLVMTargetMachineRef machine, struct err *err)
{
	switch (rq->emit) {
	case EMIT_OBJECT:
		return target_emit_object(u->module, machine, &rq->target, rq->output, err);
	case EMIT_OBJECTS:
		return emit_objects(u, machine, &rq->target, rq->output, err);
	case EMIT_BITCODE:
		return unit_write_bitcode(u, rq->output, err);
	case EMIT_IR:
		return unit_write_text(u, rq->output, err);
	}
	BUG("emit %d", (int)rq->emit);
}

static bool open_remarks(const struct optimize_request *rq, struct pipeline *p, struct err *err)
{
	if (!rq->remarks)
		return true;
	p->remarks.out = strcmp(rq->remarks, "-") == 0 ? stderr : fopen(rq->remarks, "we");
	return p->remarks.out || err_sys(err, "cannot write %s", rq->remarks);
}

static bool close_remarks(
	const struct optimize_request *rq, struct pipeline *p, struct err *err)
{
	if (!p->remarks.out || p->remarks.out == stderr)
		return true;
	return fclose(p->remarks.out) == 0 || err_sys(err, "cannot write %s", rq->remarks);
}

/* The pipeline's steps are ours, one later. */
static void pipeline_step(void *arg, unsigned done, const char *what)
{
	const struct optimize_request *rq = arg;

	progress_step(&rq->progress, done + 1, what);
}

static bool optimize_unit(const struct optimize_request *rq, struct unit *u, struct pipeline *p,
	struct optimize_result *ret, struct err *err)
{
	struct pipeline_result result = {0};
	LLVMTargetMachineRef machine = NULL;
	bool ok;

	if (rq->llvm_pipeline || rq->emit <= EMIT_OBJECTS) {
		machine = target_machine(u->module, &rq->target, err);
		if (!machine)
			return false;
	}
	p->machine = rq->llvm_pipeline ? machine : NULL;
	ok = pipeline_run(u, p, &result, err);
	progress_step(&rq->progress, OPTIMIZE_STEPS - 1, "code generation");
	if (ok && !write_output(rq, u, machine, err)) {
		if (strcmp(rq->output, "-") != 0)
			unlink(rq->output);
		ok = false;
	}
	if (machine)
		ll.DisposeTargetMachine(machine);
	*ret = (struct optimize_result){
		.futures = result.futures,
		.opaque = result.opaque,
		.never_suspend = result.never_suspend,
		.states_removed = result.counts.states_removed,
		.frames_local = result.counts.frames_local,
		.calls_direct = result.counts.calls_direct,
		.boxes_local = result.counts.boxes_local,
		.hinted = result.hinted,
		.moves_trimmed = result.counts.moves_trimmed,
		.bytes_trimmed = result.counts.bytes_trimmed,
		.rewrites = result.counts.rewrites,
		.lifted = result.lifted,
		.model_s = result.model_s,
	};
	return ok;
}

/* A report that can not be written costs the report, no more; an old one would be wrong. */
static void write_facts(const struct optimize_request *rq, bool ok, struct facts *facts)
{
	struct err err = {0};

	if (!ok || !link_facts_write(facts, rq->output, rq->facts, &err))
		unlink(rq->facts);
	err_clear(&err);
	facts_free(facts);
}

bool optimize_file(
	const struct optimize_request *rq, struct optimize_result *ret, struct err *err)
{
	struct pipeline p = {.passes = rq->passes,
		.no_pass = rq->no_pass,
		.last = rq->last,
		.fuel = rq->fuel,
		.verify = rq->verify,
		.break_after = rq->break_after,
		.instrument = rq->instrument,
		.moves = rq->moves,
		.ring = rq->ring,
		.poison = rq->poison,
		.roundtrip = rq->roundtrip,
		.lines_only = rq->lines_only,
		.line_tables_added = rq->line_tables_added,
		.target = &rq->target,
		.crates = &rq->crates,
		.progress = {pipeline_step, (void *)rq}};
	struct facts facts = {.artefact = rq->artefact};
	struct hints hints = {0};
	struct unit u;
	bool ok;

	if (rq->facts)
		link_facts_observe(&p, &facts);
	if (!pipeline_check_names(&p, err) || !ll_open(rq->libllvm_path, err))
		return false;
	if (rq->hints && !hints_read(rq->hints, &hints, err)) {
		hints_free(&hints);
		return false;
	}
	p.hints = rq->hints ? &hints : NULL;
	target_init(&rq->target);
	progress_step(&rq->progress, 0, "reading");
	if (!unit_open(rq->input, &u, err))
		return false;
	ok = open_remarks(rq, &p, err) && optimize_unit(rq, &u, &p, ret, err);
	ok = close_remarks(rq, &p, err) && ok;
	if (rq->facts)
		write_facts(rq, ok, &facts);
	unit_close(&u);
	hints_free(&hints);
	return ok;
}

void optimize_list_passes(void)
{
	size_t count;
	const struct pass *const *passes = pipeline_passes(&count);

	for (size_t i = 0; i < count; i++)
		printf("  %-16s %s\n", passes[i]->name, passes[i]->brief);
}
