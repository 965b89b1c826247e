/*
 * The library that `cargo async-opt profile` links into a program. It runs inside of
 * someone else's process: all names begin with ao_rt_ and are hidden, so that an executable
 * and the libraries that it loads each have their own; memory is mapped at the start and
 * when a thread is first seen; no event takes a lock, prints, allocates or fails. What can
 * not be recorded is counted (struct ao_header, struct ao_block).
 *
 * Nothing is recorded unless ASYNC_OPT_PROFILE names a folder when the program starts; then
 * each process writes PROGRAM-PID.aoprof there.
 */
#ifndef AO_RT_AO_RT_H
#define AO_RT_AO_RT_H

#include <stddef.h>

#include "format.h"

extern const struct ao_program ao_rt_program;

/*
 * The events, in the order in which they come. `tag` is the state that the frame was in,
 * `how` the one that it is in now: 1 Ready, 2 unwound, 3+k Pending in await k.
 */
void ao_rt_enter(uint32_t point, uint32_t tag);
void ao_rt_begin(uint32_t await); /* before what is awaited is polled */
void ao_rt_ready(uint32_t await); /* it was Ready */
void ao_rt_leave(uint32_t point, uint32_t how);
/* A frame is dropped in state `tag`. */
void ao_rt_drop(uint32_t point, uint32_t tag);
/* Before an allocation; realloc: before one of old_bytes becomes one of new_bytes. */
void ao_rt_alloc(size_t bytes);
void ao_rt_realloc(size_t old_bytes, size_t new_bytes);

/* Between the files of the library. */

/* This thread's block; NULL before its first event, and where it has none. */
extern _Thread_local struct ao_block *ao_rt_block;
/* Finds one for this thread; NULL where nothing is recorded. The event is counted as lost. */
struct ao_block *ao_rt_attach(void);
struct ao_header *ao_rt_header(void);
/* Notes how far ticks and nanoseconds have come. */
void ao_rt_note_time(void);

static inline struct ao_counts *ao_rt_counts(struct ao_block *b)
{
	return (struct ao_counts *)(b + 1);
}

static inline struct ao_node *ao_rt_nodes(struct ao_block *b)
{
	return (struct ao_node *)(ao_rt_counts(b) + ao_rt_program.points);
}

static inline struct ao_event *ao_rt_events(struct ao_block *b)
{
	return (struct ao_event *)(ao_rt_nodes(b) + AO_NODES);
}

#endif
