#!/bin/sh
# The figure of the closing line: text before (LLVM's pipelines alone) and after. And a
# link line with a response file.
. test/link/shim.sh

baseline=true
ours "$scratch_dir/dir" "$source_dir/hello.rs"
expect_tier "$scratch_dir/dir" optimized
after=$(size -A "$scratch_dir/dir/app" | awk '$1 ~ /^\.(text|init|fini|plt(\..*)?)$/ { n += $2 } END { print n }')
[ "$(result "$scratch_dir/dir" text_after)" = "$after" ] ||
	fail "text_after is $(result "$scratch_dir/dir" text_after), size says $after"
before=$(result "$scratch_dir/dir" text_before)
[ "$before" -gt 100000 ] || fail "text_before is $before"
[ "$(ls -A "$scratch_dir/dir")" = "$(printf 'app\nresults')" ] || fail "$(ls -A "$scratch_dir/dir")"

baseline=false
# A response file of the user's, with a blank in a name.
mkdir -p "$scratch_dir/a b"
cc -O2 -c "$source_dir/from_c.c" -o "$scratch_dir/a b/c part.o"
printf '"%s"\n' "$scratch_dir/a b/c part.o" >"$scratch_dir/a b/words"
ours "$scratch_dir/a b/dir" "$source_dir/from_c.rs" "-Clink-arg=@$scratch_dir/a b/words"
expect_tier "$scratch_dir/a b/dir" optimized
expect_output "$scratch_dir/a b/dir" 'rust was called with 20, weak 1'
