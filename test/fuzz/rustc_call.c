/* A rustc command line, a word a line, and the plain command that is made of it. */
#include "driver/rustc_call.h"

#include "driver/plain_rustc.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char name[] = "async-opt-rustc", rustc[] = "rustc";
	struct strv words = {0}, argv = {0}, plain = {0};
	struct rustc_call call = {0};

	make_words(data, size, &words);
	vec_push(&argv, name);
	vec_push(&argv, rustc);
	vec_each(char *, word, &words)
		vec_push(&argv, *word);
	vec_push(&argv, NULL);
	rustc_call_read((int)argv.len - 1, argv.at, &call);
	plain_rustc_argv(argv.at + 1, argv.len - 2, call.crate_type ? call.crate_type : "bin",
		"/folder", "file", &plain);
	free_words(&plain);
	rustc_call_free(&call);
	vec_free(&argv);
	free_words(&words);
	return 0;
}
