//! Where the futures of a row end: what really is ready, and what really waits.

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};

use crate::trace;

/// Ready at once. SALT is the row's number.
pub struct Ready<const SALT: u64> {
    value: u64,
}

impl<const SALT: u64> Ready<SALT> {
    pub fn new(value: u64) -> Self {
        Ready { value }
    }
}

impl<const SALT: u64> Future for Ready<SALT> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        trace::polled("ready", self.value, cx);
        Poll::Ready(self.value.wrapping_add(SALT))
    }
}

/// Waits as a device driver does: looks whether it is ready, else wakes later (here: at once,
/// through the waker that it was given) and is pending.
pub struct Suspend<const SALT: u64> {
    left: u64,
    value: u64,
}

impl<const SALT: u64> Suspend<SALT> {
    pub fn new(times: u64, value: u64) -> Self {
        Suspend { left: times, value }
    }
}

impl<const SALT: u64> Future for Suspend<SALT> {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        trace::polled("suspend", self.value, cx);
        if self.left == 0 {
            return Poll::Ready(self.value.wrapping_add(SALT));
        }
        self.left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Its drop can be seen from outside: in the trace, and in a static where none is recorded.
pub struct Guard {
    name: u64,
}

static DROPPED: AtomicU64 = AtomicU64::new(0);

impl Guard {
    pub fn new(name: u64) -> Guard {
        Guard { name }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        trace::event("drop", self.name);
        DROPPED.store(self.name, Relaxed);
    }
}

/// Something that the outside sees, at this moment: no optimizer may move it past another
/// effect, a poll of a leaf or a suspension.
pub fn effect(value: u64) -> u64 {
    trace::event("effect", value);
    black_box(value)
}

/// The same value, of which the optimizer knows nothing.
pub fn opaque<T>(value: T) -> T {
    black_box(value)
}
