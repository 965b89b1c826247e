/*
 * The poll path. Each thread has a stack of the polls that are under way (struct ao_frame)
 * and adds to counters that no other thread writes.
 *
 * An await is `fresh` when it was begun in this poll; the first one that is begun in a poll
 * that resumed there goes on instead. So these are known exactly, without anything in the
 * future's own frame: how often an await was Ready at once, how often it suspended, and
 * how often it was polled for nothing.
 */
#include "ao_rt.h"
#include "clock.h"

/* After a poll of an outermost future the header learns what time it is, at most so often. */
static const uint64_t TICKS_PER_NOTE = 1 << 22;

static const uint32_t TAG_UNRESUMED = 0, TAG_PANICKED = 2, TAG_SUSPEND_0 = 3;

#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Only where a trace is wanted. */
__attribute__((noinline)) static void add_event(
	struct ao_block *b, uint64_t ticks, uint32_t point, uint32_t kind)
{
	ao_rt_events(b)[b->event_count++ % b->ring] = (struct ao_event){ticks, point, kind};
}

/*
 * The node for `point` under `parent`; the parent where there is no room for another. One
 * that is found moves to the front, where the next poll looks first.
 */
__attribute__((noinline)) static uint32_t find_node(
	struct ao_block *b, struct ao_node *nodes, uint32_t parent, uint32_t point)
{
	uint32_t before = 0, at = nodes[parent].first_child;

	while (at && nodes[at].point != point) {
		before = at;
		at = nodes[at].next;
	}
	if (!at && b->node_count >= AO_NODES) {
		b->no_node++;
		return parent;
	}
	if (!at) {
		at = (uint32_t)b->node_count++;
		nodes[at].point = point;
		nodes[at].parent = parent;
	} else if (before) {
		nodes[before].next = nodes[at].next;
	} else {
		return at;
	}
	nodes[at].next = nodes[parent].first_child;
	nodes[parent].first_child = at;
	return at;
}

static struct ao_frame *top(struct ao_block *b)
{
	return b->depth && b->depth <= AO_DEPTH ? &b->frames[b->depth - 1] : NULL;
}

void ao_rt_enter(uint32_t point, uint32_t tag)
{
	struct ao_block *b = ao_rt_block;
	struct ao_counts *c;
	struct ao_node *nodes;
	struct ao_frame *f;
	uint32_t parent, first;

	if (UNLIKELY(!b) && !(b = ao_rt_attach()))
		return;
	if (UNLIKELY(b->depth >= AO_DEPTH)) {
		b->depth++;
		b->deep++;
		return;
	}
	f = &b->frames[b->depth++];
	c = &ao_rt_counts(b)[point];
	nodes = (struct ao_node *)&ao_rt_counts(b)[ao_rt_program.points];
	parent = b->depth > 1 ? f[-1].node : 0;
	first = nodes[parent].first_child;
	c->polls++;
	if (tag >= TAG_SUSPEND_0) {
		f->resumed = point + 1 + (tag - TAG_SUSPEND_0);
	} else {
		f->resumed = 0;
		if (tag == TAG_UNRESUMED)
			c->starts++;
		else
			c->refused++;
	}
	f->point = point;
	f->node = first && nodes[first].point == point ? first
						       : find_node(b, nodes, parent, point);
	f->await = f->begun = 0;
	f->child_ticks = f->child_allocs = f->child_bytes = 0;
	f->allocs = b->allocs;
	f->bytes = b->bytes;
	f->progress = b->progress;
	f->ticks = ao_rt_ticks();
	if (UNLIKELY(b->ring))
		add_event(b, f->ticks, point, AO_EVENT_ENTER);
}

void ao_rt_begin(uint32_t await)
{
	struct ao_block *b = ao_rt_block;
	struct ao_frame *f = b ? top(b) : NULL;
	struct ao_counts *c;

	if (!f)
		return;
	c = &ao_rt_counts(b)[await];
	c->polls++;
	f->fresh = f->begun++ || f->resumed != await;
	c->starts += f->fresh;
	f->await = await;
	f->child_ticks_then = f->child_ticks;
	f->allocs_then = b->allocs;
	f->bytes_then = b->bytes;
	f->progress_then = b->progress;
}

/* What was spent since the await was begun. */
static inline void add_await(struct ao_block *b, struct ao_frame *f, struct ao_counts *c)
{
	uint64_t ticks = f->child_ticks - f->child_ticks_then;
	uint64_t allocs = b->allocs - f->allocs_then;

	f->await = 0;
	if (ticks) {
		c->ticks += ticks;
		if (ticks > c->longest)
			c->longest = ticks;
	}
	if (UNLIKELY(allocs)) {
		c->allocs += allocs;
		c->bytes += b->bytes - f->bytes_then;
	}
}

