//! Who polls: to the end, up to each suspend point, from elsewhere, once too often.
use crate::combine::{BoxFut, Fold, boxed};
use crate::event::*;
use crate::leaf::open_gates;
use crate::task::{end_tasks, run_tasks};
use crate::value::Val;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll};

const MOST_POLLS: u64 = 96;

pub const CANCEL: u32 = 1;
pub const REPOLL: u32 = 2;
pub const THREAD: u32 = 4;
pub const FORGET: u32 = 8;
pub const SWAP: u32 = 16;
pub const MOVE: u32 = 32;

#[derive(Clone, Copy, PartialEq)]
pub enum Step {
    Pending,
    Ready,
    Panicked,
}

#[inline(never)]
fn report(n: u64, poll: Result<Poll<u64>, ()>) -> Step {
    match poll {
        Ok(Poll::Ready(v)) => {
            ev("ready", n, v);
            Step::Ready
        }
        Ok(Poll::Pending) => {
            ev("pending", n, 0);
            open_gates();
            run_tasks();
            Step::Pending
        }
        Err(()) => {
            ev("panicked", n, 0);
            Step::Panicked
        }
    }
}

/// Poll number `n`, with a waker that changes.
#[inline]
fn step<F: Future + ?Sized>(f: Pin<&mut F>, n: u64) -> Step
where
    F::Output: Val,
{
    let waker = waker(n % 3);
    let mut cx = Context::from_waker(&waker);
    let poll = catch_unwind(AssertUnwindSafe(|| f.poll(&mut cx).map(Val::fold)));
    report(n, poll.map_err(drop))
}

/// At most `most` polls. How many there were, and the last one's outcome.
#[inline]
fn steps<F: Future + ?Sized>(mut f: Pin<&mut F>, most: u64) -> (u64, Step)
where
    F::Output: Val,
{
    let mut last = Step::Pending;
    let mut n = 0;
    while n < most && last == Step::Pending {
        last = step(f.as_mut(), n);
        n += 1;
    }
    (n, last)
}

type Made = BoxFut<'static, u64>;

/// One case of one future: a heading, what it does, and what it left on the heap.
#[inline(never)]
fn case(id: u64, what: &str, arg: u64, body: &mut dyn FnMut()) {
    say(format_args!("== {id} {what} {arg}"));
    let live = LIVE_BYTES.load(SeqCst);
    let count = ALLOCATIONS.load(SeqCst);
    if catch_unwind(AssertUnwindSafe(&mut *body)).is_err() {
        ev("unwound", id, arg);
    }
    end_tasks();
    ev("heap", id, (LIVE_BYTES.load(SeqCst) - live) as u64);
    say(format_args!("~allocations {}", ALLOCATIONS.load(SeqCst) - count));
    flush();
}

fn cancel_cases(id: u64, arg: u64, polls: u64, mk: &dyn Fn(u64) -> Made) {
    for k in 0..polls {
        case(id, "cancel", k, &mut || {
            let mut f = mk(arg);
            steps(f.as_mut(), k);
            ev("cancel", id, k);
            drop(f);
        });
    }
}

/// Everything that generated futures hold may go to another thread. rustc knows it too, but
/// can not prove it of every coroutine that borrows (rust-lang/rust#110338).
struct Carry(Made);
unsafe impl Send for Carry {}

impl Carry {
    fn take(self) -> Made {
        self.0
    }
}

fn thread_case(id: u64, arg: u64, mk: &dyn Fn(u64) -> Made) {
    case(id, "thread", arg, &mut || {
        let _uncounted = Uncounted::begin();
        let mut f = mk(arg);
        let mut last = Step::Pending;
        let mut n = 0;
        while n < MOST_POLLS && last == Step::Pending {
            let there = Carry(f);
            let handle = std::thread::spawn(move || {
                let _uncounted = Uncounted::begin();
                let mut f = there.take();
                let last = step(f.as_mut(), n);
                (Carry(f), last)
            });
            let (back, outcome) = handle.join().unwrap();
            (f, last) = (back.take(), outcome);
            n += 1;
        }
        let there = Carry(f);
        let handle = std::thread::spawn(move || {
            let _uncounted = Uncounted::begin();
            drop(there.take())
        });
        if handle.join().is_err() {
            ev("unwound-thread", id, 0);
        }
    });
}

