/*
 * The poll path. Each thread has a stack of the polls that are under way (struct ao_frame)
 * and adds to counters that no other thread writes.
 *
 * An await is `fresh` when it was begun in this poll; the first one that is begun in a poll
 * that resumed there goes on instead. So these are known exactly, without anything in the
 * future's own frame: how often an await was Ready at once, how often it suspended, and
 * how often it was polled for nothing.
 *
 * Each event is a straight line where all is as usual, without a register to save. All else is
 * looked for first and is another function's, called last.
 */
#include <stdatomic.h>

#include "ao_rt.h"
#include "clock.h"

/* After a poll of an outermost future the header learns what time it is, at most so often. */
static const uint64_t TICKS_PER_NOTE = 1 << 22;

static const uint32_t TAG_UNRESUMED = 0, TAG_RETURNED = 1, TAG_PANICKED = 2, TAG_SUSPEND_0 = 3;

#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define SELDOM __attribute__((noinline, cold))

/* A thread that leaves out polls because they are too deep inside, and how many there are. */
static _Thread_local struct ao_thread *above;
static _Thread_local uint32_t left_out;

void ao_rt_forget(void)
{
	ao_rt_thread = above = NULL;
	left_out = 0;
}

/* Only where a trace is wanted. */
SELDOM static void add_event(struct ao_thread *t, uint64_t ticks, uint32_t point, uint32_t kind)
{
	ao_rt_events(t)[t->b.event_count++ % t->b.ring] = (struct ao_event){ticks, point, kind};
}

/* ---- enter ---- */

/*
 * The node for `point` under `parent`, whose last child was not followed by it before; the
 * parent where there is no room for another.
 */
__attribute__((noinline)) static struct ao_node *find_node(
	struct ao_thread *t, struct ao_node *parent, uint32_t point)
{
	struct ao_node *nodes = t->nodes;
	uint32_t at = parent->first_child;

	while (at && nodes[at].point != point)
		at = nodes[at].next;
	if (!at && t->b.node_count >= AO_NODES) {
		t->b.no_node++;
		return parent;
	}
	if (!at) {
		at = (uint32_t)t->b.node_count++;
		nodes[at].point = point;
		nodes[at].parent = (uint32_t)(parent - nodes);
		nodes[at].next = parent->first_child;
		nodes[at].after = at;
		parent->first_child = at;
	}
	nodes[parent->last ? parent->last : at].after = at;
	return &nodes[at];
}

/* Too deep inside of other polls; how many were left out is counted until the last has ended.
 */
SELDOM static void leave_out(struct ao_thread *t)
{
	t->b.deep++;
	if (!left_out++) {
		above = t;
		ao_rt_thread = NULL;
	}
}

/* Of the future, and of the await where it is resumed. */
SELDOM static void add_wake(struct ao_thread *t, const struct ao_frame *f)
{
	uint64_t delay = f->ticks - t->woken;

	if (f->ticks < t->woken)
		return;
	for (int i = 0; i < 2; i++) {
		const struct ao_counts *c = i ? f->resumed : f->future;
		struct ao_more *more = &ao_rt_more(t)[c - ao_rt_counts(t)];

		more->woken++;
		more->wake_ticks += delay;
		if (delay > more->wake_longest)
			more->wake_longest = delay;
	}
}

static inline __attribute__((always_inline)) void begin_poll(
	struct ao_thread *t, struct ao_node *node, uint32_t point, uint32_t tag)
{
	struct ao_counts *c = &ao_rt_counts(t)[point];
	struct ao_frame *f = ++t->top;

	c->polls++;
	f->future = c;
	f->node = node;
	f->resumed = NULL;
	if (tag == TAG_UNRESUMED)
		c->starts++;
	else if (tag >= TAG_SUSPEND_0)
		f->resumed = c + 1 + (tag - TAG_SUSPEND_0);
	else
		c->refused++;
	f->going_on = f->resumed;
	f->await = NULL;
	f->child_ticks = 0;
	f->progress = t->b.progress;
	f->ticks = ao_rt_ticks();
}

