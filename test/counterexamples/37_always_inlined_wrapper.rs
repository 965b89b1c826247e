// BREAKS: taking the poll inside of an always-inlined wrapper for the poll of the await itself
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::Pin, task::{Context, Poll, Waker}};
fn quiet<R>(f: impl FnOnce() -> R) -> Result<R, String> { std::panic::set_hook(Box::new(|_| {})); let r = catch_unwind(AssertUnwindSafe(f)).map_err(|e| e.downcast_ref::<&str>().map(|s| s.to_string()).unwrap_or_default()); let _ = std::panic::take_hook(); r }

struct Nop; impl Future for Nop { type Output = (); fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> { Poll::Ready(()) } }
// Polls what it holds three times, Ready or not; no branch, so that its poll is a straight line.
struct Again<F>(F, u32);
impl<F: Future<Output = ()>> Future for Again<F> {
    type Output = ();
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = unsafe { self.get_unchecked_mut() };
        let _ = unsafe { Pin::new_unchecked(&mut this.0) }.poll(cx);
        this.1 = this.1.wrapping_sub(1);
        std::hint::select_unpredictable(this.1 == 0, Poll::Ready(()), Poll::Pending)
    }
}
async fn child(n: u32) { println!("child runs: {n}"); }
async fn parent(n: u32) { Nop.await; Again(child(n), 3).await; }
fn main() { let mut f = Box::pin(parent(1)); for _ in 0..3 { println!("{:?}", quiet(|| f.as_mut().poll(&mut Context::from_waker(Waker::noop())))); } }
// EXPECTED: child runs: 1
// EXPECTED: Ok(Pending)
// EXPECTED: Err("`async fn` resumed after completion")
// EXPECTED: Err("`async fn` resumed after panicking")
