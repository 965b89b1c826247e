#!/bin/sh
# cargo async-opt profile: counts are exact, and what happens when a program or its profile
# does not end well.
# shellcheck source=test/cargo/common
. test/cargo/common

here=$PWD
crate "$SCRATCH/exact" exact
cp test/profile/exact.rs "$SCRATCH/exact/src/main.rs"
cat >>"$SCRATCH/exact/Cargo.toml" <<'EOF'

[profile.small]
inherits = "release"
opt-level = "z"
panic = "abort"
EOF
cd "$SCRATCH/exact"

# split_json: what the program printed to by-hand, the profile to profile.json
split_json()
{
	sed '/^{$/,$d' "$out" >by-hand
	sed -n '/^{$/,$p' "$out" >profile.json
}

# is_exact NAME: the last run's counts are those that the program counted by hand.
is_exact()
{
	split_json
	run python3 "$here/test/profile/compare.py" profile.json by-hand
	expect_rc "$1" 0
}

ao profile --message-format json --limit 0 --folded folded --trace trace.json --html page.html \
	-- run
expect_rc 'profile -- run' 0
is_exact 'opt-level 3, unwinding: counts by hand and by profile'
expect 'a stack' grep -Eq '^exact::all_\(src/main.rs:[0-9]+\);exact::looped_.* [0-9]+$' folded
expect 'the trace is JSON' python3 -c '
import json
events = json.load(open("trace.json"))["traceEvents"]
assert any(e["name"] == "exact::leaf" and e["dur"] >= 0 for e in events if e["ph"] == "X")'
expect 'the page' grep -q 'exact::survives' page.html

ao profile --message-format json --limit 0 --profile small -- run -- calm
expect_rc 'profile --profile small -- run -- calm' 0
is_exact 'opt-level z, aborting: counts by hand and by profile'

# The members, and those figures that are the same in each run, are those of schema.json.
ASYNC_OPT_PROFILE=golden run sh -c "mkdir golden; $PWD/target/async-opt-profile/release/exact one"
ao profile --read golden --message-format json --limit 0 --sort name
sed -E 's/"([a-z_]*_ns|ns|pid|line)":[0-9]+/"\1":1/; s/("symbol":"[^"]*17h)[^"]*/\1E/;
	s|"program":"[^"]*"|"program":"exact"|;
	s/"times_are_ticks":true/"times_are_ticks":false/' "$out" >golden.json
run diff golden.json "$here/test/profile/schema.json"
expect_rc 'the JSON of a profile' 0

# From wakes to polls, and moves; run --profile is the same command.
ao run --profile --moves --message-format json --limit 0 -- wakes
expect_rc 'run --profile' 0
cp "$out" wakes.json
cat >wakes.py <<'PYTHON'
import json
p = json.load(open("wakes.json"))
def of(name): # copies of one future are several
    return [f for f in p["futures"] if f["name"].split("::")[-1] == name]
def check(name, n):
    fs = of(name)
    total = sum(f["wake_to_poll_ns"] for f in fs)
    longest = max(f["longest_wake_to_poll_ns"] for f in fs)
    assert sum(f["woken_polls"] for f in fs) == n, fs
    assert 2000000 * n <= total <= 1000000000 * n, fs
    assert 2000000 <= longest <= total, fs
    assert sum(a["woken_polls"] for f in fs for a in f["awaits"]) == n, fs
check("woken", 11)
check("is_woken", 11)
check("large", 1)
assert sum(f["moved_bytes"] for f in of("woken")) >= 2000
PYTHON
run python3 wakes.py
expect_rc 'delays and moves' 0

