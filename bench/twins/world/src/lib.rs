//! What the simulated devices of all twins are made of, and what runs a twin on the host.
//!
//! A device is never ready at once: it is asked three times for each thing that it does
//! ([`Patience`]). An async twin returns `Pending` for the first two, a blocking one asks
//! again in a loop. So the devices see the same questions in the same order, and
//! everything they do, random errors ([`Chance`]) included, is the same for both: the
//! [`Trace`].

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A linear congruential generator: the same chances in each run.
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Chance(seed)
    }

    #[inline(never)]
    pub fn any(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    /// One of 0..n.
    pub fn below(&mut self, n: u32) -> u32 {
        self.any() % n
    }

    pub fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }
}

/// Not ready, not ready, ready.
#[derive(Default)]
pub struct Patience(u8);

impl Patience {
    pub fn ready(&mut self) -> bool {
        self.0 = (self.0 + 1) % 3;
        self.0 == 0
    }
}

#[derive(Default)]
struct Events {
    hash: u64,
    count: u64,
    print: bool,
    /// Of a trace beside: what is printed once it is joined.
    held: Option<String>,
}

/// What devices saw and did, in order: a hash, a count, and each event if printing was
/// asked for.
#[derive(Clone, Default)]
pub struct Trace(Rc<RefCell<Events>>);

impl Trace {
    #[inline(never)]
    pub fn event(&self, what: &'static str, a: u32, b: u32) {
        let mut events = self.0.borrow_mut();
        let mut hash = events.hash;
        for part in [what.len() as u32, u32::from(what.as_bytes()[0]), a, b] {
            hash = (hash ^ u64::from(part)).wrapping_mul(0x100_0000_01b3);
        }
        events.hash = hash.rotate_left(5);
        events.count += 1;
        if events.print {
            let line = format!("{what} {a:#x} {b:#x}\n");
            match &mut events.held {
                Some(held) => held.push_str(&line),
                None => print!("{line}"),
            }
        }
    }

    /// Another trace, for a device whose events have no order with the others'.
    #[inline(never)]
    pub fn beside(&self) -> Trace {
        let print = self.0.borrow().print;
        let held = Some(String::new());
        Trace(Rc::new(RefCell::new(Events { print, held, ..Events::default() })))
    }

    /// Adds the whole of another trace as one event.
    #[inline(never)]
    pub fn join(&self, name: &'static str, other: &Trace) {
        let (hash, count) = {
            let mut events = other.0.borrow_mut();
            if let Some(held) = events.held.take() {
                print!("{held}");
            }
            (events.hash, events.count)
        };
        self.event(name, hash as u32, (hash >> 32) as u32);
        self.0.borrow_mut().count += count;
    }
}

/// Polls until it is ready. The devices are asked again at once, as by an executor that
/// does not sleep.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// What `main` of a twin does: `run` gets the number of sessions, the first argument, and
/// the trace. A second argument, "print", prints every event.
#[inline(never)]
pub fn main(run: fn(u32, &Trace)) {
    let mut arguments = std::env::args().skip(1);
    let sessions = arguments.next().map_or(Ok(1), |n| n.parse()).expect("a number of sessions");
    let trace = Trace::default();
    trace.0.borrow_mut().print = arguments.next().is_some_and(|word| word == "print");
    run(sessions, &trace);
    let events = trace.0.borrow();
    println!("sessions {sessions}, events {}, trace {:016x}", events.count, events.hash);
}
