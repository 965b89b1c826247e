/* The symbol table of an archive. */
#include "base/archive.h"

#include "fuzz.h"

static void look(void *arg, const char *name)
{
	*(size_t *)arg += strlen(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = make_file(data, size);
	struct err err = {0};
	size_t bytes = 0;

	archive_symbols(file.path, look, &bytes, &err);
	err_clear(&err);
	free_file(&file);
	return 0;
}
