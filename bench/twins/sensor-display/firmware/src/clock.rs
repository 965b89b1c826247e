//! Time in milliseconds, and delays.

use maybe_async::maybe_async;

use crate::hal::DelayNs;

pub trait Registers {
    fn now_ms(&self) -> u64;
    fn alarm(&self, at_ms: u64, waker: &core::task::Waker);
}

impl<R: Registers> Registers for &R {
    fn now_ms(&self) -> u64 {
        (**self).now_ms()
    }
    fn alarm(&self, at_ms: u64, waker: &core::task::Waker) {
        (**self).alarm(at_ms, waker)
    }
}

#[derive(Clone)]
pub struct Clock<R> {
    registers: R,
}

impl<R: Registers> Clock<R> {
    pub fn new(registers: R) -> Self {
        Clock { registers }
    }

    pub fn now_ms(&self) -> u64 {
        self.registers.now_ms()
    }

    #[cfg(not(feature = "blocking"))]
    pub async fn until(&self, at_ms: u64) {
        core::future::poll_fn(|cx| {
            if self.registers.now_ms() >= at_ms {
                return core::task::Poll::Ready(());
            }
            self.registers.alarm(at_ms, cx.waker());
            core::task::Poll::Pending
        })
        .await
    }

    #[cfg(feature = "blocking")]
    pub fn until(&self, at_ms: u64) {
        while self.registers.now_ms() < at_ms {
            core::hint::spin_loop();
        }
    }
}

#[maybe_async(AFIT)]
impl<R: Registers> DelayNs for Clock<R> {
    async fn delay_ns(&mut self, ns: u32) {
        let at = self.now_ms() + u64::from(ns.div_ceil(1_000_000));
        self.until(at).await
    }

    async fn delay_ms(&mut self, ms: u32) {
        let at = self.now_ms() + u64::from(ms);
        self.until(at).await
    }
}
