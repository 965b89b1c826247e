#include "unit.h"

#include <string.h>

#include "base/str.h"

static void grows_and_stays_terminated(void **state)
{
	struct str b = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		str_addc(&b, 'x');
	str_add(&b, "end");
	str_addn(&b, "cut off", 3);
	str_addf(&b, " %d %s", 42, "things");
	assert_int_equal(b.len, strlen(b.s));
	assert_string_equal(b.s + 1000, "endcut 42 things");
	str_free(&b);
	assert_null(b.s);
}

static void holds_zero_bytes(void **state)
{
	struct str b = {0};

	(void)state;
	str_addn(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.s, "a\0b", 4);
	str_free(&b);
}

static void prefix_and_suffix(void **state)
{
	(void)state;
	assert_true(has_prefix("--passes=a", "--passes="));
	assert_true(has_prefix("x", ""));
	assert_false(has_prefix("-", "--"));
	assert_true(has_suffix("a.rcgu.o", ".o"));
	assert_false(has_suffix("o", ".o"));
	assert_true(has_suffix("x", ""));
}

static void base_name_of_paths(void **state)
{
	(void)state;
	assert_string_equal(base_name("/usr/bin/rustc"), "rustc");
	assert_string_equal(base_name("rustc"), "rustc");
	assert_string_equal(base_name("dir/"), "");
}

static void edits_are_counted(void **state)
{
	(void)state;
	assert_int_equal(edit_distance("", ""), 0);
	assert_int_equal(edit_distance("", "abc"), 3);
	assert_int_equal(edit_distance("state-set", "state-set"), 0);
	assert_int_equal(edit_distance("state-set", "stat-set"), 1);
	assert_int_equal(edit_distance("kitten", "sitting"), 3);
}

static void digest_is_fnv1a(void **state)
{
	(void)state;
	/* The published test vectors. */
	assert_true(fnv1a(FNV_START, "", 0) == 0xcbf29ce484222325ULL);
	assert_true(fnv1a(FNV_START, "a", 1) == 0xaf63dc4c8601ec8cULL);
	assert_true(fnv1a(FNV_START, "foobar", 6) == 0x85944171f73967e8ULL);
	assert_true(fnv1a(fnv1a(FNV_START, "foo", 3), "bar", 3) == 0x85944171f73967e8ULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(holds_zero_bytes),
		cmocka_unit_test(prefix_and_suffix),
		cmocka_unit_test(base_name_of_paths),
		cmocka_unit_test(edits_are_counted),
		cmocka_unit_test(digest_is_fnv1a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
