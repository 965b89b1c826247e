/* A profile for a terminal. */
#include <stdlib.h>
#include <string.h>

#include "report/profile_view.h"

/* A table's cells, row by row; NULL: empty. */
struct table {
	vec(char *) cells;
	size_t columns;
};

static bool is_shown(const struct profile *p, const struct column *c)
{
	if (c->always_shown)
		return true;
	if (!strcmp(c->name, "first") || !strncmp(c->name, "own-", 4))
		return false;
	return column_is_used(p, c);
}

static void add_counts(
	struct table *t, const struct profile *p, const struct profile_sum *sum, bool of_await)
{
	for (size_t i = 0; i < columns_len; i++) {
		uint64_t value = column_value(&columns[i], sum);

		if (!is_shown(p, &columns[i]))
			continue;
		vec_push(&t->cells, (of_await && !columns[i].of_await) || !value
					    ? NULL
					    : column_text(&columns[i], value));
	}
}

static void add_await(struct table *t, const struct profile *p, const struct profile_await *a)
{
	char *place = place_text(a->file, a->line);

	if (a->sum.n.polls || a->sum.n.pending || a->sum.n.cancelled) {
		vec_push(&t->cells, xprintf("  await %s%s%s", a->child ? a->child : "?",
					    *place ? "  " : "", place));
		add_counts(t, p, &a->sum, true);
	}
	free(place);
}

static void add_future(struct table *t, const struct profile *p, const struct profile_future *f)
{
	char *place = place_text(f->file, f->line);

	vec_push(&t->cells, xprintf("%s%s%s", f->name, *place ? "  " : "", place));
	add_counts(t, p, &f->sum, false);
	for (size_t i = 0; i < f->awaits_len; i++)
		add_await(t, p, &f->awaits[i]);
	free(place);
}

static void begin_table(struct table *t, const struct profile *p)
{
	vec_push(&t->cells, xstrdup("future"));
	t->columns = 1;
	for (size_t i = 0; i < columns_len; i++) {
		if (!is_shown(p, &columns[i]))
			continue;
		vec_push(&t->cells, xstrdup(columns[i].name));
		t->columns++;
	}
}

static size_t width_of(const struct table *t, size_t column)
{
	size_t width = 1;

	for (size_t i = column; i < t->cells.len; i += t->columns) {
		size_t len = t->cells.at[i] ? strlen(t->cells.at[i]) : 0;

		width = len > width ? len : width;
	}
	return width;
}

/* Numbers first, aligned; the names, which have any length, last. */
static void print_table(const struct table *t, struct str *ret)
{
	for (size_t row = 0; row < t->cells.len; row += t->columns) {
		for (size_t k = 1; k < t->columns; k++) {
			const char *cell = t->cells.at[row + k];

			str_addf(ret, "%*s  ", (int)width_of(t, k), cell ? cell : ".");
		}
		str_addf(ret, "%s\n", t->cells.at[row]);
	}
}

static void free_table(struct table *t)
{
	vec_each(char *, cell, &t->cells)
		free(*cell);
	vec_free(&t->cells);
}

static void print_process(const struct profile_process *process, struct str *ret)
{
	char *wall = ns_text(process->wall_ns);

	if (process->of_ring)
		str_addf(ret, "%s (a ring", process->program);
	else
		str_addf(ret, "%s (process %llu", process->program,
			(unsigned long long)process->pid);
	if (process->parent_pid)
		str_addf(ret, ", forked off %llu", (unsigned long long)process->parent_pid);
	str_addf(ret, "): %u thread%s", process->threads, process->threads == 1 ? "" : "s");
	if (!process->in_ticks)
		str_addf(ret, ", %s", wall);
	str_addf(ret, ", %llu allocations, %llu bytes", (unsigned long long)process->allocs,
		(unsigned long long)process->bytes);
	if (!process->ended)
		str_add(ret, "; it did not end by itself, these are its last figures");
	if (process->in_ticks && process->of_ring)
		str_add(ret, "; times are the clock's ticks");
	else if (process->in_ticks)
		str_add(ret, "; it ended before its clock was known: times are the clock's "
			     "ticks, not ns");
	str_addc(ret, '\n');
	free(wall);
}

static void print_loss(struct str *ret, uint64_t count, const char *what)
{
	if (count)
		str_addf(ret, "lost: %llu %s\n", (unsigned long long)count, what);
}

void profile_text(const struct profile *p, const struct profile_view *view, struct str *ret)
{
	struct table t = {0};
	size_t len, hidden;
	struct profile_future **list = view_futures(p, view, &len, &hidden);

	vec_each(struct profile_process, process, &p->processes)
		print_process(process, ret);
	str_addc(ret, '\n');
	begin_table(&t, p);
	for (size_t i = 0; i < len; i++)
		add_future(&t, p, list[i]);
	if (len)
		print_table(&t, ret);
	else
		str_add(ret, "No future that async-opt knows was polled.\n");
	if (hidden)
		str_addf(ret, "\n%zu more; --limit 0 shows all\n", hidden);
	if (p->losses.polls || p->losses.no_space || p->losses.deep || p->losses.unknown ||
		p->losses.ring)
		str_addc(ret, '\n');
	print_loss(ret, p->losses.polls, "polls in threads that there was no room for");
	print_loss(ret, p->losses.no_space, "threads that the disk had no room for");
	print_loss(ret, p->losses.ring,
		"events that the ring had no room for: figures are of the "
		"last ones alone");
	print_loss(ret, p->losses.deep, "polls inside of more than 128 others");
	print_loss(ret, p->losses.unknown, "ends of polls, which did not match a beginning");
	print_loss(ret, p->losses.stacks, "stacks, whose polls are under a shorter one");
	free_table(&t);
	free(list);
}
