//! Futures that log while they wait and when they are done. Each frame of defmt is a line of
//! hexadecimal digits, which logging.sh reads with the symbols of the image.
#![no_std]
#![no_main]

use core::cell::Cell;
use core::fmt::Write;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::boxed::Box;
use std::string::String;

use cortex_m as _;

#[defmt::global_logger]
struct Lines;

static mut FRAME: String = String::new();

// One thread, and no interrupt handler logs.
unsafe impl defmt::Logger for Lines {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {
        let frame = unsafe { core::mem::take(&mut *(&raw mut FRAME)) };
        std::println!("{frame}");
    }

    unsafe fn write(bytes: &[u8]) {
        for byte in bytes {
            let _ = write!(unsafe { &mut *(&raw mut FRAME) }, "{byte:02x}");
        }
    }
}

struct Sensor {
    reading: Cell<u8>,
}

impl Sensor {
    async fn read(&self) -> u8 {
        let mut waited = false;
        poll_fn(|_| {
            if core::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            defmt::debug!("the bus is busy");
            Poll::Pending
        })
        .await;
        self.reading.set(self.reading.get() + 9);
        self.reading.get()
    }

    async fn name(&self) -> &'static str {
        "probe"
    }
}

#[derive(defmt::Format)]
struct Reading {
    value: u8,
    high: bool,
}

async fn watch(sensor: &Sensor, count: u32) -> u32 {
    let name = sensor.name().await;
    let mut sum = 0;
    for at in 0..count {
        let value = sensor.read().await;
        defmt::info!("{=str} {=u32}: {}", name, at, Reading { value, high: value > 20 });
        sum += u32::from(value);
    }
    defmt::warn!("sum {=u32}", sum);
    sum
}

fn run(mut future: Pin<&mut dyn Future<Output = u32>>) -> u32 {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

#[cortex_m_rt::entry]
fn start() -> ! {
    std::init_heap();
    let sensor = Sensor { reading: Cell::new(0) };
    let seen = run(pin!(watch(&sensor, 3)));
    let hidden = run(core::hint::black_box(Box::pin(watch(&sensor, 2))).as_mut());
    defmt::println!("{=u32} and {=u32}", seen, hidden);
    std::host::exit()
}
