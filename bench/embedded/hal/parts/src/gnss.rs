//! A GNSS receiver on a serial port: lines of NMEA 0183, of which RMC has the position.

use embassy_time::{Duration, with_timeout};
use embedded_io_async::{Read, Write};

use crate::{Event, Events};

#[derive(Debug)]
pub enum Error {
    Port,
    Silent,
}

pub struct Lines<R> {
    port: R,
    buffer: [u8; 96],
    used: usize,
}

impl<R: Read> Lines<R> {
    pub fn new(port: R) -> Self {
        Self { port, buffer: [0; 96], used: 0 }
    }

    /// The next whole line, without its end; one that is too long is dropped.
    pub async fn next(&mut self) -> Result<&[u8], Error> {
        self.used = 0;
        let mut whole = true;
        loop {
            let mut byte = [0];
            match with_timeout(Duration::from_secs(3), self.port.read(&mut byte)).await {
                Ok(Ok(1)) => {}
                Ok(_) => return Err(Error::Port),
                Err(_) => return Err(Error::Silent),
            }
            match byte[0] {
                b'\n' if whole && self.used > 0 => return Ok(&self.buffer[..self.used]),
                b'\n' => (self.used, whole) = (0, true),
                b'\r' => {}
                _ if self.used == self.buffer.len() => whole = false,
                other => {
                    self.buffer[self.used] = other;
                    self.used += 1;
                }
            }
        }
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|d| d as u8)
}

/// What is between '$' and '*', if the sum behind it is right.
fn checked(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"$")?;
    let star = line.iter().position(|&b| b == b'*')?;
    let (body, sum) = line.split_at(star);
    let sum = hex(*sum.get(1)?)? << 4 | hex(*sum.get(2)?)?;
    (body.iter().fold(0, |a, b| a ^ b) == sum).then_some(body)
}

/// 4717.1142 is 47 degrees and 17.1142 minutes; in 1/600000 degrees.
fn degrees(field: &[u8]) -> Option<i32> {
    let (mut whole, mut digits_behind, mut behind) = (0i32, 0, false);
    for &b in field {
        match b {
            b'0'..=b'9' if digits_behind < 4 => {
                whole = whole.checked_mul(10)?.checked_add(i32::from(b - b'0'))?;
                digits_behind += i32::from(behind);
            }
            b'0'..=b'9' => {}
            b'.' if !behind => behind = true,
            _ => return None,
        }
    }
    for _ in digits_behind..4 {
        whole = whole.checked_mul(10)?;
    }
    let (degrees, minutes) = (whole / 1_000_000, whole % 1_000_000);
    Some(degrees * 600_000 + minutes)
}

fn position(body: &[u8]) -> Option<(i32, i32)> {
    let mut fields = body.split(|&b| b == b',');
    if !fields.next()?.ends_with(b"RMC") || fields.nth(1)? != b"A" {
        return None;
    }
    let latitude = degrees(fields.next()?)? * if fields.next()? == b"S" { -1 } else { 1 };
    let longitude = degrees(fields.next()?)? * if fields.next()? == b"W" { -1 } else { 1 };
    Some((latitude, longitude))
}

async fn configure(port: &mut impl Write) -> Result<(), Error> {
    for command in [&b"$PMTK314,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0*29\r\n"[..], b"$PMTK220,1000*1F\r\n"] {
        port.write_all(command).await.map_err(|_| Error::Port)?;
    }
    port.flush().await.map_err(|_| Error::Port)
}

/// Sends the position when it has moved, as long as the receiver talks.
pub async fn track<P: Read + Write>(port: &mut P, events: &Events) -> Error {
    if let Err(error) = configure(port).await {
        return error;
    }
    let mut lines = Lines::new(port);
    let mut last = (0, 0);
    loop {
        let line = match lines.next().await {
            Ok(line) => line,
            Err(error) => return error,
        };
        if let Some(now @ (latitude, longitude)) = checked(line).and_then(position) {
            if (now.0 - last.0).abs() + (now.1 - last.1).abs() > 60 {
                events.send(Event::Position { latitude, longitude }).await;
                last = now;
            }
        }
    }
}
