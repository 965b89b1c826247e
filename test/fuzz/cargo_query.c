/* What cargo answers in JSON: its unit graph. */
#include "driver/cargo_query.c"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = make_text(data, size);
	struct cargo_plan plan = {0};

	read_unit_graph(text, &plan);
	cargo_plan_free(&plan);
	free(text);
	return 0;
}
