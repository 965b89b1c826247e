//! The trace: one line an event on stdout, in memory until a case is over.
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ptr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Panics are features of a program only where they unwind.
pub const PANICS: bool = cfg!(panic = "unwind");

static OUT: Mutex<String> = Mutex::new(String::new());

thread_local! {
    /// Allocations of the trace itself, and of threads, are not the program's.
    static UNCOUNTED: Cell<u32> = const { Cell::new(0) };
}

pub struct Uncounted;

impl Uncounted {
    pub fn begin() -> Uncounted {
        UNCOUNTED.with(|c| c.set(c.get() + 1));
        Uncounted
    }
}

impl Drop for Uncounted {
    fn drop(&mut self) {
        UNCOUNTED.with(|c| c.set(c.get() - 1));
    }
}

pub struct Counting;

pub static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
pub static LIVE_BYTES: AtomicI64 = AtomicI64::new(0);

fn count(bytes: i64) {
    if UNCOUNTED.try_with(|c| c.get() > 0).unwrap_or(true) {
        return;
    }
    if bytes > 0 {
        ALLOCATIONS.fetch_add(1, SeqCst);
    }
    LIVE_BYTES.fetch_add(bytes, SeqCst);
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        unsafe { System.dealloc(at, layout) }
    }
}

#[inline(never)]
pub fn say(line: std::fmt::Arguments<'_>) {
    let _uncounted = Uncounted::begin();
    let mut out = OUT.lock().unwrap_or_else(|e| e.into_inner());
    let _ = writeln!(out, "{line}");
}

/// One event: what, of whom, and a value.
#[inline(never)]
pub fn ev(what: &str, id: u64, value: u64) {
    say(format_args!("{what} {id} {value}"));
}

#[inline(never)]
pub fn flush() {
    let _uncounted = Uncounted::begin();
    let mut out = OUT.lock().unwrap_or_else(|e| e.into_inner());
    let _ = std::io::stdout().write_all(out.as_bytes());
    let _ = std::io::stdout().flush();
    out.clear();
}

/// Message, file and line of each panic go to the trace, before anything is unwound.
pub fn trace_panics() {
    std::panic::set_hook(Box::new(|info| {
        let _uncounted = Uncounted::begin();
        let text = info.payload_as_str().unwrap_or("?");
        let (file, line) = match info.location() {
            Some(at) => (at.file().rsplit('/').next().unwrap_or(""), at.line()),
            None => ("", 0),
        };
        say(format_args!("panic {text:?} at {file}:{line}"));
        if !PANICS {
            flush();
        }
    }));
}

struct WakerState {
    id: u64,
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(w_clone, w_wake, w_wake_by_ref, w_drop);

unsafe fn w_clone(data: *const ()) -> RawWaker {
    let state = data as *const WakerState;
    unsafe {
        ev("waker-clone", (*state).id, 0);
        Arc::increment_strong_count(state);
    }
    RawWaker::new(data, &VTABLE)
}

unsafe fn w_wake(data: *const ()) {
    let state = unsafe { Arc::from_raw(data as *const WakerState) };
    ev("wake", state.id, 0);
}

unsafe fn w_wake_by_ref(data: *const ()) {
    ev("wake", unsafe { (*(data as *const WakerState)).id }, 1);
}

unsafe fn w_drop(data: *const ()) {
    let state = unsafe { Arc::from_raw(data as *const WakerState) };
    ev("waker-drop", state.id, Arc::strong_count(&state) as u64);
}

/// A waker with this identity.
pub fn waker(id: u64) -> Waker {
    let data = Arc::into_raw(Arc::new(WakerState { id })) as *const ();
    unsafe { Waker::from_raw(RawWaker::new(data, &VTABLE)) }
}

pub fn waker_id(waker: &Waker) -> u64 {
    if ptr::eq(waker.vtable(), &VTABLE) {
        unsafe { (*(waker.data() as *const WakerState)).id }
    } else {
        9999
    }
}
