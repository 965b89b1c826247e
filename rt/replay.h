/* What a ring of events (ring.h) comes to, as the library would have counted it. */
#ifndef AO_RT_REPLAY_H
#define AO_RT_REPLAY_H

#include "format.h"

struct ao_replay {
	const char *program; /* the image's name */
	const char *table;
	uint64_t table_bytes;
	uint32_t points;
	const uint32_t *ring;	   /* without its head */
	uint32_t events;	   /* that there is room for: a power of two */
	uint32_t words;		   /* of each */
	uint32_t count;		   /* that were recorded */
	uint64_t hz;		   /* of the clock; 0: not known */
	const uint32_t *future_of; /* of each point, its future's; 0: no future */
};

/* Of the file that ao_replay makes. */
uint64_t ao_replay_bytes(const struct ao_replay *r);
/*
 * Makes a profile file in memory that is all zero and aligned to 8. Returns how many events are
 * missing: overwritten by later ones, or not whole.
 */
uint64_t ao_replay(const struct ao_replay *r, void *file);

#endif
