#!/usr/bin/env python3
"""bench/lib/symbols.py: one name for the copies of a function, and the crate that it is in."""

import pathlib
import sys
import unittest
import unittest.mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "lib"))

import symbols  # noqa: E402


class Names(unittest.TestCase):
    def test_copies_have_one_name(self):
        names = symbols.demangle(
            [
                "_ZN4wrap4leaf28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
                "_ZN4wrap4leaf28_$u7b$$u7b$closure$u7d$$u7d$17hfedcba9876543210E.5",
                "_ZN4wrap4leaf28_$u7b$$u7b$closure$u7d$$u7d$17hfedcba9876543210E.llvm.123",
            ]
        )
        self.assertEqual(names, ["wrap::leaf::{{closure}}"] * 3)

    def test_crate_hash_is_no_part(self):
        self.assertEqual(
            symbols.demangle(["_RNCNvCsd96oo0CWh5d_4wrap4wrap0B3_", "main"]),
            ["wrap::wrap::{closure#0}", "main"],
        )


class Futures(unittest.TestCase):
    def test_resume_functions_and_their_glue(self):
        functions = {
            "app::run::{closure#0}": 100,
            "core::ptr::drop_in_place::<app::run::{closure#0}>": 20,
            "app::run::{closure#0}::{closure#1}": 3,
            "app::other::{{closure}}": 50,
            "core::ptr::drop_in_place<alloc::boxed::Box<app::other::{{closure}}>>": 7,
        }
        with unittest.mock.patch.object(symbols, "functions", lambda _: functions):
            names = {"app::run::{closure#0}", "app::other::{{closure}}", "app::gone::{closure#0}"}
            found = symbols.of_futures("", names)
        self.assertEqual(found, {"app::run::{closure#0}": 120, "app::other::{{closure}}": 50})
        for name in ("app::run::{closure#0}", "app::run::{{closure}}", "app::run"):
            self.assertEqual(symbols.without_closure(name), "app::run")


class Crates(unittest.TestCase):
    def test_crates(self):
        for name, crate in {
            "wrap::leaf::{{closure}}": "wrap",
            "<wrap::Foo as core::fmt::Debug>::fmt": "wrap",
            "<&mut wrap::Foo as core::fmt::Debug>::fmt": "wrap",
            "<u8 as wrap::Trait>::run": "wrap",
            "<[u8] as wrap::Trait>::run": "wrap",
            "core::ptr::drop_in_place<wrap::leaf::{{closure}}>": "wrap",
            "core::ptr::drop_in_place::<wrap::leaf::{closure#0}>": "wrap",
            "core::ptr::drop_in_place<[u8; 4]>": "std",
            "alloc::vec::Vec<wrap::Foo>::push": "std",
            "<alloc::vec::Vec<T> as core::ops::Drop>::drop": "std",
            "<dyn tokio::Any as core::fmt::Debug>::fmt": "tokio",
            "main": symbols.NOT_RUST,
            "memcpy": symbols.NOT_RUST,
        }.items():
            with self.subTest(name):
                self.assertEqual(symbols.crate_of(name), crate)


if __name__ == "__main__":
    unittest.main()
