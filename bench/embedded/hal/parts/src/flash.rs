//! A NOR flash on SPI (25-series) as embedded-storage-async's trait has it.

use embassy_time::{Duration, Instant, Timer};
use embedded_hal_async::spi::{Operation, SpiDevice};
use embedded_storage_async::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};

const PAGE: usize = 256;
const SECTOR: usize = 4096;

#[derive(Debug)]
pub enum Error {
    Bus,
    Busy,
    OutOfBounds,
}

impl NorFlashError for Error {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Error::OutOfBounds => NorFlashErrorKind::OutOfBounds,
            Error::Bus | Error::Busy => NorFlashErrorKind::Other,
        }
    }
}

pub struct Flash<S> {
    device: S,
    capacity: u32,
}

impl<S: SpiDevice> Flash<S> {
    /// Wakes it up and asks how large it is.
    pub async fn new(mut device: S) -> Result<Self, Error> {
        device.write(&[0xab]).await.map_err(|_| Error::Bus)?;
        Timer::after_micros(50).await;
        let mut identity = [0; 3];
        let mut operations = [Operation::Write(&[0x9f]), Operation::Read(&mut identity)];
        device.transaction(&mut operations).await.map_err(|_| Error::Bus)?;
        match identity {
            [_, _, power @ 16..=24] => Ok(Self { device, capacity: 1 << power }),
            _ => Err(Error::Bus),
        }
    }

    async fn status(&mut self) -> Result<u8, Error> {
        let mut status = [0];
        let mut operations = [Operation::Write(&[0x05]), Operation::Read(&mut status)];
        self.device.transaction(&mut operations).await.map_err(|_| Error::Bus)?;
        Ok(status[0])
    }

    async fn until_idle(&mut self, at_most: Duration) -> Result<(), Error> {
        let end = Instant::now() + at_most;
        while self.status().await? & 1 != 0 {
            if Instant::now() > end {
                return Err(Error::Busy);
            }
            Timer::after_micros(200).await;
        }
        Ok(())
    }

    async fn change(&mut self, command: u8, address: u32, bytes: &[u8]) -> Result<(), Error> {
        self.device.write(&[0x06]).await.map_err(|_| Error::Bus)?;
        if self.status().await? & 2 == 0 {
            return Err(Error::Bus);
        }
        let [_, a, b, c] = address.to_be_bytes();
        let head = [command, a, b, c];
        let mut operations = [Operation::Write(&head), Operation::Write(bytes)];
        self.device.transaction(&mut operations).await.map_err(|_| Error::Bus)
    }
}

impl<S> ErrorType for Flash<S> {
    type Error = Error;
}

impl<S: SpiDevice> ReadNorFlash for Flash<S> {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Error> {
        if offset as usize + bytes.len() > self.capacity() {
            return Err(Error::OutOfBounds);
        }
        let [_, a, b, c] = offset.to_be_bytes();
        let head = [0x03, a, b, c];
        let mut operations = [Operation::Write(&head), Operation::Read(bytes)];
        self.device.transaction(&mut operations).await.map_err(|_| Error::Bus)
    }

    fn capacity(&self) -> usize {
        self.capacity as usize
    }
}

impl<S: SpiDevice> NorFlash for Flash<S> {
    const WRITE_SIZE: usize = 1;
    const ERASE_SIZE: usize = SECTOR;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), Error> {
        if to > self.capacity {
            return Err(Error::OutOfBounds);
        }
        for address in (from..to).step_by(SECTOR) {
            self.change(0x20, address, &[]).await?;
            self.until_idle(Duration::from_millis(400)).await?;
        }
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Error> {
        if offset as usize + bytes.len() > self.capacity() {
            return Err(Error::OutOfBounds);
        }
        let mut address = offset;
        let mut left = bytes;
        while !left.is_empty() {
            let room = PAGE - address as usize % PAGE;
            let (now, later) = left.split_at(room.min(left.len()));
            self.change(0x02, address, now).await?;
            self.until_idle(Duration::from_millis(5)).await?;
            address += now.len() as u32;
            left = later;
        }
        Ok(())
    }
}
