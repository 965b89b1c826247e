/* Profiles of programs without an operating system: a dumped ring (rt/ring.h), its image. */
#ifndef AO_REPORT_PROFILE_RING_H
#define AO_REPORT_PROFILE_RING_H

#include "report/profile.h"

/* What an image says of its ring. */
struct profile_image {
	uint32_t id, events, words, points;
	char *table;
	size_t table_bytes;
	bool has_address; /* a stripped image has none */
	uint64_t address;
};

/* False where it is no image that was built with a ring. The caller frees. */
bool profile_image_read(const char *path, struct profile_image *ret, struct err *err);
void profile_image_free(struct profile_image *image);
/* Of the ring, with its head. */
uint64_t profile_image_ring_bytes(const struct profile_image *image);
/* Where the ring is, and how to get it. */
void profile_image_text(const struct profile_image *image, const char *path, struct str *ret);

/*
 * Adds what a dump of the ring says. `hz`: of the clock; 0: not known. False where it is of
 * another image, or cut short.
 */
bool profile_add_ring(struct profile *p, const char *dump, const char *image_path, uint64_t hz,
	struct err *err);

#endif
