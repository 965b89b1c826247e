// BREAKS: taking a box that is awaited by reference for one that only the await knows
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
type Boxed = Pin<Box<dyn Future<Output = u32>>>;
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

fn named(name: &'static str, n: u32) -> Boxed { Box::pin(async move { let _d = D(name); Yield(n).await + n }) }
fn other(name: &'static str, n: u32) -> Boxed { Box::pin(async move { let _d = D(name); Yield(n).await; println!("{name} goes on"); Yield(1).await * 100 }) }
// Both boxes are awaited by reference, and change places while they are suspended.
async fn swapped() -> u32 {
    let mut a = named("a", 1); let mut b = other("b", 1);
    println!("{:?}", std::future::poll_fn(|cx| Poll::Ready(a.as_mut().poll(cx))).await);
    std::mem::swap(&mut a, &mut b);
    let x = (&mut a).await; let y = (&mut b).await;
    println!("{x} {y}"); x + y
}
// A box is replaced, and set, between two awaits of the same variable.
async fn replaced() -> u32 {
    let mut a = named("one", 1); let x = (&mut a).await;
    a = other("two", 0); let y = a.as_mut().await;
    let old = std::mem::replace(&mut a, named("three", 0)); println!("replaced"); drop(old);
    let z = (&mut a).await; let mut fixed = Box::pin(Yield(0)); fixed.as_mut().set(Yield(1)); let w = fixed.as_mut().await;
    fixed.set(Yield(2)); x + y + z + w + fixed.await
}
// The same place in the frame holds one box after the other, of several types.
async fn by_turns(n: u32) -> u32 { let mut sum = 0; for i in 0..n { let _l = D("round"); sum += if i % 2 == 0 { named("even", i) } else { other("odd", i) }.await; sum += match i { 0 => named("0", 0).await, 1 => other("1", 0).await, _ => named("many", 0).await }; } sum }
async fn optional(n: u32) -> u32 { let mut slot = Some(named("kept", n)); let first = poll1(slot.as_mut().unwrap().as_mut()); println!("{first:?}"); if n > 1 { slot = Some(other("instead", 0)); } let v = slot.take().unwrap().await; v + slot.is_none() as u32 }
fn main() {
    fn run<F: Future<Output = u32>>(f: F) { let mut f = pin!(f); loop { let r = poll1(f.as_mut()); println!("{r:?}"); if r.is_ready() { break; } } }
    run(swapped()); run(replaced()); run(by_turns(4)); run(optional(1)); run(optional(2));
    for polls in 1..4 { let mut f = Box::pin(swapped()); for _ in 0..polls { let _ = poll1(f.as_mut()); } println!("cancel"); drop(f); let mut f = Box::pin(by_turns(3)); for _ in 0..polls { let _ = poll1(f.as_mut()); } println!("cancel"); drop(f); }
}
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: b goes on
// EXPECTED: Pending
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: 700 8
// EXPECTED: Ready(708)
// EXPECTED: Pending
// EXPECTED: drop one
// EXPECTED: two goes on
// EXPECTED: Pending
// EXPECTED: drop two
// EXPECTED: replaced
// EXPECTED: drop three
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: Ready(729)
// EXPECTED: drop even
// EXPECTED: drop 0
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: odd goes on
// EXPECTED: Pending
// EXPECTED: drop odd
// EXPECTED: 1 goes on
// EXPECTED: Pending
// EXPECTED: drop 1
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: drop even
// EXPECTED: drop many
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: odd goes on
// EXPECTED: Pending
// EXPECTED: drop odd
// EXPECTED: drop many
// EXPECTED: drop round
// EXPECTED: Ready(2137)
// EXPECTED: Pending
// EXPECTED: drop kept
// EXPECTED: Ready(9)
// EXPECTED: Pending
// EXPECTED: drop kept
// EXPECTED: instead goes on
// EXPECTED: Pending
// EXPECTED: drop instead
// EXPECTED: Ready(701)
// EXPECTED: Pending
// EXPECTED: cancel
// EXPECTED: drop a
// EXPECTED: drop b
// EXPECTED: drop even
// EXPECTED: drop 0
// EXPECTED: drop round
// EXPECTED: cancel
// EXPECTED: drop odd
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: b goes on
// EXPECTED: cancel
// EXPECTED: drop a
// EXPECTED: drop b
// EXPECTED: drop even
// EXPECTED: drop 0
// EXPECTED: drop round
// EXPECTED: odd goes on
// EXPECTED: cancel
// EXPECTED: drop odd
// EXPECTED: drop round
// EXPECTED: Pending
// EXPECTED: b goes on
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: 700 8
// EXPECTED: cancel
// EXPECTED: drop even
// EXPECTED: drop 0
// EXPECTED: drop round
// EXPECTED: odd goes on
// EXPECTED: drop odd
// EXPECTED: 1 goes on
// EXPECTED: cancel
// EXPECTED: drop 1
// EXPECTED: drop round
