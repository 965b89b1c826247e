/* The words after `cargo async-opt`, one a line. What was read stays, as in the program. */
#include "driver/cargo_args.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char name[] = "cargo-async-opt";
	struct strv words = {0}, argv = {0};
	struct cargo_args args = {0};
	const char *help = NULL;
	struct err err = {0};
	bool ok;

	make_words(data, size, &words);
	vec_push(&argv, name);
	vec_each(char *, word, &words)
		vec_push(&argv, *word);
	vec_push(&argv, NULL);
	ok = cargo_args_read((int)argv.len - 1, argv.at, &args, &help, &err);
	if (!ok && !err.message)
		abort(); /* a refusal that says nothing */
	err_clear(&err);
	vec_free(&args.cargo);
	vec_free(&args.rest);
	vec_free(&args.queries);
	vec_free(&argv);
	free_words(&words);
	return 0;
}
