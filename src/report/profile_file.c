/* From a profile file (rt/format.h) to struct profile. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/profile.h"
#include "report/symbol.h"

/* One file while it is read. Everything in it is checked before it is used. */
struct reading {
	struct profile *p;
	const char *path;
	const char *bytes;
	uint64_t size_bytes;
	const struct ao_header *h;
	double ns_per_tick;
	size_t *future_of;		 /* of each point: index of a future, or SIZE_MAX */
	struct profile_await **await_of; /* of each point that is an await's */
	unsigned *state_of;		 /* likewise */
};

static bool fail(const struct reading *r, struct err *err, const char *why)
{
	return err_set(err, "%s: %s", r->path, why);
}

/* ---- is it one? ---- */

static uint64_t block_bytes(const struct ao_header *h)
{
	uint64_t bytes =
		h->thread_bytes +
		h->points * (uint64_t)(sizeof(struct ao_counts) + sizeof(struct ao_more)) +
		h->nodes * (uint64_t)sizeof(struct ao_node) +
		h->events * (uint64_t)sizeof(struct ao_event);

	return (bytes + AO_PAGE - 1) / AO_PAGE * AO_PAGE;
}

static bool check_header(const struct reading *r, struct err *err)
{
	const struct ao_header *h = r->h;

	if (r->size_bytes >= sizeof(h->magic) && !h->magic[0] &&
		!memcmp(h->magic, h->magic + 1, sizeof(h->magic) - 1))
		return fail(r, err, "the program ended before it could begin the profile");
	if (r->size_bytes < sizeof(*h) || memcmp(h->magic, AO_MAGIC, sizeof(h->magic)) != 0)
		return fail(r, err, "this is not a profile");
	if (h->version != AO_VERSION_OF_FORMAT)
		return err_set(err,
			"%s: this profile has format %u, and this async-opt reads format %d; "
			"profile the program again",
			r->path, h->version, AO_VERSION_OF_FORMAT);
	if (h->header_bytes != sizeof(*h) || h->points < 1 || h->nodes < 1 ||
		h->thread_bytes < sizeof(struct ao_block) || h->thread_bytes % 8 ||
		h->points > 1U << 24 || h->blocks > AO_BLOCKS || h->nodes > 1U << 24 ||
		h->events > 1U << 24 || h->block_bytes != block_bytes(h))
		return fail(r, err, "the profile is damaged, or another machine's");
	if (h->table_bytes > r->size_bytes || h->table_offset > r->size_bytes ||
		h->table_offset + h->table_bytes > h->blocks_offset ||
		h->blocks_offset > r->size_bytes)
		return fail(r, err, "the profile is cut short");
	if (h->blocks_used < h->blocks
			? h->blocks_used * h->block_bytes > r->size_bytes - h->blocks_offset
			: h->blocks * h->block_bytes > r->size_bytes - h->blocks_offset)
		return fail(r, err, "the profile is cut short");
	return true;
}

/* ---- the table ---- */

static uint64_t key_of(const char *program, const char *symbol, const char *file, unsigned line)
{
	uint64_t hash = fnv1a(FNV_START, program, strlen(program) + 1);

	hash = fnv1a(hash, symbol, strlen(symbol) + 1);
	hash = fnv1a(hash, file, strlen(file) + 1);
	return fnv1a(hash, &line, sizeof(line));
}

/* One line of the table: its fields, cut at tabs. */
struct row {
	char kind;
	uint32_t point, number, line;
	char *symbol, *file;
};

static bool take_number(char **at, uint32_t *ret)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(*at, &end, 10);
	if (end == *at || errno || n > UINT32_MAX || *end != '\t')
		return false;
	*ret = (uint32_t)n;
	*at = end + 1;
	return true;
}

static bool parse_row(char *line, struct row *ret)
{
	char *at = line + 2;

	if ((line[0] != 'F' && line[0] != 'A') || line[1] != '\t')
		return false;
	ret->kind = line[0];
	if (!take_number(&at, &ret->point) || !take_number(&at, &ret->number))
		return false;
	ret->symbol = at;
	at = strchr(at, '\t');
	if (!at)
		return false;
	*at++ = '\0';
	if (!take_number(&at, &ret->line))
		return false;
	ret->file = at;
	return true;
}

