//! A cellular modem with AT commands on a serial port: attaches, opens a socket, sends.

use embassy_time::{Duration, Timer, with_timeout};
use embedded_io_async::{Read, Write};
use heapless::{String, Vec};

use crate::Events;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    Port,
    TimeOut,
    Refused,
    NotRegistered,
    TooLong,
}

type Line = Vec<u8, 64>;

pub struct Modem<P> {
    port: P,
}

impl<P: Read + Write> Modem<P> {
    pub fn new(port: P) -> Self {
        Self { port }
    }

    async fn line(&mut self) -> Result<Line, Error> {
        let mut line = Line::new();
        loop {
            let mut byte = [0];
            self.port.read_exact(&mut byte).await.map_err(|_| Error::Port)?;
            match byte[0] {
                b'\n' if !line.is_empty() => return Ok(line),
                b'\r' | b'\n' => {}
                other => line.push(other).map_err(|_| Error::TooLong)?,
            }
        }
    }

    async fn answer(&mut self, prefix: &[u8]) -> Result<Option<Line>, Error> {
        let mut found = None;
        loop {
            let line = self.line().await?;
            if line == b"OK" {
                return Ok(found);
            }
            if line == b"ERROR" || line.starts_with(b"+CME ERROR") {
                return Err(Error::Refused);
            }
            if !prefix.is_empty() && line.starts_with(prefix) {
                found = Some(line);
            }
        }
    }

    /// The command without "AT"; the line of the answer that begins with prefix.
    pub async fn command(&mut self, text: &str, prefix: &str, seconds: u64) -> Result<Option<Line>, Error> {
        for part in ["AT", text, "\r"] {
            self.port.write_all(part.as_bytes()).await.map_err(|_| Error::Port)?;
        }
        self.port.flush().await.map_err(|_| Error::Port)?;
        match with_timeout(Duration::from_secs(seconds), self.answer(prefix.as_bytes())).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::TimeOut),
        }
    }

    async fn retried(&mut self, text: &str, seconds: u64) -> Result<(), Error> {
        let mut last = Error::TimeOut;
        for attempt in 0..4 {
            match self.command(text, "", seconds).await {
                Ok(_) => return Ok(()),
                Err(error) => last = error,
            }
            Timer::after_millis(200 << attempt).await;
        }
        Err(last)
    }

    async fn registered(&mut self) -> Result<bool, Error> {
        let line = self.command("+CEREG?", "+CEREG:", 5).await?;
        let state = line.as_deref().and_then(|line| line.split(|&b| b == b',').nth(1));
        Ok(matches!(state, Some([b'1' | b'5', ..])))
    }

    pub async fn attach(&mut self, apn: &str) -> Result<(), Error> {
        self.retried("", 1).await?;
        self.retried("E0", 1).await?;
        self.retried("+CFUN=1", 10).await?;
        let mut define = String::<48>::new();
        for part in ["+CGDCONT=1,\"IP\",\"", apn, "\""] {
            define.push_str(part).map_err(|_| Error::TooLong)?;
        }
        self.retried(&define, 5).await?;
        for _ in 0..60 {
            if self.registered().await? {
                return self.retried("+CGACT=1,1", 30).await;
            }
            Timer::after_secs(1).await;
        }
        Err(Error::NotRegistered)
    }

    pub async fn open(&mut self, host: &str, port: &str) -> Result<(), Error> {
        let mut open = String::<80>::new();
        for part in ["+QIOPEN=1,0,\"TCP\",\"", host, "\",", port, ",0,1"] {
            open.push_str(part).map_err(|_| Error::TooLong)?;
        }
        self.command(&open, "", 150).await?;
        Ok(())
    }

    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.port.write_all(b"AT+QISEND=0\r").await.map_err(|_| Error::Port)?;
        self.port.flush().await.map_err(|_| Error::Port)?;
        let mut prompt = [0; 2];
        match with_timeout(Duration::from_secs(2), self.port.read_exact(&mut prompt)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(Error::Port),
            Err(_) => return Err(Error::TimeOut),
        }
        self.port.write_all(bytes).await.map_err(|_| Error::Port)?;
        self.port.write_all(&[0x1a]).await.map_err(|_| Error::Port)?;
        match with_timeout(Duration::from_secs(10), self.answer(b"")).await {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(Error::TimeOut),
        }
    }

    pub async fn close(&mut self) -> Result<(), Error> {
        self.retried("+QICLOSE=0", 10).await
    }

    async fn session(&mut self, apn: &str, host: &str, events: &Events) -> Result<(), Error> {
        self.attach(apn).await?;
        self.open(host, "7000").await?;
        loop {
            let event = events.receive().await;
            if let Err(error) = self.send(&event.bytes()).await {
                let _ = self.close().await;
                return Err(error);
            }
        }
    }
}

/// Sends what happens; after a failure anew, later each time.
pub async fn upload<P: Read + Write>(port: P, apn: &str, host: &str, events: &Events) -> ! {
    let mut modem = Modem::new(port);
    let mut pause = 1;
    loop {
        pause = match modem.session(apn, host, events).await {
            Err(Error::Port) => 1,
            _ => (pause * 2).min(300),
        };
        Timer::after_secs(pause).await;
    }
}
