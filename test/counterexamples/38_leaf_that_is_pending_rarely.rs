// BREAKS: taking a poll that is written by hand for one that is never Pending
use std::{cell::Cell, future::{self, Future}, pin::{Pin, pin}, rc::Rc, task::{Context, Poll, Waker}};
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

/// Pending comes out of memory, in each of the encodings.
struct Stored<T>(Vec<Poll<T>>);
impl<T: Unpin> Future for Stored<T> { type Output = T; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> { self.0.pop().expect("polled too often") } }
/// Written through a pointer by another function, or not.
struct Through(u32);
#[inline(never)] fn fill(slot: &mut Poll<u32>, left: &mut u32) { if *left > 0 { *left -= 1; *slot = Poll::Pending; } }
impl Future for Through { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { let mut r = Poll::Ready(5); fill(&mut r, &mut self.0); r } }
/// Asks another one, and that a third.
struct Outer(Inner); struct Inner(Rc<Cell<u32>>);
impl Future for Inner { type Output = (); fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> { let n = self.0.get(); self.0.set(n + 1); if n % 3 == 1 { Poll::Pending } else { Poll::Ready(()) } } }
impl Future for Outer { type Output = Option<bool>; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<bool>> { match Pin::new(&mut self.0).poll(cx) { Poll::Ready(()) => Poll::Ready(None), Poll::Pending => Poll::Pending } } }
/// Ready, but for the panic.
struct Once(Option<u32>);
impl Future for Once { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { Poll::Ready(self.0.take().expect("once")) } }

async fn stored<T: Unpin>(mut all: Vec<Poll<T>>) -> T { all.reverse(); Stored(all).await }
async fn ready(x: u32) -> u32 { Once(Some(x)).await + future::ready(1).await + future::poll_fn(|_| Poll::Ready(2)).await }
async fn some(count: Rc<Cell<u32>>) -> u32 { let mut n = 0; for _ in 0..3 { if Outer(Inner(count.clone())).await.is_none() { n += 1; } } n + ready(10).await + Through(1).await }

fn run<T: std::fmt::Debug>(name: &str, f: impl Future<Output = T>) {
    let f: Pin<&mut dyn Future<Output = T>> = pin!(f);
    let mut f = std::hint::black_box(f);
    let mut polls = 0;
    loop {
        polls += 1;
        match f.as_mut().poll(&mut Context::from_waker(Waker::noop())) { Poll::Ready(v) => { println!("{name}: {v:?} after {polls}"); return; } Poll::Pending => {} }
    }
}
fn main() {
    run("unit", stored(vec![Poll::Pending, Poll::Ready(())]));
    run("bool", stored(vec![Poll::Ready(true)]));
    run("option", stored(vec![Poll::Pending, Poll::Pending, Poll::Ready(None::<bool>)]));
    run("result", stored(vec![Poll::Pending, Poll::Ready(Err::<u8, ()>(()))]));
    run("box", stored(vec![Poll::Pending, Poll::Ready(Box::new(3))]));
    run("string", stored(vec![Poll::Pending, Poll::Ready(String::from("x"))]));
    run("array", stored(vec![Poll::Pending, Poll::Ready([1u8; 3])]));
    run("wide", stored(vec![Poll::Pending, Poll::Ready([7u64; 9])]));
    run("char", stored(vec![Poll::Pending, Poll::Ready('x')]));
    run("some", some(Rc::new(Cell::new(0))));
    run("ready", ready(4));
    let mut f = pin!(Through(2));
    println!("{:?} {:?} {:?}", poll1(f.as_mut()), poll1(f.as_mut()), poll1(f.as_mut()));
}
// EXPECTED: unit: () after 2
// EXPECTED: bool: true after 1
// EXPECTED: option: None after 3
// EXPECTED: result: Err(()) after 2
// EXPECTED: box: 3 after 2
// EXPECTED: string: "x" after 2
// EXPECTED: array: [1, 1, 1] after 2
// EXPECTED: wide: [7, 7, 7, 7, 7, 7, 7, 7, 7] after 2
// EXPECTED: char: 'x' after 2
// EXPECTED: some: 21 after 3
// EXPECTED: ready: 7 after 1
// EXPECTED: Pending Pending Ready(5)
