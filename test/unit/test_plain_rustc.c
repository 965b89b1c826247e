#include "unit.h"

#include <string.h>

#include "driver/link_args.h"
#include "driver/plain_rustc.h"

static void check(char **argv, const char *crate_type, const char *const *expected)
{
	struct strv v = {0};
	size_t len = 0, wanted = 0;

	while (argv[len])
		len++;
	while (expected[wanted])
		wanted++;
	plain_rustc_argv(argv, len, crate_type, "t/plain", "t/plain/app-1", &v);
	assert_null(v.at[v.len]);
	assert_int_equal(v.len, wanted + 3);
	for (size_t i = 0; i < wanted; i++)
		assert_string_equal(v.at[i], expected[i]);
	assert_string_equal(v.at[wanted], "--out-dir=t/plain");
	assert_string_equal(v.at[wanted + 1], "--emit=link=t/plain/app-1");
	assert_string_equal(v.at[wanted + 2], "--cap-lints=allow");
	strv_free(&v);
}

static void a_command_of_cargo(void **state)
{
	(void)state;
	check((char *[]){"rustc", "--crate-name", "app", "--edition=2021", "src/main.rs",
		      "--error-format=json", "--json=artifacts,future-incompat",
		      "--diagnostic-width=80", "--crate-type", "bin", "--emit=dep-info,link",
		      "-C", "opt-level=3", "-C", "lto=fat", "-C", "metadata=1", "-C",
		      "incremental=/i", "-Cincremental=/i", "--out-dir", "/deps", "-L",
		      "dependency=/deps", NULL},
		"bin",
		(const char *[]){"rustc", "--crate-name", "app", "--edition=2021",
			"src/main.rs", "--crate-type", "bin", "-C", "opt-level=3", "-C",
			"lto=fat", "-C", "metadata=1", "-L", "dependency=/deps", NULL});
}

static void outputs_go_in_every_spelling(void **state)
{
	(void)state;
	check((char *[]){"rustc", "a.rs", "-o", "x", "-oy", "--emit", "link", "--out-dir=/d",
		      "--cap-lints", "warn", "--codegen", "save-temps", "-O", NULL},
		NULL, (const char *[]){"rustc", "a.rs", "-O", NULL});
}

static void of_several_crate_types_one_is_made(void **state)
{
	(void)state;
	check((char *[]){"rustc", "--crate-type", "cdylib", "--crate-type=staticlib", "a.rs",
		      NULL},
		"cdylib", (const char *[]){"rustc", "a.rs", "--crate-type=cdylib", NULL});
	check((char *[]){"rustc", "--crate-type", "cdylib", "a.rs", NULL}, "cdylib",
		(const char *[]){"rustc", "--crate-type", "cdylib", "a.rs", NULL});
}

static void split_debug_info_stays_in_the_file(void **state)
{
	(void)state;
	check((char *[]){"rustc", "a.rs", "-C", "split-debuginfo=unpacked", NULL}, "bin",
		(const char *[]){"rustc", "a.rs", "-C", "split-debuginfo=unpacked",
			"-Csplit-debuginfo=off", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_of_cargo),
		cmocka_unit_test(outputs_go_in_every_spelling),
		cmocka_unit_test(of_several_crate_types_one_is_made),
		cmocka_unit_test(split_debug_info_stays_in_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
