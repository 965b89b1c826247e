/*
 * A map from pointers to pointers, iterated in order of insertion so that output never
 * depends on addresses. All zero is an empty map; map_free gives its memory back.
 */
#ifndef AO_BASE_MAP_H
#define AO_BASE_MAP_H

#include <stddef.h>

struct map_entry {
	const void *key;
	void *value;
};

struct map {
	struct map_entry *entries; /* in order of insertion */
	size_t len, cap;
	size_t *slots; /* 1 + index into entries, 0 for free */
	size_t slots_len;
};

/* NULL where the key is not in the map. */
void *map_get(const struct map *m, const void *key);
/* Sets or replaces. */
void map_set(struct map *m, const void *key, void *value);
void map_free(struct map *m);

#endif
