/* What an image says of its ring, up to the first byte that is zero, and a dump behind that. */
#include "report/profile_ring.c"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	size_t len = end ? (size_t)(end - data) : size;
	char *said = make_text(data, len);
	struct profile_view view = {0};
	struct profile profile = {0};
	struct profile_image image = {0};
	struct str dump = {0}, text = {0};
	struct err err = {0};

	if (end)
		str_addn(&dump, (const char *)end + 1, size - len - 1);
	if (take_line(said, len, &image) && check_dump(&image, &dump, "dump", &err) &&
		add_dump(&profile, &image, &dump, "image", len % 3 * 1000, &err)) {
		profile_image_text(&image, "image", &text);
		profile_text(&profile, &view, &text);
		profile_trace(&profile, &text);
	}
	str_free(&text);
	str_free(&dump);
	profile_image_free(&image);
	profile_free(&profile);
	err_clear(&err);
	free(said);
	return 0;
}
