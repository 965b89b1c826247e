// BREAKS: taking a body for a coroutine by its code alone. Where a panic aborts, the body of `async { loop { x.await } }` bears no mark, and a closure can be the same instruction by instruction; but it begins in whatever state somebody gives it, moves between two polls, and can be copied while it waits
#![allow(dead_code)]
use std::{
    future::{Future, IntoFuture},
    hint::black_box,
    marker::PhantomPinned,
    pin::Pin,
    task::{Context, Poll, Waker},
};

#[derive(Clone)]
struct Leaf(u32, u32);
impl Future for Leaf {
    type Output = u32;
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if self.0 == 0 {
            return Poll::Ready(self.1);
        }
        self.0 -= 1;
        Poll::Pending
    }
}

#[derive(Clone, Copy)]
enum S {
    Start = 0,
    First = 3,
    Second = 4,
}

#[inline(never)]
fn drive(what: &str, f: &mut impl FnMut(&mut Context<'_>) -> Poll<()>, polls: u32) {
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        println!("{what} {}", f(&mut cx).is_pending());
    }
}

// As rustc would make it of `loop { print(leaf(n).await); print(leaf(n + 10).await) }`, but for
// the state that it begins in.
macro_rules! machine {
    ($state:expr, $waits:expr, $n:expr) => {{
        let mut state: S = $state;
        let mut awaitee = Leaf($waits, 99);
        let n: u32 = $n;
        // Not Unpin, as futures of async code: its pointer bears no noalias.
        let pinned = PhantomPinned;
        move |cx: &mut Context<'_>| -> Poll<()> {
            let _ = &pinned;
            match state {
                S::Start => {
                    awaitee = IntoFuture::into_future(Leaf(1, n));
                    state = S::First;
                }
                S::First | S::Second => {}
            }
            loop {
                match unsafe { Pin::new_unchecked(&mut awaitee) }.poll(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(value) => println!("  {value}"),
                }
                match state {
                    S::First => {
                        awaitee = IntoFuture::into_future(Leaf(2, n + 10));
                        state = S::Second;
                    }
                    _ => {
                        awaitee = IntoFuture::into_future(Leaf(1, n));
                        state = S::First;
                    }
                }
            }
        }
    }};
}

// The shape that the model looks for: one store of one state in the block that returns.
macro_rules! single {
    ($state:expr, $waits:expr, $n:expr) => {{
        let mut state: S = $state;
        let mut awaitee = Leaf($waits, 77);
        let n: u32 = $n;
        let pinned = PhantomPinned;
        move |cx: &mut Context<'_>| -> Poll<()> {
            let _ = &pinned;
            match state {
                S::Start => awaitee = IntoFuture::into_future(Leaf(1, n)),
                S::First => {}
                S::Second => awaitee = IntoFuture::into_future(Leaf(0, n + 50)),
            }
            loop {
                match unsafe { Pin::new_unchecked(&mut awaitee) }.poll(cx) {
                    Poll::Ready(value) => {
                        println!("  {value}");
                        awaitee = IntoFuture::into_future(Leaf(1, n));
                    }
                    Poll::Pending => {
                        state = S::First;
                        return Poll::Pending;
                    }
                }
            }
        }
    }};
}

fn main() {
    let waiting = black_box(1);
    // Begins at the start, as an async block does.
    let mut fresh = single!(S::Start, 0, 1);
    drive("fresh", &mut fresh, 3);
    // Moves while it waits: what a coroutine never does.
    let mut moved = Box::new(fresh.clone());
    drive("copy", &mut *moved, 2);
    drive("fresh", &mut fresh, 2);
    // Begins in the middle: no store of this state has been executed.
    let mut late = single!(S::First, waiting, 2);
    drive("late", &mut late, 3);
    // And in a state that the body never stores.
    let mut odd = single!(S::Second, 9, 3);
    drive("odd", &mut odd, 3);
    let mut two = machine!(S::Start, 0, 4);
    drive("two", &mut two, 6);
    let mut two_late = machine!(S::Second, waiting, 5);
    drive("two late", &mut two_late, 6);
}
// EXPECTED: fresh true
// EXPECTED:   1
// EXPECTED: fresh true
// EXPECTED:   1
// EXPECTED: fresh true
// EXPECTED:   1
// EXPECTED: copy true
// EXPECTED:   1
// EXPECTED: copy true
// EXPECTED:   1
// EXPECTED: fresh true
// EXPECTED:   1
// EXPECTED: fresh true
// EXPECTED: late true
// EXPECTED:   77
// EXPECTED: late true
// EXPECTED:   2
// EXPECTED: late true
// EXPECTED:   53
// EXPECTED: odd true
// EXPECTED:   3
// EXPECTED: odd true
// EXPECTED:   3
// EXPECTED: odd true
// EXPECTED: two true
// EXPECTED:   4
// EXPECTED: two true
// EXPECTED: two true
// EXPECTED:   14
// EXPECTED: two true
// EXPECTED:   4
// EXPECTED: two true
// EXPECTED: two true
// EXPECTED: two late true
// EXPECTED:   99
// EXPECTED: two late true
// EXPECTED:   5
// EXPECTED: two late true
// EXPECTED: two late true
// EXPECTED:   15
// EXPECTED: two late true
// EXPECTED:   5
// EXPECTED: two late true
