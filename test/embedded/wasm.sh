# The twins as a wasm module, run by node: the same output stock and optimized, the same
# imports and exports, and both are valid for wasm-opt, whose -Oz output runs as well.
. test/embedded/common
toolchain wasm32-unknown-unknown
for tool in node wasm-opt wasm-dis; do
	command -v "$tool" >/dev/null || {
		echo "$tool is not installed"
		exit 77
	}
done

firmware=$PWD/bench/embedded/firmware
export FIRMWARE_ARG=6 CARGO_TARGET_DIR=$PWD/build/embedded/firmware
export CARGO_PROFILE_RELEASE_OPT_LEVEL=z

words="--release --locked --target wasm32-unknown-unknown --package wasm"
# shellcheck disable=SC2086 # words
cargo build $words --manifest-path "$firmware/Cargo.toml"
# shellcheck disable=SC2086 # words
cargo async-opt build --strict $words --manifest-path "$firmware/Cargo.toml"

run()
{
	node bench/embedded/run-wasm.mjs "$1" sensor_display modem
}

# Imports and exports; their order is the linker's.
interface()
{
	wasm-dis "$1" | grep -oE '^ \((import|export) .*' | sed 's/\$[^ )]*//g' | sort
}

for side in stock ours; do
	folder=$CARGO_TARGET_DIR
	[ "$side" = stock ] || folder=$folder/async-opt
	module=$folder/wasm32-unknown-unknown/release/wasm.wasm
	run "$module" >"$SCRATCH/$side.out"
	interface "$module" >"$SCRATCH/$side.interface"
	wasm-opt -Oz --enable-sign-ext --enable-mutable-globals --enable-bulk-memory \
		--enable-nontrapping-float-to-int "$module" -o "$SCRATCH/$side.wasm"
	run "$SCRATCH/$side.wasm" >"$SCRATCH/$side.oz.out"
	echo "$side: $(wc -c <"$module") bytes, after wasm-opt -Oz $(wc -c <"$SCRATCH/$side.wasm")"
done
[ -s "$SCRATCH/stock.out" ] && [ -s "$SCRATCH/stock.interface" ]
for what in out oz.out interface; do
	diff -u "$SCRATCH/stock.$what" "$SCRATCH/ours.$what"
done
diff -u "$SCRATCH/stock.out" "$SCRATCH/stock.oz.out"

# A crate that is a cdylib and an rlib, as wasm-pack's are: the module is optimized, the rlib made.
both=$SCRATCH/both
mkdir -p "$both/src"
cat >"$both/Cargo.toml" <<'END'
[package]
name = "both"
version = "0.1.0"
edition = "2024"
[lib]
crate-type = ["cdylib", "rlib"]
[profile.release]
panic = "abort"
lto = "fat"
[workspace]
END
cat >"$both/src/lib.rs" <<'END'
#![no_std]
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

struct Once(bool);

impl Future for Once {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if core::mem::replace(&mut self.0, true) { Poll::Ready(7) } else { Poll::Pending }
    }
}

async fn one(n: u32) -> u32 {
    Once(false).await + n
}

async fn two(n: u32) -> u32 {
    one(n).await + one(n).await
}

#[unsafe(no_mangle)]
pub extern "C" fn sum(n: u32) -> u32 {
    let mut future = pin!(two(n));
    loop {
        if let Poll::Ready(n) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return n;
        }
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
END
CARGO_TARGET_DIR=$both/target
cargo build --release --target wasm32-unknown-unknown --manifest-path "$both/Cargo.toml"
cargo async-opt build --strict --release --target wasm32-unknown-unknown \
	--manifest-path "$both/Cargo.toml" 2>&1 | tee "$both/said"
grep -q 'async-opt: both (cdylib): 2 futures' "$both/said"
for folder in target target/async-opt; do
	[ -e "$both/$folder/wasm32-unknown-unknown/release/libboth.rlib" ]
	node -e '
		const fs = require("fs");
		const module = new WebAssembly.Module(fs.readFileSync(process.argv[1]));
		console.log(new WebAssembly.Instance(module).exports.sum(5));
	' "$both/$folder/wasm32-unknown-unknown/release/both.wasm"
done >"$both/sums"
[ "$(tr '\n' ' ' <"$both/sums")" = '24 24 ' ]
