#!/bin/sh
# Programs linked by stock rustc and through async-opt, both run, and compared. A program
# says in comments how (the form is that of the wild linker's tests):
#
#	//#RustcArgs:-Cpanic=abort    for all variants; nothing quoted
#	//#Variant:NAME ARGUMENTS     built once more with these as well (without: "plain")
#	//#CrateType:bin|cdylib|test  bin if not said
#	//#CObject:FILE               compiled and linked into the program
#	//#CMain:FILE                 a C program to be linked with the cdylib, and run
#	//#Env:NAME=VALUE  //#RunArgs:...
#	//#Expect:TEXT                in the output; may be given several times
#	//#ExitCode:N                 0 if not said
#	//#Keep:REGEX //#Drop:REGEX   the lines of the output that are compared
#	//#Known:VARIANT WHY          its sections differ from stock's, a miss that is known
#
# test/link/run.sh [NAME...] runs some of them.
set -eu
cd "$(dirname "$0")/../.."
SCRATCH=${SCRATCH:-$PWD/build/scratch/link}
ASYNC_OPT_BIN_DIR=${ASYNC_OPT_BIN_DIR:-$PWD/build}
mkdir -p "$SCRATCH"
. test/link/shim.sh

passed=0 failed=0

# directive FILE NAME: the values, one per line.
directive()
{
	sed -n "s|^//#$2:||p" "$1"
}

# run_one BINARY OUT: output and exit code, of which the directives keep what counts.
run_one()
{
	run_rc=0
	# shellcheck disable=SC2086 # words
	(cd "$(dirname "$1")" && env -u RUST_BACKTRACE $env_words "$1" $run_args) \
		>"$2.all" 2>&1 || run_rc=$?
	# The number of a thread is another one in each run.
	sed 's/ ([0-9]*) panicked at/ panicked at/' "$2.all" >"$2.raw"
	keep=$(directive "$program" Keep)
	grep -E -- "${keep:-}" "$2.raw" >"$2" || :
	drop=$(directive "$program" Drop)
	if [ -n "$drop" ]; then
		grep -vE -- "$drop" "$2" >"$2.kept" || :
		mv "$2.kept" "$2"
	fi
	echo "exit code $run_rc" >>"$2"
}

# What a linked file offers to others, which sections it has and which of them are loaded, what
# kinds of relocations, and what it asks of the dynamic linker.
describe()
{
	nm -D --defined-only "$1" 2>/dev/null | awk '{ print $2, $3 }' | sort
	readelf -SW "$1" | grep -oE ' \.(debug_info|debug_line|symtab)' | sort || :
	readelf -SW "$1" | awk '{ sub(/^ *\[ *[0-9]+\]/, "") } $7 ~ /A/ { print $1, $2, $7 }' | sort
	readelf -rW "$1" | grep -oE ' R_[A-Z0-9_]+' | sort -u || :
	readelf -lW "$1" | awk '/GNU_STACK|GNU_RELRO|TLS/ { print $1, $7 }'
	readelf -dW "$1" | grep -oE 'BIND_NOW|TEXTREL|Flags:.*' || :
	readelf -hW "$1" | grep Type:
}

# traps FILE: the instructions that rustc asks for where code must not be reached.
traps()
{
	objdump -d "$1" | grep -cw ud2 || :
}

# Another order of inlining moves a few of them; none, or a third, is an option that is not set.
expect_traps()
{
	stock_traps=$(traps "$1") our_traps=$(traps "$2")
	[ $((our_traps * 4)) -ge $((stock_traps * 3 - 8)) ] ||
		fail "$our_traps traps, stock has $stock_traps"
}

