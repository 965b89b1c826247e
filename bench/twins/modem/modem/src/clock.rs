//! Time in milliseconds, delays and time-outs.

use maybe_async::maybe_async;

use crate::io::DelayNs;

pub trait Registers {
    fn now_ms(&self) -> u64;
    fn alarm(&self, at_ms: u64, waker: &core::task::Waker);
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

    /// What the future gives, unless that time comes first: then `late`, and the future is
    /// dropped where it waits.
    #[cfg(not(feature = "blocking"))]
    pub async fn within<T, E>(
        &self,
        at_ms: u64,
        late: E,
        future: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        use embassy_futures::select::{Either, select};

        match select(future, self.until(at_ms)).await {
            Either::First(result) => result,
            Either::Second(()) => Err(late),
        }
    }

    /// A blocking call ended by itself, in time or by the limit that the UART was given.
    #[cfg(feature = "blocking")]
    pub fn within<T, E>(&self, _at_ms: u64, _late: E, result: Result<T, E>) -> Result<T, E> {
        result
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
