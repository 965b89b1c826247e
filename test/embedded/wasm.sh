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
