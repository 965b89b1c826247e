//! A command line on a serial port that reads and sets an application's parameters.

use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::signal::Signal;
use embassy_time::{Duration, with_timeout};
use embedded_io_async::{Read, Write};
use heapless::Vec;

use crate::{Event, Events};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Interval(u32),
    Threshold(u32),
    Verbose(bool),
    Restart,
}

pub type Settings = Signal<CriticalSectionRawMutex, Setting>;

fn number(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0u32, |value, &b| match b {
        b'0'..=b'9' => value.checked_mul(10)?.checked_add(u32::from(b - b'0')),
        _ => None,
    })
}

fn parsed(line: &[u8]) -> Option<Setting> {
    let mut words = line.split(|&b| b == b' ').filter(|word| !word.is_empty());
    match (words.next()?, words.next()) {
        (b"interval", Some(value)) => number(value).map(Setting::Interval),
        (b"threshold", Some(value)) => number(value).map(Setting::Threshold),
        (b"verbose", Some(b"on")) => Some(Setting::Verbose(true)),
        (b"verbose", Some(b"off")) => Some(Setting::Verbose(false)),
        (b"restart", None) => Some(Setting::Restart),
        _ => None,
    }
}

async fn decimal<W: Write>(out: &mut W, value: i32) -> Result<(), W::Error> {
    let mut digits = [0; 11];
    let mut at = digits.len();
    let mut left = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 {
        out.write_all(b"-").await?;
    }
    out.write_all(&digits[at..]).await
}

async fn show<W: Write>(out: &mut W, event: Event) -> Result<(), W::Error> {
    let (name, values): (&[u8], [Option<i32>; 2]) = match event {
        Event::Temperature(t) => (b"temperature", [Some(t), None]),
        Event::Voltage(v) => (b"voltage", [Some(i32::from(v)), None]),
        Event::Position { latitude, longitude } => (b"position", [Some(latitude), Some(longitude)]),
        Event::Button { number, .. } => (b"button", [Some(i32::from(number)), None]),
        Event::Lost(what) => (what.as_bytes(), [None, None]),
    };
    out.write_all(name).await?;
    for value in values.into_iter().flatten() {
        out.write_all(b" ").await?;
        decimal(out, value).await?;
    }
    out.write_all(b"\r\n").await
}

async fn entered<P: Read + Write>(port: &mut P, line: &[u8], settings: &Settings, verbose: &mut bool) -> Result<(), P::Error> {
    match parsed(line) {
        Some(Setting::Verbose(on)) => *verbose = on,
        Some(setting) => settings.signal(setting),
        None => return port.write_all(b"interval N | threshold N | verbose on|off | restart\r\n").await,
    }
    port.write_all(b"ok\r\n").await
}

/// Until the port fails. What happens is shown as it happens where that is wanted.
pub async fn session<P: Read + Write>(port: &mut P, settings: &Settings, events: &Events) -> Result<(), P::Error> {
    let mut line = Vec::<u8, 48>::new();
    let mut verbose = false;
    port.write_all(b"> ").await?;
    loop {
        let mut bytes = [0; 16];
        let got = match select(port.read(&mut bytes), events.receive()).await {
            Either::First(read) => read?,
            Either::Second(event) => {
                if verbose {
                    show(port, event).await?;
                }
                continue;
            }
        };
        for &byte in &bytes[..got] {
            match byte {
                b'\r' | b'\n' => {
                    port.write_all(b"\r\n").await?;
                    if !line.is_empty() {
                        entered(port, &line, settings, &mut verbose).await?;
                    }
                    line.clear();
                    port.write_all(b"> ").await?;
                }
                8 | 127 if line.pop().is_some() => port.write_all(b"\x08 \x08").await?,
                32..=126 if line.push(byte).is_ok() => port.write_all(&[byte]).await?,
                _ => port.write_all(b"\x07").await?,
            }
        }
        if let Ok(flushed) = with_timeout(Duration::from_millis(500), port.flush()).await {
            flushed?;
        }
    }
}
