//! One async fn that awaits a block which is ready at once, polled in two ways:
//!
//! - through `dyn Future`, where nobody can see which future it is, so that its resume
//!   function has to exist: `wrap::{{closure}}` in the symbol table;
//! - by a block_on in plain view: `block_on_wrap`.
//!
//! What it prints is part of the demo: the optimized program must print the same.
#![forbid(unsafe_code)]

use std::future::Future;
use std::hint::black_box;
use std::panic::{self, AssertUnwindSafe};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

async fn wrap() -> i32 {
    let x = async { 42 }.await;
    x
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

#[inline(never)]
fn block_on_wrap() -> i32 {
    block_on(wrap())
}

/// The promise of an async fn: polled again after Ready, it panics, and says so.
fn poll_again(mut future: Pin<Box<dyn Future<Output = i32>>>, cx: &mut Context<'_>) {
    let again = panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
    println!("third poll: {}", if again.is_err() { "panicked" } else { "returned" });
}

fn main() {
    // The default message has a thread id in it, which differs from run to run.
    panic::set_hook(Box::new(|info| println!("panic: {info}")));

    let mut cx = Context::from_waker(Waker::noop());
    let mut future: Pin<Box<dyn Future<Output = i32>>> = black_box(Box::pin(wrap()));
    println!("first poll: {:?}", future.as_mut().poll(&mut cx));

    let again = panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx)));
    println!("second poll: {}", if again.is_err() { "panicked" } else { "returned" });
    poll_again(future, &mut cx);

    // Never polled, only dropped.
    drop(black_box(Box::pin(wrap()) as Pin<Box<dyn Future<Output = i32>>>));

    let run: fn() -> i32 = black_box(block_on_wrap);
    println!("block_on: {}", run());
}
