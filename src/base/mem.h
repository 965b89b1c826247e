/*
 * Memory with scopes: an arena is filled while something is built and released whole.
 * Every function here dies with a message when memory runs out, so no caller checks.
 */
#ifndef AO_BASE_MEM_H
#define AO_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* Like malloc, calloc, realloc, strdup, but never NULL. The caller frees. */
void *xmalloc(size_t size_bytes);
void *xcalloc(size_t count, size_t size_bytes);
void *xrealloc(void *old, size_t size_bytes);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);

/* A printf into fresh memory that the caller frees. */
char *xprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

struct arena_block;

/* All zero is an empty arena. What it hands out is zeroed and lives until arena_release. */
struct arena {
	struct arena_block *blocks;
};

void *arena_alloc(struct arena *a, size_t size_bytes);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything that the arena handed out; the arena is empty again. */
void arena_release(struct arena *a);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
