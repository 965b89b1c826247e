/*
 * What the harnesses share. Each is one libFuzzer program around the readers of one file of
 * src/, which it includes, so that functions that are not for other files can be called.
 * Strings are on the heap and no byte longer than they are, so that ASan sees one too many.
 */
#ifndef AO_FUZZ_FUZZ_H
#define AO_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a C string; the caller frees. */
static inline char *make_text(const uint8_t *data, size_t size)
{
	return xstrndup((const char *)data, size);
}

/* An argument list, a word a line, that ends in a NULL which is not counted. */
static inline void make_words(const uint8_t *data, size_t size, struct strv *ret)
{
	char *text = make_text(data, size);

	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n");

		vec_push(ret, xstrndup(at, len));
		at += len + (at[len] == '\n');
	}
	vec_push(ret, NULL);
	ret->len--;
	free(text);
}

static inline void free_words(struct strv *words)
{
	vec_each(char *, word, words)
		free(*word);
	vec_free(words);
}

/* A file in memory that holds the bytes. */
struct memory_file {
	int fd;
	char *path;
};

static inline struct memory_file make_file(const uint8_t *data, size_t size)
{
	struct memory_file f = {.fd = memfd_create("fuzz", MFD_CLOEXEC)};

	if (f.fd < 0 || (size && write(f.fd, data, size) != (ssize_t)size))
		abort();
	f.path = xprintf("/proc/self/fd/%d", f.fd);
	return f;
}

static inline void free_file(struct memory_file *f)
{
	close(f->fd);
	free(f->path);
}

#endif
