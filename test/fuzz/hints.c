/* What a profile says of a program's futures, as `--use-profile` hands it to the optimizer. */
#include "opt/hints.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = make_file(data, size);
	struct err err = {0};
	struct hints hints;

	if (hints_read(file.path, &hints, &err)) {
		struct str text = {0};

		vec_each(struct hint, hint, &hints.list) {
			/* One path and number of states may be there twice. */
			if (!hints_of(&hints, hint->path, hint->states))
				abort();
			hint_write(hint, &text);
		}
		str_free(&text);
	} else if (!err.message) {
		abort();
	}
	hints_free(&hints);
	err_clear(&err);
	free_file(&file);
	return 0;
}
