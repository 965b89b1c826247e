#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "driver/plain_rustc.h"
#include "driver/rustc_call.h"

/* argv of a command line that holds no quotes. Lives until the next call. */
static struct rustc_call read_line(const char *line)
{
	static char copy[1024];
	static char *argv[64];
	struct rustc_call call;
	int argc = 0;

	assert_true(strlen(line) < sizeof(copy));
	strcpy(copy, line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	rustc_call_read(argc, argv, &call);
	return call;
}

static enum call_kind kind_of(const char *line)
{
	struct rustc_call call = read_line(line);
	enum call_kind kind = call.kind;

	rustc_call_free(&call);
	return kind;
}

static bool must_stay_stock(const char *line)
{
	struct rustc_call call = read_line(line);
	bool stock = call.why_stock;

	assert_int_not_equal(call.kind, CALL_OTHER);
	rustc_call_free(&call);
	return stock;
}

/* What cargo 1.95 gives for an executable, a dependency, a build script. */
#define FINAL                                                                      \
	"w rustc --crate-name app --edition=2021 src/main.rs --error-format=json " \
	"--json=diagnostic-rendered-ansi --crate-type bin --emit=dep-info,link "   \
	"-C opt-level=3 -C lto=fat -C metadata=1 -C extra-filename=-1 --out-dir /t/deps"
#define DEP                                                                        \
	"w rustc --crate-name dep --edition=2021 dep/src/lib.rs --crate-type lib " \
	"--emit=dep-info,metadata,link -C opt-level=3 -C linker-plugin-lto --out-dir /t/deps"
#define HOST                                                                 \
	"w rustc --crate-name build_script_build build.rs --crate-type bin " \
	"--emit=dep-info,link -C embed-bitcode=no --out-dir /t/build"

static void cargo_says_which_is_which(void **state)
{
	struct rustc_call call;

	(void)state;
	assert_int_equal(kind_of(FINAL), CALL_FINAL);
	assert_int_equal(kind_of(DEP), CALL_DEP);
	assert_int_equal(kind_of(HOST), CALL_OTHER);

	call = read_line(FINAL);
	assert_int_equal(call.options_at, 2);
	assert_string_equal(call.crate_name, "app");
	assert_string_equal(call.crate_type, "bin");
	assert_string_equal(call.source, "src/main.rs");
	assert_string_equal(call.out_dir, "/t/deps");
	assert_string_equal(call.extra_filename, "-1");
	assert_string_equal(call.opt_level, "3");
	assert_null(call.linker);
	assert_null(call.target);
	assert_null(call.why_stock);
	assert_true(call.writes_dep_info);
	rustc_call_free(&call);
}

static void every_spelling_of_an_option(void **state)
{
	static const char *const spellings[] = {"-C lto=fat", "-Clto=fat", "-C lto", "-Clto",
		"--codegen lto=fat", "--codegen=lto=fat", "-C lto=yes", "-Clto=on",
		"--codegen=lto"};

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		char *line = xprintf("w rustc %s --crate-type bin main.rs", spellings[i]);

		assert_int_equal(kind_of(line), CALL_FINAL);
		free(line);
	}
	assert_int_equal(
		kind_of("w rustc --crate-type=lib -Clinker_plugin_lto l.rs"), CALL_DEP);
	assert_int_equal(kind_of("w rustc --crate-type=bin -Clto=thin m.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type=bin -Clto=off m.rs"), CALL_OTHER);
	/* The last one counts. */
	assert_int_equal(kind_of("w rustc -Clto=fat -Clto=thin m.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc -Clto=thin -Clto m.rs"), CALL_FINAL);
}

