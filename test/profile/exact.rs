//! Futures of many kinds, each counted by hand; prints what a profile of it has to say.
//!
//! `Counted` stands around a future and around the await of it: what it counts, the profile
//! must have counted for that future (by its name) and for that await (by its line).
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::{pin, Pin};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

thread_local! {
    static MADE: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

struct Counting;

fn made(bytes: usize) {
    MADE.with(|m| m.set((m.get().0 + 1, m.get().1 + bytes as u64)));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        made(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        made(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        made(size.saturating_sub(layout.size()));
        unsafe { System.realloc(at, layout, size) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Clone, Copy)]
struct Counts {
    polls: u64,
    starts: u64,
    ready: u64,
    at_once: u64,
    pending: u64,
    panics: u64,
    refused: u64,
    cancelled: u64,
    allocs: u64,
    bytes: u64,
}

const ZERO: Counts = Counts {
    polls: 0,
    starts: 0,
    ready: 0,
    at_once: 0,
    pending: 0,
    panics: 0,
    refused: 0,
    cancelled: 0,
    allocs: 0,
    bytes: 0,
};

/// By line for awaits, by the number of the name for futures; no allocation of their own.
static AWAITS: Mutex<[Counts; 500]> = Mutex::new([ZERO; 500]);
static FUTURES: Mutex<[Counts; NAMES.len()]> = Mutex::new([ZERO; NAMES.len()]);
const NAMES: [&str; 9] = [
    "all", "allocates", "boxed", "leaf", "looped", "panics", "raced", "ready", "survives",
];

fn number(name: &str) -> usize {
    NAMES.iter().position(|known| *known == name).unwrap()
}

/// The counters are changed outside of all polls that count.
#[derive(PartialEq, Clone, Copy)]
enum State {
    New,
    Suspended,
    Ended,
    Panicked,
}

struct Counted<F> {
    line: u32,
    name: &'static str,
    state: State,
    future: F,
}

fn counted<F: Future>(line: u32, name: &'static str, future: F) -> Counted<F> {
    Counted { line, name, state: State::New, future }
}

enum End {
    Ready,
    Pending,
    Panic,
}

/// A poll that is refused panics outside of the future, in the words of a profile: what the
/// panic allocates is its caller's.
fn book(c: &mut Counts, state: State, end: &End, allocs: u64, bytes: u64) {
    c.polls += 1;
    c.starts += (state == State::New) as u64;
    c.refused += (state == State::Ended || state == State::Panicked) as u64;
    match end {
        End::Ready => c.ready += 1,
        End::Pending => c.pending += 1,
        End::Panic => c.panics += 1,
    }
    c.at_once += (matches!(end, End::Ready) && state == State::New) as u64;
    c.allocs += allocs;
    c.bytes += bytes;
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = unsafe { self.get_unchecked_mut() };
        let before = MADE.with(Cell::get);
        let future = unsafe { Pin::new_unchecked(&mut this.future) };
        let result = catch_unwind(AssertUnwindSafe(|| future.poll(cx)));
        let after = MADE.with(Cell::get);
        let end = match &result {
            Ok(Poll::Ready(_)) => End::Ready,
            Ok(Poll::Pending) => End::Pending,
            Err(_) => End::Panic,
        };
        let (allocs, bytes) = (after.0 - before.0, after.1 - before.1);
        let refused = this.state == State::Ended || this.state == State::Panicked;
        let (own, own_bytes) = if refused { (0, 0) } else { (allocs, bytes) };
        let number = number(this.name);
        book(&mut FUTURES.lock().unwrap()[number], this.state, &end, own, own_bytes);
        if this.line != 0 {
            let line = this.line as usize;
            book(&mut AWAITS.lock().unwrap()[line], this.state, &end, allocs, bytes);
        }
        this.state = match end {
            End::Ready => State::Ended,
            End::Pending => State::Suspended,
            End::Panic => State::Panicked,
        };
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl<F> Drop for Counted<F> {
    fn drop(&mut self) {
        if self.state == State::Suspended {
            FUTURES.lock().unwrap()[number(self.name)].cancelled += 1;
            if self.line != 0 {
                AWAITS.lock().unwrap()[self.line as usize].cancelled += 1;
            }
        }
    }
}

/// Pending so many times.
struct Turns(u32);

impl Future for Turns {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.0 == 0 {
            return Poll::Ready(7);
        }
        self.0 -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn leaf(turns: u32) -> u32 {
    Turns(turns).await
}

async fn ready(x: u32) -> u32 {
    x + 1
}

async fn allocates(n: u32) -> usize {
    let text = std::hint::black_box(vec![1u8; n as usize + 1]);
    let more = Turns(n % 3).await as usize;
    let mut grown = std::hint::black_box(Vec::<u32>::with_capacity(2));
    for i in 0..n {
        grown.push(i);
    }
    text.len() + more + std::hint::black_box(grown).len()
}

async fn looped(n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n {
        sum += counted(line!(), "leaf", leaf(i % 4)).await;
        sum += counted(line!(), "ready", ready(i)).await;
        if i % 5 == 0 {
            sum += counted(line!(), "allocates", allocates(i)).await as u32;
        }
    }
    sum
}

async fn boxed(depth: u32) -> u32 {
    if depth == 0 {
        return counted(line!(), "leaf", leaf(2)).await;
    }
    let inner: Pin<Box<dyn Future<Output = u32>>> = Box::pin(counted(0, "boxed", boxed(depth - 1)));
    inner.await + 1
}

async fn panics(turns: u32) -> u32 {
    let x = counted(line!(), "leaf", leaf(turns)).await;
    if std::hint::black_box(x) == 7 {
        panic!("as planned");
    }
    x
}

async fn survives(turns: u32) -> u32 {
    let mut child = pin!(counted(0, "panics", panics(turns)));
    std::future::poll_fn(move |cx| {
        match catch_unwind(AssertUnwindSafe(|| child.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(x)) => Poll::Ready(x),
            Err(_) => Poll::Ready(1),
        }
    })
    .await
}

/// Two at a time; the one that is not first is dropped where it is.
async fn raced(n: u32) -> u32 {
    let mut first = Box::pin(counted(0, "leaf", leaf(n)));
    let mut second = Box::pin(counted(0, "looped", looped(n)));
    std::future::poll_fn(move |cx| {
        if let Poll::Ready(x) = first.as_mut().poll(cx) {
            return Poll::Ready(x);
        }
        second.as_mut().poll(cx)
    })
    .await
}

fn block_on<F: Future>(name: &'static str, future: F) -> F::Output {
    let mut future = pin!(counted(0, name, future));
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(x) = future.as_mut().poll(&mut cx) {
            return x;
        }
    }
}

/// One that is polled after its end, and after a panic.
fn polled_too_often() {
    let mut cx = Context::from_waker(Waker::noop());
    let mut done = Box::pin(counted(0, "ready", ready(1)));
    let mut broken = Box::pin(counted(0, "panics", panics(0)));
    assert!(done.as_mut().poll(&mut cx).is_ready());
    for _ in 0..2 {
        assert!(catch_unwind(AssertUnwindSafe(|| done.as_mut().poll(&mut cx))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| broken.as_mut().poll(&mut cx))).is_err());
    }
}

async fn all(n: u32, calm: bool) -> u32 {
    let mut sum = counted(line!(), "looped", looped(n)).await;
    sum += counted(line!(), "boxed", boxed(3)).await;
    if !calm {
        sum += counted(line!(), "survives", survives(2)).await;
    }
    sum += counted(line!(), "raced", raced(n)).await;
    sum
}

fn print(counts: &Counts) {
    let Counts { polls, starts, ready, at_once, pending, panics, refused, cancelled, allocs, bytes } =
        counts;
    println!(
        "polls={polls} first_polls={starts} ready={ready} ready_at_once={at_once} \
         pending={pending} panics={panics} polled_after_end={refused} cancelled={cancelled} \
         allocations={allocs} allocated_bytes={bytes}"
    );
}

unsafe extern "C" {
    fn raise(signal: i32) -> i32;
    fn fork() -> i32;
    fn wait(status: *mut i32) -> i32;
}

/// Ends as soon as it can not be helped any more.
fn killed() {
    block_on("looped", looped(20));
    println!("looped {}", FUTURES.lock().unwrap()[number("looped")].polls);
    unsafe { raise(9) };
}

/// Both go on, each with a file of its own.
fn forks() {
    block_on("looped", looped(3));
    let pid = unsafe { fork() };
    block_on("looped", looped(if pid == 0 { 40 } else { 5 }));
    if pid > 0 {
        unsafe { wait(std::ptr::null_mut()) };
    }
}

struct Unpark(std::thread::Thread);

impl std::task::Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

/// Pending, and woken at once: by itself or by another thread.
struct Woken {
    elsewhere: bool,
    done: bool,
}

impl Future for Woken {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.done {
            return Poll::Ready(());
        }
        self.done = true;
        let waker = cx.waker().clone();
        if self.elsewhere {
            std::thread::spawn(move || waker.wake()).join().unwrap();
        } else {
            waker.wake_by_ref();
        }
        Poll::Pending
    }
}

async fn is_woken(elsewhere: bool) {
    Woken { elsewhere, done: false }.await
}

async fn large(n: usize) -> usize {
    let many = std::hint::black_box([1u8; 2000]);
    is_woken(false).await;
    many[n] as usize
}

async fn woken() {
    for i in 0..10 {
        is_woken(i % 2 == 0).await;
    }
    let future = large(7);
    std::hint::black_box(Box::pin(std::hint::black_box(future))).await;
}

/// An executor that waits 2 ms after each wake.
fn wakes() {
    let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(woken());
    while future.as_mut().poll(&mut cx).is_pending() {
        std::thread::park();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    let mode = std::env::args().nth(1).unwrap_or_default();
    match &*mode {
        "killed" => return killed(),
        "forks" => return forks(),
        "wakes" => return wakes(),
        "one" => {
            block_on("boxed", boxed(1));
            return;
        }
        _ => {}
    }
    let calm = mode == "calm"; // for panic = "abort"
    let threads: Vec<_> = (0..4)
        .map(|i| std::thread::spawn(move || block_on("all", all(10 + i, calm))))
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    // More threads than at one time, and tasks that move from one to another.
    let mut moving = Box::pin(counted(0, "looped", looped(9)));
    loop {
        let (back, ended) = std::thread::spawn(move || {
            let mut cx = Context::from_waker(Waker::noop());
            let ended = moving.as_mut().poll(&mut cx).is_ready();
            (moving, ended)
        })
        .join()
        .unwrap();
        moving = back;
        if ended {
            break;
        }
    }
    drop(moving);
    if !calm {
        polled_too_often();
    }
    for (name, counts) in NAMES.iter().zip(FUTURES.lock().unwrap().iter()) {
        print!("future {name} ");
        print(counts);
    }
    for (line, counts) in AWAITS.lock().unwrap().iter().enumerate() {
        if counts.polls != 0 {
            print!("await {line} ");
            print(counts);
        }
    }
}
