/* Facts for a terminal. */
#include <stdlib.h>
#include <string.h>

#include "report/facts.h"
#include "report/symbol.h"

struct totals {
	size_t futures, never_suspend;
	uint64_t text_bytes, moved_bytes, allocations, states, states_reached, awaits;
};

static void count(struct totals *t, const struct fact_future *f)
{
	t->futures++;
	t->never_suspend += f->never_suspends;
	t->text_bytes += f->text_bytes;
	t->moved_bytes += f->moved_making + f->moved_first;
	t->allocations += f->allocations;
	t->awaits += f->awaits.len;
	t->states += f->states;
	t->states_reached += f->states_reached;
}

/* 1022399 as "1 022 399". */
static void add_grouped(struct str *to, uint64_t n)
{
	if (n >= 1000) {
		add_grouped(to, n / 1000);
		str_addf(to, " %03u", (unsigned)(n % 1000));
	} else {
		str_addf(to, "%u", (unsigned)n);
	}
}

/* In `width` columns at the right; "-" for 0. */
static void add_number(struct str *to, uint64_t n, int width)
{
	struct str text = {0};

	if (n)
		add_grouped(&text, n);
	str_addf(to, "%*s", width, n ? text.s : "-");
	str_free(&text);
}

/* The columns of one future, or of several; `frame_bytes` of one alone. */
static void add_line(struct str *to, const struct totals *t, uint64_t frame_bytes)
{
	char *of = xprintf("%llu/%llu", (unsigned long long)t->states_reached,
		(unsigned long long)t->states);

	add_number(to, t->text_bytes, 10);
	add_number(to, frame_bytes, 9);
	add_number(to, t->moved_bytes, 9);
	add_number(to, t->allocations, 6);
	str_addf(to, " %9s %7llu", of, (unsigned long long)t->awaits);
	free(of);
}

static void add_place(struct str *to, const char *file, unsigned line)
{
	if (file)
		str_addf(to, "  %s:%u", file, line);
}

static void add_row(struct str *to, const struct fact_future *f)
{
	struct totals own = {0};

	count(&own, f);
	add_line(to, &own, f->frame_bytes);
	str_addf(to, "  %-7s %s",
		f->never_suspends ? "never"
		: f->open	  ? "open"
				  : "closed",
		f->name);
	add_place(to, f->file, f->line);
	str_addc(to, '\n');
}

static void add_totals(struct str *to, const struct totals *t, const char *what)
{
	add_line(to, t, 0);
	str_addf(to, "  %-7s [%zu %s]\n", "", t->futures, what);
}

/* "2 NOT_RAW, 1 NOT_A_POLL", in the order in which they come first. */
static void add_reasons(const struct facts *f, struct str *to)
{
	for (size_t i = 0; i < f->opaque.len; i++) {
		const char *reason = f->opaque.at[i].reason;
		size_t before = 0, all = 0;

		for (size_t k = 0; k < f->opaque.len; k++) {
			bool same = !strcmp(f->opaque.at[k].reason, reason);

			all += same;
			before += same && k < i;
		}
		if (!before)
			str_addf(to, "%s%zu %s", i ? ", " : "", all, reason);
	}
}

static void add_opaque(const struct facts *f, struct str *to)
{
	if (!f->opaque.len)
		return;
	str_addf(to, "\n%zu more not understood, and left alone: ", f->opaque.len);
	add_reasons(f, to);
	str_addc(to, '\n');
	vec_each(struct fact_opaque, o, &f->opaque)
		str_addf(to, "  %s: %s (%s)\n", o->name, o->text, o->reason);
}

void facts_table(const struct facts *f, const struct facts_view *view, struct str *ret)
{
	struct totals all = {0}, hidden = {0};
	fact_futures rows = {0};

	facts_view_select(f, view, &rows);
	str_addf(ret, "%s\n\n%10s%9s%9s%6s %9s %7s  %-7s %s\n", f->artefact, "text", "frame",
		"moved", "heap", "states", "awaits", "", "future");
	for (size_t i = 0; i < rows.len; i++) {
		count(&all, rows.at[i]);
		if (view->limit && i >= view->limit)
			count(&hidden, rows.at[i]);
		else
			add_row(ret, rows.at[i]);
	}
	if (hidden.futures)
		add_totals(ret, &hidden, "more: --limit N shows more, --limit 0 all");
	add_totals(ret, &all, all.futures == 1 ? "future" : "futures");
	vec_free(&rows);
	add_opaque(f, ret);
}

/* ---- one future ---- */

/* "what is awaited", "a temporary", or the name in the source. */
static const char *shown_name(const char *name)
{
	if (!strcmp(name, "__awaitee"))
		return "what is awaited";
	return has_prefix(name, "__") ? "a temporary" : name;
}

