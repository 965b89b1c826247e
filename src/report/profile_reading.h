/* Between the files that read a profile. */
#ifndef AO_REPORT_PROFILE_READING_H
#define AO_REPORT_PROFILE_READING_H

#include "report/profile.h"

/* One file while it is read. Everything in it is checked before it is used. */
struct reading {
	struct profile *p;
	const char *path;
	const char *bytes;
	uint64_t size_bytes;
	const struct ao_header *h;
	double ns_per_tick;
	size_t *future_of;		 /* of each point: index of a future, or SIZE_MAX */
	struct profile_await **await_of; /* of each point that is an await's */
	unsigned *state_of;		 /* likewise */
};

/* A whole file, which is at `bytes`; `name` is for messages. */
bool profile_add_bytes(struct profile *p, const char *name, const void *bytes,
	uint64_t size_bytes, struct err *err);
/* The points by their names. False where a line is none. */
bool profile_read_table(struct reading *r);
/* What a thread has counted; false where its tree is damaged. */
bool profile_read_block(
	const struct reading *r, const struct ao_block *b, struct profile_process *process);
/* The polls that a thread has noted, for a trace. */
void profile_read_events(
	const struct reading *r, const struct ao_block *b, const struct ao_event *ring);

/* Of a damaged file they may be more than there are. */
static inline uint64_t profile_ns(const struct reading *r, uint64_t ticks)
{
	double ns = (double)ticks * r->ns_per_tick;

	return ns >= 0 && ns < 0x1p63 ? (uint64_t)ns : INT64_MAX;
}

#endif
