// Breaks: taking the two bodies of an async closure, which borrow their captures or own them,
// for one. Called again and again, by reference, by value, cancelled, and polled too often.
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

struct Once(bool);

impl Future for Once {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

struct Loud(String);

impl Drop for Loud {
    fn drop(&mut self) {
        println!("drop {}", self.0);
    }
}

async fn twice<F: AsyncFnMut(u32) -> u32>(mut f: F) -> u32 {
    f(1).await * 100 + f(2).await
}

async fn shared<F: AsyncFn(u32) -> u32>(f: &F) -> u32 {
    f(3).await + f(4).await
}

async fn once<F: AsyncFnOnce(u32) -> u32>(f: F) -> u32 {
    f(5).await
}

fn run<T: std::fmt::Debug>(name: &str, limit: u32, f: impl Future<Output = T>) {
    let mut cx = Context::from_waker(Waker::noop());
    let mut f = pin!(f);
    for n in 0..limit {
        match catch_unwind(AssertUnwindSafe(|| f.as_mut().poll(&mut cx))) {
            Ok(got) => println!("{name} {n}: {got:?}"),
            Err(_) => println!("{name} {n}: panic"),
        }
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for limit in 0..5 {
        let guard = Loud(format!("guard {limit}"));
        let mut calls = 0;
        run("twice", limit, twice(async |x| {
            let _inner = Loud(format!("inner {x}"));
            calls += 1;
            Once(false).await;
            x + calls + guard.0.len() as u32
        }));
        println!("calls {calls}");
        run("shared", limit, shared(&async |x| {
            if x == 3 {
                Once(false).await;
            }
            x + guard.0.len() as u32
        }));
        run("once", limit, once(async move |x| {
            Once(false).await;
            assert!(limit < 4, "closure fails");
            x + guard.0.len() as u32
        }));
        run("at once", limit.min(2), once(async |x| x + 1));
    }
}
// EXPECTED: calls 0
// EXPECTED: drop guard 0
// EXPECTED: twice 0: Pending
// EXPECTED: drop inner 1
// EXPECTED: calls 1
// EXPECTED: shared 0: Pending
// EXPECTED: once 0: Pending
// EXPECTED: drop guard 1
// EXPECTED: at once 0: Ready(6)
// EXPECTED: twice 0: Pending
// EXPECTED: drop inner 1
// EXPECTED: twice 1: Pending
// EXPECTED: drop inner 2
// EXPECTED: calls 2
// EXPECTED: shared 0: Pending
// EXPECTED: shared 1: Ready(21)
// EXPECTED: once 0: Pending
// EXPECTED: drop guard 2
// EXPECTED: once 1: Ready(12)
// EXPECTED: at once 0: Ready(6)
// EXPECTED: at once 1: panic
// EXPECTED: twice 0: Pending
// EXPECTED: drop inner 1
// EXPECTED: twice 1: Pending
// EXPECTED: drop inner 2
// EXPECTED: twice 2: Ready(911)
// EXPECTED: calls 2
// EXPECTED: shared 0: Pending
// EXPECTED: shared 1: Ready(21)
// EXPECTED: shared 2: panic
// EXPECTED: once 0: Pending
// EXPECTED: drop guard 3
// EXPECTED: once 1: Ready(12)
// EXPECTED: once 2: panic
// EXPECTED: at once 0: Ready(6)
// EXPECTED: at once 1: panic
// EXPECTED: twice 0: Pending
// EXPECTED: drop inner 1
// EXPECTED: twice 1: Pending
// EXPECTED: drop inner 2
// EXPECTED: twice 2: Ready(911)
// EXPECTED: twice 3: panic
// EXPECTED: calls 2
// EXPECTED: shared 0: Pending
// EXPECTED: shared 1: Ready(21)
// EXPECTED: shared 2: panic
// EXPECTED: shared 3: panic
// EXPECTED: once 0: Pending
// EXPECTED: drop guard 4
// EXPECTED: once 1: panic
// EXPECTED: once 2: panic
// EXPECTED: once 3: panic
// EXPECTED: at once 0: Ready(6)
// EXPECTED: at once 1: panic
