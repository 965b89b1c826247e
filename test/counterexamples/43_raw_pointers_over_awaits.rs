// Breaks: taking a capture for dead once it was read, though a raw pointer into it, made from
// the whole of it, is followed later: by the future itself, a child, a wake list, a drop.
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::ptr::addr_of_mut;
use std::task::{Context, Poll, Waker};

thread_local! {
    static LIST: RefCell<Vec<*mut u32>> = const { RefCell::new(Vec::new()) };
}

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

#[repr(C)]
struct Pair {
    before: u32,
    slot: u32,
    after: [u32; 4],
}

fn publish(at: *mut u32) {
    LIST.with(|list| list.borrow_mut().push(at));
}

/// Writes through every pointer that was published.
fn touch_all() {
    LIST.with(|list| {
        for at in list.borrow().iter() {
            unsafe { **at = (**at).wrapping_mul(10) + 1 };
        }
    });
}

/// The slot is published, and its neighbours are reached from it.
async fn neighbours(mut pair: Pair) -> u32 {
    let whole = addr_of_mut!(pair);
    let slot = unsafe { addr_of_mut!((*whole).slot) };
    publish(slot);
    Once(false).await;
    let before = unsafe { *slot.sub(1) };
    let after = unsafe { *slot.add(3) };
    LIST.with(|list| list.borrow_mut().pop());
    before * 1_000_000 + unsafe { *slot } * 1000 + after
}

/// A capture is read once, and its bytes are written by the child through a pointer.
async fn child(at: *mut u32) -> u32 {
    Once(false).await;
    unsafe {
        *at += 5;
        *at
    }
}

async fn lends(mut value: u32) -> u32 {
    let first = value;
    let at = addr_of_mut!(value);
    let got = child(at).await;
    first * 100 + got * 10 + unsafe { *at }
}

/// A cell that is captured by value is shared with a child that is awaited twice.
async fn counts(cell: Cell<u32>, text: &str) -> u32 {
    async fn bump(cell: &Cell<u32>, by: u32) -> u32 {
        Once(false).await;
        cell.set(cell.get() + by);
        cell.get()
    }
    let a = bump(&cell, 1).await;
    let b = bump(&cell, text.len() as u32).await;
    a * 100 + b * 10 + cell.into_inner()
}

/// The tail of a slice that is captured by value stays borrowed over an await.
async fn tail(bytes: [u8; 24], at: usize) -> u32 {
    let (head, rest) = bytes.split_at(at);
    Once(false).await;
    head.iter().map(|b| *b as u32).sum::<u32>() * 1000 + rest.iter().map(|b| *b as u32).sum::<u32>()
}

async fn all(n: u32) -> [u32; 4] {
    let mut bytes = [1; 24];
    bytes[n as usize] = 9;
    [
        neighbours(Pair { before: n, slot: 2, after: [3, 4, n + 5, 6] }).await,
        lends(n).await,
        counts(Cell::new(n), "four").await,
        tail(bytes, 8).await,
    ]
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    for n in 1..4 {
        let mut f = pin!(all(n));
        let got = loop {
            if let Poll::Ready(got) = f.as_mut().poll(&mut cx) {
                break got;
            }
            touch_all();
        };
        println!("{got:?}");
    }
}
// EXPECTED: [1021006, 166, 266, 16016]
// EXPECTED: [2021007, 277, 377, 16016]
// EXPECTED: [3021008, 388, 488, 16016]
