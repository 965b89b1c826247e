//! Combinators written by hand, as libraries have them, and generic coroutines.
use crate::event::{PANICS, ev, say, waker};
use crate::value::{D, Val};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

pub type BoxFut<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A box that LLVM can not see through.
pub fn boxed<'a, F: Future + 'a>(f: F) -> BoxFut<'a, F::Output> {
    std::hint::black_box(Box::pin(f))
}

/// `this!(self => field)`: the structurally pinned field.
macro_rules! this {
    ($this:expr => $($field:tt)+) => {
        unsafe { $this.as_mut().map_unchecked_mut(|t| &mut t.$($field)+) }
    };
}

pub struct Fold<F>(pub F);

impl<F: Future> Future for Fold<F>
where
    F::Output: Val,
{
    type Output = u64;
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        this!(self => 0).poll(cx).map(Val::fold)
    }
}

pub enum MaybeDone<F: Future> {
    Going(F),
    Done(F::Output),
    Taken,
}

pub fn maybe_done<F: Future>(f: F) -> MaybeDone<F> {
    MaybeDone::Going(f)
}

impl<F: Future> MaybeDone<F> {
    pub fn take(mut self: Pin<&mut Self>) -> F::Output {
        match &*self {
            MaybeDone::Done(_) => {}
            _ => panic!("not done"),
        }
        match std::mem::replace(unsafe { self.as_mut().get_unchecked_mut() }, MaybeDone::Taken) {
            MaybeDone::Done(v) => v,
            _ => unreachable!(),
        }
    }
}

impl<F: Future> Future for MaybeDone<F> {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let v = match unsafe { self.as_mut().get_unchecked_mut() } {
            MaybeDone::Going(f) => match unsafe { Pin::new_unchecked(f) }.poll(cx) {
                Poll::Ready(v) => v,
                Poll::Pending => return Poll::Pending,
            },
            MaybeDone::Done(_) => return Poll::Ready(()),
            MaybeDone::Taken => panic!("taken"),
        };
        self.set(MaybeDone::Done(v));
        Poll::Ready(())
    }
}

pub struct Join<A: Future, B: Future>(MaybeDone<A>, MaybeDone<B>);

pub fn join<A: Future, B: Future>(a: A, b: B) -> Join<A, B> {
    Join(MaybeDone::Going(a), MaybeDone::Going(b))
}

impl<A: Future, B: Future> Future for Join<A, B> {
    type Output = (A::Output, B::Output);
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let a = this!(self => 0).poll(cx).is_ready();
        let b = this!(self => 1).poll(cx).is_ready();
        if !(a && b) {
            return Poll::Pending;
        }
        let a = this!(self => 0).take();
        let b = this!(self => 1).take();
        Poll::Ready((a, b))
    }
}

impl<A: Val, B: Val> Val for (A, B) {
    fn make(n: u64) -> Self {
        (A::make(n), B::make(n))
    }
    fn fold(self) -> u64 {
        self.0.fold() ^ self.1.fold().wrapping_mul(3)
    }
}

/// The second that is polled only once the first is ready, in one hand-written state machine.
pub enum Either<A, B> {
    A(A),
    B(B),
}

impl<A: Val, B: Val> Val for Either<A, B> {
    fn make(n: u64) -> Self {
        Either::A(A::make(n))
    }
    fn fold(self) -> u64 {
        match self {
            Either::A(a) => a.fold(),
            Either::B(b) => b.fold().wrapping_add(5),
        }
    }
}

pub struct Select<A, B>(Option<(A, B)>);

pub fn select<A: Future, B: Future>(a: A, b: B) -> Select<A, B> {
    Select(Some((a, b)))
}

impl<A: Future, B: Future> Future for Select<A, B> {
    type Output = Either<A::Output, B::Output>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let both = unsafe { self.as_mut().get_unchecked_mut() };
        let (a, b) = both.0.as_mut().expect("select was ready before");
        let a = unsafe { Pin::new_unchecked(a) };
        let b = unsafe { Pin::new_unchecked(b) };
        let won = match a.poll(cx) {
            Poll::Ready(v) => Either::A(v),
            Poll::Pending => match b.poll(cx) {
                Poll::Ready(v) => Either::B(v),
                Poll::Pending => return Poll::Pending,
            },
        };
        both.0 = None;
        Poll::Ready(won)
    }
}

