/*
 * A profile file: what the run-time library (rt/) writes and the reader
 * (src/report/profile_file.c) understands. All numbers are in the byte order and with the
 * alignment of the machine that wrote it.
 *
 *	struct ao_header      one page
 *	table                 text that names the points, padded to a page
 *	for each thread, each a whole number of pages:
 *	  struct ao_block     and what only the library uses, up to the header's thread_bytes
 *	  struct ao_more      * points
 *	  struct ao_node      * nodes
 *	  struct ao_event     * events
 *
 * The file is mapped and written in place while the program runs, so it is whole up to the
 * last event whenever and however the program ends. The disk space of a block is taken
 * before the first event of its thread: writing to it can not fail.
 *
 * Points are what is counted: each future has one, and one for each of its awaits after it,
 * in the order of states. The table has a line for each, fields separated by tabs:
 *
 *	F point states symbol line file
 *	A point state  child  line file      child: a symbol, or "-" where it is not known
 *
 * Line 0 and an empty file name: not known.
 */
#ifndef AO_RT_FORMAT_H
#define AO_RT_FORMAT_H

#include <stdint.h>

#define AO_MAGIC "AOPROF\r\n"
enum {
	AO_VERSION_OF_FORMAT = 3,
	AO_PAGE = 4096,
	AO_DEPTH = 128,	 /* polls inside of polls that a thread keeps apart without a node */
	AO_NODES = 8192, /* stacks of futures and awaits that a thread keeps apart */
	AO_BLOCKS = 512, /* threads at one time */
};

enum ao_state { AO_STARTING, AO_RUNNING, AO_ENDED };
enum ao_clock { AO_CLOCK_NS, AO_CLOCK_TSC, AO_CLOCK_CNTVCT, AO_CLOCK_RING };

struct ao_header {
	char magic[8];
	uint32_t version, header_bytes;
	uint32_t state; /* enum ao_state */
	uint32_t clock; /* enum ao_clock: what "ticks" are */
	uint32_t points, nodes, events, blocks;
	uint32_t thread_bytes, unused;
	uint64_t table_bytes, table_offset, blocks_offset, block_bytes;
	uint64_t pid, parent_pid; /* parent_pid: of the process it was forked off, or 0 */
	uint64_t ticks_first, ns_first, ticks_last, ns_last; /* the same two instants */
	_Atomic uint32_t blocks_used;			     /* those below it hold something */
	_Atomic uint32_t no_space; /* blocks that there was no room for */
	_Atomic uint64_t lost;	   /* polls and drops in threads without a block */
	char program[256];	   /* argv[0], cut */
	/* Of each block: 0: not there, and not to be touched; 1: a thread's; 2: was one's. */
	_Atomic uint8_t in_use[AO_BLOCKS];
};

/*
 * A future in one stack of futures, or an await in it: node 0 is no future's, then comes one
 * for each point, where there was no room for its stack (parent 0), then those with a stack,
 * the outer ones before the inner ones. Between a future and one that it awaits is the await's.
 */
struct ao_node {
	/* Addresses, for the library alone. */
	struct ao_node *outer; /* the parent; NULL: without a stack */
	struct ao_node *last;  /* the child that was gone to last */
	struct ao_node *after; /* the sibling that was gone to after this one, the last time */
	uint32_t usual;	   /* the point, where its next poll is expected to be a fresh one's */
	uint32_t going_on; /* of a future: the await that it was resumed at, until one is begun
			    */
	uint64_t begun;	   /* ticks, when the poll under way was */
	uint64_t starts;   /* of a future: polls of fresh frames; of an await: those begun */
	uint64_t ready;	   /* ended with Ready */
	uint64_t ticks;	   /* of a future: inside, with what is called */
	uint64_t longest;  /* ticks of the longest poll */
	uint64_t allocs, bytes; /* here, inner nodes left out */
	uint64_t again;		/* polls that resumed it */
	uint64_t ready_again;	/* ended with Ready, in one of these */
	uint64_t pending;	/* ended with Pending: suspends */
	uint64_t idle;	   /* of them, resumed, and nothing that was awaited had finished */
	uint64_t unwound;  /* of a future: ended with a panic */
	uint64_t refused;  /* of a future: polled after its end */
	uint64_t progress; /* of the thread, when it was resumed */
	uint32_t point, parent, first_child, next;
	uint8_t is_future;
	uint8_t resumed; /* this poll */
	uint8_t unused[6];
};

/* What happens seldom enough to be counted beside: of a future, and of an await. */
struct ao_more {
	uint64_t cancelled;  /* dropped while suspended (there) */
	uint64_t woken;	     /* of an await: polls that resumed it after a wake that was seen */
	uint64_t wake_ticks; /* from the first such wake to the poll */
	uint64_t wake_longest;	     /* of these, the longest */
	uint64_t moves, moved_bytes; /* of a future: large values copied in it */
	uint64_t unused[2];
};

enum ao_event_kind { AO_EVENT_ENTER = 1, AO_EVENT_LEAVE };

/* A ring: event number i is at i modulo the header's `events`. */
struct ao_event {
	uint64_t ticks;
	uint32_t point; /* enter: the future's; leave: the await's, or the future's if Ready */
	uint32_t kind;
};

struct ao_block {
	uint32_t index; /* of this block */
	uint32_t ring;	/* events that there is room for, as in the header */
	uint64_t thread;
	uint64_t deep;	     /* polls inside of too many others to be kept apart: lost */
	uint64_t unknown;    /* ends of polls that were not seen to begin: lost */
	uint64_t node_count; /* in use */
	uint64_t no_node;    /* polls whose stack found no node: counted without a stack */
	uint64_t event_count;
};

/* A poll under way that found no node for its stack, as its parent was. */
struct ao_spilled {
	struct ao_node *outer;
	uint64_t begun;
};

/* A thread's block; struct ao_more of each point, nodes and events follow. */
struct ao_thread {
	struct ao_block b;
	struct ao_node *nodes;
	uintptr_t context; /* data of the waker of the poll under way */
	uint64_t woken;	   /* it was woken then; 0: not seen, or counted already */
	uint64_t too_deep; /* polls under way that are left out */
	uint64_t spilled_len;
	struct ao_spilled spilled[AO_DEPTH];
};

/*
 * What the instrumented module says about itself, for the library: `ao_rt_program`, hidden.
 * The events' functions are declared in rt/ao_rt.h.
 */
struct ao_program {
	uint32_t version, points;
	uint64_t table_bytes;
	const char *table;
};

#endif
