/*
 * What a thread has counted: a tree of futures and awaits, from which come the sums of each
 * future and each await, and the stacks of futures.
 *
 * A node has what happened in it alone; times of polls are whole. Inner nodes come after outer
 * ones, so that one way back adds everything up.
 */
#include <stdlib.h>

#include "report/profile_reading.h"

/* What the nodes inside of one come to. */
struct inside {
	uint64_t allocs, bytes;		/* all of it, the node's own included */
	uint64_t own_allocs, own_bytes; /* of these, in no inner future */
	uint64_t ticks, longest;	/* in inner futures */
	size_t stack;			/* the future's; an await has its future's */
	uint32_t depth;			/* nodes around it */
};

struct tree {
	const struct reading *r;
	const struct ao_node *nodes;
	size_t len;
	struct inside *inside;
};

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static size_t find_stack(struct profile *p, size_t parent, size_t future)
{
	size_t *first =
		parent == SIZE_MAX ? &p->first_stack : &p->stacks.at[parent].first_child;
	struct profile_stack fresh = {.parent = parent, .future = future};

	for (size_t at = *first; at; at = p->stacks.at[at - 1].next) {
		if (p->stacks.at[at - 1].future == future)
			return at - 1;
	}
	fresh.next = *first;
	*first = p->stacks.len + 1;
	vec_push(&p->stacks, fresh);
	return p->stacks.len - 1;
}

/* An await without a stack is in its future without a stack. */
static size_t parent_of(const struct tree *t, size_t index)
{
	const struct ao_node *n = &t->nodes[index];
	unsigned state = t->r->state_of[n->point];

	if (index < t->r->h->points && state > 2 && n->point > state - 2)
		return n->point - (state - 2);
	return n->parent;
}

/*
 * A parent has a smaller index than its children: it was there first. A file that is damaged
 * may not send those that walk the stacks too deep.
 */
static bool find_stacks(const struct tree *t)
{
	t->inside[0].stack = SIZE_MAX;
	for (size_t i = 1; i < t->len; i++) {
		const struct ao_node *n = &t->nodes[i];
		bool known;

		if (n->point >= t->r->h->points || n->parent >= i)
			return false;
		known = t->r->future_of[n->point] != SIZE_MAX;
		if (!known && i >= t->r->h->points)
			return false;
		t->inside[i].stack = t->inside[parent_of(t, i)].stack;
		t->inside[i].depth = t->inside[parent_of(t, i)].depth + 1;
		if (t->inside[i].depth > AO_NODES)
			return false;
		if (known && !t->r->await_of[n->point] &&
			(i >= t->r->h->points || n->starts || n->again || n->refused))
			t->inside[i].stack = find_stack(
				t->r->p, t->inside[i].stack, t->r->future_of[n->point]);
	}
	return true;
}

static void add_await(const struct tree *t, size_t index)
{
	const struct ao_node *n = &t->nodes[index];
	const struct inside *in = &t->inside[index];
	struct inside *outer = &t->inside[parent_of(t, index)];
	struct profile_counts *to = &t->r->await_of[n->point]->sum.n;

	to->polls += n->starts + n->again;
	to->starts += n->starts;
	to->ready += n->ready;
	to->ready_first += n->ready - n->ready_again;
	to->pending += n->pending;
	to->idle += n->idle;
	to->ticks += profile_ns(t->r, in->ticks);
	to->longest = larger(to->longest, profile_ns(t->r, in->longest));
	to->allocs += in->allocs;
	to->bytes += in->bytes;
	outer->own_allocs += in->own_allocs;
	outer->own_bytes += in->own_bytes;
	outer->ticks += in->ticks;
	outer->longest = larger(outer->longest, in->longest);
}

