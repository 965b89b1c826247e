/* An object file or executable. */
#include "driver/text_size.h"

#include "driver/link_args.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = make_file(data, size);
	unsigned long long bytes;
	struct err err = {0};

	is_bitcode_file(file.path);
	text_size(file.path, &bytes, &err);
	err_clear(&err);
	free_file(&file);
	return 0;
}
