#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void arena_memory_is_zeroed_and_aligned(void **state)
{
	struct arena a = {0};

	(void)state;
	for (size_t size = 1; size < 300; size++) {
		char *p = arena_alloc(&a, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
	arena_release(&a);
}

static void arena_takes_large_blocks(void **state)
{
	struct arena a = {0};
	char *small = arena_strdup(&a, "small");
	char *large = arena_alloc(&a, 10u << 20);

	(void)state;
	memset(large, 1, 10u << 20);
	assert_string_equal(small, "small");
	assert_string_equal(arena_strdup(&a, "after"), "after");
	arena_release(&a);
}

static void arena_is_empty_after_release(void **state)
{
	struct arena a = {0};

	(void)state;
	arena_release(&a);
	arena_strdup(&a, "x");
	arena_release(&a);
	assert_string_equal(arena_printf(&a, "%d-%s", 7, "again"), "7-again");
	arena_release(&a);
}

static void strndup_stops_where_told(void **state)
{
	struct arena a = {0};
	char *s = xstrndup("abcdef", 3);

	(void)state;
	assert_string_equal(s, "abc");
	free(s);
	assert_string_equal(arena_strndup(&a, "abcdef", 2), "ab");
	arena_release(&a);
}

static void xprintf_formats_at_any_length(void **state)
{
	char *s = xprintf("%0500d", 1);

	(void)state;
	assert_int_equal(strlen(s), 500);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
		cmocka_unit_test(arena_takes_large_blocks),
		cmocka_unit_test(arena_is_empty_after_release),
		cmocka_unit_test(strndup_stops_where_told),
		cmocka_unit_test(xprintf_formats_at_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
