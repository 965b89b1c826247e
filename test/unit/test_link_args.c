#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "driver/link_args.h"

static char *dir;

static int enter_folder(void **state)
{
	struct err err = {0};

	(void)state;
	dir = dir_make_temp("/tmp", "ao-link-args-", &err);
	return dir ? chdir(dir) : -1;
}

static int leave_folder(void **state)
{
	struct err err = {0};
	bool ok = chdir("/") == 0 && dir_remove(dir, &err);

	(void)state;
	free(dir);
	return ok ? 0 : -1;
}

static void put(const char *path, const char *text, size_t len)
{
	struct err err = {0};

	assert_true(file_write_atomic(path, text, len, &err));
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

static void assert_words(const struct strv *v, size_t len, const char *const *expected)
{
	assert_int_equal(v->len, len);
	for (size_t i = 0; i < len; i++)
		assert_string_equal(v->at[i], expected[i]);
}

#define ASSERT_WORDS(v, ...)                                                      \
	assert_words((v), sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), \
		(const char *[]){__VA_ARGS__})

static void response_files_split_as_gcc_does(void **state)
{
	struct strv v = {0};

	(void)state;
	response_split("  -o\t'a b' \"c'd\" e\\ f\n\\\\g 'h\\'i' '' \"\"\n", &v);
	ASSERT_WORDS(&v, "-o", "a b", "c'd", "e f", "\\g", "h'i", "", "");
	strv_free(&v);
	response_split("\n \t", &v);
	assert_int_equal(v.len, 0);
}

static void quoting_comes_back(void **state)
{
	static const char *const words[] = {"", "plain", "a b", "tab\there", "q'uo\"te",
		"back\\slash", "new\nline", "@file", "$x", "\\", "ends in \\"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct strv v = {0};
		char *quoted = response_quote(words[i]);

		response_split(quoted, &v);
		ASSERT_WORDS(&v, words[i]);
		strv_free(&v);
		free(quoted);
	}
}

static void bitcode_is_told_by_its_first_bytes(void **state)
{
	(void)state;
	put("raw", "BC\xc0\xde....", 8);
	put("wrapped", "\xde\xc0\x17\x0b....", 8);
	put("elf",
		"\x7f"
		"ELF....",
		8);
	put("short", "BC\xc0", 3);
	put_text("archive.rlib", "!<arch>\nBC\xc0\xde");
	assert_true(is_bitcode_file("raw"));
	assert_true(is_bitcode_file("wrapped"));
	assert_false(is_bitcode_file("elf"));
	assert_false(is_bitcode_file("short"));
	assert_false(is_bitcode_file("archive.rlib"));
	assert_false(is_bitcode_file("absent"));
	assert_false(is_bitcode_file("."));
}

static void parse(struct link_line *line, char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	link_line_parse(argc, argv, line);
}

static void the_module_and_the_output_are_found(void **state)
{
	struct link_line line;

	(void)state;
	put("x.rcgu.o", "BC\xc0\xde....", 8);
	parse(&line, (char *[]){"cc", "-m64", "x.rcgu.o", "-lc",
			     "-Wl,-plugin-opt=O3,-plugin-opt=mcpu=x86-64", "-o", "x", NULL});
	assert_string_equal(line.module, "x.rcgu.o");
	assert_string_equal(line.output, "x");
	assert_string_equal(line.cpu, "x86-64");
	assert_false(line.output_told);
	link_line_free(&line);
}

static void an_old_output_that_is_bitcode_is_no_input(void **state)
{
	struct link_line line;

	(void)state;
	put("old", "BC\xc0\xde....", 8);
	parse(&line, (char *[]){"cc", "-o", "old", NULL});
	assert_int_equal(line.modules.len, 0);
	assert_null(line.module);
	link_line_free(&line);
}

static void among_several_modules_the_name_decides(void **state)
{
	struct link_line line;

	(void)state;
	put("x.rcgu.o", "BC\xc0\xde....", 8);
	put("y.rcgu.o", "BC\xc0\xde....", 8);
	put("clang-lto.o", "BC\xc0\xde....", 8);
	parse(&line, (char *[]){"cc", "clang-lto.o", "x.rcgu.o", NULL});
	assert_int_equal(line.modules.len, 2);
	assert_string_equal(line.module, "x.rcgu.o");
	link_line_free(&line);
	parse(&line, (char *[]){"cc", "y.rcgu.o", "x.rcgu.o", NULL});
	assert_null(line.module);
	link_line_free(&line);
}

static void words_that_tell_the_output_are_seen(void **state)
{
	static char *const words[] = {"-Wl,-Map=x.map", "-Wl,--gc-sections,-Map,x.map",
		"-Wl,--dependency-file=d", "-gsplit-dwarf", "-save-temps", "-MMD"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct link_line line;

		parse(&line, (char *[]){"cc", words[i], NULL});
		assert_true(line.output_told);
		link_line_free(&line);
	}
}

static void rewrite(struct strv *ret, const struct link_rewrite *what, char **argv)
{
	struct err err = {0};
	int argc = 0;

	while (argv[argc])
		argc++;
	assert_true(link_line_rewrite(argc, argv, what, ret, &err));
}

static const struct link_rewrite REWRITE = {
	.module = "x.rcgu.o",
	.object = "t/x.o",
	.output = "x",
	.to_output = "t/x",
	.dir = ".",
	.stem = "new-",
};

