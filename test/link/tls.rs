//#Expect:main 1 thread 8 destroyed 2
//#Variant:bfd -Clink-arg=-fuse-ld=bfd
//#Variant:static -Crelocation-model=static
// Thread-local values, const and lazy, with destructors at the end of a thread.
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU32, Ordering};

static DESTROYED: AtomicU32 = AtomicU32::new(0);

struct Loud(u32);
impl Drop for Loud {
	fn drop(&mut self) {
		DESTROYED.fetch_add(self.0, Ordering::SeqCst);
	}
}

thread_local! {
	static PLAIN: Cell<u32> = const { Cell::new(1) };
	static LAZY: RefCell<Loud> = RefCell::new(Loud(0));
}

fn main() {
	let of_thread = std::thread::spawn(|| {
		PLAIN.set(PLAIN.get() + 7);
		LAZY.with(|l| l.borrow_mut().0 = 2);
		PLAIN.get()
	});
	let got = of_thread.join().unwrap();
	println!("main {} thread {got} destroyed {}", PLAIN.get(),
		DESTROYED.load(Ordering::SeqCst));
}
