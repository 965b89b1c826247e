/* A profile for programs: JSON, folded stacks, the trace format of browsers. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/profile_view.h"

static void add_counts(struct json_object *to, const struct profile_sum *sum, bool of_await)
{
	for (size_t i = 0; i < columns_len; i++) {
		if (!of_await || columns[i].of_await)
			json_add_number(to, columns[i].json, column_value(&columns[i], sum));
	}
}

static struct json_object *await_json(const struct profile_await *a)
{
	struct json_object *json = json_object_new_object();

	json_add(json, "state", json_object_new_int64(a->state));
	json_add_text(json, "awaits", a->child);
	json_add_place(json, a->file, a->line);
	add_counts(json, &a->sum, true);
	return json;
}

static struct json_object *future_json(const struct profile_future *f)
{
	struct json_object *json = json_object_new_object(), *awaits = json_object_new_array();

	json_add_text(json, "name", f->name);
	json_add_text(json, "symbol", f->symbol);
	json_add_place(json, f->file, f->line);
	add_counts(json, &f->sum, false);
	for (size_t i = 0; i < f->awaits_len; i++) {
		if (f->awaits[i].state)
			json_object_array_add(awaits, await_json(&f->awaits[i]));
	}
	json_add(json, "awaits", awaits);
	return json;
}

static struct json_object *process_json(const struct profile_process *process)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "program", process->program);
	json_add_number(json, "pid", process->pid);
	json_add_number(json, "forked_off", process->parent_pid);
	json_add_number(json, "threads", process->threads);
	json_add_number(json, "wall_ns", process->wall_ns);
	json_add_number(json, "allocations", process->allocs);
	json_add_number(json, "allocated_bytes", process->bytes);
	json_add_flag(json, "ended", process->ended);
	json_add_flag(json, "times_are_ticks", process->in_ticks);
	return json;
}

static struct json_object *stack_json(const struct profile *p, const struct profile_stack *s)
{
	struct json_object *json = json_object_new_object();

	json_add(json, "parent",
		s->parent == SIZE_MAX ? NULL : json_object_new_uint64(s->parent));
	json_add_text(json, "name", p->futures.at[s->future]->name);
	json_add_number(json, "polls", s->polls);
	json_add_number(json, "own_ns", s->self_ns);
	json_add_number(json, "own_allocations", s->self_allocs);
	return json;
}

static struct json_object *losses_json(const struct profile_losses *l)
{
	struct json_object *json = json_object_new_object();

	json_add_number(json, "polls", l->polls);
	json_add_number(json, "threads_without_space", l->no_space);
	json_add_number(json, "deep_polls", l->deep);
	json_add_number(json, "unmatched_ends", l->unknown);
	json_add_number(json, "stacks", l->stacks);
	json_add_number(json, "trace_events", l->events);
	json_add_number(json, "ring_events", l->ring);
	return json;
}

void profile_json(const struct profile *p, const struct profile_view *view, struct str *ret)
{
	struct json_object *json = json_object_new_object();
	struct json_object *processes = json_object_new_array();
	struct json_object *futures = json_object_new_array();
	struct json_object *stacks = json_object_new_array();
	size_t len, hidden;
	struct profile_future **list = view_futures(p, view, &len, &hidden);

	vec_each(struct profile_process, process, &p->processes)
		json_object_array_add(processes, process_json(process));
	for (size_t i = 0; i < len; i++)
		json_object_array_add(futures, future_json(list[i]));
	vec_each(struct profile_stack, stack, &p->stacks)
		json_object_array_add(stacks, stack_json(p, stack));
	json_add_number(json, "schema", 1);
	json_add(json, "processes", processes);
	json_add(json, "futures", futures);
	json_add_number(json, "futures_not_shown", hidden);
	json_add(json, "stacks", stacks);
	json_add(json, "lost", losses_json(&p->losses));
	json_print(json, true, ret);
	free(list);
}

/* ---- folded stacks ---- */

/* A name in which no separator of the format occurs. */
static void add_frame(struct str *ret, const struct profile_future *f)
{
	for (const char *c = f->name; *c; c++)
		str_addc(ret, *c == ';' ? ':' : *c == ' ' ? '_' : *c);
	if (f->file)
		str_addf(ret, "_(%s:%u)", f->file, f->line);
}

static void add_stack(const struct profile *p, size_t index, struct str *ret)
{
	const struct profile_stack *s = &p->stacks.at[index];
	vec(size_t) up = {0};

	for (size_t at = index; at != SIZE_MAX; at = p->stacks.at[at].parent)
		vec_push(&up, at);
	for (size_t i = up.len; i-- > 0;) {
		add_frame(ret, p->futures.at[p->stacks.at[up.at[i]].future]);
		str_addc(ret, i ? ';' : ' ');
	}
	str_addf(ret, "%llu\n", (unsigned long long)s->self_ns);
	vec_free(&up);
}

void profile_folded(const struct profile *p, struct str *ret)
{
	for (size_t i = 0; i < p->stacks.len; i++) {
		if (p->stacks.at[i].polls)
			add_stack(p, i, ret);
	}
}

/* ---- the trace ---- */

static char *outcome(const struct profile *p, const struct profile_slice *s)
{
	const struct profile_future *f = p->futures.at[s->future];
	const struct profile_await *a;
	char *place, *text;

	if (s->state < 3 || s->state - 3 >= f->awaits_len)
		return xstrdup("ended");
	a = &f->awaits[s->state - 3];
	place = place_text(a->file, a->line);
	text = xprintf("Pending: %s %s", a->child ? a->child : "?", place);
	free(place);
	return text;
}

static struct json_object *slice_json(const struct profile *p, const struct profile_slice *s)
{
	struct json_object *json = json_object_new_object(), *more = json_object_new_object();
	char *end = outcome(p, s);

	json_add_text(json, "name", p->futures.at[s->future]->name);
	json_add_text(json, "cat", "poll");
	json_add_text(json, "ph", "X");
	json_add(json, "ts", json_object_new_double((double)s->start_ns / 1000));
	json_add(json, "dur", json_object_new_double((double)(s->end_ns - s->start_ns) / 1000));
	json_add_number(json, "pid", s->pid);
	json_add_number(json, "tid", s->thread);
	json_add_text(more, "result", end);
	json_add_place(more, p->futures.at[s->future]->file, p->futures.at[s->future]->line);
	json_add(json, "args", more);
	free(end);
	return json;
}

void profile_trace(const struct profile *p, struct str *ret)
{
	struct json_object *json = json_object_new_object();
	struct json_object *events = json_object_new_array();

	vec_each(struct profile_process, process, &p->processes) {
		struct json_object *name = json_object_new_object();
		struct json_object *args = json_object_new_object();

		json_add_text(name, "name", "process_name");
		json_add_text(name, "ph", "M");
		json_add_number(name, "pid", process->pid);
		json_add_text(args, "name", process->program);
		json_add(name, "args", args);
		json_object_array_add(events, name);
	}
	vec_each(struct profile_slice, slice, &p->slices)
		json_object_array_add(events, slice_json(p, slice));
	json_add(json, "traceEvents", events);
	json_add_text(json, "displayTimeUnit", "ns");
	json_print(json, true, ret);
}
