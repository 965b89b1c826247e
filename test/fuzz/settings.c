/* The settings file. Written again, what was read is read as the same. */
#include "driver/settings.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct settings settings = {0}, again = {0};
	struct str once = {0}, twice = {0};
	struct err err = {0};

	if (settings_read(text, &settings, &err)) {
		settings_write(&settings, &once);
		if (!settings_read(once.s, &again, &err))
			abort();
		settings_write(&again, &twice);
		if (strcmp(once.s, twice.s) != 0)
			abort();
	} else if (!err.message) {
		abort();
	}
	err_clear(&err);
	str_free(&once);
	str_free(&twice);
	free(text);
	return 0;
}
