#include "driver/text_size.h"

#include <gelf.h>
#include <stddef.h>

#include "base/elf.h"

static bool sum_text(Elf *elf, void *arg)
{
	const GElf_Xword wanted = SHF_ALLOC | SHF_EXECINSTR;
	unsigned long long bytes = 0, *ret_bytes = arg;
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
	return elf_look(path, "an ELF file", sum_text, ret_bytes, err);
}
