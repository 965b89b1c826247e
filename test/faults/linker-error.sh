#!/bin/sh
# The real linker fails. Where the user is to blame, the linker's own words and code come
# through; where our object is, the stock pipeline's is linked instead.
. test/link/shim.sh
source=$source_dir/from_c.rs

# Ours: an object that no linker can read.
dir=$scratch_dir/ours
ASYNC_OPT_FAULT=bad-object ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
expect_warning "$dir" 'the linker cc failed with code 1'
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'

# The user's: an object is missing from the command line, or a library from the system.
dir=$scratch_dir/users
if ours "$dir" "$source" 2>"$dir.err"; then
	fail 'a link without the C part succeeded'
fi
grep -q 'call_rust' "$dir.err" || fail "the symbol is not named: $(cat "$dir.err")"
grep -q 'async-opt:' "$dir.err" && fail "it is not our error: $(cat "$dir.err")"
[ ! -e "$dir/link-failed" ] || fail 'marked as a failure of ours'
[ ! -e "$dir/app" ] || fail 'an artefact is there'
if ours "$dir" "$source_dir/hello.rs" -labsent_library 2>"$dir.err"; then
	fail 'a link with a missing library succeeded'
fi
grep -q 'absent_library' "$dir.err" || fail "$(cat "$dir.err")"
grep -q 'async-opt:' "$dir.err" && fail "it is not our error: $(cat "$dir.err")"
expect_no_temp "$dir"

# Exit code and stderr are passed on, on success too.
cat >"$scratch_dir/odd-cc" <<'END'
#!/bin/sh
[ -z "${ASYNC_OPT_LINK:-}${ASYNC_OPT_FAULT:-}" ] || echo 'settings leak' >&2
echo 'odd: a line on stderr' >&2
[ ! -e "${0%/*}/fail" ] || exit 42
exec cc "$@"
END
chmod +x "$scratch_dir/odd-cc"
linker=$scratch_dir/odd-cc
dir=$scratch_dir/odd
ours "$dir" "$source_dir/hello.rs" -Wlinker-messages 2>"$dir.err" ||
	fail "$(cat "$dir.err")"
expect_tier "$dir" optimized
: >"$scratch_dir/fail"
if ours "$dir" "$source_dir/hello.rs" 2>"$dir.err"; then
	fail 'a failing linker succeeded'
fi
grep -q 'exit status: 42' "$dir.err" || fail "$(cat "$dir.err")"
grep -q 'odd: a line on stderr' "$dir.err" || fail "$(cat "$dir.err")"
grep -q 'settings leak' "$dir.err" && fail 'our variables reach the linker'
exit 0
