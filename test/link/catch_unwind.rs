//#Expect:caught boxed 5
//#Expect:drops 3
//#Variant:size-s -Copt-level=s
// Unwinding through frames with destructors, out of threads, and payloads that survive it.
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

static DROPS: AtomicUsize = AtomicUsize::new(0);
struct Count;
impl Drop for Count {
	fn drop(&mut self) {
		DROPS.fetch_add(1, Ordering::SeqCst);
	}
}

#[inline(never)]
fn deep(n: usize) {
	let _c = Count;
	if n == 0 {
		panic::panic_any(Box::new(5i32));
	}
	deep(n - 1);
}

fn main() {
	panic::set_hook(Box::new(|_| ()));
	let payload = panic::catch_unwind(|| deep(2)).unwrap_err();
	println!("caught boxed {}", payload.downcast::<Box<i32>>().unwrap());
	println!("drops {}", DROPS.load(Ordering::SeqCst));
	let joined = std::thread::spawn(|| panic!("in a thread")).join();
	println!("joined {:?}", joined.unwrap_err().downcast_ref::<&str>());
	let resumed = panic::catch_unwind(|| {
		let first = panic::catch_unwind(|| panic!("first")).unwrap_err();
		panic::resume_unwind(first);
	});
	println!("resumed {}", resumed.is_err());
}
