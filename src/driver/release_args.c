#include "driver/release_args.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"

bool release_args(const struct cargo_args *args, const char *own, bool library,
	const char *format, struct cargo_args *ret, struct err *err)
{
	struct strv words = {0};
	const char *help;
	bool ok;

	vec_push(&words, "cargo-async-opt");
	if (args->toolchain)
		vec_push(&words, xprintf("+%s", args->toolchain));
	vec_push(&words, "build");
	if (!args->release && !args->profile)
		vec_push(&words, "--release");
	for (size_t i = 0; i < args->cargo.len; i++) {
		char *word = args->cargo.at[i];

		if (has_prefix(word, "--message-format"))
			i += !strchr(word, '=');
		else if (!own || word != own)
			vec_push(&words, word);
	}
	if (library) {
		vec_push(&words, "--tests");
		vec_push(&words, "--examples");
	}
	if (format)
		vec_push(&words, xprintf("--message-format=%s", format));
	ok = cargo_args_read((int)words.len, words.at, ret, &help, err);
	vec_free(&words);
	if (!ok)
		return false;
	ret->options = args->options;
	ret->options.strict = true;
	ret->target_dir = args->target_dir;
	return true;
}
