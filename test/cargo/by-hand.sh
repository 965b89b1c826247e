#!/bin/sh
# A generated program: what its profile says of each await is what wrappers around them count.
# All of them, and more seeds: test/profile/by-hand.
# shellcheck source=test/cargo/common
. test/cargo/common

run test/profile/by-hand --seeds 2 --futures 25 --work "$SCRATCH/by-hand"
expect_rc 'counts by hand and by profile' 0
expect 'something was compared' grep -Eq '^ok smith-2: [1-9][0-9]* figures' "$out"
finish
