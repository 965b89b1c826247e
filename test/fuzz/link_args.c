/*
 * A link line, a word a line, whose last `@` word is a response file of the bytes behind a
 * zero byte. Rewritten with nothing to change it has to say the same.
 */
#include "driver/link_args.c"

#include "fuzz.h"

static bool same_words(const struct strv *a, const struct strv *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		if (strcmp(a->at[i], b->at[i]) != 0)
			return false;
	}
	return true;
}

/* Quoted and split again, words are as they were. */
static void check_quoting(const struct strv *words)
{
	struct strv again = {0};
	struct str text = {0};

	vec_each(char *, word, words) {
		char *quoted = response_quote(*word);

		str_add(&text, quoted);
		str_addc(&text, '\n');
		free(quoted);
	}
	response_split(text.s ? text.s : "", &again);
	if (!same_words(words, &again))
		abort();
	str_free(&text);
	strv_free(&again);
}

static void check_line(struct strv *argv)
{
	struct link_rewrite rewrite = {.dir = "/nonexistent", .stem = "fuzz"};
	struct link_line line;
	struct strv same = {0};
	struct err err = {0};

	link_line_parse((int)argv->len - 1, argv->at, &line);
	check_quoting(&line.words);
	if (line.output && !strcmp(line.output, "") && line.module)
		rewrite.output = line.output;
	link_line_rewrite((int)argv->len - 1, argv->at, &rewrite, &same, &err);
	err_clear(&err);
	strv_free(&same);
	link_line_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = memchr(data, 0, size);
	size_t line = zero ? (size_t)(zero - data) : size;
	struct memory_file file =
		make_file(data + line + (zero != NULL), size - line - (zero != NULL));
	struct strv words = {0}, argv = {0};
	static char name[] = "cc";
	char *response = xprintf("@%s", file.path);

	make_words(data, line, &words);
	vec_push(&argv, name);
	vec_each(char *, word, &words)
		vec_push(&argv, (*word)[0] == '@' ? response : *word);
	vec_push(&argv, response);
	vec_push(&argv, NULL);
	check_line(&argv);
	vec_free(&argv);
	free(response);
	free_words(&words);
	free_file(&file);
	return 0;
}
