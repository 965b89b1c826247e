//! A weather station: sensor and display on one I2C bus, a button that turns the light on.
#![no_std]
#![no_main]

use embassy_embedded_hal::shared_bus::asynch::i2c::I2cDevice;
use embassy_executor::{Spawner, main, task};
use embassy_futures::select::{Either, select};
use embassy_nrf::gpio::{Input, Level, Output, OutputDrive, Pull};
use embassy_nrf::twim::Twim;
use embassy_nrf::{bind_interrupts, peripherals, twim};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::mutex::Mutex;
use embassy_time::Timer;
use panic_halt as _;
use parts::Events;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    TWISPI0 => twim::InterruptHandler<peripherals::TWISPI0>;
});

type Bus = Mutex<NoopRawMutex, Twim<'static>>;

static EVENTS: Events = Events::new();

#[task]
async fn measure(bus: &'static Bus) {
    parts::environment::measure(I2cDevice::new(bus), &EVENTS).await
}

#[task]
async fn thermometer(bus: &'static Bus) {
    let every = embassy_time::Duration::from_secs(7);
    parts::thermometer::watch(I2cDevice::new(bus), 0x48, every, &EVENTS).await
}

#[task]
async fn show(bus: &'static Bus) {
    parts::environment::show(I2cDevice::new(bus), &EVENTS).await
}

#[task]
async fn light(mut button: Input<'static>, mut lamp: Output<'static>) {
    loop {
        button.wait_for_falling_edge().await;
        lamp.set_low();
        loop {
            match select(Timer::after_secs(15), button.wait_for_falling_edge()).await {
                Either::First(()) => break,
                Either::Second(()) => Timer::after_millis(20).await,
            }
        }
        lamp.set_high();
    }
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    static BUFFER: StaticCell<[u8; 128]> = StaticCell::new();
    static BUS: StaticCell<Bus> = StaticCell::new();
    let i2c = Twim::new(p.TWISPI0, Irqs, p.P0_03, p.P0_04, Default::default(), BUFFER.init([0; 128]));
    let bus = BUS.init(Mutex::new(i2c));
    spawner.spawn(measure(bus).unwrap());
    spawner.spawn(thermometer(bus).unwrap());
    spawner.spawn(show(bus).unwrap());
    let lamp = Output::new(p.P0_13, Level::High, OutputDrive::Standard);
    spawner.spawn(light(Input::new(p.P0_11, Pull::Up), lamp).unwrap());
}
