#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "driver/settings.h"

static const struct settings sample = {
	.options = {.passes = "a,b", .save_bundle = "/b \"quoted\"", .fuel = 7, .verify = true},
	.build_id = "0123",
	.target_root = "/t/async-opt",
	.rustc = "rustc",
	.sysroot = "/s",
	.libllvm = "/s/lib/libLLVM.so",
	.host = "x86_64-unknown-linux-gnu",
	.profile = "release",
	.lto_note = "profile release: lto = \"thin\" overridden by fat",
	.for_tools = true,
};

static void comes_back_as_it_was(void **state)
{
	struct str json = {0}, again = {0};
	struct settings read = {0};
	struct err err = {0};

	(void)state;
	settings_write(&sample, &json);
	assert_true(settings_read(json.s, &read, &err));
	assert_string_equal(read.options.passes, "a,b");
	assert_string_equal(read.options.save_bundle, "/b \"quoted\"");
	assert_int_equal(read.options.fuel, 7);
	assert_true(read.options.verify);
	assert_false(read.options.strict);
	assert_null(read.options.last);
	assert_null(read.user_wrapper);
	assert_string_equal(read.lto_note, sample.lto_note);
	assert_true(read.for_tools);
	settings_write(&read, &again);
	assert_string_equal(json.s, again.s);
	str_free(&json);
	str_free(&again);
}

static void refuses_what_it_did_not_write(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "{}", "{\"schema\": 2}", "{\"schema\": 1, \"passes\": null}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct settings read = {.profile = "untouched"};
		struct err err = {0};

		assert_false(settings_read(bad[i], &read, &err));
		assert_non_null(err.message);
		assert_string_equal(read.profile, "untouched");
		err_clear(&err);
	}
}

/* Every option counts; what is not an option does not. */
static void options_have_one_text(void **state)
{
	struct options variants[] = {
		{.fuel = -1},
		{.fuel = 0},
		{.fuel = -1, .passes = ""},
		{.fuel = -1, .passes = "a"},
		{.fuel = -1, .no_pass = "a"},
		{.fuel = -1, .last = "a"},
		{.fuel = -1, .save_bundle = "a"},
		{.fuel = -1, .strict = true},
		{.fuel = -1, .verify = true},
		{.fuel = -1, .baseline = true},
	};
	size_t count = sizeof(variants) / sizeof(variants[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++) {
			struct str a = {0}, b = {0};

			options_text(&variants[i], &a);
			options_text(&variants[k], &b);
			assert_int_equal(!strcmp(a.s, b.s), i == k);
			str_free(&a);
			str_free(&b);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_as_it_was),
		cmocka_unit_test(refuses_what_it_did_not_write),
		cmocka_unit_test(options_have_one_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
