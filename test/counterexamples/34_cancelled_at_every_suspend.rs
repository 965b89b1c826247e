// BREAKS: changing what is dropped, or in which order, when a parent is dropped at one of its awaits
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

async fn leaf(name: &'static str, n: u32) -> u32 { let _d = D(name); Yield(n).await; Yield(n).await }
async fn middle(n: u32) -> u32 { let _d = D("middle"); let a = leaf("one", n).await; let _e = D("between"); a + leaf("two", n).await }
async fn root(n: u32) -> u32 { let _d = D("root"); let r = middle(n).await; Yield(1).await + r }
fn main() {
    for polls in 0..7 {
        println!("after {polls}");
        let mut f = Box::pin(root(1));
        for _ in 0..polls { print!("{:?} ", poll1(f.as_mut())); }
        println!();
        drop(f);
    }
}
// EXPECTED: after 0
// EXPECTED: 
// EXPECTED: after 1
// EXPECTED: Pending 
// EXPECTED: drop one
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: after 2
// EXPECTED: Pending Pending 
// EXPECTED: drop one
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: after 3
// EXPECTED: Pending Pending drop one
// EXPECTED: Pending 
// EXPECTED: drop two
// EXPECTED: drop between
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: after 4
// EXPECTED: Pending Pending drop one
// EXPECTED: Pending Pending 
// EXPECTED: drop two
// EXPECTED: drop between
// EXPECTED: drop middle
// EXPECTED: drop root
// EXPECTED: after 5
// EXPECTED: Pending Pending drop one
// EXPECTED: Pending Pending drop two
// EXPECTED: drop between
// EXPECTED: drop middle
// EXPECTED: Pending 
// EXPECTED: drop root
// EXPECTED: after 6
// EXPECTED: Pending Pending drop one
// EXPECTED: Pending Pending drop two
// EXPECTED: drop between
// EXPECTED: drop middle
// EXPECTED: Pending drop root
// EXPECTED: Ready(21) 
