//! What the programs share. Each is asked for a number of requests by its first argument, serves
//! them, and prints a hash of all answers and how often it allocated; with `timed` behind it,
//! also how long the requests took.
use std::alloc::{GlobalAlloc, Layout, System};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

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

/// The requests that the program is asked for, by number: one is asked when the one before it is
/// answered.
pub fn requests() -> Requests {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().and_then(|n| n.parse().ok()).expect("usage: PROGRAM REQUESTS [timed]");
    let asked = match arguments.next().as_deref() {
        Some("timed") => Vec::with_capacity(count as usize + 1),
        _ => Vec::new(),
    };
    Requests { next: 0, count, asked }
}

pub struct Requests {
    next: u64,
    count: u64,
    asked: Vec<Instant>, // has room for all of them, or for none
}

static TIMES: Mutex<Vec<Instant>> = Mutex::new(Vec::new());

impl Iterator for Requests {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.asked.len() < self.asked.capacity() {
            self.asked.push(Instant::now());
        }
        if self.next == self.count {
            *TIMES.lock().unwrap() = std::mem::take(&mut self.asked);
            return None;
        }
        self.next += 1;
        Some(self.next - 1)
    }
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
        let times = TIMES.lock().unwrap();
        let mut each: Vec<Duration> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        each.sort();
        if let [_, .., _] = each[..] {
            let all = *times.last().unwrap() - times[0];
            let at = |share: usize| each[(each.len() - 1) * share / 100].as_nanos();
            println!("nanoseconds {} p50 {} p99 {}", all.as_nanos(), at(50), at(99));
        }
    }
}
