/*
 * A module in parts, so that code is generated for them side by side: see parts.c.
 *
 *	parts_plan(u, PARTS_SIZE, &parts);        before processes are forked
 *	parts_keep(u, &parts, i, &err);           in the one that generates part i
 */
#ifndef AO_IR_PARTS_H
#define AO_IR_PARTS_H

#include "base/map.h"
#include "ir/unit.h"

/*
 * Instructions that make one more part worth its process. Not the machine's cores: the same
 * program is to give the same bytes everywhere.
 */
enum { PARTS_SIZE = 40000, PARTS_MAX = 8 };

struct parts {
	unsigned count;	  /* 1: it stays whole, and the module is as it was */
	struct map where; /* each definition -> 1 + its part */
};

/*
 * Decides who goes where, and makes what one part defines and another uses visible to the
 * linker, hidden to everybody else.
 */
void parts_plan(const struct unit *u, size_t size, struct parts *ret);
void parts_free(struct parts *p);

/* Takes the definitions of all parts but this one out of the module. */
bool parts_keep(const struct unit *u, const struct parts *p, unsigned part, struct err *err);

/*
 * What names end with for as long as the linker has to tell them from others'; digits follow.
 */
#define PARTS_SUFFIX ".llvm.A0A0"
#define PARTS_SUFFIX_LENGTH (sizeof(PARTS_SUFFIX) - 1 + 16)

/* The length of a symbol's name without the suffix. */
size_t parts_name_length(const char *name);

#endif
