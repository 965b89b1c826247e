/* A string that grows, and the few questions about strings that C's library lacks. */
#ifndef AO_BASE_STR_H
#define AO_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is the empty string; .s is then NULL, otherwise NUL-terminated. str_free frees. */
struct str {
	char *s;
	size_t len, cap;
};

void str_add(struct str *b, const char *s);
void str_addn(struct str *b, const char *s, size_t len);
void str_addc(struct str *b, char c);
void str_addf(struct str *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_free(struct str *b);

bool has_prefix(const char *s, const char *prefix);
bool has_suffix(const char *s, const char *suffix);
/* The part of a path after its last slash. Points into path. */
const char *base_name(const char *path);
/* How many single-character edits lead from a to b (Levenshtein); for "did you mean". */
size_t edit_distance(const char *a, const char *b);
/* A stable 64-bit digest of bytes (FNV-1a), not for secrets. Start with FNV_START. */
#define FNV_START 0xcbf29ce484222325ULL
unsigned long long fnv1a(unsigned long long hash, const void *bytes, size_t len);

#endif
