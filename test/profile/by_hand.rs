//! Counts by hand: what `tools/count-awaits` puts into each `.await` of a program, as
//!
//!     future.counted({ static SITE: by_hand::Site = by_hand::Site::new(file!(), line!()); &SITE }).await
//!
//! A wrapper that knows nothing of coroutines: it sees what comes back from `poll`, an unwinding
//! through it, its own drop, and what the allocator was asked for meanwhile. When the program
//! ends, the file that COUNTS_BY_HAND names gets a line for each place.
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;
use std::pin::Pin;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll};

const NAMES: [&str; 9] = [
    "polls", "first_polls", "ready", "ready_at_once", "pending", "cancelled", "allocations",
    "allocated_bytes", "unwound",
];
/// Indices of NAMES.
const POLLS: usize = 0;
const STARTS: usize = 1;
const READY: usize = 2;
const AT_ONCE: usize = 3;
const PENDING: usize = 4;
const CANCELLED: usize = 5;
const ALLOCS: usize = 6;
const BYTES: usize = 7;
const UNWOUND: usize = 8;

pub struct Site {
    file: &'static str,
    line: u32,
    known: AtomicBool,
    next: AtomicPtr<Site>,
    counts: [AtomicU64; NAMES.len()],
}

static SITES: AtomicPtr<Site> = AtomicPtr::new(null_mut());

unsafe extern "C" {
    fn atexit(function: extern "C" fn()) -> i32;
}

extern "C" fn write_down() {
    let mut text = String::new();
    let mut at = SITES.load(SeqCst);
    while let Some(site) = unsafe { at.as_ref() } {
        let _ = write!(text, "{}\t{}", site.file, site.line);
        for (name, count) in NAMES.iter().zip(&site.counts) {
            let _ = write!(text, "\t{name}={}", count.load(SeqCst));
        }
        text.push('\n');
        at = site.next.load(SeqCst);
    }
    if let Ok(path) = std::env::var("COUNTS_BY_HAND") {
        std::fs::write(path, text).unwrap();
    }
}

impl Site {
    pub const fn new(file: &'static str, line: u32) -> Site {
        Site {
            file,
            line,
            known: AtomicBool::new(false),
            next: AtomicPtr::new(null_mut()),
            counts: [const { AtomicU64::new(0) }; NAMES.len()],
        }
    }

    fn add(&self, count: usize, n: u64) {
        self.counts[count].fetch_add(n, SeqCst);
    }

    fn list(&'static self) {
        if self.known.swap(true, SeqCst) {
            return;
        }
        let mut first = SITES.load(SeqCst);
        loop {
            self.next.store(first, SeqCst);
            let this = self as *const Site as *mut Site;
            match SITES.compare_exchange(first, this, SeqCst, SeqCst) {
                Ok(_) => break,
                Err(other) => first = other,
            }
        }
        if first.is_null() {
            unsafe { atexit(write_down) };
        }
    }
}

thread_local! {
    /// Allocations and bytes of this thread.
    static MADE: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

pub fn made(bytes: usize) {
    let _ = MADE.try_with(|made| made.set((made.get().0 + 1, made.get().1 + bytes as u64)));
}

fn made_so_far() -> (u64, u64) {
    MADE.try_with(Cell::get).unwrap_or_default()
}

/// Counts as the profile says that it does: a reallocation is one, of what it grows by.
pub struct Heap;

unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        made(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        made(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        made(size.saturating_sub(layout.size()));
        unsafe { System.realloc(at, layout, size) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[derive(PartialEq, Clone, Copy)]
enum State {
    New,
    Suspended,
    Ended,
}

pub struct Counted<F> {
    site: &'static Site,
    state: State,
    future: F,
}

pub trait Count: IntoFuture + Sized {
    fn counted(self, site: &'static Site) -> Counted<Self::IntoFuture> {
        Counted { site, state: State::New, future: self.into_future() }
    }
}

impl<F: IntoFuture> Count for F {}

/// Says what a poll was, also where it unwinds.
struct Polling<'a> {
    site: &'static Site,
    state: &'a mut State,
    before: (u64, u64),
    unwinds: bool,
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        let after = made_so_far();
        self.site.add(ALLOCS, after.0 - self.before.0);
        self.site.add(BYTES, after.1 - self.before.1);
        if self.unwinds {
            self.site.add(UNWOUND, 1);
            *self.state = State::Ended;
        }
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = unsafe { self.get_unchecked_mut() };
        let first = this.state == State::New;
        let site = this.site;
        site.list();
        site.add(POLLS, 1);
        site.add(STARTS, first as u64);
        let before = made_so_far();
        let mut polling = Polling { site, state: &mut this.state, before, unwinds: true };
        let result = unsafe { Pin::new_unchecked(&mut this.future) }.poll(cx);
        polling.unwinds = false;
        site.add(if result.is_ready() { READY } else { PENDING }, 1);
        site.add(AT_ONCE, (first && result.is_ready()) as u64);
        *polling.state = if result.is_ready() { State::Ended } else { State::Suspended };
        result
    }
}

/// While it is suspended: that counts as cancelled, and so does a coroutine that is dropped there.
impl<F> Drop for Counted<F> {
    fn drop(&mut self) {
        if self.state == State::Suspended {
            self.site.add(CANCELLED, 1);
        }
    }
}