fn other_cases(id: u64, modes: u32, arg: u64, polls: u64, mk: &dyn Fn(u64) -> Made) {
    if modes & REPOLL != 0 && PANICS {
        for arg in [arg, arg ^ 3, arg * 7 + 1] {
            case(id, "repoll", arg, &mut || {
                let mut f = mk(arg);
                let (n, _) = steps(f.as_mut(), MOST_POLLS);
                step(f.as_mut(), n + 1);
                step(f.as_mut(), n + 2);
            });
        }
    }
    if modes & THREAD != 0 {
        thread_case(id, arg, mk);
    }
    if modes & FORGET != 0 {
        case(id, "forget", arg, &mut || {
            let mut f = ManuallyDrop::new(mk(arg));
            steps(f.as_mut(), polls / 2);
            std::mem::forget(mk(arg));
        });
    }
    if modes & SWAP != 0 {
        case(id, "swap", arg, &mut || {
            let mut a = mk(arg);
            let mut b = mk(arg ^ 1);
            steps(a.as_mut(), polls / 2);
            std::mem::swap(&mut a, &mut b);
            steps(a.as_mut(), 1);
            drop(a);
            if steps(b.as_mut(), 1).1 == Step::Pending {
                b = mk(arg);
            }
            drop(b);
        });
    }
}

/// Every case of a future that is boxed.
pub fn drive(id: u64, modes: u32, mk: &dyn Fn(u64) -> Made) {
    let mut polls = 0;
    for arg in [id, id ^ 3, id * 7 + 1] {
        case(id, "run", arg, &mut || {
            let mut f = mk(arg);
            let (n, _) = steps(f.as_mut(), MOST_POLLS);
            polls = polls.max(n);
            drop(f);
        });
    }
    if modes & CANCEL != 0 {
        cancel_cases(id, id, polls, mk);
    }
    other_cases(id, modes, id, polls, mk);
}

/// At most `most` polls, and one too many where it is wanted and there is an end. How many.
#[inline(never)]
fn run_static<F: Future>(mk: fn(u64) -> F, arg: u64, most: u64, mut again: bool) -> u64
where
    F::Output: Val,
{
    let mut f = pin!(mk(arg));
    let mut n = 0;
    while n < most {
        n += 1;
        if step(f.as_mut(), n) != Step::Pending && !std::mem::take(&mut again) {
            break;
        }
    }
    n
}

/// Moved before its first poll; another in its place afterwards.
#[inline(never)]
fn run_moved<F: Future>(mk: fn(u64) -> F, arg: u64, most: u64)
where
    F::Output: Val,
{
    let mut all = vec![mk(arg), mk(arg + 1)];
    all.reverse();
    let mut f = Box::new(all.pop().unwrap());
    std::mem::swap(&mut all[0], &mut f);
    drop(all);
    let mut f = pin!(Some(*f));
    for most in [most, MOST_POLLS] {
        steps(f.as_mut().as_pin_mut().unwrap(), most);
        f.set(None);
        f.set(Some(mk(arg)));
    }
}

/// The cases of a future whose type is known here, pinned to the stack.
pub fn drive_static<F: Future>(id: u64, modes: u32, mk: fn(u64) -> F)
where
    F::Output: Val,
{
    let mut polls = 0;
    let again = modes & REPOLL != 0 && PANICS;
    for arg in [id, id ^ 3, id * 7 + 1] {
        case(id, "static", arg, &mut || polls = run_static(mk, arg, MOST_POLLS, again));
    }
    if modes & CANCEL != 0 {
        for k in 0..polls {
            case(id, "static-cancel", k, &mut || {
                run_static(mk, id, k, false);
            });
        }
    }
    if modes & MOVE != 0 {
        case(id, "move", id, &mut || run_moved(mk, id, polls / 2));
    }
}

/// The end: with panic=abort a poll after Ready ends the program here.
pub fn finish(mk: &dyn Fn(u64) -> Made) {
    if !PANICS {
        let mut f = mk(1);
        let (n, _) = steps(f.as_mut(), MOST_POLLS);
        step(f.as_mut(), n + 1);
    }
    say(format_args!("end"));
    flush();
}

/// Runs the cases of one future, if the command line names none or this one.
pub fn wanted(id: u64) -> bool {
    let _uncounted = Uncounted::begin();
    let mut any = false;
    for arg in std::env::args().skip(1) {
        any = true;
        if arg.parse() == Ok(id) {
            return true;
        }
    }
    !any
}
