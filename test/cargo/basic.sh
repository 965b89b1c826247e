#!/bin/sh
# A workspace with a path library, a build script, a procedural macro and features.
# shellcheck source=test/cargo/common
. test/cargo/common

cd_to=$SCRATCH/work
host=$(rustc -vV | sed -n 's/^host: //p')

write "$cd_to/Cargo.toml" <<EOF
[workspace]
members = ["app", "other", "lib", "mac"]
resolver = "2"

[profile.shipped]
inherits = "release"
opt-level = 2
EOF
crate "$SCRATCH/plain" plain
write "$cd_to/app/Cargo.toml" <<EOF
[package]
name = "app"
version = "0.1.0"
edition = "2021"
build = "build.rs"

[features]
loud = []

[dependencies]
lib = { path = "../lib" }
mac = { path = "../mac" }
EOF
write "$cd_to/app/build.rs" <<EOF
fn main() {
    println!("cargo::rustc-env=FROM_BUILD_SCRIPT=built");
    println!("cargo::rerun-if-changed=build.rs");
}
EOF
write "$cd_to/app/src/main.rs" <<EOF
mod answer {
    pub fn voice() -> &'static str {
        if cfg!(feature = "loud") { "LOUD" } else { "low" }
    }
}
fn main() {
    let n: i32 = mac::seven!();
    println!("{} {} {} {}", lib::answer(), n, env!("FROM_BUILD_SCRIPT"), answer::voice());
}
EOF
write "$cd_to/other/Cargo.toml" <<EOF
[package]
name = "other"
version = "0.1.0"
edition = "2021"

[dependencies]
lib = { path = "../lib" }
EOF
write "$cd_to/other/src/main.rs" <<EOF
fn main() { println!("other {}", lib::answer()); }
EOF
write "$cd_to/lib/Cargo.toml" <<EOF
[package]
name = "lib"
version = "0.1.0"
edition = "2021"
EOF
sed -e 's/^fn main.*/pub fn answer() -> i32 {/' -e 's/println!(.*)/return a + b/' \
	-e 's/(Poll::Ready(a), Poll::Ready(b)) => return a + b,/(Poll::Ready(a), Poll::Ready(b)) => a + b,/' \
	-e 's/^async fn answer/async fn wrap/' -e 's/(answer()/(wrap()/g' \
	"$SCRATCH/plain/src/main.rs" | write "$cd_to/lib/src/lib.rs"
write "$cd_to/mac/Cargo.toml" <<EOF
[package]
name = "mac"
version = "0.1.0"
edition = "2021"

[lib]
proc-macro = true
EOF
write "$cd_to/mac/src/lib.rs" <<EOF
use proc_macro::TokenStream;

#[proc_macro]
pub fn seven(_: TokenStream) -> TokenStream { "7".parse().unwrap() }
EOF

cd "$cd_to"
bin=target/async-opt/release

ao build --release
expect_rc 'workspace' 0
optimized 'workspace'
same 'both programs are optimized' "$(count "$err" '^ *Optimizing ')" 2
same 'nothing on stdout' "$(cat "$out")" ''
expect 'app' [ -x $bin/app ]
same 'library, build script and macro' "$($bin/app)" '84 7 built low'
same 'the other program' "$($bin/other)" 'other 84'
deny 'cargo'\''s own folder is left alone' [ -e target/release ]

ao build --release -p app --features loud
expect_rc '-p and --features' 0
compiled 'only app' 1 1
same 'the feature is on' "$($bin/app)" '84 7 built LOUD'

# A bar of the link's steps on a terminal; the pipes above got none.
on_terminal() {
	touch app/src/main.rs
	# shellcheck disable=SC2016 # expanded by the shell on the terminal
	CARGO_TERM_COLOR=never TERM=xterm script -qec \
		"stty cols 100; $1 cargo async-opt build --release -p app" "$SCRATCH/terminal" \
		>/dev/null
}
on_terminal 'env -u CI -u CARGO_TERM_PROGRESS_WHEN'
expect 'a bar on a terminal' grep -q 'Optimizing \[[ =>]*\] 5/6: app: code generation' \
	"$SCRATCH/terminal"
deny 'no bar in a pipe' grep -q 'Optimizing \[' "$err"
on_terminal 'env CARGO_TERM_PROGRESS_WHEN=never'
deny 'no bar where cargo draws none' grep -q 'Optimizing \[' "$SCRATCH/terminal"
expect 'and yet its status line' grep -q 'Optimizing app' "$SCRATCH/terminal"

ao build --release -q -p app
expect_rc '-q' 0
same '-q says nothing' "$(cat "$out" "$err")" ''
same 'the feature is off again' "$($bin/app)" '84 7 built low'

ao build --profile shipped -p other
expect_rc 'custom profile' 0
optimized 'custom profile'
same 'program of the custom profile' "$(target/async-opt/shipped/other)" 'other 84'

ao build --release -p app --target "$host" --target-dir "$SCRATCH/elsewhere" \
	--message-format json
expect_rc '--target, --target-dir, JSON' 0
optimized 'closing line beside JSON'
artefact=$SCRATCH/elsewhere/async-opt/$host/release/app
same 'program of --target' "$("$artefact")" '84 7 built low'
same 'stdout holds JSON only' "$(grep -c -v '^{.*}$' "$out" || :)" 0
expect 'JSON names the program' grep -qF "\"executable\":\"$artefact\"" "$out"
expect 'JSON tells the end' grep -q '"reason":"build-finished","success":true' "$out"
missing=$(sed -n 's/.*"filenames":\[\([^]]*\)\].*/\1/p' "$out" | tr -d '"' | tr , '\n' |
	while read -r path; do [ -e "$path" ] || echo "$path"; done)
same 'all artefacts in JSON are there' "$missing" ''

ao build -p other
expect_rc 'dev profile' 0
expect 'dev profile says so' grep -q '^note: .*dev .*not optimized' "$err"
same 'dev program' "$(target/debug/other)" 'other 84'

finish
