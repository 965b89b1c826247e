#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "driver/cargo_args.h"

static struct cargo_args args;
static struct err error;
static const char *help;

/* Reads a command line without quotes. */
static bool read_line(const char *line)
{
	static char copy[512];
	static char *argv[64];
	int argc = 0;

	err_clear(&error);
	help = NULL;
	strcpy(copy, line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return cargo_args_read(argc, argv, &args, &help, &error);
}

static void assert_list(const struct strv *list, const char *expected)
{
	struct str joined = {0};

	str_add(&joined, "");
	vec_each(char *, word, list)
		str_addf(&joined, joined.len ? " %s" : "%s", *word);
	assert_string_equal(joined.s, expected);
	str_free(&joined);
}

static void ours_are_taken_out_of_anywhere(void **state)
{
	(void)state;
	assert_true(read_line("async-opt --strict build -p a --passes x,y --release --fuel=3 "
			      "--no-pass z -j 2 --verify --features f,g --last l"));
	assert_string_equal(args.verb, "build");
	assert_list(&args.cargo, "-p a --release -j 2 --features f,g");
	assert_true(args.options.strict);
	assert_true(args.options.verify);
	assert_true(args.release);
	assert_string_equal(args.options.passes, "x,y");
	assert_string_equal(args.options.no_pass, "z");
	assert_string_equal(args.options.last, "l");
	assert_int_equal(args.options.fuel, 3);
	assert_true(read_line("async-opt build"));
	assert_int_equal(args.options.fuel, -1);
}

static void the_programs_arguments_are_its_own(void **state)
{
	(void)state;
	assert_true(read_line("async-opt test --release -- --strict --passes"));
	assert_false(args.options.strict);
	assert_list(&args.cargo, "--release");
	assert_list(&args.rest, "-- --strict --passes");
	/* `cargo run` gives everything from the first argument on to the program. */
	assert_true(
		read_line("async-opt run --bin b -Fx --config k=1 in.txt --strict --release"));
	assert_list(&args.cargo, "--bin b -Fx --config k=1");
	assert_list(&args.rest, "in.txt --strict --release");
	assert_false(args.options.strict);
	assert_false(args.release);
	assert_true(read_line("async-opt test name --strict"));
	assert_list(&args.cargo, "name");
	assert_true(args.options.strict);
}

static void letters_and_values(void **state)
{
	(void)state;
	assert_true(read_line("async-opt run -qrp app x"));
	assert_true(args.quiet);
	assert_true(args.release);
	assert_list(&args.cargo, "-qrp app");
	assert_list(&args.rest, "x");
	assert_true(read_line("async-opt run -papp -vv x"));
	assert_list(&args.cargo, "-papp -vv");
	assert_list(&args.rest, "x");
}

static void the_target_folder_is_ours_to_choose(void **state)
{
	(void)state;
	assert_true(read_line("async-opt build --target-dir /t --target=x --release"));
	assert_string_equal(args.target_dir, "/t");
	assert_string_equal(args.target, "x");
	assert_list(&args.cargo, "--target=x --release");
}

static void questions_get_what_they_need(void **state)
{
	(void)state;
	assert_true(read_line("async-opt +nightly build --config a=1 --locked -Zx -p q "
			      "--manifest-path m --config=b=2"));
	assert_string_equal(args.toolchain, "nightly");
	assert_list(&args.queries, "--config a=1 --locked -Zx --manifest-path m --config=b=2");
	assert_string_equal(args.manifest_path, "m");
}

static void n_is_ours_where_futures_are_shown(void **state)
{
	(void)state;
	assert_true(read_line("async-opt report -n 3 name"));
	assert_string_equal(args.view.limit, "3");
	assert_true(read_line("async-opt report -n7"));
	assert_string_equal(args.view.limit, "7");
	assert_true(read_line("async-opt install -n app")); /* cargo's --dry-run */
	assert_null(args.view.limit);
	assert_list(&args.cargo, "-n app");
}

static void short_names_of_commands(void **state)
{
	(void)state;
	assert_true(read_line("async-opt b"));
	assert_string_equal(args.verb, "build");
	assert_true(read_line("async-opt r"));
	assert_string_equal(args.verb, "run");
	assert_true(read_line("async-opt t"));
	assert_string_equal(args.verb, "test");
	assert_true(read_line("async-opt -V"));
	assert_true(args.version);
	assert_true(read_line("async-opt install --version 1.0 a"));
	assert_false(args.version);
	assert_list(&args.cargo, "--version 1.0 a");
}

static void mistakes_are_answered(void **state)
{
	(void)state;
	assert_false(read_line("async-opt bild"));
	assert_string_equal(help, "did you mean `cargo async-opt build`?");
	assert_false(read_line("async-opt frobnicate"));
	assert_non_null(help);
	assert_false(read_line("async-opt build --stirct"));
	assert_string_equal(help, "did you mean --strict?");
	assert_false(read_line("async-opt build --pases=a"));
	assert_string_equal(help, "did you mean --passes?");
	assert_false(read_line("async-opt build --fuel x"));
	assert_false(read_line("async-opt build --fuel -3"));
	assert_false(read_line("async-opt build --passes"));
	/* Not ours, and not near: cargo's matter. */
	assert_true(read_line("async-opt build --workspace --no-default-features --lib"));
	assert_list(&args.cargo, "--workspace --no-default-features --lib");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_are_taken_out_of_anywhere),
		cmocka_unit_test(the_programs_arguments_are_its_own),
		cmocka_unit_test(letters_and_values),
		cmocka_unit_test(the_target_folder_is_ours_to_choose),
		cmocka_unit_test(questions_get_what_they_need),
		cmocka_unit_test(n_is_ours_where_futures_are_shown),
		cmocka_unit_test(short_names_of_commands),
		cmocka_unit_test(mistakes_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
