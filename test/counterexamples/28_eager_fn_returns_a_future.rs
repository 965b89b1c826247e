// BREAKS: taking a function that returns a future for an async fn: what it does happens when it is called
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

fn eager(name: &'static str) -> impl Future<Output = u32> { println!("called {name}"); let d = D(name); async move { println!("polled {}", d.0); Yield(1).await } }
async fn parent() -> u32 { let late = eager("late"); let early = eager("early"); println!("both made"); early.await + late.await }
async fn wrapper() -> u32 { eager("wrapped").await }
fn main() {
    let mut f = Box::pin(parent()); println!("made"); for _ in 0..3 { println!("{:?}", poll1(f.as_mut())); }
    let mut g = pin!(wrapper()); println!("{:?}", poll1(g.as_mut()));
    drop(Box::pin(wrapper())); println!("end");
}
// EXPECTED: made
// EXPECTED: called late
// EXPECTED: drop late
// EXPECTED: called early
// EXPECTED: drop early
// EXPECTED: both made
// EXPECTED: polled early
// EXPECTED: Pending
// EXPECTED: polled late
// EXPECTED: Pending
// EXPECTED: Ready(14)
// EXPECTED: called wrapped
// EXPECTED: drop wrapped
// EXPECTED: polled wrapped
// EXPECTED: Pending
// EXPECTED: end
