#include "unit.h"

#include <stdlib.h>

#include "base/toml.h"

static const char manifest[] =
	"# a comment [package.metadata]\n"			  /* 1 */
	"[package]\n"						  /* 2 */
	"description = \"\"\"\n"				  /* 3 */
	"[package.metadata.x]\n"				  /* 4 */
	"limit = 1\"\"\"\n"					  /* 5 */
	"keywords = [\"[a]\", # ]\n"				  /* 6 */
	"  'b', { c = 3 }]\n"					  /* 7 */
	"metadata.x.dotted.limit = 2\n"				  /* 8 */
	"[ package . metadata . \"x\" ]\n"			  /* 9 */
	"'a::*' = { limit = 3, inner = { deep = [1] } }\n"	  /* 10 */
	"\"with \\\" quote\" = 4\n"				  /* 11 */
	"[package.metadata.x.\"app::<T = [u8; 4]>::wait\"] # x\n" /* 12 */
	"limit = 5\n"						  /* 13 */
	"[[bin]]\n"						  /* 14 */
	"limit = 6\n";

static unsigned line(const char *a, const char *b)
{
	const char *const path[] = {"package", "metadata", "x", a, b};

	return toml_line(manifest, path, !a ? 3 : !b ? 4 : 5);
}

static void keys_are_found(void **state)
{
	(void)state;
	assert_int_equal(line("dotted", "limit"), 8);
	assert_int_equal(line("a::*", NULL), 10);
	assert_int_equal(line("a::*", "limit"), 10);
	assert_int_equal(line("with \" quote", NULL), 11);
	assert_int_equal(line("app::<T = [u8; 4]>::wait", NULL), 12);
	assert_int_equal(line("app::<T = [u8; 4]>::wait", "limit"), 13);
}

static void the_nearest_above_stands_for_others(void **state)
{
	const char *const none[] = {"workspace", "metadata"};

	(void)state;
	assert_int_equal(line("a::*", "other"), 10);
	assert_int_equal(line("app::<T = [u8; 4]>::wait", "other"), 12);
	assert_int_equal(line("other", NULL), 8);
	assert_int_equal(toml_line(manifest, none, 2), 0);
	assert_int_equal(toml_line("", none, 2), 0);
}

static void broken_text_ends(void **state)
{
	static const char *const texts[] = {"[", "[[", "a", "a =", "a = [", "a = {", "a = {b",
		"a = \"", "a = '''", "a = \"\\", "[a.", "= =", "a = [}", "a = {]", "\"",
		"a.b."};
	const char *const path[] = {"a", "b"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_true(toml_line(texts[i], path, 2) <= 1);
}

static void strings_are_quoted(void **state)
{
	char *quoted = toml_quoted("a\"b\\c\nd");

	(void)state;
	assert_string_equal(quoted, "\"a\\\"b\\\\c\\nd\"");
	free(quoted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found),
		cmocka_unit_test(the_nearest_above_stands_for_others),
		cmocka_unit_test(broken_text_ends),
		cmocka_unit_test(strings_are_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
