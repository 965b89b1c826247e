//! Commands and their answers, with time-outs, between lines that come unasked.

use core::fmt::{self, Write as _};

use embedded_hal::digital::OutputPin;
use heapless::{Deque, String, Vec};
use maybe_async::maybe_async;

use crate::clock::{self, Clock};
use crate::io::{DelayNs, ErrorKind};
use crate::line::{self, Line, Urc};
use crate::uart::Port;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    TimedOut,
    /// The modem says no, with its reason if it gave one.
    Refused(u16),
    /// The line is disturbed.
    Garbled,
    TooLong,
    /// An answer that does not belong to what was asked.
    Unexpected,
    Closed,
    PoweredDown,
}

fn port_error<E: embedded_io::Error>(error: E) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::TimedOut,
        _ => Error::Garbled,
    }
}

/// What an answer ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Ok,
    Connected,
    Sent,
    Prompt,
}

pub type Info = Vec<u8, 96>;

pub struct Client<P, C> {
    port: P,
    clock: Clock<C>,
    buffer: [u8; 16],
    next: usize,
    filled: usize,
    line: Vec<u8, 128>,
    urcs: Deque<Urc, 8>,
    received: Vec<u8, 128>,
    pub lost: u32,
}

#[maybe_async(AFIT)]
impl<P: Port, C: clock::Registers + Clone> Client<P, C> {
    pub fn new(port: P, clock: Clock<C>) -> Self {
        Client {
            port,
            clock,
            buffer: [0; 16],
            next: 0,
            filled: 0,
            line: Vec::new(),
            urcs: Deque::new(),
            received: Vec::new(),
            lost: 0,
        }
    }

    /// Sends a command and waits for the end of its answer; the lines in between are its
    /// information.
    pub async fn command(
        &mut self,
        command: fmt::Arguments<'_>,
        until: Until,
        patience_ms: u32,
    ) -> Result<Info, Error> {
        let mut text: String<80> = String::new();
        write!(text, "{command}\r").map_err(|_| Error::TooLong)?;
        self.send(text.as_bytes()).await?;
        self.answer(until, patience_ms).await
    }

    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.port.write_all(bytes).await.map_err(port_error)?;
        self.port.flush().await.map_err(port_error)
    }

    pub async fn answer(&mut self, until: Until, patience_ms: u32) -> Result<Info, Error> {
        let clock = self.clock.clone();
        let at = clock.now_ms() + u64::from(patience_ms);
        self.port.limit(Some(at));
        let answer = clock.within(at, Error::TimedOut, self.collect(until)).await;
        self.port.limit(None);
        if answer.is_err() {
            self.line.clear();
        }
        answer
    }

    /// Waits for something unasked, or for that long. None if nothing came.
    pub async fn unasked(&mut self, patience_ms: u32) -> Result<Option<Urc>, Error> {
        if let Some(urc) = self.urcs.pop_front() {
            return Ok(Some(urc));
        }
        let clock = self.clock.clone();
        let at = clock.now_ms() + u64::from(patience_ms);
        self.port.limit(Some(at));
        let came = clock.within(at, Error::TimedOut, self.listen()).await;
        self.port.limit(None);
        match came {
            Ok(()) => Ok(self.urcs.pop_front()),
            Err(Error::TimedOut) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What came over the connection.
    pub fn take_received(&mut self) -> Vec<u8, 128> {
        core::mem::take(&mut self.received)
    }

    /// Forgets what is half received.
    pub fn reset(&mut self) {
        self.next = 0;
        self.filled = 0;
        self.line.clear();
        self.urcs.clear();
        self.received.clear();
    }

    async fn listen(&mut self) -> Result<(), Error> {
        while self.urcs.is_empty() {
            self.read_line(false).await?;
            let urc = match line::parse(&self.line) {
                Line::Urc(urc) => Some(urc),
                Line::Empty => None,
                // The late answer to a command that was given up.
                _ => {
                    self.lost += 1;
                    None
                }
            };
            self.line.clear();
            if let Some(urc) = urc {
                self.note(urc).await?;
            }
        }
        Ok(())
    }

    async fn collect(&mut self, until: Until) -> Result<Info, Error> {
        let mut info = Info::new();
        loop {
            if self.read_line(until == Until::Prompt).await? {
                self.line.clear();
                return Ok(info);
            }
            match line::parse(&self.line) {
                Line::Empty => {}
                Line::Ok if until == Until::Ok => break,
                Line::Ok if until == Until::Connected => {}
                Line::Connected if until == Until::Connected => break,
                Line::Sent if until == Until::Sent => break,
                Line::Ok | Line::Connected | Line::Sent => return Err(Error::Unexpected),
                Line::Error => return Err(Error::Refused(0)),
                Line::ConnectFailed => return Err(Error::Refused(1000)),
                Line::SendFailed => return Err(Error::Refused(1001)),
                Line::CmeError(code) => return Err(Error::Refused(code)),
                Line::Urc(urc) => {
                    self.note(urc).await?;
                    match urc {
                        Urc::PowerDown => return Err(Error::PoweredDown),
                        Urc::Closed if until == Until::Sent => return Err(Error::Closed),
                        _ => {}
                    }
                }
                Line::Info(text) => {
                    if !text.starts_with(b"AT") {
                        if !info.is_empty() {
                            info.push(b'\n').map_err(|_| Error::TooLong)?;
                        }
                        info.extend_from_slice(text).map_err(|_| Error::TooLong)?;
                    }
                }
            }
            self.line.clear();
        }
        self.line.clear();
        Ok(info)
    }

    async fn note(&mut self, urc: Urc) -> Result<(), Error> {
        if let Urc::Data(length) = urc {
            for _ in 0..length {
                let byte = self.byte().await?;
                if self.received.push(byte).is_err() {
                    self.received.clear();
                    return Err(Error::TooLong);
                }
            }
        }
        if self.urcs.is_full() {
            self.urcs.pop_front();
            self.lost += 1;
        }
        let _ = self.urcs.push_back(urc);
        Ok(())
    }

    /// Reads up to the end of a line, which `self.line` then holds. True if it is the prompt
    /// for data, where one is waited for: that line does not end.
    async fn read_line(&mut self, prompt: bool) -> Result<bool, Error> {
        loop {
            match self.byte().await? {
                b'\n' => {
                    if self.line.last() == Some(&b'\r') {
                        self.line.pop();
                    }
                    return Ok(false);
                }
                b' ' if prompt && self.line.as_slice() == b">" => return Ok(true),
                byte => {
                    if self.line.push(byte).is_err() {
                        self.line.clear();
                        return Err(Error::TooLong);
                    }
                    // Data follows its length without the end of a line.
                    if byte == b':' && self.line.starts_with(b"+IPD,") {
                        return Ok(false);
                    }
                }
            }
        }
    }

    async fn byte(&mut self) -> Result<u8, Error> {
        if self.next == self.filled {
            self.filled = 0;
            self.next = 0;
            self.filled = self.port.read(&mut self.buffer).await.map_err(port_error)?;
        }
        let byte = self.buffer[self.next];
        self.next += 1;
        Ok(byte)
    }
}

/// The key that switches the modem on, and off.
#[maybe_async(AFIT)]
pub async fn press<K: OutputPin, D: DelayNs>(
    key: &mut K,
    delay: &mut D,
    ms: u32,
) -> Result<(), K::Error> {
    key.set_low()?;
    delay.delay_ms(ms).await;
    key.set_high()
}
