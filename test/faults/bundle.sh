#!/bin/sh
# --save-bundle keeps what is needed to repeat a failing link, whole or not at all.
. test/link/shim.sh

bundle=$scratch_dir/bundles
dir=$scratch_dir/dir
ASYNC_OPT_FAULT=child-segv ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
[ "$(result "$dir" bundle)" = "$bundle/app-1" ] || fail "$(result "$dir" bundle)"
for file in inputs/0 link.json log.txt replay.sh versions.txt; do
	[ -e "$bundle/app-1/$file" ] || fail "no $file in the bundle"
done
grep -q "^release: $("$rustc" -vV | sed -n 's/release: //p')" "$bundle/app-1/versions.txt" ||
	fail "$(cat "$bundle/app-1/versions.txt")"

# A shared library's version script lies in a folder that rustc removes.
crate_type=cdylib
ASYNC_OPT_FAULT=child-segv ours "$scratch_dir/lib" "$source_dir/shared.rs" --crate-type=cdylib
crate_type=bin
ASYNC_OPT_FAULT=child-segv ours "$dir" "$source_dir/hello.rs"
[ "$(ls -A "$bundle" | tr '\n' ' ')" = 'app-1 app-2 app-3 ' ] || fail "$(ls -A "$bundle")"

# Elsewhere, with the build gone: it repeats, with and without the failure.
mv "$bundle" "$scratch_dir/moved"
rm -rf "$dir" "${scratch_dir:?}/lib"
cd / || exit 1
moved=$scratch_dir/moved
ASYNC_OPT=$bin_dir/async-opt
export ASYNC_OPT
if ASYNC_OPT_FAULT=child-segv "$moved/app-1/replay.sh" 2>"$moved/err"; then
	fail 'the failure does not repeat'
fi
grep -q 'error: async-opt: app could not be optimized' "$moved/err" || fail "$(cat "$moved/err")"
"$moved/app-1/replay.sh" || fail 'the link does not repeat'
[ "$("$moved/app-1/out/app")" = 'hello from 3 threads: [0, 1, 2]' ] || fail 'wrong output'
"$moved/app-2/replay.sh" || fail 'the link of the library does not repeat'
nm -D --defined-only "$moved/app-2/out/app" | grep -q ' T shared_answer$' || fail 'no export'

# A linker that only rustc finds, in a folder that it has put into PATH.
mkdir -p "$scratch_dir/of-rustc"
printf '#!/bin/sh\nexec cc "$@"\n' >"$scratch_dir/of-rustc/cc-elsewhere"
chmod +x "$scratch_dir/of-rustc/cc-elsewhere"
linker=cc-elsewhere bundle=$scratch_dir/elsewhere
PATH=$scratch_dir/of-rustc:$PATH ASYNC_OPT_FAULT=save-bundle ours "$dir" "$source_dir/hello.rs"
"$bundle/app-1/replay.sh" || fail 'the link with a linker of rustc does not repeat'
linker=cc

# No bundle where it can not be written; the build goes on.
cd "$scratch_dir" || exit 1
bundle=/proc/absent
ASYNC_OPT_FAULT=child-segv ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
[ "$(result "$dir" bundle)" = null ] || fail 'a bundle in /proc'
