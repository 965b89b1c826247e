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

# The same image from GNU ld, which is called directly as well.
by_gnu_ld()
{
	command -v arm-none-eabi-ld >/dev/null || return 0
	for command in rustc 'async-opt rustc --strict'; do
		# shellcheck disable=SC2086 # words
		cargo $command --release --locked --target "$target" --bin "$image" \
			--manifest-path "$firmware/images/Cargo.toml" -- -Clinker=arm-none-eabi-ld
	done
	compare
}

# The user's own mistake: the linker's words, as without us, and no artefact.
own_mistake()
{
	for command in rustc 'async-opt rustc'; do
		out=$SCRATCH/own-mistake
		rc=0
		# shellcheck disable=SC2086 # words
		cargo $command --release --locked --target "$target" --bin "$image" \
			--manifest-path "$firmware/images/Cargo.toml" \
			-- -Clink-arg="$1" >"$out" 2>&1 || rc=$?
		[ "$rc" -ne 0 ] || fail "$command succeeds"
		grep -q "$2" "$out" || {
			cat "$out"
			fail "$command does not say what the linker says"
		}
	done
}

no_script()
{
	own_mistake -Tno-such-script.x 'cannot find linker script no-such-script.x'
}

over_its_region()
{
	cat >"$SCRATCH/large.x" <<-'END'
		SECTIONS
		{
		  .too_large : { . += 0x10000000; } > FLASH
		}
		INSERT AFTER .text;
	END
	own_mistake "-T$SCRATCH/large.x" "'.too_large' will not fit in region 'FLASH': overflowed"
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
count "GNU ld" by_gnu_ld
count "no script" no_script
count "over its region" over_its_region
run_target riscv32imc-unknown-none-elf s
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
