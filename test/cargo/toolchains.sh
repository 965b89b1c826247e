#!/bin/sh
# The same async-opt with Debian's rustc-web and with rustup's nightly, where they are.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
cd "$app"

# check NAME: the last build, into the folder of that name.
check()
{
	expect_rc "$1" 0
	optimized "$1"
	same "$1: program" "$("$1/async-opt/release/app")" 84
}

tried=0
if [ -x /usr/bin/cargo ] && /usr/bin/rustc -vV 2>/dev/null | grep -q '^LLVM version: 22\.'; then
	tried=$((tried + 1))
	PATH=$ASYNC_OPT_BIN_DIR:/usr/bin:$PATH RUSTC=/usr/bin/rustc \
		run /usr/bin/cargo async-opt build --release --strict --target-dir debian
	check debian
fi
if rustup run nightly rustc -vV 2>/dev/null | grep -q '^LLVM version: 22\.'; then
	tried=$((tried + 1))
	run rustup run nightly cargo async-opt build --release --target-dir nightly
	check nightly
fi
if [ "$tried" -eq 0 ]; then
	echo 'neither rustc-web nor a nightly with LLVM 22 is installed'
	exit 77
fi
finish
