#include "base/archive.h"

#include <fcntl.h>
#include <libelf.h>
#include <unistd.h>

static bool symbols_of(Elf *elf, void (*each)(void *arg, const char *name), void *arg)
{
	size_t count = 0;
	Elf_Arsym *symbols;

	if (elf_kind(elf) != ELF_K_AR)
		return false;
	symbols = elf_getarsym(elf, &count);
	for (size_t i = 0; symbols && i < count; i++) {
		if (symbols[i].as_name)
			each(arg, symbols[i].as_name);
	}
	return true; /* one without a table offers nothing */
}

bool archive_symbols(
	const char *path, void (*each)(void *arg, const char *name), void *arg, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = false;
	Elf *elf;

	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf) {
		ok = symbols_of(elf, each, arg);
		elf_end(elf);
	}
	close(fd);
	return ok || err_set(err, "%s is not an archive", path);
}
