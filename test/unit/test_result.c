#include "unit.h"

#include "driver/result.h"

static void assert_line(const char *json, const char *note, const char *expected)
{
	struct result result = {0};
	struct err err = {0};
	struct str line = {0};

	assert_true(result_read(json, &result, &err));
	result_line(&result, note, &line);
	assert_string_equal(line.s, expected);
	str_free(&line);
	result_free(&result);
}

#define COUNTS "\"futures\":412,\"opaque\":0,\"never_suspend\":96,\"states_removed\":1210"

static void says_what_was_done(void **state)
{
	(void)state;
	assert_line("{\"schema\":1,\"artefact\":\"app\",\"tier\":\"optimized\"," COUNTS
		    ",\"text_before\":null,\"text_after\":981004}",
		NULL,
		"app: 412 futures, 96 never suspend, 1 210 states removed, text 981 004 bytes");
	assert_line("{\"schema\":1,\"artefact\":\"app\",\"tier\":\"optimized\"," COUNTS
		    ",\"text_before\":1022399,\"text_after\":981004}",
		"profile release: lto = \"thin\" overridden by fat",
		"app: 412 futures, 96 never suspend, 1 210 states removed, text 1 022 399 → "
		"981 004 bytes (-4.0 %) (profile release: lto = \"thin\" overridden by fat)");
	assert_line("{\"schema\":1,\"artefact\":\"a (test)\",\"tier\":\"optimized\","
		    "\"futures\":1,\"never_suspend\":1,\"states_removed\":1,\"text_after\":99}",
		NULL, "a (test): 1 future, 1 never suspends, 1 state removed, text 99 bytes");
	assert_line("{\"schema\":1,\"artefact\":\"a\",\"tier\":\"optimized\",\"futures\":9,"
		    "\"calls_direct\":2,\"boxes_local\":0,\"bytes_trimmed\":4127,"
		    "\"text_after\":99}",
		NULL,
		"a: 9 futures, 2 direct polls, 4 127 bytes of moves trimmed, text 99 bytes");
}

static void says_when_nothing_was_done(void **state)
{
	(void)state;
	assert_line("{\"schema\":1,\"artefact\":\"app\",\"tier\":\"stock-pipeline\"," COUNTS
		    ",\"text_after\":1000}",
		NULL, "app: LLVM's own pipeline only, text 1 000 bytes");
	assert_line("{\"schema\":1,\"artefact\":\"app\",\"tier\":\"plain-rustc\"}", NULL,
		"app: rustc's own link");
}

static void refuses_what_is_no_result(void **state)
{
	static const char *const bad[] = {"", "{\"schema\":2}", "{\"schema\":1}", "[1]",
		"{\"schema\":1,\"artefact\":\"a\"}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct result result = {0};
		struct err err = {0};

		assert_false(result_read(bad[i], &result, &err));
		assert_non_null(err.message);
		assert_null(result.artefact);
		err_clear(&err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_was_done),
		cmocka_unit_test(says_when_nothing_was_done),
		cmocka_unit_test(refuses_what_is_no_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