/// None after `left` polls.
pub struct Timeout<F>(u64, F);

pub fn timeout<F: Future>(left: u64, f: F) -> Timeout<F> {
    Timeout(left, f)
}

impl<F: Future> Future for Timeout<F> {
    type Output = Option<F::Output>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(v) = this!(self => 1).poll(cx) {
            return Poll::Ready(Some(v));
        }
        let left = unsafe { &mut self.as_mut().get_unchecked_mut().0 };
        if *left == 0 {
            return Poll::Ready(None);
        }
        *left -= 1;
        Poll::Pending
    }
}

/// Drops its future once that is ready; Pending for ever after.
pub struct Fuse<F>(Option<F>);

pub fn fuse<F: Future>(f: F) -> Fuse<F> {
    Fuse(Some(f))
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut inner = this!(self => 0);
        match inner.as_mut().as_pin_mut() {
            None => Poll::Pending,
            Some(f) => match f.poll(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(v) => {
                    inner.set(None);
                    Poll::Ready(v)
                }
            },
        }
    }
}

/// A panic of the child is its output; the child stays until this is dropped.
pub struct Catch<F>(F);

pub fn catch<F: Future>(f: F) -> Catch<F> {
    Catch(f)
}

impl<F: Future> Future for Catch<F> {
    type Output = Result<F::Output, String>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let child = this!(self => 0);
        match catch_unwind(AssertUnwindSafe(|| child.poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => Poll::Ready(Err(payload_text(&*payload))),
        }
    }
}

pub fn payload_text(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else if let Some(text) = payload.downcast_ref::<&'static str>() {
        text.to_string()
    } else {
        String::new()
    }
}

/// The child sees another Context than its parent.
pub struct WithWaker<F>(u64, F);

pub fn with_waker<F: Future>(id: u64, f: F) -> WithWaker<F> {
    WithWaker(id, f)
}

impl<F: Future> Future for WithWaker<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let other = waker(self.0);
        unsafe { self.as_mut().get_unchecked_mut() }.0 += 1;
        let poll = this!(self => 1).poll(&mut Context::from_waker(&other));
        if poll.is_pending() {
            cx.waker().wake_by_ref();
        }
        poll
    }
}

/// One poll, and what came of it. `None` is Pending.
pub struct PollOnce<'a, F: ?Sized>(Pin<&'a mut F>);

pub fn poll_once<F: Future + ?Sized>(f: Pin<&mut F>) -> PollOnce<'_, F> {
    PollOnce(f)
}

impl<F: Future + ?Sized> Future for PollOnce<'_, F> {
    type Output = Option<F::Output>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.as_mut().poll(cx) {
            Poll::Ready(v) => Poll::Ready(Some(v)),
            Poll::Pending => Poll::Ready(None),
        }
    }
}

/// One more poll of what is ready already, panicked, or still going.
pub async fn poll_again<F: Future + ?Sized>(f: Pin<&mut F>) -> u64
where
    F::Output: Val,
{
    if !PANICS {
        return 0;
    }
    match catch(poll_once(f)).await {
        Ok(Some(v)) => v.fold(),
        Ok(None) => 1,
        Err(text) => text.len() as u64,
    }
}

/// All of them, each in the order of its box; dropped one by one as they are ready.
pub struct JoinAll<'a>(Vec<Option<BoxFut<'a, u64>>>, u64);

pub fn join_all<'a>(all: Vec<BoxFut<'a, u64>>) -> JoinAll<'a> {
    JoinAll(all.into_iter().map(Some).collect(), 0)
}

