//! The simulated board. What the firmware sees are registers and pins; behind them are the
//! chips, with random noise and errors. The functions behind a register are not inlined into
//! the firmware: on a chip, a register is a load or store, never more code.

mod chips;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;
use std::task::Waker;

use chips::Bus;
use firmware::{app, clock, i2c, spi};
use world::{Chance, Patience, Trace};

pub struct Board {
    i2c: Rc<RefCell<I2cState>>,
    spi: Rc<RefCell<SpiState>>,
    clock: Rc<Cell<u64>>,
    trace: Trace,
}

impl Board {
    #[inline(never)]
    pub fn new(trace: &Trace) -> Self {
        Board {
            i2c: Rc::new(RefCell::new(I2cState::new(trace))),
            spi: Rc::new(RefCell::new(SpiState::new(trace))),
            clock: Rc::new(Cell::new(0)),
            trace: trace.clone(),
        }
    }

    #[inline(never)]
    pub fn parts(&self) -> app::Board<I2c, Spi, Clock, Pin> {
        let pin = |number| Pin { number, trace: self.trace.clone() };
        app::Board {
            i2c: I2c(self.i2c.clone()),
            spi: Spi(self.spi.clone()),
            clock: Clock(self.clock.clone()),
            chip_select: pin(1),
            data: pin(2),
            reset: pin(3),
            buzzer: pin(4),
        }
    }
}

// --- I2C --------------------------------------------------------------------------------

struct I2cState {
    bus: Bus,
    patience: Patience,
    chance: Chance,
    trace: Trace,
    coming: u32,
    byte: u8,
    addressing: bool,
}

impl I2cState {
    fn new(trace: &Trace) -> Self {
        I2cState {
            bus: Bus::new(),
            patience: Patience::default(),
            chance: Chance::new(1),
            trace: trace.clone(),
            coming: 0,
            byte: 0,
            addressing: false,
        }
    }

    #[inline(never)]
    fn status(cell: &RefCell<Self>) -> u32 {
        let this = &mut *cell.borrow_mut();
        if this.coming != 0 && this.patience.ready() { this.coming } else { 0 }
    }

    #[inline(never)]
    fn clear(cell: &RefCell<Self>, flags: u32) {
        cell.borrow_mut().coming &= !flags;
    }

    #[inline(never)]
    fn take(cell: &RefCell<Self>) -> u8 {
        cell.borrow().byte
    }

    #[inline(never)]
    fn start(cell: &RefCell<Self>) {
        let this = &mut *cell.borrow_mut();
        this.trace.event("start", 0, 0);
        this.addressing = true;
        this.coming = if this.chance.one_in(900) {
            this.trace.event("arbitration lost", 0, 0);
            i2c::status::ARBITRATION
        } else {
            i2c::status::STARTED
        };
    }

    #[inline(never)]
    fn stop(cell: &RefCell<Self>) {
        let this = &mut *cell.borrow_mut();
        this.trace.event("stop", 0, 0);
        this.bus.stop();
        this.coming = i2c::status::STOPPED;
    }

    #[inline(never)]
    fn put(cell: &RefCell<Self>, byte: u8) {
        let this = &mut *cell.borrow_mut();
        let acknowledged = if this.addressing {
            this.addressing = false;
            this.bus.select(byte) && !this.chance.one_in(150)
        } else {
            this.bus.write(byte, &mut this.chance) && !this.chance.one_in(1200)
        };
        this.trace.event("put", byte.into(), acknowledged.into());
        this.coming = match acknowledged {
            true => i2c::status::TX_EMPTY,
            false => i2c::status::NACK,
        };
    }

    #[inline(never)]
    fn receive(cell: &RefCell<Self>, acknowledge: bool) {
        let this = &mut *cell.borrow_mut();
        this.byte = this.bus.read(&mut this.chance);
        this.trace.event("receive", this.byte.into(), acknowledge.into());
        this.coming = match this.chance.one_in(4000) {
            true => i2c::status::BUS_ERROR,
            false => i2c::status::RX_FULL,
        };
    }
}

pub struct I2c(Rc<RefCell<I2cState>>);

impl i2c::Registers for I2c {
    fn status(&mut self) -> u32 {
        I2cState::status(&self.0)
    }
    fn clear(&mut self, flags: u32) {
        I2cState::clear(&self.0, flags)
    }
    fn start(&mut self) {
        I2cState::start(&self.0)
    }
    fn stop(&mut self) {
        I2cState::stop(&self.0)
    }
    fn put(&mut self, byte: u8) {
        I2cState::put(&self.0, byte)
    }
    fn receive(&mut self, acknowledge: bool) {
        I2cState::receive(&self.0, acknowledge)
    }
    fn take(&mut self) -> u8 {
        I2cState::take(&self.0)
    }
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

// --- SPI --------------------------------------------------------------------------------

const QUEUE: usize = 4;

struct SpiState {
    queued: usize,
    patience: Patience,
    trace: Trace,
}

impl SpiState {
    fn new(trace: &Trace) -> Self {
        SpiState { queued: 0, patience: Patience::default(), trace: trace.clone() }
    }

    /// The queue empties as it is looked at.
    #[inline(never)]
    fn status(cell: &RefCell<Self>) -> u32 {
        let this = &mut *cell.borrow_mut();
        if this.queued > 0 && this.patience.ready() {
            this.queued -= 1;
        }
        let mut flags = 0;
        if this.queued < QUEUE {
            flags |= spi::status::TX_SPACE | spi::status::RX_FULL;
        }
        if this.queued == 0 {
            flags |= spi::status::IDLE;
        }
        flags
    }

    #[inline(never)]
    fn put(cell: &RefCell<Self>, byte: u8) {
        let this = &mut *cell.borrow_mut();
        this.queued += 1;
        this.trace.event("spi", byte.into(), this.queued as u32);
    }
}

pub struct Spi(Rc<RefCell<SpiState>>);

impl spi::Registers for Spi {
    fn status(&mut self) -> u32 {
        SpiState::status(&self.0)
    }
    fn put(&mut self, byte: u8) {
        SpiState::put(&self.0, byte)
    }
    fn take(&mut self) -> u8 {
        0
    }
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

// --- clock and pins ---------------------------------------------------------------------

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

pub struct Pin {
    number: u32,
    trace: Trace,
}

impl Pin {
    #[inline(never)]
    fn set(&mut self, level: u32) {
        self.trace.event("pin", self.number, level);
    }
}

impl embedded_hal::digital::ErrorType for Pin {
    type Error = Infallible;
}

impl embedded_hal::digital::OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.set(0);
        Ok(())
    }
    fn set_high(&mut self) -> Result<(), Infallible> {
        self.set(1);
        Ok(())
    }
}
