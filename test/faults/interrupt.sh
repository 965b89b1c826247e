#!/bin/sh
# Signals in the middle of the optimizer's and of the linker's work: no half of an
# artefact, no folder left behind (but by SIGKILL: then by the next link), and the next
# build works.
. test/link/shim.sh
source=$source_dir/hello.rs

# A linker that is slow in the middle of writing its output.
cat >"$scratch_dir/slow-cc" <<'END'
#!/bin/sh
out=
previous=
for word do
	[ "$previous" != -o ] || out=$word
	previous=$word
done
printf 'half of a program' >"$out"
: >"${0%/*}/half-way"
sleep 20
exec cc "$@"
END
chmod +x "$scratch_dir/slow-cc"

# The process of our linker: the one that has its lock.
wait_for_link()
{
	tries=0
	until find "$1" -path '*/.async-opt-*/lock' 2>/dev/null | grep -q . &&
		{ [ "$2" = optimizer ] || [ -e "$scratch_dir/half-way" ]; }; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || fail 'the link did not begin'
		sleep 0.1
	done
	sleep 0.3
}

# pids_of DIR: our linkers that link into DIR.
pids_of()
{
	for proc in /proc/[0-9]*; do
		[ "$(readlink "$proc/exe" 2>/dev/null)" = "$(readlink -f "$bin_dir/async-opt")" ] ||
			continue
		tr '\0' '\n' <"$proc/cmdline" 2>/dev/null | grep -qxF "$1/app" || continue
		echo "${proc#/proc/}"
	done
}

# The child is a fork of the linker: the parent is the one whose parent is no such process.
linker_of()
{
	all=" $(pids_of "$1" | tr '\n' ' ')"
	for pid in $all; do
		parent=$(awk '{ print $4 }' "/proc/$pid/stat")
		case $all in
		*" $parent "*) ;;
		*) echo "$pid" ;;
		esac
	done
}

for signal in INT TERM KILL; do
	for where in optimizer linker; do
		dir=$scratch_dir/$signal-$where
		rm -f "$scratch_dir/half-way"
		ours "$dir" "$source" # what was there before
		cp "$dir/app" "$dir.before"
		if [ "$where" = optimizer ]; then
			linker=cc
			ASYNC_OPT_FAULT=child-pause ours "$dir" "$source" 2>"$dir.err" &
		else
			linker=$scratch_dir/slow-cc
			ours "$dir" "$source" 2>"$dir.err" &
		fi
		job=$!
		wait_for_link "$dir" "$where"
		pid=$(linker_of "$dir")
		[ -n "$pid" ] || fail "no linker for $dir"
		kill -s "$signal" "$pid"
		if wait "$job"; then
			fail "$signal in the $where: the build succeeded"
		fi
		sleep 1
		[ -z "$(pids_of "$dir")" ] || fail "$signal in the $where: a process is left"
		if [ -e "$dir/app" ]; then
			cmp -s "$dir/app" "$dir.before" || fail "$signal in the $where: half a file"
		fi
		[ "$signal" = KILL ] || expect_no_temp "$dir"

		linker=cc
		ours "$dir" "$source"
		expect_tier "$dir" optimized
		expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
		expect_no_temp "$dir"
		echo "$signal in the $where: fine"
	done
done
