//! Embassy's time driver without a timer: when no task is ready, time jumps to the next
//! alarm. So a program that waits gives the same output in each run, and ends soon.

use core::cell::{Cell, RefCell};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Waker;

use critical_section::Mutex;
use embassy_executor::raw::Executor;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

struct Clock {
    now: Mutex<Cell<u64>>,
    queue: Mutex<RefCell<Queue>>,
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock {
    now: Mutex::new(Cell::new(0)),
    queue: Mutex::new(RefCell::new(Queue::new())),
});

impl Driver for Clock {
    fn now(&self) -> u64 {
        critical_section::with(|cs| self.now.borrow(cs).get())
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|cs| {
            self.queue.borrow_ref_mut(cs).schedule_wake(at, waker);
        });
    }
}

impl Clock {
    /// Wakes who waits for the next alarm; false where nobody does.
    fn jump(&self) -> bool {
        critical_section::with(|cs| {
            let now = self.now.borrow(cs);
            let mut queue = self.queue.borrow_ref_mut(cs);
            let next = queue.next_expiration(now.get());
            if next == u64::MAX {
                return false;
            }
            now.set(next);
            queue.next_expiration(next);
            true
        })
    }
}

static PENDING: AtomicBool = AtomicBool::new(false);

#[unsafe(export_name = "__pender")]
fn pender(_context: *mut ()) {
    PENDING.store(true, Ordering::Release);
}

/// Polls until no task waits for the time any more.
pub fn run(executor: &'static Executor) {
    loop {
        while PENDING.load(Ordering::Acquire) {
            PENDING.store(false, Ordering::Release);
            // One executor, one caller, and not from inside of a task.
            unsafe { executor.poll() };
        }
        if !CLOCK.jump() {
            return;
        }
    }
}
