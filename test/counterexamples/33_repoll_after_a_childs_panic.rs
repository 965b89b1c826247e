// BREAKS: losing the panicked state of a parent whose child panicked
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::Pin, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
fn quiet<R>(f: impl FnOnce() -> R) -> Result<R, String> { std::panic::set_hook(Box::new(|_| {})); let r = catch_unwind(AssertUnwindSafe(f)).map_err(|e| e.downcast_ref::<&str>().map(|s| s.to_string()).unwrap_or_default()); let _ = std::panic::take_hook(); r }

async fn leaf(n: u32, bad: bool) -> u32 { let _d = D("leaf"); let r = Yield(n).await; if bad { panic!("leaf") } r }
async fn middle(n: u32, bad: bool) -> u32 { let _d = D("middle"); leaf(n, bad).await + leaf(0, false).await }
async fn root(n: u32, bad: bool) -> u32 { let _d = D("root"); middle(n, bad).await + 1 }
fn main() {
    for n in 0..2 { for bad in [true, false] {
        println!("{n} {bad}");
        let mut f = Box::pin(root(n, bad));
        for _ in 0..4 { println!("{:?}", quiet(|| poll1(f.as_mut()))); }
        drop(f);
        println!("dropped");
    } }
}
// EXPECTED: 0 true
// EXPECTED: drop leaf
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: Err("leaf")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: dropped
// EXPECTED: 0 false
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: Ok(Ready(15))
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: dropped
// EXPECTED: 1 true
// EXPECTED: Ok(Pending)
// EXPECTED: drop leaf
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: Err("leaf")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: dropped
// EXPECTED: 1 false
// EXPECTED: Ok(Pending)
// EXPECTED: drop leaf
// EXPECTED: drop leaf
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: Ok(Ready(15))
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: dropped
