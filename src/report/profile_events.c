/* The ring of events of a thread: polls, with their begin and end. */
#include "report/profile_reading.h"

static void add_slice(const struct reading *r, const struct ao_block *b,
	const struct ao_event *from, const struct ao_event *to)
{
	struct profile_slice s = {
		.pid = r->h->pid,
		.thread = b->thread,
		.start_ns = profile_ns(r, from->ticks - r->h->ticks_first),
		.end_ns = profile_ns(r, to->ticks - r->h->ticks_first),
		.future = r->future_of[from->point],
		.state = r->state_of[to->point] ? r->state_of[to->point] : 1,
	};

	vec_push(&r->p->slices, s);
}

void profile_read_events(
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
