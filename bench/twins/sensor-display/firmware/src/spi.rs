//! SPI controller with a small transmit queue.

use core::convert::Infallible;

use embedded_hal::spi::{ErrorKind, ErrorType};
use maybe_async::maybe_async;

use crate::hal::SpiBus;

/// Bits of the status register.
pub mod status {
    pub const TX_SPACE: u32 = 1 << 0;
    pub const RX_FULL: u32 = 1 << 1;
    pub const IDLE: u32 = 1 << 2;
    pub const OVERRUN: u32 = 1 << 3;
}

pub trait Registers {
    fn status(&mut self) -> u32;
    fn put(&mut self, byte: u8);
    fn take(&mut self) -> u8;
    fn listen(&mut self, waker: &core::task::Waker);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Overrun,
}

impl embedded_hal::spi::Error for Error {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Overrun
    }
}

pub struct Controller<R> {
    registers: R,
}

impl<R: Registers> Controller<R> {
    pub fn new(registers: R) -> Self {
        Controller { registers }
    }

    #[cfg(not(feature = "blocking"))]
    async fn wait(&mut self, wanted: u32) -> Result<(), Error> {
        core::future::poll_fn(|cx| {
            let flags = self.registers.status();
            if flags & status::OVERRUN != 0 {
                return core::task::Poll::Ready(Err(Error::Overrun));
            }
            if flags & wanted != 0 {
                return core::task::Poll::Ready(Ok(()));
            }
            self.registers.listen(cx.waker());
            core::task::Poll::Pending
        })
        .await
    }

    #[cfg(feature = "blocking")]
    fn wait(&mut self, wanted: u32) -> Result<(), Error> {
        loop {
            let flags = self.registers.status();
            if flags & status::OVERRUN != 0 {
                return Err(Error::Overrun);
            }
            if flags & wanted != 0 {
                return Ok(());
            }
            core::hint::spin_loop();
        }
    }
}

impl<R> ErrorType for Controller<R> {
    type Error = Error;
}

#[maybe_async(AFIT)]
impl<R: Registers> SpiBus for Controller<R> {
    async fn read(&mut self, words: &mut [u8]) -> Result<(), Error> {
        for word in words {
            self.registers.put(0);
            self.wait(status::RX_FULL).await?;
            *word = self.registers.take();
        }
        Ok(())
    }

    async fn write(&mut self, words: &[u8]) -> Result<(), Error> {
        for &word in words {
            self.wait(status::TX_SPACE).await?;
            self.registers.put(word);
        }
        self.flush().await
    }

    async fn transfer(&mut self, read: &mut [u8], write: &[u8]) -> Result<(), Error> {
        for i in 0..read.len().max(write.len()) {
            self.registers.put(write.get(i).copied().unwrap_or(0));
            self.wait(status::RX_FULL).await?;
            let word = self.registers.take();
            if let Some(place) = read.get_mut(i) {
                *place = word;
            }
        }
        Ok(())
    }

    async fn transfer_in_place(&mut self, words: &mut [u8]) -> Result<(), Error> {
        for word in words {
            self.registers.put(*word);
            self.wait(status::RX_FULL).await?;
            *word = self.registers.take();
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.wait(status::IDLE).await
    }
}

/// A pin can not fail here.
pub type PinError = Infallible;
