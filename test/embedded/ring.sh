# A profile in a ring of events, on a Cortex-M4F and on a RISC-V without atomic instructions
# (bench/embedded/firmware/ring): what the image counts by hand, while a timer interrupts it
# anywhere, is what a dump of the ring says; and dumps and images that do not fit.
. test/embedded/common
toolchain thumbv7em-none-eabihf riscv32imc-unknown-none-elf
qemu

firmware=$PWD/bench/embedded/firmware
export CARGO_TARGET_DIR=$PWD/build/embedded/firmware

# profile RING OPTION...: builds $image with a ring of so many bytes.
profile()
{
	ring=$1
	shift
	cargo async-opt profile --ring "$ring" "$@" -- build --locked --target "$target" \
		--package ring --manifest-path "$firmware/Cargo.toml"
	image=$CARGO_TARGET_DIR/async-opt-profile/$target/release/ring
	cargo async-opt profile --image "$image" | grep -q 'async_opt_ring has' ||
		fail "nothing is said of the ring"
}

# dump FILE: what $image prints goes to $said, its ring to FILE.
dump()
{
	said=$SCRATCH/said
	run_image "$target" "$image" >"$said" 2>&1 || fail "the image ends with $?"
	sed -n 's/^ring //p' "$said" | python3 -c '
import struct, sys
words = [int(line, 16) for line in sys.stdin]
sys.stdout.buffer.write(struct.pack(f"<{len(words)}I", *words))' >"$1"
}

read_dump()
{
	cargo async-opt profile --read "$@" --limit 0
}

# refuses WORDS DUMP IMAGE: a dump that is read with an error.
refuses()
{
	! read_dump "$2" --image "$3" >"$SCRATCH/refused" 2>&1 || fail "$2 is read"
	grep -q "$1" "$SCRATCH/refused" || {
		cat "$SCRATCH/refused"
		fail "it does not say: $1"
	}
}

counts_are_exact()
{
	read_dump "$1" --image "$image" --message-format json >"$SCRATCH/profile.json"
	python3 test/profile/compare.py "$SCRATCH/profile.json" "$said" ||
		fail "$target: not what was counted by hand"
}

for board in thumbv7em-none-eabihf:z riscv32imc-unknown-none-elf:s; do
	target=${board%:*}
	export CARGO_PROFILE_RELEASE_OPT_LEVEL=${board#*:}
	profile 128K
	dump "$SCRATCH/$target.bin"
	counts_are_exact "$SCRATCH/$target.bin"
done
dump=$SCRATCH/$target.bin
read_dump "$dump" --image "$image" --clock-hz 1000000 --trace "$SCRATCH/trace.json" \
	>"$SCRATCH/table"
grep -q "times are the clock's ticks" "$SCRATCH/table" && fail "the clock's rate is not used"
python3 -c '
import json, sys
events = json.load(open(sys.argv[1]))["traceEvents"]
assert sum(e["name"].endswith("looped") for e in events if e["ph"] == "X") == 239' \
	"$SCRATCH/trace.json"

# Nothing of the table is loaded.
llvm-readelf-22 -SW "$image" | grep -q '\.async_opt_ring  *PROGBITS  *00000000 .* 00  *0  *0  *1' ||
	fail "the table is in memory"

# Of another image, cut short, empty, none.
refuses 'another build of it' "$SCRATCH/thumbv7em-none-eabihf.bin" "$image"
head -c 1000 "$dump" >"$SCRATCH/short.bin"
refuses 'the dump has 1000 bytes' "$SCRATCH/short.bin" "$image"
head -c 200000 /dev/zero >"$SCRATCH/zero.bin"
refuses 'no event was recorded' "$SCRATCH/zero.bin" "$image"
refuses 'is not an image' "$dump" "$dump"
refuses 'cannot open' "$dump" "$SCRATCH/nothing"
! cargo async-opt profile --target "$target" -- build >"$SCRATCH/refused" 2>&1 ||
	fail "a target without a ring"
grep -q -- '--ring BYTES' "$SCRATCH/refused" || fail "no word of --ring"

# Too small: what is lost is told; and moves are counted, too.
profile 512 --moves
dump "$SCRATCH/small.bin"
read_dump "$SCRATCH/small.bin" --image "$image" >"$SCRATCH/table"
grep -Eq '^lost: [0-9]+ events that the ring had no room for' "$SCRATCH/table" || {
	cat "$SCRATCH/table"
	fail "the loss is not told"
}
