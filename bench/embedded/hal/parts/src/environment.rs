//! A BME280 and a display of 128 by 64 points (SSD1306) on one I2C bus.

use bme280_rs::{AsyncBme280, Configuration, Oversampling, SensorMode};
use embassy_time::{Delay, Duration, Ticker, Timer, with_timeout};
use embedded_hal_async::i2c::I2c;
use heapless::String;
use ssd1306::prelude::*;
use ssd1306::{I2CDisplayInterface, Ssd1306Async};

use crate::{Event, Events};

fn decimal(text: &mut String<16>, hundredths: i32) {
    use core::fmt::Write;
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    let _ = write!(text, "{sign}{}.{:02}", hundredths / 100, hundredths % 100);
}

async fn measured<B: I2c>(bus: B, events: &Events) -> Result<(), B::Error> {
    let mut sensor = AsyncBme280::new(bus, Delay);
    sensor.init().await?;
    let configuration = Configuration::default()
        .with_temperature_oversampling(Oversampling::Oversample2)
        .with_pressure_oversampling(Oversampling::Oversample16)
        .with_humidity_oversampling(Oversampling::Oversample1)
        .with_sensor_mode(SensorMode::Normal);
    sensor.set_sampling_configuration(configuration).await?;
    let mut ticker = Ticker::every(Duration::from_secs(2));
    loop {
        ticker.next().await;
        let sample = sensor.read_sample().await?;
        if let Some(temperature) = sample.temperature {
            events.send(Event::Temperature((temperature * 100.0) as i32)).await;
        }
        if let Some(humidity) = sample.humidity {
            events.send(Event::Voltage((humidity * 100.0) as u16)).await;
        }
    }
}

pub async fn measure<B: I2c>(mut bus: B, events: &Events) -> ! {
    loop {
        if measured(&mut bus, events).await.is_err() {
            events.send(Event::Lost("bme280")).await;
        }
        Timer::after_secs(5).await;
    }
}

/// Shows what is measured, and that nothing came for a while.
pub async fn show<B: I2c>(bus: B, events: &Events) -> ! {
    let interface = I2CDisplayInterface::new(bus);
    let mut display =
        Ssd1306Async::new(interface, DisplaySize128x64, DisplayRotation::Rotate0).into_terminal_mode();
    while display.init().await.is_err() {
        Timer::after_millis(500).await;
    }
    let _ = display.clear().await;
    loop {
        let mut text = String::<16>::new();
        match with_timeout(Duration::from_secs(10), events.receive()).await {
            Ok(Event::Temperature(value)) => decimal(&mut text, value),
            Ok(Event::Voltage(value)) => decimal(&mut text, i32::from(value)),
            Ok(Event::Lost(what)) => drop(text.push_str(what)),
            Ok(_) => continue,
            Err(_) => drop(text.push_str("no sensor")),
        }
        let _ = text.push('\n');
        if display.write_str(&text).await.is_err() {
            let _ = display.init().await;
        }
    }
}
