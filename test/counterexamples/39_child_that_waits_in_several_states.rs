// BREAKS: taking for granted in which state a child waits when its parent is resumed or dropped
use std::{cell::Cell, future::Future, panic::{AssertUnwindSafe, catch_unwind}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(1) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }
struct Panics(u32); impl Future for Panics { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { panic!("leaf") } self.0 -= 1; Poll::Pending } }

// One state, two states, and a state that is first reached in the second turn of a loop.
async fn one(n: u32) -> u32 { let _d = D("one"); Yield(n).await }
async fn two(n: u32) -> u32 { let _d = D("two a"); let a = Yield(n).await; let _e = D("two b"); a + Yield(n).await }
async fn turns(n: u32, second: &Cell<bool>) -> u32 { let mut sum = 0; for i in 0..2 { let _d = D("turn"); if second.get() { sum += Yield(n).await * 10; } else { sum += Yield(n).await * 100; } second.set(i == 0); } sum }
async fn never_waits(x: u32) -> u32 { if x > 1000 { Yield(1).await } else { x } }
async fn middle(n: u32, second: &Cell<bool>) -> u32 { let mut sum = one(n).await; sum += two(n).await; sum += turns(n, second).await; for _ in 0..2 { sum += never_waits(5).await; } sum }
async fn root(n: u32) -> u32 { let second = Cell::new(false); let r = middle(n, &second).await; r + Yield(n).await }
async fn fails(n: u32) -> u32 { let _d = D("fails"); let a = Yield(1).await; a + Panics(n).await }
async fn above(n: u32) -> u32 { let _d = D("above"); fails(n).await }

fn main() {
    for polls in 0..9 {
        let mut f: Pin<Box<dyn Future<Output = u32>>> = std::hint::black_box(Box::pin(root(1)));
        let mut got = Vec::new();
        for _ in 0..polls { let p = poll1(f.as_mut()); let done = p.is_ready(); got.push(p); if done { break; } }
        println!("{polls}: {got:?}");
    }
    let mut f = pin!(above(1));
    for _ in 0..4 { println!("{:?}", catch_unwind(AssertUnwindSafe(|| poll1(f.as_mut()))).map_err(|_| ())); }
}
// EXPECTED: 0: []
// EXPECTED: 1: [Pending]
// EXPECTED: drop one
// EXPECTED: drop one
// EXPECTED: 2: [Pending, Pending]
// EXPECTED: drop two a
// EXPECTED: drop one
// EXPECTED: 3: [Pending, Pending, Pending]
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: drop one
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: 4: [Pending, Pending, Pending, Pending]
// EXPECTED: drop turn
// EXPECTED: drop one
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: drop turn
// EXPECTED: 5: [Pending, Pending, Pending, Pending, Pending]
// EXPECTED: drop turn
// EXPECTED: drop one
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: drop turn
// EXPECTED: drop turn
// EXPECTED: 6: [Pending, Pending, Pending, Pending, Pending, Pending]
// EXPECTED: drop one
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: drop turn
// EXPECTED: drop turn
// EXPECTED: 7: [Pending, Pending, Pending, Pending, Pending, Pending, Ready(124)]
// EXPECTED: drop one
// EXPECTED: drop two b
// EXPECTED: drop two a
// EXPECTED: drop turn
// EXPECTED: drop turn
// EXPECTED: 8: [Pending, Pending, Pending, Pending, Pending, Pending, Ready(124)]
// EXPECTED: Ok(Pending)
// EXPECTED: Ok(Pending)
// EXPECTED: drop fails
// EXPECTED: drop above
// EXPECTED: Err(())
// EXPECTED: Err(())
