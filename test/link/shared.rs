//#CrateType:cdylib
//#CMain:shared.c
//#Expect:rust says 42 and counts 2
//#Variant:size-z -Copt-level=z
//#Variant:abort -Cpanic=abort
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
//#Variant:strip -Cstrip=symbols
//#Known:bfd code of std that nothing calls is left, which bfd's --gc-sections does not find
// A shared library for C: the same dynamic exports, loaded and called.
use std::sync::atomic::{AtomicI32, Ordering};

static CALLS: AtomicI32 = AtomicI32::new(0);

#[unsafe(no_mangle)]
pub static SHARED_VERSION: i32 = 3;

#[unsafe(no_mangle)]
pub extern "C" fn shared_answer() -> i32 {
	CALLS.fetch_add(1, Ordering::SeqCst);
	std::panic::catch_unwind(|| "42".parse().unwrap()).unwrap_or(-1)
}

#[unsafe(no_mangle)]
pub extern "C" fn shared_calls() -> i32 {
	CALLS.load(Ordering::SeqCst)
}

pub fn not_exported() -> i32 {
	7
}