static void only_ours_changes_in_a_line(void **state)
{
	struct strv v = {0};

	(void)state;
	rewrite(&v, &REWRITE,
		(char *[]){"cc", "-m64", "x.rcgu.o", "x", "-L", "a b",
			"-Wl,-plugin-opt=O2,-plugin-opt=mcpu=native", "-o", "x",
			"-nodefaultlibs", NULL});
	ASSERT_WORDS(&v, "-m64", "t/x.o", "x", "-L", "a b", "-o", "t/x", "-nodefaultlibs");
	strv_free(&v);
}

static void plugin_options_leave_lists_once(void **state)
{
	struct strv v = {0};

	(void)state;
	rewrite(&v, &REWRITE,
		(char *[]){"cc", "-Wl,-plugin-opt=O1",
			"-Wl,-z,now,-plugin-opt=O3,-plugin-opt=mcpu=x86-64,--gc-sections",
			"-Wl,-plugin-opt=O3,-plugin-opt=mcpu=x86-64", "-Wl,-plugin-opt=mcpu=a",
			NULL});
	ASSERT_WORDS(&v, "-Wl,-plugin-opt=O1", "-Wl,-z,now,--gc-sections",
		"-Wl,-plugin-opt=O3,-plugin-opt=mcpu=x86-64", "-Wl,-plugin-opt=mcpu=a");
	strv_free(&v);
}

/* ld.lld and GNU ld get as two words what a compiler driver gets as one list. */
static void plugin_options_of_a_bare_linker_leave(void **state)
{
	char *argv[] = {"rust-lld", "-flavor", "gnu", "-plugin-opt=O3", "-plugin-opt=mcpu=a",
		"-plugin-opt=O2", "-plugin-opt=mcpu=cortex-m4", "x.rcgu.o", "-o", "x",
		"-Tlink.x", NULL};
	struct link_line line;
	struct strv v = {0};

	(void)state;
	put("x.rcgu.o", "BC\xc0\xde....", 8);
	parse(&line, argv);
	assert_string_equal(line.module, "x.rcgu.o");
	assert_string_equal(line.cpu, "a");
	assert_false(line.output_told);
	link_line_free(&line);
	rewrite(&v, &REWRITE, argv);
	ASSERT_WORDS(&v, "-flavor", "gnu", "-plugin-opt=O2", "-plugin-opt=mcpu=cortex-m4",
		"t/x.o", "-o", "t/x", "-Tlink.x");
	strv_free(&v);

	rewrite(&v, &REWRITE,
		(char *[]){
			"ld", "-plugin-opt=O9", "-plugin-opt=mcpu=a", "-plugin-opt=O1", NULL});
	ASSERT_WORDS(&v, "-plugin-opt=O9", "-plugin-opt=mcpu=a", "-plugin-opt=O1");
	strv_free(&v);
}

static void response_files_are_rewritten_elsewhere(void **state)
{
	static const char original[] = "-m64\nx.rcgu.o\na\\ b\n-o\nx\n@inner\n";
	struct strv v = {0}, words = {0};
	struct str text = {0};
	struct err err = {0};

	(void)state;
	put("x.rcgu.o", "BC\xc0\xde....", 8);
	put_text("inner", "-lm -lc");
	put_text("outer", original);
	rewrite(&v, &REWRITE, (char *[]){"cc", "@outer", "@inner", "@absent", NULL});
	ASSERT_WORDS(&v, "@./new-0", "@inner", "@absent");

	assert_true(file_read("./new-0", &text, &err));
	response_split(text.s, &words);
	ASSERT_WORDS(&words, "-m64", "t/x.o", "a b", "-o", "t/x", "@inner");
	str_free(&text);
	assert_true(file_read("outer", &text, &err));
	assert_string_equal(text.s, original);

	str_free(&text);
	strv_free(&words);
	strv_free(&v);
}

static void inputs_are_found_through_response_files(void **state)
{
	struct link_line line;

	(void)state;
	put("x.rcgu.o", "BC\xc0\xde....", 8);
	put_text("outer", "-o 'my prog'\n@deeper");
	put_text("deeper", "x.rcgu.o");
	parse(&line, (char *[]){"cc", "@outer", NULL});
	assert_string_equal(line.module, "x.rcgu.o");
	assert_string_equal(line.output, "my prog");
	link_line_free(&line);
}

static void a_response_file_that_names_itself_ends(void **state)
{
	struct link_line line;

	(void)state;
	put_text("loop", "-lm @loop");
	parse(&line, (char *[]){"cc", "@loop", NULL});
	assert_true(line.words.len > 1);
	link_line_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(response_files_split_as_gcc_does),
		cmocka_unit_test(quoting_comes_back),
		cmocka_unit_test(bitcode_is_told_by_its_first_bytes),
		cmocka_unit_test(the_module_and_the_output_are_found),
		cmocka_unit_test(an_old_output_that_is_bitcode_is_no_input),
		cmocka_unit_test(among_several_modules_the_name_decides),
		cmocka_unit_test(words_that_tell_the_output_are_seen),
		cmocka_unit_test(only_ours_changes_in_a_line),
		cmocka_unit_test(plugin_options_leave_lists_once),
		cmocka_unit_test(plugin_options_of_a_bare_linker_leave),
		cmocka_unit_test(response_files_are_rewritten_elsewhere),
		cmocka_unit_test(inputs_are_found_through_response_files),
		cmocka_unit_test(a_response_file_that_names_itself_ends),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