# What a profile says is used, where it is one of this program.
mkdir for-use for-naught
ASYNC_OPT_PROFILE=for-use run target/async-opt-profile/release/exact calm
ao build --release --use-profile for-use
expect_rc '--use-profile' 0
expect 'says how many futures it knows' grep -q ' by profile' "$err"
run target/async-opt/release/exact calm
expect 'and the program does the same' grep -q '^future all' "$out"
echo damaged >for-naught/a.aoprof
ao build --release --use-profile for-naught
expect_rc '--use-profile with a damaged one' 0
expect 'says so' grep -q 'this build is without a profile' "$err"
deny 'and uses none' grep -q ' by profile' "$err"
ao build --release --use-profile nowhere
expect_rc '--use-profile with none' 0
expect 'says so, too' grep -q 'this build is without a profile' "$err"

# Another program that starts what was built.
write run-it <<'EOF'
#!/bin/sh
exact calm >/dev/null
exit 3
EOF
chmod +x run-it
ao profile --keep kept --sort polls --limit 1 -- ./run-it
expect_rc 'the exit code of the command' 3
expect 'one of several futures' grep -q ' more; --limit 0 shows all' "$out"
expect 'sorted' grep -q ' exact::leaf ' "$out"
program=target/async-opt-profile/release/exact

ao profile --read kept --filter survives
expect_rc '--read' 0
deny '--filter' grep -q exact::leaf "$out"

# Killed: what was counted until then is there.
mkdir killed forks cut full
ASYNC_OPT_PROFILE=killed run sh -c "$program killed; true"
polls=$(sed -n 's/^looped //p' "$out")
ao profile --read killed
expect_rc 'a program that was killed' 0
expect 'says so' grep -q 'did not end by itself' "$out"
expect 'all polls are there' grep -Eq "^ *$polls .* exact::looped " "$out"

# A fork: two files, and the parent's counts are the parent's.
ASYNC_OPT_PROFILE=forks run "$program" forks
ao profile --read forks
expect 'two processes' grep -q 'forked off' "$out"
same 'two files' "$(find forks -name '*.aoprof' | wc -l)" 2

# Files that are none, cut short, of another version, damaged.
file=$(find killed -name '*.aoprof')
head -c 5000 "$file" >cut/short.aoprof
ao profile --read cut/short.aoprof
expect_rc 'a file that was cut' 1
expect 'says so' grep -q 'cut short' "$err"
{ head -c 8 "$file"; printf '\143\000\000\000'; tail -c +13 "$file"; } >cut/new.aoprof
ao profile --read cut/new.aoprof
expect_rc 'another version' 1
expect 'says so' grep -q 'format 99' "$err"
ao profile --read "$here/README.md"
expect_rc 'no profile' 1
expect 'says so' grep -q 'this is not a profile' "$err"
: >cut/empty.aoprof
ao profile --read cut/empty.aoprof
expect 'an empty file' grep -q 'the file is empty' "$err"
rm cut/new.aoprof cut/empty.aoprof
cp "$file" cut/whole.aoprof
ao profile --read cut
expect_rc 'one good file of two' 0
expect 'the other one is named' grep -q 'short.aoprof' "$err"

# No room for the file: the program runs on, and the loss is told.
run sh -c "ulimit -f 8; ASYNC_OPT_PROFILE=full $program calm"
expect_rc 'no room' 0
expect 'the program went on' grep -q '^future all' "$out"
ASYNC_OPT_PROFILE=/nonexistent run "$program" calm
expect_rc 'no folder' 0
if unshare -rm true 2>/dev/null; then
	run unshare -rm sh -c "mount -t tmpfs -o size=64k tmpfs full &&
		ASYNC_OPT_PROFILE=full $program calm && cp full/*.aoprof cut/full.aoprof"
	expect_rc 'a full disk' 0
	ao profile --read cut/full.aoprof
	expect 'a full disk: the loss is told' grep -q '^lost: .* that the disk had no room for' "$out"
fi
ao profile -- true
expect_rc 'nothing that was built runs' 1
expect 'says so' grep -q 'no profile was written' "$err"
ao profile --sort weight -- run
expect_rc 'no such column' 2
ao profile --target thumbv7em-none-eabi -- run
expect_rc 'another machine' 2
finish