static void debug_information_that_the_user_wants(void **state)
{
	static const struct {
		const char *spelling;
		bool any, full;
	} rows[] = {{"", false, false}, {"-g", true, true}, {"-Cdebuginfo=0", false, false},
		{"-C debuginfo=none", false, false},
		{"-C debuginfo=line-tables-only", true, false}, {"-Cdebuginfo=1", true, false},
		{"-C debuginfo=full", true, true},
		{"-Cdebuginfo=2 -Cdebuginfo=0", false, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *line =
			xprintf("w rustc %s -Clto --crate-type bin m.rs", rows[i].spelling);
		struct rustc_call call = read_line(line);

		assert_int_equal(call.any_debug_info, rows[i].any);
		assert_int_equal(call.full_debug_info, rows[i].full);
		rustc_call_free(&call);
		free(line);
	}
}

static void only_what_is_linked_under_lto_is_final(void **state)
{
	struct rustc_call call;

	(void)state;
	assert_int_equal(kind_of("w rustc --crate-type cdylib -Clto l.rs"), CALL_FINAL);
	assert_int_equal(kind_of("w rustc --crate-type staticlib -Clto l.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type dylib -Clto l.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type proc-macro -Clto l.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type cdylib --crate-type rlib -Clto l.rs"),
		CALL_OTHER);
	assert_int_equal(
		kind_of("w rustc --crate-type cdylib --crate-type staticlib -Clto l.rs"),
		CALL_OTHER);
	assert_int_equal(kind_of("w rustc --emit=metadata -Clto m.rs"), CALL_OTHER);

	call = read_line("w rustc --crate-type lib --test -Clto l.rs");
	assert_int_equal(call.kind, CALL_FINAL);
	assert_string_equal(call.crate_type, "test");
	rustc_call_free(&call);
}

/* What cargo 1.95 gives in a profile with LTO to a library that something without LTO uses. */
#define BOTH                                                        \
	"w rustc --crate-name dep dep/src/lib.rs --crate-type lib " \
	"--emit=dep-info,metadata,link -C opt-level=3 --out-dir /t/deps"
#define MIXED                                                                          \
	"w rustc --crate-name mixed src/lib.rs --crate-type cdylib --crate-type rlib " \
	"--emit=dep-info,link -C opt-level=s --out-dir /t/deps"

static void libraries_whose_objects_are_wanted(void **state)
{
	struct rustc_call call = read_line(MIXED);

	(void)state;
	assert_int_equal(call.kind, CALL_MIXED);
	assert_string_equal(call.crate_type, "cdylib");
	rustc_call_free(&call);
	assert_int_equal(kind_of(BOTH), CALL_BOTH);
	assert_int_equal(kind_of(BOTH " --crate-type rlib"), CALL_BOTH);
	assert_int_equal(kind_of(MIXED " --crate-type lib"), CALL_MIXED);
	assert_true(must_stay_stock(MIXED " -C profile-generate"));

	assert_int_equal(kind_of(MIXED " --crate-type staticlib"), CALL_OTHER);
	assert_int_equal(kind_of(BOTH " --crate-type dylib"), CALL_OTHER);
	assert_int_equal(kind_of(BOTH " --test"), CALL_OTHER);
	/* Without LTO, or not by cargo. */
	assert_int_equal(kind_of(BOTH " -C embed-bitcode=no"), CALL_OTHER);
	assert_int_equal(kind_of(MIXED " -C lto=off -C embed-bitcode=no"), CALL_OTHER);
	assert_int_equal(kind_of(MIXED " -C opt-level=0"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type lib --emit=link l.rs"), CALL_OTHER);
	assert_int_equal(
		kind_of("w rustc --crate-type lib --emit=metadata -O l.rs"), CALL_OTHER);
}

static void words_of_the_two_calls(void **state)
{
	char *words[] = {"rustc", "l.rs", "--crate-type", "cdylib", "--crate-type", "rlib",
		"--cap-lints", "warn", "-C", "incremental=/t", "-C", "opt-level=3",
		"-Cpanic=abort"};
	struct strv argv = {0}, rest = {0}, cdylib = {0};
	const char *const wanted_rest[] = {"rustc", "l.rs", "--crate-type", "rlib",
		"--cap-lints", "warn", "-C", "incremental=/t", "-C", "opt-level=3",
		"-Cpanic=abort"};
	const char *const wanted[] = {"rustc", "l.rs", "-C", "opt-level=3", "-Cpanic=abort",
		"--crate-type=cdylib", "--cap-lints=allow", "-Clto=fat"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		vec_push(&argv, words[i]);
	rustc_argv_without_cdylib(&argv, &rest);
	rustc_argv_of_cdylib(&argv, &cdylib);
	assert_int_equal(rest.len, sizeof(wanted_rest) / sizeof(wanted_rest[0]));
	for (size_t i = 0; i < rest.len; i++)
		assert_string_equal(rest.at[i], wanted_rest[i]);
	assert_int_equal(cdylib.len, sizeof(wanted) / sizeof(wanted[0]));
	for (size_t i = 0; i < cdylib.len; i++)
		assert_string_equal(cdylib.at[i], wanted[i]);
	vec_free(&argv);
	vec_free(&rest);
	vec_free(&cdylib);
}

static void probes_are_left_alone(void **state)
{
	(void)state;
	assert_int_equal(kind_of("w rustc -vV"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --version"), CALL_OTHER);
	assert_int_equal(
		kind_of("w rustc - --crate-name ___ --print=file-names --crate-type bin -Clto"),
		CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-name probe -Clto -"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --print cfg -Clto m.rs"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --print link-args -Clto m.rs"), CALL_FINAL);
	assert_int_equal(kind_of("w"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc -C"), CALL_OTHER);
	assert_int_equal(kind_of("w rustc --crate-type"), CALL_OTHER);
}

static void values_are_not_sources(void **state)
{
	struct rustc_call call = read_line(
		"w rustc -L dependency=/t -l static=z -o out -A warnings --cfg unix "
		"--check-cfg cfg(a) --extern a=/t/liba.rlib --cap-lints allow -Clto m.rs");

	(void)state;
	assert_int_equal(call.kind, CALL_FINAL);
	assert_string_equal(call.source, "m.rs");
	rustc_call_free(&call);
}

static void what_must_stay_stock(void **state)
{
	(void)state;
	assert_false(must_stay_stock(FINAL));
	assert_false(must_stay_stock(DEP));
	assert_true(must_stay_stock(FINAL " -Cprofile-generate"));
	assert_true(must_stay_stock(FINAL " -Cprofile-use=/p"));
	assert_true(must_stay_stock(DEP " -C profile_generate=/p"));
	assert_true(must_stay_stock(FINAL " -Zsanitizer=address"));
	assert_true(must_stay_stock(FINAL " -Z sanitizer=address"));
	assert_true(must_stay_stock(FINAL " -Cprefer-dynamic"));
	assert_false(must_stay_stock(FINAL " -Cprefer-dynamic=no"));
	/* Cargo's own -C linker-plugin-lto and one more, the user's. */
	assert_true(must_stay_stock(DEP " -Clinker-plugin-lto"));
	assert_true(must_stay_stock(FINAL " -Clinker-plugin-lto"));
	assert_true(must_stay_stock(FINAL " -Clinker-flavor=msvc-lld"));
	assert_true(must_stay_stock(FINAL " -Clinker-flavor=em-cc"));
	assert_false(must_stay_stock(FINAL " -Clinker-flavor=ld.lld"));
	assert_false(must_stay_stock(FINAL " -Clinker-flavor=gnu-lld"));
	assert_false(must_stay_stock(FINAL " -Clinker-flavor=wasm-lld"));
	assert_false(must_stay_stock(FINAL " -Clinker-flavor=gcc"));
	assert_false(must_stay_stock(FINAL " -Clinker-flavor=gnu-lld-cc"));
	assert_true(must_stay_stock(FINAL " --emit=asm"));
}

static void options_for_the_target_machine(void **state)
{
	struct rustc_call call = read_line(
		"w rustc -O -Copt-level=s -Clto --target x86_64-unknown-linux-musl "
		"-Ctarget-cpu=native --codegen target-feature=+avx2 -C target-feature=-sse4a "
		"-Crelocation-model=static -Ccode-model=large -Cllvm-args=-a -C llvm-args=-b "
		"-Clinker=/usr/bin/clang -L dependency=/t/deps -Ldependency=/u -L native=/n "
		"m.rs");

	(void)state;
	assert_int_equal(call.crate_folders.len, 2);
	assert_string_equal(call.crate_folders.at[0], "/t/deps");
	assert_string_equal(call.crate_folders.at[1], "/u");
	assert_string_equal(call.opt_level, "s");
	assert_string_equal(call.target, "x86_64-unknown-linux-musl");
	assert_string_equal(call.cpu, "native");
	assert_string_equal(call.features.s, "+avx2,-sse4a");
	assert_string_equal(call.relocation, "static");
	assert_string_equal(call.code_model, "large");
	assert_int_equal(call.llvm_args.len, 2);
	assert_string_equal(call.llvm_args.at[1], "-b");
	assert_string_equal(call.linker, "/usr/bin/clang");
	rustc_call_free(&call);

	call = read_line("w rustc -O -Clto m.rs");
	assert_string_equal(call.opt_level, "3");
	rustc_call_free(&call);
}

static void workspace_wrappers_come_first(void **state)
{
	struct rustc_call call = read_line(
		"w /bin/clippy-driver /bin/rustc --crate-name a -Clto --crate-type bin m.rs");

	(void)state;
	assert_int_equal(call.kind, CALL_FINAL);
	assert_int_equal(call.options_at, 3);
	assert_string_equal(call.source, "m.rs");
	rustc_call_free(&call);
}

static void the_standard_library_is_never_touched(void **state)
{
	(void)state;
	assert_int_equal(kind_of(DEP " -Zforce-unstable-if-unmarked"), CALL_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cargo_says_which_is_which),
		cmocka_unit_test(every_spelling_of_an_option),
		cmocka_unit_test(debug_information_that_the_user_wants),
		cmocka_unit_test(debug_information_that_the_user_wants),
		cmocka_unit_test(only_what_is_linked_under_lto_is_final),
		cmocka_unit_test(libraries_whose_objects_are_wanted),
		cmocka_unit_test(words_of_the_two_calls),
		cmocka_unit_test(probes_are_left_alone),
		cmocka_unit_test(values_are_not_sources),
		cmocka_unit_test(what_must_stay_stock),
		cmocka_unit_test(options_for_the_target_machine),
		cmocka_unit_test(workspace_wrappers_come_first),
		cmocka_unit_test(the_standard_library_is_never_touched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
