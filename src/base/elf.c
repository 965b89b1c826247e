#include "base/elf.h"

#include <fcntl.h>
#include <unistd.h>

bool elf_look(const char *path, const char *what, bool (*look)(Elf *elf, void *arg), void *arg,
	struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = false;
	Elf *elf;

	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf) {
		ok = look(elf, arg);
		elf_end(elf);
	}
	close(fd);
	return ok || err_set(err, "%s is not %s", path, what);
}
