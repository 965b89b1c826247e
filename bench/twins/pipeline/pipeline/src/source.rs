//! First stage: bytes to packets. A packet is a mark, a length, a kind, the payload and a
//! checksum; after an error the next mark is looked for.

use heapless::Vec;
use maybe_async::maybe_async;

use crate::device::{Interrupt, ready};
use crate::plumbing::{Closed, Output};

const MARK: u8 = 0x7e;
pub const LONGEST: usize = 32;

/// A stream of bytes that ends at some point.
pub trait Input: Interrupt {
    /// None: nothing yet. 0: the end.
    fn try_read(&mut self, bytes: &mut [u8]) -> Option<usize>;
}

#[derive(Clone, Debug)]
pub struct Packet {
    pub kind: u8,
    pub payload: Vec<u8, LONGEST>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Error {
    End,
    Length,
    Checksum,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub packets: u32,
    pub damaged: u32,
    pub skipped: u32,
}

pub struct Source<I, O> {
    input: I,
    output: O,
    buffer: [u8; 24],
    next: usize,
    filled: usize,
    counts: Counts,
}

#[maybe_async(AFIT)]
impl<I: Input, O: Output<Packet>> Source<I, O> {
    pub fn new(input: I, output: O) -> Self {
        Source { input, output, buffer: [0; 24], next: 0, filled: 0, counts: Counts::default() }
    }

    /// Until the input ends or nobody takes packets any more.
    pub async fn run(&mut self) -> Counts {
        loop {
            match self.packet().await {
                Ok(packet) => {
                    self.counts.packets += 1;
                    if self.output.send(packet).await == Err(Closed) {
                        break;
                    }
                }
                Err(Error::End) => break,
                Err(Error::Length | Error::Checksum) => self.counts.damaged += 1,
            }
        }
        self.output.end().await;
        self.counts
    }

    async fn packet(&mut self) -> Result<Packet, Error> {
        while self.byte().await? != MARK {
            self.counts.skipped += 1;
        }
        let length = usize::from(self.byte().await?);
        if length == 0 || length > LONGEST {
            return Err(Error::Length);
        }
        let kind = self.byte().await?;
        let mut payload = Vec::new();
        let mut sum = kind;
        for _ in 0..length {
            let byte = self.byte().await?;
            sum = sum.rotate_left(1) ^ byte;
            payload.push(byte).map_err(|_| Error::Length)?;
        }
        if self.byte().await? != sum {
            return Err(Error::Checksum);
        }
        Ok(Packet { kind, payload })
    }

    async fn byte(&mut self) -> Result<u8, Error> {
        if self.next == self.filled {
            let buffer = &mut self.buffer;
            self.filled = ready(&mut self.input, |input| input.try_read(buffer)).await;
            self.next = 0;
            if self.filled == 0 {
                return Err(Error::End);
            }
        }
        self.next += 1;
        Ok(self.buffer[self.next - 1])
    }
}
