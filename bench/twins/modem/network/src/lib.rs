//! The simulated modem: takes commands, answers after a while or not at all, says things
//! unasked, disturbs the line now and then. The functions behind a register are not inlined
//! into the driver: on a chip, a register is a load or store, never more code.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::rc::Rc;
use std::task::Waker;

use modem::{clock, uart};
use world::{Chance, Patience, Trace};

struct Network {
    now: Rc<Cell<u64>>,
    trace: Trace,
    chance: Chance,
    patience: Patience,
    room: Patience,
    /// Bytes on their way to the driver, with the time before which none of them is there.
    coming: VecDeque<(u64, u8)>,
    /// What the receiver holds.
    byte: Option<u8>,
    fault: u32,
    queued: u32,
    command: Vec<u8>,
    /// So many bytes of data are to come after the prompt.
    expected: usize,
    powered: bool,
    awake_at: u64,
    echo: bool,
    sim_busy: u8,
    registered: bool,
    connected: bool,
    key_down_at: Option<u64>,
}

impl Network {
    fn new(now: Rc<Cell<u64>>, trace: &Trace) -> Self {
        Network {
            now,
            trace: trace.clone(),
            chance: Chance::new(2),
            patience: Patience::default(),
            room: Patience::default(),
            coming: VecDeque::new(),
            byte: None,
            fault: 0,
            queued: 0,
            command: Vec::new(),
            expected: 0,
            powered: false,
            awake_at: 0,
            echo: true,
            sim_busy: 0,
            registered: false,
            connected: false,
            key_down_at: None,
        }
    }

    fn say_bytes(&mut self, after_ms: u64, bytes: &[u8]) {
        // Nothing overtakes what is on its way already.
        let last = self.coming.back().map_or(0, |&(at, _)| at);
        let at = last.max(self.now.get() + after_ms);
        self.coming.extend(bytes.iter().map(|&byte| (at, byte)));
    }

    fn say(&mut self, after_ms: u64, line: &str) {
        self.say_bytes(after_ms, format!("\r\n{line}\r\n").as_bytes());
    }

    fn start(&mut self) {
        self.trace.event("starts", 0, 0);
        self.powered = true;
        self.awake_at = self.now.get() + 100 + u64::from(self.chance.below(150));
        self.echo = true;
        self.sim_busy = self.chance.below(4) as u8;
        self.registered = false;
        self.connected = false;
        self.expected = 0;
        self.command.clear();
        self.coming.clear();
    }

    #[inline(never)]
    fn status(cell: &RefCell<Self>) -> u32 {
        let this = &mut *cell.borrow_mut();
        if this.queued > 0 && this.room.ready() {
            this.queued -= 1;
        }
        let due = this.coming.front().is_some_and(|&(at, _)| at <= this.now.get());
        if this.byte.is_none() && due && this.patience.ready() {
            let (_, byte) = this.coming.pop_front().unwrap();
            this.byte = Some(byte);
            if this.chance.one_in(1200) {
                this.fault = uart::status::FRAMING;
                this.trace.event("framing error", byte.into(), 0);
            } else if this.chance.one_in(2500) {
                this.fault = uart::status::OVERRUN;
                this.trace.event("overrun", byte.into(), 0);
            }
        }
        let mut flags = this.fault;
        if this.byte.is_some() {
            flags |= uart::status::RX_READY;
        }
        if this.queued < 4 {
            flags |= uart::status::TX_SPACE;
        }
        if this.queued == 0 {
            flags |= uart::status::TX_IDLE;
        }
        flags
    }

    #[inline(never)]
    fn clear(cell: &RefCell<Self>, flags: u32) {
        cell.borrow_mut().fault &= !flags;
    }

    #[inline(never)]
    fn take(cell: &RefCell<Self>) -> u8 {
        let this = &mut *cell.borrow_mut();
        let byte = this.byte.take().unwrap_or(0);
        this.trace.event("take", byte.into(), this.now.get() as u32);
        byte
    }

    #[inline(never)]
    fn put(cell: &RefCell<Self>, byte: u8) {
        let this = &mut *cell.borrow_mut();
        this.trace.event("put", byte.into(), this.now.get() as u32);
        this.queued += 1;
        if !this.powered || this.now.get() < this.awake_at {
            return;
        }
        if this.expected > 0 {
            this.command.push(byte);
            this.expected -= 1;
            if this.expected == 0 {
                this.delivered();
            }
            return;
        }
        if this.echo {
            this.say_bytes(0, &[byte]);
        }
        if byte == b'\r' {
            let command = std::mem::take(&mut this.command);
            let command = String::from_utf8_lossy(&command).into_owned();
            this.answer(&command);
        } else {
            this.command.push(byte);
        }
    }

