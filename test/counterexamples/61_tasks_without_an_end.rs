// BREAKS: assuming that every future can be done. Tasks of firmware loop forever: where a panic aborts, they have no state for "returned" or "panicked". They are cancelled in each state, raced, awaited by others that never end, moved before their first poll, and polled from several places
use std::{
    cell::Cell,
    convert::Infallible,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

struct D(&'static str);
impl Drop for D {
    fn drop(&mut self) {
        println!("  drop {}", self.0);
    }
}

struct Times(u32);
impl Future for Times {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if self.0 == 0 {
            return Poll::Ready(7);
        }
        self.0 -= 1;
        Poll::Pending
    }
}

fn poll<F: Future + ?Sized>(f: Pin<&mut F>) -> bool {
    f.poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

// Two awaits, a value that lives over both, one that lives over one of them.
async fn blink(name: &'static str, times: u32, count: &Cell<u32>) {
    let _all = D(name);
    loop {
        Times(times).await;
        let _second = D("second");
        count.set(count.get() + 1);
        println!("{name} {}", count.get());
        Times(1).await;
    }
}

// Never returns by its type: its poll returns nothing at all.
async fn never(count: &Cell<u32>) -> Infallible {
    loop {
        Times(2).await;
        count.set(count.get() + 10);
        println!("never {}", count.get());
    }
}

async fn parent(count: &Cell<u32>) {
    let _d = D("parent");
    println!("parent starts");
    blink("child", 1, count).await;
    println!("parent goes on"); // not reached
}

async fn grandparent(count: &Cell<u32>, which: bool) {
    if which {
        parent(count).await;
    } else {
        match never(count).await {}
    }
}

// Polls a child by hand for a while, then leaves it: it is dropped where it waits.
async fn for_a_while(count: &Cell<u32>, polls: u32) -> u32 {
    let mut f = pin!(blink("raced", 0, count));
    let mut left = polls;
    std::future::poll_fn(|cx| {
        if left == 0 || f.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        left -= 1;
        Poll::Pending
    })
    .await;
    println!("left after {polls}");
    count.get()
}

async fn both(count: &Cell<u32>) {
    loop {
        let a = for_a_while(count, 2).await;
        let b = for_a_while(count, 3).await;
        println!("both {a} {b}");
    }
}

// Does not wait at the first round: the state is stored for the first time by the second.
async fn later(count: &Cell<u32>) {
    let mut waits = 0;
    loop {
        Times(waits).await;
        waits = (waits + 1) % 3;
        count.set(count.get() + 1);
        println!("later {}", count.get());
        if waits == 0 {
            Times(1).await;
        }
    }
}

fn cancelled_after<F: Future>(what: &str, polls: u32, f: F) {
    println!("{what}, {polls} polls");
    let mut f = Box::pin(f);
    for _ in 0..polls {
        assert!(poll(f.as_mut()));
    }
}

fn main() {
    for polls in 0..5 {
        cancelled_after("blink", polls, blink("blink", 1, &Cell::new(0)));
        cancelled_after("parent", polls, parent(&Cell::new(0)));
        cancelled_after("yes", polls, grandparent(&Cell::new(0), true));
        cancelled_after("no", polls, grandparent(&Cell::new(0), false));
    }
    cancelled_after("never", 7, never(&Cell::new(0)));
    cancelled_after("both", 14, both(&Cell::new(0)));
    cancelled_after("later", 9, later(&Cell::new(0)));

    // Unresumed frames move; those of two instances are polled in turn, directly and as dyn.
    let count = Cell::new(100);
    let mut some = Some(blink("moved", 1, &count));
    let mut direct = Box::pin(some.take().unwrap());
    let mut several: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = vec![
        Box::pin(blink("first", 2, &count)),
        Box::pin(parent(&count)),
        Box::pin(later(&count)),
        Box::pin(async {
            loop {
                Times(1).await;
                println!("block");
            }
        }),
    ];
    for _ in 0..4 {
        assert!(poll(direct.as_mut()));
        for f in &mut several {
            assert!(poll(f.as_mut()));
        }
    }
    several.swap(0, 2);
    drop(several);
    println!("end {}", count.get());
}
// EXPECTED: blink, 0 polls
// EXPECTED: parent, 0 polls
// EXPECTED: yes, 0 polls
// EXPECTED: no, 0 polls
// EXPECTED: blink, 1 polls
// EXPECTED:   drop blink
// EXPECTED: parent, 1 polls
// EXPECTED: parent starts
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: yes, 1 polls
// EXPECTED: parent starts
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: no, 1 polls
// EXPECTED: blink, 2 polls
// EXPECTED: blink 1
// EXPECTED:   drop second
// EXPECTED:   drop blink
// EXPECTED: parent, 2 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: yes, 2 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: no, 2 polls
// EXPECTED: blink, 3 polls
// EXPECTED: blink 1
// EXPECTED:   drop second
// EXPECTED:   drop blink
// EXPECTED: parent, 3 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: yes, 3 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: no, 3 polls
// EXPECTED: never 10
// EXPECTED: blink, 4 polls
// EXPECTED: blink 1
// EXPECTED:   drop second
// EXPECTED: blink 2
// EXPECTED:   drop second
// EXPECTED:   drop blink
// EXPECTED: parent, 4 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED: child 2
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: yes, 4 polls
// EXPECTED: parent starts
// EXPECTED: child 1
// EXPECTED:   drop second
// EXPECTED: child 2
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED: no, 4 polls
// EXPECTED: never 10
// EXPECTED: never, 7 polls
// EXPECTED: never 10
// EXPECTED: never 20
// EXPECTED: never 30
// EXPECTED: both, 14 polls
// EXPECTED: raced 1
// EXPECTED:   drop second
// EXPECTED: raced 2
// EXPECTED: left after 2
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: raced 3
// EXPECTED:   drop second
// EXPECTED: raced 4
// EXPECTED:   drop second
// EXPECTED: raced 5
// EXPECTED: left after 3
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: both 2 5
// EXPECTED: raced 6
// EXPECTED:   drop second
// EXPECTED: raced 7
// EXPECTED: left after 2
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: raced 8
// EXPECTED:   drop second
// EXPECTED: raced 9
// EXPECTED:   drop second
// EXPECTED: raced 10
// EXPECTED: left after 3
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: both 7 10
// EXPECTED: raced 11
// EXPECTED:   drop second
// EXPECTED: raced 12
// EXPECTED: left after 2
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: raced 13
// EXPECTED:   drop second
// EXPECTED: raced 14
// EXPECTED:   drop second
// EXPECTED:   drop raced
// EXPECTED: later, 9 polls
// EXPECTED: later 1
// EXPECTED: later 2
// EXPECTED: later 3
// EXPECTED: later 4
// EXPECTED: later 5
// EXPECTED: later 6
// EXPECTED: later 7
// EXPECTED: parent starts
// EXPECTED: later 101
// EXPECTED: moved 102
// EXPECTED: child 103
// EXPECTED: later 104
// EXPECTED: block
// EXPECTED:   drop second
// EXPECTED: first 105
// EXPECTED:   drop second
// EXPECTED: block
// EXPECTED: moved 106
// EXPECTED:   drop second
// EXPECTED: child 107
// EXPECTED: later 108
// EXPECTED: block
// EXPECTED:   drop second
// EXPECTED:   drop child
// EXPECTED:   drop parent
// EXPECTED:   drop first
// EXPECTED: end 108
// EXPECTED:   drop second
// EXPECTED:   drop moved
