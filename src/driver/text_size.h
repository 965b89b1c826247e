/* The bytes of machine code in a linked file. */
#ifndef AO_DRIVER_TEXT_SIZE_H
#define AO_DRIVER_TEXT_SIZE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * "Text" everywhere in async-opt: the sum of the sizes of the ELF sections that are both
 * loaded (SHF_ALLOC) and executable (SHF_EXECINSTR): .text, .plt, .init and the like.
 * Read-only data and unwind tables are not in it.
 */
bool text_size(const char *path, unsigned long long *ret_bytes, struct err *err);

#endif
