#!/bin/sh
# The figure of the closing line: text before (LLVM's pipelines alone) and after. And a
# link line so long that it comes in a response file.
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
words=
n=0
while [ "$n" -lt 60 ]; do
	words="$words -Clink-arg=-L$scratch_dir/$(printf '%02000d' $n | tr 0 / | cut -c 1-2000)"
	n=$((n + 1))
done
# rustc writes a response file only where starting the linker fails for its length.
(
	ulimit -s 512
	no_plain=true # the words would be in the environment a second time
	# shellcheck disable=SC2086 # words
	ours "$scratch_dir/long" "$source_dir/hello.rs" $words
)
expect_tier "$scratch_dir/long" optimized
expect_output "$scratch_dir/long" 'hello from 3 threads: [0, 1, 2]'

# A response file of the user's, with a blank in a name.
mkdir -p "$scratch_dir/a b"
cc -O2 -c "$source_dir/from_c.c" -o "$scratch_dir/a b/c part.o"
printf '"%s"\n' "$scratch_dir/a b/c part.o" >"$scratch_dir/a b/words"
ours "$scratch_dir/a b/dir" "$source_dir/from_c.rs" "-Clink-arg=@$scratch_dir/a b/words"
expect_tier "$scratch_dir/a b/dir" optimized
expect_output "$scratch_dir/a b/dir" 'rust was called with 20, weak 1'
