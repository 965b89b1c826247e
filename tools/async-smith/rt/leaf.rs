//! Futures that no coroutine is in. Each poll says with which waker, each drop in which state.
use crate::event::{PANICS, ev, say, waker_id};
use crate::value::Val;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

/// Pending `left` times, and wakes at once.
pub struct Leaf<V> {
    id: u64,
    left: u64,
    value: u64,
    done: bool,
    output: PhantomData<V>,
}

#[inline]
pub fn leaf<V: Val>(id: u64, left: u64, value: u64) -> Leaf<V> {
    Leaf { id, left, value, done: false, output: PhantomData }
}

impl<V> Unpin for Leaf<V> {}

impl<V: Val> Future for Leaf<V> {
    type Output = V;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<V> {
        say(format_args!("poll {} left {} waker {}", self.id, self.left, waker_id(cx.waker())));
        if self.done {
            panic!("leaf {} was ready before", self.id);
        }
        if self.left == 0 {
            self.done = true;
            return Poll::Ready(V::make(self.value));
        }
        self.left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<V> Drop for Leaf<V> {
    fn drop(&mut self) {
        ev("drop-leaf", self.id, self.left);
    }
}

/// Ready at once, without a trace, and small enough to be inlined everywhere.
pub struct Now<V>(u64, PhantomData<V>);

#[inline]
pub fn now<V: Val>(value: u64) -> Now<V> {
    Now(value, PhantomData)
}

impl<V> Unpin for Now<V> {}

impl<V: Val> Future for Now<V> {
    type Output = V;
    #[inline]
    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<V> {
        Poll::Ready(V::make(self.0))
    }
}

/// Pending once, without a trace and without a drop.
pub struct Yield(bool);

#[inline]
pub fn yield_now() -> Yield {
    Yield(false)
}

impl Future for Yield {
    type Output = ();
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// No size, and ready.
pub struct Zst<const ID: u64>;

impl<const ID: u64> Future for Zst<ID> {
    type Output = u64;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        ev("poll-zst", ID, waker_id(cx.waker()));
        Poll::Ready(ID)
    }
}

/// Panics at its poll number `at`.
pub struct Boom(u64, u64);

pub fn boom(id: u64, at: u64) -> Boom {
    Boom(id, at)
}

impl Future for Boom {
    type Output = u64;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        ev("poll-boom", self.0, waker_id(cx.waker()));
        if self.1 > 0 {
            self.1 -= 1;
            return Poll::Pending;
        }
        if PANICS {
            panic!("boom {}", self.0);
        }
        Poll::Ready(self.0)
    }
}

impl Drop for Boom {
    fn drop(&mut self) {
        ev("drop-boom", self.0, self.1);
    }
}

/// Stores its waker where somebody else wakes it; ready after that.
pub struct Gate(u64, Option<Arc<AtomicBool>>);

static GATES: Mutex<Vec<(u64, Arc<AtomicBool>, Waker)>> = Mutex::new(Vec::new());

pub fn gate(id: u64) -> Gate {
    Gate(id, None)
}

impl Future for Gate {
    type Output = u64;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        ev("poll-gate", self.0, waker_id(cx.waker()));
        let open = match &self.1 {
            Some(flag) => flag.clone(),
            None => Arc::new(AtomicBool::new(false)),
        };
        if open.load(SeqCst) {
            return Poll::Ready(self.0);
        }
        GATES.lock().unwrap().push((self.0, open.clone(), cx.waker().clone()));
        self.1 = Some(open);
        Poll::Pending
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        ev("drop-gate", self.0, self.1.is_some() as u64);
    }
}

/// Opens every gate that has been polled, and wakes who waits.
pub fn open_gates() {
    let waiting = std::mem::take(&mut *GATES.lock().unwrap());
    for (id, flag, waker) in waiting {
        ev("open", id, waker_id(&waker));
        flag.store(true, SeqCst);
        waker.wake();
    }
}

pub async fn nothing() {}

/// A coroutine that has no way to be ready.
pub async fn forever(id: u64) -> std::convert::Infallible {
    let _d = crate::value::D::new(id);
    loop {
        leaf::<()>(id, 1, 0).await;
        yield_now().await;
    }
}

/// Pending once, if asked to.
pub fn maybe_yield(pending: bool) -> Yield {
    Yield(!pending)
}

/// 256 suspend points, of which a few do suspend.
#[macro_export]
macro_rules! wait256 {
    ($acc:ident) => {
        $crate::wait256!(4, $acc)
    };
    (4, $acc:ident) => {
        $crate::wait256!(3, $acc);
        $crate::wait256!(3, $acc);
        $crate::wait256!(3, $acc);
        $crate::wait256!(3, $acc);
    };
    (3, $acc:ident) => {
        $crate::wait256!(2, $acc);
        $crate::wait256!(2, $acc);
        $crate::wait256!(2, $acc);
        $crate::wait256!(2, $acc);
    };
    (2, $acc:ident) => {
        $crate::wait256!(1, $acc);
        $crate::wait256!(1, $acc);
        $crate::wait256!(1, $acc);
        $crate::wait256!(1, $acc);
    };
    (1, $acc:ident) => {
        $crate::wait256!(0, $acc);
        $crate::wait256!(0, $acc);
        $crate::wait256!(0, $acc);
        $crate::wait256!(0, $acc);
    };
    (0, $acc:ident) => {
        $acc = $crate::value::mix($acc, 1);
        $crate::leaf::maybe_yield($acc % 40 == 7).await;
    };
}
