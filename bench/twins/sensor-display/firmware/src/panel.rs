//! The panel: commands and data over SPI, told apart by a pin.

use core::convert::Infallible;

use embedded_hal::digital::OutputPin;
use maybe_async::maybe_async;

use crate::frame::{Frame, PAGES};
use crate::hal::{DelayNs, SpiDevice};

#[derive(Debug)]
pub enum Error<E> {
    Spi(E),
}

/// What the panel is told after a reset: command, its arguments, and how long it takes.
const SETUP: &[(u8, &[u8], u32)] = &[
    (0xae, &[], 0),
    (0xd5, &[0x80], 0),
    (0xa8, &[0x1f], 0),
    (0xd3, &[0x00], 0),
    (0x8d, &[0x14], 2),
    (0x20, &[0x02], 0),
    (0xda, &[0x12, 0x01], 0),
    (0xd9, &[0xf1], 0),
    (0xdb, &[0x40], 0),
    (0xa4, &[], 0),
    (0xaf, &[], 5),
];

pub struct Panel<S, P, D> {
    spi: S,
    data: P,
    reset: P,
    delay: D,
}

#[maybe_async(AFIT)]
impl<S, P, D> Panel<S, P, D>
where
    S: SpiDevice,
    P: OutputPin<Error = Infallible>,
    D: DelayNs,
{
    pub fn new(spi: S, data: P, reset: P, delay: D) -> Self {
        Panel { spi, data, reset, delay }
    }

    pub async fn init(&mut self, brightness: u8) -> Result<(), Error<S::Error>> {
        let Ok(()) = self.reset.set_low();
        self.delay.delay_ms(3).await;
        let Ok(()) = self.reset.set_high();
        self.delay.delay_ms(1).await;
        for &(command, arguments, pause_ms) in SETUP {
            self.command(command, arguments).await?;
            if pause_ms > 0 {
                self.delay.delay_ms(pause_ms).await;
            }
        }
        self.brightness(brightness).await
    }

    pub async fn brightness(&mut self, level: u8) -> Result<(), Error<S::Error>> {
        self.command(0x81, &[level << 4 | level]).await
    }

    /// Sends what changed.
    pub async fn show(&mut self, frame: &mut Frame) -> Result<(), Error<S::Error>> {
        for page in 0..PAGES {
            loop {
                let Some((start, columns)) = frame.take_dirty(page) else {
                    break;
                };
                let sent = self.columns(page, start, columns).await;
                if sent.is_err() {
                    frame.touch(page);
                    return sent;
                }
            }
        }
        Ok(())
    }

    async fn columns(
        &mut self,
        page: usize,
        start: usize,
        columns: &[u8],
    ) -> Result<(), Error<S::Error>> {
        self.command(0xb0 | page as u8, &[]).await?;
        self.command(0x00 | (start as u8 & 15), &[]).await?;
        self.command(0x10 | (start as u8 >> 4), &[]).await?;
        let Ok(()) = self.data.set_high();
        self.spi.write(columns).await.map_err(Error::Spi)
    }

    async fn command(&mut self, command: u8, arguments: &[u8]) -> Result<(), Error<S::Error>> {
        let Ok(()) = self.data.set_low();
        self.spi.write(&[command]).await.map_err(Error::Spi)?;
        if !arguments.is_empty() {
            self.spi.write(arguments).await.map_err(Error::Spi)?;
        }
        Ok(())
    }
}
