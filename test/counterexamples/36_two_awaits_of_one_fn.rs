// BREAKS: mixing up two awaits of the same async fn, whose children lie at the same place
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn child(name: &'static str, n: u32) -> u32 { let _d = D(name); Yield(n).await + n }
async fn twice(n: u32) -> u32 { let a = child("first", n).await; println!("{a}"); a + child("second", n + 1).await }
async fn looped(n: u32) -> u32 { let mut sum = 0; for i in 0..n { let _l = D("round"); sum += child("looped", i).await; if i == 1 { sum += child("extra", 1).await; } } sum }
async fn both(n: u32) -> u32 { twice(n).await + looped(n + 2).await + twice(0).await }
fn main() {
    for n in 0..2 { let mut f = pin!(both(n)); loop { let r = poll1(f.as_mut()); println!("{r:?}"); if r.is_ready() { break; } } }
    for polls in 1..5 { let mut f = Box::pin(looped(3)); for _ in 0..polls { let _ = poll1(f.as_mut()); } println!("cancel"); drop(f); }
}
// EXPECTED: drop first
// EXPECTED: 7
// EXPECTED: Pending
// EXPECTED: drop second
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: drop looped
// EXPECTED: Pending
// EXPECTED: drop extra
// EXPECTED: drop round
// EXPECTED: drop first
// EXPECTED: 7
// EXPECTED: Pending
// EXPECTED: drop second
// EXPECTED: Ready(53)
// EXPECTED: Pending
// EXPECTED: drop first
// EXPECTED: 8
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: drop second
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: drop looped
// EXPECTED: Pending
// EXPECTED: drop extra
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop first
// EXPECTED: 7
// EXPECTED: Pending
// EXPECTED: drop second
// EXPECTED: Ready(64)
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: cancel
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: cancel
// EXPECTED: drop extra
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: drop extra
// EXPECTED: drop round
// EXPECTED: cancel
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: drop round
// EXPECTED: drop looped
// EXPECTED: drop extra
// EXPECTED: drop round
// EXPECTED: cancel
// EXPECTED: drop looped
// EXPECTED: drop round