static const char *keep_path(struct profile *p, const char *symbol)
{
	char *path = symbol_path(symbol);
	const char *kept = arena_strdup(&p->arena, path);

	free(path);
	return kept;
}

static size_t find_future(struct reading *r, const struct row *row)
{
	struct profile *p = r->p;
	uint64_t key = key_of(r->h->program, row->symbol, row->file, row->line);
	struct profile_future *f;

	for (size_t i = 0; i < p->futures.len; i++) {
		if (p->futures.at[i]->key == key)
			return i;
	}
	f = arena_new(&p->arena, struct profile_future);
	f->key = key;
	f->symbol = arena_strdup(&p->arena, row->symbol);
	f->name = keep_path(p, row->symbol);
	f->file = *row->file ? arena_strdup(&p->arena, row->file) : NULL;
	f->line = row->line;
	f->awaits_len = row->number > 3 ? row->number - 3 : 0;
	f->awaits = arena_alloc(&p->arena, (f->awaits_len + 1) * sizeof(*f->awaits));
	vec_push(&p->futures, f);
	return p->futures.len - 1;
}

static bool take_row(struct reading *r, const struct row *row, size_t *future)
{
	struct profile *p = r->p;
	struct profile_await *a;

	if (row->point >= r->h->points)
		return false;
	if (row->kind == 'F') {
		if (row->number > 65536)
			return false;
		*future = find_future(r, row);
		r->future_of[row->point] = *future;
		return true;
	}
	if (*future == SIZE_MAX || row->number < 3 ||
		row->number - 3 >= p->futures.at[*future]->awaits_len)
		return false;
	a = &p->futures.at[*future]->awaits[row->number - 3];
	r->await_of[row->point] = a;
	r->future_of[row->point] = *future;
	r->state_of[row->point] = row->number;
	if (a->state)
		return true;
	a->state = row->number;
	a->line = row->line;
	a->file = *row->file ? arena_strdup(&p->arena, row->file) : NULL;
	a->child = strcmp(row->symbol, "-") != 0 ? keep_path(p, row->symbol) : NULL;
	return true;
}

static bool read_table(struct reading *r, struct err *err)
{
	char *text = xstrndup(r->bytes + r->h->table_offset, r->h->table_bytes), *next;
	size_t future = SIZE_MAX;
	bool ok = true;

	for (char *line = text; ok && *line; line = next) {
		char *end = strchr(line, '\n');
		struct row row;

		if (end)
			*end = '\0';
		next = end ? end + 1 : line + strlen(line);
		ok = parse_row(line, &row) && take_row(r, &row, &future);
	}
	free(text);
	return ok || fail(r, err, "the profile's table is damaged");
}

/* ---- counters ---- */

static uint64_t ns_of(const struct reading *r, uint64_t ticks)
{
	return (uint64_t)((double)ticks * r->ns_per_tick);
}

static void add_counts(const struct reading *r, struct ao_counts *to, const struct ao_counts *n)
{
	uint64_t longest = ns_of(r, n->longest);

	to->polls += n->polls;
	to->starts += n->starts;
	to->ready += n->ready;
	to->ready_first += n->ready_first;
	to->pending += n->pending;
	to->idle += n->idle;
	to->unwound += n->unwound;
	to->refused += n->refused;
	to->cancelled += n->cancelled;
	to->ticks += ns_of(r, n->ticks);
	to->self_ticks += ns_of(r, n->self_ticks);
	to->longest = to->longest < longest ? longest : to->longest;
	to->allocs += n->allocs;
	to->bytes += n->bytes;
	to->self_allocs += n->self_allocs;
	to->self_bytes += n->self_bytes;
}

