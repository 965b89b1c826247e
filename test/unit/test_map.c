#include "unit.h"

#include "base/map.h"

static void absent_is_null(void **state)
{
	struct map m = {0};
	static const int key;

	(void)state;
	assert_null(map_get(&m, &key));
	map_free(&m);
}

static void set_replaces_and_keeps_the_place(void **state)
{
	struct map m = {0};
	static int a, b, x, y;

	(void)state;
	map_set(&m, &a, &x);
	map_set(&m, &b, &x);
	map_set(&m, &a, &y);
	assert_ptr_equal(map_get(&m, &a), &y);
	assert_ptr_equal(map_get(&m, &b), &x);
	assert_int_equal(m.len, 2);
	assert_ptr_equal(m.entries[0].key, &a);
	map_free(&m);
}

static void grows_in_order_of_insertion(void **state)
{
	static char keys[5000];
	struct map m = {0};

	(void)state;
	for (size_t i = sizeof(keys); i-- > 0;)
		map_set(&m, &keys[i], &keys[sizeof(keys) - 1 - i]);
	assert_int_equal(m.len, sizeof(keys));
	for (size_t i = 0; i < sizeof(keys); i++) {
		assert_ptr_equal(map_get(&m, &keys[i]), &keys[sizeof(keys) - 1 - i]);
		assert_ptr_equal(m.entries[i].value, &keys[i]);
	}
	map_free(&m);
	assert_int_equal(m.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_is_null),
		cmocka_unit_test(set_replaces_and_keeps_the_place),
		cmocka_unit_test(grows_in_order_of_insertion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
