#!/bin/sh
# The same program gives the same bytes: from two folders, with two HOMEs, on one processor and
# on all, and wherever the kernel puts memory.
. test/link/shim.sh

program=$(cd test/counterexamples && pwd)/44_child_awaited_and_raced.rs

# build KIND DIR COMMAND...: DIR/out/app from DIR/main.rs, in DIR, under a command.
build()
{
	build_kind=$1 build_dir=$scratch_dir/$2
	shift 2
	mkdir -p "$build_dir"
	cp "$program" "$build_dir/main.rs"
	(
		cd "$build_dir"
		# A command that starts rustc is not a function: it goes before rustc itself.
		printf '#!/bin/sh\nexec %s "$@"\n' "$* $rustc" >rustc.sh
		chmod +x rustc.sh
		rustc=./rustc.sh
		"$build_kind" out main.rs -Ccodegen-units=4
	)
}

# same A B WHAT: the same program from both.
same()
{
	cmp -s "$scratch_dir/$1/out/app" "$scratch_dir/$2/out/app" || fail "$3: other bytes"
	echo "$3: the same bytes"
}

build ours here
expect_tier "$scratch_dir/here/out" optimized
mkdir -p "$scratch_dir/a/folder of another name"
build ours 'a/folder of another name'
same here 'a/folder of another name' 'another folder'

mkdir -p "$scratch_dir/home"
build ours home-less env "HOME=$scratch_dir/home"
same here home-less 'another HOME'

# Code in parts, whose number is the program's, not the machine's.
ASYNC_OPT_FAULT=small-parts build ours parts
expect_tier "$scratch_dir/parts/out" optimized
if command -v taskset >/dev/null; then
	ASYNC_OPT_FAULT=small-parts build ours parts-alone taskset -c 0
	same parts parts-alone 'in parts, one processor'
	build ours alone taskset -c 0
	same here alone 'one processor'
fi
if command -v setarch >/dev/null && setarch "$(uname -m)" -R true 2>/dev/null; then
	build ours fixed setarch "$(uname -m)" -R
	same here fixed 'memory at fixed addresses'
fi
