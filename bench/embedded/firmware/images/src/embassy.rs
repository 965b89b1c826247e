//! Tasks as they are usual under Embassy: two sensors on one I2C bus behind an async mutex, a
//! logger fed by a channel, a command line on a serial port with a time-out, a watchdog. The
//! peripherals are simulated: each transfer is told to be over by an "interrupt" that comes
//! some milliseconds later. As usual, no task ever returns: the image is done when no task waits
//! for the time any more.
#![no_std]
#![no_main]

use core::convert::Infallible;
use core::future::pending;

use embassy_embedded_hal::shared_bus::asynch::i2c::I2cDevice;
use embassy_executor::{Spawner, raw::Executor, task};
use embassy_futures::join::join;
use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::{CriticalSectionRawMutex, NoopRawMutex};
use embassy_sync::channel::Channel;
use embassy_sync::mutex::Mutex;
use embassy_sync::signal::Signal;
use embassy_time::{Duration, Instant, Ticker, Timer, with_timeout};
use embedded_hal_async::i2c::{ErrorType, I2c, Operation};
use embedded_io_async::Read;
use heapless::String;
use std::println;

// --- the simulated peripherals ----------------------------------------------------------

/// An I2C controller with two chips; every ninth transfer is not acknowledged.
struct Wire {
    transfers: u32,
}

#[derive(Debug)]
struct NoAcknowledge;

impl embedded_hal_async::i2c::Error for NoAcknowledge {
    fn kind(&self) -> embedded_hal_async::i2c::ErrorKind {
        embedded_hal_async::i2c::ErrorKind::Bus
    }
}

impl ErrorType for Wire {
    type Error = NoAcknowledge;
}

impl I2c for Wire {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), NoAcknowledge> {
        self.transfers += 1;
        for operation in operations {
            Timer::after_millis(1).await;
            if self.transfers % 9 == 0 {
                return Err(NoAcknowledge);
            }
            if let Operation::Read(bytes) = operation {
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = address.wrapping_mul(self.transfers as u8).wrapping_add(i as u8);
                    Timer::after_micros(1_000).await;
                }
            }
        }
        Ok(())
    }
}

/// A serial port at whose other end somebody types.
struct Serial {
    typed: &'static [u8],
}

impl embedded_io_async::ErrorType for Serial {
    type Error = Infallible;
}

impl Read for Serial {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        let Some((&first, rest)) = self.typed.split_first() else {
            return pending().await;
        };
        Timer::after_millis(if first == b'\n' { 400 } else { 30 }).await;
        self.typed = rest;
        into[0] = first;
        Ok(1)
    }
}

// --- the application --------------------------------------------------------------------

type Bus = Mutex<NoopRawMutex, Wire>;

enum Event {
    Measured { sensor: u8, value: u32 },
    Failed { sensor: u8, tries: u32 },
    Command(String<16>),
    Quiet,
}

static EVENTS: Channel<CriticalSectionRawMutex, Event, 4> = Channel::new();
static ALIVE: Signal<CriticalSectionRawMutex, Instant> = Signal::new();
static STOP: Signal<CriticalSectionRawMutex, ()> = Signal::new();

async fn register(
    bus: &mut impl I2c<Error = impl core::fmt::Debug>,
    address: u8,
    number: u8,
) -> Result<u16, u32> {
    let mut tries = 0;
    loop {
        let mut bytes = [0; 2];
        match bus.write_read(address, &[number], &mut bytes).await {
            Ok(()) => return Ok(u16::from_be_bytes(bytes)),
            Err(_) if tries < 2 => tries += 1,
            Err(_) => return Err(tries),
        }
        Timer::after_millis(5 << tries).await;
    }
}

async fn measure(bus: &mut impl I2c<Error = impl core::fmt::Debug>, address: u8) -> Result<u32, u32> {
    let high = register(bus, address, 0).await?;
    let low = register(bus, address, 1).await?;
    Ok(u32::from(high) << 16 | u32::from(low))
}

