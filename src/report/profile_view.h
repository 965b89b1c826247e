/* What text, JSON and HTML share: the columns, and which futures are shown. */
#ifndef AO_REPORT_PROFILE_VIEW_H
#define AO_REPORT_PROFILE_VIEW_H

#include "report/profile.h"

enum column_kind { COLUMN_COUNT, COLUMN_BYTES, COLUMN_NS };

struct column {
	const char *name, *json; /* on the command line and as a heading; as a JSON member */
	const char *brief;
	size_t offset; /* of a uint64_t in struct profile_sum */
	enum column_kind kind;
	bool of_await;	   /* says something about an await, too */
	bool always_shown; /* in text */
};

extern const struct column columns[];
extern const size_t columns_len;

uint64_t column_value(const struct column *c, const struct profile_sum *sum);
/* Is it other than 0 for any future? */
bool column_is_used(const struct profile *p, const struct column *c);
/* Short enough for a table: "12.4 ms", "3.1 MB", "40 961". The caller frees. */
char *column_text(const struct column *c, uint64_t value);
char *ns_text(uint64_t ns);

/* The futures of a view, sorted; *ret_hidden: how many more there would be. free() it. */
struct profile_future **view_futures(const struct profile *p, const struct profile_view *view,
	size_t *ret_len, size_t *ret_hidden);

/* "src/main.rs:12", "" where it is not known. The caller frees. */
char *place_text(const char *file, unsigned line);

#endif
