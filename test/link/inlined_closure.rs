//#Expect:Pending Pending
//#Expect:Ready(99) Ready(100)
//#Expect:done
// Not every body with a coroutine's marks is one: the MIR inliner puts
// small coroutines into closures, and wrappers may turn Ready into Pending and back.
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

async fn never(x: u32) -> u32 {
    if x > 3 { x + 1 } else { x * 2 }
}

// Pending where its child is ready, the first time; then 99.
struct Invert<F> {
    child: F,
    left: u32,
}

impl<F: Future<Output = u32>> Future for Invert<F> {
    type Output = u32;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let this = unsafe { self.get_unchecked_mut() };
        if this.left == 0 {
            return Poll::Ready(99);
        }
        this.left -= 1;
        match unsafe { Pin::new_unchecked(&mut this.child) }.poll(cx) {
            Poll::Ready(_) => Poll::Pending,
            Poll::Pending => Poll::Ready(0),
        }
    }
}

async fn inverted(x: u32) -> u32 {
    Invert { child: never(x), left: 1 }.await
}

async fn closure(x: u32) -> u32 {
    let mut f = never(x);
    std::future::poll_fn(move |cx| match unsafe { Pin::new_unchecked(&mut f) }.poll(cx) {
        Poll::Ready(v) if v == 6 => {
            f = never(v);
            Poll::Pending
        }
        other => other,
    })
    .await
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    for x in [1u32, 3, 5] {
        let x = std::hint::black_box(x);
        let mut f = inverted(x);
        let mut by_closure =
            pin!(std::future::poll_fn(move |cx| unsafe { Pin::new_unchecked(&mut f) }.poll(cx)));
        let mut boxed: Pin<Box<dyn Future<Output = u32>>> =
            std::hint::black_box(Box::pin(async move { inverted(x).await + 1 }));
        let mut closed = std::hint::black_box(Box::pin(closure(x)));
        for _ in 0..2 {
            println!("{:?} {:?}", by_closure.as_mut().poll(&mut cx), boxed.as_mut().poll(&mut cx));
        }
        while let Poll::Pending = closed.as_mut().poll(&mut cx) {
            println!("pending");
        }
    }
    println!("done");
}
