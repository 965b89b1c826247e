#!/usr/bin/env python3
"""bench/lib/measuring.py: whose text a symbol is, for both manglings; bytes as readelf has them."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "lib"))

import measuring  # noqa: E402

# Mangled, and the crates of what c++filt makes of it.
SYMBOLS = {
    # wrap::main
    "_RNvCsd96oo0CWh5d_4wrap4main": {"wrap"},
    # wrap::wrap::{closure#0}: a resume function
    "_RNCNvCsd96oo0CWh5d_4wrap4wrap0B3_": {"wrap"},
    # core::ptr::drop_in_place::<wrap::wrap::{closure#0}>, instantiated in wrap
    "_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeNCNvCsd96oo0CWh5d_4wrap4wrap0EBK_": {
        "core",
        "wrap",
    },
    # alloc::string::String::try_reserve
    "_RNvMNtCslNYArtu3iFV_5alloc6stringNtB2_6String11try_reserve": {"alloc"},
    # core::ptr::drop_in_place::<[u8; 4]>, instantiated in wrap: not wrap's
    "_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeAhj4_ECsd96oo0CWh5d_4wrap": {"core"},
    # core::ptr::drop_in_place::<alloc::boxed::Box<dyn wrap::Hook>>
    "_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeINtNtCslNYArtu3iFV_5alloc5boxed3BoxDNtCsd96"
    "oo0CWh5d_4wrap4HookEL_EEB1q_": {"core", "alloc", "wrap"},
    # <wrap::Foo as core::fmt::Debug>::fmt
    "_RNvXs_Csd96oo0CWh5d_4wrapNtB4_3FooNtNtCsgEmfK2I1SDS_4core3fmt5Debug3fmt": {"wrap", "core"},
    # The same three as legacy.
    "_ZN4wrap4main17h0123456789abcdefE": {"wrap"},
    "_ZN4core3ptr43drop_in_place$LT$wrap..wrap..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abc"
    "defE": {"core", "wrap"},
    "_ZN50_$LT$wrap..Foo$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE": {
        "wrap",
        "core",
    },
    "_ZN4core3ptr40drop_in_place$LT$swrap..Foo$LT$u8$GT$$GT$17h0123456789abcdefE": {
        "core",
        "swrap",
    },
    # A module of that name is no crate.
    "_RNvNtCsd96oo0CWh5d_5other4wrap4main": {"other"},
    "_ZN5other4wrap4main17h0123456789abcdefE": {"other"},
    # C's.
    "memcpy": set(),
    "_ZNSt6vectorIiE4sizeEv": set(),
}


class Symbols(unittest.TestCase):
    def test_crates(self):
        for symbol, crates in SYMBOLS.items():
            with self.subTest(symbol):
                self.assertEqual(measuring.crates_of(symbol), crates)

    def test_unknown_construct_is_searched(self):
        # "Z" is no path: then every crate that is spelled out counts.
        symbol = "_RIZNvCsd96oo0CWh5d_4wrap4mainE"
        self.assertEqual(measuring.crates_of(symbol), {"wrap"})


class Bytes(unittest.TestCase):
    """On the optimizer itself: a C program, with functions and a .plt."""

    program = pathlib.Path(os.environ.get("ASYNC_OPT_BIN_DIR", "build")) / "async-opt"

    def readelf(self, option):
        command = ["readelf", "-W", option, self.program]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def test_text(self):
        sizes = re.findall(
            r"PROGBITS +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ +AX ", self.readelf("-S")
        )
        self.assertGreater(len(sizes), 1)
        self.assertEqual(measuring.text(self.program), sum(int(size, 16) for size in sizes))

    def test_no_crate_no_text(self):
        self.assertEqual(measuring.own_text(self.program, ("wrap",)), 0)

    def test_functions(self):
        rows = re.findall(
            r": [0-9a-f]+ +([0-9]+) FUNC +[A-Z]+ +[A-Z]+ +[0-9]+ (\S+)", self.readelf("--symbols")
        )
        ours = [size for _, _, size, name in measuring._Elf(self.program).functions() if name == "main"]
        self.assertEqual(ours, [int(size) for size, name in rows if name == "main"][:1])


if __name__ == "__main__":
    unittest.main()
