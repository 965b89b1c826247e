// BREAKS: dropping the arguments of a future that was never polled in the order of one that was
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn child(_a: D, _b: D) -> u32 { let _c = D("local"); Yield(1).await }
async fn parent(a: D, b: D) -> u32 { let _p = D("parent's"); child(a, b).await }
fn made() -> impl Future<Output = u32> { parent(D("a"), D("b")) }
fn main() {
    println!("never polled"); drop(made());
    println!("cancelled"); let mut f = Box::pin(made()); println!("{:?}", poll1(f.as_mut())); drop(f);
    println!("finished"); let mut f = Box::pin(made()); while poll1(f.as_mut()).is_pending() {} println!("ready"); drop(f);
}
// EXPECTED: never polled
// EXPECTED: drop a
// EXPECTED: drop b
// EXPECTED: cancelled
// EXPECTED: Pending
// EXPECTED: drop local
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop parent's
// EXPECTED: finished
// EXPECTED: drop local
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop parent's
// EXPECTED: ready
