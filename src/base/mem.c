#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

static const size_t ARENA_BLOCK_BYTES = 65536;

static void out_of_memory(void)
{
	fputs("async-opt: error: out of memory\n", stderr);
	exit(1);
}

void *xmalloc(size_t size_bytes)
{
	void *p = malloc(size_bytes ? size_bytes : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *xcalloc(size_t count, size_t size_bytes)
{
	void *p = calloc(count ? count : 1, size_bytes ? size_bytes : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *xrealloc(void *old, size_t size_bytes)
{
	void *p = realloc(old, size_bytes ? size_bytes : 1);

	if (!p)
		out_of_memory();
	return p;
}

char *xstrndup(const char *s, size_t len)
{
	char *copy = xmalloc(len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xvprintf(const char *fmt, va_list ap)
{
	va_list measure;
	char *s;
	int len;

	va_copy(measure, ap);
	len = vsnprintf(NULL, 0, fmt, measure);
	va_end(measure);
	if (len < 0)
		out_of_memory();

	s = xmalloc((size_t)len + 1);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	return s;
}

char *xprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvprintf(fmt, ap);
	va_end(ap);
	return s;
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
	size_t align = alignof(max_align_t);
	size_t want = (size_bytes + align - 1) & ~(align - 1);
	struct arena_block *b = a->blocks;
	void *p;

	if (want < size_bytes)
		out_of_memory();
	if (!b || b->size - b->used < want) {
		size_t size = want > ARENA_BLOCK_BYTES ? want : ARENA_BLOCK_BYTES;

		b = xcalloc(1, sizeof(*b) + size);
		b->size = size;
		b->next = a->blocks;
		a->blocks = b;
	}
	p = b->bytes + b->used;
	b->used += want;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s, *copy;

	va_start(ap, fmt);
	s = xvprintf(fmt, ap);
	va_end(ap);
	copy = arena_strdup(a, s);
	free(s);
	return copy;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		free(b);
	}
}
