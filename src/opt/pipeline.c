/*
 *	raw IR, all crates merged
 *	LLVM globaldce      a third of it is used by nothing: generics and std's rest
 *	   model            coro/: futures, states, awaits, drop glue
 *	   (instrument)     events for a profile, if one is wanted
 *	   devirt           calls through known vtables
 *	   never-suspends   value facts, bottom up over the await graph
 *	   (straighten)     trivial calls in coroutines inlined
 *	   frame-local
 *	   state-set
 *	   (settle)         coroutine bodies cleaned, children's places found
 *	   box-elide, repoll, completion, early-state, merge-polls, flatten, keep-shared
 *	   (instrument)     wakes
 *	(fence)             the border between crates closed, std left out
 *	LLVM lto-pre-link   inlining and simplification within each crate
 *	(fence)             taken away
 *	   (rebuild)        which functions still are resume functions
 *	   state-set
 *	   slot-facts
 *	   move-trim, one-address, split-copy, split-result
 *	LLVM lto
 *	   (instrument)     pairs of events, moves
 *	   near-use, near-frame       nothing folds offsets any more
 */
#include "opt/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/vec.h"
#include "coro/check.h"
#include "coro/lift.h"
#include "ir/debug.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "opt/fence.h"
#include "opt/hints.h"
#include "opt/instrument.h"
#include "opt/poison.h"

static const struct pass *const passes[] = {
#define PASS(id, stages) &pass_##id,
#include "opt/passes.def"
#undef PASS
};

static const unsigned stages_of[] = {
#define PASS(id, stages) stages,
#include "opt/passes.def"
#undef PASS
};

enum { PASSES = sizeof(passes) / sizeof(*passes) };

static size_t index_of(const struct pass *pass)
{
	for (size_t i = 0; i < PASSES; i++) {
		if (passes[i] == pass)
			return i;
	}
	BUG("%s is not in passes.def", pass->name);
}

