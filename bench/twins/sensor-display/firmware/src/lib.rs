//! A room sensor: measures climate and light, shows both on a small panel, keeps extremes
//! and settings in an EEPROM. `app::run` is the program; a board brings the registers.
//!
//! With the feature `blocking`, maybe-async removes every `async` and `.await`, and the
//! traits are those of embedded-hal; all else is the same source.
#![no_std]
#![forbid(unsafe_code)]
#![allow(async_fn_in_trait)]

pub mod app;
pub mod climate;
pub mod clock;
pub mod eeprom;
pub mod frame;
pub mod i2c;
pub mod light;
pub mod panel;
pub mod settings;
pub mod spi;

/// The traits that the drivers are written against.
mod hal {
    #[cfg(feature = "blocking")]
    pub use embedded_hal::{delay::DelayNs, i2c::I2c, spi::SpiBus, spi::SpiDevice};
    #[cfg(not(feature = "blocking"))]
    pub use embedded_hal_async::{delay::DelayNs, i2c::I2c, spi::SpiBus, spi::SpiDevice};
}

/// One I2C bus for several drivers.
mod shared {
    #[cfg(not(feature = "blocking"))]
    mod inner {
        use embassy_sync::blocking_mutex::raw::NoopRawMutex;

        pub type Bus<B> = embassy_sync::mutex::Mutex<NoopRawMutex, B>;
        pub type Device<'a, B> =
            embassy_embedded_hal::shared_bus::asynch::i2c::I2cDevice<'a, NoopRawMutex, B>;
    }
    #[cfg(feature = "blocking")]
    mod inner {
        pub type Bus<B> = core::cell::RefCell<B>;
        pub type Device<'a, B> = embedded_hal_bus::i2c::RefCellDevice<'a, B>;
    }
    pub use inner::*;
}
