#!/bin/sh
# What is built again, and when: nothing that has not changed.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
write "$app/dep/Cargo.toml" <<EOF
[package]
name = "dep"
version = "0.1.0"
edition = "2021"
EOF
echo 'pub fn two() -> i32 { 2 }' | write "$app/dep/src/lib.rs"
sed -i '/^\[workspace\]/i [dependencies]\ndep = { path = "dep" }\n' "$app/Cargo.toml"
sed -i 's/a + b)/a + b + dep::two())/' "$app/src/main.rs"
bin=target/async-opt/release/app
cd "$app"

mtime()
{
	stat -c %y "$bin"
}

ao build --release
compiled 'first build' 2 1
optimized 'first build'
first=$(mtime)

ao build --release
compiled 'nothing changed' 0 0
same 'nothing changed: the program is the same file' "$(mtime)" "$first"

ao build --release --no-pass state-set
compiled 'another option: the program alone' 1 1
deny 'no state is removed without state-set' grep -Eq '[1-9][0-9]* states? removed' "$err"
same 'program without state-set' "$($bin)" 86

ao build --release --no-pass state-set
compiled 'the same other option' 0 0

ao build --release
compiled 'back to no option' 1 1
optimized 'back to no option'
ao build --release
compiled 'back, again' 0 0

ao build --release --message-format short
compiled 'an option of cargo that changes nothing' 0 0

sed -i 's/{ 2 }/{ 3 }/' dep/src/lib.rs
ao build --release
compiled 'changed source of the library' 2 1
same 'program of the changed source' "$($bin)" 87

# Stock and optimized builds do not undo each other.
run "$cargo" build --release
compiled 'stock build beside ours' 2 0
ao build --release
compiled 'after a stock build' 0 0
run "$cargo" build --release
compiled 'stock build after ours' 0 0

# Another async-opt: the same program with other bytes.
mkdir -p "$SCRATCH/bin"
cp "$ASYNC_OPT_BIN_DIR/async-opt" "$SCRATCH/bin/async-opt"
ln -s async-opt "$SCRATCH/bin/cargo-async-opt"
PATH=$SCRATCH/bin:$PATH
ao build --release
compiled 'the same async-opt in another folder' 0 0
echo >>"$SCRATCH/bin/async-opt"
ao build --release
compiled 'another async-opt' 1 1
ao build --release
compiled 'another async-opt, again' 0 0

# Another profile does not disturb the first.
ao build --profile bench
expect_rc 'bench profile' 0
ao build --release
compiled 'after another profile' 0 0

finish