__attribute__((noinline)) static void enter_otherwise(uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread ? ao_rt_thread : above ? above : ao_rt_attach();
	struct ao_node *parent, *node;

	if (!t)
		return;
	if (t->top == t->end) {
		leave_out(t);
		return;
	}
	parent = t->top->node;
	node = find_node(t, parent, point);
	parent->last = (uint32_t)(node - t->nodes);
	begin_poll(t, node, point, tag);
	if (t->woken && t->top->resumed)
		add_wake(t, t->top);
	if (t->b.ring)
		add_event(t, t->top->ticks, point, AO_EVENT_ENTER);
}

/*
 * The node that the poll will be booked under, taken; NULL where it is not the expected one, or
 * anything else is not as usual.
 */
static inline __attribute__((always_inline)) struct ao_node *next_node(
	struct ao_thread *t, uint32_t point, uint32_t tag)
{
	struct ao_node *parent = t->top->node, *node;
	uint32_t at = t->nodes[parent->last].after;

	node = &t->nodes[at];
	if (UNLIKELY(node->point != point || t->top == t->end || t->b.ring ||
		     (tag >= TAG_SUSPEND_0 && t->woken)))
		return NULL;
	parent->last = at;
	return node;
}

void ao_rt_enter(uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_node *node = t ? next_node(t, point, tag) : NULL;

	if (UNLIKELY(!node))
		enter_otherwise(point, tag);
	else
		begin_poll(t, node, point, tag);
}

/* ---- awaits ---- */

static inline __attribute__((always_inline)) void begin_await(
	struct ao_thread *t, struct ao_frame *f, uint32_t await)
{
	struct ao_counts *c = &ao_rt_counts(t)[await];

	c->polls++;
	f->fresh = f->going_on != c;
	f->going_on = NULL;
	c->starts += f->fresh;
	f->await = c;
	f->ticks_then = f->child_ticks;
	f->allocs_then = t->b.allocs;
	f->bytes_then = t->b.bytes;
	f->progress_then = t->b.progress;
}

void ao_rt_begin(uint32_t await)
{
	struct ao_thread *t = ao_rt_thread;

	if (!UNLIKELY(!t))
		begin_await(t, t->top, await);
}

SELDOM static void add_await_allocs(
	struct ao_thread *t, struct ao_frame *f, struct ao_counts *c)
{
	c->allocs += t->b.allocs - f->allocs_then;
	c->bytes += t->b.bytes - f->bytes_then;
}

/* What was spent since the await was begun. */
static inline void add_await(struct ao_thread *t, struct ao_frame *f, struct ao_counts *c)
{
	uint64_t ticks = f->child_ticks - f->ticks_then;

	f->await = NULL;
	c->ticks += ticks;
	if (ticks > c->longest)
		c->longest = ticks;
	if (UNLIKELY(t->b.allocs != f->allocs_then))
		add_await_allocs(t, f, c);
}

/* Both in one. */
void ao_rt_begin_enter(uint32_t await, uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_node *node = t ? next_node(t, point, tag) : NULL;

	if (UNLIKELY(!node)) {
		ao_rt_begin(await);
		enter_otherwise(point, tag);
		return;
	}
	begin_await(t, t->top, await);
	begin_poll(t, node, point, tag);
}

static inline __attribute__((always_inline)) void end_ready(
	struct ao_thread *t, struct ao_frame *f, struct ao_counts *c)
{
	c->ready++;
	c->ready_first += f->fresh;
	t->b.progress++;
	add_await(t, f, c);
}

void ao_rt_ready(uint32_t await)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_counts *c;
	struct ao_frame *f;

	if (UNLIKELY(!t))
		return;
	f = t->top;
	c = &ao_rt_counts(t)[await];
	if (UNLIKELY(f->await != c))
		return;
	end_ready(t, f, c);
}

