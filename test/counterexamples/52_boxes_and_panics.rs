// BREAKS: what is dropped, and in which order, when a boxed child panics or its parent is cancelled
use std::{future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
type Boxed = Pin<Box<dyn Future<Output = u32>>>;
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct Now(u32); impl Future for Now { type Output = u32; fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { Poll::Ready(self.0) } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
struct Bomb(bool); impl Drop for Bomb { fn drop(&mut self) { println!("bomb"); if self.0 { panic!("in drop"); } } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

fn ready(n: u32) -> Boxed { let captured = D("captured"); Box::pin(async move { let _c = captured; let _d = D("local"); let v = Now(n).await; if v == 2 { panic!("boxed, ready"); } v }) }
fn bomb(armed: bool) -> Boxed { Box::pin(async move { let _d = D("beside"); let _b = Bomb(armed); Now(1).await }) }
fn waits(n: u32) -> Boxed { Box::pin(async move { let _d = D("waiting"); let v = Yield(1).await + Box::pin(async move { let _e = D("inner"); Yield(1).await }).await; if n == 2 { panic!("boxed, waiting"); } v }) }
fn level(n: u32) -> Boxed { Box::pin(async move { let _d = D("level"); if n == 0 { ready(1).await } else { level(n - 1).await + ready(n + 2).await } }) }
async fn parent(n: u32) -> u32 { let _o = D("outer"); let a = ready(n).await; let b = bomb(n == 3).await; println!("{a} {b}"); let c = waits(n + 1).await; c + level(2).await }
fn main() {
    std::panic::set_hook(Box::new(|p| println!("panic: {}", p.payload().downcast_ref::<&str>().unwrap_or(&"async fn resumed"))));
    for n in 0..4 {
        let mut f = pin!(parent(n));
        for _ in 0..5 { match catch_unwind(AssertUnwindSafe(|| poll1(f.as_mut()))) { Ok(r) => { println!("{n}: {r:?}"); if r.is_ready() { break; } } Err(_) => println!("{n}: unwound") } }
    }
    for polls in 0..4 { let mut f = Box::pin(parent(0)); for _ in 0..polls { let _ = poll1(f.as_mut()); } println!("cancel"); drop(f); }
}
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: drop beside
// EXPECTED: 0 1
// EXPECTED: 0: Pending
// EXPECTED: 0: Pending
// EXPECTED: drop inner
// EXPECTED: drop waiting
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop outer
// EXPECTED: 0: Ready(22)
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: drop beside
// EXPECTED: 1 1
// EXPECTED: 1: Pending
// EXPECTED: 1: Pending
// EXPECTED: drop inner
// EXPECTED: panic: boxed, waiting
// EXPECTED: drop waiting
// EXPECTED: drop outer
// EXPECTED: 1: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 1: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 1: unwound
// EXPECTED: panic: boxed, ready
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop outer
// EXPECTED: 2: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 2: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 2: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 2: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 2: unwound
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: panic: in drop
// EXPECTED: drop beside
// EXPECTED: drop outer
// EXPECTED: 3: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 3: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 3: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 3: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 3: unwound
// EXPECTED: cancel
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: drop beside
// EXPECTED: 0 1
// EXPECTED: cancel
// EXPECTED: drop waiting
// EXPECTED: drop outer
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: drop beside
// EXPECTED: 0 1
// EXPECTED: cancel
// EXPECTED: drop inner
// EXPECTED: drop waiting
// EXPECTED: drop outer
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: bomb
// EXPECTED: drop beside
// EXPECTED: 0 1
// EXPECTED: drop inner
// EXPECTED: drop waiting
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop local
// EXPECTED: drop captured
// EXPECTED: drop level
// EXPECTED: drop outer
// EXPECTED: cancel
