//! A logger of voltages: the ADC, a flash on SPI with parameters and log, a console on a UART.
#![no_std]
#![no_main]

use embassy_embedded_hal::shared_bus::asynch::spi::SpiDevice;
use embassy_executor::{Spawner, main, task};
use embassy_nrf::buffered_uarte::{self, BufferedUarte};
use embassy_nrf::gpio::{Level, Output, OutputDrive};
use embassy_nrf::saadc::{self, ChannelConfig, Saadc};
use embassy_nrf::spim::{self, Spim};
use embassy_nrf::{bind_interrupts, peripherals};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::mutex::Mutex;
use embassy_time::{Duration, Ticker, Timer};
use panic_halt as _;
use parts::console::Settings;
use parts::flash::Flash;
use parts::{Event, Events};
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    UARTE0 => buffered_uarte::InterruptHandler<peripherals::UARTE0>;
    SPIM3 => spim::InterruptHandler<peripherals::SPI3>;
    SAADC => saadc::InterruptHandler;
});

type Bus = Mutex<NoopRawMutex, Spim<'static>>;

static LOGGED: Events = Events::new();
static SHOWN: Events = Events::new();
static SETTINGS: Settings = Settings::new();

#[task]
async fn sample(mut adc: Saadc<'static, 2>) {
    adc.calibrate().await;
    let mut ticker = Ticker::every(Duration::from_millis(100));
    let mut last = [0; 2];
    loop {
        let mut now = [0; 2];
        adc.sample(&mut now).await;
        for (now, last) in now.iter().zip(&mut last) {
            if now.abs_diff(*last) > 20 {
                let event = Event::Voltage((*now).max(0) as u16);
                LOGGED.send(event).await;
                let _ = SHOWN.try_send(event);
                *last = *now;
            }
        }
        ticker.next().await;
    }
}

#[task]
async fn keep(bus: &'static Bus, select: Output<'static>) {
    let mut device = SpiDevice::new(bus, select);
    let flash = loop {
        match Flash::new(&mut device).await {
            Ok(flash) => break flash,
            Err(_) => Timer::after_secs(1).await,
        }
    };
    parts::store::keep(flash, 0..0x4000, 0x4000..0x10_0000, &SETTINGS, &LOGGED).await
}

#[task]
async fn console(mut port: BufferedUarte<'static>) {
    loop {
        let _ = parts::console::session(&mut port, &SETTINGS, &SHOWN).await;
    }
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    static BUS: StaticCell<Bus> = StaticCell::new();
    static RECEIVE: StaticCell<[u8; 64]> = StaticCell::new();
    static TRANSMIT: StaticCell<[u8; 64]> = StaticCell::new();
    let channels = [ChannelConfig::single_ended(p.P0_02), ChannelConfig::single_ended(p.P0_05)];
    let adc = Saadc::new(p.SAADC, Irqs, Default::default(), channels);
    let spi = Spim::new(p.SPI3, Irqs, p.P0_29, p.P0_28, p.P0_30, Default::default());
    let chip = Output::new(p.P0_31, Level::High, OutputDrive::Standard);
    let port = BufferedUarte::new(
        p.UARTE0,
        p.TIMER0,
        p.PPI_CH0,
        p.PPI_CH1,
        p.PPI_GROUP0,
        p.P0_08,
        p.P0_06,
        Irqs,
        Default::default(),
        RECEIVE.init([0; 64]),
        TRANSMIT.init([0; 64]),
    );
    spawner.spawn(sample(adc).unwrap());
    spawner.spawn(keep(BUS.init(Mutex::new(spi)), chip).unwrap());
    spawner.spawn(console(port).unwrap());
}
