//! A TMP117 on I2C: one-shot measurements, retried, with a time-out for a bus that hangs.

use embassy_time::{Duration, Ticker, Timer, with_timeout};
use embedded_hal_async::i2c::I2c;

use crate::{Event, Events};

const TEMPERATURE: u8 = 0;
const CONFIGURATION: u8 = 1;
const IDENTITY: u8 = 15;
const ONE_SHOT: u16 = 0x0c20;
const READY: u16 = 1 << 13;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error<E> {
    Bus(E),
    NoAnswer,
    NotThis(u16),
    NeverReady,
}

pub struct Thermometer<B> {
    bus: B,
    address: u8,
}

impl<B: I2c> Thermometer<B> {
    pub async fn new(bus: B, address: u8) -> Result<Self, Error<B::Error>> {
        let mut this = Self { bus, address };
        match this.register(IDENTITY).await? & 0x0fff {
            0x117 => Ok(this),
            other => Err(Error::NotThis(other)),
        }
    }

    async fn register(&mut self, number: u8) -> Result<u16, Error<B::Error>> {
        let mut failure = Error::NoAnswer;
        for attempt in 0..3 {
            let (number, mut bytes) = ([number], [0; 2]);
            let transfer = self.bus.write_read(self.address, &number, &mut bytes);
            match with_timeout(Duration::from_millis(20), transfer).await {
                Ok(Ok(())) => return Ok(u16::from_be_bytes(bytes)),
                Ok(Err(error)) => failure = Error::Bus(error),
                Err(_) => failure = Error::NoAnswer,
            }
            Timer::after_millis(5 << attempt).await;
        }
        Err(failure)
    }

    async fn set_register(&mut self, number: u8, value: u16) -> Result<(), Error<B::Error>> {
        let [high, low] = value.to_be_bytes();
        let bytes = [number, high, low];
        match with_timeout(Duration::from_millis(20), self.bus.write(self.address, &bytes)).await {
            Ok(written) => written.map_err(Error::Bus),
            Err(_) => Err(Error::NoAnswer),
        }
    }

    /// In 1/128 °C.
    pub async fn measure(&mut self) -> Result<i32, Error<B::Error>> {
        self.set_register(CONFIGURATION, ONE_SHOT).await?;
        for _ in 0..10 {
            Timer::after_millis(16).await;
            if self.register(CONFIGURATION).await? & READY != 0 {
                let raw = self.register(TEMPERATURE).await?;
                return Ok(i32::from(raw as i16));
            }
        }
        Err(Error::NeverReady)
    }
}

/// Measures as long as the sensor answers, and starts it anew when it does not.
pub async fn watch<B: I2c>(mut bus: B, address: u8, every: Duration, events: &Events) -> ! {
    loop {
        if let Ok(mut sensor) = Thermometer::new(&mut bus, address).await {
            let mut ticker = Ticker::every(every);
            while let Ok(value) = sensor.measure().await {
                events.send(Event::Temperature(value)).await;
                ticker.next().await;
            }
        }
        events.send(Event::Lost("thermometer")).await;
        Timer::after_secs(10).await;
    }
}
