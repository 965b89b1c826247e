/*
 * What is counted. Each thread has a tree of the stacks of futures and awaits that it has seen
 * (struct ao_node), and a place in it: where it is now. An event moves the place, and adds to
 * counters that no other thread writes.
 *
 * An await is begun afresh, or goes on: the first one that is begun in a poll that resumed
 * there does. So these are known exactly, without anything in the future's own frame: how often
 * an await was Ready at once, how often it suspended, and how often it was polled for nothing.
 *
 * On x86-64 the program does the usual cases by itself (src/opt/instrument_inline.c): those of
 * a fresh frame, or await, that follows the sibling that it followed the last time, and that
 * ends with Ready. ao_node.usual tells them. Whatever is not usual comes here, and all of it
 * does on other machines.
 */
#include <stdatomic.h>

#include "ao_rt.h"
#include "clock.h"

/* After a poll of an outermost future the header learns what time it is, at most so often. */
static const uint64_t TICKS_PER_NOTE = 1 << 22;

static const uint32_t TAG_UNRESUMED = 0, TAG_PANICKED = 2, TAG_SUSPEND_0 = 3;

#define SELDOM __attribute__((noinline, cold))

struct ao_node ao_rt_nobody = {.last = &ao_rt_nobody, .after = &ao_rt_nobody};
_Thread_local struct ao_node *ao_rt_now = &ao_rt_nobody;
_Thread_local uint64_t ao_rt_progress;

void ao_rt_forget(void)
{
	ao_rt_thread = NULL;
	ao_rt_now = &ao_rt_nobody;
}

/* Only where a trace is wanted. */
SELDOM static void add_event(struct ao_thread *t, uint64_t ticks, uint32_t point, uint32_t kind)
{
	ao_rt_events(t)[t->b.event_count++ % t->b.ring] = (struct ao_event){ticks, point, kind};
}

/* ---- the place in the tree ---- */

static struct ao_node *add_node(struct ao_thread *t, struct ao_node *parent, uint32_t point)
{
	struct ao_node *nodes = t->nodes, *n;
	uint32_t at = (uint32_t)t->b.node_count;

	if (at >= ao_rt_program.points + AO_NODES)
		return NULL;
	n = &nodes[at];
	n->point = point;
	n->outer = parent;
	n->last = &ao_rt_nobody;
	n->after = n;
	n->parent = (uint32_t)(parent - nodes);
	n->next = parent->first_child;
	parent->first_child = at;
	t->b.node_count++;
	return n;
}

/* The node of `point` under `parent`; NULL where there is no room for another. */
static struct ao_node *find_node(struct ao_thread *t, struct ao_node *parent, uint32_t point)
{
	struct ao_node *nodes = t->nodes, *n;
	uint32_t at = parent->first_child;

	while (at && nodes[at].point != point)
		at = nodes[at].next;
	n = at ? &nodes[at] : add_node(t, parent, point);
	if (!n)
		return NULL;
	if (parent->last != &ao_rt_nobody)
		parent->last->after = n;
	return n;
}

/* Not to the one that is expected; without room, to the point's own. NULL: too deep. */
__attribute__((noinline)) static struct ao_node *go_in_otherwise(
	struct ao_thread *t, uint32_t point)
{
	struct ao_node *n = t->spilled_len ? NULL : find_node(t, ao_rt_now, point);

	if (n) {
		ao_rt_now->last = n;
	} else {
		if (t->spilled_len == AO_DEPTH)
			return NULL;
		n = &t->nodes[point];
		t->spilled[t->spilled_len++] = (struct ao_spilled){ao_rt_now, n->begun};
	}
	ao_rt_now = n;
	return n;
}

/* Goes to the node of `point` inside. NULL: too deep. */
static inline struct ao_node *go_in(struct ao_thread *t, uint32_t point)
{
	struct ao_node *parent = ao_rt_now, *n = parent->last->after;

	if (n->point != point || n->outer != parent)
		return go_in_otherwise(t, point);
	parent->last = n;
	ao_rt_now = n;
	return n;
}

/* From the innermost to the one around it; *spilled is how many are outside of it so far. */
static struct ao_node *outer_of(
	const struct ao_thread *t, const struct ao_node *n, uint64_t *spilled)
{
	if (n->outer)
		return n->outer;
	return *spilled ? t->spilled[--*spilled].outer : t->nodes;
}

static void go_out(struct ao_thread *t)
{
	struct ao_node *n = ao_rt_now;

	if (!n->outer && t->spilled_len)
		n->begun = t->spilled[t->spilled_len - 1].begun;
	ao_rt_now = outer_of(t, n, &t->spilled_len);
}

