/*
 * What the slots of a frame hold, followed through the suspensions of its resume function.
 * The argument is in coro/slots.c.
 */
#ifndef AO_CORO_SLOTS_H
#define AO_CORO_SLOTS_H

#include "coro/coro.h"

/* What is known of a value, or of what a slot of the frame holds. */
enum fact_kind {
	FACT_ANY,	/* nothing, but no address in the frame */
	FACT_CONSTANT,	/* this integer, null, function or global variable */
	FACT_PLACE,	/* the address of the frame's byte `place` */
	FACT_ANY_PLACE, /* it may be an address in the frame, which can not be told */
};

struct fact {
	enum fact_kind kind;
	LLVMValueRef constant;
	int64_t place;
};

enum slots_why {
	SLOTS_KNOWN,
	SLOTS_KEPT,  /* an address in the frame goes to where it can not be followed */
	SLOTS_LARGE, /* too much to follow */
};

/* An edge that is never taken. */
struct edge {
	LLVMValueRef term;
	unsigned index;
};

/* A load that finds another constant on each way into a block, or on some of them. */
struct way_in {
	LLVMValueRef term;
	LLVMValueRef constant; /* NULL: not known */
};

struct split {
	LLVMValueRef load;
	int64_t place;	      /* in the frame */
	LLVMBasicBlockRef at; /* what it loads is there at the beginning of this block */
	struct way_in *ways;  /* one for each edge into it */
	size_t ways_len;
};

struct slots {
	enum slots_why why;
	struct map known; /* load or phi -> struct fact, the same whenever it is executed */
	vec(struct edge) dead;
	vec(struct split) splits;
	struct map handed; /* calls that are given an address in the frame; each to itself */
};

/*
 * m tells which calls are polls. `a` is an empty arena of the caller's, in which the facts of
 * *ret live; slots_free gives back the rest.
 */
void coro_slots(const struct unit *u, const struct model *m, const struct coro *c,
	struct arena *a, struct slots *ret);
void slots_free(struct slots *s);

#endif
