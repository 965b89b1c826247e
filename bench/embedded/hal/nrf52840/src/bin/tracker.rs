//! A tracker: position from a receiver on one UART, sent by a modem on the other.
#![no_std]
#![no_main]

use embassy_executor::{Spawner, main, task};
use embassy_nrf::buffered_uarte::{self, BufferedUarte};
use embassy_nrf::gpio::{Level, Output, OutputDrive};
use embassy_nrf::{bind_interrupts, peripherals};
use embassy_time::Timer;
use panic_halt as _;
use parts::{Event, Events};
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    UARTE0 => buffered_uarte::InterruptHandler<peripherals::UARTE0>;
    UARTE1 => buffered_uarte::InterruptHandler<peripherals::UARTE1>;
});

static EVENTS: Events = Events::new();

#[task]
async fn track(mut port: BufferedUarte<'static>, mut power: Output<'static>) {
    loop {
        power.set_high();
        Timer::after_millis(300).await;
        let error = parts::gnss::track(&mut port, &EVENTS).await;
        power.set_low();
        EVENTS.send(Event::Lost("gnss")).await;
        let pause = if matches!(error, parts::gnss::Error::Silent) { 60 } else { 5 };
        Timer::after_secs(pause).await;
    }
}

#[task]
async fn upload(port: BufferedUarte<'static>) {
    parts::modem::upload(port, "iot.example", "collector.example", &EVENTS).await
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    static BUFFERS: StaticCell<[[u8; 128]; 4]> = StaticCell::new();
    let [a, b, c, d] = BUFFERS.init([[0; 128]; 4]);
    let receiver = BufferedUarte::new(
        p.UARTE0, p.TIMER0, p.PPI_CH0, p.PPI_CH1, p.PPI_GROUP0, p.P0_08, p.P0_06, Irqs, Default::default(), a, b,
    );
    let modem = BufferedUarte::new(
        p.UARTE1, p.TIMER1, p.PPI_CH2, p.PPI_CH3, p.PPI_GROUP1, p.P0_11, p.P0_12, Irqs, Default::default(), c, d,
    );
    spawner.spawn(track(receiver, Output::new(p.P0_13, Level::Low, OutputDrive::Standard)).unwrap());
    spawner.spawn(upload(modem).unwrap());
}
