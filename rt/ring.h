/*
 * A profile of a program without an operating system: a ring of events in its memory, which a
 * debugger reads, or the program sends. What puts events there is made with the program
 * (src/opt/instrument_ring.c); rt/replay.c counts what they come to, on another machine.
 *
 *	async_opt_ring:   u32 id        of the image; 0: no event yet
 *	                  u32 count     events so far; number i is at i modulo the ring's size
 *	                  events        one word each, or two: then the second is the time
 *
 * What points are is said in a section of the image that is not loaded: a line
 *
 *	async-opt ring 1, id %x, events %u, words %u, points %u
 *
 * and then the table as in format.h. All words are little-endian.
 */
#ifndef AO_RT_RING_H
#define AO_RT_RING_H

#include <stdint.h>

#define AO_RING_SYMBOL "async_opt_ring"
#define AO_RING_SECTION ".async_opt_ring"
#define AO_RING_LINE "async-opt ring %u, id %x, events %u, words %u, points %u\n"

enum {
	AO_RING_VERSION = 1,
	AO_RING_HEAD = 2, /* words before the events */
	AO_RING_SHIFT = 28,
	AO_RING_MASK = (1 << AO_RING_SHIFT) - 1,
	AO_RING_MOST_WORDS = 1 << 22, /* of all events */
};

/* The upper four bits of an event's word; of the lower ones is said what they are. */
enum ao_ring_kind {
	AO_RING_FRESH = 1, /* a future's point: its first poll begins */
	AO_RING_RESUMED,   /* an await's: a poll that goes on there */
	AO_RING_REFUSED,   /* a future's: a poll after its end */
	AO_RING_BEGIN,	   /* an await's: what is awaited is polled */
	AO_RING_READY,	   /* an await's: it was Ready */
	AO_RING_THROWN,	   /* a future's: what it awaits has unwound into it */
	AO_RING_RETURNED,  /* a future's: its poll ends with Ready */
	AO_RING_PENDING,   /* an await's: a poll of its future ends with Pending there */
	AO_RING_PANICKED,  /* a future's: a poll ends with a panic */
	AO_RING_DROPPED,   /* an await's: its future is dropped while suspended there */
	AO_RING_ALLOCATED, /* bytes */
	AO_RING_MOVED,	   /* bytes */
	AO_RING_WOKEN,	   /* a waker's data in words: a wake */
	AO_RING_CONTEXT,   /* a waker's data in words: what the next poll is given */
};

#endif
