#include "unit.h"

#include "base/vec.h"

static void keeps_what_was_pushed(void **state)
{
	vec(int) v = {0};
	int expected = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		vec_push(&v, i);
	assert_int_equal(v.len, 1000);
	vec_each(int, x, &v)
		assert_int_equal(*x, expected++);
	assert_int_equal(expected, 1000);
	vec_free(&v);
	assert_null(v.at);
	assert_int_equal(v.len, 0);
}

static void is_usable_again_after_free(void **state)
{
	struct strv v = {0};

	(void)state;
	vec_push(&v, "a");
	vec_free(&v);
	vec_push(&v, "b");
	assert_string_equal(v.at[0], "b");
	vec_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_was_pushed),
		cmocka_unit_test(is_usable_again_after_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
