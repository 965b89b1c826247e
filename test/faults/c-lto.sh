#!/bin/sh
# C objects with link-time code (gcc's and clang's) on the link line: they go to the linker
# as they are, the Rust part is optimized.
. test/link/shim.sh

command -v gcc >/dev/null || { echo 'gcc is not installed'; exit 77; }
gcc -O2 -flto -c "$source_dir/from_c.c" -o "$scratch_dir/gcc.o"
ours "$scratch_dir/gcc" "$source_dir/from_c.rs" "-Clink-arg=$scratch_dir/gcc.o" \
	-Clink-arg=-fuse-ld=bfd -Clink-arg=-flto
expect_tier "$scratch_dir/gcc" optimized
expect_output "$scratch_dir/gcc" 'rust was called with 20, weak 1'

# In an archive, thin or not, it is none of our business at all.
for thin in '' T; do
	rm -f "$scratch_dir/libc_part.a"
	gcc-ar "rcs$thin" "$scratch_dir/libc_part.a" "$scratch_dir/gcc.o"
	ours "$scratch_dir/archive" "$source_dir/from_c.rs" "-Clink-arg=$scratch_dir/libc_part.a" \
		-Clink-arg=-fuse-ld=bfd
	expect_tier "$scratch_dir/archive" optimized
	expect_output "$scratch_dir/archive" 'rust was called with 20, weak 1'
done

command -v clang >/dev/null || { echo 'clang is not installed'; exit 77; }
[ -e "$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin/gcc-ld" ] || {
	echo 'this rustc brings no lld'
	exit 77
}
clang -O2 -flto -c "$source_dir/from_c.c" -o "$scratch_dir/clang.o"
stock "$scratch_dir/stock" "$source_dir/from_c.rs" "-Clink-arg=$scratch_dir/clang.o"
ours "$scratch_dir/clang" "$source_dir/from_c.rs" "-Clink-arg=$scratch_dir/clang.o"
expect_tier "$scratch_dir/clang" optimized
expect_output "$scratch_dir/clang" 'rust was called with 20, weak 1'
