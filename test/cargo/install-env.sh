#!/bin/sh
# install, clean, env, info, and what is printed for --help and --version.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
cd "$app"

# removed FOLDER NAME: states are removed in the result of that link.
removed()
{
	expect "$2: states are removed" \
		grep -Eqs '"states_removed": *[1-9]' "$1/.async-opt/results/"*.json
}

ao install --path . --root "$SCRATCH/root"
expect_rc 'install' 0
optimized 'install'
same 'installed program' "$("$SCRATCH/root/bin/app")" 84
deny 'install leaves no target folder of cargo' [ -e target/release ]

ao clean
expect_rc 'clean' 0
deny 'clean removes our folder' [ -e target/async-opt ]
ao clean
expect_rc 'clean where nothing is' 0

# env: in a shell of its own.
ao env
expect_rc 'env' 0
expect 'env for sh' grep -q "^export RUSTC_WRAPPER='/" "$out"
run sh -c 'eval "$("$0" async-opt env)" && "$0" build --release' "$cargo"
expect_rc 'plain cargo with env' 0
same 'program of plain cargo with env' "$(target/async-opt/release/app)" 84
removed target/async-opt 'plain cargo with env'
expect 'plain cargo with env says what was done' grep -q 'states\{0,1\} removed' "$err"
run sh -c 'eval "$("$0" async-opt env)" && "$0" build --release' "$cargo"
compiled 'plain cargo with env, again' 0 0
# Where the variables are set already, async-opt itself does not wrap twice.
run sh -c 'eval "$("$0" async-opt env)" && "$0" async-opt build --release' "$cargo"
expect_rc 'async-opt with env' 0
deny 'no folder within our folder' [ -e target/async-opt/async-opt ]
ao build --release
compiled 'async-opt after env' 0 0

ao env --format json --profile release
expect_rc 'env --format json' 0
expect 'JSON' python3 -c 'import json, sys; json.load(open(sys.argv[1]))["RUSTC_WRAPPER"]' "$out"
ao env --format github
expect_rc 'env --format github' 0
same 'lines of NAME=value' "$(grep -c -v '^[A-Z_][A-Z_]*=.*$' "$out" || :)" 0
ao env --format yaml
expect_rc 'a format that is not there' 2

ao info
expect_rc 'info' 0
expect 'info names the LLVM' grep -qi 'llvm.*22\.' "$out"
ao --version
expect_rc '--version' 0
expect 'version' grep -Eq '^cargo-async-opt [0-9]+\.[0-9]+' "$out"
ao --help
expect_rc '--help' 0
expect 'help' grep -q '^Usage: cargo async-opt' "$out"
for verb in build run 'test' bench rustc install clean env info; do
	ao "$verb" --help
	expect_rc "$verb --help" 0
	expect "$verb --help: usage" grep -q "^Usage: cargo async-opt $verb" "$out"
done

finish