static int is_await(const struct ao_thread *t, const struct ao_node *n)
{
	return !n->is_future && n != t->nodes;
}

/* The future that is polled now; node 0: none. */
static struct ao_node *future_now(const struct ao_thread *t)
{
	uint64_t spilled = t->spilled_len;

	return is_await(t, ao_rt_now) ? outer_of(t, ao_rt_now, &spilled) : ao_rt_now;
}

/* Fresh, and to be expected so again: but where it is outermost (see end_future). */
static inline void is_usual(const struct ao_thread *t, struct ao_node *n)
{
	n->usual = !t->b.ring && n->outer && n->outer != t->nodes ? n->point : 0;
}

/* ---- enter ---- */

/* Of the await where it is resumed; the reader adds up those of a future. */
static inline void add_wake(struct ao_thread *t, uint64_t now, uint32_t await)
{
	struct ao_more *more = &ao_rt_more(t)[await];
	uint64_t delay = now - t->woken;

	if (now < t->woken)
		return;
	more->woken++;
	more->wake_ticks += delay;
	if (delay > more->wake_longest)
		more->wake_longest = delay;
}

/* The await that goes on is not the usual case. */
static inline void expect_going_on(struct ao_thread *t, struct ao_node *n, uint32_t await)
{
	struct ao_node *a = n->last;

	if (a->point == await) { /* as mostly: what it did last was to suspend there */
		a->usual = 0;
		return;
	}
	for (uint32_t at = n->first_child; at; at = t->nodes[at].next) {
		if (t->nodes[at].point == await)
			t->nodes[at].usual = 0;
	}
}

static inline void resume(struct ao_thread *t, struct ao_node *n, uint32_t await)
{
	n->again++;
	n->resumed = 1;
	n->usual = 0;
	n->progress = ao_rt_progress;
	if (await >= ao_rt_program.points)
		return;
	n->going_on = await;
	expect_going_on(t, n, await);
	if (t->woken)
		add_wake(t, n->begun, await);
}

static void enter(struct ao_thread *t, uint32_t point, uint32_t tag)
{
	struct ao_node *n;

	n = t->too_deep ? NULL : go_in(t, point);
	if (!n) {
		t->too_deep++;
		t->b.deep++;
		return;
	}
	t->b.no_node += !n->outer;
	n->is_future = 1;
	n->resumed = 0;
	n->going_on = 0;
	n->begun = ao_rt_ticks();
	if (tag >= TAG_SUSPEND_0) {
		resume(t, n, point + 1 + (tag - TAG_SUSPEND_0));
	} else if (tag == TAG_UNRESUMED) {
		n->starts++;
		is_usual(t, n);
	} else {
		n->refused++;
	}
	if (t->b.ring)
		add_event(t, n->begun, point, AO_EVENT_ENTER);
}

void ao_rt_enter(uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread;

	if (!t && ao_rt_is_on())
		t = ao_rt_attach();
	if (t)
		enter(t, point, tag);
}

/* ---- awaits ---- */

void ao_rt_begin(uint32_t await)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_node *f, *n;

	if (!t || t->too_deep)
		return;
	if (is_await(t, ao_rt_now)) /* of which no end was seen */
		go_out(t);
	f = ao_rt_now;
	n = go_in(t, await);
	if (!n)
		return;
	n->resumed = f->going_on == await;
	f->going_on = 0;
	if (n->resumed) {
		n->again++;
		n->progress = ao_rt_progress;
		n->usual = 0;
	} else {
		n->starts++;
		is_usual(t, n);
	}
}

void ao_rt_begin_enter(uint32_t await, uint32_t point, uint32_t tag)
{
	ao_rt_begin(await);
	ao_rt_enter(point, tag);
}

void ao_rt_ready(uint32_t await)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_node *n = t ? ao_rt_now : NULL;

	if (!t || t->too_deep || !is_await(t, n) || n->point != await)
		return;
	n->ready++;
	n->ready_again += n->resumed;
	ao_rt_progress++;
	go_out(t);
}

void ao_rt_thrown(uint32_t point)
{
	struct ao_thread *t = ao_rt_thread;

	if (t && !t->too_deep && is_await(t, ao_rt_now) && future_now(t)->point == point)
		go_out(t);
}

/* ---- leave ---- */

/* An outermost poll has ended: tell the file how far time has come. */
static void end_outermost(struct ao_thread *t, uint64_t now)
{
	t->woken = 0;
	if (now - ao_rt_header()->ticks_last > TICKS_PER_NOTE)
		ao_rt_note_time();
}

static inline void suspend(struct ao_node *n)
{
	n->pending++;
	n->idle += n->resumed && ao_rt_progress == n->progress;
}

