#!/bin/sh
# What a profile or RUSTFLAGS may ask of a release build: each is optimized and does the same, or
# stays stock and says so.
# shellcheck source=test/cargo/common
. test/cargo/common

work=$SCRATCH/work
crate "$work" app
mkdir -p "$work/examples" "$work/benches" "$work/tests"
cp "$work/src/main.rs" "$work/examples/shown.rs"
sed 's/^fn main() {/fn main() { print!("bench "); run() }\nfn run() {/' "$work/src/main.rs" \
	>"$work/benches/measured.rs"
sed 's/^fn main() {/#[test]\nfn sums() {/' "$work/src/main.rs" >"$work/tests/sums.rs"
cat >>"$work/Cargo.toml" <<'END'

[[bench]]
name = "measured"
harness = false

[profile.increments]
inherits = "release"
incremental = true

[profile.split]
inherits = "release"
debug = 2
split-debuginfo = "packed"

[profile.unpacked]
inherits = "release"
debug = 2
split-debuginfo = "unpacked"
END
cd "$work"
bin=target/async-opt

# works NAME PROFILE: the program of the last build is optimized and right.
works()
{
	expect_rc "$1" 0
	optimized "$1"
	same "$1: the program" "$("$bin/$2/app")" 84
}

ao build --release --example shown
expect_rc 'an example' 0
optimized 'an example'
same 'the example' "$($bin/release/examples/shown)" 84
ao bench
expect_rc 'a benchmark' 0
optimized 'a benchmark'
expect 'the benchmark ran' grep -q '^bench 84' "$out"

ao build --profile increments
works 'incremental' increments
echo '// changed' >>src/main.rs
ao build --profile increments
works 'incremental, a second time' increments

# rustc's own fat LTO leaves debug information in the executable on Linux where it is unpacked.
for profile in split unpacked; do
	ao build --profile $profile
	works "split-debuginfo: $profile" $profile
done
lines()
{
	readelf --debug-dump=decodedline "$1" 2>/dev/null | grep -c 'main\.rs'
}
expect 'lines of the program' [ "$(lines $bin/unpacked/app)" -gt 0 ]

RUSTFLAGS='-C instrument-coverage' LLVM_PROFILE_FILE=$SCRATCH/app.profraw ao run --release
expect_rc 'coverage' 0
same 'coverage: the program' "$(cat "$out")" 84
expect 'coverage: its counts' [ -s "$SCRATCH/app.profraw" ]

RUSTFLAGS='-C prefer-dynamic' ao build --release
expect_rc 'prefer-dynamic' 0
expect 'prefer-dynamic says why' grep -q 'prefer-dynamic leaves the standard library' "$err"

if command -v mold >/dev/null; then
	RUSTFLAGS='-C link-arg=-fuse-ld=mold' ao build --release
	works 'mold' release
fi
if "$cargo" nextest --version >/dev/null 2>&1; then
	eval "$("$cargo" async-opt env)"
	run "$cargo" nextest run --release --test sums
	expect_rc 'nextest' 0
	expect 'nextest: one test' grep -q '1 test run: 1 passed' "$err"
	expect 'nextest: optimized' grep -q ' async-opt: sums (test): .*[1-9][0-9]* states* removed' "$err"
	unset RUSTC_WRAPPER CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_LTO
fi

# What rustc tells its code generation is told to ours.
# code FUNCTION: its instructions, of the program of the last build.
code()
{
	objdump -d --no-show-raw-insn $bin/release/app | awk -v name="$1" '
		/^[0-9a-f]+ </ { on = index($0, name) } on'
}
if [ "$(uname -m)" = x86_64 ]; then
	RUSTFLAGS='-C llvm-args=-align-all-functions=7 -C force-frame-pointers=yes' ao build --release
	works 'llvm-args, frame pointers' release
	nm $bin/release/app | grep '4main' >"$SCRATCH/mains"
	expect 'llvm-args: there is a function' [ -s "$SCRATCH/mains" ]
	deny 'llvm-args: each is aligned' grep -Eqv '^[0-9a-f]*[08]0 ' "$SCRATCH/mains"
	code '4main' >"$SCRATCH/main.s"
	expect 'frame pointers' grep -q 'mov *%rsp,%rbp' "$SCRATCH/main.s"
fi

# Options by --config, on the command line of cargo.
ao build --release --config 'build.rustflags=["--cfg", "by_config"]'
works '--config' release
expect '--config reaches rustc' grep -rqs by_config $bin/release/.fingerprint

# A loop of a crate that says so must not become the very function that it makes.
cp src/main.rs "$SCRATCH/main.rs"
write filler/Cargo.toml <<'END'
[package]
name = "filler"
version = "0.1.0"
edition = "2021"
END
for crate in filler/src/lib.rs src/filler.rs; do
	write $crate <<'END'
