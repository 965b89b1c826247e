#!/bin/sh
# What can not be optimized is built all the same, and the user is told once.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
bin=target/async-opt/release/app
cd "$app"
rustc=$(command -v rustc)

# warned NAME PATTERN: exactly one warning of ours, and it says so.
warned()
{
	same "$1: one warning" "$(count "$err" '^warning: async-opt')" 1
	expect "$1: the warning" grep -Eq "^warning: async-opt: .*$2" "$err"
}

# plain NAME: plain cargo has built it, in its own folder.
plain()
{
	expect_rc "$1" 0
	same "$1: program" "$(target/release/app)" 84
	deny "$1: nothing is optimized" grep -q Optimizing "$err"
	rm -rf target
}

# A rustc that nobody has tested.
write "$SCRATCH/rustc" <<EOF
#!/bin/sh
for arg; do
	if [ "\$arg" = -vV ]; then
		"$rustc" "\$@" | sed -e 's/^release: .*/release: 1.80.0/' -e 's/^rustc [0-9.]*/rustc 1.80.0/'
		exit 0
	fi
done
exec "$rustc" "\$@"
EOF
chmod +x "$SCRATCH/rustc"
RUSTC=$SCRATCH/rustc ao build --release
warned 'unknown rustc' '1\.80'
plain 'unknown rustc'
PATH=$SCRATCH:$PATH ao build --release
warned 'unknown rustc in PATH' '1\.80'
plain 'unknown rustc in PATH'
RUSTC=$SCRATCH/rustc ao build --release --strict
expect_rc 'unknown rustc, --strict' 1
same 'unknown rustc, --strict: one error' "$(count "$err" '^error')" 1
deny 'unknown rustc, --strict: nothing is built' [ -e target/release/app ]

# Flags that belong to rustc's own pipeline.
RUSTFLAGS="-Cprofile-generate=$SCRATCH/pgo" ao build --release
warned 'PGO' 'profile-generate'
plain 'PGO'
RUSTFLAGS=-Clinker-plugin-lto ao build --release --strict
expect_rc 'linker-plugin-lto, --strict' 1
expect 'linker-plugin-lto, --strict: the error' grep -q '^error: async-opt: .*linker-plugin-lto' "$err"
# Sanitizers are for nightly alone, so this one ends as cargo says.
RUSTFLAGS=-Zsanitizer=address ao build --release
warned 'sanitizer' 'sanitizers'
rm -rf target

# Nothing of ours links: plain cargo in our folder, and no second try.
ASYNC_OPT_FAULT=child-abort,stock-fails,plain-fails ao build --release --strict
expect_rc 'all tiers fail, --strict' 1
expect 'all tiers fail, --strict: says so' grep -q '^error: async-opt: .*--strict' "$err"
rm -rf target
ASYNC_OPT_FAULT=child-abort,stock-fails,plain-fails ao build --release
expect_rc 'all tiers fail' 0
warned 'all tiers fail' 'building again as plain cargo'
same 'all tiers fail: program' "$($bin)" 84
ao build --release
expect_rc 'after that' 0
compiled 'after that' 0 0
expect 'after that: why' grep -q '^note: async-opt: plain cargo again' "$err"
ao clean
expect_rc 'clean' 0
ao build --release
optimized 'after clean'

# One tier fails: the next one, and one warning.
ASYNC_OPT_FAULT=child-abort ao build --release --no-pass never-suspends
expect_rc 'the child dies' 0
warned 'the child dies' ''
same 'the child dies: program' "$($bin)" 84

# Killed while it links: the old program or none, and the next build recovers.
rm -rf target
ASYNC_OPT_FAULT=child-pause setsid "$cargo" async-opt build --release >"$out" 2>"$err" </dev/null &
leader=$!
tries=0
until grep -q Optimizing "$err" || [ "$tries" -ge 900 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
sleep 1
kill -9 "-$leader"
wait "$leader" 2>/dev/null || :
deny 'killed: no program is there' [ -e $bin ]
ao build --release
expect_rc 'after the kill' 0
optimized 'after the kill'
same 'after the kill: program' "$($bin)" 84
same 'after the kill: nothing is left over' \
	"$(find target/async-opt/release -name '*async-opt*' | head -n 3)" ''

# The user's own mistake is cargo's to report.
sed -i 's/a + b/a + "b"/' src/main.rs
ao build --release
expect_rc 'a compile error' 101
same 'a compile error: once' "$(count "$err" '^error\[E')" 1
same 'a compile error: one compilation' "$(count "$err" '^ *Compiling ')" 1
deny 'a compile error: nothing of ours' grep -q '^\(warning\|error\): async-opt' "$err"

# So is a link that no linker could do.
crate "$app" app
cat >>src/main.rs <<'EOF'

#[link(name = "there_is_no_such_library")]
unsafe extern "C" { fn nowhere(); }
#[used]
static NOWHERE: unsafe extern "C" fn() = nowhere;
EOF
ao build --release
expect_rc 'a library that is not there' 101
expect 'a library that is not there is named' grep -q there_is_no_such_library "$err"

finish
