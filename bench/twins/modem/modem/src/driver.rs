//! The modem's states, from switched off to an open connection.

use core::convert::Infallible;
use core::format_args as at;

use embedded_hal::digital::OutputPin;
use maybe_async::maybe_async;

use crate::client::{Client, Error, Info, Until, press};
use crate::clock::{self, Clock};
use crate::io::DelayNs;
use crate::line::{Urc, numbers};
use crate::uart::Port;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Off,
    Starting,
    Answering,
    Configured,
    Registered,
    Attached,
    Connected,
}

pub struct Endpoint<'a> {
    pub host: &'a str,
    pub port: u16,
}

/// What the application has to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Message(u16),
    Call,
    Data,
    Disconnected,
}

pub struct Modem<P, C, K> {
    client: Client<P, C>,
    clock: Clock<C>,
    key: K,
    state: State,
    pub signal: u16,
    pub restarts: u32,
}

#[maybe_async(AFIT)]
impl<P, C, K> Modem<P, C, K>
where
    P: Port,
    C: clock::Registers + Clone,
    K: OutputPin<Error = Infallible>,
{
    pub fn new(port: P, clock: Clock<C>, key: K) -> Self {
        Modem {
            client: Client::new(port, clock.clone()),
            clock,
            key,
            state: State::Off,
            signal: 0,
            restarts: 0,
        }
    }

    pub fn state(&self) -> State {
        self.state
    }

    pub fn lost_lines(&self) -> u32 {
        self.client.lost
    }

    /// Goes on until there is a connection, starting over where need be.
    pub async fn connect(&mut self, to: &Endpoint<'_>) -> Result<(), Error> {
        let mut failures = 0;
        while self.state != State::Connected {
            match self.step(to).await {
                Ok(next) => {
                    self.state = next;
                    continue;
                }
                Err(Error::PoweredDown) => self.state = State::Off,
                Err(error) => {
                    failures += 1;
                    match failures {
                        1..3 => self.clock.delay_ms(20 * failures).await,
                        3 | 6 => self.restart().await?,
                        4..8 => self.clock.delay_ms(100).await,
                        _ => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    /// From a state to the next.
    async fn step(&mut self, to: &Endpoint<'_>) -> Result<State, Error> {
        match self.state {
            State::Off => {
                let Ok(()) = press(&mut self.key, &mut self.clock, 30).await;
                self.client.reset();
                Ok(State::Starting)
            }
            State::Starting => {
                self.wake().await?;
                Ok(State::Answering)
            }
            State::Answering => {
                self.configure().await?;
                Ok(State::Configured)
            }
            State::Configured => {
                self.register().await?;
                Ok(State::Registered)
            }
            State::Registered => {
                self.signal = self.quality().await?;
                if self.signal < 3 {
                    self.clock.delay_ms(50).await;
                    return Ok(State::Registered);
                }
                self.ok(at!("AT+CGATT=1"), 400).await?;
                Ok(State::Attached)
            }
            State::Attached => {
                let open = at!("AT+CIPSTART=\"TCP\",\"{}\",{}", to.host, to.port);
                self.client.command(open, Until::Connected, 600).await?;
                Ok(State::Connected)
            }
            State::Connected => Ok(State::Connected),
        }
    }

    /// Asks until it answers; the first answers after power-on may be garbled.
    async fn wake(&mut self) -> Result<(), Error> {
        let mut last = Error::TimedOut;
        for _ in 0..10 {
            match self.ok(at!("AT"), 100).await {
                Ok(_) => return Ok(()),
                Err(error @ (Error::TimedOut | Error::Garbled | Error::Unexpected)) => {
                    last = error
                }
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    async fn configure(&mut self) -> Result<(), Error> {
        self.ok(at!("ATE0"), 200).await?;
        self.ok(at!("AT+CMEE=1"), 200).await?;
        self.ok(at!("AT+CMGF=1"), 200).await?;
        // The SIM takes a while; other reasons to refuse it are final.
        for _ in 0..8 {
            match self.ok(at!("AT+CPIN?"), 300).await {
                Ok(info) if info.ends_with(b"READY") => return Ok(()),
                Ok(_) => return Err(Error::Unexpected),
                Err(Error::Refused(14)) => self.clock.delay_ms(25).await,
                Err(error) => return Err(error),
            }
        }
        Err(Error::Refused(14))
    }

    async fn register(&mut self) -> Result<(), Error> {
        self.ok(at!("AT+CREG=1"), 200).await?;
        for _ in 0..4 {
            let info = self.ok(at!("AT+CREG?"), 300).await?;
            let answer = info.strip_prefix(b"+CREG: ").ok_or(Error::Unexpected)?;
            let [_, state] = numbers(answer);
            match state {
                1 | 5 => return Ok(()),
                3 => return Err(Error::Refused(3)),
                _ => {}
            }
            if let Some(Urc::Registration(1 | 5)) = self.client.unasked(150).await? {
                return Ok(());
            }
        }
        Err(Error::TimedOut)
    }

    async fn quality(&mut self) -> Result<u16, Error> {
        let info = self.ok(at!("AT+CSQ"), 200).await?;
        let answer = info.strip_prefix(b"+CSQ: ").ok_or(Error::Unexpected)?;
        let [strength, _] = numbers(answer);
        Ok(if strength == 99 { 0 } else { strength })
    }

    /// Sends over the connection.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.state != State::Connected {
            return Err(Error::Closed);
        }
        let length = bytes.len();
        let sent =
            match self.client.command(at!("AT+CIPSEND={length}"), Until::Prompt, 200).await {
                Ok(_) => {
                    self.client.send(bytes).await?;
                    self.client.answer(Until::Sent, 500).await
                }
                Err(error) => Err(error),
            };
        match sent {
            Ok(_) => Ok(()),
            Err(error) => {
                self.state = match error {
                    Error::PoweredDown => State::Off,
                    Error::Closed | Error::Refused(_) => State::Attached,
                    _ => self.state,
                };
                Err(error)
            }
        }
    }

    /// What happens next, or None if nothing does for that long.
    pub async fn event(&mut self, patience_ms: u32) -> Result<Option<Event>, Error> {
        match self.client.unasked(patience_ms).await? {
            None | Some(Urc::Registration(1 | 5)) => Ok(None),
            Some(Urc::Ring) => Ok(Some(Event::Call)),
            Some(Urc::Message(index)) => Ok(Some(Event::Message(index))),
            Some(Urc::Data(_)) => Ok(Some(Event::Data)),
            Some(Urc::Registration(_)) => {
                self.state = State::Configured;
                Ok(Some(Event::Disconnected))
            }
            Some(Urc::Closed) => {
                self.state = State::Attached;
                Ok(Some(Event::Disconnected))
            }
            Some(Urc::PowerDown) => {
                self.state = State::Off;
                Err(Error::PoweredDown)
            }
        }
    }

    pub fn received(&mut self) -> heapless::Vec<u8, 128> {
        self.client.take_received()
    }

    /// Reads a stored message and removes it.
    pub async fn message(&mut self, index: u16) -> Result<Info, Error> {
        let info = self.ok(at!("AT+CMGR={index}"), 300).await?;
        self.ok(at!("AT+CMGD={index}"), 300).await?;
        match info.iter().position(|&byte| byte == b'\n') {
            Some(end) => Ok(Info::from_slice(&info[end + 1..]).unwrap_or_default()),
            None => Err(Error::Unexpected),
        }
    }

    pub async fn hang_up(&mut self) -> Result<(), Error> {
        self.ok(at!("ATH"), 200).await?;
        Ok(())
    }

    pub async fn close(&mut self) -> Result<(), Error> {
        if self.state == State::Connected {
            self.state = State::Attached;
            self.ok(at!("AT+CIPCLOSE"), 300).await?;
        }
        Ok(())
    }

    /// By command if it still listens, else by its key.
    async fn restart(&mut self) -> Result<(), Error> {
        self.restarts += 1;
        match self.ok(at!("AT+CFUN=1,1"), 200).await {
            Ok(_) => self.state = State::Starting,
            Err(_) => {
                let Ok(()) = press(&mut self.key, &mut self.clock, 80).await;
                self.clock.delay_ms(20).await;
                self.state = State::Off;
            }
        }
        self.client.reset();
        Ok(())
    }

    async fn ok(
        &mut self,
        command: core::fmt::Arguments<'_>,
        patience_ms: u32,
    ) -> Result<Info, Error> {
        self.client.command(command, Until::Ok, patience_ms).await
    }
}
