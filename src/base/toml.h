/*
 * Where something stands in a TOML file. What it says is cargo's to read: this only finds
 * lines, and so takes any text.
 */
#ifndef AO_BASE_TOML_H
#define AO_BASE_TOML_H

#include <stddef.h>

/*
 * The line of the key with this path, however it is written: as a table's header, dotted, in
 * an inline table. Where it is not there, the line of the nearest table above it; 0 where
 * there is none of that either.
 */
unsigned toml_line(const char *text, const char *const *path, size_t len);

/* Text as a basic string, with its quotes; the caller frees. */
char *toml_quoted(const char *text);

#endif
