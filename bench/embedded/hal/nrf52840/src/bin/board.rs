//! An application of embassy-nrf as its examples have them: a sensor on I2C, a flash on SPI, a
//! command line on a UART and another on USB, a LED. It is built and measured, not run.
#![no_std]
#![no_main]

use embassy_executor::{Spawner, main, task};
use embassy_futures::join::join;
use embassy_futures::select::{Either, select};
use embassy_nrf::gpio::{Input, Level, Output, OutputDrive, Pull};
use embassy_nrf::usb::vbus_detect::HardwareVbusDetect;
use embassy_nrf::{bind_interrupts, peripherals, spim, twim, uarte, usb};
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Ticker, Timer, with_timeout};
use embassy_usb::class::cdc_acm::{CdcAcmClass, State};
use embassy_usb::driver::EndpointError;
use panic_halt as _;
use static_cell::StaticCell;

bind_interrupts!(struct Irqs {
    UARTE0 => uarte::InterruptHandler<peripherals::UARTE0>;
    TWISPI0 => twim::InterruptHandler<peripherals::TWISPI0>;
    SPIM3 => spim::InterruptHandler<peripherals::SPI3>;
    USBD => usb::InterruptHandler<peripherals::USBD>;
    CLOCK_POWER => usb::vbus_detect::InterruptHandler;
});

enum Event {
    Temperature(u16),
    SensorFailed,
    Block(u32),
    Command(u8),
    Pressed,
}

static EVENTS: Channel<ThreadModeRawMutex, Event, 8> = Channel::new();

async fn read_register(bus: &mut twim::Twim<'static>, register: u8) -> Result<u16, twim::Error> {
    let mut bytes = [0; 2];
    for _ in 0..3 {
        match with_timeout(Duration::from_millis(20), bus.write_read(0x48, &[register], &mut bytes)).await {
            Ok(Ok(())) => return Ok(u16::from_be_bytes(bytes)),
            _ => Timer::after_millis(5).await,
        }
    }
    Err(twim::Error::AddressNack)
}

#[task]
async fn sensor(mut bus: twim::Twim<'static>) {
    let mut ticker = Ticker::every(Duration::from_millis(250));
    loop {
        ticker.next().await;
        let event = match read_register(&mut bus, 0).await {
            Ok(value) => Event::Temperature(value),
            Err(_) => Event::SensorFailed,
        };
        EVENTS.send(event).await;
    }
}

async fn flash_command(bus: &mut spim::Spim<'static>, select: &mut Output<'static>, words: &[u8], into: &mut [u8]) -> Result<(), spim::Error> {
    select.set_low();
    bus.write(words).await?;
    let read = bus.read(into).await;
    select.set_high();
    read
}

async fn flash_idle(bus: &mut spim::Spim<'static>, select: &mut Output<'static>) -> bool {
    for _ in 0..10 {
        let mut status = [0];
        if flash_command(bus, select, &[0x05], &mut status).await.is_ok() && status[0] & 1 == 0 {
            return true;
        }
        Timer::after_millis(1).await;
    }
    false
}

#[task]
async fn flash(mut bus: spim::Spim<'static>, mut select: Output<'static>) {
    let mut address = 0u32;
    loop {
        if flash_idle(&mut bus, &mut select).await {
            let mut block = [0; 16];
            let [_, a, b, c] = address.to_be_bytes();
            if flash_command(&mut bus, &mut select, &[0x03, a, b, c], &mut block).await.is_ok() {
                EVENTS.send(Event::Block(block.iter().map(|&b| u32::from(b)).sum())).await;
            }
            address += 16;
        }
        Timer::after_secs(1).await;
    }
}

#[task]
async fn button(mut pin: Input<'static>) {
    loop {
        pin.wait_for_low().await;
        EVENTS.send(Event::Pressed).await;
        Timer::after_millis(20).await;
        pin.wait_for_high().await;
    }
}

#[task]
async fn report(mut uart: uarte::Uarte<'static>, mut led: Output<'static>) {
    let mut line = [0; 8];
    let mut byte = [0];
    loop {
        match select(EVENTS.receive(), uart.read(&mut byte)).await {
            Either::First(event) => {
                let (kind, value) = match event {
                    Event::Temperature(t) => (b'T', u32::from(t)),
                    Event::SensorFailed => (b'F', 0),
                    Event::Block(sum) => (b'B', sum),
                    Event::Command(c) => (b'C', u32::from(c)),
                    Event::Pressed => (b'P', 0),
                };
                line[0] = kind;
                line[1..5].copy_from_slice(&value.to_be_bytes());
                line[5] = b'\n';
                let _ = uart.write(&line[..6]).await;
                led.toggle();
            }
            Either::Second(_) => EVENTS.send(Event::Command(byte[0])).await,
        }
    }
}

type Driver = usb::Driver<'static, HardwareVbusDetect>;

async fn echo(class: &mut CdcAcmClass<'static, Driver>) -> Result<(), EndpointError> {
    let mut buffer = [0; 64];
    loop {
        let n = class.read_packet(&mut buffer).await?;
        for &byte in &buffer[..n] {
            EVENTS.send(Event::Command(byte)).await;
        }
        class.write_packet(&buffer[..n]).await?;
    }
}

#[task]
async fn serial(driver: Driver) {
    static CONFIG: StaticCell<[u8; 256]> = StaticCell::new();
    static BOS: StaticCell<[u8; 64]> = StaticCell::new();
    static CONTROL: StaticCell<[u8; 64]> = StaticCell::new();
    static STATE: StaticCell<State> = StaticCell::new();
    let mut config = embassy_usb::Config::new(0xc0de, 0xcafe);
    config.product = Some("sensor");
    let mut builder = embassy_usb::Builder::new(
        driver,
        config,
        CONFIG.init([0; 256]),
        BOS.init([0; 64]),
        &mut [],
        CONTROL.init([0; 64]),
    );
    let mut class = CdcAcmClass::new(&mut builder, STATE.init(State::new()), 64);
    let mut device = builder.build();
    join(device.run(), async {
        loop {
            class.wait_connection().await;
            let _ = echo(&mut class).await;
        }
    })
    .await;
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    static BUFFER: StaticCell<[u8; 16]> = StaticCell::new();
    let i2c = twim::Twim::new(p.TWISPI0, Irqs, p.P0_03, p.P0_04, Default::default(), BUFFER.init([0; 16]));
    let spi = spim::Spim::new(p.SPI3, Irqs, p.P0_29, p.P0_28, p.P0_30, Default::default());
    let uart = uarte::Uarte::new(p.UARTE0, p.P0_08, p.P0_06, Irqs, Default::default());
    let chip = Output::new(p.P0_31, Level::High, OutputDrive::Standard);
    let led = Output::new(p.P0_13, Level::High, OutputDrive::Standard);
    let driver = usb::Driver::new(p.USBD, Irqs, HardwareVbusDetect::new(Irqs));
    spawner.spawn(sensor(i2c).unwrap());
    spawner.spawn(flash(spi, chip).unwrap());
    spawner.spawn(button(Input::new(p.P0_11, Pull::Up)).unwrap());
    spawner.spawn(report(uart, led).unwrap());
    spawner.spawn(serial(driver).unwrap());
}
