// BREAKS: deriving the states of a future from a caller into which its resume function was inlined
use std::{future::{Future,poll_fn}, pin::Pin, task::{Context,Poll,Waker}};
static mut OPEN: bool = false;
async fn gate() -> u32 { poll_fn(|_| if unsafe { OPEN } { Poll::Ready(5) } else { Poll::Pending }).await }
// Each opens or closes the gate itself, so what is inlined here always or never suspends.
#[inline(never)] fn closed<F: Future>(f: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> { unsafe { OPEN = false }; f.poll(cx) }
#[inline(never)] fn open<F: Future>(f: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> { unsafe { OPEN = true }; f.poll(cx) }
fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    let mut f = Box::pin(gate());
    println!("{:?}", closed(f.as_mut(), &mut cx));
    println!("{:?}", closed(f.as_mut(), &mut cx));
    println!("{:?}", open(f.as_mut(), &mut cx));
    let mut g = Box::pin(gate());
    println!("{:?}", open(g.as_mut(), &mut cx));
}
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: Ready(5)
// EXPECTED: Ready(5)
