/* What the wrapper tells the linker in one variable. */
#include "driver/link_settings.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct link_settings set = {0};
	struct err err = {0};

	if (!link_settings_parse(text, &set, &err) && !err.message)
		abort();
	err_clear(&err);
	link_settings_free(&set);
	free(text);
	return 0;
}
