// BREAKS: taking a box out of the frame that is looked at by another way, in another poll, or by another await of the same place
use std::{future::Future, mem::ManuallyDrop, panic::{AssertUnwindSafe, catch_unwind}, pin::{Pin, pin}, task::{Context, Poll, Waker}};
type Boxed = Pin<Box<dyn Future<Output = u32>>>;
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(&'static str, u32); impl Drop for D { fn drop(&mut self) { println!("drop {} {}", self.0, self.1); if self.1 == 99 { panic!("in drop"); } } }
fn poll1<F: Future + ?Sized>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

// Never suspends; what it captured is dropped with its box, behind the await if it was never polled.
async fn now(v: u32) -> u32 { v }
async fn ready(d: D) -> u32 { let v = now(d.1).await; println!("ready {v}"); if v == 50 { panic!("ready"); } v }
fn dynamic(d: D) -> Boxed { Box::pin(ready(d)) }

// One place after the other holds a box, and then what lives over an await.
async fn by_turns(n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n {
        sum += Box::pin(ready(D("thin", i))).await;
        { let kept = (D("kept", i), [i; 6]); sum += Yield(1).await + kept.1[(i % 6) as usize]; }
        sum += dynamic(D("fat", i)).await;
        { let kept = [sum; 8]; Yield(1).await; sum += kept[(i % 8) as usize]; }
    }
    sum
}
// The same box: made before a poll is left and awaited in a later one, or never.
async fn held(n: u32) -> u32 {
    let a = Box::pin(ready(D("before", n))); let b = dynamic(D("never", n));
    let v = Yield(1).await;
    if n > 1 { return v; }
    let x = a.await; println!("between"); Yield(1).await;
    if n > 0 { drop(b); x } else { x + b.await }
}
// By reference, by value, moved on, swapped, and forgotten after it was awaited.
async fn by_reference(n: u32) -> u32 {
    let mut a = Box::pin(ready(D("a", n))); let mut b = Box::pin(ready(D("b", n + 1)));
    std::mem::swap(&mut a, &mut b);
    let x = a.as_mut().await; let moved = b; let y = moved.await;
    let mut c = ManuallyDrop::new(dynamic(D("c", n))); let z = (*c).as_mut().await;
    Yield(1).await;
    if n > 0 { unsafe { ManuallyDrop::drop(&mut c) }; }
    let mut d = dynamic(D("d", n)); let w = (&mut d).await; std::mem::forget(d); drop(a);
    println!("{x} {y} {z} {w}"); x + y * 10 + z * 100 + w * 1000
}
// A branch leaves the loop with the box of this turn, another awaits it.
async fn leaves(n: u32) -> u32 {
    let mut sum = 0;
    let last = loop {
        let b = dynamic(D("turn", sum)); sum += 1;
        if sum > n { break b; }
        let v = match sum % 3 { 0 => b.await, 1 => { Yield(1).await; b.await } _ => { drop(b); continue } };
        println!("turn {v}");
    };
    last.await + sum
}
// A panic in the child, in the drop of what it captured, and in that of what is beside it.
async fn panics(n: u32) -> u32 { let _o = D("outer", 0); let x = Box::pin(ready(D("one", n))).await; let y = dynamic(D("two", n + 1)).await; Yield(1).await + x + y }
async fn own(n: u32) -> u32 { by_turns(n).await + held(n).await + by_reference(n).await + leaves(n).await }
fn main() {
    std::panic::set_hook(Box::new(|p| println!("panic: {}", p.payload().downcast_ref::<&str>().unwrap_or(&"async fn resumed"))));
    for n in 0..4 { let mut f = pin!(own(n)); loop { if let Poll::Ready(v) = poll1(f.as_mut()) { println!("{n}: {v}"); break; } } }
    for n in [0, 1, 3] { for polls in 0..9 { let mut f = Box::pin(own(n)); for _ in 0..polls { if poll1(f.as_mut()).is_ready() { break; } } println!("cancel {n} after {polls}"); drop(f); } }
    for n in [1, 49, 50, 98, 99] {
        let mut f = pin!(panics(n));
        for _ in 0..3 { match catch_unwind(AssertUnwindSafe(|| poll1(f.as_mut()))) { Ok(r) => { println!("{n}: {r:?}"); if r.is_ready() { break; } } Err(_) => println!("{n}: unwound") } }
    }
}
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: 0: 2
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: drop never 1
// EXPECTED: ready 2
// EXPECTED: drop b 2
// EXPECTED: ready 1
// EXPECTED: drop a 1
// EXPECTED: ready 1
// EXPECTED: drop c 1
// EXPECTED: ready 1
// EXPECTED: drop d 1
// EXPECTED: 2 1 1 1
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: turn 0
// EXPECTED: ready 1
// EXPECTED: drop turn 1
// EXPECTED: 1: 1130
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: drop never 2
// EXPECTED: drop before 2
// EXPECTED: ready 3
// EXPECTED: drop b 3
// EXPECTED: ready 2
// EXPECTED: drop a 2
// EXPECTED: ready 2
// EXPECTED: drop c 2
// EXPECTED: ready 2
// EXPECTED: drop d 2
// EXPECTED: 3 2 2 2
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: turn 0
// EXPECTED: drop turn 1
// EXPECTED: ready 2
// EXPECTED: drop turn 2
// EXPECTED: 2: 2283
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: ready 2
// EXPECTED: drop thin 2
// EXPECTED: drop kept 2
// EXPECTED: ready 2
// EXPECTED: drop fat 2
// EXPECTED: drop never 3
// EXPECTED: drop before 3
// EXPECTED: ready 4
// EXPECTED: drop b 4
// EXPECTED: ready 3
// EXPECTED: drop a 3
// EXPECTED: ready 3
// EXPECTED: drop c 3
// EXPECTED: ready 3
// EXPECTED: drop d 3
// EXPECTED: 4 3 3 3
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: turn 0
// EXPECTED: drop turn 1
// EXPECTED: ready 2
// EXPECTED: drop turn 2
// EXPECTED: turn 2
// EXPECTED: ready 3
// EXPECTED: drop turn 3
// EXPECTED: 3: 3470
// EXPECTED: cancel 0 after 0
// EXPECTED: cancel 0 after 1
// EXPECTED: drop never 0
// EXPECTED: drop before 0
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: cancel 0 after 2
// EXPECTED: drop never 0
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: cancel 0 after 3
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: cancel 0 after 4
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: cancel 0 after 5
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: cancel 0 after 6
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: cancel 0 after 7
// EXPECTED: ready 0
// EXPECTED: drop before 0
// EXPECTED: between
// EXPECTED: ready 0
// EXPECTED: drop never 0
// EXPECTED: ready 1
// EXPECTED: drop b 1
// EXPECTED: ready 0
// EXPECTED: drop a 0
// EXPECTED: ready 0
// EXPECTED: drop c 0
// EXPECTED: ready 0
// EXPECTED: drop d 0
// EXPECTED: 1 0 0 0
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: cancel 0 after 8
// EXPECTED: cancel 1 after 0
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: cancel 1 after 1
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: cancel 1 after 2
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: cancel 1 after 3
// EXPECTED: drop never 1
// EXPECTED: drop before 1
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: cancel 1 after 4
// EXPECTED: drop never 1
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: drop never 1
// EXPECTED: ready 2
// EXPECTED: drop b 2
// EXPECTED: ready 1
// EXPECTED: drop a 1
// EXPECTED: ready 1
// EXPECTED: drop c 1
// EXPECTED: cancel 1 after 5
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: drop never 1
// EXPECTED: ready 2
// EXPECTED: drop b 2
// EXPECTED: ready 1
// EXPECTED: drop a 1
// EXPECTED: ready 1
// EXPECTED: drop c 1
// EXPECTED: ready 1
// EXPECTED: drop d 1
// EXPECTED: 2 1 1 1
// EXPECTED: cancel 1 after 6
// EXPECTED: drop turn 0
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: drop never 1
// EXPECTED: ready 2
// EXPECTED: drop b 2
// EXPECTED: ready 1
// EXPECTED: drop a 1
// EXPECTED: ready 1
// EXPECTED: drop c 1
// EXPECTED: ready 1
// EXPECTED: drop d 1
// EXPECTED: 2 1 1 1
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: turn 0
// EXPECTED: ready 1
// EXPECTED: drop turn 1
// EXPECTED: cancel 1 after 7
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop before 1
// EXPECTED: between
// EXPECTED: drop never 1
// EXPECTED: ready 2
// EXPECTED: drop b 2
// EXPECTED: ready 1
// EXPECTED: drop a 1
// EXPECTED: ready 1
// EXPECTED: drop c 1
// EXPECTED: ready 1
// EXPECTED: drop d 1
// EXPECTED: 2 1 1 1
// EXPECTED: ready 0
// EXPECTED: drop turn 0
// EXPECTED: turn 0
// EXPECTED: ready 1
// EXPECTED: drop turn 1
// EXPECTED: cancel 1 after 8
// EXPECTED: cancel 3 after 0
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: cancel 3 after 1
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: cancel 3 after 2
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: cancel 3 after 3
// EXPECTED: drop kept 1
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: cancel 3 after 4
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: ready 2
// EXPECTED: drop thin 2
// EXPECTED: cancel 3 after 5
// EXPECTED: drop kept 2
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: ready 2
// EXPECTED: drop thin 2
// EXPECTED: drop kept 2
// EXPECTED: ready 2
// EXPECTED: drop fat 2
// EXPECTED: cancel 3 after 6
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: ready 2
// EXPECTED: drop thin 2
// EXPECTED: drop kept 2
// EXPECTED: ready 2
// EXPECTED: drop fat 2
// EXPECTED: cancel 3 after 7
// EXPECTED: drop never 3
// EXPECTED: drop before 3
// EXPECTED: ready 0
// EXPECTED: drop thin 0
// EXPECTED: drop kept 0
// EXPECTED: ready 0
// EXPECTED: drop fat 0
// EXPECTED: ready 1
// EXPECTED: drop thin 1
// EXPECTED: drop kept 1
// EXPECTED: ready 1
// EXPECTED: drop fat 1
// EXPECTED: ready 2
// EXPECTED: drop thin 2
// EXPECTED: drop kept 2
// EXPECTED: ready 2
// EXPECTED: drop fat 2
// EXPECTED: drop never 3
// EXPECTED: drop before 3
// EXPECTED: ready 4
// EXPECTED: drop b 4
// EXPECTED: ready 3
// EXPECTED: drop a 3
// EXPECTED: ready 3
// EXPECTED: drop c 3
// EXPECTED: cancel 3 after 8
// EXPECTED: ready 1
// EXPECTED: drop one 1
// EXPECTED: ready 2
// EXPECTED: drop two 2
// EXPECTED: 1: Pending
// EXPECTED: drop outer 0
// EXPECTED: 1: Ready(10)
// EXPECTED: ready 49
// EXPECTED: drop one 49
// EXPECTED: ready 50
// EXPECTED: panic: ready
// EXPECTED: drop two 50
// EXPECTED: drop outer 0
// EXPECTED: 49: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 49: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 49: unwound
// EXPECTED: ready 50
// EXPECTED: panic: ready
// EXPECTED: drop one 50
// EXPECTED: drop outer 0
// EXPECTED: 50: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 50: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 50: unwound
// EXPECTED: ready 98
// EXPECTED: drop one 98
// EXPECTED: ready 99
// EXPECTED: drop two 99
// EXPECTED: panic: in drop
// EXPECTED: drop outer 0
// EXPECTED: 98: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 98: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 98: unwound
// EXPECTED: ready 99
// EXPECTED: drop one 99
// EXPECTED: panic: in drop
// EXPECTED: drop outer 0
// EXPECTED: 99: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 99: unwound
// EXPECTED: panic: `async fn` resumed after panicking
// EXPECTED: 99: unwound