impl Future for JoinAll<'_> {
    type Output = u64;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = &mut *self;
        let mut going = false;
        for slot in &mut this.0 {
            if let Some(f) = slot {
                match f.as_mut().poll(cx) {
                    Poll::Ready(v) => {
                        this.1 = this.1.wrapping_mul(31).wrapping_add(v);
                        *slot = None;
                    }
                    Poll::Pending => going = true,
                }
            }
        }
        if going { Poll::Pending } else { Poll::Ready(this.1) }
    }
}

/// Three frames side by side, polled through a loop over them.
pub struct JoinArray<F: Future>([MaybeDone<F>; 3]);

pub fn join_array<F: Future>(all: [F; 3]) -> JoinArray<F> {
    JoinArray(all.map(MaybeDone::Going))
}

impl<F: Future> Future for JoinArray<F>
where
    F::Output: Val,
{
    type Output = u64;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let all = &mut unsafe { self.get_unchecked_mut() }.0;
        let mut going = false;
        for f in all.iter_mut() {
            going |= unsafe { Pin::new_unchecked(f) }.poll(cx).is_pending();
        }
        if going {
            return Poll::Pending;
        }
        let values = all.iter_mut().map(|f| unsafe { Pin::new_unchecked(f) }.take().fold());
        Poll::Ready(values.fold(0, |a: u64, b| a.wrapping_mul(31) ^ b))
    }
}

/// Runs a future to its end (or for 50 polls) in the poll of another.
pub fn run_inside<F: Future>(f: F) -> u64
where
    F::Output: Val,
{
    let mut f = std::pin::pin!(f);
    for n in 0..50 {
        let inner = waker(500 + n);
        if let Poll::Ready(v) = f.as_mut().poll(&mut Context::from_waker(&inner)) {
            return v.fold();
        }
        crate::leaf::open_gates();
    }
    ev("not-done", 0, 0);
    0
}

pub async fn apply(f: impl AsyncFn(u64) -> u64, x: u64) -> u64 {
    let first = f(x).await;
    first ^ f(1).await
}

pub async fn apply_mut(mut f: impl AsyncFnMut(u64), x: u64) {
    f(x).await;
    f(x ^ 1).await;
}

pub async fn apply_once(f: impl AsyncFnOnce(u64) -> u64, x: u64) -> u64 {
    f(x).await
}

pub async fn ident<F: Future>(f: F) -> F::Output {
    f.await
}

pub async fn holding<F: Future>(d: D, f: F) -> F::Output {
    let v = f.await;
    ev("held", d.id(), 0);
    v
}

pub async fn fallible<F: Future>(id: u64, a: u64, f: F) -> Result<u64, String>
where
    F::Output: Val,
{
    let v = f.await.fold();
    if (v ^ a) % 5 == 1 { Err(format!("e{id}")) } else { Ok(v) }
}

pub async fn append<F: Future>(to: &mut String, f: F)
where
    F::Output: Val,
{
    to.push('[');
    let v = f.await.fold();
    to.push_str(&v.to_string());
    to.push(']');
}

pub async fn sum<F: Future>(of: &[u64], f: F) -> u64
where
    F::Output: Val,
{
    let first = of[0];
    let v = f.await.fold();
    of.iter().fold(first ^ v, |a, b| a.wrapping_add(*b))
}

pub async fn eat<const N: usize, F: Future>(big: [u64; N], f: F) -> u64
where
    F::Output: Val,
{
    let at = f.await.fold() as usize % N;
    big[at] ^ big[N - 1]
}

pub trait Svc: Sync {
    async fn call(&self, a: u64) -> u64;

    async fn again(&self, a: u64) -> u64 {
        let _d = D::new(7);
        let first = self.call(a).await;
        self.call(first).await
    }
}

/// The same as libraries box it.
pub trait DynSvc: Sync {
    fn call_dyn<'a>(&'a self, a: u64) -> BoxFut<'a, u64>;
}

pub async fn call_twice<S: Svc>(s: &S, a: u64) -> u64 {
    let first = s.call(a).await;
    first ^ s.call(first).await
}

pub async fn call_shared<S: Svc>(s: &S, a: u64) -> u64 {
    let (x, y) = join(s.call(a), s.call(a ^ 1)).await;
    x ^ y.rotate_left(3)
}
