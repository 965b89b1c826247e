/*
 * async-smith: writes a cargo package whose program polls, cancels and breaks generated
 * futures and prints what happened. Same seed and options, same bytes.
 *
 * A program is a list of items (async functions and what else makes futures). Each is built
 * from a stream of random numbers of its own and calls only items before it, so that a
 * program with fewer of them (--only, --drop) has the rest unchanged.
 */
#ifndef AO_ASYNC_SMITH_H
#define AO_ASYNC_SMITH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

enum feature {
	F_BASE,
#define FEATURE(id, name, brief) F_##id,
#include "features.def"
#undef FEATURE
	F_COUNT,
};

extern const char *const feature_names[F_COUNT];
extern const char *const feature_briefs[F_COUNT];

/* splitmix64: small, and the same everywhere. */
struct rng {
	uint64_t state;
};

uint64_t rng_next(struct rng *r);
/* A number below `below`, which is not 0. */
unsigned rng_below(struct rng *r, unsigned below);
struct rng rng_for(uint64_t seed, uint64_t what);

enum crate {
	CRATE_UP,
	CRATE_MID,
	CRATE_MAIN,
	CRATE_COUNT,
};

/* What a body costs when it runs: at most so many times Pending, and polls of leaves. */
struct cost {
	unsigned pending;
	unsigned leaves;
};

struct item {
	unsigned id;
	enum crate crate;
	char *definition; /* Rust; owned */
	const char *call; /* a template, see items.def */
	struct cost cost;
	vec(unsigned) calls; /* items that the definition names */
	vec(unsigned) parts; /* units that are not dropped, nor in one that is */
	bool needed;
};

struct smith {
	uint64_t seed;
	unsigned items_wanted;
	bool has[F_COUNT];
	struct map *only;    /* roots to run, by id + 1; NULL: all */
	struct map *dropped; /* units to leave out, by unit_key; NULL: none */
	vec(struct item) items;
	/* Of what is written: */
	unsigned items_written;
	unsigned coroutines_written;
};

/* The name of statement or future expression `unit` of an item, as a map's key. */
void *unit_key(unsigned item, unsigned unit);

/* Appends the next item, made of those before it. */
void item_make(struct smith *s);
/*
 * Appends the call of an item as a root: an expression of a future, with the variables
 * `a: u64` and `acc: u64` in scope. Adds to `calls` what it names.
 */
void item_call_root(struct smith *s, struct item *item, struct str *out);

/* Writes the whole package into a folder, which may exist. */
bool package_write(struct smith *s, const char *dir, struct err *err);

struct rt_file {
	const char *name;
	const char *text;
};
/* The support library, tools/async-smith/rt; ends with a NULL name. */
extern const struct rt_file rt_files[];

#endif
