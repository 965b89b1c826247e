/*
 * Limits on futures, as Cargo.toml has them under metadata.async-opt, and what comes out when
 * facts are held against them. docs/budget.md is the page for users.
 *
 *	[package.metadata.async-opt.budget."app::wait"]
 *	frame-bytes = 96
 *	never-allocates = true
 */
#ifndef AO_REPORT_BUDGET_H
#define AO_REPORT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/facts.h"

struct json_object;

/* X(constant, key in Cargo.toml, what is counted, whether the value is true) */
#define LIMITS(X)                                                          \
	X(FRAME_BYTES, "frame-bytes", "bytes of frame", false)             \
	X(TEXT_BYTES, "text-bytes", "bytes of text", false)                \
	X(STATES, "states", "states that can be reached", false)           \
	X(SUSPENDS, "suspends", "await(s) that may suspend", false)        \
	X(ALLOCATIONS, "allocations", "place(s) that may allocate", false) \
	X(NEVER_SUSPENDS, "never-suspends", "", true)                      \
	X(NEVER_ALLOCATES, "never-allocates", "", true)                    \
	X(MAX_GROWTH, "max-growth", "", false)

enum limit_kind {
#define X(constant, key, counted, flag) LIMIT_##constant,
	LIMITS(X)
#undef X
		LIMIT_KINDS
};

/* So many more than before, or so many percent. */
struct growth {
	double percent; /* negative: .bytes counts */
	uint64_t bytes;
};

/* "64" or "10%". */
bool growth_read(const char *text, struct growth *ret, struct err *err);
/* "64 bytes", "10 %" */
void growth_text(const struct growth *most, struct str *ret);
bool growth_is_beyond(const struct growth *most, uint64_t before, uint64_t now);

struct limit {
	bool given;
	unsigned line; /* of the manifest */
	uint64_t most;
	struct growth growth;
};

/* A Cargo.toml; strings are the caller's. */
struct manifest {
	const char *path;  /* as it is shown */
	const char *table; /* "package" or "workspace" */
	const char *text;
	const char *const *artefacts; /* which artefacts its limits are for; NULL: all */
	size_t artefacts_len;
};

/* One table of limits: what is in it applies to each future that the pattern matches. */
struct budget_rule {
	const struct manifest *manifest;
	const char *pattern; /* a name; * stands for any text */
	unsigned line;
	struct limit limits[LIMIT_KINDS];
};

enum check_status {
	CHECK_KEPT,
	CHECK_EXCEEDED,
	CHECK_UNKNOWN,	/* a limit on what is not known of the future */
	CHECK_NO_MATCH, /* a pattern without a future */
};

struct check {
	enum check_status status;
	const struct budget_rule *rule;
	enum limit_kind kind;		  /* but of CHECK_NO_MATCH */
	unsigned line;			  /* of the manifest */
	const char *artefact;		  /* NULL: none in particular */
	const struct fact_future *future; /* NULL: not known */
	const char *name;		  /* of the future; NULL for CHECK_NO_MATCH */
	const char *message; /* a sentence without a full stop; NULL for kept ones */
	const char *help;    /* what to do next; may be NULL */
};

struct budget {
	struct arena arena;
	vec(struct budget_rule) rules;
	vec(struct check) checks;
	size_t kept, exceeded, unknown, no_match;
};

void budget_free(struct budget *b);

/*
 * Adds what metadata.async-opt (NULL: nothing) of a manifest says; the manifest has to live as
 * long as the budget. What is not understood is an error, with the line. *ret_baseline is
 * what the member "baseline" says, from the arena, or NULL.
 */
bool budget_add(struct budget *b, struct json_object *metadata, const struct manifest *from,
	const char **ret_baseline, struct err *err);

/* Holds the facts against each rule. baseline may be NULL: then there is none. */
void budget_check(struct budget *b, const facts_list *all, const facts_list *baseline);

/* Whether a name fits a pattern: whole, and * is any text. */
bool pattern_fits(const char *pattern, const char *name);
const char *limit_key(enum limit_kind kind);
/* Awaits that are not known to be never Pending. */
size_t fact_suspends(const struct fact_future *f);

/* ---- shown (budget_show.c) ---- */

/* Unless `unknown_is_fine`, what can not be checked is as bad as what is exceeded. */
bool budget_holds(const struct budget *b, bool unknown_is_fine);

struct budget_view {
	bool unknown_is_fine;
	const char *version; /* of async-opt */
};

void budget_text(const struct budget *b, const struct budget_view *view, struct str *ret);
void budget_json(const struct budget *b, const struct budget_view *view, struct str *ret);
/* SARIF 2.1.0 */
void budget_sarif(const struct budget *b, const struct budget_view *view, struct str *ret);
/* Workflow commands of GitHub Actions. */
void budget_github(const struct budget *b, const struct budget_view *view, struct str *ret);
/* A Markdown table of the futures that the rules are about. */
void budget_markdown(const struct budget *b, const facts_list *all, struct str *ret);

#endif
