/*
 * Events for a profile, put into the bodies of futures before any pass runs; what receives
 * them is the library in rt/.
 */
#ifndef AO_OPT_INSTRUMENT_H
#define AO_OPT_INSTRUMENT_H

#include "base/str.h"
#include "coro/coro.h"

/* The points of a program, in the form of rt/format.h. */
struct event_table {
	struct str text;
	uint32_t points; /* 1 and up; 0 is no future's */
};

/* One more line; `states` is an await's own state. `at` (may be NULL) has its place. */
void event_table_add(struct event_table *t, char kind, uint32_t point, unsigned states,
	const char *symbol, LLVMValueRef at);
/* For the library. */
void event_table_put(struct unit *u, const struct event_table *t);

/* What calls the library; of one module. */
struct event_builder {
	const struct unit *u;
	LLVMBuilderRef builder;
	LLVMTypeRef i32;
};

/* The holder disposes of .builder. */
struct event_builder event_builder_of(const struct unit *u);

enum { EVENT_MOST_ARGS = 3 };

/* A call of an event before an instruction; all arguments have the first one's type. */
void event_add(const struct event_builder *b, LLVMValueRef before, const char *name,
	LLVMValueRef *args, unsigned count);

/*
 * Changes the module so that each future of the model says when it is entered, polls what it
 * awaits, and is left, and each allocation how large it is; adds the table of what was
 * instrumented, or gives it away for a ring. The model stays true. Returns the number of
 * futures that say something.
 */
size_t instrument(struct unit *u, const struct model *m, struct event_table *ret_ring);
/* Of these, the allocations. */
void event_add_allocators(const struct event_builder *b);

/*
 * From a wake to the poll that comes of it, after all passes that look at the raw module: the
 * functions of wakers tell what is woken, futures that are not only awaited which waker they
 * are given.
 */
void instrument_wakes(struct unit *u, const struct model *m);
/* Once nothing else changes the module: pairs of events in one, and copies of large values. */
void instrument_late(struct unit *u, bool moves);
/* Behind all that looks for events: the usual cases of events inlined, on machines that have
 * it. */
bool instrument_inline(struct unit *u, struct err *err);
/*
 * In place of that and of the library: what receives the events is added to the module, with a
 * ring of at most `bytes` (rt/ring.h) and the table.
 */
bool instrument_ring(
	struct unit *u, const struct event_table *table, long bytes, struct err *err);
/* How an event gets its number: see instrument_ring.c. */
enum numbering { NUMBER_BY_ATOMIC, NUMBER_BY_PRIMASK, NUMBER_BY_MSTATUS };

struct event_ring {
	uint32_t id, events, words; /* rt/ring.h */
	unsigned word_bits;	    /* of a pointer */
	bool has_clock;
	enum numbering numbering;
};

/* The ring, and the functions that record to it, as IR. */
void event_ring_text(const struct event_ring *r, struct str *ret);
/* The functions of the inlined events, as IR. */
void event_inline_text(struct str *ret);
/* Links textual IR into the module, for its target. */
bool event_link_text(struct unit *u, const struct str *text, struct err *err);

/*
 * Which drop glue drops frames of which coroutine: beyond the pairs of the model also those
 * that only their names tell, all copies included. Good enough to count by, and for nothing
 * else. Calls found(arg, glue, its tag's load, coroutine) for each.
 */
void for_each_drop_glue(struct unit *u, const struct model *m,
	void (*found)(void *arg, LLVMValueRef glue, LLVMValueRef tag, const struct coro *c),
	void *arg);

#endif
