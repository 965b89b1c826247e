/*
 * What is known of the futures of one artefact: written beside the link's result, read by
 * `cargo async-opt report`. Plain data; docs/report.md has its form as JSON.
 */
#ifndef AO_REPORT_FACTS_H
#define AO_REPORT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

/* Of the JSON; another number where a member changes its meaning. */
enum { FACTS_SCHEMA = 1 };

/* What a pass did to a future, or why it did not. */
struct fact_remark {
	const char *pass;
	const char *reason; /* NULL: it was done */
	const char *text;
	const char *file; /* NULL: not known */
	unsigned line, column;
};

/* A value in the frame. */
struct fact_value {
	const char *name; /* as in the source; "__awaitee": the future that is awaited */
	const char *type;
	uint64_t offset, bytes;
	bool twice;    /* a capture of that name has its place in the frame as well */
	unsigned more; /* others of this name of which nothing more is known */
};

/* All of them, the largest first, if they are known at all. Those of no bytes do not count. */
struct fact_values {
	bool known;
	vec(struct fact_value) list;
};

/* What an await polls; the model's await_kind (coro/coro.h), by name. */
enum fact_kind {
	KIND_UNKNOWN,
	KIND_EMBEDDED,
	KIND_AWAY,
	KIND_OPAQUE,
	KIND_OTHER,
	KIND_DYN,
	KIND_UNCLEAR,
};

/* An await of the future, by the state that it suspends in. */
struct fact_await {
	unsigned state; /* 3+k */
	enum fact_kind kind;
	const char *child; /* symbol of the resume function that is called; NULL: not known */
	const char *file;  /* NULL: not known */
	unsigned line;
	bool never_pending;	 /* proved, and the state is gone */
	struct fact_values held; /* beside the captures, which keep their place */
};

/* A change of the source that makes a frame smaller. */
enum change {
	CHANGE_REFERENCE, /* a capture by reference */
	CHANGE_BOX,	  /* what is awaited, captured or held, in a box of its own */
	CHANGE_DROP,	  /* in a block before the await: only its drop looks at it later */
};

struct fact_saving {
	enum change change;
	const char *name, *type; /* of the value, as in fact_value */
	unsigned state;		 /* whose await it is held over; 0: a capture */
	uint64_t bytes;		 /* by which the frame gets smaller, by this change alone */
};

struct fact_future {
	const char *symbol; /* of the resume function */
	const char *name;   /* demangled, without the mark of a closure */
	const char *file;   /* NULL: not known */
	unsigned line;
	uint64_t frame_bytes; /* 0: not known */
	uint64_t text_bytes;  /* of the resume function as it was emitted; 0: none is left */
	unsigned states, states_reached;
	bool never_suspends;
	bool allocations_known;
	unsigned allocations; /* places in its own body that may allocate */
	enum {
		ALLOCATES_UNKNOWN,
		ALLOCATES_NEVER,
		ALLOCATES_IN_WAKERS, /* only where functions of a waker do */
		ALLOCATES
	} allocates;		   /* with what it calls */
	const char *allocates_why; /* where it does, or why it is not known; may be NULL */
	bool moved_known;
	uint64_t moved_making, moved_first; /* bytes, when it is made and in its first poll */
	const char *open;	     /* why it is not closed, a sentence; NULL where it is */
	struct fact_values captures; /* what it is made of, before its first poll */
	vec(struct fact_await) awaits;
	vec(struct fact_saving) savings; /* the largest first */
	vec(struct fact_remark) remarks;
};

/* A body with a coroutine's marks that is left alone. */
struct fact_opaque {
	const char *symbol, *name, *reason, *text;
};

typedef vec(struct fact_future *) fact_futures;

/* Strings and lists' elements live in the arena; facts_free gives everything back. */
struct facts {
	struct arena arena;
	const char *artefact; /* "server", "api (test)" */
	fact_futures futures;
	vec(struct fact_opaque) opaque;
};

void facts_free(struct facts *f);
/* Its lists alone: it lives in an arena. */
void fact_future_free(struct fact_future *future);
/* The largest first. */
void facts_sort_values(struct fact_values *values);
/* By symbol: to be called when futures were added. */
void facts_sort(struct facts *f);
/* "never", "never, wakers aside", "it may", "not known". */
const char *facts_allocates_text(const struct fact_future *f);
/* Wakers aside: what their functions do is the executor's. */
bool facts_never_allocates(const struct fact_future *f);
/* The future with this resume function; NULL where there is none. */
struct fact_future *facts_find(const struct facts *f, const char *symbol);

/* Futures of one name, instances and copies, taken together. */
struct fact_group {
	const char *name;
	const struct fact_future *first;
	size_t copies;
	uint64_t frame_bytes; /* of the largest; 0: not known */
	uint64_t text_bytes;  /* of all */
	unsigned states;      /* that can be reached, of the one with most */
	bool never_suspends;  /* all of them */
};

typedef vec(struct fact_group) fact_groups;
/* By name; the caller vec_frees it, and it points into the facts. */
void facts_groups(const struct facts *f, fact_groups *ret);
/* NULL where there is none of this name. */
const struct fact_group *facts_group(const fact_groups *groups, const char *name);

/* The file, and an array of such objects for `--message-format json`. */
void facts_write(const struct facts *f, struct str *ret);
void facts_write_all(const struct facts *all, size_t len, struct str *ret);
/* What a baseline keeps: the same without awaits, remarks and symbols. */
void facts_write_baseline(const struct facts *all, size_t len, struct str *ret);
/* On failure nothing is kept. */
bool facts_read(const char *json, struct facts *ret, struct err *err);

typedef vec(struct facts) facts_list;
/* All artefacts of `report --message-format json`, or the one of a link. */
bool facts_read_all(const char *json, facts_list *ret, struct err *err);
void facts_list_free(facts_list *list);

/* Which futures are shown, and in which order. */
struct facts_view {
	const char *sort;   /* "text" (default) or another column, or "name" */
	const char *filter; /* an extended regular expression on names; NULL: all */
	size_t limit;	    /* 0: all */
};

/* "embedded"; NULL where nothing is known. */
const char *kind_name(enum fact_kind kind);
enum fact_kind kind_named(const char *name);
/* "box", and the change that it is the name of; false where there is none. */
const char *change_name(enum change change);
bool change_named(const char *name, enum change *ret);

bool facts_view_check(const struct facts_view *view, struct err *err);
/* Those that pass the filter, in the view's order, beyond its limit, too; to be vec_freed. */
void facts_view_select(const struct facts *f, const struct facts_view *view, fact_futures *ret);
/* Leaves those that are shown in *f, in the view's order; facts_find does not work then. */
void facts_view_apply(struct facts *f, const struct facts_view *view);
/* A table of futures, and a line for those that are not shown. */
void facts_table(const struct facts *f, const struct facts_view *view, struct str *ret);
/* All about one. */
void facts_one(const struct facts *f, const struct fact_future *future, struct str *ret);
/* How far what was written is from the last parts of a name, as many as were written. */
size_t facts_distance(const char *name, const char *wanted);
/*
 * The one that a user means by `name`: its whole name, or the only one that ends so or has it
 * in it. NULL: says which names it might be.
 */
const struct fact_future *facts_named(const struct facts *f, const char *name, struct err *err);

#endif
