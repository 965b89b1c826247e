#!/bin/sh
# Several builds in one target folder at a time, files from the future, a folder that can not
# be written.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
cd "$app"
bin=target/async-opt/release/app

# Cargo lets one of them wait; ours have settings in common.
jobs=''
for n in 1 2 3; do
	passes=''
	[ "$n" != 2 ] || passes='--no-pass state-set'
	# shellcheck disable=SC2086 # words
	"$cargo" async-opt build --release --strict $passes >"$SCRATCH/$n.log" 2>&1 </dev/null &
	jobs="$jobs $!"
done
for job in $jobs; do
	expect "build $job of three at once" wait "$job"
done
same 'the program of three builds at once' "$($bin)" 84
expect 'nothing is left of them' find target -name '.async-opt-*' -not -path '*/.async-opt/*' \
	-exec false '{}' +
ao build --release
optimized 'after three at once'

# The clock goes back: all that was built is of tomorrow.
find target -exec touch -h -d '+1 day' '{}' +
ao build --release --no-pass state-set
expect_rc 'with files of tomorrow' 0
deny 'with files of tomorrow: another option acts' grep -Eq '[1-9][0-9]* states? removed' "$err"
same 'the program with files of tomorrow' "$($bin)" 84
ao build --release
optimized 'back to no option, with files of tomorrow'

# A folder that can not be written: what cargo says, and what was there stays.
if mount -t tmpfs none "$SCRATCH/app/src" -o ro 2>/dev/null; then
	umount "$SCRATCH/app/src"
	cp -r target "$SCRATCH/before"
	mount --bind target target && mount -o remount,ro,bind target
	ao build --release --no-pass never-suspends
	umount target
	deny 'a folder that can not be written: an error' test "$rc" -eq 0
	expect 'the error says so' grep -qiE 'read-only|permission|denied|cannot|could not' "$err"
	expect 'what was there stays' cmp "$bin" "$SCRATCH/before/async-opt/release/app"
	ao build --release
	expect_rc 'writable again' 0
	same 'the program afterwards' "$($bin)" 84
fi
finish
