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
#include <stdint.h>

#include "format.h"

extern const struct ao_program ao_rt_program;

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

/* A poll that is under way. */
struct ao_frame {
	struct ao_counts *future;
	struct ao_node *node;
	struct ao_counts *await;    /* begun last and not at an end, or NULL */
	struct ao_counts *resumed;  /* the await where it was suspended, or NULL */
	struct ao_counts *going_on; /* the same until an await is begun */
	uint64_t fresh;		    /* that await was begun in this poll */
	uint64_t ticks, progress;   /* when it was begun */
	uint64_t child_ticks;
	/* When the await was. */
	uint64_t ticks_then, allocs_then, bytes_then, progress_then;
};

/* A thread's block; counts, nodes and so on follow. */
struct ao_thread {
	struct ao_block b;
	struct ao_frame *top, *end; /* of the innermost poll; frames[0] is no poll */
	struct ao_node *nodes;
	uintptr_t context; /* data of the waker of the poll under way */
	uint64_t woken;	   /* it was woken then; 0: not seen, or counted already */
	struct ao_frame frames[AO_DEPTH + 1];
};

/* This thread's; NULL before its first event, where it has none, and too deep inside. */
extern _Thread_local struct ao_thread *ao_rt_thread;
/* Finds one for this thread; NULL where nothing is recorded. The event is counted as lost. */
struct ao_thread *ao_rt_attach(void);
/* This thread's counters are another's from now on. */
void ao_rt_forget(void);
struct ao_header *ao_rt_header(void);
/* Notes how far ticks and nanoseconds have come. */
void ao_rt_note_time(void);

static inline struct ao_counts *ao_rt_counts(struct ao_thread *t)
{
	return (struct ao_counts *)(t + 1);
}

static inline struct ao_more *ao_rt_more(struct ao_thread *t)
{
	return (struct ao_more *)(t->nodes + AO_NODES);
}

static inline struct ao_event *ao_rt_events(struct ao_thread *t)
{
	return (struct ao_event *)(ao_rt_more(t) + ao_rt_program.points);
}

#endif
