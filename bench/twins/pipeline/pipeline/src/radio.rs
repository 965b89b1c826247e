//! Last stage of alarms: to a radio, again until it is acknowledged.

use core::cell::Cell;

use maybe_async::maybe_async;

use crate::device::{Interrupt, ready};
use crate::filter::Alarm;
use crate::plumbing::{Closed, Stage};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Acknowledged(u8),
    Refused,
    Nothing,
}

pub trait Transceiver: Interrupt {
    /// Is the air free?
    fn try_clear(&mut self) -> Option<bool>;
    fn start_send(&mut self, bytes: &[u8]);
    fn try_sent(&mut self) -> Option<()>;
    fn try_answer(&mut self) -> Option<Answer>;
}

#[derive(Debug)]
enum Error {
    AirBusy,
    Refused,
    NoAnswer,
}

pub struct Radio<'a, T> {
    transceiver: T,
    number: u8,
    lost: &'a Cell<u32>,
}

#[maybe_async(AFIT)]
impl<'a, T: Transceiver> Radio<'a, T> {
    pub fn new(transceiver: T, lost: &'a Cell<u32>) -> Self {
        Radio { transceiver, number: 0, lost }
    }

    async fn deliver(&mut self, alarm: &Alarm) -> Result<(), Error> {
        self.number = self.number.wrapping_add(1);
        let kind = 0x40 | u8::from(alarm.high) | u8::from(alarm.over) << 1;
        let mut message = [kind, self.number, alarm.channel, 0, 0, 0, 0, 0, 0, 0, 0];
        message[3..7].copy_from_slice(&alarm.time.to_be_bytes());
        message[7..11].copy_from_slice(&alarm.value.to_be_bytes());
        let mut last = Error::NoAnswer;
        for _ in 0..4 {
            match self.exchange(&message).await {
                Ok(number) if number == self.number => return Ok(()),
                // The answer to an earlier message.
                Ok(_) => last = Error::NoAnswer,
                Err(Error::Refused) => return Err(Error::Refused),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn exchange(&mut self, message: &[u8]) -> Result<u8, Error> {
        self.clear().await?;
        self.transceiver.start_send(message);
        ready(&mut self.transceiver, |transceiver| transceiver.try_sent()).await;
        match ready(&mut self.transceiver, |transceiver| transceiver.try_answer()).await {
            Answer::Acknowledged(number) => Ok(number),
            Answer::Refused => Err(Error::Refused),
            Answer::Nothing => Err(Error::NoAnswer),
        }
    }

    async fn clear(&mut self) -> Result<(), Error> {
        for _ in 0..5 {
            if ready(&mut self.transceiver, |transceiver| transceiver.try_clear()).await {
                return Ok(());
            }
        }
        Err(Error::AirBusy)
    }
}

#[maybe_async(AFIT)]
impl<T: Transceiver> Stage<Alarm> for Radio<'_, T> {
    async fn take(&mut self, alarm: Alarm) -> Result<(), Closed> {
        if self.deliver(&alarm).await.is_err() {
            self.lost.set(self.lost.get() + 1);
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        Ok(())
    }
}
