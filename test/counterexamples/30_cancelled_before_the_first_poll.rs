// BREAKS: taking it for granted that a child that was made is also polled
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn child(d: D, n: u32) -> u32 { println!("child runs"); let r = Yield(n).await; drop(d); r }
async fn later(n: u32) -> u32 { let f = child(D("child's"), n); println!("made"); Yield(1).await; println!("resumed"); f.await }
async fn never(n: u32, stop: bool) -> u32 { let f = child(D("unused"), n); if stop { return 0; } f.await }
fn main() {
    let mut f = Box::pin(later(1)); println!("{:?}", poll1(f.as_mut())); drop(f); println!("-");
    let mut f = Box::pin(later(1)); for _ in 0..2 { println!("{:?}", poll1(f.as_mut())); } drop(f); println!("-");
    let mut f = Box::pin(later(1)); for _ in 0..3 { println!("{:?}", poll1(f.as_mut())); } drop(f); println!("-");
    println!("{:?}", poll1(pin!(never(1, true)))); println!("{:?}", poll1(pin!(never(0, false))));
}
// EXPECTED: made
// EXPECTED: Pending
// EXPECTED: drop child's
// EXPECTED: -
// EXPECTED: made
// EXPECTED: Pending
// EXPECTED: resumed
// EXPECTED: child runs
// EXPECTED: Pending
// EXPECTED: drop child's
// EXPECTED: -
// EXPECTED: made
// EXPECTED: Pending
// EXPECTED: resumed
// EXPECTED: child runs
// EXPECTED: Pending
// EXPECTED: drop child's
// EXPECTED: Ready(7)
// EXPECTED: -
// EXPECTED: drop unused
// EXPECTED: Ready(0)
// EXPECTED: child runs
// EXPECTED: drop unused
// EXPECTED: Ready(7)