void ao_rt_thrown(uint32_t point)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_frame *f = t ? t->top : NULL;

	if (f && f->future == &ao_rt_counts(t)[point] && f->await)
		add_await(t, f, f->await);
}

/* ---- leave ---- */

static inline void end_pending(struct ao_thread *t, struct ao_frame *f, struct ao_counts *at)
{
	f->future->pending++;
	f->future->idle += f->resumed && t->b.progress == f->progress;
	at->pending++;
	if (f->await != at)
		return;
	at->idle += !f->fresh && t->b.progress == f->progress_then;
	add_await(t, f, at);
}

/* The poll was taken off, and its times are booked; `how` as in ao_rt_leave. */
__attribute__((noinline)) static void end_poll(
	struct ao_thread *t, struct ao_frame *f, uint32_t how, uint64_t now)
{
	struct ao_counts *at = f->future;

	if (how >= TAG_SUSPEND_0) {
		at += 1 + (how - TAG_SUSPEND_0);
		end_pending(t, f, at);
	} else if (how == TAG_PANICKED) {
		at->unwound++;
	} else {
		at->ready++;
		at->ready_first += !f->resumed;
	}
	if (UNLIKELY(t->b.ring))
		add_event(t, now, (uint32_t)(at - ao_rt_counts(t)), AO_EVENT_LEAVE);
	if (t->top != t->frames)
		return;
	t->woken = 0;
	if (now - ao_rt_header()->ticks_last > TICKS_PER_NOTE)
		ao_rt_note_time();
}

static inline void add_time(struct ao_thread *t, struct ao_frame *f, uint64_t now)
{
	struct ao_counts *c = f->future;
	struct ao_node *node = f->node;
	uint64_t ticks = now - f->ticks, self = ticks - f->child_ticks;

	c->ticks += ticks;
	c->self_ticks += self;
	if (ticks > c->longest)
		c->longest = ticks;
	node->polls++;
	node->self_ticks += self;
	f[-1].child_ticks += ticks;
	t->top = f - 1;
}

/*
 * Not the topmost poll ends: those above it have ended unseen. False where there is no poll of
 * this future at all.
 */
SELDOM static int end_unseen(struct ao_thread *t, const struct ao_counts *c, uint64_t now)
{
	struct ao_frame *at = t->top;

	while (at > t->frames && at->future != c)
		at--;
	if (at == t->frames) {
		t->b.unknown++;
		return 0;
	}
	while (t->top > at) {
		struct ao_frame *f = t->top;

		t->b.unknown++;
		add_time(t, f, now);
		end_poll(t, f, TAG_PANICKED, now);
	}
	return 1;
}

/* A leave without a thread's counters. */
SELDOM static void leave_unknown(void)
{
	if (!above || --left_out)
		return;
	ao_rt_thread = above;
	above = NULL;
}

__attribute__((noinline)) static void leave_otherwise(uint32_t point, uint32_t how)
{
	struct ao_thread *t = ao_rt_thread;
	uint64_t now = ao_rt_ticks();
	struct ao_frame *f;

	if (!t) {
		leave_unknown();
		return;
	}
	if (!end_unseen(t, &ao_rt_counts(t)[point], now))
		return;
	f = t->top;
	add_time(t, f, now);
	end_poll(t, f, how, now);
}

void ao_rt_leave(uint32_t point, uint32_t how)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_counts *c;
	struct ao_frame *f;

	if (UNLIKELY(!t)) {
		leave_otherwise(point, how);
		return;
	}
	c = &ao_rt_counts(t)[point];
	f = t->top;
	if (UNLIKELY(
		    f->future != c || how != TAG_RETURNED || f == t->frames + 1 || t->b.ring)) {
		leave_otherwise(point, how);
		return;
	}
	add_time(t, f, ao_rt_ticks());
	c->ready++;
	c->ready_first += !f->resumed;
}

