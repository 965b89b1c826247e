//! Polls the futures of the rows: as a task's executor does, through dyn Future, or where the
//! future's type is known. And, for the trace, in every way in which a future may be treated.

use std::future::Future;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use crate::{allocations, trace};

static WAKES: AtomicU64 = AtomicU64::new(0);

fn woken(data: *const ()) {
    trace::event("wake", data as usize as u64);
    WAKES.store(WAKES.load(Relaxed) + 1, Relaxed);
}

static VTABLE: RawWakerVTable =
    RawWakerVTable::new(|data| RawWaker::new(data, &VTABLE), woken, woken, |_| ());

/// The waker of that number, of which the optimizer knows nothing.
fn waker(number: usize) -> Waker {
    // Safety: the functions only look at the number, which is not a pointer.
    unsafe { Waker::from_raw(black_box(RawWaker::new(number as *const (), &VTABLE))) }
}

type Dynamic<'a> = Pin<&'a mut (dyn Future<Output = u64> + 'a)>;

#[inline(always)]
fn finish_static<F: Future<Output = u64>>(future: F, cx: &mut Context<'_>) -> u64 {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return black_box(value);
        }
    }
}

#[inline(always)]
fn finish_dyn<F: Future<Output = u64>>(future: F, cx: &mut Context<'_>) -> u64 {
    let future = pin!(future);
    let mut future = black_box(future as Dynamic<'_>);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return black_box(value);
        }
    }
}

// Each of these is one instance per row, out of line: what a row costs is what runs in here.

#[inline(never)]
pub fn each_static<F: Future<Output = u64>>(n: u64, operation: impl Fn(u64) -> F) -> u64 {
    let waker = waker(1);
    let mut cx = Context::from_waker(&waker);
    let mut sum = 0u64;
    for x in 0..n {
        sum = sum.wrapping_add(finish_static(operation(black_box(x)), &mut cx));
    }
    sum
}

#[inline(never)]
pub fn each_dyn<F: Future<Output = u64>>(n: u64, operation: impl Fn(u64) -> F) -> u64 {
    let waker = waker(1);
    let mut cx = Context::from_waker(&waker);
    let mut sum = 0u64;
    for x in 0..n {
        sum = sum.wrapping_add(finish_dyn(operation(black_box(x)), &mut cx));
    }
    sum
}

#[inline(never)]
pub fn inside_static<F: Future<Output = u64>>(n: u64, operation: impl Fn(u64) -> F) -> u64 {
    let waker = waker(1);
    finish_static(operation(black_box(n)), &mut Context::from_waker(&waker))
}

#[inline(never)]
pub fn inside_dyn<F: Future<Output = u64>>(n: u64, operation: impl Fn(u64) -> F) -> u64 {
    let waker = waker(1);
    finish_dyn(operation(black_box(n)), &mut Context::from_waker(&waker))
}

/// Bytes of the future. It is not made: that would be a second user of its constructor.
pub fn frame<F: Future<Output = u64>>(_operation: impl Fn(u64) -> F) -> usize {
    size_of::<F>()
}

/// Writes what happens to a row's futures, a line for each way of treating one.
pub struct Tracer {
    pub row: &'static str,
    pub repoll: bool,
    pub allocations: bool,
}

#[inline(never)]
pub fn trace_each<F: Future<Output = u64>>(tracer: &mut Tracer, operation: impl Fn(u64) -> F) {
    for x in [0, 1, 2, 7, 100] {
        tracer.futures_of(x, &operation);
    }
}

#[inline(never)]
pub fn trace_inside<F: Future<Output = u64>>(tracer: &mut Tracer, operation: impl Fn(u64) -> F) {
    for n in [0, 1, 2, 5] {
        tracer.futures_of(n, &operation);
    }
}

impl Tracer {
    /// Dropped after 0, 1, 2, ... polls, and at last polled until it is ready, and once more.
    fn futures_of<F: Future<Output = u64>>(&mut self, x: u64, operation: &impl Fn(u64) -> F) {
        let mut polls = 0;
        while !self.one_future(x, polls, operation(black_box(x))) {
            polls += 1;
        }
    }

    /// Polls at most `polls` times, each time with another waker. True: it was ready.
    fn one_future<F: Future<Output = u64>>(&mut self, x: u64, polls: usize, future: F) -> bool {
        trace::take();
        let before = allocations::count();
        let mut boxed = black_box(Box::pin(future) as Pin<Box<dyn Future<Output = u64>>>);
        let mut ready = false;
        for number in 1..=polls {
            ready = poll_once(boxed.as_mut(), number);
            if ready {
                break;
            }
        }
        if ready && self.repoll {
            poll_once(boxed.as_mut(), polls + 1);
        }
        trace::event("dropping", x);
        drop(boxed);
        if self.allocations {
            trace::event("allocations", allocations::count() - before);
        }
        println!("{} x={x} polls={polls}:{}", self.row, trace::take());
        ready
    }
}

/// False: pending. True: ready, or over because it panicked.
fn poll_once(future: Dynamic<'_>, number: usize) -> bool {
    let waker = waker(number);
    let mut cx = Context::from_waker(&waker);
    match catch_unwind(AssertUnwindSafe(|| future.poll(&mut cx))) {
        Ok(Poll::Pending) => {
            trace::event("pending", number as u64);
            return false;
        }
        Ok(Poll::Ready(value)) => trace::event("value", value),
        Err(_) => trace::event("panicked", number as u64),
    }
    true
}
