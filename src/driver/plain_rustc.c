#include "driver/plain_rustc.h"

#include <stdlib.h>
#include <string.h>

#include "base/proc.h"
#include "base/str.h"
#include "driver/link_args.h"

/* rustc's own response files: one argument in each line, nothing quoted. */
static bool add_arg_file(const char *path, struct strv *ret)
{
	struct str text = {0};
	struct err err = {0};
	bool ok = file_read(path, &text, &err);

	for (const char *at = text.s; ok && *at;) {
		size_t len = strcspn(at, "\n");

		vec_push(ret, xstrndup(at, len));
		at += len + (at[len] == '\n');
	}
	err_clear(&err);
	str_free(&text);
	return ok;
}

static void expand(char *const *argv, size_t len, struct strv *ret)
{
	for (size_t i = 0; i < len; i++)
		if (i == 0 || argv[i][0] != '@' || !add_arg_file(argv[i] + 1, ret))
			vec_push(ret, xstrdup(argv[i]));
}

/*
 * Whether the option `name` begins at words[i], as `name value` or `name=value`. How many
 * words it takes, or 0; *ret_value is its value.
 */
static size_t option_at(const struct strv *words, size_t i, const char *name, char **ret_value)
{
	char *word = words->at[i];
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return 0;
	if (word[len] == '\0' && i + 1 < words->len) {
		*ret_value = words->at[i + 1];
		return 2;
	}
	if (word[len] == '=' || (len == 2 && word[len])) {
		*ret_value = word + len + (word[len] == '=');
		return 1;
	}
	return 0;
}

/* How many words at i are about outputs, messages or things of the first rustc only. */
static size_t dropped_at(const struct strv *words, size_t i)
{
	static const char *const options[] = {"-o", "--out-dir", "--emit", "--error-format",
		"--json", "--cap-lints", "--diagnostic-width"};
	static const char *const codegen[] = {"-C", "--codegen"};
	char *value;
	size_t taken;

	for (size_t k = 0; k < sizeof(options) / sizeof(*options); k++)
		if ((taken = option_at(words, i, options[k], &value)))
			return taken;
	for (size_t k = 0; k < sizeof(codegen) / sizeof(*codegen); k++) {
		taken = option_at(words, i, codegen[k], &value);
		if (taken &&
			(has_prefix(value, "incremental=") || strcmp(value, "save-temps") == 0))
			return taken;
	}
	return 0;
}

static bool makes_several(const struct strv *words)
{
	size_t types = 0;

	for (size_t i = 0; i < words->len; i++) {
		char *value;

		if (option_at(words, i, "--crate-type", &value))
			types += strchr(value, ',') ? 2 : 1;
	}
	return types > 1;
}

void plain_rustc_argv(char *const *argv, size_t len, const char *crate_type, const char *dir,
	const char *file, struct strv *ret)
{
	struct strv words = {0};
	bool several, splits = false;

	expand(argv, len, &words);
	several = crate_type && strcmp(crate_type, "test") != 0 && makes_several(&words);
	for (size_t i = 0; i < words.len; i++) {
		size_t taken = i ? dropped_at(&words, i) : 0;
		char *value;

		if (!taken && several)
			taken = option_at(&words, i, "--crate-type", &value);
		if (taken) {
			i += taken - 1;
			continue;
		}
		splits = splits || strstr(words.at[i], "split-debuginfo=");
		vec_push(ret, xstrdup(words.at[i]));
	}
	strv_free(&words);

	if (several)
		vec_push(ret, xprintf("--crate-type=%s", crate_type));
	/* Split debug info would be left in, and point into, a folder that goes away. */
	if (splits)
		vec_push(ret, xstrdup("-Csplit-debuginfo=off"));
	vec_push(ret, xprintf("--out-dir=%s", dir));
	vec_push(ret, xprintf("--emit=link=%s", file));
	vec_push(ret, xstrdup("--cap-lints=allow"));
	vec_push(ret, NULL);
	ret->len--;
}

/* Appends argv without the options, named in full, that drop answers for. */
static void append_but(const struct strv *argv,
	bool (*drop)(const char *option, const char *value), struct strv *ret)
{
	static const char *const options[] = {"--crate-type", "--cap-lints", "-C", "--codegen"};

	for (size_t i = 0; i < argv->len; i++) {
		size_t taken = 0;
		bool drops = false;
		char *value;

		for (size_t k = 0; !taken && k < sizeof(options) / sizeof(*options); k++) {
			taken = option_at(argv, i, options[k], &value);
			drops = taken && drop(options[k], value);
		}
		if (drops)
			i += taken - 1;
		else
			vec_push(ret, argv->at[i]);
	}
}

static bool asks_for_cdylib(const char *option, const char *value)
{
	return strcmp(option, "--crate-type") == 0 && strcmp(value, "cdylib") == 0;
}

/* What is said anew for the cdylib, or can not be there beside LTO. */
static bool is_of_both(const char *option, const char *value)
{
	if (strcmp(option, "--crate-type") == 0 || strcmp(option, "--cap-lints") == 0)
		return true;
	return has_prefix(value, "incremental=");
}

void rustc_argv_without_cdylib(const struct strv *argv, struct strv *ret)
{
	append_but(argv, asks_for_cdylib, ret);
}

void rustc_argv_of_cdylib(const struct strv *argv, struct strv *ret)
{
	append_but(argv, is_of_both, ret);
	vec_push(ret, "--crate-type=cdylib");
	vec_push(ret, "--cap-lints=allow");
	vec_push(ret, "-Clto=fat");
}
