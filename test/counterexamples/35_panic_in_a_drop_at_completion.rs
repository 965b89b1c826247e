// BREAKS: taking a child whose own drops panic when it ends for one that has returned
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::Pin, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
fn quiet<R>(f: impl FnOnce() -> R) -> Result<R, String> { std::panic::set_hook(Box::new(|_| {})); let r = catch_unwind(AssertUnwindSafe(f)).map_err(|e| e.downcast_ref::<&str>().map(|s| s.to_string()).unwrap_or_default()); let _ = std::panic::take_hook(); r }

struct Bad(&'static str, bool); impl Drop for Bad { fn drop(&mut self) { println!("drop {}", self.0); if self.1 { panic!("in a drop") } } }
async fn child(bad: bool, n: u32) -> u32 { let _a = Bad("a", false); let _b = Bad("b", bad); let _c = Bad("c", false); Yield(n).await }
async fn parent(bad: bool, n: u32) -> u32 { let _p = Bad("p", false); let r = child(bad, n).await; println!("child is done"); r + child(false, n).await }
fn main() {
    for n in 0..2 { for bad in [true, false] {
        println!("{n} {bad}");
        let mut f = Box::pin(parent(bad, n));
        for _ in 0..4 { println!("{:?}", quiet(|| poll1(f.as_mut()))); }
        drop(f);
    } }
    // Dropped while suspended: the same drop panics in the glue.
    let mut f = Box::pin(parent(true, 1));
    println!("{:?}", poll1(f.as_mut()));
    println!("{:?}", quiet(move || drop(f)));
}
// EXPECTED: 0 true
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop p
// EXPECTED: Err("in a drop")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: 0 false
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: child is done
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop p
// EXPECTED: Ok(Ready(14))
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: 1 true
// EXPECTED: Ok(Pending)
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop p
// EXPECTED: Err("in a drop")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: 1 false
// EXPECTED: Ok(Pending)
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: child is done
// EXPECTED: Ok(Pending)
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop p
// EXPECTED: Ok(Ready(14))
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Pending
// EXPECTED: drop c
// EXPECTED: drop b
// EXPECTED: drop a
// EXPECTED: drop p
// EXPECTED: Err("in a drop")
