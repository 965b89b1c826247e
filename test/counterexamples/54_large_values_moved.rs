// BREAKS: taking bytes of a large value, or of a future that was not polled, for dead or unwritten when they are not
use std::{future::Future, hint::black_box, mem::{self, ManuallyDrop, MaybeUninit}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(bool); impl Future for Yield { type Output = (); fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> { self.0 = !self.0; if self.0 { Poll::Pending } else { Poll::Ready(()) } } }
fn run<F: Future>(f: F) -> F::Output { let mut f = pin!(f); loop { if let Poll::Ready(v) = f.as_mut().poll(&mut Context::from_waker(Waker::noop())) { return v; } } }
struct D(u8); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
const N: usize = 6000;

// What is read after the await: by a computed index, by slices, backwards from an element.
async fn leaf(data: [u8; N], at: usize) -> u64 { Yield(false).await; u64::from(data[at % N]) + u64::from(data[(at + 1) % N]) }
async fn slice(mut data: [u8; N], at: usize) -> u64 { data[at..].fill(3); Yield(false).await; data[at - 1..at + 1].iter().map(|b| u64::from(*b)).sum() }
async fn backwards(data: [u8; N], at: usize) -> u64 { let p = &raw const data[0]; Yield(false).await; unsafe { u64::from(*p.add(black_box(at)).sub(black_box(at)).add(5)) } }
async fn twice(a: [u8; N], b: [u8; N], at: usize) -> u64 { let s = leaf(a, at).await; let both = [a, b]; Yield(false).await; s + u64::from(both[black_box(1)][at]) + leaf(b, at).await }
async fn changed(mut data: [u8; N], at: usize) -> u64 { data[at] = 100; let r = leaf(data, at).await; data[at] = 1; Yield(false).await; r + u64::from(data[at]) + leaf(data, at).await }
async fn nested(data: [u8; N], at: usize) -> u64 { twice(data, [9; N], at).await + slice(data, at).await + backwards(data, at).await + changed(data, at).await }

// Futures that were not polled, moved about.
async fn holds(d: D, x: u64, big: bool) -> u64 { let mut buffer = [0u8; 5000]; Yield(false).await; if big { buffer[black_box(40)] = d.0; } x + buffer.iter().map(|b| u64::from(*b)).sum::<u64>() }
struct Task<F> { id: u64, future: F, end: u64 }
#[inline(never)] fn named<F: Future>(future: F, id: u64) -> Pin<Box<Task<F>>> { Box::pin(Task { id, future, end: !id }) }
#[inline(never)] fn pass<F>(f: F, n: u32) -> F { if n == 0 { f } else { pass(f, n - 1) } }
#[inline(never)] fn either<F>(a: F, b: F, first: bool) -> F { if first { a } else { b } }
#[inline(never)] fn keep<F>(f: F) -> Option<Result<F, [u64; 700]>> { Some(Ok(f)) }
fn take<F: Future<Output = u64>>(mut t: Pin<Box<Task<F>>>) -> u64 { let ends = t.id ^ t.end; let f = unsafe { t.as_mut().map_unchecked_mut(|t| &mut t.future) }; let mut f = f; loop { if let Poll::Ready(v) = f.as_mut().poll(&mut Context::from_waker(Waker::noop())) { return v.wrapping_add(ends); } } }
enum Slot<T> { Empty, Full(T, u16) }
#[inline(never)] fn slot<T>(value: Option<T>) -> Slot<T> { match value { Some(v) => Slot::Full(v, 7), None => Slot::Empty } }
#[inline(never)] fn filled(seed: u8) -> Slot<[u8; 3000]> { if seed == 0 { Slot::Empty } else { let mut a = [seed; 3000]; a[black_box(17)] = 1; Slot::Full(a, 300) } }
#[inline(never)] fn sum(s: Box<Slot<[u8; 3000]>>) -> u64 { match *s { Slot::Empty => 1, Slot::Full(a, n) => a.iter().map(|b| u64::from(*b)).sum::<u64>() + u64::from(n) } }

// Bytes of a future that was not polled are copied one by one, unwritten ones, too.
#[inline(never)] fn by_bytes<F>(f: F) -> F { let f = ManuallyDrop::new(f); let mut to = MaybeUninit::<F>::uninit(); let from = (&raw const f).cast::<MaybeUninit<u8>>(); for i in 0..mem::size_of::<F>() { unsafe { *to.as_mut_ptr().cast::<MaybeUninit<u8>>().add(i) = *from.add(i); } } unsafe { to.assume_init() } }
// A part of the value is written through a pointer that was taken before it is moved.
#[inline(never)] fn late(x: u64) -> Box<[u64; 600]> { let mut a = MaybeUninit::<[u64; 600]>::uninit(); let p = a.as_mut_ptr().cast::<u64>(); write_by(p, x); unsafe { Box::new(a.assume_init()) } }
#[inline(never)] fn write_by(p: *mut u64, x: u64) { for i in 0..600 { unsafe { p.add(i).write(x + i as u64); } } }
// Written in a loop: what the last round wrote is moved in the next.
#[inline(never)] fn rounds(n: u64) -> u64 { let mut a: [MaybeUninit<u64>; 400] = [MaybeUninit::uninit(); 400]; let mut s = 0; for i in 0..n { let b = Box::new(a); if i > 0 { s += unsafe { b[(i - 1) as usize].assume_init() }; } a[i as usize] = MaybeUninit::new(i * 3); black_box(&b); } s }

fn main() {
    let mut data = [0u8; N]; for (i, b) in data.iter_mut().enumerate() { *b = (i % 251) as u8; }
    println!("{}", run(nested(black_box(data), black_box(700))));
    println!("{}", run(async { let x = black_box(12); leaf(data, x).await + slice(data, x).await }));
    println!("{}", take(named(holds(D(1), 5, true), 1)));
    println!("{}", take(named(pass(holds(D(2), 6, true), 3), 2)));
    println!("{}", run(either(holds(D(3), 7, true), holds(D(4), 8, false), black_box(false))));
    match keep(holds(D(5), 9, true)) { Some(Ok(f)) => println!("{}", run(f)), _ => println!("none") }
    match slot(Some(holds(D(6), 10, true))) { Slot::Full(f, n) => println!("{} {n}", run(f)), Slot::Empty => println!("empty") }
    println!("{} {}", sum(Box::new(filled(black_box(0)))), sum(Box::new(filled(black_box(4)))));
    println!("{}", run(by_bytes(holds(D(7), 11, true))));
    let (mut a, mut b) = (holds(D(8), 12, true), holds(D(9), 13, false));
    mem::swap(&mut a, &mut b); let old = mem::replace(&mut a, holds(D(10), 14, true));
    println!("{} {} {}", run(old), run(b), run(a));
    println!("{}", std::thread::spawn({ let f = holds(D(11), 15, true); move || run(f) }).join().unwrap());
    println!("{}", { let f = holds(D(12), 16, true); let b: Pin<Box<dyn Future<Output = u64>>> = Box::pin(f); run(b) });
    drop(named(holds(D(13), 17, true), 3)); mem::drop(keep(holds(D(14), 18, false)));
    println!("{} {}", late(black_box(2)).iter().sum::<u64>(), rounds(black_box(300)));
}
// EXPECTED: 1129
// EXPECTED: 39
// EXPECTED: drop 1
// EXPECTED: 5
// EXPECTED: drop 2
// EXPECTED: 7
// EXPECTED: drop 3
// EXPECTED: drop 4
// EXPECTED: 8
// EXPECTED: drop 5
// EXPECTED: 14
// EXPECTED: drop 6
// EXPECTED: 16 7
// EXPECTED: 1 12297
// EXPECTED: drop 7
// EXPECTED: 18
// EXPECTED: drop 9
// EXPECTED: drop 8
// EXPECTED: drop 10
// EXPECTED: 13 20 24
// EXPECTED: drop 11
// EXPECTED: 26
// EXPECTED: drop 12
// EXPECTED: 28
// EXPECTED: drop 13
// EXPECTED: drop 14
// EXPECTED: 180900 133653
