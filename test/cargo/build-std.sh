#!/bin/sh
# The standard library compiled along (-Z build-std), by Debian's toolchain: rust-web-src has the
# sources and all crates that std is made of. What it compiles is kept for the next run.
# shellcheck source=test/cargo/common
. test/cargo/common

[ -f /usr/lib/rustlib/src/rust/library/std/Cargo.toml ] && [ -x /usr/bin/cargo ] || {
	echo 'rust-web-src, rustc-web or cargo-web is not installed'
	exit 77
}
/usr/bin/rustc -vV | grep -q '^LLVM version: 22\.' || {
	echo '/usr/bin/rustc is not one with LLVM 22'
	exit 77
}
PATH=$ASYNC_OPT_BIN_DIR:/usr/bin:$PATH RUSTC=/usr/bin/rustc
# Unstable, like -Z build-std itself; a nightly needs it not.
RUSTC_BOOTSTRAP=1
export PATH RUSTC RUSTC_BOOTSTRAP

# The same source and folder each time, or std would be compiled each time.
kept=$PWD/build/cargo/build-std
app=$kept/app
mkdir -p "$kept"
crate "$SCRATCH/app" app
mkdir -p "$SCRATCH/app/.cargo"
cat >"$SCRATCH/app/.cargo/config.toml" <<'END'
[source.crates-io]
replace-with = "of-std"
[source.of-std]
directory = "/usr/lib/rustlib/src/rust/library/vendor"
END
cp -ru "$SCRATCH/app" "$kept"
host=$(rustc -vV | sed -n 's/^host: //p')
cd "$app"
rm -f "target/async-opt/$host/release/app"
touch src/main.rs
run /usr/bin/cargo async-opt build --release --strict -Zbuild-std=std,panic_unwind --target "$host"
expect_rc 'build-std' 0
optimized 'build-std'
same 'build-std: the program' "$("target/async-opt/$host/release/app")" 84
expect 'std was compiled here' ls "target/async-opt/$host/release/deps/"libstd-*.rlib

# A panic unwinds through a std that was optimized with the program.
sed -i 's/^fn main() {/&\n    assert!(std::panic::catch_unwind(|| panic!("caught")).is_err());/' src/main.rs
run /usr/bin/cargo async-opt build --release --strict -Zbuild-std=std,panic_unwind --target "$host"
expect_rc 'build-std, a panic' 0
compiled 'std is not compiled again' 1 1
same 'build-std, a panic: the program' "$("target/async-opt/$host/release/app" 2>/dev/null)" 84
finish
