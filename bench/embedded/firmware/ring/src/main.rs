//! For test/embedded/ring.sh: futures that are counted by hand, while a timer's interrupt polls
//! others at any instruction. Prints what a profile has to say, and then the ring of events
//! (docs/profile.md), in words.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::ptr::{addr_of, null};
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::println;

const ROUNDS: u32 = 200;
const BEATS: u32 = 100;

// --- the ring ---------------------------------------------------------------------------

unsafe extern "C" {
    static async_opt_ring: u32;
    static async_opt_ring_bytes: u32;
}

/// Of an interrupt and of what it interrupts it may be the same.
#[unsafe(no_mangle)]
extern "C" fn async_opt_ticks() -> u32 {
    static TICKS: AtomicU32 = AtomicU32::new(u32::MAX - 1000);
    let now = TICKS.load(Relaxed).wrapping_add(10);
    TICKS.store(now, Relaxed);
    now
}

fn print_ring() {
    let words = unsafe { addr_of!(async_opt_ring_bytes).read_volatile() } / 4;
    for i in 0..words as usize {
        println!("ring {:08x}", unsafe { addr_of!(async_opt_ring).add(i).read_volatile() });
    }
}

// --- by hand ----------------------------------------------------------------------------

/// Of one future, polled at one priority.
struct Counts {
    name: &'static str,
    polls: AtomicU32,
    starts: AtomicU32,
    ready: AtomicU32,
    at_once: AtomicU32,
    cancelled: AtomicU32,
}

impl Counts {
    const fn of(name: &'static str) -> Self {
        const ZERO: AtomicU32 = AtomicU32::new(0);
        Self { name, polls: ZERO, starts: ZERO, ready: ZERO, at_once: ZERO, cancelled: ZERO }
    }

    fn print(&self) {
        let [polls, starts, ready, at_once, cancelled] =
            [&self.polls, &self.starts, &self.ready, &self.at_once, &self.cancelled]
                .map(|n| n.load(Relaxed));
        println!(
            "future {} polls={polls} first_polls={starts} ready={ready} ready_at_once={at_once} \
             pending={} cancelled={cancelled}",
            self.name,
            polls - ready
        );
    }
}

fn count(n: &AtomicU32, more: u32) {
    n.store(n.load(Relaxed) + more, Relaxed);
}

struct Counted<F> {
    inner: F,
    counts: &'static Counts,
    polled: bool,
    done: bool,
}

fn counted<F: Future>(counts: &'static Counts, inner: F) -> Counted<F> {
    Counted { inner, counts, polled: false, done: false }
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = unsafe { self.get_unchecked_mut() };
        let first = !this.polled;
        this.polled = true;
        count(&this.counts.polls, 1);
        count(&this.counts.starts, first.into());
        let result = unsafe { Pin::new_unchecked(&mut this.inner) }.poll(cx);
        if result.is_ready() {
            this.done = true;
            count(&this.counts.ready, 1);
            count(&this.counts.at_once, first.into());
        }
        result
    }
}

impl<F> Drop for Counted<F> {
    fn drop(&mut self) {
        count(&self.counts.cancelled, (self.polled && !self.done).into());
    }
}

// --- what is counted ---------------------------------------------------------------------

static STEP: Counts = Counts::of("step");
static MAKES: Counts = Counts::of("makes");
static LATE: Counts = Counts::of("late");
static RACE: Counts = Counts::of("race");
static LOOPED: Counts = Counts::of("looped");
static BEAT: Counts = Counts::of("beat");
static BEATING: Counts = Counts::of("beating");
static BEATEN: AtomicU32 = AtomicU32::new(0);

