#include "unit.h"

#include "driver/crate_source.h"

static void finds_no_builtins(void **state)
{
	static const char *const with[] = {
		"#![no_builtins]",
		"\xef\xbb\xbf#![no_std]\n#![no_builtins]\n",
		"#!/usr/bin/env run-cargo-script\n#![no_builtins]",
		"// a\n//! b\n/* c /* d */ e */ # ! [ no_builtins ]\nfn f() {}",
		"#![doc = \"] \\\" [\"] #![no_builtins]",
		"#![cfg_attr(not(test), no_builtins)]",
		"#![feature(a,\n b)]\n#![allow(x)]#![no_builtins]",
	};
	static const char *const without[] = {
		"",
		"#",
		"#![",
		"/* #![no_builtins]",
		"fn main() {}\n#![no_builtins]",
		"// #![no_builtins]\nfn main() {}",
		"/* #![no_builtins] */",
		"#![doc = \"no_builtins\"]",
		"#![no_builtins_here]",
		"#[no_builtins]",
		"#![no_std]\n#[inline] fn f() { no_builtins }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		assert_true(source_has_no_builtins(with[i]));
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		assert_false(source_has_no_builtins(without[i]));
}

static void adds_to_the_first_rule(void **state)
{
	struct str out = {0};

	(void)state;
	assert_true(dep_info_add(
		"# env\n/t/app.d: src/main.rs\n\n/t/app: src/main.rs\n", "/t/a b", &out));
	assert_string_equal(
		out.s, "# env\n/t/app.d: src/main.rs /t/a\\ b\n\n/t/app: src/main.rs\n");
	str_free(&out);
	assert_true(dep_info_add("a: b", "c", &out));
	assert_string_equal(out.s, "a: b c");
	str_free(&out);
	assert_false(dep_info_add("# env-dep:A: b\n\n", "c", &out));
	assert_false(dep_info_add("", "c", &out));
	assert_null(out.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_no_builtins),
		cmocka_unit_test(adds_to_the_first_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
