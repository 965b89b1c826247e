// Breaks: taking a future for one that only `.await` polls because most of its kinds are. The
// same async fn is awaited in one place, raced by hand in another, and its loser polled again
// after Ready, after a panic and after it was replaced in its place.
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

struct Gate<'a>(&'a Cell<u32>);

impl Future for Gate<'_> {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0.get() {
            0 => Poll::Ready(()),
            n => {
                self.0.set(n - 1);
                Poll::Pending
            }
        }
    }
}

struct Loud<'a>(&'a str, u32);

impl Drop for Loud<'_> {
    fn drop(&mut self) {
        println!("  drop {}{}", self.0, self.1);
    }
}

async fn work(gate: &Cell<u32>, id: u32) -> u32 {
    let _loud = Loud("work", id);
    Gate(gate).await;
    let _more = Loud("more", id);
    if id == 13 {
        panic!("thirteen");
    }
    Gate(gate).await;
    id * 10
}

async fn layer(gate: &Cell<u32>, id: u32) -> u32 {
    work(gate, id).await + 1
}

fn quiet<T>(poll: impl FnOnce() -> Poll<T>) -> Result<Poll<T>, ()> {
    catch_unwind(AssertUnwindSafe(poll)).map_err(|_| ())
}

async fn race(gate: &Cell<u32>, a: u32, b: u32) -> u32 {
    let mut first = pin!(layer(gate, a));
    let mut second = pin!(work(gate, b));
    let mut polls = 0;
    let winner = poll_fn(|cx| {
        polls += 1;
        let got = quiet(|| first.as_mut().poll(cx));
        println!("  first {got:?}");
        if let Ok(Poll::Ready(x)) = got {
            return Poll::Ready(x);
        }
        let got = quiet(|| second.as_mut().poll(cx));
        println!("  second {got:?}");
        match got {
            Ok(Poll::Ready(x)) => Poll::Ready(x),
            _ if polls == 6 => Poll::Ready(99),
            _ => Poll::Pending,
        }
    })
    .await;
    let again = poll_fn(|cx| {
        Poll::Ready((quiet(|| first.as_mut().poll(cx)), quiet(|| second.as_mut().poll(cx))))
    })
    .await;
    println!("  again {again:?}");
    winner
}

async fn all(gate: &Cell<u32>, a: u32, b: u32) -> u32 {
    gate.set(1);
    let awaited = layer(gate, 1).await;
    gate.set(3);
    let raced = race(gate, a, b).await;
    gate.set(1);
    let mut place = Some(Box::pin(work(gate, 7)));
    poll_fn(|cx| Poll::Ready(place.as_mut().unwrap().as_mut().poll(cx).is_pending())).await;
    place.replace(Box::pin(work(gate, 8)));
    gate.set(2);
    let replaced = place.unwrap().await;
    awaited * 10_000 + raced * 100 + replaced
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut cx = Context::from_waker(Waker::noop());
    for (a, b) in [(2, 3), (13, 4), (5, 13), (13, 13)] {
        println!("{a} against {b}");
        let gate = Cell::new(0);
        let mut f = pin!(all(&gate, a, b));
        let mut polls = 0;
        let got = loop {
            polls += 1;
            if let Poll::Ready(got) = f.as_mut().poll(&mut cx) {
                break got;
            }
        };
        println!("{got} after {polls} polls");
    }
}
// EXPECTED: 2 against 3
// EXPECTED:   drop more1
// EXPECTED:   drop work1
// EXPECTED:   first Ok(Pending)
// EXPECTED:   second Ok(Pending)
// EXPECTED:   first Ok(Pending)
// EXPECTED:   drop more3
// EXPECTED:   drop work3
// EXPECTED:   second Ok(Ready(30))
// EXPECTED:   drop more2
// EXPECTED:   drop work2
// EXPECTED:   again (Ok(Ready(21)), Err(()))
// EXPECTED:   drop work7
// EXPECTED:   drop more8
// EXPECTED:   drop work8
// EXPECTED: 113080 after 5 polls
// EXPECTED: 13 against 4
// EXPECTED:   drop more1
// EXPECTED:   drop work1
// EXPECTED:   first Ok(Pending)
// EXPECTED:   second Ok(Pending)
// EXPECTED:   first Ok(Pending)
// EXPECTED:   drop more4
// EXPECTED:   drop work4
// EXPECTED:   second Ok(Ready(40))
// EXPECTED:   drop more13
// EXPECTED:   drop work13
// EXPECTED:   again (Err(()), Err(()))
// EXPECTED:   drop work7
// EXPECTED:   drop more8
// EXPECTED:   drop work8
// EXPECTED: 114080 after 5 polls
// EXPECTED: 5 against 13
// EXPECTED:   drop more1
// EXPECTED:   drop work1
// EXPECTED:   first Ok(Pending)
// EXPECTED:   second Ok(Pending)
// EXPECTED:   first Ok(Pending)
// EXPECTED:   drop more13
// EXPECTED:   drop work13
// EXPECTED:   second Err(())
// EXPECTED:   drop more5
// EXPECTED:   drop work5
// EXPECTED:   first Ok(Ready(51))
// EXPECTED:   again (Err(()), Err(()))
// EXPECTED:   drop work7
// EXPECTED:   drop more8
// EXPECTED:   drop work8
// EXPECTED: 115180 after 6 polls
// EXPECTED: 13 against 13
// EXPECTED:   drop more1
// EXPECTED:   drop work1
// EXPECTED:   first Ok(Pending)
// EXPECTED:   second Ok(Pending)
// EXPECTED:   first Ok(Pending)
// EXPECTED:   drop more13
// EXPECTED:   drop work13
// EXPECTED:   second Err(())
// EXPECTED:   drop more13
// EXPECTED:   drop work13
// EXPECTED:   first Err(())
// EXPECTED:   second Err(())
// EXPECTED:   first Err(())
// EXPECTED:   second Err(())
// EXPECTED:   first Err(())
// EXPECTED:   second Err(())
// EXPECTED:   first Err(())
// EXPECTED:   second Err(())
// EXPECTED:   again (Err(()), Err(()))
// EXPECTED:   drop work7
// EXPECTED:   drop more8
// EXPECTED:   drop work8
// EXPECTED: 119980 after 9 polls
