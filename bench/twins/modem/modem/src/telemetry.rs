//! The application: sends reports, sees that each is acknowledged, obeys messages.

use core::convert::Infallible;

use embedded_hal::digital::OutputPin;
use heapless::Vec;
use maybe_async::maybe_async;

use crate::client::Error;
use crate::clock::{self, Clock};
use crate::driver::{Endpoint, Event, Modem};
use crate::io::DelayNs;
use crate::line::number;
use crate::uart::{self, Port, Uart};

const SERVER: Endpoint<'_> = Endpoint { host: "telemetry.example", port: 7001 };

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub acknowledged: u32,
    pub given_up: u32,
    pub restarts: u32,
    pub lost_lines: u32,
    pub calls: u32,
    pub messages: u32,
}

struct Telemetry<P, C, K> {
    modem: Modem<P, C, K>,
    clock: Clock<C>,
    interval_ms: u32,
    sequence: u16,
    summary: Summary,
}

fn checksum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0x5a, |sum, byte| sum.rotate_left(1) ^ byte)
}

#[maybe_async(AFIT)]
impl<P, C, K> Telemetry<P, C, K>
where
    P: Port,
    C: clock::Registers + Clone,
    K: OutputPin<Error = Infallible>,
{
    fn report(&self) -> Vec<u8, 32> {
        let mut report = Vec::new();
        let _ = report.extend_from_slice(&self.sequence.to_be_bytes());
        let _ = report.extend_from_slice(&(self.clock.now_ms() as u32).to_be_bytes());
        let _ = report.extend_from_slice(&self.modem.signal.to_be_bytes());
        let _ = report.extend_from_slice(&self.summary.given_up.to_be_bytes());
        let sum = checksum(&report);
        let _ = report.push(sum);
        report
    }

    /// Sends one report until the server has it, or not.
    async fn deliver(&mut self) -> Result<bool, Error> {
        self.sequence = self.sequence.wrapping_add(1);
        for _ in 0..3 {
            self.modem.connect(&SERVER).await?;
            let report = self.report();
            match self.modem.send(&report).await {
                Ok(()) => {}
                Err(
                    Error::TimedOut | Error::Closed | Error::Refused(_) | Error::PoweredDown,
                ) => continue,
                Err(Error::Garbled) => {
                    self.clock.delay_ms(10).await;
                    continue;
                }
                Err(error) => return Err(error),
            }
            if self.acknowledged().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn acknowledged(&mut self) -> Result<bool, Error> {
        for _ in 0..4 {
            match self.modem.event(200).await {
                Ok(Some(Event::Data)) => match self.modem.received().as_slice() {
                    [b'A', high, low] => {
                        if u16::from_be_bytes([*high, *low]) == self.sequence {
                            return Ok(true);
                        }
                    }
                    [b'I', high, low] => {
                        self.interval_ms = u32::from(u16::from_be_bytes([*high, *low]));
                    }
                    _ => return Ok(false),
                },
                Ok(Some(Event::Disconnected)) | Ok(None) => return Ok(false),
                Ok(Some(event)) => self.other(event).await?,
                Err(Error::PoweredDown) | Err(Error::Garbled) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    async fn other(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Call => {
                self.summary.calls += 1;
                self.modem.hang_up().await?;
            }
            Event::Message(index) => {
                self.summary.messages += 1;
                let text = self.modem.message(index).await?;
                if let Some(value) = text.strip_prefix(b"interval ") {
                    if let Some((ms, b"")) = number(value) {
                        self.interval_ms = u32::from(ms.clamp(10, 200));
                    }
                }
            }
            Event::Data => {
                self.modem.received();
            }
            Event::Disconnected => {}
        }
        Ok(())
    }

    /// Between reports: what happens is dealt with, for the time of the interval.
    async fn pause(&mut self) -> Result<(), Error> {
        let end = self.clock.now_ms() + u64::from(self.interval_ms);
        loop {
            let now = self.clock.now_ms();
            if now >= end {
                return Ok(());
            }
            match self.modem.event((end - now) as u32).await {
                Ok(Some(event)) => self.other(event).await?,
                Ok(None) => {}
                Err(Error::Garbled | Error::PoweredDown) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    async fn run(&mut self, reports: u32) {
        for _ in 0..reports {
            match self.deliver().await {
                Ok(true) => self.summary.acknowledged += 1,
                Ok(false) | Err(_) => self.summary.given_up += 1,
            }
            let _ = self.pause().await;
        }
        let _ = self.modem.close().await;
    }
}

/// The program, for as many reports.
#[maybe_async(AFIT)]
pub async fn run<R, C, K>(registers: R, clock: C, key: K, reports: u32) -> Summary
where
    R: uart::Registers,
    C: clock::Registers + Clone,
    K: OutputPin<Error = Infallible>,
{
    let clock = Clock::new(clock);
    let uart = Uart::new(registers, clock.clone());
    let mut telemetry = Telemetry {
        modem: Modem::new(uart, clock.clone(), key),
        clock,
        interval_ms: 60,
        sequence: 0,
        summary: Summary::default(),
    };
    telemetry.run(reports).await;
    telemetry.summary.restarts = telemetry.modem.restarts;
    telemetry.summary.lost_lines = telemetry.modem.lost_lines();
    telemetry.summary
}
