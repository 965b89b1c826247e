#!/bin/sh
# A bug in a pass (BUG, which aborts): the stock pipeline, and the bug is named.
. test/link/shim.sh

dir=$scratch_dir/dir
ASYNC_OPT_FAULT=pass-bug ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
expect_warning "$dir" 'async-opt: bug at .*a pass found what it can not have found'
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
expect_no_temp "$dir"
