/*
 * vec(T): a growing array. All zero is empty. Memory comes from malloc and goes with
 * vec_free; elements are plain values.
 *
 *	vec(int) v = {0};
 *	vec_push(&v, 3);
 *	vec_each(int, x, &v)
 *		use(*x);
 *	vec_free(&v);
 */
#ifndef AO_BASE_VEC_H
#define AO_BASE_VEC_H

#include <stdlib.h>

#include "base/mem.h"

#define vec(T)                   \
	struct {                 \
		T *at;           \
		size_t len, cap; \
	}

#define vec_push(v, x)                                                            \
	do {                                                                      \
		if ((v)->len == (v)->cap) {                                       \
			(v)->cap = (v)->cap ? 2 * (v)->cap : 8;                   \
			(v)->at = xrealloc((v)->at, (v)->cap * sizeof(*(v)->at)); \
		}                                                                 \
		(v)->at[(v)->len++] = (x);                                        \
	} while (0)

#define vec_each(T, p, v) for (T *p = (v)->at; p && p < (v)->at + (v)->len; p++)

#define vec_free(v)                      \
	do {                             \
		free((v)->at);           \
		(v)->at = NULL;          \
		(v)->len = (v)->cap = 0; \
	} while (0)

/* The common one: a list of strings. Whether the strings are owned is the holder's matter. */
struct strv {
	char **at;
	size_t len, cap;
};

#endif
