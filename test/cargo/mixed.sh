#!/bin/sh
# A cdylib beside an rlib (wasm-pack's and uniffi's crates): both are made, the cdylib is optimized.
# shellcheck source=test/cargo/common
. test/cargo/common

cd_to=$SCRATCH/work
# member NAME [TOML...]: a package of the workspace.
member()
{
	name=$1
	shift
	{
		printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' "$name"
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} | write "$cd_to/$name/Cargo.toml"
}

write "$cd_to/Cargo.toml" <<'END'
[workspace]
members = ["app", "dep", "mixed", "whole"]
resolver = "2"
END
member dep
member mixed '[lib]' 'crate-type = ["cdylib", "rlib"]' '[dependencies]' 'dep = { path = "../dep" }'
member app '[dependencies]' 'mixed = { path = "../mixed" }'
member whole '[lib]' 'crate-type = ["staticlib", "rlib"]' '[dependencies]' \
	'mixed = { path = "../mixed" }'
crate "$SCRATCH/plain" plain
sed -e 's/^fn main/pub fn run/' "$SCRATCH/plain/src/main.rs" | write "$cd_to/dep/src/lib.rs"
write "$cd_to/mixed/src/lib.rs" <<'END'
#[unsafe(no_mangle)]
pub extern "C" fn run_in_rust() {
    let unused = 1;
    dep::run()
}
async fn held() -> usize {
    let bytes = std::hint::black_box([1u8; 40]);
    std::future::pending::<()>().await;
    bytes.len()
}
#[inline(never)]
pub fn boxed() -> std::pin::Pin<Box<dyn std::future::Future<Output = usize>>> {
    Box::pin(held())
}
END
write "$cd_to/app/src/main.rs" <<'END'
use std::task::{Context, Waker};

fn main() {
    mixed::run_in_rust();
    assert!(mixed::boxed().as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}
END
echo 'pub use mixed::run_in_rust;' | write "$cd_to/whole/src/lib.rs"
write "$SCRATCH/main.c" <<'END'
void run_in_rust(void);
int main(void) { run_in_rust(); }
END

# from_c FOLDER: what a C program prints that calls the shared library in this folder.
from_c()
{
	${CC:-cc} -o "$SCRATCH/main" "$SCRATCH/main.c" "$1/libmixed.so" && "$SCRATCH/main"
}

cd "$cd_to"
release=$PWD/target/async-opt/release
LD_LIBRARY_PATH=$release
export LD_LIBRARY_PATH

ao build --release -p mixed -p app
expect_rc 'cdylib beside rlib' 0
compiled 'both artefacts are optimized' 3 2
same 'states are gone from both' "$(count "$err" ' async-opt: .*[1-9][0-9]* states* removed')" 2
same 'a warning is said once' "$(count "$err" '^warning: unused variable')" 1
same 'the program' "$("$release/app")" 84
same 'the shared library' "$(from_c "$release")" 84
expect 'the rlib is there' [ -e "$release/libmixed.rlib" ]
exports()
{
	nm -D --defined-only "$1/libmixed.so" | cut -d ' ' -f 2-
}
run "$cargo" rustc --release -p mixed --crate-type cdylib --target-dir stock
same 'the same symbols as stock' "$(exports "$release")" "$(exports stock/release)"

ao build --release -p mixed -p app
compiled 'all is fresh the second time' 0 0
ao build --release -p mixed --passes=
compiled 'other options link it again' 1 1
expect 'without a pass' grep -q ' async-opt: mixed (cdylib): .* 0 states removed' "$err"

# What a crate of both kinds holds over its awaits is known as of any other.
ao report --layouts --release -p app --message-format json
expect_rc 'layouts' 0
same 'what its rlib holds' "$(python3 -c 'import json, sys
(app,) = (a for a in json.load(sys.stdin)["artefacts"] if a["artefact"] == "app")
for future in app["futures"]:
    if future["name"] == "mixed::held":
        print([value["name"] for value in future["awaits"][0]["held"]])' <"$out")" "['bytes']"

touch mixed/src/lib.rs
sed 's/dep::run()/dep::walk()/' mixed/src/lib.rs >"$SCRATCH/wrong" && cp "$SCRATCH/wrong" mixed/src/lib.rs
ao build --release -p mixed
expect_rc 'a mistake in the source' 101
same 'an error is said once' "$(count "$err" '^error\[E0425\]')" 1
deny 'nothing was optimized' grep -q '^ *Optimizing' "$err"
sed 's/dep::walk()/dep::run()/' "$SCRATCH/wrong" >mixed/src/lib.rs

# Where a staticlib is put together from the same libraries, their objects have to be rustc's own.
ao build --release
expect_rc 'beside a staticlib' 0
expect 'the cdylib stays stock' grep -q 'mixed stays as rustc makes it: .*staticlib' "$err"
compiled 'libraries are compiled again' 4 1
same 'the stock library works' "$(from_c "$release")" 84
ao build --release -p whole
expect_rc 'nothing but a staticlib' 0
expect 'plain cargo runs' grep -q '^note: .*a staticlib .*plain cargo runs' "$err"


# A Rust dylib is linked without LTO: rustc makes it.
crate "$SCRATCH/dynamic" dynamic
cd "$SCRATCH/dynamic"
printf '[lib]\ncrate-type = ["dylib"]\n' >>Cargo.toml
sed -e 's/^fn main/pub fn run/' src/main.rs >src/lib.rs
rm src/main.rs
ao build --release
expect_rc 'a dylib' 0
expect 'a dylib: plain cargo runs' grep -q '^note: .*no executable, test or cdylib .*plain cargo runs' "$err"
cd "$cd_to"

# Tools that call cargo themselves.
run "$cargo" async-opt clean
eval "$(cd mixed && "$cargo" async-opt env)"
run "$cargo" build --release -p mixed
expect_rc 'a tool' 0
expect 'says it' grep -q 'async-opt: mixed (cdylib): .*[1-9][0-9]* states* removed' "$err"
same 'the library of a tool' "$(from_c "$release")" 84

finish