void ao_rt_ready(uint32_t await)
{
	struct ao_block *b = ao_rt_block;
	struct ao_frame *f = b ? top(b) : NULL;
	struct ao_counts *c;

	if (!f || f->await != await)
		return;
	c = &ao_rt_counts(b)[await];
	c->ready++;
	c->ready_first += f->fresh;
	b->progress++;
	add_await(b, f, c);
}

static inline void end_pending(
	struct ao_block *b, struct ao_frame *f, struct ao_counts *c, uint32_t await)
{
	struct ao_counts *at = &ao_rt_counts(b)[await];

	c->pending++;
	c->idle += f->resumed && b->progress == f->progress;
	at->pending++;
	if (f->await != await)
		return;
	at->idle += !f->fresh && b->progress == f->progress_then;
	add_await(b, f, at);
}

static void add_allocs(struct ao_block *b, struct ao_frame *f, struct ao_counts *c,
	struct ao_node *node, uint64_t allocs)
{
	uint64_t bytes = b->bytes - f->bytes;

	c->allocs += allocs;
	c->bytes += bytes;
	c->self_allocs += allocs - f->child_allocs;
	c->self_bytes += bytes - f->child_bytes;
	node->self_allocs += allocs - f->child_allocs;
	if (b->depth > 1) {
		f[-1].child_allocs += allocs;
		f[-1].child_bytes += bytes;
	}
}

/* Books the topmost poll and takes it off; `how` as in ao_rt_leave. */
static inline void end_poll(struct ao_block *b, struct ao_frame *f, uint32_t how, uint64_t now)
{
	struct ao_counts *c = &ao_rt_counts(b)[f->point];
	struct ao_node *node = &ao_rt_nodes(b)[f->node];
	uint64_t ticks = now - f->ticks, self = ticks - f->child_ticks;
	uint64_t allocs = b->allocs - f->allocs;

	c->ticks += ticks;
	c->self_ticks += self;
	if (ticks > c->longest)
		c->longest = ticks;
	node->polls++;
	node->self_ticks += self;
	if (UNLIKELY(allocs))
		add_allocs(b, f, c, node, allocs);
	if (how >= TAG_SUSPEND_0) {
		end_pending(b, f, c, f->point + 1 + (how - TAG_SUSPEND_0));
	} else if (how == TAG_PANICKED) {
		c->unwound++;
	} else {
		c->ready++;
		c->ready_first += !f->resumed;
	}
	if (--b->depth)
		f[-1].child_ticks += ticks;
	else if (UNLIKELY(now - ao_rt_header()->ticks_last > TICKS_PER_NOTE))
		ao_rt_note_time();
}

/*
 * Not the topmost poll ends: those above it have ended unseen. False where there is no poll of
 * this future at all.
 */
__attribute__((noinline)) static int end_unseen(
	struct ao_block *b, uint32_t point, uint64_t now)
{
	uint32_t at = b->depth;

	while (at && b->frames[at - 1].point != point)
		at--;
	b->unknown += at ? b->depth - at : 1;
	while (at && b->depth > at)
		end_poll(b, &b->frames[b->depth - 1], TAG_PANICKED, now);
	return at != 0;
}

void ao_rt_leave(uint32_t point, uint32_t how)
{
	struct ao_block *b = ao_rt_block;
	uint64_t now;

	if (!b)
		return;
	if (UNLIKELY(b->depth > AO_DEPTH)) {
		b->depth--;
		return;
	}
	now = ao_rt_ticks();
	if (UNLIKELY(!b->depth || b->frames[b->depth - 1].point != point) &&
		!end_unseen(b, point, now))
		return;
	end_poll(b, &b->frames[b->depth - 1], how, now);
	if (UNLIKELY(b->ring))
		add_event(b, now,
			how < TAG_SUSPEND_0 ? point : point + 1 + (how - TAG_SUSPEND_0),
			AO_EVENT_LEAVE);
}

void ao_rt_drop(uint32_t point, uint32_t tag)
{
	struct ao_block *b;

	if (tag < TAG_SUSPEND_0)
		return;
	b = ao_rt_block ? ao_rt_block : ao_rt_attach();
	if (!b)
		return;
	ao_rt_counts(b)[point].cancelled++;
	point += 1 + (tag - TAG_SUSPEND_0);
	if (point < ao_rt_program.points)
		ao_rt_counts(b)[point].cancelled++;
}

void ao_rt_alloc(size_t bytes)
{
	struct ao_block *b = ao_rt_block;

	if (!b)
		return;
	b->allocs++;
	b->bytes += bytes;
}

void ao_rt_realloc(size_t old_bytes, size_t new_bytes)
{
	ao_rt_alloc(new_bytes > old_bytes ? new_bytes - old_bytes : 0);
}
