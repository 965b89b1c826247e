//#Expect:wrong layouts 0
//#Expect:live after all 0
//#Drop:^allocations
//#Variant:size-s -Copt-level=s
//#Variant:size-z -Copt-level=z
//#Variant:abort -Cpanic=abort
// Boxed futures under an allocator that counts, and that knows of each block with which layout
// it was taken: what is given back twice, with another layout or never is printed. Boxes that
// are awaited in place, and boxes that are swapped, leaked, taken apart or pinned anew.
use std::alloc::{GlobalAlloc, Layout, System};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

struct Checking;
static TOTAL: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static WRONG: AtomicUsize = AtomicUsize::new(0);
const MARK: usize = 0x5ca1ab1e;

// In front of each block: a mark, its size, its alignment.
fn room(layout: Layout) -> (Layout, usize) {
	let front = layout.align().max(32);
	let all = Layout::from_size_align(layout.size() + front, layout.align().max(16)).unwrap();
	(all, front)
}

unsafe impl GlobalAlloc for Checking {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		let (all, front) = room(layout);
		unsafe {
			let block = System.alloc(all).add(front);
			let words = block.cast::<usize>();
			*words.sub(1) = MARK;
			*words.sub(2) = layout.size();
			*words.sub(3) = layout.align();
			TOTAL.fetch_add(1, SeqCst);
			LIVE.fetch_add(layout.size(), SeqCst);
			block
		}
	}
	unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
		let (all, front) = room(layout);
		unsafe {
			let words = block.cast::<usize>();
			let right = *words.sub(1) == MARK && *words.sub(2) == layout.size()
				&& *words.sub(3) == layout.align();
			WRONG.fetch_add(!right as usize, SeqCst);
			*words.sub(1) = 0;
			LIVE.fetch_sub(layout.size(), SeqCst);
			System.dealloc(block.sub(front), all);
		}
	}
}

#[global_allocator]
static ALLOCATOR: Checking = Checking;

type Boxed = Pin<Box<dyn Future<Output = u64>>>;

struct Ready(u64);
impl Future for Ready {
	type Output = u64;
	fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
		Poll::Ready(self.0)
	}
}

struct Waits(u64, u64);
impl Future for Waits {
	type Output = u64;
	fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
		if self.0 == 0 {
			return Poll::Ready(self.1);
		}
		self.0 -= 1;
		cx.waker().wake_by_ref();
		Poll::Pending
	}
}

struct Guard(&'static str);
impl Drop for Guard {
	fn drop(&mut self) {
		println!("drop {}", self.0);
	}
}

#[repr(align(64))]
struct Wide([u8; 192]);

async fn ready(x: u64) -> u64 {
	Ready(x).await + 1
}
async fn waits(x: u64) -> u64 {
	let _guard = Guard("waits");
	Waits(x % 3, x).await + 1
}
async fn wide(x: u64) -> u64 {
	let bytes = Wide([x as u8; 192]);
	let sum = Ready(x).await;
	sum + bytes.0[191] as u64 + (&raw const bytes as usize % 64) as u64
}
fn level_1(x: u64) -> Boxed {
	Box::pin(async move { ready(x).await + 1 })
}
fn level_2(x: u64) -> Boxed {
	Box::pin(async move { level_1(x).await + 1 })
}
fn level_3(x: u64) -> Boxed {
	Box::pin(async move { let _guard = Guard("level 3"); level_2(x).await + waits(x).await })
}

async fn in_place(x: u64) -> u64 {
	let mut sum = Box::pin(ready(x)).await + Box::pin(wide(x)).await;
	for i in 0..4 {
		sum += Box::pin(waits(i)).await;
		sum += Box::pin(ready(i)).await;
		sum += level_3(i).await;
	}
	sum + Box::pin(Box::pin(ready(x))).await
}

async fn swap() -> u64 {
	let (mut a, mut b): (Boxed, Boxed) = (level_2(1), Box::pin(waits(100)));
	let mut first = Box::pin(waits(301));
	let polled = std::future::poll_fn(|cx| Poll::Ready(first.as_mut().poll(cx))).await;
	std::mem::swap(&mut a, &mut b);
	let sum = (&mut a).await + b.await + first.await;
	sum + polled.is_pending() as u64
}

async fn leak() -> u64 {
	let leaked = Box::leak(Box::new(waits(1)));
	let raw: *mut _ = leaked;
	let sum = unsafe { Pin::new_unchecked(leaked) }.await;
	let forgotten = Box::new(ready(1));
	let second = Box::into_raw(forgotten);
	let other = unsafe { Pin::new_unchecked(&mut *second) }.await;
	drop(unsafe { Box::from_raw(raw) });
	drop(unsafe { Box::from_raw(second) });
	sum + other
}

async fn manual() -> u64 {
	let mut kept = ManuallyDrop::new(Box::pin(ready(7)));
	let sum = kept.as_mut().await;
	unsafe { ManuallyDrop::drop(&mut kept) };
	sum
}

async fn pinned_anew() -> u64 {
	let mut place = Box::pin(waits(2));
	let first = place.as_mut().await;
	place.set(waits(1));
	let second = place.as_mut().await;
	place.set(waits(4));
	first + second + place.await
}

async fn forget() -> u64 {
	let bytes = LIVE.load(SeqCst);
	let mut kept = Box::pin(ready(3));
	let sum = kept.as_mut().await;
	let size = size_of_val(&*kept);
	std::mem::forget(kept);
	let lost = LIVE.load(SeqCst) - bytes;
	LIVE.fetch_sub(lost, SeqCst);
	sum + (lost == size || lost == 0) as u64
}

fn finish<F: Future<Output = u64>>(name: &str, future: F) {
	let before = TOTAL.load(SeqCst);
	let mut future = std::pin::pin!(future);
	let mut polls = 1;
	let value = loop {
		match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
			Poll::Ready(value) => break value,
			Poll::Pending => polls += 1,
		}
	};
	let made = TOTAL.load(SeqCst) - before;
	println!("{name} {value} in {polls} polls");
	println!("allocations of {name}: {made}");
}

fn cancel<F: Future<Output = u64>>(name: &str, make: impl Fn() -> F) {
	for polls in 0..6 {
		let mut future = Box::pin(make());
		for _ in 0..polls {
			if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
				break;
			}
		}
		println!("{name} is dropped after {polls} polls");
	}
}

fn main() {
	println!("begin");
	let live = LIVE.load(SeqCst);
	finish("in place", in_place(5));
	finish("swap", swap());
	finish("leak", leak());
	finish("manual", manual());
	finish("pinned anew", pinned_anew());
	finish("forget", forget());
	cancel("in place", || in_place(3));
	cancel("swap", swap);
	cancel("pinned anew", pinned_anew);
	println!("wrong layouts {}", WRONG.load(SeqCst));
	println!("live after all {}", LIVE.load(SeqCst) - live);
}
