#!/bin/sh
# Bitcode that this LLVM rejects: neither of our tiers can read it, plain rustc builds.
. test/link/shim.sh

dir=$scratch_dir/dir
ASYNC_OPT_FAULT=bad-bitcode ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" plain-rustc
expect_warning "$dir" '^app was built by plain rustc: '
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
expect_no_temp "$dir"

# The same for a shared library and a test harness, whose plain commands differ.
crate_type=cdylib
ASYNC_OPT_FAULT=bad-bitcode ours "$scratch_dir/lib" "$source_dir/shared.rs" --crate-type=cdylib
expect_tier "$scratch_dir/lib" plain-rustc
nm -D --defined-only "$scratch_dir/lib/app" | grep -q ' T shared_answer$' || fail 'no export'

crate_type='test'
ASYNC_OPT_FAULT=bad-bitcode ours "$scratch_dir/test" "$source_dir/hello.rs" --test
expect_tier "$scratch_dir/test" plain-rustc
"$scratch_dir/test/app" | grep -q '0 passed; 0 failed' || fail 'no test harness'

# As cargo writes it: JSON messages, several crate types, an output folder.
crate_type=cdylib
ASYNC_OPT_FAULT=bad-bitcode ours "$scratch_dir/types" "$source_dir/shared.rs" \
	--crate-type=cdylib --error-format=json --json=artifacts --emit=link,dep-info \
	-Cdebuginfo=1 -Csplit-debuginfo=packed 2>"$scratch_dir/messages"
expect_tier "$scratch_dir/types" plain-rustc
nm -D --defined-only "$scratch_dir/types/libshared.so" | grep -q ' T shared_answer$' || fail 'no export'