void ao_rt_leave_ready(uint32_t point, uint32_t await)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_counts *c = t ? &ao_rt_counts(t)[point] : NULL;
	struct ao_counts *at = t ? &ao_rt_counts(t)[await] : NULL;
	struct ao_frame *f = t ? t->top : NULL;

	if (UNLIKELY(!t || f->future != c || f[-1].await != at || t->b.ring)) {
		leave_otherwise(point, TAG_RETURNED);
		ao_rt_ready(await);
		return;
	}
	add_time(t, f, ao_rt_ticks());
	c->ready++;
	c->ready_first += !f->resumed;
	end_ready(t, f - 1, at);
}

/* ---- beside polls ---- */

SELDOM static struct ao_thread *find_thread(void)
{
	return above ? above : ao_rt_attach();
}

void ao_rt_drop(uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread;

	if (tag < TAG_SUSPEND_0 || (!t && !(t = find_thread())))
		return;
	ao_rt_counts(t)[point].cancelled++;
	point += 1 + (tag - TAG_SUSPEND_0);
	if (point < ao_rt_program.points)
		ao_rt_counts(t)[point].cancelled++;
}

void ao_rt_move(uint32_t bytes)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_more *more;

	if (!t)
		return;
	more = &ao_rt_more(t)[t->top->future - ao_rt_counts(t)];
	more->moves++;
	more->moved_bytes += bytes;
}

/* The innermost future's own; what those around it have made with it, the reader adds up. */
static inline void add_alloc(struct ao_thread *t, size_t bytes)
{
	struct ao_frame *f = t->top;

	t->b.allocs++;
	t->b.bytes += bytes;
	f->future->self_allocs++;
	f->future->self_bytes += bytes;
	f->node->self_allocs++;
	f->node->self_bytes += bytes;
}

SELDOM static void alloc_otherwise(size_t bytes)
{
	if (above)
		add_alloc(above, bytes);
}

void ao_rt_alloc(size_t bytes)
{
	struct ao_thread *t = ao_rt_thread;

	if (UNLIKELY(!t))
		alloc_otherwise(bytes);
	else
		add_alloc(t, bytes);
}

void ao_rt_realloc(size_t old_bytes, size_t new_bytes)
{
	ao_rt_alloc(new_bytes > old_bytes ? new_bytes - old_bytes : 0);
}

/* ---- from a wake to the poll ---- */

/*
 * When was the waker with this data woken, the first time since its future was polled? Of all
 * threads, and without a lock: who comes second to a place has its wake forgotten, and one that
 * is read while it changes is only a wrong time of one poll.
 */
enum { WAKES = 1024 };

static struct wake {
	_Atomic uintptr_t data;
	_Atomic uint64_t ticks;
} wakes[WAKES];

static struct wake *wake_of(uintptr_t data)
{
	return &wakes[(uint32_t)((uint64_t)data * 0x9e3779b97f4a7c15U >> 54) % WAKES];
}

void ao_rt_wake(uintptr_t data)
{
	struct wake *w = wake_of(data);

	if (!ao_rt_header() || !data)
		return;
	if (atomic_load_explicit(&w->data, memory_order_relaxed) == data &&
		atomic_load_explicit(&w->ticks, memory_order_relaxed))
		return;
	atomic_store_explicit(&w->ticks, ao_rt_ticks(), memory_order_relaxed);
	atomic_store_explicit(&w->data, data, memory_order_release);
}

void ao_rt_context(uintptr_t data)
{
	struct ao_thread *t = ao_rt_thread;
	struct wake *w;

	if (UNLIKELY(!t) && !(t = find_thread()))
		return;
	if (t->context == data && t->top != t->frames)
		return;
	t->context = data;
	t->woken = 0;
	w = wake_of(data);
	if (atomic_load_explicit(&w->data, memory_order_acquire) != data)
		return;
	t->woken = atomic_exchange_explicit(&w->ticks, 0, memory_order_relaxed);
}
