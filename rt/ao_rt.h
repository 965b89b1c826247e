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

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "format.h"

#ifdef AO_RT_REPLAY
extern struct ao_program ao_rt_program;
#else
extern const struct ao_program ao_rt_program;
#endif

/*
 * The events, in the order in which they come. `tag` is the state that the frame was in,
 * `how` the one that it is in now: 1 Ready, 2 unwound, 3+k Pending in await k.
 */
void ao_rt_context(uintptr_t data); /* of the waker that a poll is given, before it */
void ao_rt_enter(uint32_t point, uint32_t tag);
void ao_rt_begin(uint32_t await);  /* before what is awaited is polled */
void ao_rt_ready(uint32_t await);  /* it was Ready */
void ao_rt_thrown(uint32_t point); /* it has unwound into this future */
void ao_rt_leave(uint32_t point, uint32_t how);
/* Of a begin and an enter, or a leave with Ready and a ready, with no call between them. */
void ao_rt_begin_enter(uint32_t await, uint32_t point, uint32_t tag);
void ao_rt_leave_ready(uint32_t point, uint32_t await);
/* A frame is dropped in state `tag`. */
void ao_rt_drop(uint32_t point, uint32_t tag);
/* A large value is copied. */
void ao_rt_move(uint32_t bytes);
/* Before an allocation; realloc: before one of old_bytes becomes one of new_bytes. */
void ao_rt_alloc(size_t bytes);
void ao_rt_realloc(size_t old_bytes, size_t new_bytes);
/* The waker with this data is woken. */
void ao_rt_wake(uintptr_t data);

/* Between the files of the library. */

/* This thread's; NULL before its first event, and where it has none. */
extern _Thread_local struct ao_thread *ao_rt_thread;
/* The innermost poll or await under way; node 0: none. ao_rt_nobody where there is no thread's.
 */
extern _Thread_local struct ao_node *ao_rt_now;
extern _Thread_local uint64_t ao_rt_progress; /* awaits that have finished */
/* No event finds what it expects there; never written to. */
extern struct ao_node ao_rt_nobody;

/* Is a file wanted, and can it be made? */
extern _Atomic int ao_rt_on;
static inline int ao_rt_is_on(void)
{
	return atomic_load_explicit(&ao_rt_on, memory_order_relaxed);
}
/* Finds one for this thread; NULL where nothing is recorded. The event is counted as lost. */
struct ao_thread *ao_rt_attach(void);
/* This thread's counters are another's from now on. */
void ao_rt_forget(void);
struct ao_header *ao_rt_header(void);
/* Notes how far ticks and nanoseconds have come. */
void ao_rt_note_time(void);

static inline struct ao_more *ao_rt_more(struct ao_thread *t)
{
	return (struct ao_more *)(t + 1);
}

static inline struct ao_event *ao_rt_events(struct ao_thread *t)
{
	return (struct ao_event *)(t->nodes + ao_rt_program.points + AO_NODES);
}

#endif
