//! Temperature, humidity and pressure, in the manner of Bosch's parts: calibration words in
//! the chip, raw values, integer compensation here.

use maybe_async::maybe_async;

use crate::hal::{DelayNs, I2c};
use crate::i2c::is_transient;

const CHIP: u8 = 0x60;
const RESET: u8 = 0xb6;

mod register {
    pub const CALIBRATION: u8 = 0x88;
    pub const ID: u8 = 0xd0;
    pub const RESET: u8 = 0xe0;
    pub const HUMIDITY: u8 = 0xf2;
    pub const STATUS: u8 = 0xf3;
    pub const CONTROL: u8 = 0xf4;
    pub const CONFIG: u8 = 0xf5;
    pub const DATA: u8 = 0xf7;
}

#[derive(Debug)]
pub enum Error<E> {
    Bus(E),
    WrongChip(u8),
    NotCalibrated,
    TimedOut,
}

impl<E> From<E> for Error<E> {
    fn from(error: E) -> Self {
        Error::Bus(error)
    }
}

#[derive(Clone, Copy, Default)]
struct Calibration {
    t: [i32; 3],
    p: [i32; 3],
    h: [i32; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Hundredths of a degree.
    pub temperature: i32,
    /// Tenths of a percent.
    pub humidity: i32,
    /// Pascal.
    pub pressure: i32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Oversampling {
    Once,
    Four,
    Sixteen,
}

impl Oversampling {
    fn bits(self) -> u8 {
        match self {
            Oversampling::Once => 1,
            Oversampling::Four => 3,
            Oversampling::Sixteen => 5,
        }
    }

    fn patience_ms(self) -> u32 {
        match self {
            Oversampling::Once => 2,
            Oversampling::Four => 4,
            Oversampling::Sixteen => 9,
        }
    }
}

pub struct Climate<I, D> {
    i2c: I,
    delay: D,
    address: u8,
    oversampling: Oversampling,
    calibration: Calibration,
}

#[maybe_async(AFIT)]
impl<I: I2c, D: DelayNs> Climate<I, D> {
    pub fn new(i2c: I, delay: D, address: u8) -> Self {
        Climate {
            i2c,
            delay,
            address,
            oversampling: Oversampling::Once,
            calibration: Calibration::default(),
        }
    }

    /// Resets the chip, checks that it is the right one and reads its calibration.
    pub async fn init(&mut self, oversampling: Oversampling) -> Result<(), Error<I::Error>> {
        self.write(register::RESET, RESET).await?;
        self.delay.delay_ms(2).await;
        match self.read(register::ID).await? {
            CHIP => {}
            other => return Err(Error::WrongChip(other)),
        }
        self.settle(1, 10).await?;
        self.calibration = self.read_calibration().await?;
        self.oversampling = oversampling;
        self.write(register::HUMIDITY, oversampling.bits()).await?;
        self.write(register::CONFIG, 0b000_100_00).await?;
        Ok(())
    }

    /// One measurement.
    pub async fn measure(&mut self) -> Result<Reading, Error<I::Error>> {
        let bits = self.oversampling.bits();
        self.write(register::CONTROL, bits << 5 | bits << 2 | 1).await?;
        self.delay.delay_ms(self.oversampling.patience_ms()).await;
        self.settle(8, 20).await?;
        let mut raw = [0; 8];
        self.read_into(register::DATA, &mut raw).await?;
        Ok(self.calibration.compensate(&raw))
    }

    /// Waits until none of the status bits is set.
    async fn settle(&mut self, bits: u8, tries: u32) -> Result<(), Error<I::Error>> {
        for _ in 0..tries {
            if self.read(register::STATUS).await? & bits == 0 {
                return Ok(());
            }
            self.delay.delay_ms(1).await;
        }
        Err(Error::TimedOut)
    }

    async fn read_calibration(&mut self) -> Result<Calibration, Error<I::Error>> {
        let mut raw = [0; 16];
        self.read_into(register::CALIBRATION, &mut raw).await?;
        let word = |i: usize| i32::from(i16::from_le_bytes([raw[2 * i], raw[2 * i + 1]]));
        let calibration = Calibration {
            t: [word(0), word(1), word(2)],
            p: [word(3), word(4), word(5)],
            h: [word(6), word(7)],
        };
        if calibration.t[1] == 0 || calibration.p[0] == 0 {
            return Err(Error::NotCalibrated);
        }
        Ok(calibration)
    }

    async fn read(&mut self, register: u8) -> Result<u8, I::Error> {
        let mut value = [0];
        self.read_into(register, &mut value).await?;
        Ok(value[0])
    }

    async fn read_into(&mut self, register: u8, values: &mut [u8]) -> Result<(), I::Error> {
        let mut tries = 0;
        loop {
            match self.i2c.write_read(self.address, &[register], values).await {
                Err(error) if tries < 3 && is_transient(&error) => {
                    tries += 1;
                    self.delay.delay_ms(1).await;
                }
                other => return other,
            }
        }
    }

    async fn write(&mut self, register: u8, value: u8) -> Result<(), I::Error> {
        let mut tries = 0;
        loop {
            match self.i2c.write(self.address, &[register, value]).await {
                Err(error) if tries < 3 && is_transient(&error) => {
                    tries += 1;
                    self.delay.delay_ms(1).await;
                }
                other => return other,
            }
        }
    }
}

impl Calibration {
    fn compensate(&self, raw: &[u8; 8]) -> Reading {
        let twenty = |i: usize| {
            i32::from(raw[i]) << 12 | i32::from(raw[i + 1]) << 4 | i32::from(raw[i + 2]) >> 4
        };
        let (p, t) = (twenty(0), twenty(3));
        let h = i32::from(raw[6]) << 8 | i32::from(raw[7]);

        let x = (t >> 3) - (self.t[0] << 1);
        let fine = ((x * self.t[1]) >> 11) + ((((x >> 4) * (x >> 4)) >> 12) * self.t[2] >> 14);
        let temperature = (fine * 5 + 128) >> 8;

        let x = (fine >> 1) - 64_000;
        let offset = ((((x >> 2) * (x >> 2)) >> 11) * self.p[2]) >> 13;
        let scale = (((x * self.p[1]) >> 16) + self.p[0]).max(1);
        let pressure = (1_048_576 - p - (offset >> 6)) / scale * 3125 / 16;

        let x = fine - 76_800;
        let wet = ((h << 10) - (self.h[0] << 16) - self.h[1] * (x >> 8)) >> 9;
        Reading { temperature, humidity: wet.clamp(0, 102_400) / 100 % 1001, pressure }
    }
}
