//#RustcArgs:-Cdebuginfo=2
//#Env:RUST_BACKTRACE=1
//#ExitCode:101
//#Expect:backtrace.rs:
//#Keep:(app::|backtrace\.rs:|panicked)
//#Variant:lines -Cdebuginfo=line-tables-only
//#Variant:limited -Cdebuginfo=1
//#Variant:size-z -Copt-level=z
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
// A panic that nobody catches: exit code 101 and a backtrace with the lines of this file.
#[inline(never)]
fn innermost(n: u32) -> u32 {
	if std::hint::black_box(n) > 2 {
		panic!("too deep: {n}");
	}
	innermost(n + 1) + 1
}

#[inline(never)]
fn outer() -> u32 {
	std::hint::black_box(innermost(0)) + 1
}

fn main() {
	println!("{}", outer());
}
