#include "unit.h"

#include <errno.h>

#include "base/err.h"

static void set_replaces(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(err_set(&err, "cannot read %s", "a.o"));
	assert_string_equal(err.message, "cannot read a.o");
	assert_false(err_set(&err, "other"));
	assert_string_equal(err.message, "other");
	err_clear(&err);
	assert_null(err.message);
}

static void context_goes_before(void **state)
{
	struct err err = {0};

	(void)state;
	err_set(&err, "truncated");
	assert_false(err_context(&err, "member %d", 3));
	assert_string_equal(err.message, "member 3: truncated");
	err_clear(&err);
}

static void sys_ends_with_errno(void **state)
{
	struct err err = {0};

	(void)state;
	errno = ENOENT;
	assert_false(err_sys(&err, "open %s", "x"));
	assert_string_equal(err.message, "open x: No such file or directory");
	err_clear(&err);
}

static void arguments_may_be_the_message(void **state)
{
	struct err err = {0};

	(void)state;
	err_set(&err, "inner");
	err_set(&err, "outer of %s", err.message);
	assert_string_equal(err.message, "outer of inner");
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_replaces),
		cmocka_unit_test(context_goes_before),
		cmocka_unit_test(sys_ends_with_errno),
		cmocka_unit_test(arguments_may_be_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
