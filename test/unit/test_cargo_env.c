#include "unit.h"

#include "driver/cargo_build.h"

static void assert_env(const char *format, const char *value, const char *expected)
{
	struct str line = {0};

	env_line(format, "NAME", value, &line);
	assert_string_equal(line.s, expected);
	str_free(&line);
}

static void lines_survive_a_shell(void **state)
{
	(void)state;
	assert_env(NULL, "/a", "export NAME='/a'\n");
	assert_env("sh", "/a b$c`d`\"e\"\\", "export NAME='/a b$c`d`\"e\"\\'\n");
	assert_env("sh", "it's", "export NAME='it'\\''s'\n");
	assert_env("github", "/a b", "NAME=/a b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lines_survive_a_shell)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
