# The images of bench/embedded/firmware for a Cortex-M4F and a RISC-V board: they print under
# QEMU what stock's print, the twins the trace that they print on the host as well; what the
# linker script and the vector table name is there, in the same sections.
. test/embedded/common
toolchain thumbv7em-none-eabihf riscv32imc-unknown-none-elf
qemu

passed=0 failed=0
firmware=$PWD/bench/embedded/firmware
# Sessions of the twins, as in their Cargo.toml.
export FIRMWARE_ARG=6 CARGO_TARGET_DIR=$PWD/build/embedded/firmware

# What the twin $1 prints after six sessions, if that is what its Cargo.toml has.
trace()
{
	sed -n 's/^trace = "\(sessions 6, .*\)"/\1/p' "bench/twins/$1/Cargo.toml" 2>/dev/null ||
		:
}

compare()
{
	stock=$CARGO_TARGET_DIR/$target/release/$image
	ours=$CARGO_TARGET_DIR/async-opt/$target/release/$image
	out=$SCRATCH/$target-$image
	run_image "$target" "$stock" >"$out.stock" 2>&1 || fail "stock ends with $?"
	run_image "$target" "$ours" >"$out.ours" 2>&1 || fail "ours ends with $?"
	[ -s "$out.stock" ] || fail "stock prints nothing"
	diff -u "$out.stock" "$out.ours" || fail "the outputs differ"
	expected=$(trace "$image")
	[ -z "$expected" ] || grep -qxF "$expected" "$out.ours" || fail "not the host's trace"
	for what in globals loaded_sections; do
		"$what" "$stock" >"$out.stock.$what"
		"$what" "$ours" >"$out.ours.$what"
		[ -s "$out.stock.$what" ] || fail "no $what in $stock"
		diff -u "$out.stock.$what" "$out.ours.$what" || fail "the $what differ"
	done
}

build()
{
	cargo build --release --locked --target "$target" --manifest-path "$firmware/Cargo.toml"
	cargo async-opt build --strict --release --locked --target "$target" \
		--manifest-path "$firmware/Cargo.toml"
}

# count NAME COMMAND: one test, in a shell of its own.
count()
{
	log=$SCRATCH/$target-log
	("$2") >"$log" 2>&1 </dev/null &
	rc=0
	wait $! || rc=$?
	if [ "$rc" -eq 0 ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	tail -n 50 "$log"
	echo "NOT OK firmware, $target, $1"
}

run_target()
{
	target=$1
	export CARGO_PROFILE_RELEASE_OPT_LEVEL=$2
	count build build
	for image in sensor-display modem embassy; do
		count "$image" compare
	done
}

run_target thumbv7em-none-eabihf z
run_target riscv32imc-unknown-none-elf s
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
