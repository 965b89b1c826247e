/* A profile as one page that needs nothing else: the table, and the tree of stacks. */
#include <stdlib.h>
#include <string.h>

#include "report/profile_view.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<title>async-opt profile</title>\n<style>\n"
	"body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#222;background:#fff}\n"
	"table{border-collapse:collapse;font-size:13px}th,td{padding:2px 7px;text-align:right;"
	"white-space:nowrap;vertical-align:top}\n"
	"th{border-bottom:1px solid #888;position:sticky;top:0;background:#fff;z-index:1}\n"
	"th:first-child{z-index:2}td:first-child,th:first-child{text-align:left;"
	"white-space:normal;min-width:26em;max-width:44em;overflow-wrap:anywhere;"
	"position:sticky;left:0;background:#fff}td:first-child{font-family:monospace}\n"
	"tr.future td{border-top:1px solid #eee}\n"
	"tr.await td{color:#555}tr.await td:first-child{padding-left:2.5em}\n"
	"details,.leaf{margin-left:1.5em}summary,.leaf{font:13px/1.5 "
	"monospace;cursor:default}\n"
	".leaf{padding-left:1.1em}small{color:#666}.time{display:inline-block;"
	"min-width:5.5em;text-align:right;margin-right:.8em;color:#048}\n"
	"</style></head><body>\n<h1>async-opt profile</h1>\n";

static void add_escaped(struct str *ret, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			str_add(ret, "&lt;");
			break;
		case '>':
			str_add(ret, "&gt;");
			break;
		case '&':
			str_add(ret, "&amp;");
			break;
		default:
			str_addc(ret, *text);
		}
	}
}

/* Columns that are empty all over are left out. */
static void add_cells(
	struct str *ret, const struct profile *p, const struct profile_sum *sum, bool of_await)
{
	for (size_t i = 0; i < columns_len; i++) {
		uint64_t value = column_value(&columns[i], sum);
		char *text;

		if (!column_is_used(p, &columns[i]))
			continue;
		text = column_text(&columns[i], value);

		str_addf(ret, "<td>%s</td>",
			value && (!of_await || columns[i].of_await) ? text : "");
		free(text);
	}
}

static void add_name(
	struct str *ret, const char *before, const char *name, const char *file, unsigned line)
{
	char *place = place_text(file, line);

	str_addf(ret, "%s", before);
	add_escaped(ret, name ? name : "?");
	str_add(ret, " <small>");
	add_escaped(ret, place);
	str_add(ret, "</small>");
	free(place);
}

static void add_future(struct str *ret, const struct profile *p, const struct profile_future *f)
{
	add_name(ret, "<tr class=\"future\"><td>", f->name, f->file, f->line);
	str_add(ret, "</td>");
	add_cells(ret, p, &f->sum, false);
	str_add(ret, "</tr>\n");
	for (size_t i = 0; i < f->awaits_len; i++) {
		const struct profile_await *a = &f->awaits[i];

		if (!a->sum.n.polls && !a->sum.n.pending)
			continue;
		add_name(ret, "<tr class=\"await\"><td>await ", a->child, a->file, a->line);
		str_add(ret, "</td>");
		add_cells(ret, p, &a->sum, true);
		str_add(ret, "</tr>\n");
	}
}

static void add_table(struct str *ret, const struct profile *p, const struct profile_view *view)
{
	size_t len, hidden;
	struct profile_future **list = view_futures(p, view, &len, &hidden);

	str_add(ret, "<table><tr><th>future</th>");
	for (size_t i = 0; i < columns_len; i++) {
		if (column_is_used(p, &columns[i]))
			str_addf(ret, "<th title=\"%s\">%s</th>", columns[i].brief,
				columns[i].name);
	}
	str_add(ret, "</tr>\n");
	for (size_t i = 0; i < len; i++)
		add_future(ret, p, list[i]);
	str_add(ret, "</table>\n");
	if (hidden)
		str_addf(ret, "<p>%zu more futures are not shown.</p>\n", hidden);
	free(list);
}

/* With all below; the reader has seen to it that stacks are not deeper than AO_NODES. */
static uint64_t total_ns(const struct profile *p, size_t index)
{
	uint64_t total = p->stacks.at[index].self_ns;

	for (size_t at = p->stacks.at[index].first_child; at; at = p->stacks.at[at - 1].next)
		total += total_ns(p, at - 1);
	return total;
}

static void add_tree(struct str *ret, const struct profile *p, size_t first)
{
	for (size_t at = first; at; at = p->stacks.at[at - 1].next) {
		const struct profile_stack *s = &p->stacks.at[at - 1];
		const struct profile_future *f = p->futures.at[s->future];
		char *own = ns_text(s->self_ns), *total = ns_text(total_ns(p, at - 1));

		str_addf(ret, "%s<span class=\"time\">%s</span>",
			s->first_child ? "<details open><summary>" : "<div class=\"leaf\">",
			total);
		add_name(ret, "", f->name, f->file, f->line);
		str_addf(ret,
			" <small>&mdash; own %s, %llu polls, %llu allocations</small>%s\n", own,
			(unsigned long long)s->polls, (unsigned long long)s->self_allocs,
			s->first_child ? "</summary>" : "</div>");
		add_tree(ret, p, s->first_child);
		if (s->first_child)
			str_add(ret, "</details>\n");
		free(own);
		free(total);
	}
}

void profile_html(const struct profile *p, const struct profile_view *view, struct str *ret)
{
	str_add(ret, head);
	vec_each(struct profile_process, process, &p->processes) {
		char *wall = ns_text(process->wall_ns);

		str_add(ret, "<p>");
		add_escaped(ret, process->program);
		str_addf(ret, ", process %llu: %u thread%s, %s%s</p>\n",
			(unsigned long long)process->pid, process->threads,
			process->threads == 1 ? "" : "s", wall,
			process->ended ? "" : "; it did not end by itself");
		free(wall);
	}
	add_table(ret, p, view);
	str_add(ret, "<h2>What polls what</h2>\n"
		     "<p>Each stack of futures: the time in it with all below, and what is its "
		     "own.</p>\n");
	add_tree(ret, p, p->first_stack);
	str_add(ret, "</body></html>\n");
}
