/* The head of a crate's root file, and dep-info. */
#include "driver/crate_source.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct str more = {0};

	source_has_no_builtins(text);
	if (dep_info_add(text, "/a b", &more) && more.len != strlen(text) + strlen(" /a\\ b"))
		abort();
	str_free(&more);
	free(text);
	return 0;
}
