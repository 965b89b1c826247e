#include "driver/text_size.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

static bool sum_text(Elf *elf, unsigned long long *ret_bytes)
{
	const GElf_Xword wanted = SHF_ALLOC | SHF_EXECINSTR;
	unsigned long long bytes = 0;
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	if (elf_kind(elf) != ELF_K_ELF)
		return false;
	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			return false;
		if ((header.sh_flags & wanted) == wanted)
			bytes += header.sh_size;
	}
	*ret_bytes = bytes;
	return true;
}

bool text_size(const char *path, unsigned long long *ret_bytes, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = false;
	Elf *elf;

	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf) {
		ok = sum_text(elf, ret_bytes);
		elf_end(elf);
	}
	close(fd);
	return ok || err_set(err, "%s is not an ELF file", path);
}