/// Pending so many times.
async fn again(mut times: u32) {
    poll_fn(|cx| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

async fn step(times: u32) -> u32 {
    again(times).await;
    times
}

async fn makes() -> usize {
    let bytes = Vec::<u8>::with_capacity(16);
    again(1).await;
    bytes.capacity()
}

async fn late() {
    again(1000).await
}

/// Drops `late` when `step` is done.
async fn race() -> u32 {
    let mut first = pin!(counted(&STEP, step(2)));
    let mut second = pin!(counted(&LATE, late()));
    poll_fn(|cx| match second.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(0),
        Poll::Pending => first.as_mut().poll(cx),
    })
    .await
}

async fn looped() -> u32 {
    let mut sum = 0;
    for round in 0..ROUNDS {
        sum += counted(&STEP, step(round % 3)).await;
        if round % 16 == 0 {
            sum += counted(&RACE, race()).await;
            sum += counted(&MAKES, makes()).await as u32;
        }
    }
    sum
}

async fn beat() {
    again(1).await
}

async fn beating() {
    loop {
        counted(&BEAT, beat()).await;
        count(&BEATEN, 1);
    }
}

// --- two executors -----------------------------------------------------------------------

static WAKER: RawWakerVTable =
    RawWakerVTable::new(|data| RawWaker::new(data, &WAKER), |_| {}, |_| {}, |_| {});

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    let waker = unsafe { Waker::from_raw(RawWaker::new(null(), &WAKER)) };
    future.poll(&mut Context::from_waker(&waker))
}

static STARTED: AtomicBool = AtomicBool::new(false);
static mut IN_INTERRUPT: Option<Pin<&'static mut dyn Future<Output = ()>>> = None;

fn interrupt() {
    if !STARTED.load(Relaxed) {
        return;
    }
    // Nobody else touches it once it is started.
    if let Some(future) = unsafe { &mut *core::ptr::addr_of_mut!(IN_INTERRUPT) } {
        let _ = poll(future.as_mut());
    }
    if BEATEN.load(Relaxed) >= BEATS {
        timer::stop();
    }
}

#[cfg(target_arch = "arm")]
mod timer {
    use cortex_m::peripheral::{Peripherals, SYST, syst::SystClkSource};

    #[cortex_m_rt::exception]
    fn SysTick() {
        super::interrupt();
    }

    pub fn start() {
        let mut timer = Peripherals::take().unwrap().SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(499);
        timer.clear_current();
        timer.enable_interrupt();
        timer.enable_counter();
    }

    pub fn stop() {
        unsafe { (*SYST::PTR).csr.write(0) }
    }
}

/// QEMU's virt: a timer of 10 MHz.
#[cfg(target_arch = "riscv32")]
mod timer {
    const NOW: *const u32 = 0x0200_bff8 as _;
    const NEXT: *mut u32 = 0x0200_4000 as _;

    fn set() {
        unsafe {
            NEXT.add(1).write_volatile(NOW.add(1).read_volatile());
            NEXT.write_volatile(NOW.read_volatile() + 200);
        }
    }

    #[riscv_rt::core_interrupt(riscv::interrupt::Interrupt::MachineTimer)]
    fn timer() {
        set();
        super::interrupt();
    }

    pub fn start() {
        set();
        unsafe {
            riscv::register::mie::set_mtimer();
            riscv::interrupt::enable();
        }
    }

    pub fn stop() {
        unsafe { riscv::register::mie::clear_mtimer() }
    }
}

#[cfg(target_arch = "arm")]
use cortex_m_rt as rt;
#[cfg(target_arch = "riscv32")]
use riscv_rt as rt;

#[rt::entry]
fn start() -> ! {
    std::init_heap();
    main();
    std::host::exit()
}

fn main() {
    unsafe {
        IN_INTERRUPT = Some(Pin::new_unchecked(Box::leak(Box::new(counted(&BEATING, beating())))));
    }
    let mut future = pin!(counted(&LOOPED, looped()));
    STARTED.store(true, Relaxed);
    timer::start();
    let sum = loop {
        if let Poll::Ready(sum) = poll(future.as_mut()) {
            break sum;
        }
    };
    while BEATEN.load(Relaxed) < BEATS {}
    timer::stop();
    println!("sum {sum}");
    for counts in [&STEP, &MAKES, &LATE, &RACE, &LOOPED, &BEAT, &BEATING] {
        counts.print();
    }
    let made = MAKES.starts.load(Relaxed);
    println!("future makes allocations={made} allocated_bytes={}", 16 * made);
    print_ring();
}