static void add_more(const struct reading *r, struct ao_more *to, const struct ao_more *more)
{
	uint64_t longest = ns_of(r, more->wake_longest);

	to->woken += more->woken;
	to->wake_ticks += ns_of(r, more->wake_ticks);
	to->wake_longest = to->wake_longest < longest ? longest : to->wake_longest;
	to->moves += more->moves;
	to->moved_bytes += more->moved_bytes;
}

static void add_points(
	const struct reading *r, const struct ao_counts *counts, const struct ao_more *more)
{
	for (uint32_t i = 0; i < r->h->points; i++) {
		struct profile_sum *sum;

		if (r->await_of[i])
			sum = &r->await_of[i]->sum;
		else if (r->future_of[i] != SIZE_MAX)
			sum = &r->p->futures.at[r->future_of[i]]->sum;
		else
			continue;
		add_counts(r, &sum->n, &counts[i]);
		add_more(r, &sum->more, &more[i]);
	}
}

/* ---- stacks ---- */

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

/* Books what was made in a stack, all stacks below it included, and adds it to its parent's. */
static void add_made(const struct reading *r, const struct ao_node *n, size_t index,
	uint64_t *allocs, uint64_t *bytes)
{
	struct ao_counts *to = &r->p->futures.at[r->future_of[n->point]]->sum.n;

	to->allocs += allocs[index];
	to->bytes += bytes[index];
	allocs[n->parent] += allocs[index];
	bytes[n->parent] += bytes[index];
}

/* A parent has a smaller index than its children: it was there first. */
static bool add_stacks(
	const struct reading *r, const struct ao_block *b, const struct ao_node *nodes)
{
	size_t len = b->node_count < r->h->nodes ? b->node_count : r->h->nodes;
	size_t *stack_of = xcalloc(len + 1, sizeof(*stack_of));
	uint64_t *allocs = xcalloc(len + 1, sizeof(*allocs));
	uint64_t *bytes = xcalloc(len + 1, sizeof(*bytes));
	bool ok = true;

	stack_of[0] = SIZE_MAX;
	for (size_t i = 1; ok && i < len; i++) {
		const struct ao_node *n = &nodes[i];
		struct profile_stack *s;

		ok = n->parent < i && n->point < r->h->points &&
		     r->future_of[n->point] != SIZE_MAX;
		if (!ok)
			break;
		stack_of[i] = find_stack(r->p, stack_of[n->parent], r->future_of[n->point]);
		s = &r->p->stacks.at[stack_of[i]];
		s->polls += n->polls;
		s->self_ns += ns_of(r, n->self_ticks);
		s->self_allocs += n->self_allocs;
		allocs[i] += n->self_allocs;
		bytes[i] += n->self_bytes;
	}
	for (size_t i = len; ok && i-- > 1;)
		add_made(r, &nodes[i], i, allocs, bytes);
	free(stack_of);
	free(allocs);
	free(bytes);
	return ok;
}

/* ---- events ---- */

static void add_slice(const struct reading *r, const struct ao_block *b,
	const struct ao_event *from, const struct ao_event *to)
{
	struct profile_slice s = {
		.pid = r->h->pid,
		.thread = b->thread,
		.start_ns = ns_of(r, from->ticks - r->h->ticks_first),
		.end_ns = ns_of(r, to->ticks - r->h->ticks_first),
		.future = r->future_of[from->point],
		.state = r->state_of[to->point] ? r->state_of[to->point] : 1,
	};

	vec_push(&r->p->slices, s);
}

static void add_events(
	const struct reading *r, const struct ao_block *b, const struct ao_event *ring)
{
	uint64_t count = b->event_count, events = r->h->events;
	const struct ao_event *stack[AO_DEPTH];
	size_t depth = 0;

	if (!events)
		return;
	if (count > events)
		r->p->losses.events += count - events;
	for (uint64_t i = count > events ? count - events : 0; i < count; i++) {
		const struct ao_event *e = &ring[i % events];

		if (e->point >= r->h->points || r->future_of[e->point] == SIZE_MAX)
			continue;
		if (e->kind == AO_EVENT_ENTER) {
			depth = depth == AO_DEPTH ? 0 : depth;
			stack[depth++] = e;
			continue;
		}
		while (depth && r->future_of[stack[depth - 1]->point] != r->future_of[e->point])
			depth--;
		if (depth)
			add_slice(r, b, stack[--depth], e);
	}
}

