//! The application: start everything, then measure, show, remember.

use core::convert::Infallible;
use core::fmt::Write;

use embedded_hal::digital::OutputPin;
use embedded_hal_bus::spi::ExclusiveDevice;
use heapless::Deque;
use maybe_async::maybe_async;

use crate::climate::{self, Climate, Oversampling, Reading};
use crate::clock::{self, Clock};
use crate::eeprom::{self, Eeprom};
use crate::frame::Frame;
use crate::hal::{DelayNs, I2c, SpiDevice};
use crate::light::{self, Light};
use crate::panel::{self, Panel};
use crate::settings::{self, Settings};
use crate::shared::{Bus, Device};
use crate::{i2c, spi};

/// What a board has.
pub struct Board<I, S, T, P> {
    pub i2c: I,
    pub spi: S,
    pub clock: T,
    pub chip_select: P,
    pub data: P,
    pub reset: P,
    pub buzzer: P,
}

#[derive(Debug)]
pub enum Error<E, F> {
    Climate(climate::Error<E>),
    Light(light::Error<E>),
    Eeprom(eeprom::Error<E>),
    Panel(panel::Error<F>),
}

impl<E, F> From<climate::Error<E>> for Error<E, F> {
    fn from(error: climate::Error<E>) -> Self {
        Error::Climate(error)
    }
}

impl<E, F> From<light::Error<E>> for Error<E, F> {
    fn from(error: light::Error<E>) -> Self {
        Error::Light(error)
    }
}

impl<E, F> From<eeprom::Error<E>> for Error<E, F> {
    fn from(error: eeprom::Error<E>) -> Self {
        Error::Eeprom(error)
    }
}

impl<E, F> From<panel::Error<F>> for Error<E, F> {
    fn from(error: panel::Error<F>) -> Self {
        Error::Panel(error)
    }
}

