/* A Cargo.toml in which a line is looked for. */
#include "base/toml.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *const path[] = {"package", "metadata", "async-opt", "budget", "a::*"};
	char *text = make_text(data, size), *quoted = toml_quoted(text);
	unsigned lines = 1;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	if (toml_line(text, path, 5) > lines)
		abort();
	free(quoted);
	free(text);
	return 0;
}
