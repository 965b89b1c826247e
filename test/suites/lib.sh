# Sourced by the suites (test/suites/NAME), which ./x runs from the project's root with
# ASYNC_OPT_BIN_DIR set. A suite prints a line per test as it goes, and
# "N passed, N failed" at the end. It exits 1 where something failed.
set -eu

. tools/say.sh

suite=$(basename "$0")
ASYNC_OPT_BIN_DIR=${ASYNC_OPT_BIN_DIR:-$PWD/build}
export ASYNC_OPT_BIN_DIR
# A test with a HOME of its own still means the toolchain that this run found.
if [ -z "${RUSTUP_HOME:-}" ] && [ -d "${HOME:-/nonexistent}/.rustup" ]; then
	export RUSTUP_HOME="$HOME/.rustup"
fi
# Beside the toolchain in PATH, Debian's: the same async-opt has to work with both. Empty
# where there is no second one.
second_rust()
{
	if [ "$(command -v rustc)" != /usr/bin/rustc ] && [ -x /usr/bin/cargo ] &&
		/usr/bin/rustc -vV 2>/dev/null | grep -q '^LLVM version: 22\.'; then
		echo /usr/bin
	fi
}

scratch=$PWD/build/scratch/$suite
passed=0 failed=0 skipped=0

rm -rf "$scratch"
mkdir -p "$scratch"

ok()
{
	passed=$((passed + 1))
	echo "ok $suite/$1"
}

not_ok()
{
	failed=$((failed + 1))
	echo "NOT OK $suite/$1"
}

# A test that can not be run here, and why.
skip()
{
	skipped=$((skipped + 1))
	echo "skipped $suite/$1: $2"
}

# A sign of life each minute, while the log $1 grows.
watch_begin()
{
	ticker "$1" >/dev/null &
	watch_pid=$!
}

watch_end()
{
	kill "$watch_pid" 2>/dev/null || :
	wait "$watch_pid" 2>/dev/null || :
}

# check NAME COMMAND...: one test, in a shell of its own; the command's output is shown where
# it fails. Exit code 77 is "skipped", with the reason on the last line.
#
# In the background, because left of || a function runs on after a command that failed.
check()
{
	check_name=$1
	shift
	check_log=$scratch/$(echo "$check_name" | tr '/ ' '__').log
	check_rc=0
	(
		set -eu
		"$@"
	) >"$check_log" 2>&1 </dev/null &
	check_pid=$!
	watch_begin "$check_log"
	wait "$check_pid" || check_rc=$?
	watch_end
	case $check_rc in
	0) ok "$check_name" ;;
	77) skip "$check_name" "$(tail -n 1 "$check_log")" ;;
	*)
		sed 's/^/	/' "$check_log" | tail -n 60
		not_ok "$check_name"
		;;
	esac
}

# Takes over the counts that another runner printed in the file $1 (its last such line).
# Where it printed none, its exit code $2 counts as one test.
take_counts()
{
	counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\1 \2/p' "$1" |
		tail -n 1)
	if [ -z "$counts" ]; then
		if [ "$2" -eq 0 ]; then
			counts='1 0'
		else
			counts='0 1'
		fi
	elif [ "$2" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then
		counts="${counts% *} 1"
	fi
	passed=$((passed + ${counts% *}))
	failed=$((failed + ${counts#* }))
}

# run_scripts FILE...: each is a program that tests something. Exit code 0 is passed, 77
# skipped, else failed; where it prints "N passed, N failed", those are counted instead.
run_scripts()
{
	for script in "$@"; do
		name=$(basename "$script" .sh)
		log=$scratch/$name.log
		rc=0
		SCRATCH=$scratch/$name
		export SCRATCH
		mkdir -p "$SCRATCH"
		: >"$log"
		watch_begin "$log"
		sh -eu "$script" >"$log" 2>&1 </dev/null || rc=$?
		watch_end
		if grep -q '^[0-9][0-9]* passed, [0-9][0-9]* failed' "$log"; then
			take_counts "$log" "$rc"
			echo "$suite/$name: ${counts% *} passed, ${counts#* } failed"
			[ "$rc" -eq 0 ] || sed 's/^/	/' "$log" | tail -n 60
			continue
		fi
		case $rc in
		0) ok "$name" ;;
		77) skip "$name" "$(tail -n 1 "$log")" ;;
		*)
			sed 's/^/	/' "$log" | tail -n 60
			not_ok "$name"
			;;
		esac
		[ "$rc" -ne 0 ] || rm -rf "$SCRATCH"
	done
}

finish()
{
	if [ "$skipped" -gt 0 ]; then
		echo "$suite: $skipped skipped, see above"
	fi
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
