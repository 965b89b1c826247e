//! What the programs share. Each is asked for a number of requests by its one argument, serves
//! them, and prints a hash of all answers and how often it allocated.
use std::alloc::{GlobalAlloc, Layout, System};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// Each call is the system allocator's own, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many requests the program is asked for.
pub fn requests() -> u64 {
    std::env::args().nth(1).and_then(|n| n.parse().ok()).expect("usage: PROGRAM REQUESTS")
}

/// The answers so far, as one number.
#[derive(Default)]
pub struct Answers(DefaultHasher);

impl Answers {
    pub fn add(&mut self, answer: impl Hash) {
        answer.hash(&mut self.0);
    }

    /// The closing lines.
    pub fn print(self) {
        println!("answers {:016x}", self.0.finish());
        println!("allocations {}", ALLOCATIONS.load(Ordering::Relaxed));
    }
}
