/* How slots.c and slot_steps.c follow a resume function together; not for the floors above. */
#ifndef AO_CORO_SLOTS_WALK_H
#define AO_CORO_SLOTS_WALK_H

#include "coro/slots.h"

enum { MOST_VARS = 160 };

/* A slot of the frame (insn is NULL), or a value that an instruction has computed. */
struct var {
	LLVMValueRef insn;
	struct span bytes;
};

/* What all vars hold at one moment. */
struct facts {
	struct fact of[MOST_VARS];
};

struct slots_walk {
	const struct unit *u;
	const struct model *model;
	const struct coro *c;
	struct arena *arena;
	int64_t word;
	vec(struct var) vars;
	struct map var_of;	 /* instruction -> its var's index + 1 */
	vec(struct span) shared; /* bytes that others can write; survive `again` */
	struct map known;	 /* instruction -> struct fact */
	struct map handed;	 /* see struct slots */
	bool again;		 /* vars or shared bytes were added: start anew */
	enum slots_why why;
};

bool fact_is(struct fact a, struct fact b);
/* What is known where either holds. */
struct fact fact_meet(struct fact a, struct fact b);
bool fact_may_be_place(struct fact a);

/* The index of a slot's or instruction's var; -1: there is none (yet). */
int slot_var(const struct slots_walk *w, struct span bytes);
int insn_var(const struct slots_walk *w, LLVMValueRef insn);
/* Adds one; the walk has to begin anew if it is a slot's. */
void add_slot(struct slots_walk *w, struct span bytes);

/* May others write some of the bytes? */
bool slot_is_shared(const struct slots_walk *w, struct span bytes);

/* What v is, as an operand. */
struct fact fact_of(const struct slots_walk *w, const struct facts *f, LLVMValueRef v);
/* The value of an integer; false where it is not known. */
bool fact_int(const struct slots_walk *w, const struct facts *f, LLVMValueRef v, unsigned depth,
	uint64_t *ret);
/* Notes what insn's result is. */
void set_result(struct slots_walk *w, struct facts *f, LLVMValueRef insn, struct fact fact);
/* Where in the frame is ptr? FACT_PLACE, FACT_ANY_PLACE or, elsewhere, FACT_ANY. */
struct fact place_of(const struct slots_walk *w, const struct facts *f, LLVMValueRef ptr);
/* Executes one instruction that is no phi. */
void slot_step(struct slots_walk *w, struct facts *f, LLVMValueRef insn);

/* What is known on an edge; NULL where it is never taken. In slots.c, for slot_splits.c. */
struct edges {
	uint64_t taken; /* a bit for each of the first 64 */
	struct facts **facts;
};

/* Fills ret->splits; `edges` has each executed terminator's struct edges. */
void find_splits(const struct slots_walk *w, const struct map *edges, struct slots *ret);

#endif
