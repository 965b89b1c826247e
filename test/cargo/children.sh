#!/bin/sh
# What run and test start: nothing of ours in the environment, everything passes through.
# shellcheck source=test/cargo/common
. test/cargo/common

app=$SCRATCH/app
write "$app/Cargo.toml" <<EOF
[package]
name = "app"
version = "0.1.0"
edition = "2021"

[workspace]
EOF
write "$app/src/main.rs" <<'EOF'
use std::io::Read;

fn environment() -> String {
    let mut lines: Vec<String> = std::env::vars()
        .filter(|(name, value)| {
            name.contains("ASYNC_OPT") || name.contains("WRAPPER") || name.contains("RUSTFLAGS")
                || name.contains("LTO") || name.contains("LINKER") || value.contains(".async-opt")
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    lines.sort();
    lines.join("\n")
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("environment") => println!("{}", environment()),
        Some("stdin") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).unwrap();
            print!("<{text}>");
            std::process::exit(7);
        }
        Some("cargo") => {
            let status = std::process::Command::new("cargo").args(&args[1..]).status();
            std::process::exit(status.unwrap().code().unwrap_or(99));
        }
        _ => println!("{args:?}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sees() {
        println!("begin\n{}\nend", super::environment());
    }
}
EOF
crate "$SCRATCH/nested" nested
cd "$app"
# The folder of the test binaries is this script's own business.
unset ASYNC_OPT_BIN_DIR

ao run --release -- environment
expect_rc 'run' 0
optimized_line='^ *Optimizing app'
expect 'run optimizes' grep -q "$optimized_line" "$err"
same 'the program sees nothing of ours' "$(cat "$out")" ''

echo 'exec "$@"' | { echo '#!/bin/sh'; cat; } >"$SCRATCH/wrapper"
chmod +x "$SCRATCH/wrapper"
RUSTC_WRAPPER=$SCRATCH/wrapper ao run --release -- environment
same 'the program sees the wrapper of the user' "$(cat "$out")" "RUSTC_WRAPPER=$SCRATCH/wrapper"

ao run --release one -- --two -q
same 'arguments after the first' "$(cat "$out")" '["one", "--", "--two", "-q"]'
ao run --release -- --strict --no-pass x
same 'arguments after --' "$(cat "$out")" '["--strict", "--no-pass", "x"]'

rc=0
printf 'in\nput' | "$cargo" async-opt run -q --release -- stdin >"$out" 2>"$err" || rc=$?
expect_rc 'exit code of the program' 7
same 'stdin and stdout of the program' "$(cat "$out")" "$(printf '<in\nput>')"
same 'nothing of ours on stderr with -q' "$(cat "$err")" ''

ao test --release -- --nocapture
expect_rc 'test' 0
same 'the test sees nothing of ours' "$(sed -n '/^begin$/,/^end$/p' "$out" | sed '1d;$d')" ''
expect 'test passed' grep -q '1 passed; 0 failed' "$out"
expect 'test is optimized' grep -q 'async-opt: app (test): .*future' "$err"
sed -i 's/super::environment()/{assert!(false); 1}/' src/main.rs
ao test --release
expect_rc 'a test that fails' 101
expect 'is reported by its own words' grep -q '0 passed; 1 failed' "$out"

ao run --release -- cargo build --release --manifest-path "$SCRATCH/nested/Cargo.toml"
expect_rc 'a cargo that the program starts' 0
expect 'it is plain' [ -x "$SCRATCH/nested/target/release/nested" ]
deny 'nothing of ours in its target folder' [ -e "$SCRATCH/nested/target/async-opt" ]
deny 'nothing of it is optimized' grep -q 'Optimizing nested' "$err"

finish
