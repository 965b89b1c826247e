//! Modbus RTU over a serial port: a server of registers, and a client with retries.

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::mutex::Mutex;
use embassy_time::{Duration, Timer, with_timeout};
use embedded_hal::digital::OutputPin;
use embedded_io_async::{Read, Write};

pub type Registers = Mutex<CriticalSectionRawMutex, [u16; 32]>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    Port,
    TimeOut,
    Checksum,
    Exception(u8),
    Wrong,
}

const SILENCE: Duration = Duration::from_micros(1_750);

fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |mut crc, &byte| {
        crc ^= u16::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 != 0 { crc >> 1 ^ 0xa001 } else { crc >> 1 };
        }
        crc
    })
}

/// A port for RS-485: the driver is enabled while it sends.
pub struct Line<P, D> {
    port: P,
    enable: D,
}

impl<P: Read + Write, D: OutputPin> Line<P, D> {
    pub fn new(port: P, enable: D) -> Self {
        Self { port, enable }
    }

    async fn transmit(&mut self, frame: &[u8]) -> Result<(), Error> {
        let _ = self.enable.set_high();
        let written = async {
            self.port.write_all(frame).await?;
            self.port.write_all(&crc(frame).to_le_bytes()).await?;
            self.port.flush().await
        }
        .await;
        let _ = self.enable.set_low();
        written.map_err(|_| Error::Port)
    }

    /// A frame ends where the line is silent.
    async fn receive(&mut self, frame: &mut [u8]) -> Result<usize, Error> {
        let mut used = self.port.read(frame).await.map_err(|_| Error::Port)?;
        while used < frame.len() {
            match with_timeout(SILENCE, self.port.read(&mut frame[used..])).await {
                Ok(Ok(n)) => used += n,
                Ok(Err(_)) => return Err(Error::Port),
                Err(_) => break,
            }
        }
        let body = used.checked_sub(2).filter(|&n| n >= 2).ok_or(Error::Wrong)?;
        if crc(&frame[..used]) != 0 {
            return Err(Error::Checksum);
        }
        Ok(body)
    }

    async fn exchange(&mut self, request: &[u8], into: &mut [u8]) -> Result<usize, Error> {
        let mut failure = Error::TimeOut;
        for _ in 0..3 {
            self.transmit(request).await?;
            match with_timeout(Duration::from_millis(100), self.receive(into)).await {
                Ok(Ok(_)) if into[0] != request[0] => failure = Error::Wrong,
                Ok(Ok(_)) if into[1] == request[1] | 0x80 => return Err(Error::Exception(into[2])),
                Ok(Ok(n)) if into[1] == request[1] => return Ok(n),
                Ok(Ok(_)) => failure = Error::Wrong,
                Ok(Err(error)) => failure = error,
                Err(_) => failure = Error::TimeOut,
            }
            Timer::after(SILENCE * 2).await;
        }
        Err(failure)
    }

    pub async fn read_holding(&mut self, unit: u8, first: u16, into: &mut [u16]) -> Result<(), Error> {
        let [a, b] = first.to_be_bytes();
        let mut frame = [0; 72];
        let request = [unit, 3, a, b, 0, into.len() as u8];
        let n = self.exchange(&request, &mut frame).await?;
        let values = frame[..n].get(3..).filter(|v| v.len() == 2 * into.len()).ok_or(Error::Wrong)?;
        for (word, bytes) in into.iter_mut().zip(values.chunks_exact(2)) {
            *word = u16::from_be_bytes([bytes[0], bytes[1]]);
        }
        Ok(())
    }

    pub async fn write_single(&mut self, unit: u8, number: u16, value: u16) -> Result<(), Error> {
        let ([a, b], [c, d]) = (number.to_be_bytes(), value.to_be_bytes());
        let mut frame = [0; 16];
        self.exchange(&[unit, 6, a, b, c, d], &mut frame).await.map(|_| ())
    }

    async fn refuse(&mut self, unit: u8, function: u8, code: u8) -> Result<(), Error> {
        self.transmit(&[unit, function | 0x80, code]).await
    }

    async fn respond(&mut self, unit: u8, frame: &[u8], registers: &Registers) -> Result<(), Error> {
        let &[to, function, a, b, c, d, ..] = frame else { return Err(Error::Wrong) };
        if to != unit {
            return Ok(());
        }
        let first = usize::from(u16::from_be_bytes([a, b]));
        let value = u16::from_be_bytes([c, d]);
        match function {
            3 => {
                let values = *registers.lock().await;
                let Some(wanted) = values.get(first..).and_then(|v| v.get(..usize::from(value))) else {
                    return self.refuse(unit, function, 2).await;
                };
                let mut reply = [0; 67];
                reply[..3].copy_from_slice(&[unit, function, 2 * wanted.len() as u8]);
                for (to, from) in reply[3..].chunks_exact_mut(2).zip(wanted) {
                    to.copy_from_slice(&from.to_be_bytes());
                }
                self.transmit(&reply[..3 + 2 * wanted.len()]).await
            }
            6 => {
                match registers.lock().await.get_mut(first) {
                    Some(register) => *register = value,
                    None => return self.refuse(unit, function, 2).await,
                }
                self.transmit(&frame[..6]).await
            }
            _ => self.refuse(unit, function, 1).await,
        }
    }
}

pub async fn serve<P: Read + Write, D: OutputPin>(mut line: Line<P, D>, unit: u8, registers: &Registers) -> ! {
    loop {
        let mut frame = [0; 72];
        match line.receive(&mut frame).await {
            Ok(n) => {
                let _ = line.respond(unit, &frame[..n], registers).await;
            }
            Err(Error::Port) => Timer::after_millis(100).await,
            Err(_) => {}
        }
    }
}
