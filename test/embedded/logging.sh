# An image that logs with defmt and is linked by flip-link: under QEMU it logs what stock's logs,
# with the symbols that a decoder needs, and its stack is below all that is static.
. test/embedded/common
flip_link
toolchain thumbv7em-none-eabihf
qemu

target=thumbv7em-none-eabihf
export CARGO_TARGET_DIR=$PWD/build/embedded/logging
PATH=$flip_link:$PATH

# defmt's strings are names of symbols; their addresses are what a frame begins with.
strings()
{
	llvm-nm-22 "$1" | sed -n \
		's/^0*\([0-9a-f]*\) . .*"tag":"defmt_\([a-z]*\)","data":"\([^"]*\)".*/\1 \2 \3/p'
}

# decoded IMAGE: the lines that it prints, with the level and the string in place of the address;
# that of a type within a frame is left out.
decoded()
{
	strings "$1" >"$SCRATCH/strings"
	run_image "$target" "$1" >"$SCRATCH/printed" 2>&1 || fail "$1 ends with $?"
	awk '
	NR == FNR {
		address = sprintf("%4s", $1)
		gsub(" ", "0", address)
		frame = substr(address, 3) substr(address, 1, 2)
		$1 = ""
		what[frame] = substr($0, 2)
		next
	}
	{
		first = substr($0, 1, 4)
		rest = substr($0, 5)
		for (frame in what) {
			if (what[frame] ~ /^derived /)
				sub(frame, "", rest)
		}
		print (first in what ? what[first] : "unknown " first) " | " rest
	}' "$SCRATCH/strings" "$SCRATCH/printed"
}

address()
{
	echo $((0x$(llvm-nm-22 "$1" | sed -n "s/ . $2\$//p")))
}

cd test/embedded/logging
cargo fetch --locked || {
	echo 'the crates of test/embedded/logging can not be had'
	exit 77
}
cargo build --release --locked || fail "stock does not link"
cargo async-opt build --strict --release --locked 2>&1 | tee "$SCRATCH/log"
grep -q 'logging: .*[1-9][0-9]* states* removed' "$SCRATCH/log" || fail "it is not optimized"
stock=$CARGO_TARGET_DIR/$target/release/logging
ours=$CARGO_TARGET_DIR/async-opt/$target/release/logging

decoded "$stock" >"$SCRATCH/stock"
decoded "$ours" >"$SCRATCH/ours"
diff -u "$SCRATCH/stock" "$SCRATCH/ours" || fail "they log different things"
grep -qxF 'warn sum {=u32} | 36000000' "$SCRATCH/ours" || {
	cat "$SCRATCH/ours"
	fail "the sum of 9, 18 and 27 is not in the log"
}
for what in globals loaded_sections; do
	"$what" "$stock" >"$SCRATCH/stock.$what"
	"$what" "$ours" >"$SCRATCH/ours.$what"
	diff -u "$SCRATCH/stock.$what" "$SCRATCH/ours.$what" || fail "the $what differ"
done
for image in "$stock" "$ours"; do
	[ "$(address "$image" _stack_start)" -le "$(address "$image" __sdata)" ] ||
		fail "flip-link has not moved the stack of $image"
done
