/* A file that a profiled program has left, and what is made of it. */
#include "report/profile.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = make_file(data, size);
	struct profile_view view = {0};
	struct profile profile = {0};
	struct err err = {0};
	struct str text = {0};

	if (profile_add_file(&profile, file.path, &err)) {
		profile_text(&profile, &view, &text);
		profile_json(&profile, &view, &text);
		profile_folded(&profile, &text);
		profile_trace(&profile, &text);
		profile_html(&profile, &view, &text);
	} else if (!err.message) {
		abort();
	}
	str_free(&text);
	profile_free(&profile);
	err_clear(&err);
	free_file(&file);
	return 0;
}