static void add_future(const struct tree *t, size_t index)
{
	const struct ao_node *n = &t->nodes[index];
	const struct inside *in = &t->inside[index];
	struct inside *outer = &t->inside[n->parent];
	struct profile_counts *to = &t->r->p->futures.at[t->r->future_of[n->point]]->sum.n;
	/* More inside than in all: the poll is still under way. */
	uint64_t own = profile_ns(t->r, n->ticks > in->ticks ? n->ticks - in->ticks : 0);
	uint64_t polls = n->starts + n->again + n->refused;

	to->polls += polls;
	to->starts += n->starts;
	to->ready += n->ready;
	to->ready_first += n->ready - n->ready_again;
	to->pending += n->pending;
	to->idle += n->idle;
	to->unwound += n->unwound;
	to->refused += n->refused;
	to->ticks += profile_ns(t->r, n->ticks);
	to->self_ticks += own;
	to->longest = larger(to->longest, profile_ns(t->r, n->longest));
	to->allocs += in->allocs;
	to->bytes += in->bytes;
	to->self_allocs += in->own_allocs;
	to->self_bytes += in->own_bytes;
	outer->ticks += n->ticks;
	outer->longest = larger(outer->longest, n->longest);
	if (polls) {
		struct profile_stack *s = &t->r->p->stacks.at[in->stack];

		s->polls += polls;
		s->self_ns += own;
		s->self_allocs += in->own_allocs;
	}
}

static void add_node(const struct tree *t, size_t index)
{
	const struct ao_node *n = &t->nodes[index];
	struct inside *in = &t->inside[index];
	struct inside *outer = &t->inside[parent_of(t, index)];

	in->allocs += n->allocs;
	in->bytes += n->bytes;
	in->own_allocs += n->allocs;
	in->own_bytes += n->bytes;
	if (t->r->future_of[n->point] == SIZE_MAX) /* no stack: there is nothing in it */
		return;
	outer->allocs += in->allocs;
	outer->bytes += in->bytes;
	if (t->r->await_of[n->point])
		add_await(t, index);
	else
		add_future(t, index);
}

static void add_wakes(const struct reading *r, const struct ao_more *more, struct ao_more *to)
{
	to->woken += more->woken;
	to->wake_ticks += profile_ns(r, more->wake_ticks);
	to->wake_longest = larger(to->wake_longest, profile_ns(r, more->wake_longest));
}

static void add_more(const struct reading *r, const struct ao_more *all)
{
	for (uint32_t i = 0; i < r->h->points; i++) {
		const struct ao_more *more = &all[i];
		struct profile_sum *future, *to;

		if (r->future_of[i] == SIZE_MAX)
			continue;
		future = &r->p->futures.at[r->future_of[i]]->sum;
		to = r->await_of[i] ? &r->await_of[i]->sum : future;
		to->n.cancelled += more->cancelled;
		to->more.moves += more->moves;
		to->more.moved_bytes += more->moved_bytes;
		if (!r->await_of[i])
			continue;
		add_wakes(r, more, &to->more);
		add_wakes(r, more, &future->more);
	}
}

static bool add_tree(struct tree *t, struct profile_process *process)
{
	bool ok;

	t->inside = xcalloc(t->len + 1, sizeof(*t->inside));
	ok = find_stacks(t);
	for (size_t i = t->len; ok && i-- > 1;)
		add_node(t, i);
	if (ok && t->len) {
		process->allocs += t->inside[0].allocs + t->nodes[0].allocs;
		process->bytes += t->inside[0].bytes + t->nodes[0].bytes;
	}
	free(t->inside);
	return ok;
}

bool profile_read_block(
	const struct reading *r, const struct ao_block *b, struct profile_process *process)
{
	const struct ao_more *more = (const void *)((const char *)b + r->h->thread_bytes);
	const struct ao_node *nodes = (const void *)(more + r->h->points);
	struct tree t = {.r = r,
		.nodes = nodes,
		.len = b->node_count < r->h->nodes ? b->node_count : r->h->nodes};

	process->threads++;
	r->p->losses.deep += b->deep;
	r->p->losses.unknown += b->unknown;
	r->p->losses.stacks += b->no_node;
	add_more(r, more);
	profile_read_events(r, b, (const struct ao_event *)(nodes + r->h->nodes));
	return add_tree(&t, process);
}
