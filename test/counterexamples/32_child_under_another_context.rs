// BREAKS: giving a child the Context of its parent where the parent polls it with another one
use std::{future::Future, pin::{Pin, pin}, sync::{Arc, atomic::{AtomicU32, Ordering::Relaxed}}, task::{Context, Poll, Wake, Waker}};
struct Count(AtomicU32); impl Wake for Count { fn wake(self: Arc<Self>) { self.0.fetch_add(1, Relaxed); } }
struct Woken(u32); impl Future for Woken { type Output = (); fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> { if self.0 == 0 { Poll::Ready(()) } else { self.0 -= 1; cx.waker().wake_by_ref(); Poll::Pending } } }
struct Under<F>(Arc<Count>, F);
impl<F: Future> Future for Under<F> { type Output = F::Output; fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> { let waker = Waker::from(self.0.clone()); unsafe { self.map_unchecked_mut(|s| &mut s.1) }.poll(&mut Context::from_waker(&waker)) } }
async fn leaf(n: u32) -> u32 { Woken(n).await; n }
async fn middle(n: u32) -> u32 { leaf(n).await + leaf(1).await }
async fn parent(inner: Arc<Count>) -> u32 { let a = middle(1).await; let b = Under(inner, middle(2)).await; a + b + leaf(1).await }
fn main() {
    let (outer, inner) = (Arc::new(Count(AtomicU32::new(0))), Arc::new(Count(AtomicU32::new(0))));
    let (waker, mut f) = (Waker::from(outer.clone()), pin!(parent(inner.clone())));
    loop { let r = f.as_mut().poll(&mut Context::from_waker(&waker)); println!("{r:?} outer {} inner {}", outer.0.load(Relaxed), inner.0.load(Relaxed)); if r.is_ready() { break; } }
}
// EXPECTED: Pending outer 1 inner 0
// EXPECTED: Pending outer 2 inner 0
// EXPECTED: Pending outer 2 inner 1
// EXPECTED: Pending outer 2 inner 2
// EXPECTED: Pending outer 2 inner 3
// EXPECTED: Pending outer 3 inner 3
// EXPECTED: Ready(6) outer 3 inner 3
