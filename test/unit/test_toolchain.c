#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/proc.h"
#include "llvm/toolchain.h"

/* Whatever rustc the tests run with, and Debian's beside it where there is one. */
static void finds_the_library(const char *rustc)
{
	struct toolchain tc = {0};
	struct err err = {0};

	if (!toolchain_find(rustc, &tc, &err))
		fail_msg("%s: %s", rustc, err.message);
	assert_non_null(strstr(tc.verbose, tc.release));
	assert_non_null(strstr(tc.host, "-linux-"));
	assert_true(file_exists(tc.driver_path));
	assert_true(file_exists(tc.libllvm_path));
	assert_non_null(strstr(tc.libllvm_path, "libLLVM"));
	toolchain_free(&tc);
	assert_null(tc.libllvm_path);
}

static void finds_the_library_of_rustc(void **state)
{
	(void)state;
	finds_the_library("rustc");
}

static void finds_the_library_of_a_distribution(void **state)
{
	(void)state;
	if (!file_exists("/usr/bin/rustc"))
		skip();
	finds_the_library("/usr/bin/rustc");
}

static void says_what_is_no_rustc(void **state)
{
	struct toolchain tc = {0};
	struct err err = {0};

	(void)state;
	assert_false(toolchain_find("/nonexistent/rustc", &tc, &err));
	assert_non_null(strstr(err.message, "/nonexistent/rustc"));
	err_clear(&err);
	assert_false(toolchain_find("true", &tc, &err));
	assert_non_null(err.message);
	assert_null(tc.rustc);
	err_clear(&err);
}

static bool is_tested(const char *release, const char *llvm)
{
	struct toolchain tc = {.release = (char *)release, .llvm_version = (char *)llvm};
	char *why = toolchain_why_untested(&tc);
	bool tested = !why;

	if (why)
		assert_non_null(strstr(why, toolchain_tested_range()));
	free(why);
	return tested;
}

static void the_range_has_two_ends(void **state)
{
	(void)state;
	assert_true(is_tested("1.95.0", "22.1.2"));
	assert_true(is_tested("1.96.0", "22.1.8"));
	assert_true(is_tested("1.97.0-nightly", "22.1.4"));
	assert_false(is_tested("1.94.1", "21.1.8"));
	assert_false(is_tested("1.98.0", "22.1.8"));
	assert_false(is_tested("1.96.0", "23.0.0"));
	assert_false(is_tested("1.96.0", "21.1.8"));
	assert_false(is_tested("2.0.0", "22.1.8"));
	assert_false(is_tested("unknown", "22.1.8"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_library_of_rustc),
		cmocka_unit_test(finds_the_library_of_a_distribution),
		cmocka_unit_test(says_what_is_no_rustc),
		cmocka_unit_test(the_range_has_two_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
