// BREAKS: taking a poll that hands on to another for that other, whatever it does with the result
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct Now(u32); impl Future for Now { type Output = u32; fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { Poll::Ready(self.0) } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
async fn ready(n: u32) -> u32 { Now(n).await }

// Pending and Ready change places.
struct Inverted(Pin<Box<dyn Future<Output = u32>>>, u32);
impl Future for Inverted { type Output = u32; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { match self.0.as_mut().poll(cx) { Poll::Pending => Poll::Ready(1), Poll::Ready(v) => { if self.1 == 0 { return Poll::Ready(v); } self.1 -= 1; self.0 = Box::pin(ready(v + 1)); Poll::Pending } } } }
// Not the first poll but the second is handed on.
struct Late<F>(Pin<Box<F>>, bool);
impl<F: Future> Future for Late<F> { type Output = F::Output; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> { if self.1 { self.0.as_mut().poll(cx) } else { self.1 = true; Poll::Pending } } }
// Hands on to a box that it has just put there.
struct Fresh(Pin<Box<dyn Future<Output = u32>>>, u32);
impl Future for Fresh { type Output = u32; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { self.1 += 1; let n = self.1; self.0 = Box::pin(async move { let _d = D("fresh"); if n < 3 { Yield(9).await } else { n } }); self.0.as_mut().poll(cx) } }
// Polls twice, gives the second result back.
struct Twice(Pin<Box<Yield>>);
impl Future for Twice { type Output = u32; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { let _ = self.0.as_mut().poll(cx); self.0.as_mut().poll(cx) } }
// Sometimes ready at once.
struct Flip(bool);
impl Future for Flip { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { self.0 = !self.0; if self.0 { Poll::Pending } else { Poll::Ready(4) } } }
// Not the poll that a vtable of another trait calls.
trait Odd { fn first(&self) -> u32; fn poll_odd(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32>; }
impl Odd for Flip { fn first(&self) -> u32 { 5 } fn poll_odd(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { match self.poll(cx) { Poll::Pending => Poll::Ready(8), r => r } } }
struct ByOdd(Pin<Box<dyn Odd>>);
impl Future for ByOdd { type Output = u32; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> { self.0.as_mut().poll_odd(cx) } }

async fn all() -> u32 {
    let a = Inverted(Box::pin(ready(1)), 2).await; println!("{a}");
    let b = Late(Box::pin(ready(2)), false).await; println!("{b}");
    let c = Fresh(Box::pin(ready(3)), 0).await; println!("{c}");
    let d = Twice(Box::pin(Yield(3))).await; println!("{d}");
    let e = Flip(false).await + Box::pin(Flip(true)).await + Box::pin(Flip(false)).await; println!("{e}");
    let f = ByOdd(Box::pin(Flip(false))).await; let o: Pin<Box<dyn Odd>> = Box::pin(Flip(true)); println!("{f} {}", o.first()); f + ByOdd(o).await
}
fn main() { let mut f = pin!(all()); loop { let r = poll1(f.as_mut()); println!("{r:?}"); if r.is_ready() { break; } } }
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: 3
// EXPECTED: Pending
// EXPECTED: 2
// EXPECTED: Pending
// EXPECTED: drop fresh
// EXPECTED: Pending
// EXPECTED: drop fresh
// EXPECTED: drop fresh
// EXPECTED: 3
// EXPECTED: Pending
// EXPECTED: 7
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: 12
// EXPECTED: 8 5
// EXPECTED: Ready(12)
