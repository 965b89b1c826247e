#!/bin/sh
# The user's flags, linker, wrappers and profile are kept and chained.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
crate "$app" app
host=$(rustc -vV | sed -n 's/^host: //p')
bin=target/async-opt/release/app
cd "$app"
cat >>src/main.rs <<'EOF'

#[cfg(from_env)]
#[used]
static MARK_ENV: [u8; 8] = *b"MARK_ENV";
#[cfg(from_config)]
#[used]
static MARK_CONFIG: [u8; 11] = *b"MARK_CONFIG";
EOF

# program NAME: writes a script that logs its call into $SCRATCH/NAME.log and goes on with
# the commands that follow on stdin.
program()
{
	{
		echo '#!/bin/sh'
		echo "echo \"\$*\" >>'$SCRATCH/$1.log'"
		cat
	} >"$SCRATCH/$1"
	chmod +x "$SCRATCH/$1"
}

# called NAME WHAT PATTERN: was it, with such arguments? Forgets the log.
called()
{
	expect "$2" grep -q -e "$3" "$SCRATCH/$1.log"
	rm -f "$SCRATCH/$1.log"
}

echo 'exec "$@"' | program wrapper
echo 'exec "$@"' | program config-wrapper
echo 'exec "$@"' | program workspace-wrapper
echo 'exec cc "$@"' | program linker

# RUSTFLAGS in the environment.
RUSTFLAGS='--cfg from_env -Ctarget-cpu=x86-64-v2' ao build --release
expect_rc 'RUSTFLAGS' 0
optimized 'RUSTFLAGS'
expect 'RUSTFLAGS were used' grep -q MARK_ENV $bin

# The same and a linker in the config file, a wrapper too.
write .cargo/config.toml <<EOF
[build]
rustflags = ["--cfg", "from_config"]
rustc-wrapper = "$SCRATCH/config-wrapper"

[target.$host]
linker = "$SCRATCH/linker"
EOF
ao build --release
expect_rc 'config file' 0
optimized 'config file'
expect 'rustflags of the config file' grep -q MARK_CONFIG $bin
called linker 'linker of the config file links' '-o '
called config-wrapper 'wrapper of the config file wraps' '--crate-name app'

# The environment's wrapper beats the file's.
touch src/main.rs
RUSTC_WRAPPER=$SCRATCH/wrapper ao build --release
optimized 'RUSTC_WRAPPER'
called wrapper 'RUSTC_WRAPPER wraps' '--crate-name app'
deny 'and the wrapper of the config file does not' [ -e "$SCRATCH/config-wrapper.log" ]

touch src/main.rs
RUSTC_WORKSPACE_WRAPPER=$SCRATCH/workspace-wrapper ao build --release
optimized 'RUSTC_WORKSPACE_WRAPPER'
called workspace-wrapper 'RUSTC_WORKSPACE_WRAPPER wraps' '--crate-name app'
called config-wrapper 'and the other wrapper too' 'workspace-wrapper .*--crate-name app'

# A linker by an environment variable, and none of the user's any more.
rm -r .cargo "$SCRATCH/linker.log"
variable=CARGO_TARGET_$(echo "$host" | tr 'a-z-' 'A-Z_')_LINKER
run env "$variable=$SCRATCH/linker" "$cargo" async-opt build --release
optimized 'linker by variable'
called linker 'linker by variable links' '-o '

# The profile's lto.
cp Cargo.toml "$SCRATCH/Cargo.toml"
for lto in '"thin"' '"off"' 'false' '"fat"'; do
	{
		cat "$SCRATCH/Cargo.toml"
		printf '[profile.release]\nlto = %s\n' "$lto"
	} >Cargo.toml
	touch src/main.rs
	ao build --release
	optimized "lto = $lto"
	if [ "$lto" = '"fat"' ]; then
		deny 'fat is not overridden' grep -q overridden "$err"
	else
		expect "lto = $lto: overridden, says the closing line" \
			grep -q "async-opt: .*lto = $lto overridden" "$err"
	fi
	same "lto = $lto: program" "$($bin)" 84
done
cp "$SCRATCH/Cargo.toml" Cargo.toml

# What is not there.
for words in 'biuld --release:build' 'build --relase --strct:--strict' 'build --no-pas x:--no-pass'; do
	# shellcheck disable=SC2086 # words
	ao ${words%:*}
	expect_rc "${words%:*}" 2
	expect "${words%:*}: suggestion" grep -q -e "did you mean .*${words##*:}" "$err"
done
ao frobnicate
expect_rc 'an unknown command' 2
ao build --release --fuel many
expect_rc '--fuel without a number' 2
for option in --passes --no-pass --last; do
	ao build --release $option state-sett
	expect_rc "$option with an unknown pass" 2
	expect "$option with an unknown pass: suggestion" \
		grep -q 'no pass is called .state-sett.; did you mean .state-set' "$err"
done

finish
