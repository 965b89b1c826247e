//! Ambient light with automatic range: gain and integration time follow what is there.

use maybe_async::maybe_async;

use crate::hal::{DelayNs, I2c};

const COMMAND: u8 = 0xa0;
const ENABLE: u8 = 0x00;
const CONTROL: u8 = 0x01;
const STATUS: u8 = 0x13;
const CHANNELS: u8 = 0x14;

#[derive(Debug)]
pub enum Error<E> {
    Bus(E),
    NotReady,
    Saturated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gain {
    Low,
    Medium,
    High,
}

impl Gain {
    fn factor(self) -> u32 {
        match self {
            Gain::Low => 1,
            Gain::Medium => 25,
            Gain::High => 428,
        }
    }

    fn up(self) -> Option<Gain> {
        match self {
            Gain::Low => Some(Gain::Medium),
            Gain::Medium => Some(Gain::High),
            Gain::High => None,
        }
    }

    fn down(self) -> Option<Gain> {
        match self {
            Gain::High => Some(Gain::Medium),
            Gain::Medium => Some(Gain::Low),
            Gain::Low => None,
        }
    }
}

pub struct Light<I, D> {
    i2c: I,
    delay: D,
    address: u8,
    gain: Gain,
    steps: u8,
}

#[maybe_async(AFIT)]
impl<I: I2c, D: DelayNs> Light<I, D> {
    pub fn new(i2c: I, delay: D, address: u8) -> Self {
        Light { i2c, delay, address, gain: Gain::Medium, steps: 1 }
    }

    pub async fn init(&mut self) -> Result<(), Error<I::Error>> {
        self.write(ENABLE, 0x01).await?;
        self.apply().await
    }

    /// Millilux; tries other ranges until the value fits in one.
    pub async fn measure(&mut self) -> Result<u32, Error<I::Error>> {
        for _ in 0..5 {
            let (all, infrared) = self.sample().await?;
            let full = 0x3ff * u32::from(self.steps);
            if u32::from(all) >= full {
                match self.gain.down() {
                    Some(gain) => self.gain = gain,
                    None if self.steps > 1 => self.steps -= 1,
                    None => return Err(Error::Saturated),
                }
            } else if all < 40 {
                match self.gain.up() {
                    Some(gain) => self.gain = gain,
                    None if self.steps < 3 => self.steps += 1,
                    None => return Ok(self.millilux(all, infrared)),
                }
            } else {
                return Ok(self.millilux(all, infrared));
            }
            self.apply().await?;
        }
        Err(Error::NotReady)
    }

    pub async fn sleep(&mut self) -> Result<(), Error<I::Error>> {
        self.write(ENABLE, 0).await
    }

    fn millilux(&self, all: u16, infrared: u16) -> u32 {
        let visible = u32::from(all.saturating_sub(infrared)) * 1000;
        let bright =
            if all > 0 { 100 - u32::from(infrared) * 100 / u32::from(all).max(1) } else { 0 };
        visible / 100 * bright.min(100) * 408
            / (self.gain.factor() * u32::from(self.steps) * 10)
    }

    async fn apply(&mut self) -> Result<(), Error<I::Error>> {
        let gain = match self.gain {
            Gain::Low => 0,
            Gain::Medium => 1,
            Gain::High => 2,
        };
        self.write(CONTROL, gain << 4 | (self.steps - 1)).await
    }

    async fn sample(&mut self) -> Result<(u16, u16), Error<I::Error>> {
        self.write(ENABLE, 0x03).await?;
        let mut left = 6;
        while self.read::<1>(STATUS).await?[0] & 1 == 0 {
            if left == 0 {
                return Err(Error::NotReady);
            }
            left -= 1;
            self.delay.delay_ms(u32::from(self.steps)).await;
        }
        let [a, b, c, d] = self.read::<4>(CHANNELS).await?;
        Ok((u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])))
    }

    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<I::Error>> {
        let mut values = [0; N];
        self.i2c
            .write_read(self.address, &[COMMAND | register], &mut values)
            .await
            .map_err(Error::Bus)?;
        Ok(values)
    }

    async fn write(&mut self, register: u8, value: u8) -> Result<(), Error<I::Error>> {
        self.i2c.write(self.address, &[COMMAND | register, value]).await.map_err(Error::Bus)
    }
}