run_variant()
{
	dir=$scratch_dir/$name-$variant
	rm -rf "$dir"
	mkdir -p "$dir/stock" "$dir/ours"
	opt_level=3
	words=
	for word in $(directive "$program" RustcArgs) $variant_args; do
		case $word in
		-Copt-level=*) opt_level=${word#-Copt-level=} ;;
		*) words="$words $word" ;;
		esac
	done
	crate_type=$(directive "$program" CrateType)
	case ${crate_type:=bin} in
	test) words="$words --test" ;;
	cdylib) words="$words --crate-type=cdylib -Clink-arg=-Wl,-soname,app.so" ;;
	esac
	for c in $(directive "$program" CObject); do
		cc -O2 -c "$source_dir/$c" -o "$dir/c.o"
		words="$words -Clink-arg=$dir/c.o"
	done

	cd "$dir"
	# shellcheck disable=SC2086 # words
	stock "$dir/stock" "$program" --crate-name=app $words
	# In parts, as larger programs are: what is local to one is used by another.
	# shellcheck disable=SC2086 # words
	ASYNC_OPT_FAULT=small-parts ours "$dir/ours" "$program" --crate-name=app $words
	expect_tier "$dir/ours" optimized
	expect_no_temp "$dir/ours"

	if nm "$dir/ours/app" 2>/dev/null | grep -q 'llvm\.A0A0'; then
		fail 'symbols have a suffix'
	fi

	for side in stock ours; do
		run=$dir/$side/app
		describe "$run" >"$dir/$side.file"
		file_name=app
		for c in $(directive "$program" CMain); do
			file_name=app.so
			mv "$dir/$side/app" "$dir/$side/app.so"
			run=$dir/$side/main
			cc -O2 "$source_dir/$c" "$dir/$side/app.so" -Wl,-rpath,"$dir/$side" -o "$run"
		done
		env_words=$(directive "$program" Env) run_args=$(directive "$program" RunArgs)
		run_one "$run" "$dir/$side.out"
	done
	[ "$(uname -m)" != x86_64 ] ||
		expect_traps "$dir/stock/$file_name" "$dir/ours/$file_name"
	known=$(directive "$program" Known | sed -n "s/^$variant //p")
	if [ -z "$known" ]; then
		diff -u "$dir/stock.file" "$dir/ours.file" || fail "the files differ"
	elif cmp -s "$dir/stock.file" "$dir/ours.file"; then
		fail "the files are alike: not known any more: $known"
	fi
	diff -u "$dir/stock.out" "$dir/ours.out" || fail "the outputs differ"
	directive "$program" Expect | while read -r text; do
		grep -qF -- "$text" "$dir/ours.out" || fail "no \"$text\" in $(cat "$dir/ours.out")"
	done || exit 1
	code=$(directive "$program" ExitCode)
	grep -qx "exit code ${code:-0}" "$dir/ours.out" || fail "$(tail -n 1 "$dir/ours.out")"
}

# One variant in a process of its own, since a failure ends it.
try_variant()
{
	variant=$1 variant_args=$2
	log=$scratch_dir/$name-$variant.log
	# Not as a condition of `if`, where the shell would go on after a failure.
	(run_variant) >"$log" 2>&1 </dev/null &
	rc=0
	wait $! || rc=$?
	if [ "$rc" -eq 0 ]; then
		passed=$((passed + 1))
		rm -rf "$scratch_dir/$name-$variant"
		echo "ok $name/$variant"
	else
		failed=$((failed + 1))
		sed 's/^/	/' "$log" | tail -n 30
		echo "NOT OK $name/$variant"
	fi
}

# Some toolchains bring lld, others find the system's where there is one.
has_lld()
{
	echo 'fn main() {}' | rustc -Clink-arg=-fuse-ld=lld --crate-name probe \
		-o "$scratch_dir/probe" - >"$scratch_dir/probe.log" 2>&1
}

for program in "$source_dir"/*.rs; do
	name=$(basename "$program" .rs)
	case " $* " in
	'  ' | *" $name "*) ;;
	*) continue ;;
	esac
	try_variant plain ''
	directive "$program" Variant >"$scratch_dir/variants"
	while read -r variant_name variant_words; do
		if [ "$variant_name" = rust-lld ] && ! has_lld </dev/null; then
			echo "skipped $name/rust-lld: stock finds no lld"
			continue
		fi
		try_variant "$variant_name" "$variant_words"
	done <"$scratch_dir/variants"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