impl<E, F> Error<E, F> {
    /// What the panel shows after "E".
    fn code(&self) -> u8 {
        match self {
            Error::Climate(climate::Error::Bus(_)) => 10,
            Error::Climate(climate::Error::WrongChip(_)) => 11,
            Error::Climate(climate::Error::NotCalibrated) => 12,
            Error::Climate(climate::Error::TimedOut) => 13,
            Error::Light(light::Error::Bus(_)) => 20,
            Error::Light(light::Error::NotReady) => 21,
            Error::Light(light::Error::Saturated) => 22,
            Error::Eeprom(eeprom::Error::Bus(_)) => 30,
            Error::Eeprom(eeprom::Error::OutOfRange) => 31,
            Error::Eeprom(eeprom::Error::Busy) => 32,
            Error::Eeprom(eeprom::Error::NotWritten) => 33,
            Error::Panel(_) => 40,
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub cycles: u32,
    pub failures: u32,
    pub alarms: u32,
    pub last: Reading,
}

struct App<I, S, P, D> {
    climate: Climate<I, D>,
    light: Light<I, D>,
    eeprom: Eeprom<I, D>,
    panel: Panel<S, P, D>,
    buzzer: P,
    delay: D,
    frame: Frame,
    history: Deque<i32, 8>,
    settings: Settings,
    unsaved: bool,
    summary: Summary,
}

#[maybe_async(AFIT)]
impl<I, S, P, D> App<I, S, P, D>
where
    I: I2c,
    S: SpiDevice,
    P: OutputPin<Error = Infallible>,
    D: DelayNs,
{
    async fn start(&mut self) -> Result<(), Error<I::Error, S::Error>> {
        self.settings = settings::load(&mut self.eeprom).await?;
        self.panel.init(self.settings.brightness).await?;
        self.climate.init(Oversampling::Four).await?;
        self.light.init().await?;
        self.frame.clear();
        self.panel.show(&mut self.frame).await?;
        Ok(())
    }

    async fn cycle(&mut self) -> Result<(), Error<I::Error, S::Error>> {
        let reading = self.climate.measure().await?;
        let light = match self.light.measure().await {
            Ok(light) => Some(light),
            // Too bright to say how bright: no reason to give up.
            Err(light::Error::Saturated) => None,
            Err(error) => return Err(error.into()),
        };
        self.remember(reading);
        self.draw(reading, light);
        self.panel.show(&mut self.frame).await?;
        if reading.temperature > self.settings.alarm_above {
            self.alarm().await;
        }
        self.adjust(light).await?;
        self.summary.cycles += 1;
        if self.unsaved && self.summary.cycles % 4 == 0 {
            settings::save(&mut self.eeprom, &mut self.settings).await?;
            self.unsaved = false;
        }
        Ok(())
    }

    fn remember(&mut self, reading: Reading) {
        if self.history.is_full() {
            self.history.pop_front();
        }
        let _ = self.history.push_back(reading.temperature);
        if reading.temperature < self.settings.coldest {
            self.settings.coldest = reading.temperature;
            self.unsaved = true;
        }
        if reading.temperature > self.settings.warmest {
            self.settings.warmest = reading.temperature;
            self.unsaved = true;
        }
        self.summary.last = reading;
    }

    fn trend(&self) -> i32 {
        match (self.history.front(), self.history.back()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    fn draw(&mut self, reading: Reading, light: Option<u32>) {
        let trend = self.trend();
        let degrees = reading.temperature / 100;
        let rest = reading.temperature.unsigned_abs() / 10 % 10;
        let _ = write!(self.frame.text(0, 0), "{degrees:3}.{rest} C {trend:5}");
        let _ = write!(
            self.frame.text(1, 0),
            "{:3}.{} % {:6} P",
            reading.humidity / 10,
            reading.humidity.unsigned_abs() % 10,
            reading.pressure,
        );
        match light {
            Some(light) => {
                let _ = write!(self.frame.text(2, 0), "{:7} L", light / 1000);
            }
            None => {
                let _ = write!(self.frame.text(2, 0), "------- L");
            }
        }
        let length = (degrees.clamp(0, 40) * 2) as usize;
        self.frame.bar(3, 0, length, 80);
    }

    /// The panel follows the light of the room.
    async fn adjust(&mut self, light: Option<u32>) -> Result<(), Error<I::Error, S::Error>> {
        let wanted = match light {
            Some(0..5_000) => 1,
            Some(5_000..100_000) => 6,
            Some(100_000..1_000_000) => 10,
            _ => 15,
        };
        if wanted == self.settings.brightness {
            return Ok(());
        }
        self.panel.brightness(wanted).await?;
        self.settings.brightness = wanted;
        self.unsaved = true;
        Ok(())
    }

    async fn alarm(&mut self) {
        self.summary.alarms += 1;
        for _ in 0..3 {
            let Ok(()) = self.buzzer.set_high();
            self.delay.delay_ms(2).await;
            let Ok(()) = self.buzzer.set_low();
            self.delay.delay_ms(1).await;
        }
    }

    /// Shows an error, for as long as the panel still works.
    async fn complain(&mut self, error: &Error<I::Error, S::Error>) {
        self.summary.failures += 1;
        let _ = write!(self.frame.text(3, 84), "E{:02}", error.code());
        let _ = self.panel.show(&mut self.frame).await;
        self.delay.delay_ms(5).await;
    }

    async fn run(&mut self, cycles: u32) -> Result<(), Error<I::Error, S::Error>> {
        let mut tries = 0;
        while let Err(error) = self.start().await {
            self.complain(&error).await;
            tries += 1;
            if tries == 5 {
                return Err(error);
            }
        }
        let mut in_a_row = 0;
        for _ in 0..cycles {
            match self.cycle().await {
                Ok(()) => in_a_row = 0,
                Err(error) => {
                    self.complain(&error).await;
                    in_a_row += 1;
                    if in_a_row == 3 {
                        self.start().await?;
                        in_a_row = 0;
                    }
                }
            }
            self.delay.delay_ms(10).await;
        }
        self.light.sleep().await?;
        Ok(())
    }
}

/// The program, for as many cycles.
#[maybe_async(AFIT)]
pub async fn run<I, S, T, P>(board: Board<I, S, T, P>, cycles: u32) -> Summary
where
    I: i2c::Registers,
    S: spi::Registers,
    T: clock::Registers + Clone,
    P: OutputPin<Error = Infallible>,
{
    let bus = Bus::new(i2c::Controller::new(board.i2c));
    let clock = Clock::new(board.clock);
    let Ok(spi) =
        ExclusiveDevice::new(spi::Controller::new(board.spi), board.chip_select, clock.clone());
    let mut app = App {
        climate: Climate::new(Device::new(&bus), clock.clone(), 0x76),
        light: Light::new(Device::new(&bus), clock.clone(), 0x29),
        eeprom: Eeprom::new(Device::new(&bus), clock.clone(), 0x50),
        panel: Panel::new(spi, board.data, board.reset, clock.clone()),
        buzzer: board.buzzer,
        delay: clock,
        frame: Frame::default(),
        history: Deque::new(),
        settings: Settings::default(),
        unsaved: false,
        summary: Summary::default(),
    };
    if app.run(cycles).await.is_err() {
        app.summary.failures += 1000;
    }
    app.summary
}
