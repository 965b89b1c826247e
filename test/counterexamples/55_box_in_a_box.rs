// BREAKS: taking the pointer that is polled for the one that the awaited box holds, or a child for done that is not
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
type Boxed = Pin<Box<dyn Future<Output = u32>>>;
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn leaf(n: u32) -> u32 { let _d = D("leaf"); Yield(n).await + n }
fn inner(n: u32) -> Boxed { let d = D("captured"); Box::pin(async move { let _d = d; leaf(n).await }) }
// A box of a box, of a known type and of none.
async fn known(n: u32) -> u32 { Box::pin(Box::pin(leaf(n))).await }
async fn outer(n: u32) -> u32 { let b: Boxed = Box::pin(Box::pin(leaf(n))); b.await }
async fn both(n: u32) -> u32 { let b: Boxed = Box::pin(inner(n)); let v = b.await; println!("got {v}"); let w = inner(n + 1).await; v + w }
// What is awaited stays where it is, and is dropped later, or is done and awaited no more.
async fn later(n: u32) -> u32 { let mut b = inner(n); let v = b.as_mut().await; println!("done, not dropped"); Yield(1).await + v }
struct Twice(Boxed, Boxed, u32);
impl Future for Twice { type Output = u32; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
    if self.2 == 0 { match self.0.as_mut().poll(cx) { Poll::Ready(v) => { self.2 = v; self.0 = inner(2); } Poll::Pending => return Poll::Pending } }
    self.1.as_mut().poll(cx).map(|v| v + self.2)
} }
async fn replaced() -> u32 { let t: Boxed = Box::pin(Twice(inner(0), inner(1), 0)); t.await }
async fn all() -> u32 { let mut sum = 0; for n in 0..3 { sum += known(n).await + outer(n).await + both(n).await + later(n).await; } sum + replaced().await }
fn main() {
    { let mut f = pin!(all()); let mut polls = 0; loop { polls += 1; if let Poll::Ready(v) = poll1(f.as_mut()) { println!("{v} in {polls} polls"); break; } } }
    for polls in 0..9 { let mut f = Box::pin(all()); for _ in 0..polls { let _ = poll1(f.as_mut()); } println!("cancel after {polls}"); drop(f); }
}
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 8
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 9
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop captured
// EXPECTED: 159 in 23 polls
// EXPECTED: cancel after 0
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: cancel after 1
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: cancel after 2
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: cancel after 3
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: cancel after 4
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: cancel after 5
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 8
// EXPECTED: cancel after 6
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 8
// EXPECTED: cancel after 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 7
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: done, not dropped
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: got 8
// EXPECTED: drop leaf
// EXPECTED: drop captured
// EXPECTED: cancel after 8
// EXPECTED: drop leaf
// EXPECTED: drop captured
