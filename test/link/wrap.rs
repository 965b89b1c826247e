//#Expect:42
//#Expect:repoll panicked
//#Variant:size-z -Copt-level=z
//#Variant:abort-ok -Cpanic=unwind -Ccodegen-units=16
// The article's example, through dyn Future and by a block_on; a second poll panics.
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

async fn wrap() -> i32 {
	let x = async { 42 }.await;
	x
}

fn block_on<F: Future>(f: F) -> F::Output {
	let mut f = pin!(f);
	let mut cx = Context::from_waker(Waker::noop());
	loop {
		if let Poll::Ready(v) = f.as_mut().poll(&mut cx) {
			return v;
		}
	}
}

fn main() {
	std::panic::set_hook(Box::new(|_| ()));
	println!("{}", block_on(wrap()));
	let mut f: Pin<Box<dyn Future<Output = i32>>> = std::hint::black_box(Box::pin(wrap()));
	let mut cx = Context::from_waker(Waker::noop());
	println!("{:?}", f.as_mut().poll(&mut cx));
	let again = catch_unwind(AssertUnwindSafe(|| f.as_mut().poll(&mut cx)));
	println!("repoll {}", if again.is_err() { "panicked" } else { "returned" });
}
