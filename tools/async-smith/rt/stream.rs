//! Streams by hand.
use crate::event::ev;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

pub trait Stream {
    type Item;
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>>;
}

/// 0, 1, ... below a bound; every second is Pending once before it comes.
pub struct Count {
    at: u64,
    end: u64,
    waited: bool,
}

pub fn count_to(end: u64) -> Count {
    Count { at: 0, end, waited: false }
}

impl Stream for Count {
    type Item = u64;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u64>> {
        if self.at == self.end {
            return Poll::Ready(None);
        }
        if self.at % 2 == 1 && !self.waited {
            self.waited = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.waited = false;
        self.at += 1;
        Poll::Ready(Some(self.at - 1))
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        ev("drop-stream", self.at, self.end);
    }
}

/// A future for each item, one at a time.
pub struct Then<S, M, F> {
    source: S,
    make: M,
    going: Option<F>,
}

pub fn then<S: Stream, F: Future, M: FnMut(S::Item) -> F>(source: S, make: M) -> Then<S, M, F> {
    Then { source, make, going: None }
}

impl<S: Stream, F: Future, M: FnMut(S::Item) -> F> Stream for Then<S, M, F> {
    type Item = F::Output;
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let this = unsafe { self.get_unchecked_mut() };
        loop {
            if let Some(f) = &mut this.going {
                let poll = unsafe { Pin::new_unchecked(f) }.poll(cx);
                if poll.is_ready() {
                    this.going = None;
                }
                return poll.map(Some);
            }
            match unsafe { Pin::new_unchecked(&mut this.source) }.poll_next(cx) {
                Poll::Ready(Some(item)) => this.going = Some((this.make)(item)),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

pub async fn next<S: Stream>(mut s: Pin<&mut S>) -> Option<S::Item> {
    poll_fn(|cx| s.as_mut().poll_next(cx)).await
}
