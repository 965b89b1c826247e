//! A 24Cxx EEPROM: pages of 16 bytes, and no answer while it programs one.

use maybe_async::maybe_async;

use crate::hal::{DelayNs, I2c};

pub const PAGE: usize = 16;
pub const SIZE: u16 = 2048;

#[derive(Debug)]
pub enum Error<E> {
    Bus(E),
    OutOfRange,
    Busy,
    NotWritten,
}

pub struct Eeprom<I, D> {
    i2c: I,
    delay: D,
    address: u8,
}

#[maybe_async(AFIT)]
impl<I: I2c, D: DelayNs> Eeprom<I, D> {
    pub fn new(i2c: I, delay: D, address: u8) -> Self {
        Eeprom { i2c, delay, address }
    }

    pub async fn read(&mut self, at: u16, bytes: &mut [u8]) -> Result<(), Error<I::Error>> {
        if usize::from(at) + bytes.len() > usize::from(SIZE) {
            return Err(Error::OutOfRange);
        }
        self.ready().await?;
        self.i2c.write_read(self.address, &at.to_be_bytes(), bytes).await.map_err(Error::Bus)
    }

    /// Writes page by page and reads each back.
    pub async fn write(
        &mut self,
        mut at: u16,
        mut bytes: &[u8],
    ) -> Result<(), Error<I::Error>> {
        if usize::from(at) + bytes.len() > usize::from(SIZE) {
            return Err(Error::OutOfRange);
        }
        while !bytes.is_empty() {
            let room = PAGE - usize::from(at) % PAGE;
            let (page, rest) = bytes.split_at(room.min(bytes.len()));
            self.write_page(at, page).await?;
            at += page.len() as u16;
            bytes = rest;
        }
        Ok(())
    }

    async fn write_page(&mut self, at: u16, page: &[u8]) -> Result<(), Error<I::Error>> {
        let mut message = [0; PAGE + 2];
        message[..2].copy_from_slice(&at.to_be_bytes());
        message[2..2 + page.len()].copy_from_slice(page);
        for _ in 0..2 {
            self.ready().await?;
            self.i2c
                .write(self.address, &message[..2 + page.len()])
                .await
                .map_err(Error::Bus)?;
            let mut back = [0; PAGE];
            let back = &mut back[..page.len()];
            self.read(at, back).await?;
            if back == page {
                return Ok(());
            }
        }
        Err(Error::NotWritten)
    }

    /// Asks until it acknowledges its address.
    async fn ready(&mut self) -> Result<(), Error<I::Error>> {
        for _ in 0..8 {
            if self.i2c.write(self.address, &[]).await.is_ok() {
                return Ok(());
            }
            self.delay.delay_ms(1).await;
        }
        Err(Error::Busy)
    }
}