static void check_order(void)
{
#define BEFORE(a, b, why)                               \
	if (index_of(&pass_##a) >= index_of(&pass_##b)) \
		BUG("%s must run before %s: %s", #a, #b, why);
#include "opt/order.def"
#undef BEFORE
}

const struct pass *const *pipeline_passes(size_t *ret_count)
{
	*ret_count = PASSES;
	return passes;
}

/* Is `name` one of the words of a comma-separated list? */
static bool in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at && *at;) {
		size_t word = strcspn(at, ",");

		if (word == len && strncmp(at, name, len) == 0)
			return true;
		at += word + (at[word] == ',');
	}
	return false;
}

static bool check_list(const char *list, struct err *err)
{
	for (const char *at = list; at && *at;) {
		size_t word = strcspn(at, ","), best = 0, best_distance = SIZE_MAX;
		char *name = xstrndup(at, word);
		bool known = false;

		for (size_t i = 0; i < PASSES; i++) {
			size_t distance = edit_distance(name, passes[i]->name);

			known = known || distance == 0;
			if (distance < best_distance) {
				best = i;
				best_distance = distance;
			}
		}
		if (!known && *name) {
			err_set(err, "no pass is called `%s`; did you mean `%s`?", name,
				passes[best]->name);
			free(name);
			return false;
		}
		free(name);
		at += word + (at[word] == ',');
	}
	return true;
}

bool pipeline_check_names(const struct pipeline *p, struct err *err)
{
	return check_list(p->passes, err) && check_list(p->no_pass, err) &&
	       check_list(p->last, err);
}

static bool selected(const struct pipeline *p, const struct pass *pass)
{
	if (p->passes && !in_list(p->passes, pass->name))
		return false;
	if (in_list(p->no_pass, pass->name))
		return false;
	if (p->last) {
		for (size_t i = 0; i < index_of(pass); i++) {
			if (in_list(p->last, passes[i]->name))
				return false;
		}
	}
	return true;
}

static bool any_selected(const struct pipeline *p, unsigned stage)
{
	for (size_t i = 0; i < PASSES; i++) {
		if ((stages_of[i] & stage) && selected(p, passes[i]))
			return true;
	}
	return false;
}

static bool straighten_coros(const struct unit *u, const struct model *m, struct err *err)
{
	vec(LLVMValueRef) bodies = {0};
	bool ok;

	for (size_t i = 0; i < m->coros_len; i++)
		vec_push(&bodies, m->coros[i]->resume);
	model_pin_polls(u, m, true);
	ok = straighten(u, bodies.at, bodies.len, err);
	model_pin_polls(u, m, false);
	vec_free(&bodies);
	return ok;
}

/* Is all well after `what`? The stages at the end have no model. */
static bool verify(struct unit *u, const struct pipeline *p, const struct pass_ctx *cx,
	unsigned stage, const char *what, struct err *err)
{
	bool sites = cx->have & HAVE_SITES;

	if (!p->verify)
		return true;
	if (stage & (STAGE_LAST | STAGE_CODE))
		return unit_verify(u, what, err);
	if (in_list(p->break_after, what))
		model_break(u, cx->model);
	return unit_verify(u, what, err) && model_check(u, cx->model, sites, what, err);
}

/* One pass, if all is there that it needs. */
static bool run_pass(struct pass_ctx *cx)
{
	if (cx->pass->needs & ~cx->have)
		BUG("%s runs where the model does not have what it needs", cx->pass->name);
	if (!cx->pass->run(cx))
		return false;
	cx->have &= ~cx->pass->spoils;
	return true;
}

static bool run_stage(struct unit *u, const struct pipeline *p, struct pass_ctx *cx,
	unsigned stage, struct err *err)
{
	bool straight = false;

	for (size_t i = 0; i < PASSES; i++) {
		cx->pass = passes[i];
		if (!(stages_of[i] & stage) || !selected(p, passes[i]))
			continue;
		if (passes[i]->straightened && !straight) {
			straight = true;
			if (!straighten_coros(u, cx->model, err))
				return false;
		}
		if (!run_pass(cx))
			continue;
		if (!verify(u, p, cx, stage, passes[i]->name, err))
			return false;
	}
	return true;
}

static void show_model(
	const struct pipeline *p, struct unit *u, const struct model *m, unsigned stage)
{
	if (p->model)
		p->model(p->model_arg, u, m, stage);
}

static void summarize(const struct model *m, struct pipeline_result *ret)
{
	ret->futures = m->coros_len;
	ret->opaque = m->opaque_len;
	for (size_t i = 0; i < m->coros_len; i++)
		ret->never_suspend += m->coros[i]->never_suspends;
}

void progress_step(const struct progress *p, unsigned done, const char *what)
{
	if (p->step)
		p->step(p->arg, done, what);
}

/* LLVM on each crate by itself, as far as it is known which crate a function is from. */
static bool run_first_stage(struct unit *u, const struct pipeline *p, struct err *err)
{
	struct origins origins = {0};
	bool ok;

	if (p->crates)
		origins_find(u, p->crates, &origins);
	fence_put(u, &origins);
	origins_free(&origins);
	ok = target_run_pipeline(u->module, p->machine, p->target, "lto-pre-link<%>", err);
	fence_take(u);
	return ok;
}

static bool run_settled(
	struct unit *u, const struct pipeline *p, struct pass_ctx *cx, struct err *err)
{
	if (!model_settle(u, cx->model, err))
		return false;
	cx->have |= HAVE_SITES;
	show_model(p, u, cx->model, STAGE_SETTLED);
	return verify(u, p, cx, STAGE_SETTLED, "settling", err) &&
	       run_stage(u, p, cx, STAGE_SETTLED, err);
}

static double seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* The model, and the passes on what rustc emitted. */
static bool run_raw(struct unit *u, const struct pipeline *p, struct pass_ctx *cx,
	struct map *layouts, struct pipeline_result *ret, struct err *err)
{
	clock_t start = clock();
	bool ok;

	progress_step(&p->progress, 0, "futures");
	cx->model = model_build(u);
	if (p->roundtrip && !lift_and_lower(u, &cx->model, &ret->lifted, err))
		return false;
	model_take_layouts(cx->model, layouts);
	ret->model_s += seconds_since(start);
	show_model(p, u, cx->model, 0);
	if (p->hints)
		ret->hinted = hints_apply(u, cx->model, p->hints);
	if (p->instrument)
		ret->instrumented = instrument(u, cx->model, p->ring ? cx->events : NULL);
	ok = verify(u, p, cx, STAGE_RAW, "the model was built", err) &&
	     run_stage(u, p, cx, STAGE_RAW, err);
	summarize(cx->model, ret);
	show_model(p, u, cx->model, STAGE_RAW);
	return ok;
}

/* LLVM's first pipeline, and the passes behind it; raw is NULL where there is no model. */
static bool run_simplified(struct unit *u, const struct pipeline *p, struct pass_ctx *cx,
	const struct model *raw, struct pipeline_result *ret, struct err *err)
{
	clock_t start;

	if (raw)
		model_mark(u, raw);
	progress_step(&p->progress, 1, "LLVM, before the link");
	if (!run_first_stage(u, p, err))
		return false;
	if (!raw)
		return true;
	progress_step(&p->progress, 2, "futures again");
	start = clock();
	cx->model = model_rebuild_marked(u, raw);
	ret->model_s += seconds_since(start);
	cx->have = 0;
	return verify(u, p, cx, STAGE_SIMPLIFIED, "LLVM, before the link", err) &&
	       run_stage(u, p, cx, STAGE_SIMPLIFIED, err);
}

static bool run_last(
	struct unit *u, const struct pipeline *p, struct pass_ctx *cx, struct err *err)
{
	bool ok = run_stage(u, p, cx, STAGE_LAST, err);

	if (ok && p->machine) {
		if (p->poison)
			poison_unreachable(u); /* what LLVM and the later stages have added */
		progress_step(&p->progress, 3, "LLVM, whole program");
		ok = target_run_pipeline(u->module, p->machine, p->target, "lto<%>", err);
	}
	if (ok && p->instrument)
		instrument_late(u, p->moves);
	ok = ok && run_stage(u, p, cx, STAGE_CODE, err);
	if (ok && p->instrument && p->ring)
		ok = instrument_ring(u, cx->events, p->ring, err);
	else if (ok && p->instrument && p->machine)
		ok = instrument_inline(u, err);
	if (ok && p->verify)
		ok = unit_verify(u, "LLVM's pipeline", err);
	return ok;
}

bool pipeline_run(
	struct unit *u, const struct pipeline *p, struct pipeline_result *ret, struct err *err)
{
	long fuel = p->fuel;
	struct event_table events = {0};
	struct remarks remarks = p->remarks;
	struct pass_ctx cx = {.unit = u,
		.remarks = &remarks,
		.counts = &ret->counts,
		.fuel = &fuel,
		.events = &events,
		.opt_level = p->target->opt_level};
	bool ours = p->instrument || p->hints || p->roundtrip ||
		    any_selected(p, STAGE_RAW | STAGE_SETTLED | STAGE_SIMPLIFIED);
	struct model *raw = NULL;
	struct map layouts = {0};
	bool ok = true;

	check_order();
	u->poison = p->poison;
	/* Before the model, which would take what a dead function does for a use of a future.
	 */
	if (p->machine)
		ok = unit_run_passes(u, "globaldce", err);
	if (ok && ours) {
		clock_t start = clock();

		layouts = layouts_read(u);
		ret->model_s += seconds_since(start);
	}
	if (ok && p->lines_only)
		ok = debug_lines_only(u, err);
	if (ok && ours) {
		ok = run_raw(u, p, &cx, &layouts, ret, err);
		raw = cx.model;
	}
	if (ok && any_selected(p, STAGE_SETTLED))
		ok = run_settled(u, p, &cx, err);
	if (ok && p->instrument)
		instrument_wakes(u, raw);
	if (p->line_tables_added)
		debug_drop_line_tables(u);
	if (ok && p->poison)
		poison_unreachable(u);
	if (ok && p->machine)
		ok = run_simplified(u, p, &cx, raw, ret, err);
	ok = ok && run_last(u, p, &cx, err);
	if (raw)
		model_free(raw);
	if (cx.model != raw)
		model_free(cx.model);
	map_free(&layouts);
	str_free(&events.text);
	return ok;
}
