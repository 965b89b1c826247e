#!/bin/sh
# report --layouts of a generated crate, against what rustc says of its types and bodies.
# shellcheck source=test/cargo/common
. test/cargo/common

run tools/compare-layouts --work "$SCRATCH/work" --seeds 11 --futures 12
expect_rc 'sizes, states, lines and places as rustc has them' 0
expect 'there is something to compare' grep -qE '^ +[1-9][0-9]+  same$' "$out"

# The comparison notices what differs.
left=$SCRATCH/work/seed-11-12-all
run tools/compare-layouts --compare "$left"
expect_rc 'the same again' 0
# shellcheck disable=SC2016 # rustc's backticks
sed -i 's/\(local `[.]__awaitee`: \)/\19/' "$left"/oracle/*.sizes
run tools/compare-layouts --compare "$left"
expect_rc 'other sizes are noticed' 1
finish
