//#Expect:ran before main: 9
//#Variant:size-z -Copt-level=z
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
// A constructor that only the linker's section keeps alive.
use std::sync::atomic::{AtomicU32, Ordering};

static VALUE: AtomicU32 = AtomicU32::new(0);

extern "C" fn early() {
	VALUE.store(9, Ordering::SeqCst);
}

#[used]
#[unsafe(link_section = ".init_array")]
static EARLY: extern "C" fn() = early;

fn main() {
	println!("ran before main: {}", VALUE.load(Ordering::SeqCst));
}
