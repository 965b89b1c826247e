/*
 * Counting on another machine than the one that recorded: events.c, compiled once more with a
 * clock and a program that are set here. One ring is one thread.
 *
 * Events of an interrupt lie between those of what it interrupted, and are whole there: on one
 * core it ends before that goes on. So their futures are, in the stacks, inside of that one's.
 */
#include "replay.h"

#include <string.h>

#include "ao_rt.h"
#include "ring.h"

/* Far from 0: the time before the first event may be asked for. */
static const uint64_t FIRST_TICKS = 1 << 20;

static const uint32_t TAG_UNRESUMED = 0, TAG_RETURNED = 1, TAG_PANICKED = 2;

struct ao_program ao_rt_program;
uint64_t ao_rt_replay_ticks;
_Thread_local struct ao_thread *ao_rt_thread;
_Atomic int ao_rt_on;
static struct ao_header *header;

struct ao_thread *ao_rt_attach(void)
{
	return ao_rt_thread;
}

struct ao_header *ao_rt_header(void)
{
	return header;
}

void ao_rt_note_time(void)
{
}

static uint64_t whole_pages(uint64_t bytes)
{
	return (bytes + AO_PAGE - 1) / AO_PAGE * AO_PAGE;
}

static uint64_t block_bytes(const struct ao_replay *r)
{
	return whole_pages(
		sizeof(struct ao_thread) +
		r->points * (uint64_t)(sizeof(struct ao_more) + sizeof(struct ao_node)) +
		AO_NODES * sizeof(struct ao_node) +
		r->events * (uint64_t)sizeof(struct ao_event));
}

static uint64_t blocks_offset(const struct ao_replay *r)
{
	return AO_PAGE + whole_pages(r->table_bytes);
}

uint64_t ao_replay_bytes(const struct ao_replay *r)
{
	return blocks_offset(r) + block_bytes(r);
}

static void fill_header(const struct ao_replay *r, struct ao_header *h)
{
	size_t name = strlen(r->program);

	memcpy(h->magic, AO_MAGIC, sizeof(h->magic));
	h->version = AO_VERSION_OF_FORMAT;
	h->header_bytes = sizeof(*h);
	h->state = AO_ENDED;
	h->clock = AO_CLOCK_RING;
	h->points = r->points;
	h->nodes = r->points + AO_NODES;
	h->events = r->events;
	h->blocks = 1;
	h->blocks_used = 1;
	h->in_use[0] = 1;
	h->thread_bytes = sizeof(struct ao_thread);
	h->table_bytes = r->table_bytes;
	h->table_offset = AO_PAGE;
	h->blocks_offset = blocks_offset(r);
	h->block_bytes = block_bytes(r);
	name = name < sizeof(h->program) ? name : sizeof(h->program) - 1;
	memcpy(h->program, r->program, name);
	memcpy((char *)h + AO_PAGE, r->table, r->table_bytes);
}

static void begin_thread(const struct ao_replay *r, struct ao_thread *t)
{
	t->nodes = (struct ao_node *)(ao_rt_more(t) + r->points);
	for (uint32_t i = 0; i < r->points; i++) {
		t->nodes[i].point = i;
		t->nodes[i].last = &ao_rt_nobody;
	}
	t->b.node_count = r->points;
	t->b.ring = r->events;
	ao_rt_thread = t;
	ao_rt_now = t->nodes;
	ao_rt_on = 1;
}

/* The future's point and the tag of what an await's point stands for; false: of no await. */
static int find_await(
	const uint32_t *future_of, uint32_t await, uint32_t *ret, uint32_t *ret_tag)
{
	uint32_t future = future_of[await];

	if (!future || await <= future)
		return 0;
	*ret = future;
	*ret_tag = await - future + TAG_PANICKED;
	return 1;
}

/* Events of awaits; false where the word is none. */
static int replay_await(const uint32_t *future_of, uint32_t kind, uint32_t point)
{
	uint32_t future, tag;

	if (!find_await(future_of, point, &future, &tag))
		return 0;
	switch (kind) {
	case AO_RING_RESUMED:
		ao_rt_enter(future, tag);
		return 1;
	case AO_RING_BEGIN:
		ao_rt_begin(point);
		return 1;
	case AO_RING_READY:
		ao_rt_ready(point);
		return 1;
	case AO_RING_PENDING:
		ao_rt_leave(future, tag);
		return 1;
	case AO_RING_DROPPED:
		ao_rt_drop(future, tag);
		return 1;
	default:
		return 0;
	}
}

static int replay_future(const uint32_t *future_of, uint32_t kind, uint32_t point)
{
	if (!point || future_of[point] != point)
		return 0;
	switch (kind) {
	case AO_RING_FRESH:
		ao_rt_enter(point, TAG_UNRESUMED);
		return 1;
	case AO_RING_REFUSED:
		ao_rt_enter(point, TAG_RETURNED);
		return 1;
	case AO_RING_THROWN:
		ao_rt_thrown(point);
		return 1;
	case AO_RING_RETURNED:
		ao_rt_leave(point, TAG_RETURNED);
		return 1;
	case AO_RING_PANICKED:
		ao_rt_leave(point, TAG_PANICKED);
		return 1;
	default:
		return 0;
	}
}

/* False where the word is no event. */
static int replay(const struct ao_replay *r, uint32_t word)
{
	uint32_t kind = word >> AO_RING_SHIFT, value = word & AO_RING_MASK;

	switch (kind) {
	case AO_RING_ALLOCATED:
		ao_rt_alloc(value);
		return 1;
	case AO_RING_MOVED:
		ao_rt_move(value);
		return 1;
	case AO_RING_WOKEN:
		ao_rt_wake(value);
		return 1;
	case AO_RING_CONTEXT:
		ao_rt_context(value);
		return 1;
	default:
		return value < r->points && (replay_await(r->future_of, kind, value) ||
						    replay_future(r->future_of, kind, value));
	}
}

static uint64_t ns_since_first(const struct ao_replay *r, uint64_t ticks)
{
	double ns = (double)(ticks - FIRST_TICKS) * 1e9 / (double)r->hz;

	return ns < 0x1p63 ? (uint64_t)ns : INT64_MAX;
}

uint64_t ao_replay(const struct ao_replay *r, void *file)
{
	uint64_t missing = r->count > r->events ? r->count - r->events : 0;
	uint32_t first = (uint32_t)missing, last = 0;

	header = file;
	fill_header(r, header);
	ao_rt_program =
		(struct ao_program){AO_VERSION_OF_FORMAT, r->points, r->table_bytes, r->table};
	ao_rt_replay_ticks = header->ticks_first = FIRST_TICKS;
	begin_thread(r, (struct ao_thread *)((char *)file + header->blocks_offset));
	for (uint32_t i = first; i != r->count; i++) {
		const uint32_t *event = &r->ring[(uint64_t)(i % r->events) * r->words];

		/* An interrupt's may be a little earlier than the one before. */
		if (r->words > 1 && i != first)
			ao_rt_replay_ticks += (uint64_t)(int64_t)(int32_t)(event[1] - last);
		last = r->words > 1 ? event[1] : 0;
		missing += !replay(r, event[0]);
	}
	header->ticks_last = ao_rt_replay_ticks;
	if (r->hz)
		header->ns_last = ns_since_first(r, header->ticks_last);
	ao_rt_forget();
	return missing;
}
