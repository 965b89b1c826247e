//! The UART.

use maybe_async::maybe_async;

#[cfg(feature = "blocking")]
use crate::clock;
use crate::clock::Clock;
use crate::io::{ErrorKind, ErrorType, Read, Write};

/// Bits of the status register.
pub mod status {
    pub const RX_READY: u32 = 1 << 0;
    pub const TX_SPACE: u32 = 1 << 1;
    pub const TX_IDLE: u32 = 1 << 2;
    pub const OVERRUN: u32 = 1 << 3;
    pub const FRAMING: u32 = 1 << 4;
}

pub trait Registers {
    fn status(&mut self) -> u32;
    fn clear(&mut self, flags: u32);
    fn put(&mut self, byte: u8);
    fn take(&mut self) -> u8;
    fn listen(&mut self, waker: &core::task::Waker);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Overrun,
    Framing,
    TimedOut,
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Error::Overrun => "overrun",
            Error::Framing => "framing",
            Error::TimedOut => "timed out",
        })
    }
}

impl core::error::Error for Error {}

impl embedded_io::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::TimedOut => ErrorKind::TimedOut,
            Error::Overrun => ErrorKind::Other,
            Error::Framing => ErrorKind::InvalidData,
        }
    }
}

/// A serial port; where reading blocks, it can be told for how long.
pub trait Port: Read + Write {
    fn limit(&mut self, at_ms: Option<u64>);
}

pub struct Uart<R, C> {
    registers: R,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code))]
    clock: Clock<C>,
    #[cfg(feature = "blocking")]
    limit: Option<u64>,
}

impl<R: Registers, C> Uart<R, C> {
    pub fn new(registers: R, clock: Clock<C>) -> Self {
        Uart {
            registers,
            clock,
            #[cfg(feature = "blocking")]
            limit: None,
        }
    }

    fn fault(&mut self, flags: u32) -> Result<(), Error> {
        let faults = flags & (status::OVERRUN | status::FRAMING);
        if faults == 0 {
            return Ok(());
        }
        self.registers.clear(faults);
        Err(if faults & status::OVERRUN != 0 { Error::Overrun } else { Error::Framing })
    }

    #[cfg(not(feature = "blocking"))]
    async fn wait(&mut self, wanted: u32) -> Result<(), Error> {
        core::future::poll_fn(|cx| {
            let flags = self.registers.status();
            if let Err(fault) = self.fault(flags) {
                return core::task::Poll::Ready(Err(fault));
            }
            if flags & wanted != 0 {
                return core::task::Poll::Ready(Ok(()));
            }
            self.registers.listen(cx.waker());
            core::task::Poll::Pending
        })
        .await
    }
}

#[cfg(feature = "blocking")]
impl<R: Registers, C: clock::Registers> Uart<R, C> {
    fn wait(&mut self, wanted: u32) -> Result<(), Error> {
        loop {
            let flags = self.registers.status();
            self.fault(flags)?;
            if flags & wanted != 0 {
                return Ok(());
            }
            if self.limit.is_some_and(|at| self.clock.now_ms() >= at) {
                return Err(Error::TimedOut);
            }
            core::hint::spin_loop();
        }
    }
}

impl<R, C> ErrorType for Uart<R, C> {
    type Error = Error;
}

#[maybe_async(AFIT)]
impl<R: Registers, C: crate::clock::Registers> Read for Uart<R, C> {
    async fn read(&mut self, bytes: &mut [u8]) -> Result<usize, Error> {
        if bytes.is_empty() {
            return Ok(0);
        }
        self.wait(status::RX_READY).await?;
        let mut count = 0;
        loop {
            bytes[count] = self.registers.take();
            count += 1;
            if count == bytes.len() || self.registers.status() & status::RX_READY == 0 {
                return Ok(count);
            }
        }
    }
}

#[maybe_async(AFIT)]
impl<R: Registers, C: crate::clock::Registers> Write for Uart<R, C> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let Some(&byte) = bytes.first() else {
            return Ok(0);
        };
        self.wait(status::TX_SPACE).await?;
        self.registers.put(byte);
        Ok(1)
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.wait(status::TX_IDLE).await
    }
}

impl<R: Registers, C: crate::clock::Registers> Port for Uart<R, C> {
    #[cfg(not(feature = "blocking"))]
    fn limit(&mut self, _at_ms: Option<u64>) {}

    #[cfg(feature = "blocking")]
    fn limit(&mut self, at_ms: Option<u64>) {
        self.limit = at_ms;
    }
}
