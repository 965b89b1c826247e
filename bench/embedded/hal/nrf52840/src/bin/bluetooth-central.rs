//! A display for a Bluetooth sensor: the controller is on a UART.
#![no_std]
#![no_main]

use embassy_executor::{Spawner, main, task};
use embassy_nrf::buffered_uarte::{self, BufferedUarte};
use embassy_nrf::twim::{self, Twim};
use embassy_nrf::{bind_interrupts, peripherals};
use panic_halt as _;
use parts::Events;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    UARTE0 => buffered_uarte::InterruptHandler<peripherals::UARTE0>;
    TWISPI0 => twim::InterruptHandler<peripherals::TWISPI0>;
});

static EVENTS: Events = Events::new();

#[task]
async fn bluetooth(port: BufferedUarte<'static>) {
    let (receive, transmit) = port.split();
    parts::bluetooth::central(receive, transmit, &EVENTS).await
}

#[task]
async fn show(bus: Twim<'static>) {
    parts::environment::show(bus, &EVENTS).await
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    static BUFFERS: StaticCell<[[u8; 128]; 3]> = StaticCell::new();
    let [a, b, c] = BUFFERS.init([[0; 128]; 3]);
    let port = BufferedUarte::new(
        p.UARTE0, p.TIMER0, p.PPI_CH0, p.PPI_CH1, p.PPI_GROUP0, p.P0_08, p.P0_06, Irqs, Default::default(), a, b,
    );
    let i2c = Twim::new(p.TWISPI0, Irqs, p.P0_03, p.P0_04, Default::default(), c);
    spawner.spawn(bluetooth(port).unwrap());
    spawner.spawn(show(i2c).unwrap());
}
