// Breaks: taking a poll that user code makes in an async body for the poll of an await. Inside
// an async fn a future is polled with a context of its own, by the same resume function that
// awaits of it call, and then again after Ready and after a panic.
use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

struct Gate<'a>(&'a Cell<u32>);

impl Future for Gate<'_> {
    type Output = u32;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        let left = self.0.get();
        if left == 0 {
            return Poll::Ready(7);
        }
        self.0.set(left - 1);
        Poll::Pending
    }
}

struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        println!("drop {}", self.0);
    }
}

async fn child(gate: &Cell<u32>, fail: bool) -> u32 {
    let _loud = Loud("child");
    let got = Gate(gate).await;
    assert!(!fail, "child fails");
    got + 1
}

fn says<T: std::fmt::Debug>(poll: impl FnOnce() -> Poll<T>) {
    match catch_unwind(AssertUnwindSafe(poll)) {
        Ok(got) => println!("{got:?}"),
        Err(payload) => println!(
            "panic: {}",
            payload
                .downcast_ref::<&str>()
                .map(|s| s.to_string())
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_default()
        ),
    }
}

async fn parent(gate: &Cell<u32>, fail: bool) -> u32 {
    let first = child(gate, false).await;
    gate.set(1);
    let mut by_hand = pin!(child(gate, fail));
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        says(|| by_hand.as_mut().poll(&mut cx));
    }
    gate.set(1);
    let third = child(gate, false).await;
    says(|| by_hand.as_mut().poll(&mut cx));
    first + third
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for fail in [false, true] {
        let gate = Cell::new(2);
        let mut top = pin!(parent(&gate, fail));
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..5 {
            says(|| top.as_mut().poll(&mut cx));
        }
    }
}
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: Ready(8)
// EXPECTED: panic: `async fn` resumed after completion
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: panic: `async fn` resumed after completion
// EXPECTED: Ready(16)
// EXPECTED: panic: `async fn` resumed after completion
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: panic: child fails
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: Pending
// EXPECTED: drop child
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: Ready(16)
// EXPECTED: panic: `async fn` resumed after completion
