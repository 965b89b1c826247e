#include "base/archive.h"

#include "base/elf.h"

struct visit {
	void (*each)(void *arg, const char *name);
	void *arg;
};

static bool visit_symbols(Elf *elf, void *arg)
{
	const struct visit *visit = arg;
	size_t count = 0;
	Elf_Arsym *symbols;

	if (elf_kind(elf) != ELF_K_AR)
		return false;
	symbols = elf_getarsym(elf, &count);
	for (size_t i = 0; symbols && i < count; i++) {
		if (symbols[i].as_name)
			visit->each(visit->arg, symbols[i].as_name);
	}
	return true; /* one without a table offers nothing */
}

bool archive_symbols(
	const char *path, void (*each)(void *arg, const char *name), void *arg, struct err *err)
{
	struct visit visit = {each, arg};

	return elf_look(path, "an archive", visit_symbols, &visit, err);
}