#[task(pool_size = 2)]
async fn sensor(bus: &'static Bus, address: u8, every: Duration) {
    let mut device = I2cDevice::new(bus);
    let mut ticker = Ticker::every(every);
    let mut left = 12;
    loop {
        ticker.next().await;
        let event = match measure(&mut device, address).await {
            Ok(value) => Event::Measured { sensor: address, value },
            Err(tries) => Event::Failed { sensor: address, tries },
        };
        EVENTS.send(event).await;
        ALIVE.signal(Instant::now());
        left -= 1;
        if left == 0 {
            pending().await // its battery is empty
        }
    }
}

#[task]
async fn command_line(mut port: Serial) {
    let mut line = String::<16>::new();
    loop {
        let mut byte = [0];
        match with_timeout(Duration::from_millis(200), port.read(&mut byte)).await {
            Ok(Ok(_)) if byte[0] == b'\n' => {
                EVENTS.send(Event::Command(core::mem::take(&mut line))).await;
            }
            Ok(Ok(_)) => {
                let _ = line.push(char::from(byte[0]));
            }
            Ok(Err(never)) => match never {},
            Err(_) => {
                EVENTS.send(Event::Quiet).await;
                if port.typed.is_empty() {
                    pending().await
                }
                if let Some((b'\n', rest)) = port.typed.split_first() {
                    port.typed = rest;
                    EVENTS.send(Event::Command(core::mem::take(&mut line))).await;
                }
            }
        }
    }
}

#[task]
async fn logger() {
    loop {
        let event = select(EVENTS.receive(), STOP.wait()).await;
        let now = Instant::now().as_millis();
        let event = match event {
            Either::First(event) => event,
            Either::Second(()) => {
                println!("{now:>5} stopped");
                continue;
            }
        };
        match event {
            Event::Measured { sensor, value } => println!("{now:>5} {sensor:#x} = {value:#010x}"),
            Event::Failed { sensor, tries } => println!("{now:>5} {sensor:#x} failed, {tries} tries"),
            Event::Command(line) => println!("{now:>5} command '{line}'"),
            Event::Quiet => println!("{now:>5} nobody types"),
        }
        Timer::after_millis(7).await;
    }
}

#[task]
async fn watchdog() {
    let mut late = 0;
    loop {
        match select(ALIVE.wait(), Timer::after_millis(150)).await {
            Either::First(at) => late = at.as_millis(),
            Either::Second(()) => {
                println!("{:>5} no sign of life since {late}", Instant::now().as_millis());
                if Instant::now().as_millis() > late + 600 {
                    let (a, b) = join(heart(3), heart(4)).await;
                    println!("{:>5} stopping, {a} {b}", Instant::now().as_millis());
                    STOP.signal(());
                    pending().await
                }
            }
        }
    }
}

async fn heart(beats: u32) -> u32 {
    let mut sum = 0;
    for beat in 0..beats {
        Timer::after_millis(u64::from(10 + beat)).await;
        sum += beat;
    }
    sum
}

fn start(spawner: Spawner) {
    static BUS: static_cell::StaticCell<Bus> = static_cell::StaticCell::new();
    let bus = BUS.init(Mutex::new(Wire { transfers: 0 }));
    spawner.spawn(logger().unwrap());
    spawner.spawn(sensor(bus, 0x40, Duration::from_millis(50)).unwrap());
    spawner.spawn(sensor(bus, 0x48, Duration::from_millis(70)).unwrap());
    spawner.spawn(command_line(Serial { typed: b"led on\nled off\nreset\n" }).unwrap());
    spawner.spawn(watchdog().unwrap());
}

fn main() {
    static EXECUTOR: static_cell::StaticCell<Executor> = static_cell::StaticCell::new();
    let executor = EXECUTOR.init(Executor::new(core::ptr::null_mut()));
    start(executor.spawner());
    images::clock::run(executor);
    println!("{:>5} end", Instant::now().as_millis());
}

images::entry!(main);