#[inline(never)]
pub fn fill_by_loop(bytes: &mut [u8], byte: u8) {
    for at in bytes {
        *at = byte;
    }
}
END
done
sed -i '1i #![no_builtins]' filler/src/lib.rs
{
	echo '#![no_builtins]'
	sed 's/^fn main() {/mod filler;\n&\n    let mut bytes = black_box([0; 500]);\n    filler::fill_by_loop(\&mut bytes[..black_box(400)], 3);\n    ::filler::fill_by_loop(\&mut bytes[..black_box(300)], 4);\n    assert_eq!(bytes.map(u32::from).iter().sum::<u32>(), 1500);/' \
		"$SCRATCH/main.rs"
} >src/main.rs
cp Cargo.toml "$SCRATCH/Cargo.toml"
printf '\n[dependencies]\nfiller = { path = "filler" }\n' >>Cargo.toml
ao build --release
expect_rc 'no_builtins' 0
same 'no_builtins: the program' "$($bin/release/app)" 84
code fill_by_loop >"$SCRATCH/fill.s"
expect 'no_builtins: both loops are there' [ "$(grep -c '^[0-9a-f]* <' "$SCRATCH/fill.s")" -eq 2 ]
deny 'no_builtins: they are loops' grep -q memset "$SCRATCH/fill.s"
cp "$SCRATCH/main.rs" src/main.rs

# A build script that asks the compiler what it can do, as autocfg does.
cp "$SCRATCH/Cargo.toml" Cargo.toml
write build.rs <<'END'
use std::io::Write;
use std::process::{Command, Stdio};

fn main() {
    let variable = |name| std::env::var_os(name);
    let rustc = variable("RUSTC").unwrap();
    let mut probe = match variable("RUSTC_WRAPPER").filter(|wrapper| !wrapper.is_empty()) {
        Some(wrapper) => Command::new(wrapper),
        None => Command::new(&rustc),
    };
    if variable("RUSTC_WRAPPER").is_some_and(|wrapper| !wrapper.is_empty()) {
        probe.arg(&rustc);
    }
    probe.args(["--crate-name", "probe", "--crate-type=lib", "--emit=metadata,llvm-ir", "--out-dir"]);
    probe.arg(variable("OUT_DIR").unwrap()).arg("-").stdin(Stdio::piped());
    let mut child = probe.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"pub fn probe() { let _ = 1u32.is_power_of_two(); }").unwrap();
    if child.wait().unwrap().success() {
        println!("cargo:rustc-env=PROBED=yes");
    }
}
END
sed -i 's/^fn main() {/&\n    assert_eq!(env!("PROBED"), "yes");/' src/main.rs
ao build --release
works 'a build script that probes' release
rm build.rs
cp "$SCRATCH/main.rs" src/main.rs

# One server for this test, with a folder of its own; it keeps rlibs, and links are none of its.
if command -v sccache >/dev/null; then
	export SCCACHE_DIR="$SCRATCH/sccache" SCCACHE_SERVER_PORT=$((20000 + $$ % 20000)) RUSTC_WRAPPER=sccache
	for folder in cached again; do
		ao build --release --target-dir "$folder"
		expect_rc "sccache, $folder" 0
		optimized "sccache, $folder"
		same "sccache, $folder: the program" "$("$folder/async-opt/release/app")" 84
	done
	run sccache --stop-server
	expect 'sccache was asked' grep -Eq '^Compile requests +[1-9]' "$out"
	unset SCCACHE_DIR SCCACHE_SERVER_PORT RUSTC_WRAPPER
fi

# A version script of the user's own, beside the one that rustc writes.
crate "$SCRATCH/shared" shared
cd "$SCRATCH/shared"
printf '[lib]\ncrate-type = ["cdylib"]\n' >>Cargo.toml
sed -e 's/^fn main/#[unsafe(no_mangle)]\npub extern "C" fn shown/' src/main.rs >src/lib.rs
rm src/main.rs
echo 'VERSION_1 { global: shown; };' >versions
RUSTFLAGS="-C link-arg=-Wl,--version-script=$PWD/versions" ao build --release
rc_ours=$rc
RUSTFLAGS="-C link-arg=-Wl,--version-script=$PWD/versions" run "$cargo" rustc --release
same 'a version script: as stock' "$rc_ours" "$rc"
if [ "$rc" -eq 0 ]; then
	for path in target/release target/async-opt/release; do
		nm -D --defined-only $path/libshared.so | cut -d ' ' -f 2- >"$SCRATCH/$(echo $path | tr / -)"
	done
	same 'a version script: the same symbols' "$(cat "$SCRATCH/target-async-opt-release")" \
		"$(cat "$SCRATCH/target-release")"
fi

finish
