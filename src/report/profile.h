/*
 * What profile files say, added up over processes and threads; no clock, no file format.
 * Strings and lists live in the arena.
 */
#ifndef AO_REPORT_PROFILE_H
#define AO_REPORT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "rt/format.h"

/* Of a future: its polls. Of an await: the polls of what is awaited there. */
struct profile_counts {
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
	uint64_t longest;     /* the longest poll; of an await: of a future there */
	uint64_t allocs, bytes;		  /* made inside, with what is called */
	uint64_t self_allocs, self_bytes; /* of a future: without futures polled inside */
};

/* Times in ns. */
struct profile_sum {
	struct profile_counts n;
	struct ao_more more;
};

struct profile_await {
	unsigned state;	   /* 3+k */
	const char *child; /* what is polled, readable; NULL: not known */
	const char *file;  /* NULL: not known */
	unsigned line;
	struct profile_sum sum;
};

struct profile_future {
	uint64_t key;		   /* of program, symbol and place */
	const char *symbol, *name; /* name: readable, without closure marks */
	const char *file;
	unsigned line;
	struct profile_sum sum;
	struct profile_await *awaits;
	size_t awaits_len;
};

/* A stack of futures; an outermost one has no parent. */
struct profile_stack {
	size_t parent; /* index of a stack before this one; SIZE_MAX: none */
	size_t future;
	uint64_t polls, self_ns, self_allocs;
	size_t first_child, next; /* 1 + index; 0: none */
};

/* What could not be recorded. */
struct profile_losses {
	uint64_t polls;	   /* of threads that there was no room for */
	uint64_t no_space; /* threads that the disk had no room for */
	uint64_t deep;	   /* polls inside of too many others */
	uint64_t
		unknown; /* ends of polls that were not seen to begin, and begins without end */
	uint64_t stacks; /* polls counted without their stack */
	uint64_t events; /* of the trace, overwritten by later ones */
	uint64_t ring;	 /* events of a ring, overwritten or not whole */
};

struct profile_process {
	const char *program;
	uint64_t pid, parent_pid;
	uint64_t wall_ns;
	bool ended;    /* by itself, and not killed or still running */
	bool in_ticks; /* the clock's rate is not known: times are its ticks */
	bool of_ring;  /* of a program without an operating system: rt/ring.h */
	unsigned threads;
	uint64_t allocs, bytes; /* also outside of futures */
};

/* One poll, for a trace. */
struct profile_slice {
	uint64_t pid, thread;
	uint64_t start_ns, end_ns;
	size_t future;
	unsigned state; /* 1 Ready, 3+k Pending; 0: not known */
};

struct profile {
	struct arena arena;
	vec(struct profile_future *) futures;
	vec(struct profile_stack) stacks;
	size_t first_stack; /* 1 + index of an outermost one; 0: none */
	vec(struct profile_process) processes;
	vec(struct profile_slice) slices;
	struct profile_losses losses;
};

/*
 * Adds one file. False where it is none of ours, of another version, of another machine, cut
 * short or damaged; nothing of it counts then, unless the damage is in a thread's stacks.
 */
bool profile_add_file(struct profile *p, const char *path, struct err *err);
void profile_free(struct profile *p);

/* Which futures to show, and in which order. */
struct profile_view {
	const char *sort;   /* a column's name; NULL: time */
	const char *filter; /* only futures whose name or file has this in it; NULL: all */
	size_t limit;	    /* 0: all */
};

/* Is there such a column? Otherwise says which there are. */
bool profile_view_check(const struct profile_view *view, struct err *err);

void profile_text(const struct profile *p, const struct profile_view *view, struct str *ret);
void profile_json(const struct profile *p, const struct profile_view *view, struct str *ret);
/* "a;b;c 1234" for each stack, with its own nanoseconds: what flame graphs are made of. */
void profile_folded(const struct profile *p, struct str *ret);
/* Chrome's and Firefox's trace format; empty of slices where events were not recorded. */
void profile_trace(const struct profile *p, struct str *ret);
/* One page with the tables and the tree of stacks. */
void profile_html(const struct profile *p, const struct profile_view *view, struct str *ret);

#endif
