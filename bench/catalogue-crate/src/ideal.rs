//! What the ideals are written with. Each keeps what the language promises of the outermost
//! future: nothing happens before the first poll, and one after Ready panics.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

#[cold]
#[inline(never)]
pub fn resumed() -> ! {
    panic!("`async fn` resumed after completion")
}

/// What is left of a future that never waits: `step`, at the first poll.
pub fn once<F>(step: F) -> impl Future<Output = u64>
where
    F: FnOnce(&mut Context<'_>) -> u64 + Unpin,
{
    Once { step: Some(step) }
}

struct Once<F> {
    step: Option<F>,
}

impl<F: FnOnce(&mut Context<'_>) -> u64 + Unpin> Future for Once<F> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        match self.get_mut().step.take() {
            Some(step) => Poll::Ready(step(cx)),
            None => resumed(),
        }
    }
}

/// A state, and one function that goes on from it until it is ready.
pub fn steps<S, F>(state: S, step: F) -> impl Future<Output = u64>
where
    S: Unpin,
    F: FnMut(&mut S, &mut Context<'_>) -> Poll<u64> + Unpin,
{
    Steps {
        state,
        step,
        done: false,
    }
}

struct Steps<S, F> {
    state: S,
    step: F,
    done: bool,
}

impl<S, F> Future for Steps<S, F>
where
    S: Unpin,
    F: FnMut(&mut S, &mut Context<'_>) -> Poll<u64> + Unpin,
{
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = self.get_mut();
        if this.done {
            resumed();
        }
        let result = (this.step)(&mut this.state, cx);
        if result.is_ready() {
            this.done = true;
        }
        result
    }
}

/// Polls a future that does not mind being moved.
pub fn poll<F: Future + Unpin>(future: &mut F, cx: &mut Context<'_>) -> Poll<F::Output> {
    Pin::new(future).poll(cx)
}

/// The value of a future that is ready at its first poll.
pub fn now<F: Future + Unpin>(mut future: F, cx: &mut Context<'_>) -> F::Output {
    match poll(&mut future, cx) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("an ideal took a future that waits for one that does not"),
    }
}
