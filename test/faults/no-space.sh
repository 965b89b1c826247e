#!/bin/sh
# No space for the object: the stock pipeline. A device that is full in earnest: an error
# that says so, and no half of a file.
. test/link/shim.sh

dir=$scratch_dir/dir
ASYNC_OPT_FAULT=no-space ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" stock-pipeline
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
expect_no_temp "$dir"

# A file system of its own, which only root can make. What stock rustc can do in it, we can.
small=$scratch_dir/small
mkdir -p "$small"
mount -t tmpfs -o size=16m none "$small" 2>/dev/null || {
	echo 'the part with a full file system needs root'
	exit 0
}
trap 'umount "$small"' EXIT
bytes=$(($(stat -c %s "$dir/app") / 1024))
for free_kb in 15000 $((bytes + 9000)) $((bytes + 2500)) 1000; do
	rm -rf "$small/place" "$small/ballast"
	head -c $((16 * 1024 * 1024 - free_kb * 1024)) /dev/zero >"$small/ballast" || :
	if stock "$small/place" "$source_dir/hello.rs" 2>/dev/null; then
		stock_can=yes
	else
		stock_can=no
	fi
	rm -rf "$small/place"
	rc=0
	ours "$small/place" "$source_dir/hello.rs" 2>"$scratch_dir/err" || rc=$?
	echo "$free_kb kB free: stock $stock_can, ours $rc, $(result "$small/place" tier 2>/dev/null)"
	expect_no_temp "$small"
	if [ "$rc" -eq 0 ]; then
		expect_output "$small/place" 'hello from 3 threads: [0, 1, 2]'
	else
		[ "$stock_can" = no ] || fail "stock rustc can: $(cat "$scratch_dir/err")"
		[ ! -e "$small/place/app" ] || fail 'a file is left by a failed link'
		grep -qiE 'no space|cannot|could ?n.t' "$scratch_dir/err" ||
			fail "no clear error: $(cat "$scratch_dir/err")"
	fi
done
