/*
 * A profile file: what the run-time library (rt/) writes and the reader
 * (src/report/profile_file.c) understands. All numbers are in the byte order and with the
 * alignment of the machine that wrote it.
 *
 *	struct ao_header      one page
 *	table                 text that names the points, padded to a page
 *XX
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
	AO_VERSION_OF_FORMAT = 2,
	AO_PAGE = 4096,
	AO_DEPTH = 128,	 /* polls inside of polls that a thread keeps apart */
	AO_NODES = 4096, /* stacks of futures that a thread keeps apart */
	AO_BLOCKS = 512, /* threads at one time */
};

enum ao_state { AO_STARTING, AO_RUNNING, AO_ENDED };
enum ao_clock { AO_CLOCK_NS, AO_CLOCK_TSC, AO_CLOCK_CNTVCT };

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

/* Of a future: its polls. Of an await: the polls of what is awaited there. */
struct ao_counts {
	uint64_t polls;	      /* begun */
	uint64_t starts;      /* of them, the first of its future */
	uint64_t ready;	      /* ended with Ready */
	uint64_t ready_first; /* of them, in the first poll */
	uint64_t pending;     /* ended with Pending: suspends */
	uint64_t idle;	      /* of them, resumed, and nothing that was awaited had finished */
	uint64_t unwound;     /* of a future: ended with a panic */
	uint64_t refused;     /* of a future: polled after its end */
	uint64_t cancelled;   /* dropped while suspended (there) */
	uint64_t ticks;	      /* inside, with what is called; of an await: in its futures */
	uint64_t self_ticks;  /* of a future: without futures that are polled inside */
	uint64_t longest;     /* ticks of the longest poll */
	uint64_t allocs,
		bytes; /* made inside, with what is called; of a future: the reader's */
	uint64_t self_allocs, self_bytes; /* of a future: without futures polled inside */
};

/* What happens seldom enough to be counted beside. */
struct ao_more {
	uint64_t woken;	       /* polls that resumed it (there) after a wake that was seen */
	uint64_t wake_ticks;   /* from the first such wake to the poll */
	uint64_t wake_longest; /* of these, the longest */
	uint64_t moves, moved_bytes; /* of a future: large values copied in it */
	uint64_t unused[3];
};

/* A stack of futures, the outermost first: node 0 is the empty one. */
struct ao_node {
	uint32_t point, parent, first_child, next;
	uint32_t last;	/* the child that was polled last */
	uint32_t after; /* the sibling that was polled after this one the last time */
	uint64_t polls, self_ticks, self_allocs, self_bytes;
	uint64_t unused;
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
	uint64_t deep;	     /* polls that were begun below AO_DEPTH others: lost */
	uint64_t unknown;    /* ends of polls that were not seen to begin: lost */
	uint64_t node_count; /* in use */
	uint64_t no_node;    /* polls whose stack found no node: under their parent's */
	uint64_t event_count;
	uint64_t allocs, bytes; /* in the whole thread */
	uint64_t progress;	/* awaits that finished */
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
