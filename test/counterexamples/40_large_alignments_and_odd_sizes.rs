// Breaks: a local copy of a child, or of its captures, that is aligned or sized less than the
// original. Children of 1 to 4096 bytes alignment, of odd sizes and of none, suspend and do
// not, and look at their own addresses.
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

#[repr(align(64))]
#[derive(Clone, Copy)]
struct Line([u8; 3]);

#[repr(align(4096))]
struct Page(u8);

#[repr(align(32))]
struct Nothing;

#[repr(C, packed)]
#[derive(Clone, Copy)]
struct Odd(u8, u64, u16);

struct Once(bool);

impl Future for Once {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

fn misaligned<T>(at: &T) -> usize {
    std::hint::black_box(at as *const T as usize) % align_of::<T>()
}

async fn line(x: Line, wait: bool) -> usize {
    let kept = x;
    if wait {
        Once(false).await;
    }
    misaligned(&kept) + misaligned(&x) + kept.0.iter().map(|b| *b as usize).sum::<usize>()
}

async fn line_at_once(x: Line) -> usize {
    misaligned(&x) + x.0[2] as usize
}

async fn page(x: Page) -> usize {
    Once(false).await;
    misaligned(&x) + x.0 as usize
}

async fn page_at_once(x: Page) -> usize {
    let y = Page(x.0 + 1);
    misaligned(&x) + misaligned(&y) + y.0 as usize
}

async fn nothing(x: Nothing) -> usize {
    Once(false).await;
    misaligned(&x)
}

async fn nothing_at_once(_: Nothing) -> usize {
    0
}

async fn odd(x: Odd, text: [u8; 13]) -> usize {
    Once(false).await;
    (x.0 as usize) + (x.1 as usize) + (x.2 as usize) + text.iter().filter(|b| **b == b'a').count()
}

async fn odd_at_once(x: Odd, text: [u8; 13]) -> usize {
    (x.0 as usize) * 3 + (x.1 as usize) + text[12] as usize
}

async fn all(n: u8) -> usize {
    let byte = n;
    let text = *b"abracadabra a";
    let mut sum = 0;
    sum += line(Line([n, 2, 3]), n > 1).await;
    sum += line_at_once(Line([1, 2, n])).await;
    sum += page(Page(n)).await;
    sum += page_at_once(Page(n)).await;
    sum += nothing(Nothing).await;
    sum += nothing_at_once(Nothing).await;
    sum += odd(Odd(n, 5, 6), text).await;
    sum += odd_at_once(Odd(byte, 5, 6), text).await;
    sum += async move { byte as usize }.await;
    sum += async {}.await.eq(&()) as usize;
    sum
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    for n in 1..4 {
        let mut f = Box::pin(all(n));
        let mut polls = 0;
        let got = loop {
            polls += 1;
            if let Poll::Ready(got) = f.as_mut().poll(&mut cx) {
                break got;
            }
        };
        println!("{n}: {got} after {polls} polls");
    }
    let mut f = pin!(all(9));
    println!("{:?}, dropped", f.as_mut().poll(&mut cx));
}
// EXPECTED: 1: 135 after 4 polls
// EXPECTED: 2: 144 after 5 polls
// EXPECTED: 3: 153 after 5 polls
// EXPECTED: Pending, dropped
