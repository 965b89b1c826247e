// BREAKS: not noting that a child is done where it is dropped only later, after another await
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
fn quiet<R>(f: impl FnOnce() -> R) -> Result<R, String> { std::panic::set_hook(Box::new(|_| {})); let r = catch_unwind(AssertUnwindSafe(f)).map_err(|e| e.downcast_ref::<&str>().map(|s| s.to_string()).unwrap_or_default()); let _ = std::panic::take_hook(); r }

async fn child(name: &'static str, n: u32) -> u32 { let _d = D(name); Yield(n).await }
async fn parent(n: u32, again: bool) -> u32 {
    let mut a = pin!(child("a", n));
    let r = std::future::poll_fn(|cx| a.as_mut().poll(cx)).await;
    println!("a is done");
    let b = child("b", 1).await;
    if again { std::future::poll_fn(|cx| a.as_mut().poll(cx)).await; }
    r + b
}
fn main() {
    for again in [false, true] { let mut f = Box::pin(parent(1, again)); for _ in 0..3 { println!("{:?}", quiet(|| poll1(f.as_mut()))); } drop(f); }
    let mut f = Box::pin(parent(0, false)); println!("{:?}", poll1(f.as_mut())); drop(f); println!("end");
}
// EXPECTED: Ok(Pending)
// EXPECTED: drop a
// EXPECTED: a is done
// EXPECTED: Ok(Pending)
// EXPECTED: drop b
// EXPECTED: Ok(Ready(14))
// EXPECTED: Ok(Pending)
// EXPECTED: drop a
// EXPECTED: a is done
// EXPECTED: Ok(Pending)
// EXPECTED: drop b
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: drop a
// EXPECTED: a is done
// EXPECTED: Pending
// EXPECTED: drop b
// EXPECTED: end
