#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

static size_t slot_of(const struct map *m, const void *key)
{
	uint64_t h = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
	size_t mask = m->slots_len - 1;
	size_t i = (size_t)(h >> 32) & mask;

	while (m->slots[i] && m->entries[m->slots[i] - 1].key != key)
		i = (i + 1) & mask;
	return i;
}

void *map_get(const struct map *m, const void *key)
{
	size_t i;

	if (!m->slots_len)
		return NULL;
	i = slot_of(m, key);
	return m->slots[i] ? m->entries[m->slots[i] - 1].value : NULL;
}

static void grow(struct map *m)
{
	m->slots_len = m->slots_len ? 2 * m->slots_len : 64;
	free(m->slots);
	m->slots = xcalloc(m->slots_len, sizeof(*m->slots));
	for (size_t i = 0; i < m->len; i++)
		m->slots[slot_of(m, m->entries[i].key)] = i + 1;
}

void map_set(struct map *m, const void *key, void *value)
{
	size_t i;

	if (2 * (m->len + 1) > m->slots_len)
		grow(m);
	i = slot_of(m, key);
	if (m->slots[i]) {
		m->entries[m->slots[i] - 1].value = value;
		return;
	}
	if (m->len == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 32;
		m->entries = xrealloc(m->entries, m->cap * sizeof(*m->entries));
	}
	m->entries[m->len++] = (struct map_entry){key, value};
	m->slots[i] = m->len;
}

void map_free(struct map *m)
{
	free(m->entries);
	free(m->slots);
	*m = (struct map){0};
}
