// BREAKS: going on behind the wrong await where several of one child at one place share their poll
use std::{future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}};
struct Yield(u32); impl Future for Yield { type Output = u32; fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> { if self.0 == 0 { Poll::Ready(7) } else { self.0 -= 1; Poll::Pending } } }
struct D(u32); impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
fn poll1<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> { f.poll(&mut Context::from_waker(Waker::noop())) }

// Large enough to stay a function at s and z, with a result that comes back through memory.
async fn read(n: u32) -> Result<[u32; 8], u32> {
    let mut out = [0; 8];
    for i in 0..8 { if i == 3 { Yield(n % 3).await; } out[i] = n.wrapping_mul(31).rotate_left(i as u32) ^ 5; }
    if n % 7 == 6 { Err(n) } else { Ok(out) }
}
// Three awaits at one place: what was there before, what came back, and an error on the way.
async fn three(n: u32) -> Result<u32, u32> {
    let before = n * 3; let _d = D(n);
    let a = read(n).await?; println!("one {} {before}", a[1]);
    let b = match read(n + 1).await { Ok(b) => b, Err(e) => { println!("two failed {e}"); [e; 8] } };
    println!("two {}", a[2] ^ b[2]);
    let c = read(n + 2).await?; println!("three {}", a[0] ^ b[3] ^ c[7]);
    Ok(a[4] ^ b[5] ^ c[6])
}
// One of them in a loop, another in an arm.
async fn turns(n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n { let x = read(i).await; sum += x.map_or(1, |x| x[0]) & 15; if i % 2 == 1 { let y = read(i + 10).await; sum += 100 + (y.unwrap_or([3; 8])[1] & 7); println!("odd {sum}"); } else { println!("even {sum}"); } }
    sum
}
async fn all(n: u32) -> u32 { three(n).await.unwrap_or_else(|e| e) ^ turns(n % 4 + 2).await ^ three(n + 9).await.unwrap_or(1) }
fn main() {
    for n in [0, 5, 6] { let mut f = pin!(all(n)); let mut polls = 0; loop { polls += 1; if let Poll::Ready(r) = poll1(f.as_mut()) { println!("{n}: {r} after {polls}"); break; } } }
    for polls in 1..5 { let mut f = Box::pin(three(1)); for _ in 0..polls { if poll1(f.as_mut()).is_ready() { println!("done"); break; } } println!("cancel"); drop(f); }
}
// EXPECTED: one 5 0
// EXPECTED: two 124
// EXPECTED: three 8189
// EXPECTED: drop 0
// EXPECTED: even 5
// EXPECTED: odd 122
// EXPECTED: one 555 27
// EXPECTED: two 132
// EXPECTED: three 41506
// EXPECTED: drop 9
// EXPECTED: 0: 28394 after 10
// EXPECTED: one 307 15
// EXPECTED: two failed 6
// EXPECTED: two 623
// EXPECTED: three 27677
// EXPECTED: drop 5
// EXPECTED: even 5
// EXPECTED: odd 122
// EXPECTED: even 133
// EXPECTED: one 865 42
// EXPECTED: two 396
// EXPECTED: three 63295
// EXPECTED: drop 14
// EXPECTED: 5: 25206 after 12
// EXPECTED: drop 6
// EXPECTED: even 5
// EXPECTED: odd 122
// EXPECTED: even 133
// EXPECTED: odd 244
// EXPECTED: one 935 45
// EXPECTED: two 132
// EXPECTED: three 68052
// EXPECTED: drop 15
// EXPECTED: 6: 40999 after 10
// EXPECTED: cancel
// EXPECTED: drop 1
// EXPECTED: one 59 3
// EXPECTED: cancel
// EXPECTED: drop 1
// EXPECTED: one 59 3
// EXPECTED: cancel
// EXPECTED: drop 1
// EXPECTED: one 59 3
// EXPECTED: two 132
// EXPECTED: three 12138
// EXPECTED: drop 1
// EXPECTED: done
// EXPECTED: cancel