static void add_values(const struct fact_values *values, struct str *ret)
{
	vec_each(struct fact_value, v, &values->list) {
		add_number(ret, v->bytes, 14);
		str_addf(ret, "  %s: %s%s\n", shown_name(v->name), v->type,
			v->twice ? "  (twice: it is captured, too)" : "");
		if (v->more)
			str_addf(ret, "%14s  %s: %u more of this name, of unknown type\n", "?",
				shown_name(v->name), v->more);
	}
}

static void add_await(const struct facts *f, const struct fact_await *a, struct str *ret)
{
	const struct fact_future *child = a->child ? facts_find(f, a->child) : NULL;
	char *path = a->child && !child ? symbol_path(a->child) : NULL;

	str_addf(ret, "  %5u  awaits %s", a->state,
		child  ? child->name
		: path ? path
		       : "what is polled through a pointer");
	if (a->kind == KIND_AWAY || a->kind == KIND_OPAQUE)
		str_add(ret, a->kind == KIND_AWAY ? ", behind a pointer"
						  : ", which is not understood");
	add_place(ret, a->file, a->line);
	if (a->never_pending)
		str_add(ret, "\n         never Pending: this state is gone");
	str_addc(ret, '\n');
	add_values(&a->held, ret);
	free(path);
}

static const struct fact_await *await_of(const struct fact_future *future, unsigned state)
{
	vec_each(struct fact_await, a, &future->awaits) {
		if (a->state == state)
			return a;
	}
	return NULL;
}

static void add_saving(
	const struct fact_future *future, const struct fact_saving *s, struct str *ret)
{
	static const char *const how[] = {
		[CHANGE_REFERENCE] = "pass by reference",
		[CHANGE_BOX] = "box",
		[CHANGE_DROP] = "end the scope before the await, if nothing borrows it, of",
	};
	const struct fact_await *await = s->state ? await_of(future, s->state) : NULL;

	add_number(ret, s->bytes, 14);
	str_addf(ret, "  %s %s: %s", how[s->change], shown_name(s->name), s->type);
	if (s->state)
		str_addf(ret, "  (state %u)", s->state);
	if (await)
		add_place(ret, await->file, await->line);
	str_addc(ret, '\n');
}

static void add_savings(const struct fact_future *future, struct str *ret)
{
	if (future->savings.len)
		str_add(ret,
			"\n         what a change of the source would save, in bytes of the "
			"frame, each by itself\n");
	vec_each(struct fact_saving, s, &future->savings)
		add_saving(future, s, ret);
}

static void add_remarks(
	const struct fact_future *future, bool done, const char *title, struct str *ret)
{
	bool any = false;

	vec_each(struct fact_remark, r, &future->remarks) {
		if ((r->reason == NULL) != done)
			continue;
		if (!any)
			str_addf(ret, "\n%s\n", title);
		any = true;
		str_addf(ret, "  %-14s %s", r->pass, r->text);
		if (r->reason)
			str_addf(ret, " (%s)", r->reason);
		str_addc(ret, '\n');
	}
}

void facts_one(const struct facts *f, const struct fact_future *future, struct str *ret)
{
	str_addf(ret, "%s\n", future->name);
	if (future->file)
		str_addf(ret, "  at %s:%u\n", future->file, future->line);
	str_addf(ret, "  in %s\n\n", f->artefact);
	if (future->text_bytes) {
		str_add(ret, "  resume function ");
		add_grouped(ret, future->text_bytes);
		str_add(ret, " bytes\n");
	} else {
		str_add(ret, "  resume function inlined into its callers, or not used\n");
	}
	if (future->frame_bytes) {
		str_add(ret, "  frame           ");
		add_grouped(ret, future->frame_bytes);
		str_add(ret, " bytes\n");
	}
	if (future->moved_known) {
		str_add(ret, "  moved           ");
		add_grouped(ret, future->moved_making);
		str_add(ret, " bytes when it is made, ");
		add_grouped(ret, future->moved_first);
		str_add(ret, " in its first poll\n");
	}
	str_addf(ret, "  states          %u, %u of them can be reached\n", future->states,
		future->states_reached);
	str_addf(ret, "  suspends        %s\n", future->never_suspends ? "never" : "it may");
	str_addf(ret, "  allocates       %s%s%s\n", facts_allocates_text(future),
		future->allocates_why ? ": " : "",
		future->allocates_why ? future->allocates_why : "");
	str_addf(ret, "  closed          %s%s\n",
		future->open ? "no: " : "yes: only awaits poll it",
		future->open ? future->open : "");
	if (future->captures.list.len)
		str_add(ret, "\n         captures\n");
	add_values(&future->captures, ret);
	if (future->awaits.len)
		str_addf(ret, "\n  state  and what is held over it, in bytes\n");
	vec_each(struct fact_await, a, &future->awaits)
		add_await(f, a, ret);
	add_savings(future, ret);
	if (!future->captures.known)
		str_add(ret, "\n  What it holds is not known without debug information: "
			     "`cargo async-opt report\n  --layouts` builds with it.\n");
	add_remarks(future, true, "Done", ret);
	add_remarks(future, false, "Not done", ret);
}
