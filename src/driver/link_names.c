#include "driver/link_names.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/elf.h"
#include "base/mem.h"
#include "ir/parts.h"

/* Where in the file the names of its symbols are; no bytes where there are none. */
struct place {
	size_t at, bytes;
};

static bool find_names(Elf *elf, void *arg)
{
	struct place *ret = arg;
	Elf_Scn *section = NULL;
	GElf_Shdr symbols, names;

	while (elf_kind(elf) == ELF_K_ELF && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &symbols) || symbols.sh_type != SHT_SYMTAB ||
			!gelf_getshdr(elf_getscn(elf, symbols.sh_link), &names))
			continue;
		*ret = (struct place){names.sh_offset, names.sh_size};
	}
	return true;
}

/* The end of a name that another shares is cut off both, as it is to be. */
static bool cut_suffixes(char *names, size_t bytes)
{
	bool changed = false;

	for (char *name = names; name < names + bytes;) {
		size_t len = strnlen(name, (size_t)(names + bytes - name));
		bool ends = name + len < names + bytes;
		size_t plain = ends ? parts_name_length(name) : len;

		if (plain < len) {
			memset(name + plain, 0, len - plain);
			changed = true;
		}
		name += len + 1;
	}
	return changed;
}

void link_names_restore(const char *path)
{
	struct place place = {0};
	struct err err = {0};
	char *names;
	int fd;

	if (!elf_look(path, "an ELF file", find_names, &place, &err))
		err_clear(&err);
	fd = place.bytes ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	/* What can not be read or written keeps its suffix, no more. */
	names = xcalloc(place.bytes, 1);
	if (pread(fd, names, place.bytes, (off_t)place.at) == (ssize_t)place.bytes &&
		cut_suffixes(names, place.bytes))
		(void)!pwrite(fd, names, place.bytes, (off_t)place.at);
	free(names);
	close(fd);
}
