// Breaks: taking what a frame held when one poll was left for what it holds in the next. Flags
// differ between two ways to be pending, a pointer that was kept writes between polls, a panic
// leaves a flag as it was, a mover gives a child's bytes to another.
use std::cell::{Cell, UnsafeCell};
use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::ptr;
use std::task::{Context, Poll, Waker};

struct Wait(u32);

impl Future for Wait {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if self.0 == 0 {
            return Poll::Ready(7);
        }
        self.0 -= 1;
        Poll::Pending
    }
}

struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        println!("  drop {}", self.0);
    }
}

async fn child(name: &'static str, times: u32) -> u32 {
    let _loud = Loud(name);
    if times == 13 {
        panic!("thirteen");
    }
    Wait(times).await + times
}

enum Done<F: Future> {
    Future(F),
    Done(F::Output),
    Gone,
}

impl<F: Future> Done<F> {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        let this = unsafe { self.get_unchecked_mut() };
        if let Done::Future(f) = this {
            match unsafe { Pin::new_unchecked(f) }.poll(cx) {
                Poll::Ready(x) => *this = Done::Done(x),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn take(self: Pin<&mut Self>) -> Option<F::Output> {
        match std::mem::replace(unsafe { self.get_unchecked_mut() }, Done::Gone) {
            Done::Done(x) => Some(x),
            _ => None,
        }
    }
}

// Either may be done first, so that neither flag is a matter of the state.
async fn join(a: u32, b: u32) -> (u32, u32) {
    let mut a = pin!(Done::Future(child("a", a)));
    let mut b = pin!(Done::Future(child("b", b)));
    poll_fn(move |cx| {
        let (x, y) = (a.as_mut().poll(cx), b.as_mut().poll(cx));
        if x && y {
            Poll::Ready((a.as_mut().take().unwrap(), b.as_mut().take().unwrap()))
        } else {
            Poll::Pending
        }
    })
    .await
}

async fn join_one(a: u32) -> u32 {
    let mut a = pin!(Done::Future(child("one", a)));
    poll_fn(move |cx| match a.as_mut().poll(cx) {
        true => Poll::Ready(a.as_mut().take().unwrap()),
        false => Poll::Pending,
    })
    .await
}

// A panic is caught within the body, which waits on with the flag as the panic left it.
async fn survivor(a: u32) -> u32 {
    let mut step = 0;
    let mut first = pin!(Done::Future(child("first", a)));
    let mut second = pin!(Done::Future(child("second", 2)));
    poll_fn(move |cx| {
        step += 1;
        let got = catch_unwind(AssertUnwindSafe(|| first.as_mut().poll(cx)));
        println!("  step {step}: {}", got.is_ok());
        if let Ok(true) = got {
            return Poll::Ready(first.as_mut().take().unwrap());
        }
        if second.as_mut().poll(cx) {
            return Poll::Ready(step + second.as_mut().take().unwrap());
        }
        Poll::Pending
    })
    .await
}

thread_local! {
    static KEPT: Cell<*mut u32> = const { Cell::new(ptr::null_mut()) };
}

// Whoever polls writes to the local in between.
async fn written_between() -> u32 {
    let flag = UnsafeCell::new(1u32);
    KEPT.set(flag.get());
    let mut seen = 0;
    for i in 0..3 {
        unsafe { *flag.get() = 1 };
        Wait(1).await;
        seen = seen * 10 + unsafe { *flag.get() } + i;
    }
    seen
}

// The object around the one that is pointed to is reached from it.
#[repr(C)]
struct Outer {
    flag: u32,
    inner: u32,
}

#[inline(never)]
fn reach_around(inner: *mut u32, flag: u32) {
    unsafe { (*black_box(inner).cast::<u8>().sub(4).cast::<Outer>()).flag = flag }
}

async fn around(flag: u32) -> u32 {
    let mut outer = Outer { flag: 1, inner: 5 };
    let whole = &raw mut outer;
    unsafe { reach_around(&raw mut (*whole).inner, flag) };
    Wait(1).await;
    unsafe { (*whole).flag * 10 + (*whole).inner }
}

// One await, two ways to it, another value on each.
async fn two_ways(turns: u32) -> u32 {
    let mut kind = 1u8;
    let mut sum = 0;
    for turn in 0..turns {
        if turn % 2 == 1 {
            kind = 2;
        }
        let x = Wait(kind.into()).await;
        sum = sum * 10 + if kind == 1 { x } else { u32::from(kind) };
        kind = 1;
    }
    sum
}

// A select whose loser goes on in another one.
async fn select_again(a: u32, b: u32) -> u32 {
    let mut a = pin!(child("left", a));
    let mut b = pin!(child("right", b));
    let mut open = [true, true];
    let mut sum = 0;
    for _ in 0..2 {
        sum = sum * 100
            + poll_fn(|cx| {
                if open[0]
                    && let Poll::Ready(x) = a.as_mut().poll(cx)
                {
                    open[0] = false;
                    return Poll::Ready(x);
                }
                if open[1]
                    && let Poll::Ready(x) = b.as_mut().poll(cx)
                {
                    open[1] = false;
                    return Poll::Ready(x);
                }
                Poll::Pending
            })
            .await;
    }
    sum
}

fn drive<T: std::fmt::Debug>(what: &str, polls: u32, future: impl Future<Output = T> + 'static) {
    let mut future: Pin<Box<dyn Future<Output = T>>> = black_box(Box::pin(future));
    let mut cx = Context::from_waker(Waker::noop());
    println!("{what}, {polls} polls");
    for _ in 0..polls {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx))) {
            Ok(Poll::Pending) => println!("  pending"),
            Ok(Poll::Ready(x)) => println!("  {x:?}"),
            Err(_) => println!("  panicked"),
        }
        let kept = KEPT.replace(ptr::null_mut());
        if !kept.is_null() {
            unsafe { *kept += 4 };
            KEPT.set(kept);
        }
    }
    KEPT.set(ptr::null_mut());
    drop(future);
}

fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    for (a, b) in [(0, 0), (0, 2), (2, 0), (1, 2), (2, 2), (13, 1), (1, 13)] {
        for polls in [1, 4] {
            drive(&format!("join({a}, {b})"), polls, join(a, b));
        }
    }
    for a in [0, 1, 13] {
        for polls in [1, 3] {
            drive(&format!("join_one({a})"), polls, join_one(a));
        }
    }
    for a in [0, 1, 3, 13] {
        drive(&format!("survivor({a})"), 3, survivor(a));
    }
    drive("written_between()", 4, written_between());
    drive("around(2)", 2, around(2));
    for turns in 1..4 {
        drive(&format!("two_ways({turns})"), 6, two_ways(turns));
    }
    for (a, b) in [(0, 1), (1, 0), (2, 1), (1, 1)] {
        for polls in [1, 3] {
            drive(
                &format!("select_again({a}, {b})"),
                polls,
                select_again(a, b),
            );
        }
    }
}
// EXPECTED: join(0, 0), 1 polls
// EXPECTED:   drop a
// EXPECTED:   drop b
// EXPECTED:   (7, 7)
// EXPECTED: join(0, 0), 4 polls
// EXPECTED:   drop a
// EXPECTED:   drop b
// EXPECTED:   (7, 7)
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: join(0, 2), 1 polls
// EXPECTED:   drop a
// EXPECTED:   pending
// EXPECTED:   drop b
// EXPECTED: join(0, 2), 4 polls
// EXPECTED:   drop a
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   drop b
// EXPECTED:   (7, 9)
// EXPECTED:   panicked
// EXPECTED: join(2, 0), 1 polls
// EXPECTED:   drop b
// EXPECTED:   pending
// EXPECTED:   drop a
// EXPECTED: join(2, 0), 4 polls
// EXPECTED:   drop b
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   drop a
// EXPECTED:   (9, 7)
// EXPECTED:   panicked
// EXPECTED: join(1, 2), 1 polls
// EXPECTED:   pending
// EXPECTED:   drop b
// EXPECTED:   drop a
// EXPECTED: join(1, 2), 4 polls
// EXPECTED:   pending
// EXPECTED:   drop a
// EXPECTED:   pending
// EXPECTED:   drop b
// EXPECTED:   (8, 9)
// EXPECTED:   panicked
// EXPECTED: join(2, 2), 1 polls
// EXPECTED:   pending
// EXPECTED:   drop b
// EXPECTED:   drop a
// EXPECTED: join(2, 2), 4 polls
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   drop a
// EXPECTED:   drop b
// EXPECTED:   (9, 9)
// EXPECTED:   panicked
// EXPECTED: join(13, 1), 1 polls
// EXPECTED:   drop a
// EXPECTED:   panicked
// EXPECTED: join(13, 1), 4 polls
// EXPECTED:   drop a
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: join(1, 13), 1 polls
// EXPECTED:   drop b
// EXPECTED:   drop a
// EXPECTED:   panicked
// EXPECTED: join(1, 13), 4 polls
// EXPECTED:   drop b
// EXPECTED:   drop a
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: join_one(0), 1 polls
// EXPECTED:   drop one
// EXPECTED:   7
// EXPECTED: join_one(0), 3 polls
// EXPECTED:   drop one
// EXPECTED:   7
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: join_one(1), 1 polls
// EXPECTED:   pending
// EXPECTED:   drop one
// EXPECTED: join_one(1), 3 polls
// EXPECTED:   pending
// EXPECTED:   drop one
// EXPECTED:   8
// EXPECTED:   panicked
// EXPECTED: join_one(13), 1 polls
// EXPECTED:   drop one
// EXPECTED:   panicked
// EXPECTED: join_one(13), 3 polls
// EXPECTED:   drop one
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: survivor(0), 3 polls
// EXPECTED:   drop first
// EXPECTED:   step 1: true
// EXPECTED:   7
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: survivor(1), 3 polls
// EXPECTED:   step 1: true
// EXPECTED:   pending
// EXPECTED:   drop first
// EXPECTED:   step 2: true
// EXPECTED:   drop second
// EXPECTED:   8
// EXPECTED:   panicked
// EXPECTED: survivor(3), 3 polls
// EXPECTED:   step 1: true
// EXPECTED:   pending
// EXPECTED:   step 2: true
// EXPECTED:   pending
// EXPECTED:   step 3: true
// EXPECTED:   drop second
// EXPECTED:   drop first
// EXPECTED:   12
// EXPECTED: survivor(13), 3 polls
// EXPECTED:   drop first
// EXPECTED:   step 1: false
// EXPECTED:   pending
// EXPECTED:   step 2: false
// EXPECTED:   pending
// EXPECTED:   step 3: false
// EXPECTED:   drop second
// EXPECTED:   12
// EXPECTED: written_between(), 4 polls
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   567
// EXPECTED: around(2), 2 polls
// EXPECTED:   pending
// EXPECTED:   25
// EXPECTED: two_ways(1), 6 polls
// EXPECTED:   pending
// EXPECTED:   7
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: two_ways(2), 6 polls
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   72
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: two_ways(3), 6 polls
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   pending
// EXPECTED:   727
// EXPECTED:   panicked
// EXPECTED: select_again(0, 1), 1 polls
// EXPECTED:   drop left
// EXPECTED:   pending
// EXPECTED:   drop right
// EXPECTED: select_again(0, 1), 3 polls
// EXPECTED:   drop left
// EXPECTED:   pending
// EXPECTED:   drop right
// EXPECTED:   708
// EXPECTED:   panicked
// EXPECTED: select_again(1, 0), 1 polls
// EXPECTED:   drop right
// EXPECTED:   drop left
// EXPECTED:   708
// EXPECTED: select_again(1, 0), 3 polls
// EXPECTED:   drop right
// EXPECTED:   drop left
// EXPECTED:   708
// EXPECTED:   panicked
// EXPECTED:   panicked
// EXPECTED: select_again(2, 1), 1 polls
// EXPECTED:   pending
// EXPECTED:   drop right
// EXPECTED:   drop left
// EXPECTED: select_again(2, 1), 3 polls
// EXPECTED:   pending
// EXPECTED:   drop right
// EXPECTED:   drop left
// EXPECTED:   809
// EXPECTED:   panicked
// EXPECTED: select_again(1, 1), 1 polls
// EXPECTED:   pending
// EXPECTED:   drop right
// EXPECTED:   drop left
// EXPECTED: select_again(1, 1), 3 polls
// EXPECTED:   pending
// EXPECTED:   drop left
// EXPECTED:   drop right
// EXPECTED:   808
// EXPECTED:   panicked
