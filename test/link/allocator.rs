//#Expect:balanced true
//#Variant:size-z -Copt-level=z
//#Variant:abort -Cpanic=abort
// A global allocator of the program's own sees every allocation.
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;
static LIVE: AtomicUsize = AtomicUsize::new(0);
static TOTAL: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		LIVE.fetch_add(layout.size(), Ordering::SeqCst);
		TOTAL.fetch_add(1, Ordering::SeqCst);
		unsafe { System.alloc(layout) }
	}
	unsafe fn dealloc(&self, p: *mut u8, layout: Layout) {
		LIVE.fetch_sub(layout.size(), Ordering::SeqCst);
		unsafe { System.dealloc(p, layout) }
	}
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
	let (live, total) = (LIVE.load(Ordering::SeqCst), TOTAL.load(Ordering::SeqCst));
	let words: Vec<String> = std::hint::black_box((0..100).map(|i| i.to_string()).collect());
	let made = TOTAL.load(Ordering::SeqCst) - total;
	drop(words);
	println!("at least 101: {}, balanced {}", made >= 101,
		LIVE.load(Ordering::SeqCst) == live);
}
