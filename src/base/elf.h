/* Files that libelf reads: objects, executables, archives. */
#ifndef AO_BASE_ELF_H
#define AO_BASE_ELF_H

#include <libelf.h>
#include <stdbool.h>

#include "base/err.h"

/*
 * Opens the file and calls look(elf, arg), where elf lives as long as the call. False where
 * the file can not be opened, and where libelf or `look` do not take it for `what`: "an ELF
 * file".
 */
bool elf_look(const char *path, const char *what, bool (*look)(Elf *elf, void *arg), void *arg,
	struct err *err);

#endif
