//! A bounded channel between two tasks of one executor. Sending waits while it is full.

use core::cell::RefCell;
use core::future::poll_fn;
use core::task::{Poll, Waker};

use heapless::Deque;

use crate::plumbing::{Closed, Output};

struct State<T, const N: usize> {
    items: Deque<T, N>,
    closed: bool,
    receiver: Option<Waker>,
    sender: Option<Waker>,
}

pub struct Channel<T, const N: usize> {
    state: RefCell<State<T, N>>,
}

pub struct Sender<'a, T, const N: usize> {
    channel: &'a Channel<T, N>,
}

pub struct Receiver<'a, T, const N: usize> {
    channel: &'a Channel<T, N>,
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

impl<T, const N: usize> Channel<T, N> {
    pub const fn new() -> Self {
        Channel {
            state: RefCell::new(State {
                items: Deque::new(),
                closed: false,
                receiver: None,
                sender: None,
            }),
        }
    }

    pub fn split(&mut self) -> (Sender<'_, T, N>, Receiver<'_, T, N>) {
        (Sender { channel: self }, Receiver { channel: self })
    }

    fn close(&self) {
        let mut state = self.state.borrow_mut();
        state.closed = true;
        wake(&mut state.receiver);
        wake(&mut state.sender);
    }
}

impl<T, const N: usize> Default for Channel<T, N> {
    fn default() -> Self {
        Channel::new()
    }
}

impl<T, const N: usize> Output<T> for Sender<'_, T, N> {
    async fn send(&mut self, item: T) -> Result<(), Closed> {
        let mut item = Some(item);
        poll_fn(|cx| {
            let mut state = self.channel.state.borrow_mut();
            if state.closed {
                return Poll::Ready(Err(Closed));
            }
            if state.items.is_full() {
                state.sender = Some(cx.waker().clone());
                return Poll::Pending;
            }
            if let Some(item) = item.take() {
                let _ = state.items.push_back(item);
            }
            wake(&mut state.receiver);
            Poll::Ready(Ok(()))
        })
        .await
    }

    async fn end(&mut self) {
        self.channel.close();
    }
}

impl<T, const N: usize> Drop for Sender<'_, T, N> {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl<T, const N: usize> Receiver<'_, T, N> {
    /// The next item, or None after the last one.
    pub async fn receive(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let mut state = self.channel.state.borrow_mut();
            if let Some(item) = state.items.pop_front() {
                wake(&mut state.sender);
                return Poll::Ready(Some(item));
            }
            if state.closed {
                return Poll::Ready(None);
            }
            state.receiver = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl<T, const N: usize> Drop for Receiver<'_, T, N> {
    fn drop(&mut self) {
        self.channel.close();
    }
}
