#!/bin/sh
# LLVM crashes, aborts, exits or hangs while it optimizes: the stock pipeline instead. If it
# does so there too: plain rustc. With --strict: one error.
. test/link/shim.sh
source=$source_dir/wrap.rs

for kind in child-segv child-abort child-exit child-hang child-spin; do
	ASYNC_OPT_FAULT=$kind ours "$scratch_dir/$kind" "$source"
	expect_tier "$scratch_dir/$kind" stock-pipeline
	expect_warning "$scratch_dir/$kind" '^app was built without async-opt.s passes: '
	"$scratch_dir/$kind/app" >"$scratch_dir/out"
	grep -qx 42 "$scratch_dir/out" || fail "$kind: wrong output"
	expect_no_temp "$scratch_dir/$kind"
	[ ! -e "$scratch_dir/$kind/link-failed" ] || fail "$kind: marked as failed"
done
for kind in child-hang child-spin; do
	expect_warning "$scratch_dir/$kind" 'did not end in time'
done

# One of the processes that generate code.
part=$scratch_dir/part
ASYNC_OPT_FAULT=small-parts,part-segv ours "$part" "$source"
expect_tier "$part" stock-pipeline
expect_warning "$part" 'code generation: a process of it crashed (signal 11'
"$part/app" | grep -qx 42 || fail 'part: wrong output'
expect_no_temp "$part"

both=$scratch_dir/both
ASYNC_OPT_FAULT=child-segv,stock-fails ours "$both" "$source"
expect_tier "$both" plain-rustc
expect_warning "$both" '^app was built by plain rustc: the optimizer crashed (signal 11'
stock "$scratch_dir/stock" "$source"
cmp "$both/app" "$scratch_dir/stock/app" || fail 'plain rustc made another file than stock'
expect_no_temp "$both"

# Nothing works: the mark for cargo's driver, and no artefact.
none=$scratch_dir/none
if ASYNC_OPT_FAULT=child-segv,stock-fails,plain-fails ours "$none" "$source" 2>"$none.err"; then
	fail 'a link without any way out succeeded'
fi
[ -s "$none/link-failed" ] || fail 'no mark'
[ ! -e "$none/app" ] || fail 'an artefact is there'
[ "$(result "$none" tier)" = failed ] || fail 'not said to have failed'
expect_no_temp "$none"

strict=true
if ASYNC_OPT_FAULT=child-segv ours "$none" "$source" 2>"$none.err"; then
	fail '--strict succeeded'
fi
[ "$(grep -c 'error: async-opt:' "$none.err")" -eq 1 ] || fail "$(cat "$none.err")"
[ ! -e "$none/link-failed" ] || fail '--strict leaves the mark'
[ ! -e "$none/app" ] || fail 'an artefact is there'
expect_no_temp "$none"
