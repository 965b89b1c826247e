// BREAKS: taking a future that is awaited by reference for one that only its await polls
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
fn quiet<R>(f: impl FnOnce() -> R) -> Result<R, String> { std::panic::set_hook(Box::new(|_| {})); let r = catch_unwind(AssertUnwindSafe(f)).map_err(|e| e.downcast_ref::<&str>().map(|s| s.to_string()).unwrap_or_default()); let _ = std::panic::take_hook(); r }

async fn child(n: u32) -> u32 { let _d = D("child"); Yield(n).await + n }
async fn parent(n: u32) -> u32 { let mut f = pin!(child(n)); let first = f.as_mut().await; println!("first {first}"); f.as_mut().await }
async fn by_ref(n: u32) -> u32 { let mut f = Box::pin(child(n)); let first = (&mut f).await; println!("first {first}"); (&mut f).await }
fn run<F: Future<Output = u32>>(f: F) { let mut f = Box::pin(f); for _ in 0..4 { println!("{:?}", quiet(|| poll1(f.as_mut()))); } }
fn main() { run(parent(1)); run(by_ref(0)); }
// EXPECTED: Ok(Pending)
// EXPECTED: drop child
// EXPECTED: first 8
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: drop child
// EXPECTED: first 7
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
// EXPECTED: Err("`async fn` resumed after panicking")
