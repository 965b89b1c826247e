/* The result file of one link, and the closing line that is made of it. */
#include "driver/result.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct result result = {0};
	struct str line = {0};
	struct err err = {0};

	if (result_read(text, &result, &err))
		result_line(&result, size & 1 ? "no LTO" : NULL, &line);
	else if (!err.message)
		abort();
	err_clear(&err);
	str_free(&line);
	result_free(&result);
	free(text);
	return 0;
}