/* ---- the whole ---- */

static bool add_block(
	const struct reading *r, const struct ao_block *b, struct profile_process *process)
{
	const struct ao_counts *counts = (const void *)((const char *)b + r->h->thread_bytes);
	const struct ao_node *nodes = (const struct ao_node *)(counts + r->h->points);
	const struct ao_more *more = (const struct ao_more *)(nodes + r->h->nodes);

	process->threads++;
	process->allocs += b->allocs;
	process->bytes += b->bytes;
	r->p->losses.deep += b->deep;
	r->p->losses.unknown += b->unknown;
	r->p->losses.stacks += b->no_node;
	add_points(r, counts, more);
	add_events(r, b, (const struct ao_event *)(more + r->h->points));
	return add_stacks(r, b, nodes);
}

static void find_rate(struct reading *r, struct profile_process *process)
{
	const struct ao_header *h = r->h;
	uint64_t ticks = h->ticks_last - h->ticks_first, ns = h->ns_last - h->ns_first;

	process->wall_ns = ns;
	r->ns_per_tick = 1;
	if (h->clock == AO_CLOCK_NS)
		return;
	/* Too short a time says nothing about the rate. */
	process->in_ticks = h->ns_last <= h->ns_first || ns < 10000 || !ticks;
	if (!process->in_ticks)
		r->ns_per_tick = (double)ns / (double)ticks;
}

static bool add_blocks(struct reading *r, struct err *err)
{
	const struct ao_header *h = r->h;
	char *program = arena_strndup(&r->p->arena, h->program, sizeof(h->program) - 1);
	struct profile_process process = {
		.program = program,
		.pid = h->pid,
		.parent_pid = h->parent_pid,
		.ended = h->state == AO_ENDED,
	};

	find_rate(r, &process);
	for (uint32_t i = 0; i < h->blocks_used && i < h->blocks; i++) {
		const void *at = r->bytes + h->blocks_offset + i * h->block_bytes;

		if (h->in_use[i] && !add_block(r, at, &process))
			return fail(r, err, "the profile's stacks are damaged");
	}
	r->p->losses.polls += h->lost;
	r->p->losses.no_space += h->no_space;
	vec_push(&r->p->processes, process);
	return true;
}

static bool add_mapped(struct reading *r, struct err *err)
{
	uint32_t points;
	bool ok;

	if (!check_header(r, err))
		return false;
	points = r->h->points;
	r->future_of = xcalloc(points, sizeof(*r->future_of));
	r->await_of = xcalloc(points, sizeof(*r->await_of));
	r->state_of = xcalloc(points, sizeof(*r->state_of));
	for (uint32_t i = 0; i < points; i++)
		r->future_of[i] = SIZE_MAX;
	ok = read_table(r, err) && add_blocks(r, err);
	free(r->future_of);
	free(r->await_of);
	free(r->state_of);
	return ok;
}

bool profile_add_file(struct profile *p, const char *path, struct err *err)
{
	struct reading r = {.p = p, .path = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *at;
	bool ok;

	if (fd < 0)
		return err_sys(err, "cannot read %s", path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail(&r, err, "this is not a file");
	}
	if (st.st_size < AO_PAGE) {
		close(fd);
		return fail(&r, err,
			st.st_size ? "the profile is cut short, or none"
				   : "the file is empty: the disk was full");
	}
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return err_sys(err, "cannot map %s", path);
	r.bytes = at;
	r.h = at;
	r.size_bytes = (uint64_t)st.st_size;
	ok = add_mapped(&r, err);
	munmap(at, (size_t)st.st_size);
	return ok;
}

void profile_free(struct profile *p)
{
	arena_release(&p->arena);
	vec_free(&p->futures);
	vec_free(&p->stacks);
	vec_free(&p->processes);
	vec_free(&p->slices);
	*p = (struct profile){0};
}