/* `how` as in ao_rt_leave, `await` the one that it is Pending in, or 0. */
static inline void end_future(
	struct ao_thread *t, struct ao_node *n, uint32_t how, uint32_t await, uint64_t now)
{
	uint64_t ticks = now - n->begun;

	if (await) {
		suspend(n);
	} else if (how == TAG_PANICKED) {
		n->unwound++;
	} else {
		n->ready++;
		n->ready_again += n->resumed;
	}
	n->ticks += ticks;
	if (ticks > n->longest)
		n->longest = ticks;
	if (__builtin_expect(t->b.ring != 0, 0))
		add_event(t, now, await ? await : n->point, AO_EVENT_LEAVE);
	go_out(t);
	if (ao_rt_now == t->nodes)
		end_outermost(t, now);
}

static int is_under_way(const struct ao_thread *t, uint32_t point)
{
	const struct ao_node *n = ao_rt_now;
	uint64_t spilled = t->spilled_len;

	while (n != t->nodes && (!n->is_future || n->point != point))
		n = outer_of(t, n, &spilled);
	return n != t->nodes;
}

/*
 * Ends what is inside of the future's poll: the await that it is Pending in, and what has ended
 * unseen. Was that await under way?
 */
static int end_inner(struct ao_thread *t, uint32_t point, uint32_t await, uint64_t now)
{
	int seen = 0;

	while (!ao_rt_now->is_future || ao_rt_now->point != point) {
		struct ao_node *n = ao_rt_now;

		if (n->is_future) {
			t->b.unknown++;
			end_future(t, n, TAG_PANICKED, 0, now);
			continue;
		}
		if (n->point == await) {
			suspend(n);
			seen = 1;
		}
		go_out(t);
	}
	return seen;
}

/* It is Pending in an await of which no beginning was seen. */
SELDOM static void add_pending(struct ao_thread *t, uint32_t await)
{
	if (await >= ao_rt_program.points || !go_in(t, await))
		return;
	ao_rt_now->pending++;
	go_out(t);
}

/* Not the future's poll, or the await in it that is Pending, is what is under way. */
SELDOM static void leave_otherwise(
	struct ao_thread *t, uint32_t point, uint32_t how, uint32_t await, uint64_t now)
{
	if (!is_under_way(t, point)) {
		t->b.unknown++;
		return;
	}
	if (!end_inner(t, point, await, now) && await)
		add_pending(t, await);
	end_future(t, ao_rt_now, how, await, now);
}

void ao_rt_leave(uint32_t point, uint32_t how)
{
	struct ao_thread *t = ao_rt_thread;
	uint32_t await = how >= TAG_SUSPEND_0 ? point + 1 + (how - TAG_SUSPEND_0) : 0;
	struct ao_node *n = ao_rt_now, *f = await ? n->outer : n;
	uint64_t now;

	if (!t)
		return;
	now = ao_rt_ticks();
	if (t->too_deep) {
		t->too_deep--;
		return;
	}
	if (!f || f->point != point || !f->is_future || (await && n->point != await)) {
		leave_otherwise(t, point, how, await, now);
		return;
	}
	if (await) {
		suspend(n);
		ao_rt_now = f;
	}
	end_future(t, f, how, await, now);
}

void ao_rt_leave_ready(uint32_t point, uint32_t await)
{
	static const uint32_t TAG_RETURNED = 1;

	ao_rt_leave(point, TAG_RETURNED);
	ao_rt_ready(await);
}

/* ---- beside polls ---- */

void ao_rt_drop(uint32_t point, uint32_t tag)
{
	struct ao_thread *t = ao_rt_thread;

	if (tag < TAG_SUSPEND_0 || (!t && !(t = ao_rt_attach())))
		return;
	ao_rt_more(t)[point].cancelled++;
	point += 1 + (tag - TAG_SUSPEND_0);
	if (point < ao_rt_program.points)
		ao_rt_more(t)[point].cancelled++;
}

void ao_rt_move(uint32_t bytes)
{
	struct ao_thread *t = ao_rt_thread;
	struct ao_more *more;

	if (!t)
		return;
	more = &ao_rt_more(t)[future_now(t)->point];
	more->moves++;
	more->moved_bytes += bytes;
}

/* The innermost one's own; what those around it have made with it, the reader adds up. */
void ao_rt_alloc(size_t bytes)
{
	struct ao_thread *t = ao_rt_thread;

	if (!t)
		return;
	ao_rt_now->allocs++;
	ao_rt_now->bytes += bytes;
}

void ao_rt_realloc(size_t old_bytes, size_t new_bytes)
{
	ao_rt_alloc(new_bytes > old_bytes ? new_bytes - old_bytes : 0);
}