    fn answer(&mut self, command: &str) {
        match self.chance.below(90) {
            0 => return, // lost
            1 => return self.say(20, "ERROR"),
            2 => {
                self.say(5, "NORMAL POWER DOWN");
                self.powered = false;
                self.awake_at = u64::MAX;
                return;
            }
            3..8 => self.unasked(),
            _ => {}
        }
        let wait = 2 + u64::from(self.chance.below(20));
        let command = command.strip_prefix("AT").unwrap_or("?");
        match command {
            "" | "+CMEE=1" | "+CMGF=1" | "H" => self.say(wait, "OK"),
            "E0" => {
                self.echo = false;
                self.say(wait, "OK");
            }
            "+CPIN?" if self.sim_busy > 0 => {
                self.sim_busy -= 1;
                self.say(wait, "+CME ERROR: 14");
            }
            "+CPIN?" => {
                self.say(wait, "+CPIN: READY");
                self.say(0, "OK");
            }
            "+CREG=1" => {
                self.say(wait, "OK");
                self.registered = self.chance.one_in(2);
            }
            "+CREG?" => {
                let state = if self.registered { 1 } else { 2 };
                self.say(wait, &format!("+CREG: 1,{state}"));
                self.say(0, "OK");
                if !self.registered && !self.chance.one_in(3) {
                    self.registered = true;
                    self.say(40, "+CREG: 1");
                }
            }
            "+CSQ" => {
                let strength = match self.chance.below(12) {
                    0 => 99,
                    _ => 5 + self.chance.below(20),
                };
                self.say(wait, &format!("+CSQ: {strength},0"));
                self.say(0, "OK");
            }
            "+CGATT=1" if self.chance.one_in(12) => self.say(wait, "ERROR"),
            "+CGATT=1" => self.say(3 * wait, "OK"),
            "+CIPCLOSE" => {
                self.connected = false;
                self.say(wait, "OK");
            }
            "+CFUN=1,1" => {
                self.say(0, "OK");
                let last = std::mem::take(&mut self.coming);
                self.start();
                self.coming = last;
            }
            _ if command.starts_with("+CIPSTART=") => {
                self.say(wait, "OK");
                self.connected = !self.chance.one_in(10);
                self.say(3 * wait, if self.connected { "CONNECT OK" } else { "CONNECT FAIL" });
            }
            _ if command.starts_with("+CMGR=") => {
                let ms = 20 + self.chance.below(80);
                self.say(wait, "+CMGR: \"REC UNREAD\",\"+15550100\"");
                self.say_bytes(0, format!("interval {ms}\r\n").as_bytes());
                self.say(0, "OK");
            }
            _ if command.starts_with("+CMGD=") => self.say(wait, "OK"),
            _ if command.starts_with("+CIPSEND=") && self.connected => {
                self.expected = command["+CIPSEND=".len()..].parse().unwrap_or(0);
                self.say_bytes(wait, b"\r\n> ");
            }
            _ => self.say(wait, "+CME ERROR: 3"),
        }
    }

    fn unasked(&mut self) {
        match self.chance.below(5) {
            0 => self.say(4, "RING"),
            1 | 2 => {
                let index = 1 + self.chance.below(9);
                self.say(4, &format!("+CMTI: \"SM\",{index}"));
            }
            3 if self.connected => {
                self.connected = false;
                self.say(4, "CLOSED");
            }
            _ => {}
        }
    }

    fn delivered(&mut self) {
        let report = std::mem::take(&mut self.command);
        if self.chance.one_in(25) {
            return self.say(10, "SEND FAIL");
        }
        self.say(10, "SEND OK");
        self.unasked();
        let mut acknowledge = |kind: u8, high: u8, low: u8| {
            self.say_bytes(30, b"\r\n+IPD,3:");
            self.say_bytes(0, &[kind, high, low]);
        };
        let [high, low, ..] = report[..] else { return };
        match low {
            7 => acknowledge(b'I', 0, 45),
            11 => return,
            _ => {}
        }
        acknowledge(b'A', high, low);
    }

    #[inline(never)]
    fn key(cell: &RefCell<Self>, down: bool) {
        let this = &mut *cell.borrow_mut();
        this.trace.event("key", down.into(), this.now.get() as u32);
        match (down, this.key_down_at.take()) {
            (true, _) => this.key_down_at = Some(this.now.get()),
            (false, Some(since)) if this.now.get() >= since + 60 => this.powered = false,
            (false, Some(_)) => this.start(),
            (false, None) => {}
        }
    }
}

/// The board at whose UART the modem is.
pub struct Board {
    now: Rc<Cell<u64>>,
    network: Rc<RefCell<Network>>,
}

impl Board {
    #[inline(never)]
    pub fn new(trace: &Trace) -> Self {
        let now = Rc::new(Cell::new(0));
        let network = Rc::new(RefCell::new(Network::new(now.clone(), trace)));
        Board { now, network }
    }

    #[inline(never)]
    pub fn parts(&self) -> (Uart, Clock, Key) {
        (Uart(self.network.clone()), Clock(self.now.clone()), Key(self.network.clone()))
    }
}

pub struct Uart(Rc<RefCell<Network>>);

impl uart::Registers for Uart {
    fn status(&mut self) -> u32 {
        Network::status(&self.0)
    }
    fn clear(&mut self, flags: u32) {
        Network::clear(&self.0, flags)
    }
    fn put(&mut self, byte: u8) {
        Network::put(&self.0, byte)
    }
    fn take(&mut self) -> u8 {
        Network::take(&self.0)
    }
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

/// Each look at it is a millisecond: nothing else takes time.
#[derive(Clone)]
pub struct Clock(Rc<Cell<u64>>);

impl Clock {
    #[inline(never)]
    fn look(&self) -> u64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }
}

impl clock::Registers for Clock {
    fn now_ms(&self) -> u64 {
        self.look()
    }
    fn alarm(&self, _at_ms: u64, waker: &Waker) {
        waker.wake_by_ref()
    }
}

/// The power key, low while it is pressed.
pub struct Key(Rc<RefCell<Network>>);

impl embedded_hal::digital::ErrorType for Key {
    type Error = Infallible;
}

impl embedded_hal::digital::OutputPin for Key {
    fn set_low(&mut self) -> Result<(), Infallible> {
        Network::key(&self.0, true);
        Ok(())
    }
    fn set_high(&mut self) -> Result<(), Infallible> {
        Network::key(&self.0, false);
        Ok(())
    }
}
