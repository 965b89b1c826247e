#!/bin/sh
# Memory runs out in the optimizer (its address space is limited): the stock pipeline.
. test/link/shim.sh

dir=$scratch_dir/dir
ASYNC_OPT_FAULT=child-oom ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
expect_warning "$dir" '^app was built without async-opt.s passes: '
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
expect_no_temp "$dir"
