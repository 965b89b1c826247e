//! I2C controller, byte by byte: the driver that a chip's HAL has.

use embedded_hal::i2c::{Error as _, ErrorKind, ErrorType, NoAcknowledgeSource, Operation};
use maybe_async::maybe_async;

use crate::hal::I2c;

/// Bits of the status register.
pub mod status {
    pub const STARTED: u32 = 1 << 0;
    pub const TX_EMPTY: u32 = 1 << 1;
    pub const RX_FULL: u32 = 1 << 2;
    pub const STOPPED: u32 = 1 << 3;
    pub const NACK: u32 = 1 << 4;
    pub const ARBITRATION: u32 = 1 << 5;
    pub const BUS_ERROR: u32 = 1 << 6;
}

/// The registers of the controller.
pub trait Registers {
    fn status(&mut self) -> u32;
    fn clear(&mut self, flags: u32);
    fn start(&mut self);
    fn stop(&mut self);
    fn put(&mut self, byte: u8);
    /// Starts the reception of a byte, which is acknowledged or is the last one.
    fn receive(&mut self, acknowledge: bool);
    fn take(&mut self) -> u8;
    /// Lets the interrupt handler wake this task at the next change of the status.
    fn listen(&mut self, waker: &core::task::Waker);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    AddressNack,
    DataNack,
    ArbitrationLost,
    Bus,
}

impl embedded_hal::i2c::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::AddressNack => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
            Error::DataNack => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data),
            Error::ArbitrationLost => ErrorKind::ArbitrationLoss,
            Error::Bus => ErrorKind::Bus,
        }
    }
}

pub struct Controller<R> {
    registers: R,
}

impl<R: Registers> Controller<R> {
    pub fn new(registers: R) -> Self {
        Controller { registers }
    }

    fn check(flags: u32) -> Result<(), Error> {
        if flags & status::BUS_ERROR != 0 {
            Err(Error::Bus)
        } else if flags & status::ARBITRATION != 0 {
            Err(Error::ArbitrationLost)
        } else if flags & status::NACK != 0 {
            Err(Error::DataNack)
        } else {
            Ok(())
        }
    }

    const FAULTS: u32 = status::NACK | status::ARBITRATION | status::BUS_ERROR;

    #[cfg(not(feature = "blocking"))]
    async fn wait(&mut self, wanted: u32) -> Result<(), Error> {
        core::future::poll_fn(|cx| {
            let flags = self.registers.status();
            if flags & (wanted | Self::FAULTS) != 0 {
                self.registers.clear(flags);
                return core::task::Poll::Ready(Self::check(flags));
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
            if flags & (wanted | Self::FAULTS) != 0 {
                self.registers.clear(flags);
                return Self::check(flags);
            }
            core::hint::spin_loop();
        }
    }
}

#[maybe_async(AFIT)]
impl<R: Registers> Controller<R> {
    async fn address(&mut self, address: u8, read: bool) -> Result<(), Error> {
        self.registers.start();
        self.wait(status::STARTED).await?;
        self.registers.put(address << 1 | u8::from(read));
        match self.wait(status::TX_EMPTY).await {
            Err(Error::DataNack) => Err(Error::AddressNack),
            other => other,
        }
    }

    async fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for &byte in bytes {
            self.registers.put(byte);
            self.wait(status::TX_EMPTY).await?;
        }
        Ok(())
    }

    async fn read_bytes(&mut self, bytes: &mut [u8], last: bool) -> Result<(), Error> {
        let mut left = bytes.len();
        for byte in bytes {
            left -= 1;
            self.registers.receive(left > 0 || !last);
            self.wait(status::RX_FULL).await?;
            *byte = self.registers.take();
        }
        Ok(())
    }

    async fn stop(&mut self) -> Result<(), Error> {
        self.registers.stop();
        self.wait(status::STOPPED).await
    }

    async fn operations(
        &mut self,
        address: u8,
        list: &mut [Operation<'_>],
    ) -> Result<(), Error> {
        let mut reading = None;
        let count = list.len();
        for i in 0..count {
            let next_reads = matches!(list.get(i + 1), Some(Operation::Read(_)));
            match &mut list[i] {
                Operation::Write(bytes) => {
                    if reading != Some(false) {
                        self.address(address, false).await?;
                        reading = Some(false);
                    }
                    self.write_bytes(bytes).await?;
                }
                Operation::Read(bytes) => {
                    if reading != Some(true) {
                        self.address(address, true).await?;
                        reading = Some(true);
                    }
                    self.read_bytes(bytes, !next_reads).await?;
                }
            }
        }
        self.stop().await
    }
}

impl<R> ErrorType for Controller<R> {
    type Error = Error;
}

#[maybe_async(AFIT)]
impl<R: Registers> I2c for Controller<R> {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Error> {
        match self.operations(address, operations).await {
            Ok(()) => Ok(()),
            // Without the bus there is nothing to stop.
            Err(Error::ArbitrationLost) => Err(Error::ArbitrationLost),
            Err(error) => {
                self.stop().await?;
                Err(error)
            }
        }
    }
}

/// Is it worth to try again? A device that does not answer may be busy.
pub fn is_transient<E: embedded_hal::i2c::Error>(error: &E) -> bool {
    matches!(error.kind(), ErrorKind::NoAcknowledge(_) | ErrorKind::ArbitrationLoss)
}

impl Error {
    pub fn code(self) -> u8 {
        match self.kind() {
            ErrorKind::Bus => 1,
            ErrorKind::ArbitrationLoss => 2,
            _ => 3,
        }
    }
}
