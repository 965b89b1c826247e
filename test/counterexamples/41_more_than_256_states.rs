// Breaks: a tag of one byte. 304 awaits make a tag of two bytes and states above 255; each is
// suspended in, cancelled in, and resumed from.
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

struct Once(bool);

impl Future for Once {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(1);
        }
        Poll::Pending
    }
}

struct Note<'a>(&'a Cell<u32>, u32);

impl Drop for Note<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() * 31 % 65521 + self.1);
    }
}

async fn step(dropped: &Cell<u32>, n: u32) -> u32 {
    let _note = Note(dropped, n);
    Once(false).await + n
}

async fn at_once(n: u32) -> u32 {
    n * 3
}

macro_rules! sixteen {
    ($d:ident, $s:ident, $n:expr) => {
        $s = $s.wrapping_mul(3) + at_once($n + 0).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 1).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 2).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 3).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 4).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 5).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 6).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 7).await;
        $s = $s.wrapping_mul(3) + at_once($n + 8).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 9).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 10).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 11).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 12).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 13).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 14).await;
        $s = $s.wrapping_mul(3) + step($d, $n + 15).await;
    };
}

async fn long(dropped: &Cell<u32>) -> u32 {
    let _note = Note(dropped, 1);
    let mut sum = 0u32;
    sixteen!(dropped, sum, 0);
    sixteen!(dropped, sum, 16);
    sixteen!(dropped, sum, 32);
    sixteen!(dropped, sum, 48);
    sixteen!(dropped, sum, 64);
    sixteen!(dropped, sum, 80);
    sixteen!(dropped, sum, 96);
    sixteen!(dropped, sum, 112);
    sixteen!(dropped, sum, 128);
    sixteen!(dropped, sum, 144);
    sixteen!(dropped, sum, 160);
    sixteen!(dropped, sum, 176);
    sixteen!(dropped, sum, 192);
    sixteen!(dropped, sum, 208);
    sixteen!(dropped, sum, 224);
    sixteen!(dropped, sum, 240);
    sixteen!(dropped, sum, 256);
    sixteen!(dropped, sum, 272);
    sixteen!(dropped, sum, 288);
    sum
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    let mut digest = 0u32;
    for stop in (0..300).step_by(7).chain(250..262) {
        let dropped = Cell::new(0);
        let mut f = Box::pin(long(&dropped));
        let mut polls = 0;
        let mut got = None;
        while polls < stop && got.is_none() {
            polls += 1;
            if let Poll::Ready(sum) = f.as_mut().poll(&mut cx) {
                got = Some(sum);
            }
        }
        drop(f);
        digest = digest.wrapping_mul(33).wrapping_add(dropped.get());
        if stop % 50 == 0 || got.is_some() {
            println!("{stop}: {got:?} after {polls} polls, drops {}", dropped.get());
        }
    }
    println!("digest {digest}");
}
// EXPECTED: 0: None after 0 polls, drops 0
// EXPECTED: 273: Some(549183302) after 267 polls, drops 940
// EXPECTED: 280: Some(549183302) after 267 polls, drops 940
// EXPECTED: 287: Some(549183302) after 267 polls, drops 940
// EXPECTED: 294: Some(549183302) after 267 polls, drops 940
// EXPECTED: 250: None after 250 polls, drops 38139
// EXPECTED: digest 2230513572
