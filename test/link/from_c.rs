//#CObject:from_c.c
//#Expect:rust was called with 20, weak 1
//#Variant:size-z -Copt-level=z
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
//#Variant:abort -Cpanic=abort
// A C object calls back into Rust, by an ordinary and by a weak reference.
unsafe extern "C" {
	fn call_rust(n: i32) -> i32;
	fn has_weak() -> i32;
}

#[unsafe(no_mangle)]
extern "C" fn rust_double(n: i32) -> i32 {
	n * 2
}

#[unsafe(no_mangle)]
extern "C" fn rust_weak() -> i32 {
	1
}

fn main() {
	let (n, weak) = unsafe { (call_rust(10), has_weak()) };
	println!("rust was called with {n}, weak {weak}");
}
