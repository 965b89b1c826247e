// BREAKS: giving back memory of a box that is leaked, or not dropping what it holds
use std::{future::Future, mem::ManuallyDrop, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct Now(u32); impl Future for Now { type Output = u32; fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { Poll::Ready(self.0) } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn ready(name: &'static str) -> u32 { let _d = D(name); Now(3).await }
async fn waits(name: &'static str) -> u32 { let _d = D(name); Yield(1).await + 1 }
async fn forgets() -> u32 {
    let mut a = Box::pin(ready("ready")); let x = a.as_mut().await; std::mem::forget(a);
    let mut b = Box::pin(waits("forgotten")); println!("{:?}", poll1(b.as_mut())); std::mem::forget(b);
    x + Yield(1).await
}
async fn leaks() -> u32 {
    let leaked: &'static mut _ = Box::leak(Box::new(waits("leaked"))); let mut pinned = unsafe { Pin::new_unchecked(leaked) };
    let x = pinned.as_mut().await; println!("{x}"); pinned.set(waits("set")); let y = pinned.as_mut().await; x + y
}
async fn by_raw() -> u32 {
    let raw = unsafe { Box::into_raw(Pin::into_inner_unchecked(Box::pin(ready("raw")))) };
    let x = unsafe { Pin::new_unchecked(&mut *raw) }.await; println!("{x}");
    drop(unsafe { Box::from_raw(raw) }); println!("freed"); x + Yield(1).await
}
async fn manually() -> u32 {
    let mut m = ManuallyDrop::new(Box::pin(waits("manual"))); let x = m.as_mut().await;
    let mut n = ManuallyDrop::new(Box::pin(waits("never"))); println!("{:?}", poll1(n.as_mut()));
    unsafe { ManuallyDrop::drop(&mut m) }; x
}
async fn kept() -> u32 { let boxed = Box::pin(ready("kept")); let mut all = vec![boxed]; let x = all[0].as_mut().await; println!("{}", all.len()); Yield(1).await; drop(all); println!("all dropped"); x }
fn main() {
    fn run<F: Future<Output = u32>>(f: F) { let mut f = pin!(f); loop { let r = poll1(f.as_mut()); println!("{r:?}"); if r.is_ready() { break; } } }
    run(forgets()); run(leaks()); run(by_raw()); run(manually()); run(kept());
    let mut f = Box::pin(kept()); let _ = poll1(f.as_mut()); println!("cancel"); drop(f);
    let mut f = Box::pin(leaks()); let _ = poll1(f.as_mut()); println!("cancel"); drop(f);
}
// EXPECTED: drop ready
// EXPECTED: Pending
// EXPECTED: Pending
// EXPECTED: Ready(10)
// EXPECTED: Pending
// EXPECTED: drop leaked
// EXPECTED: 8
// EXPECTED: Pending
// EXPECTED: drop set
// EXPECTED: Ready(16)
// EXPECTED: drop raw
// EXPECTED: 3
// EXPECTED: freed
// EXPECTED: Pending
// EXPECTED: Ready(10)
// EXPECTED: Pending
// EXPECTED: drop manual
// EXPECTED: Pending
// EXPECTED: Ready(8)
// EXPECTED: drop kept
// EXPECTED: 1
// EXPECTED: Pending
// EXPECTED: all dropped
// EXPECTED: Ready(3)
// EXPECTED: drop kept
// EXPECTED: 1
// EXPECTED: cancel
// EXPECTED: cancel
