//! Second stage: packets to samples.

use core::cell::Cell;

use maybe_async::maybe_async;

use crate::plumbing::{Closed, Output, Stage};
use crate::source::Packet;

pub const CHANNELS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    pub channel: u8,
    pub time: u32,
    pub value: i32,
}

#[derive(Debug)]
enum Error {
    Kind,
    Short,
    Channel,
    Closed,
}

impl From<Closed> for Error {
    fn from(_: Closed) -> Self {
        Error::Closed
    }
}

pub struct Decode<'a, O> {
    output: O,
    time: u32,
    refused: &'a Cell<u32>,
}

struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (field, rest) = self.0.split_first_chunk().ok_or(Error::Short)?;
        self.0 = rest;
        Ok(*field)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        Ok(self.take::<1>()?[0])
    }

    fn word(&mut self) -> Result<i16, Error> {
        Ok(i16::from_be_bytes(self.take()?))
    }
}

#[maybe_async(AFIT)]
impl<'a, O: Output<Sample>> Decode<'a, O> {
    pub fn new(output: O, refused: &'a Cell<u32>) -> Self {
        Decode { output, time: 0, refused }
    }

    async fn packet(&mut self, packet: &Packet) -> Result<(), Error> {
        let mut fields = Fields(&packet.payload);
        match packet.kind {
            // The time, for what follows.
            0 => self.time = u32::from_be_bytes(fields.take()?),
            // One sample.
            1 => {
                let channel = fields.byte()?;
                let value = i32::from(fields.word()?);
                self.sample(channel, value).await?;
            }
            // A row: first channel, then one word for each.
            2 => {
                let first = fields.byte()?;
                let mut channel = first;
                while !fields.0.is_empty() {
                    let value = i32::from(fields.word()?);
                    self.sample(channel, value).await?;
                    channel += 1;
                }
            }
            // A series of one channel: the first value, then differences.
            3 => {
                let channel = fields.byte()?;
                let mut value = i32::from(fields.word()?);
                self.sample(channel, value).await?;
                while let Ok(difference) = fields.byte() {
                    self.time += 1;
                    value += i32::from(difference as i8);
                    self.sample(channel, value).await?;
                }
            }
            _ => return Err(Error::Kind),
        }
        Ok(())
    }

    async fn sample(&mut self, channel: u8, value: i32) -> Result<(), Error> {
        if usize::from(channel) >= CHANNELS {
            return Err(Error::Channel);
        }
        self.output.send(Sample { channel, time: self.time, value }).await?;
        Ok(())
    }
}

#[maybe_async(AFIT)]
impl<O: Output<Sample>> Stage<Packet> for Decode<'_, O> {
    async fn take(&mut self, packet: Packet) -> Result<(), Closed> {
        match self.packet(&packet).await {
            Ok(()) => Ok(()),
            Err(Error::Closed) => Err(Closed),
            Err(Error::Kind | Error::Short | Error::Channel) => {
                self.refused.set(self.refused.get() + 1);
                Ok(())
            }
        }
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        self.output.end().await;
        Ok(())
    }
}
